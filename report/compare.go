package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Compare is the result of comparing two documents, or more.
type Compare struct {
	Version string              // of the program
	Paths   []string            // of the documents as the user named them, in their order: A, B, ...
	Profile compare.Profile     // what was not counted
	Result  *compare.Result     // of two documents, else nil
	Grid    *compare.GridResult // of more than two, else nil
}

// CompareOptions is what the reader of a comparison wishes for.
type CompareOptions struct {
	Options
	Brief bool // one line for each change
}

// CompareFormat is one form of a comparison.
type CompareFormat struct {
	Name  string
	Title string // what it is for, one line
	Human bool   // for reading, not for programs
	Pair  bool   // of two documents only
	Write func(w io.Writer, r Compare, o CompareOptions) error
}

var compareFormats = []CompareFormat{
	{"text", "every difference with both values, the default and what it causes", true, false, CompareText},
	{"json", "everything, for programs", false, false, CompareJSON},
	{"markdown", "a row for each difference, for tickets", true, false, CompareMarkdown},
	{"csv", "a row for each difference, for spreadsheets", false, false, CompareCSV},
	{"html", "one offline page with search and filters, for a browser", true, false, CompareHTML},
	{"edits", "the edits of A that give it the values of B, and what has none", true, true, CompareEdits},
	{"edits-json", "the same for programs", false, true, CompareEditsJSON},
}

// CompareFormats returns the formats of comparisons in the order in which they are
// listed. The slice is shared.
func CompareFormats() []CompareFormat { return compareFormats }

// place is where a side of a change stands, "" where it stands nowhere.
func (r *Compare) place(doc int, s *compare.Side) string {
	if s.Object == nil {
		return ""
	}
	return place(r.Paths[doc], s.Object.Document().File.Position(s.Span.Start))
}

// sideRange is the place of a side in its file; ok is false where it has none.
func sideRange(s *compare.Side) (start, end text.Position, ok bool) {
	if s.Object == nil {
		return start, end, false
	}
	start, end = s.Object.Document().File.Range(s.Span)
	return start, end, true
}

// comparedValue is what a side has, for people: enumerations by name, a missing
// value by what it means.
func comparedValue(c *compare.Change, s *compare.Side) string {
	known := sideValue(c, s)
	switch {
	case s.Object == nil:
		return "(no such object)"
	case c.IsEntry && !s.Present:
		return "(no such entry)"
	case !s.Present && s.Secret:
		return "(not set)"
	case !s.Present && s.Default:
		return known + " (not set: the default)"
	case !s.Present:
		return "(not set)"
	case s.Default:
		return known + " (the default)"
	}
	return known
}

// sideValue is the value alone.
func sideValue(c *compare.Change, s *compare.Side) string {
	if s.Secret {
		return schema.Masked
	}
	v := s.Value
	if n := skipped(c, v); n > 0 {
		return cut + clip(v[n:], mostValue)
	}
	if c.COM != nil && !c.IsEntry {
		v = enumValue(c, v)
	}
	if v == "" {
		return `""`
	}
	return clip(v, mostValue)
}

// skipped is the length of what a long value has in common with that of the other
// side at its start, less some of it to find the place again: else what differs
// would be cut off.
func skipped(c *compare.Change, v string) int {
	const context = 24
	a, b := c.A.Value, c.B.Value
	if len(v) <= mostValue || c.A.Secret || c.B.Secret || v != a && v != b {
		return 0
	}
	same := 0
	for same < len(a) && same < len(b) && a[same] == b[same] {
		same++
	}
	same -= context
	for same > 0 && !utf8.RuneStart(v[same]) {
		same--
	}
	return max(same, 0)
}

func enumValue(c *compare.Change, v string) string {
	e, ok := c.COM.Enum()
	if !ok {
		return v
	}
	var n int64
	if _, err := fmt.Sscan(v, &n); err != nil {
		return v
	}
	return e.String(n)
}

// mostParts bounds what is listed of the parts that were compared.
const mostParts = 3

// notHeld is why not everything was compared.
const notHeld = ": the files do not all hold the rest"

// comparedOnly says which part of two documents was compared, "" where that is
// everything.
func comparedOnly(s *compare.Scope) string {
	if !s.Partial {
		return ""
	}
	return "only " + scopeParts(s) + " was compared"
}

// scopeParts names the parts that were compared.
func scopeParts(s *compare.Scope) string {
	if len(s.Parts) == 0 {
		return "the header"
	}
	var paths []string
	for i, p := range s.Parts {
		if left := len(s.Parts) - i; i == mostParts && left > 1 {
			paths = append(paths, fmt.Sprintf("%d more", left))
			break
		}
		paths = append(paths, clip(p.Path(), mostPath))
	}
	last := len(paths) - 1
	if last == 0 {
		return paths[0]
	}
	return strings.Join(paths[:last], ", ") + " and " + paths[last]
}

// comparedOnlyGrid says the same for each of several documents.
func comparedOnlyGrid(g *compare.GridResult) []string {
	var lines []string
	for i := range g.Scopes {
		if s := &g.Scopes[i]; s.Partial {
			lines = append(lines, column(i)+" was compared only in "+scopeParts(s))
		}
	}
	return lines
}

// notCounted is how many differences the profile does not count, for the end of a
// line.
func notCounted(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d bound to the server or the moment not counted", n)
}

// gridSummary is the result of three or more documents in one line.
func gridSummary(g *compare.GridResult) string {
	line := "no differences that count"
	if !g.Same() {
		line = fmt.Sprintf("%s in %s", plural(len(g.Rows), "difference"), plural(len(g.Docs), "file"))
	}
	return line + notCounted(g.Apart)
}

// compareSummary is the result in one line.
func compareSummary(s compare.Summary) string {
	if s.Total() == 0 {
		return "no differences that count"
	}
	line := plural(s.Total(), "difference") + ": " + strings.Join(counts(s), ", ")
	if s.Causes > 0 {
		line += "; " + plural(s.Causes, "finding") + " in B only"
	}
	if s.Cures > 0 {
		line += "; " + plural(s.Cures, "finding") + " in A only"
	}
	return line
}

func counts(s compare.Summary) []string {
	var parts []string
	for _, k := range []struct {
		n    int
		name string
	}{{s.Changed, "changed"}, {s.Added, "added"}, {s.Removed, "removed"}, {s.Moved, "moved"}} {
		if k.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k.n, k.name))
		}
	}
	return parts
}

// comparedPath is the path of a change's object for a heading.
func comparedPath(c *compare.Change) string {
	path := clip(c.Path(), mostPath)
	if class := c.Class(); class != "" {
		path += " (" + class + ")"
	}
	return path
}

// findingLine is a finding in one line.
func findingLine(s style, f *checks.Finding) string {
	return s.severity(f.Severity) + " " + s.paint(bold, f.Check.Code) + " " + f.Check.Slug + ": " + clip(f.Message, mostMessage)
}
