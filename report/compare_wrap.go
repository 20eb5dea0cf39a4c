package report

import (
	"fmt"
	"io"
	"strings"
)

// comparedText writes the lines of a comparison. As in other reports, prose is
// wrapped wherever it goes, and the values of A and B, which a reader copies,
// nowhere. Other facts may be as long and are wrapped on a terminal, whose width is
// known; in a file and for programs each stays one line.
type comparedText struct {
	textReport
	terminal bool
}

func newComparedText(w io.Writer, o Options) comparedText {
	t := comparedText{textReport{w: w, style: style{o.Color}, width: o.Width}, o.Width > 0}
	if !t.terminal {
		t.width = DefaultWidth
	}
	return t
}

// fact writes one line, or on a terminal as many as it needs.
func (t *comparedText) fact(first, rest, line string) {
	if !t.terminal {
		fmt.Fprintln(t.w, first+line)
		return
	}
	t.wrap(first, rest, line)
}

// wrap breaks a line at blanks where it is wider than the report. Unlike a paragraph
// it keeps all other blanks: two values may differ in nothing else.
func (t *comparedText) wrap(first, rest, line string) {
	words := strings.Split(line, " ")
	at := first + words[0]
	for _, word := range words[1:] {
		if visibleWidth(at)+1+visibleWidth(word) > t.width && strings.TrimSpace(at) != "" {
			fmt.Fprintln(t.w, at)
			at = rest + word
		} else {
			at += " " + word
		}
	}
	fmt.Fprintln(t.w, at)
}

// visibleWidth is the columns that a text takes; colours take none.
func visibleWidth(s string) int {
	n := 0
	for s != "" {
		plain, colour, _ := strings.Cut(s, "\x1b[")
		n += textWidth(plain)
		_, s, _ = strings.Cut(colour, "m")
	}
	return n
}
