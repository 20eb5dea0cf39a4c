package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/checks"
)

// openMarkdown writes a report for a ticket, in the Markdown of GitHub: counts, then
// the findings by severity and check, each check with its reason, remedy and
// evidence once, at its first appearance. What comes from an input stands in code
// spans or is escaped: it can be no markup, no link and no HTML.
func openMarkdown(w io.Writer, r Run, o Options) Stream {
	m := lintMarkdown{run: r, found: map[groupKey]*markdownGroup{}, explained: map[*checks.Check]bool{}}
	return eachFile{
		write: func(f *File) error {
			m.add(f)
			return nil
		},
		close: func(s Summary) error { return m.write(w, s, o) },
	}
}

// lintMarkdown is a lint report being written. It keeps the rows of its tables.
type lintMarkdown struct {
	markdown
	run        Run
	files      [][]string
	found      map[groupKey]*markdownGroup
	problems   [][]string
	unreadable [][]string
	imports    markdown // checklists
	explained  map[*checks.Check]bool
}

// groupKey is what findings share that stand in one table.
type groupKey struct {
	severity checks.Severity
	check    *checks.Check
}

type markdownGroup struct {
	rows     [][]string
	evidence []string
}

func (m *lintMarkdown) add(f *File) {
	m.files = append(m.files, fileRow(f))
	if f.Doc == nil {
		m.unreadable = append(m.unreadable, []string{span(place(f.Path, f.Err.Start)), escaped(clip(f.Err.Message, mostMessage))})
		return
	}
	for i := range f.Findings {
		m.finding(f, &f.Findings[i])
	}
	m.imports.checklist(f)
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		m.problems = append(m.problems, []string{string(p.Severity), span(place(f.Path, start)), escaped(clip(p.Message, mostMessage))})
	}
}

func (m *lintMarkdown) finding(f *File, x *checks.Finding) {
	key := groupKey{x.Severity, x.Check}
	if m.found[key] == nil {
		m.found[key] = &markdownGroup{}
	}
	g := m.found[key]
	g.rows = append(g.rows, markdownRow(f, x))
	for _, address := range evidence(x) {
		if !slices.Contains(g.evidence, address) {
			g.evidence = append(g.evidence, address)
		}
	}
}

func (m *lintMarkdown) write(w io.Writer, s Summary, o Options) error {
	m.heading(1, "Configuration audit")
	m.paragraph(escaped(s.String()) + ".")
	if !o.Quiet {
		m.table(fileHead, m.files)
	}
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		m.severity(severity)
	}
	if len(m.problems) > 0 {
		m.heading(2, "Form of the input")
		m.table([]string{"Kind", "Place", "Problem"}, m.problems)
	}
	if n := len(m.unreadable); n > 0 {
		m.heading(2, "Inputs that could not be read")
		m.table([]string{"Place", fmt.Sprintf("Reason (%s)", plural(n, "input"))}, m.unreadable)
	}
	m.WriteString(m.imports.String())
	if !o.Quiet {
		m.paragraph("Made by tmgaudit " + escaped(m.run.Version) + ".")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

// fileHead names the columns of fileRow.
var fileHead = []string{"File", "Product", "critical", "high", "medium", "low", "info"}

// fileRow is a file with its findings counted.
func fileRow(f *File) []string {
	var one Summary
	one.Add(f)
	row := []string{span(f.Path), "could not be read"}
	if f.Doc != nil {
		row[1] = escaped(f.Doc.Product.Name)
	}
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		row = append(row, strconv.Itoa(one.Severity[severity]))
	}
	return row
}

// severity writes the findings of one severity, check by check.
func (m *lintMarkdown) severity(severity checks.Severity) {
	titled := false
	for _, c := range m.run.Checks {
		g := m.found[groupKey{severity, c}]
		if g == nil {
			continue
		}
		if name := severity.String(); !titled {
			m.heading(2, strings.ToUpper(name[:1])+name[1:])
			titled = true
		}
		m.check(c, g)
	}
}

func (m *lintMarkdown) check(c *checks.Check, g *markdownGroup) {
	m.heading(3, c.Code+" "+escaped(c.Title))
	m.table([]string{"Object", "Property", "Found", "Expected", "Place", "Fix", "Finding"}, g.rows)
	if m.explained[c] {
		m.paragraph("Why it matters and what to do stand above, at " + c.Code + ".")
		return
	}
	m.explained[c] = true
	m.paragraph("Why it matters: " + escaped(c.Why))
	m.paragraph("Remedy: " + escaped(c.Remedy))
	m.links(g.evidence)
}

func markdownRow(f *File, x *checks.Finding) []string {
	start, _ := f.location(x.Span)
	fix := ""
	if x.Fix != nil {
		fix = x.Fix.Safety.String() + ": " + escaped(clip(x.Fix.Title, mostMessage))
	}
	return []string{
		span(clip(x.Object.Path(), mostPath)),
		span(clip(x.Property, mostValue)),
		span(clip(x.Value, mostValue)),
		span(clip(x.Expected, mostValue)),
		span(place(f.Path, start)),
		fix,
		escaped(clip(x.Message, mostMessage)),
	}
}

// links lists the addresses of the documents that something stands on.
func (m *markdown) links(addresses []string) {
	if len(addresses) == 0 {
		return
	}
	m.WriteString("Evidence:\n\n")
	for _, address := range addresses {
		if isLink(address) && !strings.ContainsAny(address, "<> ") {
			m.WriteString("- <" + address + ">\n")
		} else {
			m.WriteString("- " + escaped(address) + "\n")
		}
	}
	m.WriteByte('\n')
}

// span is text as a code span that no build server takes for a command: one with
// two number signs in a row is escaped instead.
func span(s string) string {
	if Printable(s) != visibleText(s) {
		return escaped(s)
	}
	return code(s)
}
