package text_test

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/internal/text"
)

// naive is the positions of every offset in s, one character at a time, as the
// form writes it: the plain meaning of what Position computes from marks.
func naive(m form, s string) []text.Position {
	var all []text.Position
	p := text.Position{Line: 1, Column: 1, Offset: len(m.bom)}
	for i, r := range s {
		for range utf8.RuneLen(r) {
			all = append(all, p)
		}
		p.Column++
		if r == '\n' || r == '\r' && !strings.HasPrefix(s[i+1:], "\n") {
			p.Line, p.Column = p.Line+1, 1
		}
		switch {
		case m.name == "utf-8":
			p.Offset += utf8.RuneLen(r)
		case !strings.HasPrefix(m.name, "utf-16"):
			p.Offset++
		case r > 0xFFFF:
			p.Offset += 4
		default:
			p.Offset += 2
		}
	}
	return append(all, p)
}

func TestPositionsAreTheNaiveOnes(t *testing.T) {
	for _, m := range forms {
		for seed := range 8 {
			disk, whole := m.write(t, m.prose(dice(seed)))
			f := decode(t, disk)
			want := naive(m, string(whole))
			for offset := range want {
				if offset%4096 > 50 && offset%4096 < 4046 && offset%17 != 0 && offset < len(whole)-50 {
					continue // all around the marks of the index, some elsewhere
				}
				if got := f.Position(offset); got != want[offset] {
					t.Fatalf("%v, seed %d: offset %d of %d: %+v, want %+v", m, seed, offset, len(whole), got, want[offset])
				}
				span := text.Span{Start: offset, End: min(offset+7, len(whole))}
				if got := f.DiskSpan(span); got.Start != want[span.Start].Offset || got.End != want[span.End].Offset {
					t.Fatalf("%v, seed %d: %v is %v on disk", m, seed, span, got)
				}
			}
			last := want[len(want)-1]
			if f.Lines() != last.Line || last.Offset != len(disk) {
				t.Fatalf("%v, seed %d: %d lines, want %d", m, seed, f.Lines(), last.Line)
			}
		}
	}
}

// Lines without their ends, and what stands between them, are the text.
func TestLinesAreTheText(t *testing.T) {
	for _, m := range forms {
		for seed := range 8 {
			disk, whole := m.write(t, m.prose(dice(seed)))
			f, at := decode(t, disk), 0
			for n := 1; n <= f.Lines(); n++ {
				s, ok := f.Line(n)
				end := string(whole[at:max(s.Start, at)])
				if !ok || n > 1 && end != "\n" && end != "\r" && end != "\r\n" {
					t.Fatalf("%v, seed %d: line %d is %v, %t, after %q", m, seed, n, s, ok, end)
				}
				if strings.ContainsAny(string(whole[s.Start:s.End]), "\r\n") {
					t.Fatalf("%v, seed %d: line %d holds a line end", m, seed, n)
				}
				if p := f.Position(s.Start); p.Line != n || p.Column != 1 {
					t.Fatalf("%v, seed %d: line %d starts at %+v", m, seed, n, p)
				}
				at = s.End
			}
			if at != len(whole) {
				t.Fatalf("%v, seed %d: the last line ends at %d of %d", m, seed, at, len(whole))
			}
		}
	}
}

func TestPositionIsClamped(t *testing.T) {
	f := decode(t, []byte("\xEF\xBB\xBFaü\nb"))
	for _, c := range []struct {
		reason string
		offset int
		want   text.Position
	}{
		{"before the text", -5, text.Position{Line: 1, Column: 1, Offset: 3}},
		{"the mark is no column", 0, text.Position{Line: 1, Column: 1, Offset: 3}},
		{"inside a character", 2, text.Position{Line: 1, Column: 2, Offset: 4}},
		{"a line end is on its line", 3, text.Position{Line: 1, Column: 3, Offset: 6}},
		{"the end", 5, text.Position{Line: 2, Column: 2, Offset: 8}},
		{"after the text", 99, text.Position{Line: 2, Column: 2, Offset: 8}},
	} {
		if got := f.Position(c.offset); got != c.want {
			t.Errorf("%s: offset %d is %+v, want %+v", c.reason, c.offset, got, c.want)
		}
	}
	start, end := f.Range(text.Span{Start: 4, End: 1})
	if start != end {
		t.Errorf("a span that ends before it starts runs from %v to %v", start, end)
	}
	if s := f.DiskSpan(text.Span{Start: 4, End: 1}); s.Len() != 0 {
		t.Errorf("a span that ends before it starts is %v on disk", s)
	}
}

func TestNewline(t *testing.T) {
	for _, c := range []struct {
		reason, text, want string
		lines              int
	}{
		{"empty", "", "none", 1},
		{"one line", "<a/>", "none", 1},
		{"Unix", "a\nb", "lf", 2},
		{"a line end at the end starts a line", "a\n", "lf", 2},
		{"Windows", "a\r\nb\r\n", "crlf", 3},
		{"old Macintosh", "a\rb\r", "cr", 3},
		{"two kinds", "a\r\nb\n", "mixed", 3},
		{"a CR before CRLF stands alone", "a\r\r\n", "mixed", 3},
		{"LF before CR are two", "\n\r", "mixed", 3},
		{"a pair across two blocks", strings.Repeat("x", 4095) + "\r\n", "crlf", 2},
		{"CR at the end of a block", strings.Repeat("x", 4095) + "\rx", "cr", 2},
	} {
		f := decode(t, []byte(c.text))
		if got := f.Newline().String(); got != c.want || f.Lines() != c.lines {
			t.Errorf("%s: %.20q is %s in %d lines, want %s in %d", c.reason, c.text, got, f.Lines(), c.want, c.lines)
		}
	}
}

func TestLineOutOfRange(t *testing.T) {
	f := decode(t, []byte("a\r\nb"))
	for _, n := range []int{-1, 0, 3} {
		if s, ok := f.Line(n); ok {
			t.Errorf("line %d is %v", n, s)
		}
	}
	got, _ := f.Line(1)
	if diff := cmp.Diff(text.Span{Start: 0, End: 1}, got); diff != "" {
		t.Error(diff)
	}
}

func TestConcurrentUse(t *testing.T) {
	f := decode(t, []byte("\xFF\xFE"+wide(strings.Repeat("line\r\n", 5000), false)))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if p := f.Position(6 * 4000); p.Line != 4001 || p.Column != 1 {
				t.Errorf("%+v", p)
			}
		})
	}
	wg.Wait()
}
