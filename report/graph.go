package report

import (
	"fmt"
	"slices"

	"golang.org/x/text/width"

	"tmgaudit/inventory"
)

// graphView is a drawing whose parts have places, in user units of SVG.
type graphView struct {
	ID            string
	Title         string
	Width, Height int
	Boxes         []boxView
	Lines         []lineView
	Notes         []string
	Kinds         []string // of lines, for the key
}

type boxView struct {
	Class      string // the kind of node
	X, Y, W, H int
	Label      textView
	Lines      []textView
	Full       string // everything, for a pointer
}

type textView struct {
	X, Y int
	Text string
}

type lineView struct {
	Class string // the kind of edge
	Path  string
	Tip   string // the path of its arrow, "" for none
	Label textView
	Full  string
}

// Sizes of a drawing.
const (
	boxWidth   = 210
	lineHeight = 18
	boxGap     = 22
	layerGap   = 130
	laneWidth  = 26 // between arcs beside a column
	graphEdge  = 14
)

// graphLayout puts boxes into columns: a network stands left of those behind whose
// addresses it is hidden, published servers stand last. Networks that are related
// by routing stand above each other, joined by arcs on the left.
type graphLayout struct {
	g       *inventory.Graph
	layer   []int
	columns [][]int
	boxes   []boxView
	margin  int // left of the first column, for arcs
}

func newGraphView(id string, g *inventory.Graph) graphView {
	l := graphLayout{g: g, layer: make([]int, len(g.Nodes)), boxes: make([]boxView, len(g.Nodes))}
	l.assign()
	l.order()
	v := graphView{ID: id, Title: clip(g.Title, mostValue)}
	v.Width, v.Height = l.place()
	v.Boxes = l.boxes
	for _, e := range g.Edges {
		v.Lines = append(v.Lines, l.line(e))
		if !slices.Contains(v.Kinds, string(e.Kind)) {
			v.Kinds = append(v.Kinds, string(e.Kind))
		}
	}
	slices.Sort(v.Kinds)
	for _, n := range g.Notes {
		v.Notes = append(v.Notes, sentence(clip(n, mostMessage)))
	}
	return v
}

// assign gives every node its column: one more than the furthest network that is
// hidden from it. An edge that would close a circle does not count.
func (l *graphLayout) assign() {
	const (
		fresh = iota
		busy
		done
	)
	state := make([]int, len(l.g.Nodes))
	var visit func(i int) int
	visit = func(i int) int {
		if state[i] == done {
			return l.layer[i]
		}
		state[i] = busy
		for _, e := range l.g.Edges {
			if e.Kind == inventory.NATEdge && e.To == i && state[e.From] != busy {
				l.layer[i] = max(l.layer[i], visit(e.From)+1)
			}
		}
		state[i] = done
		return l.layer[i]
	}
	last := 0
	for i, n := range l.g.Nodes {
		if n.Kind == inventory.NetworkNode {
			last = max(last, visit(i))
		}
	}
	for i, n := range l.g.Nodes {
		if n.Kind != inventory.NetworkNode {
			l.layer[i] = last + 1
		}
	}
}

// order fills the columns, each by where the neighbours in those before it stand.
func (l *graphLayout) order() {
	for i, n := range l.layer {
		for len(l.columns) <= n {
			l.columns = append(l.columns, nil)
		}
		l.columns[n] = append(l.columns[n], i)
	}
	place := make([]float64, len(l.g.Nodes))
	for _, column := range l.columns {
		weight := map[int]float64{}
		for k, i := range column {
			weight[i] = l.weight(i, place, float64(k))
		}
		slices.SortStableFunc(column, func(a, b int) int {
			switch {
			case weight[a] < weight[b]:
				return -1
			case weight[a] > weight[b]:
				return 1
			}
			return 0
		})
		for k, i := range column {
			place[i] = float64(k)
		}
	}
}

// weight is the mean place of the nodes before i that it is joined to.
func (l *graphLayout) weight(i int, place []float64, otherwise float64) float64 {
	sum, n := 0.0, 0
	for _, e := range l.g.Edges {
		if e.To == i && l.layer[e.From] < l.layer[i] {
			sum, n = sum+place[e.From], n+1
		}
	}
	if n == 0 {
		return otherwise
	}
	return sum / float64(n)
}

