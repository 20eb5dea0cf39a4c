package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/schema"
)

// CompareMarkdown writes a comparison for a ticket, in the Markdown of GitHub: a
// row for each change, the worst first, then the findings that come and go. What
// comes from an input stands in code spans or is escaped, as Markdown has it.
func CompareMarkdown(w io.Writer, r Compare, o CompareOptions) error {
	m := compareMarkdown{r: &r, brief: o.Brief}
	m.heading(1, "Comparison of configurations")
	if r.Grid != nil {
		m.grid()
	} else {
		m.pair(o.Quiet)
	}
	if !o.Quiet {
		m.paragraph("Made by tmgaudit " + escaped(r.Version) + ".")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

// compareMarkdown is a comparison being written.
type compareMarkdown struct {
	markdown
	r     *Compare
	brief bool
}

// files is a table with a row for each document.
func (m *compareMarkdown) files(docs []*schema.Document, gold int) {
	var rows [][]string
	for i, doc := range docs {
		name := column(i)
		if i == gold {
			name += " (gold)"
		}
		rows = append(rows, []string{name, span(m.r.Paths[i]), escaped(string(doc.Kind)), escaped(doc.Product.Name), span(clip(doc.Product.Build, mostValue))})
	}
	m.table([]string{"Side", "File", "Kind", "Product", "Build"}, rows)
}

func (m *compareMarkdown) pair(quiet bool) {
	r := m.r.Result
	if !quiet {
		m.paragraph(escaped(compareSummary(r.Summary)) + ".")
	}
	m.files([]*schema.Document{r.A, r.B}, -1)
	m.scope(comparedOnly(&r.Scope))
	m.changes("Differences", r.Changes)
	m.findings(r)
	if m.brief {
		return
	}
	m.changes("The documented default on both sides, written in different ways", r.Defaults)
	m.changes("Bound to the server or the moment, not counted", r.Apart)
}

// scope says what was compared where that is not everything.
func (m *compareMarkdown) scope(lines ...string) {
	for _, line := range lines {
		if line != "" {
			m.paragraph(escaped(sentence(line + notHeld)))
		}
	}
}

// changes is a table with a row for each change.
func (m *compareMarkdown) changes(title string, list []compare.Change) {
	if len(list) == 0 {
		return
	}
	m.heading(2, title)
	var rows [][]string
	for i := range list {
		rows = append(rows, m.change(&list[i]))
	}
	m.table([]string{"Change", "Object", "Property", "A", "B", "Documented", "Place", "Findings"}, rows)
}

func (m *compareMarkdown) change(c *compare.Change) []string {
	a, b := changeCells(c)
	var places []string
	for i, s := range []*compare.Side{&c.A, &c.B} {
		if p := m.r.place(i, s); p != "" {
			places = append(places, span(p))
		}
	}
	about := aboutProperty(c)
	if c.Apart != nil {
		about = c.Apart.Why
	}
	return []string{
		changeName(c), span(clip(c.Path(), mostPath)), span(propertyName(c)), span(a), span(b),
		escaped(about), strings.Join(places, " "), briefChecks(c),
	}
}

// changeName is the kind of a change, a rename as that.
func changeName(c *compare.Change) string {
	if c.Renamed() {
		return "renamed"
	}
	return c.Kind.String()
}

// propertyName is the property of a change with its entry.
func propertyName(c *compare.Change) string {
	if c.IsEntry {
		return c.Property + ": " + clip(entryName(c), mostValue)
	}
	return c.Property
}

// changeCells are what the two sides have, each for a cell of its own.
func changeCells(c *compare.Change) (a, b string) {
	switch {
	case c.Kind == compare.Moved:
		return fmt.Sprintf("place %d", c.A.Position), fmt.Sprintf("place %d", c.B.Position)
	case hidden(c):
		return "differs " + schema.Masked, "differs " + schema.Masked
	}
	return changeCell(c, &c.A), changeCell(c, &c.B)
}

// changeCell is one side of a change; objects and entries that are there need no
// value but that.
func changeCell(c *compare.Change, s *compare.Side) string {
	switch {
	case c.Property == "" && s.Object != nil, c.IsEntry && s.Present && s.Value == c.Entry:
		return "yes"
	case c.Property == "", c.IsEntry && !s.Present:
		return "no"
	}
	return comparedValue(c, s)
}

// briefChecks are the findings of a change in a cell.
func briefChecks(c *compare.Change) string {
	var parts []string
	for _, f := range c.Causes() {
		parts = append(parts, "causes "+f.Severity.String()+" "+f.Check.Code)
	}
	for _, f := range c.Cures() {
		parts = append(parts, "cures "+f.Severity.String()+" "+f.Check.Code)
	}
	return escaped(strings.Join(parts, ", "))
}

// findings lists what comes and goes with the changes, each in a row.
func (m *compareMarkdown) findings(r *compare.Result) {
	var rows [][]string
	add := func(side string, list []checks.Finding) {
		for i := range list {
			rows = append(rows, markdownFinding(side, &list[i]))
		}
	}
	for i := range r.Changes {
		add("B", r.Changes[i].Causes())
	}
	add("B", r.Causes)
	for i := range r.Changes {
		add("A", r.Changes[i].Cures())
	}
	add("A", r.Cures)
	if len(rows) > 0 {
		m.heading(2, "Findings of one side only")
		m.table([]string{"In", "Severity", "Check", "Object", "Property", "Finding", "Remedy"}, rows)
	}
}

func markdownFinding(side string, f *checks.Finding) []string {
	return []string{
		side, f.Severity.String(), f.Check.Code + " " + escaped(f.Check.Slug), span(clip(f.Object.Path(), mostPath)), span(clip(f.Property, mostValue)),
		escaped(clip(f.Message, mostMessage)), escaped(f.Check.Remedy),
	}
}

// grid is a row for each thing that is not the same in all documents, and a column
// for every document. The odd ones are bold.
func (m *compareMarkdown) grid() {
	g := m.r.Grid
	m.paragraph(escaped(gridSummary(g)) + ".")
	m.files(g.Docs, g.Gold)
	m.scope(comparedOnlyGrid(g)...)
	head := []string{"Object", "Property"}
	for i := range g.Docs {
		head = append(head, column(i))
	}
	var rows, found [][]string
	for i := range g.Rows {
		row := &g.Rows[i]
		cells := []string{span(clip(row.Object().Path(), mostPath)), span(rowName(row))}
		for j := range row.Cells {
			cell := span(clip(cellValue(row, &row.Cells[j]), mostCell))
			if row.Cells[j].Odd {
				cell = "**" + cell + "**"
			}
			cells = append(cells, cell)
			for k := range row.Cells[j].Findings {
				found = append(found, markdownFinding(column(j), &row.Cells[j].Findings[k]))
			}
		}
		rows = append(rows, cells)
	}
	if len(rows) > 0 {
		m.heading(2, "Differences")
		m.table(head, rows)
		m.paragraph("Bold: not what the gold file, or most files, have.")
	}
	if len(found) > 0 {
		m.heading(2, "Findings of some files only")
		m.table([]string{"In", "Severity", "Check", "Object", "Property", "Finding", "Remedy"}, found)
	}
}
