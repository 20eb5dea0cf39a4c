// Package pages makes room for whole files in large pages of memory, where the
// system has them for those who ask. A file of 200 MB in pages of 4 KB costs 50,000
// page faults, and every pass over it as many misses in the processor's tables; in
// large pages reading it is some times faster.
package pages

import "sync"

// least is the size in bytes from which on it is worth asking.
const least = 8 << 20

// Make returns n bytes, all zero.
func Make(n int) []byte {
	b := make([]byte, n)
	if n >= least {
		advise(b)
	}
	return b
}

// piece is how many bytes one goroutine copies.
const piece = 4 << 20

// Copy copies src, which is not longer than dst. Large ones are copied in pieces
// side by side: what takes time is that the system has to find the memory of dst.
func Copy(dst, src []byte) {
	var pieces sync.WaitGroup
	for len(src) > piece {
		to, from := dst[:piece], src[:piece]
		pieces.Go(func() { copy(to, from) })
		dst, src = dst[piece:], src[piece:]
	}
	copy(dst, src)
	pieces.Wait()
}