// place gives every box its place, columns from the top, and returns the size of all.
func (l *graphLayout) place() (w, h int) {
	heights := make([]int, len(l.columns))
	for c, column := range l.columns {
		for _, i := range column {
			heights[c] += l.boxHeight(i) + boxGap
		}
		h = max(h, heights[c])
	}
	l.margin = graphEdge
	for _, e := range l.g.Edges {
		if l.layer[e.From] == 0 && l.layer[e.To] == 0 {
			l.margin = max(l.margin, graphEdge+laneWidth*(l.distance(e)+2))
		}
	}
	for c, column := range l.columns {
		y := graphEdge
		for _, i := range column {
			l.box(i, l.margin+c*(boxWidth+layerGap), y)
			y += l.boxHeight(i) + boxGap
		}
	}
	return l.margin + len(l.columns)*(boxWidth+layerGap) - layerGap + graphEdge, h + 2*graphEdge - boxGap
}

func (l *graphLayout) boxHeight(i int) int { return lineHeight*(len(l.g.Nodes[i].Lines)+1) + 16 }

func (l *graphLayout) box(i, x, y int) {
	n := &l.g.Nodes[i]
	full := n.Label
	b := boxView{Class: string(n.Kind), X: x, Y: y, W: boxWidth, H: l.boxHeight(i), Label: textView{x + 10, y + lineHeight + 3, fit(n.Label, 24)}}
	for k, line := range n.Lines {
		b.Lines = append(b.Lines, textView{x + 10, y + (k+2)*lineHeight + 3, fit(line, 30)})
		full += ", " + line
	}
	b.Full = clip(full, mostMessage)
	l.boxes[i] = b
}

// distance is the number of boxes between the ends of an edge within a column.
func (l *graphLayout) distance(e inventory.Edge) int {
	column := l.columns[l.layer[e.From]]
	a, b := slices.Index(column, e.From), slices.Index(column, e.To)
	return max(a, b) - min(a, b) - 1
}

func (l *graphLayout) line(e inventory.Edge) lineView {
	v := lineView{Class: string(e.Kind)}
	from, to := &l.boxes[e.From], &l.boxes[e.To]
	v.Full = clip(l.g.Nodes[e.From].Label+" to "+l.g.Nodes[e.To].Label+": "+e.Label, mostMessage)
	y1, y2 := from.Y+from.H/2, to.Y+to.H/2
	if l.layer[e.From] == l.layer[e.To] {
		x, bulge := from.X, laneWidth*(l.distance(e)+1)
		v.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x, y1, x-bulge*4/3, y1, x-bulge*4/3, y2, x, y2)
		v.Label = textView{x - bulge, (y1+y2)/2 + 4, edgeWord(e.Kind)}
		v.Tip = tip(e.Kind, x, y2, 1)
		return v
	}
	x1, x2, ahead := from.X+boxWidth, to.X, 1
	if x1 > x2 {
		x1, x2, ahead = from.X, to.X+boxWidth, -1
	}
	v.Tip = tip(e.Kind, x2, y2, ahead)
	mid := (x1 + x2) / 2
	v.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, mid, y1, mid, y2, x2, y2)
	v.Label = textView{x1 + (x2-x1)/4, y1 + (y2-y1)/6 - 4, edgeWord(e.Kind)}
	if e.Kind == inventory.PublishEdge {
		v.Label.Text = ""
	}
	return v
}

// tip is the arrow of a line that ends at a place, going right (1) or left (-1).
func tip(k inventory.EdgeKind, x, y, ahead int) string {
	if k != inventory.NATEdge && k != inventory.PublishEdge {
		return ""
	}
	const length, half = 9, 4
	return fmt.Sprintf("M%d %dL%d %dL%d %dZ", x, y, x-ahead*length, y-half, x-ahead*length, y+half)
}

func edgeWord(k inventory.EdgeKind) string {
	switch k {
	case inventory.NATEdge:
		return "NAT"
	case inventory.UnsureEdge:
		return "?"
	}
	return string(k)
}

// fit cuts s to so many narrow characters.
func fit(s string, most int) string {
	s = Printable(s)
	if textWidth(s) <= most {
		return s
	}
	return cutWidth(s, most-1) + "…"
}

// cutWidth is the longest start of s that is no wider than most, one character at
// least.
func cutWidth(s string, most int) string {
	used := 0
	for i, r := range s {
		if used += runeWidth(r); used > most && i > 0 {
			return s[:i]
		}
	}
	return s
}

// textWidth is the number of columns that a text takes: wide characters take two.
func textWidth(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
