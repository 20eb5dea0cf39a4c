package synth

import (
	"math/bits"
	"math/rand/v2"
)

// source gives the numbers and GUIDs of one document. Two kinds of GUID: next ones come from the stream, named ones are
// a function of seed, kind and index alone, so that a reference can be written without keeping what it points to.
type source struct {
	rng  *rand.PCG
	seed uint64
}

func newSource(seed uint64) source {
	return source{rng: rand.NewPCG(seed, 0x746d676175646974), seed: seed}
}

// nextGUID is a fresh GUID from the stream.
func (s *source) nextGUID() string { return formatGUID(s.rng.Uint64(), s.rng.Uint64()) }

// kind separates the families of named GUIDs.
type kind uint64

const (
	kindArray kind = iota + 1
	kindComputer
	kindAddressRange
	kindSubnet
	kindComputerSet
	kindURLSet
	kindDomainNameSet
	kindProtocol
	kindUserSet
	kindContentTypeSet
	kindSchedule
	kindWebListener
	kindNetwork
	kindPolicy
	kindPolicyGroup
	kindRule
	kindMissing
)

// guid is the GUID of the i-th object of a family.
func (s *source) guid(k kind, i int) string {
	x := mix(s.seed ^ mix(uint64(k)<<32|uint64(i)))
	return formatGUID(x, mix(x))
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// formatGUID writes 128 bits as a version 4 GUID in the registry form.
func formatGUID(hi, lo uint64) string {
	const digits = "0123456789ABCDEF"
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(0x3<<62) | 0x2<<62
	var b [38]byte
	b[0], b[37] = '{', '}'
	p := 1
	for i := range 32 {
		if i == 8 || i == 12 || i == 16 || i == 20 {
			b[p] = '-'
			p++
		}
		word := hi
		if i >= 16 {
			word = lo
		}
		b[p] = digits[word>>(60-4*(i&15))&15]
		p++
	}
	return string(b[:])
}

// below is a number from 0 to n-1. rand.IntN takes another way on 32-bit platforms; this one is the same everywhere.
func (s *source) below(n int) int {
	high, _ := bits.Mul64(s.rng.Uint64(), uint64(n))
	return int(high)
}

// between is a number from low to high, both included.
func (s *source) between(low, high int) int { return low + s.below(high-low+1) }

// chance is true in n of 100 cases.
func (s *source) chance(n int) bool { return s.below(100) < n }

// pick is one element of a table.
func pick[T any](s *source, table []T) T { return table[s.below(len(table))] }
