package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tmgaudit/compare"
)

// compareGridText writes a comparison of three or more documents: a line for every
// file that is named in the columns, then for each object its differing properties,
// one row each and a column for every file; or a line for each row, in short. A
// star marks the odd ones.
func compareGridText(w io.Writer, r Compare, o CompareOptions) {
	t := gridText{comparedText: newComparedText(w, o.Options), r: &r, brief: o.Brief}
	if o.Brief {
		t.lines()
	} else {
		t.full()
	}
	if !o.Quiet {
		t.end()
	}
}

// lines writes every row in one line.
func (t *gridText) lines() {
	for i := range t.r.Grid.Rows {
		fmt.Fprintln(t.w, briefRow(t.style, &t.r.Grid.Rows[i]))
	}
}

func (t *gridText) full() {
	t.head()
	rows := t.r.Grid.Rows
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Object() == rows[0].Object() {
			n++
		}
		t.object(rows[:n])
		rows = rows[n:]
	}
}

type gridText struct {
	comparedText
	r     *Compare
	brief bool
}

// column is the letter of a file: A to Z, then A2, B2 and so on.
func column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return fmt.Sprintf("%c%d", 'A'+i%26, i/26+1)
}

func (t *gridText) head() {
	for i, path := range t.r.Paths {
		note := ""
		if i == t.r.Grid.Gold {
			note = " (gold)"
		}
		fmt.Fprintf(t.w, "%s %s%s\n", t.style.paint(bold, column(i)+":"), Printable(path), note)
	}
	for _, line := range comparedOnlyGrid(t.r.Grid) {
		t.paragraph("", "", line+notHeld)
	}
	fmt.Fprintln(t.w)
}

// object writes the rows of one object as a table.
func (t *gridText) object(rows []compare.Row) {
	o := rows[0].Object()
	path := clip(o.Path(), mostPath)
	if class := o.Class(); class != nil {
		path += " (" + class.Name + ")"
	}
	t.fact("", "    ", t.style.paint(bold, path))
	table := [][]string{{""}}
	for i := range t.r.Paths {
		table[0] = append(table[0], column(i))
	}
	for i := range rows {
		table = append(table, t.row(&rows[i]))
	}
	t.table(table, rows)
	t.findings(rows)
	fmt.Fprintln(t.w)
}

// mostCell bounds what stands in a cell.
const mostCell = 40

func (t *gridText) row(row *compare.Row) []string {
	cells := []string{rowName(row)}
	for i := range row.Cells {
		cell := &row.Cells[i]
		cells = append(cells, starred(row, cell))
	}
	return cells
}

// starred is what a document has in a row, with a star where it is odd.
func starred(row *compare.Row, cell *compare.Cell) string {
	v := clip(cellValue(row, cell), mostCell)
	if cell.Odd {
		v += " *"
	}
	return v
}

func rowName(row *compare.Row) string {
	switch {
	case row.Moved:
		return "(place)"
	case row.Property == "":
		return "(object)"
	case row.IsEntry:
		return row.Property + ": " + clip(row.Entry, mostCell)
	}
	return row.Property
}

// cellValue is what a document has in a row.
func cellValue(row *compare.Row, cell *compare.Cell) string {
	c := compare.Change{Property: row.Property, Entry: row.Entry, IsEntry: row.IsEntry, COM: row.COM}
	switch {
	case cell.Uncompared:
		return "(not compared)"
	case cell.Object == nil:
		return "-"
	case row.Moved:
		return fmt.Sprint(cell.Position)
	case row.IsEntry && cell.Present && cell.Value == row.Entry, row.Property == "":
		return "yes"
	case row.IsEntry && !cell.Present:
		return "no"
	case !cell.Present && cell.Default && !cell.Secret:
		return sideValue(&c, &cell.Side) + " (default)"
	case !cell.Present:
		return "(not set)"
	}
	return sideValue(&c, &cell.Side)
}

// table writes columns of even width. The odd cells are painted.
func (t *gridText) table(table [][]string, rows []compare.Row) {
	width := make([]int, len(table[0]))
	for _, line := range table {
		for i, cell := range line {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for n, line := range table {
		var b strings.Builder
		for i, cell := range line {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			switch {
			case n == 0:
				cell = t.style.paint(bold, cell)
			case i > 0 && rows[n-1].Cells[i-1].Odd:
				cell = t.style.paint(yellow, cell)
			}
			b.WriteString("  " + cell + pad)
		}
		fmt.Fprintln(t.w, strings.TrimRight(b.String(), " "))
	}
}

func (t *gridText) findings(rows []compare.Row) {
	for i := range rows {
		for j := range rows[i].Cells {
			list := rows[i].Cells[j].Findings
			for k := range list {
				indent := "  " + column(j) + ": "
				t.paragraph(indent, strings.Repeat(" ", len(indent)), findingLine(t.style, &list[k]))
			}
		}
	}
}

func (t *gridText) end() {
	colour := bold
	if t.r.Grid.Same() {
		colour = green
	}
	parts := append([]string{gridSummary(t.r.Grid)}, comparedOnlyGrid(t.r.Grid)...)
	if t.brief {
		parts = append(parts, t.columns())
	}
	t.fact("", "  ", t.style.paint(colour, strings.Join(parts, "; ")))
}

// columns says which file each letter stands for, where there was no head.
func (t *gridText) columns() string {
	var parts []string
	for i, path := range t.r.Paths {
		parts = append(parts, column(i)+" is "+Printable(path))
	}
	return strings.Join(parts, ", ")
}
