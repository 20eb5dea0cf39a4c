package text

import (
	"bytes"
	"fmt"
	"strings"
)

// Unified is the unified diff from src to Apply(src, edits), made from the edits
// themselves: nothing is compared, so its cost is one pass over src to count
// lines, however large the file is. Around each change stand context lines.
//
// Lines end at LF alone and keep a CR before it, as in GNU diff; a last line
// without LF is marked. The diff is empty where the edits change nothing. It
// applies with patch and, with context 1 or more, with git apply. Errors are
// those of Apply.
func Unified(oldName, newName string, src []byte, edits []Edit, context int) ([]byte, error) {
	sorted, err := arrange(edits, len(src))
	if err != nil {
		return nil, err
	}
	changes := changesOf(src, sorted)
	if len(changes) == 0 {
		return nil, nil
	}
	d := diff{src: src, context: min(max(context, 0), len(src))}
	fmt.Fprintf(&d.out, "--- %s\n+++ %s\n", headerName(oldName), headerName(newName))
	for len(changes) > 0 {
		n := d.together(changes)
		d.hunk(changes[:n])
		changes = changes[n:]
	}
	return d.out.Bytes(), nil
}

// Unified is the unified diff of the file with the edits, whose offsets are
// those of Text. For UTF-8 and code pages it is made of the bytes on disk, and
// patch turns the old file into exactly what Apply gives. For UTF-16 it is made
// of the decoded text: it is for reading and cannot be applied.
func (f *File) Unified(oldName, newName string, edits []Edit, context int) ([]byte, error) {
	onDisk, err := f.diskEdits(edits)
	if err != nil {
		return nil, err
	}
	if _, wide := f.codec.(unicode16); wide {
		return Unified(oldName, newName, f.text, edits, context)
	}
	return Unified(oldName, newName, f.disk, onDisk, context)
}

// headerName is a file name for a header line. As in git, a tab ends a name with
// spaces, and one with control characters or a leading quote is quoted.
func headerName(name string) string {
	control := strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7F })
	if !control && !strings.HasPrefix(name, `"`) {
		if strings.Contains(name, " ") {
			return name + "\t"
		}
		return name
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(name) {
		switch c := name[i]; {
		case c == '"' || c == '\\':
			b.Write([]byte{'\\', c})
		case c < ' ' || c >= 0x7F:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// diff writes hunks in order. It counts lines as it goes.
type diff struct {
	src     []byte
	context int
	out     bytes.Buffer

	at    int // up to here lines are counted
	lines int // in src[:at]
	grown int // lines that hunks so far added, less those they removed
}

// together is how many changes share the first hunk: those that at most twice
// the context lies between, for then their context would meet.
func (d *diff) together(changes []change) int {
	n := 1
	for n < len(changes) {
		next := changes[n].Start
		if d.forward(changes[n-1].End, 2*d.context, next) < next {
			break
		}
		n++
	}
	return n
}

// hunk writes changes with the context around and between them.
func (d *diff) hunk(changes []change) {
	first, last := changes[0], changes[len(changes)-1]
	start := d.back(first.Start, d.context)
	end := d.forward(last.End, d.context, len(d.src))

	d.lines += lineFeeds(d.src[d.at:start])
	d.at = start
	oldLines := countLines(d.src[start:end])
	newLines := oldLines
	for _, c := range changes {
		newLines += countLines(c.lines) - countLines(d.src[c.Start:c.End])
	}
	fmt.Fprintf(&d.out, "@@ -%s +%s @@\n", lineRange(d.lines, oldLines), lineRange(d.lines+d.grown, newLines))
	d.grown += newLines - oldLines

	at := start
	for _, c := range changes {
		d.write(' ', d.src[at:c.Start])
		d.write('-', d.src[c.Start:c.End])
		d.write('+', c.lines)
		at = c.End
	}
	d.write(' ', d.src[at:end])
}

// lineRange is a range of n lines after the first before lines. An empty range
// is named by the line before it, and a count of 1 is left out, as in GNU diff.
func lineRange(before, n int) string {
	switch n {
	case 0:
		return fmt.Sprintf("%d,0", before)
	case 1:
		return fmt.Sprint(before + 1)
	}
	return fmt.Sprintf("%d,%d", before+1, n)
}

// write writes lines, each after its prefix.
func (d *diff) write(prefix byte, lines []byte) {
	for line := range bytes.Lines(lines) {
		d.out.WriteByte(prefix)
		d.out.Write(line)
		if line[len(line)-1] != '\n' {
			d.out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// forward is the offset n lines after at, which is the start of a line, or limit
// if that comes first.
func (d *diff) forward(at, n, limit int) int {
	for ; n > 0 && at < limit; n-- {
		at = lineEnd(d.src, at)
	}
	return at
}

// back is the offset n lines before at, which is the start of a line.
func (d *diff) back(at, n int) int {
	for ; n > 0 && at > 0; n-- {
		at = bytes.LastIndexByte(d.src[:at-1], '\n') + 1
	}
	return at
}
