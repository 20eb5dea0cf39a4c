package text

import "bytes"

// change is whole lines of a text replaced by whole lines; lines end at LF. The
// span starts and ends where lines do, changes neither overlap nor touch, and
// their first and last lines differ from those they replace.
type change struct {
	Span
	lines []byte
}

// changesOf widens sorted edits to whole lines and joins those that meet. Edits
// that change nothing leave no change.
func changesOf(src []byte, edits []Edit) []change {
	var changes []change
	for len(edits) > 0 {
		c, n := widen(src, edits)
		edits = edits[n:]
		if c = c.trim(src); c.Len() > 0 || len(c.lines) > 0 {
			changes = append(changes, c)
		}
	}
	return changes
}

// widen is the change that the first n of the edits make together: those that
// start in its lines or right after them.
func widen(src []byte, edits []Edit) (c change, n int) {
	at := lineStart(src, edits[0].Start)
	c.Span = Span{at, at}
	for n < len(edits) && c.meets(src, edits[n]) {
		e := edits[n]
		c.lines = append(append(c.lines, src[at:e.Start]...), e.New...)
		at = e.End
		switch {
		case at < c.End: // still the last line: do not search a long one again
		case wholeLines(c.lines) && wholeLines(src[:at]):
			c.End = at
		default:
			c.End = lineEnd(src, at)
		}
		n++
	}
	c.lines = append(c.lines, src[at:c.End]...)
	return c, n
}

// meets reports whether an edit starts in the lines of c or in the next.
func (c change) meets(src []byte, e Edit) bool {
	return e.Start < c.End || bytes.IndexByte(src[c.End:e.Start], '\n') < 0
}

// trim takes away the lines at both ends that the change leaves as they are.
func (c change) trim(src []byte) change {
	for c.Len() > 0 && len(c.lines) > 0 {
		was, is := lineEnd(src[:c.End], c.Start), lineEnd(c.lines, 0)
		if !bytes.Equal(src[c.Start:was], c.lines[:is]) {
			break
		}
		c.Start, c.lines = was, c.lines[is:]
	}
	for c.Len() > 0 && len(c.lines) > 0 {
		was, is := lastLine(src[c.Start:c.End])+c.Start, lastLine(c.lines)
		if !bytes.Equal(src[was:c.End], c.lines[is:]) {
			break
		}
		c.End, c.lines = was, c.lines[:is]
	}
	return c
}

// lineStart is the start of the line that offset at is on.
func lineStart(b []byte, at int) int { return bytes.LastIndexByte(b[:at], '\n') + 1 }

// lineEnd is the end, after its LF, of the line that offset at is on.
func lineEnd(b []byte, at int) int {
	if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(b)
}

// lastLine is the start of the last line; an LF at the end belongs to it.
func lastLine(b []byte) int { return lineStart(b, max(len(b)-1, 0)) }

// wholeLines reports whether b ends where a line does.
func wholeLines(b []byte) bool { return len(b) == 0 || b[len(b)-1] == '\n' }

// countLines is the number of lines, the last without LF included.
func countLines(b []byte) int {
	n := lineFeeds(b)
	if !wholeLines(b) {
		n++
	}
	return n
}
