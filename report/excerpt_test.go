package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tmgaudit/internal/text"
)

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("<a>1234567</a>", 100)
	tests := []struct {
		in     string // « » stand around the span
		line   string
		mark   string
		reason string
	}{
		{"one\n\t\t<p>«1»</p>\nthree", "<p>1</p>", "   ^", "indentation goes"},
		{"<p>«12345»</p>", "<p>12345</p>", "   ^^^^^", ""},
		{"a\tb«c»d", "a    bcd", "      ^", "tabs are spaces"},
		{"\t«\t»x", "    x", "^^^^", "a marked tab stays"},
		{"ä<p>ö«ü»</p>", "ä<p>öü</p>", "     ^", "characters, not bytes"},
		{"<p>«»</p>", "<p></p>", "   ^", "an empty span marks where it stands"},
		{"<p>«»", "<p>", "   ^", "at the end of the text"},
		{"«»", "", "^", "an empty file"},
		{"ab«\n»cd", "ab", "  ^", "a line end"},
		{"a«b\ncd\nef»g", "ab", " ^", "the first of several lines"},
		{"a\u202e«\u009b»b", `a\u202e\u009bb`, "       ^^^^^^", "escapes are as wide as they are written"},
		{"<a>" + strings.Repeat("x", 60) + "«y»" + strings.Repeat("z", 60) + "</a>",
			"..." + strings.Repeat("x", 19) + "y" + strings.Repeat("z", 20) + "...", strings.Repeat(" ", 22) + "^", "both ends cut"},
		{"«" + long + "»", long[:40] + "...", strings.Repeat("^", 40), "a span that is too long shows its start"},
		{long + "«x»", "..." + long[len(long)-39:] + "x", strings.Repeat(" ", 42) + "^", "at the end of a long line"},
		{"12«x»" + long, "12x" + long[:37] + "...", "  ^", "at the start of a long line"},
	}
	for _, tt := range tests {
		before, rest, _ := strings.Cut(tt.in, "«")
		marked, after, _ := strings.Cut(rest, "»")
		f, err := text.Decode([]byte(before + marked + after))
		if err != nil {
			t.Fatal(err)
		}
		x := newExcerpt(nil, f, text.Span{Start: len(before), End: len(before) + len(marked)}, 40)
		if x.line != tt.line || x.mark != tt.mark {
			t.Errorf("%s\n%.60q\ngot  %s\n     %s\nwant %s\n     %s", tt.reason, tt.in, x.line, x.mark, tt.line, tt.mark)
		}
	}
}

// A single line of many megabytes must neither be shown nor walked through
// character by character.
func TestExcerptOfAHugeLine(t *testing.T) {
	src := strings.Repeat("<a>ö</a>", 1<<20)
	f, err := text.Decode([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	middle := len(src)/2 + 3
	x := newExcerpt(nil, f, text.Span{Start: middle, End: middle + 2}, 80)
	if n := utf8.RuneCountInString(x.line); n > 90 {
		t.Errorf("%d characters are shown", n)
	}
	if at := strings.IndexByte(x.mark, '^'); []rune(x.line)[at] != 'ö' {
		t.Errorf("the caret is not under the value:\n%s\n%s", x.line, x.mark)
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("<p>\t1</p>\n<a>\u202e</a>", 3, 5, 40)
	f.Add("<Password>x", 12, 0, 1)
	f.Fuzz(func(t *testing.T, src string, start, length, width int) {
		file, err := text.Decode([]byte(src))
		if err != nil {
			t.Skip()
		}
		size := len(file.Text())
		start = min(max(start, 0), size)
		span := text.Span{Start: start, End: min(start+max(length, 0)%(size+1), size)}
		width = 1 + max(width, 0)%200
		x := newExcerpt(nil, file, span, width)
		if visibleText(x.line) != x.line || strings.Trim(x.mark, " ^") != "" || !strings.Contains(x.mark, "^") {
			t.Errorf("line %q, mark %q", x.line, x.mark)
		}
	})
}
