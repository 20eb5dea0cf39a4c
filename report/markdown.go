package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/checks"
)

// Markdown writes a report for a ticket, in the Markdown of GitHub: counts, then
// the findings by severity and check, each check with its reason, remedy and
// evidence once, at its first appearance. What comes from an input stands in code
// spans or is escaped: it can be no markup, no link and no HTML.
func Markdown(w io.Writer, r Lint, o Options) error {
	m := lintMarkdown{explained: map[*checks.Check]bool{}}
	m.heading(1, "Configuration audit")
	m.paragraph(escaped(r.Summary().String()) + ".")
	if !o.Quiet {
		m.overview(r)
	}
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		m.severity(r, severity)
	}
	m.problems(r)
	m.checklists(r)
	m.unreadable(r)
	if !o.Quiet {
		m.paragraph("Made by tmgaudit " + escaped(r.Version) + ".")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

// lintMarkdown is a lint report being written.
type lintMarkdown struct {
	markdown
	explained map[*checks.Check]bool
}

// overview is a table with a row for each file.
func (m *lintMarkdown) overview(r Lint) {
	head := []string{"File", "Product"}
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		head = append(head, severity.String())
	}
	var rows [][]string
	for i := range r.Files {
		f := &r.Files[i]
		one := Lint{Files: []File{*f}}.Summary()
		row := []string{span(f.Path), "could not be read"}
		if f.Doc != nil {
			row[1] = escaped(f.Doc.Product.Name)
		}
		for severity := checks.Critical; severity >= checks.Info; severity-- {
			row = append(row, strconv.Itoa(one.Severity[severity]))
		}
		rows = append(rows, row)
	}
	m.table(head, rows)
}

// placed is a finding with its file.
type placed struct {
	file    *File
	finding *checks.Finding
}

// severity writes the findings of one severity, check by check.
func (m *lintMarkdown) severity(r Lint, severity checks.Severity) {
	found := map[*checks.Check][]placed{}
	for i := range r.Files {
		f := &r.Files[i]
		for j := range f.Findings {
			if x := &f.Findings[j]; x.Severity == severity {
				found[x.Check] = append(found[x.Check], placed{f, x})
			}
		}
	}
	if len(found) == 0 {
		return
	}
	name := severity.String()
	m.heading(2, strings.ToUpper(name[:1])+name[1:])
	for _, c := range checksOf(r) {
		if len(found[c]) > 0 {
			m.check(c, found[c])
		}
	}
}

func (m *lintMarkdown) check(c *checks.Check, found []placed) {
	m.heading(3, c.Code+" "+escaped(c.Title))
	var rows [][]string
	for _, p := range found {
		rows = append(rows, markdownRow(p.file, p.finding))
	}
	m.table([]string{"Object", "Property", "Found", "Expected", "Place", "Fix", "Finding"}, rows)
	if m.explained[c] {
		m.paragraph("Why it matters and what to do stand above, at " + c.Code + ".")
		return
	}
	m.explained[c] = true
	m.paragraph("Why it matters: " + escaped(c.Why))
	m.paragraph("Remedy: " + escaped(c.Remedy))
	var addresses []string
	for _, p := range found {
		for _, address := range evidence(p.finding) {
			if !slices.Contains(addresses, address) {
				addresses = append(addresses, address)
			}
		}
	}
	m.links(addresses)
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

func (m *lintMarkdown) problems(r Lint) {
	var rows [][]string
	for i := range r.Files {
		f := &r.Files[i]
		if f.Doc == nil {
			continue
		}
		for _, p := range f.Doc.Problems {
			start, _ := f.location(p.Span)
			rows = append(rows, []string{string(p.Severity), span(place(f.Path, start)), escaped(clip(p.Message, mostMessage))})
		}
	}
	if len(rows) > 0 {
		m.heading(2, "Form of the input")
		m.table([]string{"Kind", "Place", "Problem"}, rows)
	}
}

func (m *lintMarkdown) unreadable(r Lint) {
	var rows [][]string
	for i := range r.Files {
		if f := &r.Files[i]; f.Doc == nil {
			rows = append(rows, []string{span(place(f.Path, f.Err.Start)), escaped(clip(f.Err.Message, mostMessage))})
		}
	}
	if len(rows) > 0 {
		m.heading(2, "Inputs that could not be read")
		m.table([]string{"Place", fmt.Sprintf("Reason (%s)", plural(len(rows), "input"))}, rows)
	}
}

// span is text as a code span that no build server takes for a command: one with
// two number signs in a row is escaped instead.
func span(s string) string {
	if Printable(s) != visibleText(s) {
		return escaped(s)
	}
	return code(s)
}
