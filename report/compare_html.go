package report

import (
	_ "embed" // the template, its style
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/schema"
)

var (
	//go:embed templates/compare.html
	comparePage string
	//go:embed templates/compare.css
	compareStyle string
)

var compareTemplate = pageTemplate("compare", comparePage, nil)

// CompareHTML writes a comparison as one HTML file that needs nothing else: a table
// with a column for each document and a row for each difference, by object. Without
// script everything is visible; the script only filters.
func CompareHTML(w io.Writer, r Compare, _ CompareOptions) error {
	return compareTemplate().Execute(w, newCompareView(&r))
}

// compareView is a comparison as the page shows it. Its strings are printable.
type compareView struct {
	Page              page
	Verdict           string
	Scope             []string // what was compared, where that is not everything
	Files             []comparedFileView
	Columns           int // of the tables
	Kinds, Severities []string
	Classes           []string
	Defaults, Apart   bool // there are such parts
	Parts             []comparePart
	Loose             []findingView
}

type comparedFileView struct {
	Side, Path, Name     string // Name is the last part of Path
	Gold                 bool
	Kind, Product, Build string
}

// comparePart is a table: what counts, what does not, what is the default.
type comparePart struct {
	ID, Title, Caption string
	Last               string // head of the last column
	Groups             []compareGroup
}

// compareGroup is the rows of one object.
type compareGroup struct {
	Object, Class string
	Rows          []compareRow
}

type compareRow struct {
	Kind, Severity, Class string // what the filters ask for
	Name                  string // of the property, with its entry; "" for the object itself
	About                 string // what is documented
	Why                   string // it does not count
	Cells                 []compareCell
	Found                 []findingView
}

type compareCell struct {
	Parts []markedPart
	Note  string
	Place string
	Odd   bool
}

// markedPart is a piece of a value. Old is what A has of its own, New what B has.
type markedPart struct {
	Text     string
	Old, New bool
}

type findingView struct {
	Severity, Side, Code, Message string
}

// noFindings is the severity of rows without findings, as the filter names it.
const noFindings = "none"

func newCompareView(r *Compare) *compareView {
	v := &compareView{}
	docs, gold := []*schema.Document(nil), -1
	if r.Grid != nil {
		docs, gold = r.Grid.Docs, r.Grid.Gold
	} else {
		docs = []*schema.Document{r.Result.A, r.Result.B}
	}
	var names []string
	for i, doc := range docs {
		f := comparedFileView{
			Side: column(i), Path: Printable(r.Paths[i]), Name: clip(baseName(r.Paths[i]), mostValue), Gold: i == gold,
			Kind: string(doc.Kind), Product: Printable(doc.Product.Name), Build: clip(doc.Product.Build, mostValue),
		}
		v.Files = append(v.Files, f)
		names = append(names, f.Name)
	}
	v.Columns = len(docs) + 2
	title := strings.Join(names, " and ")
	if len(names) > 2 {
		title = fmt.Sprintf("%d files", len(names))
	}
	v.Page = newPage(title, r.Version, compareStyle).filtered("")
	if r.Grid != nil {
		v.grid(r)
	} else {
		v.pair(r)
	}
	v.filters()
	return v
}

