package text

import (
	"fmt"
	"unicode/utf8"
)

// Error says why bytes could not be decoded and where.
type Error struct {
	Offset int // from 0, in bytes of the file as it is on disk
	Line   int // from 1, counted in what could be decoded before Offset
	Column int // from 1, in characters (Unicode code points)
	Msg    string
}

// Error is the message alone; the place is for the caller to print.
func (e *Error) Error() string { return e.Msg }

// fault is what a codec found wrong, in its own terms: an offset in the bytes
// after the byte order mark, and the text up to there.
type fault struct {
	at     int
	before []byte // UTF-8
	msg    string
}

// errorAt makes an Error for a disk offset from the decoded text before it.
func errorAt(offset int, before []byte, format string, args ...any) *Error {
	line, start := 1, 0
	if n := lineEnds(before, 0, len(before)); n > 0 {
		line, start = n+1, lastLineStart(before, 0, len(before))
	}
	return &Error{
		Offset: offset,
		Line:   line,
		Column: utf8.RuneCount(before[start:]) + 1,
		Msg:    fmt.Sprintf(format, args...),
	}
}
