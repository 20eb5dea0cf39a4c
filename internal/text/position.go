package text

import (
	"bytes"
	"unicode/utf8"
)

// Position is the place of an offset in Text. An offset before the text, after
// it or inside a character counts as the start, the end or the character. The
// end of a file that ends in a line end is on the empty line after it.
func (f *File) Position(offset int) Position {
	offset = f.snap(offset)
	line, start := f.lookup().line(offset)
	return Position{Line: line, Column: f.charsBetween(start, offset) + 1, Offset: f.diskOffset(offset)}
}

// Range is the positions of the start and the end of a span in Text.
func (f *File) Range(s Span) (start, end Position) {
	return f.Position(s.Start), f.Position(max(s.Start, s.End))
}

// DiskSpan maps a span in Text to the bytes on disk that it was decoded from.
// Offsets are clamped as for Position; the byte order mark belongs to no span.
func (f *File) DiskSpan(s Span) Span {
	start, end := f.snap(s.Start), f.snap(max(s.Start, s.End))
	return Span{f.diskOffset(start), f.diskOffset(end)}
}

// Lines is the number of lines. A line end at the end of the file starts one
// more, empty, line, as editors show it; an empty file has one line.
func (f *File) Lines() int { return f.lookup().lines }

// Line is the span in Text of line n, from 1, without its line end; false
// where the file has no such line.
func (f *File) Line(n int) (Span, bool) {
	x := f.lookup()
	if n < 1 || n > x.lines {
		return Span{}, false
	}
	start := x.start(n)
	return Span{start, lineStop(f.text, start)}, true
}

// Newline is the kind of line end that the file uses.
func (f *File) Newline() Newline { return f.lookup().newline }

// lookup is the index, made at the first question that needs it: most inputs
// have nothing wrong with them and are never asked for a position.
func (f *File) lookup() *index {
	f.once.Do(func() { f.idx = newIndex(f.text) })
	return f.idx
}

// snap moves an offset into the text and to the start of its character.
func (f *File) snap(offset int) int {
	offset = min(max(offset, 0), len(f.text))
	for offset > 0 && offset < len(f.text) && !utf8.RuneStart(f.text[offset]) {
		offset--
	}
	return offset
}

// charsBetween counts code points. Exports with a single line exist, so long
// distances go through the index.
func (f *File) charsBetween(from, to int) int {
	if to-from <= blockSize {
		n, _ := countChars(f.text[from:to])
		return n
	}
	a, _ := f.lookup().chars(from)
	b, _ := f.lookup().chars(to)
	return b - a
}

// diskOffset maps the offset of a character in the text to the disk.
func (f *File) diskOffset(offset int) int {
	if f.shared {
		return f.bom + offset
	}
	return f.bom + f.codec.width(f.lookup().chars(offset))
}

// lineStop is where the line that goes on at from stops: at its line end or at
// the end of the text. It looks block by block, since in a file with CR alone
// a search for LF would run to the end every time.
func lineStop(text []byte, from int) int {
	for from < len(text) {
		to := min(from+blockSize, len(text))
		block := text[from:to]
		if i := bytes.IndexByte(block, '\n'); i >= 0 {
			block, to = block[:i], from+i
		}
		if i := bytes.IndexByte(block, '\r'); i >= 0 {
			return from + i
		}
		if to < from+blockSize {
			return to
		}
		from = to
	}
	return from
}