// baseName is the last part of a path of any system.
func baseName(path string) string {
	return path[strings.LastIndexAny(filepath.ToSlash(path), `/\`)+1:]
}

func (v *compareView) pair(r *Compare) {
	s := r.Result.Summary
	v.Verdict = sentence(compareSummary(s))
	if only := comparedOnly(&r.Result.Scope); only != "" {
		v.Scope = []string{sentence(only + notHeld)}
	}
	v.part(comparePart{ID: "differences", Title: "Differences", Caption: "The worst first: what causes findings, then what no console sets, then the rest.", Last: "Findings"}, r.groups(r.Result.Changes))
	v.part(comparePart{ID: "defaults", Title: "The documented default on both sides", Caption: "Written in different ways; no difference.", Last: "Findings"}, r.groups(r.Result.Defaults))
	v.part(comparePart{ID: "apart", Title: "Bound to the server or the moment", Caption: "Expected between two servers, and not counted.", Last: "Why it does not count"}, r.groups(r.Result.Apart))
	v.Defaults, v.Apart = len(r.Result.Defaults) > 0, len(r.Result.Apart) > 0
	v.Loose = append(findingViews("B:", r.Result.Causes), findingViews("only A:", r.Result.Cures)...)
}

// sentence is a line with a full stop, its first letter large.
func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// part adds a table that has rows.
func (v *compareView) part(p comparePart, groups []compareGroup) {
	if len(groups) > 0 {
		p.Groups = groups
		v.Parts = append(v.Parts, p)
	}
}

// groups are changes by object; those of one object stand together.
func (r *Compare) groups(list []compare.Change) []compareGroup {
	var groups []compareGroup
	var last *schema.Object
	for i := range list {
		c := &list[i]
		if c.Object() != last {
			groups = append(groups, compareGroup{Object: clip(c.Path(), mostPath), Class: c.Class()})
			last = c.Object()
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, r.htmlRow(c))
	}
	return groups
}

func (r *Compare) htmlRow(c *compare.Change) compareRow {
	row := compareRow{Kind: c.Kind.String(), Severity: noFindings, Class: c.Class(), Name: propertyName(c), About: aboutProperty(c)}
	if c.Renamed() {
		row.About = "renamed"
	}
	if c.Apart != nil {
		row.Why = c.Apart.Why
	}
	a, b := htmlCells(c)
	a.Place, b.Place = r.htmlPlace(&c.A), r.htmlPlace(&c.B)
	row.Cells = []compareCell{a, b}
	row.found("causes", c.Causes())
	row.found("cures", c.Cures())
	return row
}

// found adds findings to a row.
func (row *compareRow) found(side string, list []checks.Finding) {
	if len(list) == 0 {
		return
	}
	row.Found = append(row.Found, findingViews(side, list)...)
	worst := checks.Info
	for _, name := range []string{row.Severity, worstName(list)} {
		if s, ok := severityNamed(name); ok {
			worst = max(worst, s)
		}
	}
	row.Severity = worst.String()
}

func severityNamed(name string) (checks.Severity, bool) {
	for s := checks.Info; s <= checks.Critical; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

func findingViews(side string, list []checks.Finding) []findingView {
	var all []findingView
	for i := range list {
		f := &list[i]
		all = append(all, findingView{f.Severity.String(), side, f.Check.Code, f.Check.Slug + ": " + clip(f.Message, mostMessage)})
	}
	return all
}

// htmlPlace is the line of a side in its file.
func (r *Compare) htmlPlace(s *compare.Side) string {
	start, _, ok := sideRange(s)
	if !ok {
		return ""
	}
	return fmt.Sprintf("line %d, column %d", start.Line, start.Column)
}

// htmlCells are both sides of a change, with what differs inside long values
// marked.
func htmlCells(c *compare.Change) (a, b compareCell) {
	switch {
	case c.Kind == compare.Moved:
		return compareCell{Note: fmt.Sprintf("place %d", c.A.Position)}, compareCell{Note: fmt.Sprintf("place %d", c.B.Position)}
	case hidden(c):
		return compareCell{Note: "differs " + schema.Masked}, compareCell{Note: "differs " + schema.Masked}
	case c.Property == "" || c.IsEntry && c.Kind != compare.Changed:
		return htmlThere(c, &c.A, true), htmlThere(c, &c.B, false)
	}
	a, b = htmlCell(c, &c.A), htmlCell(c, &c.B)
	if a.Parts == nil || b.Parts == nil || c.A.Secret || c.B.Secret {
		return a, b
	}
	left, right := highlighted(sideValue(c, &c.A), sideValue(c, &c.B))
	a.Parts, b.Parts = nil, nil
	for _, p := range left {
		a.Parts = append(a.Parts, markedPart{Text: p.Text, Old: p.Changed})
	}
	for _, p := range right {
		b.Parts = append(b.Parts, markedPart{Text: p.Text, New: p.Changed})
	}
	return a, b
}

// htmlThere is a side of an object or entry that is on one side only.
func htmlThere(c *compare.Change, s *compare.Side, old bool) compareCell {
	there := s.Object != nil && (c.Property == "" || s.Present)
	switch {
	case !there && c.Property == "":
		return compareCell{Note: "no such object"}
	case !there:
		return compareCell{Note: "no such entry"}
	case s.Value == "":
		return compareCell{Note: "there"}
	}
	return compareCell{Parts: []markedPart{{Text: sideValue(c, s), Old: old, New: !old}}}
}

// htmlCell is one side of a changed value: the value, and what is to be said of it.
func htmlCell(c *compare.Change, s *compare.Side) compareCell {
	value := []markedPart{{Text: sideValue(c, s)}}
	switch {
	case c.IsEntry && !s.Present:
		return compareCell{Note: "no such entry"}
	case !s.Present && s.Default && !s.Secret:
		return compareCell{Parts: value, Note: "not set: the default"}
	case !s.Present:
		return compareCell{Note: "not set"}
	case s.Default:
		return compareCell{Parts: value, Note: "the default"}
	}
	return compareCell{Parts: value}
}

// grid is three or more documents.
func (v *compareView) grid(r *Compare) {
	g := r.Grid
	v.Verdict = sentence(gridSummary(g))
	for _, line := range comparedOnlyGrid(g) {
		v.Scope = append(v.Scope, sentence(line+notHeld))
	}
	var groups []compareGroup
	var last *schema.Object
	for i := range g.Rows {
		row := &g.Rows[i]
		if o := row.Object(); o != last {
			groups = append(groups, compareGroup{Object: clip(o.Path(), mostPath), Class: className(o)})
			last = o
		}
		at := &groups[len(groups)-1]
		at.Rows = append(at.Rows, r.htmlGridRow(row))
	}
	caption := "The odd ones are what most files do not have."
	if g.Gold >= 0 {
		caption = "The odd ones are not what the gold file has."
	}
	v.part(comparePart{ID: "differences", Title: "Differences", Caption: caption, Last: "Findings"}, groups)
}

func (r *Compare) htmlGridRow(row *compare.Row) compareRow {
	c := compare.Change{Property: row.Property, Entry: row.Entry, IsEntry: row.IsEntry, COM: row.COM}
	c.A.Object = row.Object()
	out := compareRow{Kind: rowKind(row), Severity: noFindings, Class: c.Class(), Name: rowName(row), About: aboutProperty(&c)}
	if row.Property == "" {
		out.Name = ""
	}
	for i := range row.Cells {
		cell := &row.Cells[i]
		out.Cells = append(out.Cells, compareCell{
			Parts: []markedPart{{Text: clip(cellValue(row, cell), mostValue)}}, Place: r.htmlPlace(&cell.Side), Odd: cell.Odd,
		})
		out.found(column(i)+":", cell.Findings)
	}
	return out
}

// filters are the values that rows have, in a fixed order.
func (v *compareView) filters() {
	kinds, severities, classes := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, p := range v.Parts {
		for _, g := range p.Groups {
			for i := range g.Rows {
				row := &g.Rows[i]
				kinds[row.Kind], severities[row.Severity] = true, true
				if row.Class != "" {
					classes[row.Class] = true
				}
			}
		}
	}
	for _, k := range []string{"changed", "added", "removed", "moved", "entry", "missing"} {
		if kinds[k] {
			v.Kinds = append(v.Kinds, k)
		}
	}
	for s := checks.Critical; s >= checks.Info; s-- {
		if severities[s.String()] {
			v.Severities = append(v.Severities, s.String())
		}
	}
	if severities[noFindings] {
		v.Severities = append(v.Severities, noFindings)
	}
	for name := range classes {
		v.Classes = append(v.Classes, name)
	}
	slices.Sort(v.Classes)
}
