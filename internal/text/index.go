package text

import (
	"encoding/binary"
	"math/bits"
)

// blockSize is the distance of the marks in an index, in bytes of text. A look
// up walks at most one block; a 200 MB file needs 50,000 marks, 1.6 MB.
const blockSize = 4096

// index answers where lines start and how many characters precede an offset,
// without an entry for each line: it has marks at every block and counts from
// the nearest.
type index struct {
	text    []byte
	marks   []mark // marks[i] is for text[:i*blockSize]; never empty
	lines   int
	newline Newline
}

// mark is what stands before the start of a block.
type mark struct {
	lineEnds  int // line ends, as lineEnds counts them
	lineStart int // offset of the start of the line that the block starts in
	chars     int // code points that begin before the block
	astral    int // those of them beyond U+FFFF: two units each in UTF-16
}

func newIndex(text []byte) *index {
	x := &index{text: text, marks: make([]mark, 0, len(text)/blockSize+1)}
	var m mark
	var lf, crlf, cr int
	for from := 0; ; from += blockSize {
		x.marks = append(x.marks, m)
		to := min(from+blockSize, len(text))
		feeds := lineFeeds(text[from:to])
		pairs, alone := carriageReturns(text, from, to)
		lf, crlf, cr = lf+feeds, crlf+pairs, cr+alone
		if feeds+alone > 0 {
			m.lineEnds += feeds + alone
			m.lineStart = lastLineStart(text, from, to)
		}
		chars, astral := countChars(text[from:to])
		m.chars, m.astral = m.chars+chars, m.astral+astral
		if to < from+blockSize { // a text of whole blocks has a mark at its end, too
			break
		}
	}
	x.lines = m.lineEnds + 1
	x.newline = newlineOf(lf-crlf, crlf, cr)
	return x
}

// line is the number, from 1, and the start of the line that offset is on.
func (x *index) line(offset int) (number, start int) {
	i := offset / blockSize
	m := x.marks[i]
	n := lineEnds(x.text, i*blockSize, offset)
	if n == 0 {
		return m.lineEnds + 1, m.lineStart
	}
	return m.lineEnds + n + 1, lastLineStart(x.text, i*blockSize, offset)
}

// chars counts the code points before offset, and those beyond U+FFFF.
func (x *index) chars(offset int) (chars, astral int) {
	i := offset / blockSize
	chars, astral = countChars(x.text[i*blockSize : offset])
	return x.marks[i].chars + chars, x.marks[i].astral + astral
}

// start is the offset at which line n begins; n is in [1, lines].
func (x *index) start(n int) int {
	if n == 1 {
		return 0
	}
	// The last block before which fewer than n-1 lines have ended holds the
	// line end that line n follows.
	lo, hi := 0, len(x.marks)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; x.marks[mid].lineEnds < n-1 {
			lo = mid
		} else {
			hi = mid
		}
	}
	i := lo * blockSize
	for left := n - 1 - x.marks[lo].lineEnds; ; i++ {
		if isLineEnd(x.text, i) {
			if left--; left == 0 {
				return i + 1
			}
		}
	}
}

// countChars counts the code points in valid UTF-8 by their first bytes, and
// those beyond U+FFFF. A character cut at the start does not count, one cut at
// the end does: counts of adjacent pieces add up.
func countChars(text []byte) (chars, astral int) {
	const high = 0x8080808080808080
	for len(text) >= 8 {
		w := binary.LittleEndian.Uint64(text)
		text = text[8:]
		chars += 8
		if w&high == 0 {
			continue
		}
		chars -= bits.OnesCount64(w & ^(w << 1) & high)                       // 10xxxxxx
		astral += bits.OnesCount64(w & (w << 1) & (w << 2) & (w << 3) & high) // 1111xxxx
	}
	for _, b := range text {
		if b&0xC0 != 0x80 {
			chars++
		}
		if b >= 0xF0 {
			astral++
		}
	}
	return chars, astral
}
