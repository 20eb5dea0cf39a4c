package redact

import (
	"encoding/binary"
	"math"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
)

// addressMap gives the addresses of some documents their pseudonyms.
//
// Laws: it is strictly increasing over all addresses there are, so ranges hold
// what they held; the block of a subnet becomes a block of the same size; private
// stays private and special addresses stay as they are; a range that others cover
// together stays covered, and one that they do not, not.
//
// A total map with these laws would be the identity, since a finite block has no
// other increasing map onto itself. Therefore it depends on the addresses of the
// documents, and in a crowded block some may have no other place.
type addressMap struct {
	images map[uint32]uint32
	six    map[netip.Addr]netip.Addr
	used   map[string]string // for the mapping
	unseen []netip.Addr      // asked for, but not surveyed
	stuck  int
}

func newAddressMap(key []byte, s *survey) *addressMap {
	m := &addressMap{images: map[uint32]uint32{}, used: map[string]string{}}
	p := newPlan(key, s)
	p.solve(m.images)
	m.six = mapSix(key, s.six)
	for x, y := range m.images {
		if x == y && s.points[x] && !p.fixed(x) {
			m.stuck++
		}
	}
	return m
}

// text replaces an address, a block (address/bits) or a range (address-address);
// ok is false for anything else.
func (m *addressMap) text(s string) (replaced string, ok bool) {
	if s == "" || strings.IndexByte("0123456789abcdefABCDEF:", s[0]) < 0 {
		return "", false
	}
	if from, to, found := strings.Cut(s, "-"); found {
		a, okA := m.address(strings.TrimSpace(from))
		b, okB := m.address(strings.TrimSpace(to))
		return a + s[len(strings.TrimRight(from, " ")):len(s)-len(strings.TrimLeft(to, " "))] + b, okA && okB
	}
	if a, prefix, found := strings.Cut(s, "/"); found {
		if n, err := strconv.Atoi(prefix); err != nil || n < 0 || n > 128 || n > 32 && !strings.Contains(a, ":") {
			return "", false
		}
		a, ok = m.address(a)
		return a + "/" + prefix, ok
	}
	return m.address(s)
}

func (m *addressMap) address(s string) (string, bool) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return "", false
	}
	image, seen := m.image(a)
	if !seen {
		m.unseen = append(m.unseen, a) // Make does not let it pass
	}
	if image != a {
		m.used[s] = image.String()
	}
	return image.String(), true
}

// image is what an address becomes; seen is false for one that the survey lacks.
func (m *addressMap) image(a netip.Addr) (image netip.Addr, seen bool) {
	a = a.WithZone("")
	v4 := a.Unmap()
	if !v4.Is4() {
		if _, moves := sixBase(a); !moves {
			return a, true
		}
		if image, seen = m.six[a]; seen {
			return image, true
		}
		return a, false
	}
	y, seen := m.images[number4(v4)]
	if !seen {
		return a, false
	}
	if image = address4(y); a.Is4In6() {
		image = netip.AddrFrom16(image.As16())
	}
	return image, true
}

// integer replaces an address that is written as one number, signed or not. Small
// numbers are no addresses but ports, limits and counts.
func (m *addressMap) integer(s string) (replaced string, ok bool) {
	whole, fraction, divided := strings.Cut(strings.TrimSpace(s), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < math.MinInt32 || n > math.MaxUint32 || n >= 0 && n < 1<<24 {
		return "", false
	}
	y, seen := m.images[uint32(n)]
	if !seen || y == uint32(n) {
		return "", false
	}
	if replaced = decimal(y); n < 0 {
		replaced = strconv.Itoa(int(int32(y)))
	}
	m.used[whole] = replaced
	if divided {
		replaced += "." + fraction
	}
	return replaced, true
}

func number4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func address4(n uint32) netip.Addr {
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

// maskBits is the number of host bits of a mask; ok is false for what is none.
func maskBits(s string) (host int, ok bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil || !a.Is4() {
		return 0, false
	}
	inverse := ^number4(a)
	return bits.Len32(inverse), inverse&(inverse+1) == 0
}
