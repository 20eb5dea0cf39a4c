package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// excerpt is the part of one source line around a span, ready to be shown:
// printable, secrets masked, without indentation.
type excerpt struct {
	number int    // of the line
	line   string // the part shown; "..." stands for what is cut off
	mark   string // spaces, then carets under the span
}

const (
	cut      = "..."
	tabWidth = 4
)

// newExcerpt shows about width characters around the start of s, whatever the
// length of its line. Of a span over several lines it shows the first. doc may
// be nil.
func newExcerpt(doc *schema.Document, f *text.File, s text.Span, width int) excerpt {
	src := f.Text()
	number := f.Position(s.Start).Line
	line, ok := f.Line(number)
	if !ok {
		return excerpt{}
	}
	s = within(s, line)
	w := window(src, line, s, width)
	x := sketch{span: s, secrets: secrets(doc, f, w)}
	if w.Start > line.Start && !blank(src[line.Start:w.Start]) {
		x.put(cut, false)
	}
	for at := w.Start; at < w.End; {
		at = x.next(src, at)
	}
	if s.Start >= w.End { // at the end of the line
		x.mark.WriteByte('^')
	}
	if w.End < line.End {
		x.put(cut, false)
	}
	return excerpt{number, x.line.String(), strings.TrimRight(x.mark.String(), " ")}
}

// within is the part of s in line.
func within(s, line text.Span) text.Span {
	start := min(max(s.Start, line.Start), line.End)
	return text.Span{Start: start, End: min(max(s.End, start), line.End)}
}

// window is the part of the line to show: from its first character where s then
// fits, for there stands the name of the element; else s, cut to width
// characters, and what stands around it.
func window(src []byte, line, s text.Span, width int) text.Span {
	for line.Start < s.Start && (src[line.Start] == ' ' || src[line.Start] == '\t') {
		line.Start++
	}
	if hi, _ := ahead(src, line.Start, line.End, width); s.End <= hi {
		return text.Span{Start: line.Start, End: hi}
	}
	hi, marked := ahead(src, s.Start, s.End, width)
	spare := width - marked
	lo, before := behind(src, s.Start, line.Start, spare/2)
	hi, after := ahead(src, hi, line.End, spare-before)
	lo, _ = behind(src, lo, line.Start, spare-before-after)
	return text.Span{Start: lo, End: hi}
}

// ahead steps over up to n characters from at, not past limit.
func ahead(src []byte, at, limit, n int) (to, stepped int) {
	for ; stepped < n && at < limit; stepped++ {
		_, size := utf8.DecodeRune(src[at:limit])
		at += size
	}
	return at, stepped
}

// behind steps back over up to n characters before at, not past limit.
func behind(src []byte, at, limit, n int) (to, stepped int) {
	for ; stepped < n && at > limit; stepped++ {
		_, size := utf8.DecodeLastRune(src[limit:at])
		at -= size
	}
	return at, stepped
}

func blank(b []byte) bool { return len(bytes.Trim(b, " \t")) == 0 }

// sketch draws the line of an excerpt and the carets under it, side by side.
type sketch struct {
	span    text.Span
	secrets []text.Span // by start
	line    strings.Builder
	mark    strings.Builder
}

// next draws what stands at an offset: a character, or the mask of the secret
// that the offset is in. It returns the offset behind it.
func (x *sketch) next(src []byte, at int) int {
	for len(x.secrets) > 0 && x.secrets[0].End <= at {
		x.secrets = x.secrets[1:]
	}
	if len(x.secrets) > 0 && x.secrets[0].Start <= at {
		end := x.secrets[0].End
		x.put(schema.Masked, x.marks(at, end))
		return end
	}
	r, n := utf8.DecodeRune(src[at:])
	shown := visible(r)
	if r == '\t' {
		shown = strings.Repeat(" ", tabWidth)
	}
	x.put(shown, x.marks(at, at+n))
	return at + n
}

// marks reports whether carets belong under the source from start to end. An
// empty span is marked at the character that follows it.
func (x *sketch) marks(start, end int) bool {
	if x.span.Len() == 0 {
		return start <= x.span.Start && x.span.Start < end
	}
	return start < x.span.End && x.span.Start < end
}

func (x *sketch) put(s string, marked bool) {
	x.line.WriteString(s)
	under := " "
	if marked {
		under = "^"
	}
	x.mark.WriteString(strings.Repeat(under, utf8.RuneCountInString(s)))
}
