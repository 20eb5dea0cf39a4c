package pages

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// advise asks for large pages, for the whole pages of b. A system that has none, or
// gives them anyway, says no, and nothing is lost.
func advise(b []byte) {
	const page = 4096
	skip := int(-uintptr(unsafe.Pointer(unsafe.SliceData(b))) % page)
	whole := (len(b) - skip) / page * page
	_ = unix.Madvise(b[skip:skip+whole], unix.MADV_HUGEPAGE)
}
