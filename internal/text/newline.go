package text

import "bytes"

// Newline is the kind of line end that a file uses.
type Newline uint8

// The kinds of line end. A CR counts as a line end of its own where no LF
// follows, as XML 1.0 section 2.11 and editors have it.
const (
	None  Newline = iota // no line end at all
	LF                   // every line end is LF
	CRLF                 // every line end is CR LF
	CR                   // every line end is a CR alone
	Mixed                // more than one kind
)

// String is the name in reports: none, lf, crlf, cr or mixed.
func (n Newline) String() string {
	switch n {
	case None:
		return "none"
	case LF:
		return "lf"
	case CRLF:
		return "crlf"
	case CR:
		return "cr"
	}
	return "mixed"
}

// newlineOf is the kind that the given counts of line ends amount to.
func newlineOf(lf, crlf, cr int) Newline {
	switch {
	case lf+crlf+cr == 0:
		return None
	case crlf+cr == 0:
		return LF
	case lf+cr == 0:
		return CRLF
	case lf+crlf == 0:
		return CR
	}
	return Mixed
}

// isLineEnd reports whether the byte at i is the last of a line end: LF, the
// LF of CRLF, or a CR that no LF follows.
func isLineEnd(text []byte, i int) bool {
	switch text[i] {
	case '\n':
		return true
	case '\r':
		return i+1 == len(text) || text[i+1] != '\n'
	}
	return false
}

// lineEnds counts the line ends whose last byte lies in [from, to).
func lineEnds(text []byte, from, to int) int {
	_, cr := carriageReturns(text, from, to)
	return lineFeeds(text[from:to]) + cr
}

// lineFeeds counts the LFs.
func lineFeeds(text []byte) int { return bytes.Count(text, lineFeed) }

var lineFeed = []byte{'\n'}

// carriageReturns counts the CRs in [from, to) that an LF follows and those
// that stand alone.
func carriageReturns(text []byte, from, to int) (crlf, cr int) {
	for {
		i := bytes.IndexByte(text[from:to], '\r')
		if i < 0 {
			return crlf, cr
		}
		from += i + 1
		if isLineEnd(text, from-1) {
			cr++
		} else {
			crlf++
		}
	}
}

// lastLineStart is the end of the last line end in [from, to), or -1.
func lastLineStart(text []byte, from, to int) int {
	for i := to - 1; i >= from; i-- {
		if isLineEnd(text, i) {
			return i + 1
		}
	}
	return -1
}
