package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"slices"
)

// room is where items go: the image [from, to] of a block.
type room struct {
	of       block
	from, to uint32
}

// train is items that are glued to each other, as one.
type train struct {
	items  []*item
	at     int64 // where it is
	length int64
	align  int64 // it may move by multiples of this
	pin    int64 // where it must go, or -1
}

// trains joins items that must stay next to each other, and finds what may not
// move: fixed addresses, and the first and last address of a block.
func (p *plan) trains(items []*item, r room) []*train {
	var all []*train
	for _, it := range items {
		size := int64(1) << it.host
		pin := int64(-1)
		switch edges := r.of.host > 0; {
		case it.pinned:
			pin = int64(it.base)
		case edges && it.base == r.of.base && p.ends[it.base]:
			pin = int64(r.from)
		case edges && it.last() == r.of.last() && p.ends[it.last()]:
			pin = int64(r.to) - size + 1
		}
		if n := len(all); n > 0 {
			if t := all[n-1]; t.at+t.length == int64(it.base) && p.glue[it.base-1] {
				if pin >= 0 && t.pin < 0 {
					t.pin = pin - t.length
				}
				t.items, t.length, t.align = append(t.items, it), t.length+size, max(t.align, size)
				continue
			}
		}
		all = append(all, &train{items: []*item{it}, at: int64(it.base), length: size, align: size, pin: pin})
	}
	return all
}

// place puts items into a room in their order, and what is in them into them. It
// reports whether there is room enough; in the place they come from there is.
func (p *plan) place(items []*item, r room, images map[uint32]uint32) bool {
	trains := p.trains(items, r)
	free := p.unused
	latest, ok := pack(trains, r, free)
	if !ok {
		free = anywhere
		if latest, ok = pack(trains, r, free); !ok {
			return false
		}
	}
	rng := p.random(r.of)
	at := int64(r.from)
	for i, t := range trains {
		low := t.pin
		if low < 0 {
			low = draw(rng, t, first(t, at, free), latest[i], len(trains)-i, free)
		}
		at = low + t.length
		for _, it := range t.items {
			if it.host == 0 {
				images[it.base] = uint32(low)
			} else {
				p.place(it.items, room{it.block, uint32(low), uint32(low + 1<<it.host - 1)}, images)
			}
			low += int64(1) << it.host
		}
	}
	return true
}

// draw picks a place in [low, high], near low when many are still to come.
func draw(rng *rand.Rand, t *train, low, high int64, left int, free func(*train, int64) bool) int64 {
	steps := (high - low) / t.align
	if left > 1 {
		steps = min(steps, 2*steps/int64(left)+1)
	}
	if steps <= 0 {
		return low
	}
	return min(first(t, low+rng.Int64N(steps+1)*t.align, free), high)
}

// pack finds the last place for each train if those behind it go as far back as
// they can, and whether all fit.
func pack(trains []*train, r room, free func(*train, int64) bool) (latest []int64, ok bool) {
	latest = make([]int64, len(trains))
	end := int64(r.to) + 1
	for i, t := range slices.Backward(trains) {
		at := t.pin
		if at < 0 {
			at = end - t.length
			at -= modulo(at-t.at, t.align)
			for at >= int64(r.from) && !free(t, at) {
				at -= t.align
			}
		}
		if at < int64(r.from) || at+t.length > end {
			return nil, false
		}
		latest[i], end = at, at
	}
	at := int64(r.from)
	for i, t := range trains {
		low := t.pin
		if low < 0 {
			low = first(t, at, free)
		}
		if low < at || low > latest[i] {
			return nil, false
		}
		at = low + t.length
	}
	return latest, true
}

// first is the first place for a train at or behind at.
func first(t *train, at int64, free func(*train, int64) bool) int64 {
	at += modulo(t.at-at, t.align)
	for at < 1<<32 && !free(t, at) {
		at += t.align
	}
	return at
}

func modulo(a, n int64) int64 { return (a%n + n) % n }

// unused reports whether a train at a place takes none of the places that
// addresses or blocks of its size have now.
func (p *plan) unused(t *train, at int64) bool {
	for _, it := range t.items {
		if it.host == 0 && p.isPoint[uint32(at)] || it.host > 0 && p.blocks[block{uint32(at), it.host}] {
			return false
		}
		at += int64(1) << it.host
	}
	return true
}

func anywhere(*train, int64) bool { return true }

// random is a source that follows from the key and the block, so that the
// addresses of one block do not depend on those of others.
func (p *plan) random(b block) *rand.Rand {
	mac := hmac.New(sha256.New, p.key)
	var name [8]byte
	binary.BigEndian.PutUint32(name[:], b.base)
	name[7] = byte(b.host)
	mac.Write([]byte("place"))
	mac.Write(name[:])
	return rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil))))
}
