package report

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Diff shows a unified diff on a terminal: coloured when asked for, with what
// changed inside a line made prominent, and nothing in it that the terminal would
// act upon. A diff that is to be applied must be written as it is instead.
func Diff(w io.Writer, diff []byte, o Options) error {
	b := bufio.NewWriter(w)
	d := diffView{w: b, style: style{o.Color}}
	for line := range bytes.Lines(diff) {
		d.line(strings.TrimRight(string(line), "\r\n"))
	}
	d.flush()
	return b.Flush()
}

// diffView holds back removed and added lines until both are known, to show what
// changed inside them.
type diffView struct {
	w              *bufio.Writer
	style          style
	removed, added []string
}

func (d *diffView) line(l string) {
	switch {
	case strings.HasPrefix(l, "--- "), strings.HasPrefix(l, "+++ "):
		d.flush()
		d.write(bold, l)
	case strings.HasPrefix(l, "-") && len(d.added) == 0:
		d.removed = append(d.removed, l[1:])
	case strings.HasPrefix(l, "+"):
		d.added = append(d.added, l[1:])
	default:
		d.flush()
		if strings.HasPrefix(l, "-") {
			d.removed = append(d.removed, l[1:])
			return
		}
		colour := ""
		if strings.HasPrefix(l, "@") {
			colour = cyan
		}
		d.write(colour, l)
	}
}

func (d *diffView) write(colour, l string) {
	l = expandTabs(l)
	if colour != "" {
		l = d.style.paint(colour, l)
	}
	d.w.WriteString(l)
	d.w.WriteByte('\n')
}

// expandTabs makes a line printable, with its tabs kept as blanks.
func expandTabs(l string) string {
	return Printable(strings.ReplaceAll(l, "\t", "    "))
}

// flush writes the lines held back. Where as many were added as removed they
// belong together in order.
func (d *diffView) flush() {
	pairs := d.style.on && len(d.removed) == len(d.added)
	for i, l := range d.removed {
		if pairs {
			d.inside("-", red, l, d.added[i], diffmatchpatch.DiffDelete)
		} else {
			d.write(red, "-"+l)
		}
	}
	for i, l := range d.added {
		if pairs {
			d.inside("+", green, d.removed[i], l, diffmatchpatch.DiffInsert)
		} else {
			d.write(green, "+"+l)
		}
	}
	d.removed, d.added = nil, nil
}

// longestPair bounds the lines that are compared character by character.
const longestPair = 2000

// inside writes one side of a changed line with its own parts in reverse.
func (d *diffView) inside(sign, colour, before, after string, own diffmatchpatch.Operation) {
	parts := changedParts(before, after)
	d.w.WriteString(d.style.paint(colour, sign))
	for _, part := range parts {
		switch part.Type {
		case diffmatchpatch.DiffEqual:
			d.w.WriteString(d.style.paint(colour, expandTabs(part.Text)))
		case own:
			d.w.WriteString(d.style.paint(colour+";7", expandTabs(part.Text)))
		}
	}
	d.w.WriteByte('\n')
}

// changedParts compares two short texts character by character, without a time
// limit so that the result is always the same.
func changedParts(before, after string) []diffmatchpatch.Diff {
	if len(before)+len(after) > 2*longestPair {
		return []diffmatchpatch.Diff{{Type: diffmatchpatch.DiffDelete, Text: before}, {Type: diffmatchpatch.DiffInsert, Text: after}}
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	return dmp.DiffCleanupSemantic(dmp.DiffMain(before, after, false))
}
