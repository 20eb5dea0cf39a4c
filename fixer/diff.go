package fixer

import (
	"bytes"
	"fmt"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// DiffForm says how a difference is written.
type DiffForm string

// The forms of a difference.
const (
	UnifiedDiff DiffForm = "unified" // applies with patch and git apply
	TextDiff    DiffForm = "text"    // a unified diff of the decoded text, for reading only
	EditList    DiffForm = "edits"   // one entry for each edit, with its place, old and new text
)

// longLine is the length from which a line makes a unified diff useless: it would
// repeat the line twice.
const longLine = 20_000

// contextLines are the numbers of unchanged lines around a change that are tried
// until no secret stands among them.
var contextLines = []int{3, 2, 1}

// Diff is the difference that the plan makes, in the best form that the file
// allows, and that form.
func (p *Plan) Diff(oldName, newName string) ([]byte, DiffForm, error) {
	return difference(p.Before, p.Edits, oldName, newName)
}

// Rollback is the difference that takes the plan back.
func (p *Plan) Rollback(oldName, newName string) ([]byte, DiffForm, error) {
	back, err := text.Invert(p.Before.File.Text(), p.Edits)
	if err != nil {
		return nil, "", err
	}
	return difference(p.After, back, oldName, newName)
}

func difference(doc *schema.Document, edits []text.Edit, oldName, newName string) ([]byte, DiffForm, error) {
	if len(edits) == 0 {
		return nil, UnifiedDiff, nil
	}
	context, ok := safeContext(doc, edits)
	if !ok {
		return editList(doc, edits), EditList, nil
	}
	diff, err := doc.File.Unified(oldName, newName, edits, context)
	if strings.HasPrefix(doc.File.Encoding(), "utf-16") {
		note := "# The file is " + doc.File.Encoding() + "; this is a diff of its text, for reading. It cannot be applied.\n"
		return append([]byte(note), diff...), TextDiff, err
	}
	return diff, UnifiedDiff, err
}

// safeContext is the most lines of context that show no secret and no endless
// line. ok is false when even one line would.
func safeContext(doc *schema.Document, edits []text.Edit) (context int, ok bool) {
	for _, n := range contextLines {
		if contextIsSafe(doc, edits, n) {
			return n, true
		}
	}
	return 0, false
}

func contextIsSafe(doc *schema.Document, edits []text.Edit, n int) bool {
	for _, e := range edits {
		around := linesAround(doc.File.Text(), e.Span, n)
		if len(doc.Secrets(around)) > 0 || around.Len()-e.Len() > (2*n+2)*longLine {
			return false
		}
	}
	return true
}

// linesAround is a span widened to whole lines, and n more on both sides.
func linesAround(b []byte, s text.Span, n int) text.Span {
	for range n + 1 {
		s.Start = max(bytes.LastIndexByte(b[:s.Start], '\n'), 0)
		if i := bytes.IndexByte(b[s.End:], '\n'); i >= 0 {
			s.End += i + 1
		} else {
			s.End = len(b)
		}
	}
	return s
}

// editList writes one entry for each edit: the line, column and byte of the old
// text, the object and property, and what was and is there.
func editList(doc *schema.Document, edits []text.Edit) []byte {
	var b bytes.Buffer
	b.WriteString("# A unified diff of this file would repeat whole lines of great length, or show a secret.\n")
	b.WriteString("# Each entry is one edit: line:column, byte offset and length on disk, old text, new text.\n")
	for _, e := range edits {
		start, _ := doc.File.Range(e.Span)
		disk := doc.File.DiskSpan(e.Span)
		old := string(doc.File.Text()[e.Start:e.End])
		if len(doc.Secrets(e.Span)) > 0 {
			old = schema.Masked
		}
		fmt.Fprintf(&b, "@ %d:%d byte %d length %d\n- %q\n+ %q\n", start.Line, start.Column, disk.Start, disk.Len(), old, e.New)
	}
	return b.Bytes()
}
