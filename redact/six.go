package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
)

// mapSix gives IPv6 addresses their images, in order: global ones in the
// documentation range 2001:db8::/32, unique local ones in fd00::/8. Link-local
// ones keep their prefix; addresses of one /64 stay in one; an interface
// identifier of zeros or ones stays.
func mapSix(key []byte, set map[netip.Addr]bool) map[netip.Addr]netip.Addr {
	var all []netip.Addr
	for a := range set {
		all = append(all, a)
	}
	slices.SortFunc(all, netip.Addr.Compare)
	images := make(map[netip.Addr]netip.Addr, len(all))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("six"))
	rng := rand.New(rand.NewChaCha8([32]byte(mac.Sum(nil))))
	next := map[uint64]uint64{} // by the base of a class
	var prefix, image, id uint64
	started := false
	for _, a := range all {
		b := a.As16()
		high, low := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
		base, moves := sixBase(a)
		if !moves {
			continue
		}
		if !started || high != prefix {
			started, prefix, id = true, high, 0
			if image = high; base != 0 {
				next[base] += 1 + rng.Uint64N(1<<12)
				image = base + next[base]
			}
		}
		if low != 0 && low != math.MaxUint64 {
			id += 1 + rng.Uint64N(1<<16)
			low = id
		}
		var out [16]byte
		binary.BigEndian.PutUint64(out[:8], image)
		binary.BigEndian.PutUint64(out[8:], low)
		images[a] = netip.AddrFrom16(out)
	}
	return images
}

// sixBase is the first /64 of the range that an address moves to, 0 for its own.
func sixBase(a netip.Addr) (base uint64, moves bool) {
	switch {
	case a.IsUnspecified(), a.IsLoopback(), a.IsMulticast():
		return 0, false
	case a.IsLinkLocalUnicast():
		return 0, true
	case a.IsPrivate():
		return 0xfd << 56, true
	}
	return 0x20010db8 << 32, true
}
