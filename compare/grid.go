package compare

import (
	"cmp"
	"slices"
	"strconv"

	"tmgaudit/checks"
	"tmgaudit/internal/workers"
	"tmgaudit/schema"
)

// Grid says how several documents differ, with a column for each. gold is the index
// of the document that the others are held against; -1 is none: then the documents
// vote, and Odd marks those that differ from most.
func Grid(docs []*schema.Document, gold int, o Options) *GridResult {
	g := &grid{docs: docs, gold: gold, base: max(gold, 0), rows: map[rowKey]*Row{}}
	g.result = &GridResult{Docs: docs, Gold: gold, Summary: make([]Summary, len(docs)), Scopes: make([]Scope, len(docs))}
	found := o.allFindings(docs)
	for i := range docs {
		if i != g.base {
			g.enter(i, o, found)
		}
	}
	g.finish()
	return g.result
}

// allFindings are the findings of each document.
func (o *Options) allFindings(docs []*schema.Document) [][]checks.Finding {
	found := make([][]checks.Finding, len(docs))
	workers.Each(len(docs), func(i int) { found[i] = o.findings(docs[i]) })
	return found
}

// grid puts the differences of each document to the base into rows.
type grid struct {
	docs   []*schema.Document
	gold   int
	base   int
	rows   map[rowKey]*Row
	list   []*Row
	align  []*aligner // of the base with each document; nil for the base
	result *GridResult
}

// rowKey is the same for one thing in every document. What the base lacks is known
// by its label below an object of the base.
type rowKey struct {
	object          *schema.Object // of the base, or nearest above it
	below           string
	property, entry string
	moved           bool
}

func (g *grid) enter(i int, o Options, found [][]checks.Finding) {
	d := newDiffer(g.docs[g.base], g.docs[i], o)
	d.run()
	d.attach(found[g.base], found[i])
	r := d.finish()
	g.result.Summary[i], g.result.Scopes[i] = r.Summary, r.Scope
	g.result.Apart += len(r.Apart)
	if g.align == nil {
		g.align = make([]*aligner, len(g.docs))
	}
	g.align[i] = d.align
	for j := range r.Changes {
		g.change(i, &r.Changes[j], d)
	}
}

func (g *grid) change(i int, c *Change, d *differ) {
	key := rowKey{property: c.Property, entry: c.Entry, moved: c.Kind == Moved}
	switch {
	case c.A.Object != nil:
		key.object = c.A.Object
	default:
		key.object, key.below = g.above(c.B.Object, d)
	}
	row := g.rows[key]
	fresh := row == nil
	if fresh {
		row = &Row{Property: c.Property, Entry: c.Entry, IsEntry: c.IsEntry, Moved: c.Kind == Moved, COM: c.COM, Cells: make([]Cell, len(g.docs)), at: key.object}
		g.rows[key] = row
		g.list = append(g.list, row)
	}
	base := &row.Cells[g.base].Side
	known := base.Findings
	*base = c.A
	base.Findings = merge(known, c.A.Findings)
	row.Cells[i].Side = c.B
	row.Cells[i].Odd = true // for now: it is not what the base has
	// Among many no document is the first: what is cured on one side is bad on the other.
	r := c.rank
	r.class = min(r.class, rankClass(c.Cures(), nil, c.ScriptOnly()))
	if fresh || r.compare(row.rank) < 0 {
		row.rank = r
	}
}

// merge joins two lists of findings about one thing, each once.
func merge(a, b []checks.Finding) []checks.Finding {
	for i := range b {
		if !slices.ContainsFunc(a, func(f checks.Finding) bool { return f.Check == b[i].Check && f.Message == b[i].Message }) {
			a = append(a, b[i])
		}
	}
	return a
}

// above is the nearest object of the base above an object of another document, and
// the way down from there.
func (g *grid) above(o *schema.Object, d *differ) (*schema.Object, string) {
	return d.above[o], o.Element + "\x00" + o.Label()
}

// finish fills the cells of the documents that have what the base has, marks the
// odd ones and sorts the rows.
func (g *grid) finish() {
	for _, row := range g.list {
		g.fill(row)
		g.mark(row)
	}
	first := map[*schema.Object]rank{}
	for _, row := range g.list {
		if r, seen := first[row.Object()]; !seen || row.rank.compare(r) < 0 {
			first[row.Object()] = row.rank
		}
	}
	slices.SortStableFunc(g.list, func(x, y *Row) int {
		return cmp.Or(first[x.Object()].compare(first[y.Object()]), x.rank.compare(y.rank))
	})
	for _, row := range g.list {
		g.result.Rows = append(g.result.Rows, *row)
	}
}

func (g *grid) fill(row *Row) {
	base := row.Cells[g.base].Side
	for i := range row.Cells {
		cell := &row.Cells[i]
		if i == g.base || cell.Odd {
			continue
		}
		if cell.Uncompared = !g.result.Scopes[i].holds(row.at); cell.Uncompared {
			continue
		}
		cell.Side = base
		cell.Findings = nil
		if base.Object == nil {
			continue
		}
		cell.Object = g.align[i].partner(base.Object)
		cell.Side.place(row)
	}
}

// place finds the value of a cell that has what the base has in its own document.
func (s *Side) place(row *Row) {
	if s.Object == nil {
		return
	}
	s.Span = s.Object.TagSpan()
	p := s.Object.Property(row.Property)
	if p == nil {
		s.Present = s.Present && row.Property == ""
		return
	}
	s.Span = p.ValueSpan()
	if !row.IsEntry {
		s.Present = true
	}
}

// mark says which documents are odd.
func (g *grid) mark(row *Row) {
	want, ok := row.Cells[g.base].vote(), true
	if g.gold < 0 {
		want, ok = majority(row.Cells)
	}
	for i := range row.Cells {
		row.Cells[i].Odd = ok && !row.Cells[i].Uncompared && row.Cells[i].vote() != want
	}
}

// vote is what a cell has, as a key.
func (c *Cell) vote() string {
	switch {
	case c.Object == nil:
		return ""
	case c.Position > 0:
		return "at " + strconv.Itoa(c.Position)
	}
	return "is " + c.state
}

// majority is what more than half of the cells that were compared have.
func majority(cells []Cell) (string, bool) {
	count, votes := map[string]int{}, 0
	for i := range cells {
		if !cells[i].Uncompared {
			count[cells[i].vote()]++
			votes++
		}
	}
	for v, n := range count {
		if 2*n > votes {
			return v, true
		}
	}
	return "", false
}
