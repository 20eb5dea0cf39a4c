package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tmgaudit/internal/text"
)

// Compact writes one line for each finding and problem, in the form that editors
// and compilers share: file:line:col: severity: message [code slug].
func Compact(w io.Writer, r Lint, o Options) error { return atOnce(openCompact, w, r, o) }

func openCompact(w io.Writer, _ Run, _ Options) Stream { return flushed(w, compactFile) }

// flushed is a report of lines, all of a file's at once.
func flushed(w io.Writer, write func(w io.Writer, f *File)) Stream {
	b := bufio.NewWriter(w)
	return eachFile{write: func(f *File) error {
		write(b, f)
		return b.Flush()
	}}
}

func compactFile(w io.Writer, f *File) {
	if f.Doc == nil {
		fmt.Fprintln(w, f.Err.Line(f.Path))
		return
	}
	for i := range f.Findings {
		found := &f.Findings[i]
		start, _ := f.location(found.Span)
		fmt.Fprintf(w, "%s: %s: %s [%s %s]\n", place(f.Path, start), found.Severity,
			clip(found.Message, mostMessage), found.Check.Code, found.Check.Slug)
	}
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		fmt.Fprintf(w, "%s: %s: %s\n", place(f.Path, start), p.Severity, clip(p.Message, mostMessage))
	}
}

// Line is the reason in one line, "file:line:col: error: message".
func (u *Unreadable) Line(path string) string {
	return fmt.Sprintf("%s: error: %s", place(path, u.Start), clip(u.Message, mostMessage))
}

// place is "file:line:col", or the file alone where there is no place in it.
func place(path string, p text.Position) string {
	if strings.HasPrefix(path, "::") {
		path = "./" + path // else a build server takes the line for a command
	}
	if p.Line == 0 {
		return Printable(path)
	}
	return fmt.Sprintf("%s:%d:%d", Printable(path), p.Line, p.Column)
}
