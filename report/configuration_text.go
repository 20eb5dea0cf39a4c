package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"tmgaudit/inventory"
)

// ConfigurationText writes a configuration for a terminal: tables where they fit
// into its width, else a block of lines for each row.
func ConfigurationText(w io.Writer, c Configuration, o Options) error {
	b := bufio.NewWriter(w)
	t := configurationText{textReport{w: b, style: style{o.Color}, width: o.Width}}
	if t.width <= 0 {
		t.width = DefaultWidth
	}
	fmt.Fprintf(b, "%s: %s\n", t.style.paint(bold, Printable(c.Path)), clip(c.about(), mostMessage))
	for i := range c.Inventory.Sections {
		t.section(&c.Inventory.Sections[i])
	}
	if len(c.Inventory.LeftOut) > 0 {
		fmt.Fprintln(b)
	}
	for _, l := range c.Inventory.LeftOut {
		fmt.Fprintf(b, "%s: left out; %s\n", t.style.paint(bold, l.Title), l.Reason)
	}
	return b.Flush()
}

type configurationText struct{ textReport }

func (t *configurationText) section(s *inventory.Section) {
	fmt.Fprintf(t.w, "\n%s\n", t.style.paint(bold, strings.ToUpper(s.Title)))
	t.paragraph("", "", s.About)
	for _, g := range s.Graphs {
		for _, n := range g.Notes {
			t.paragraph("", "", "Array "+quoted(g.Title)+", "+clip(n, mostMessage)+".")
		}
	}
	for _, table := range s.Tables {
		cut := cutRows(table)
		fmt.Fprintf(t.w, "\n%s (%d)\n", t.style.paint(bold, table.Title), cut.total)
		t.table(&cut)
	}
}

func (t *configurationText) table(c *cutTable) {
	columns := c.shown()
	rows := make([][]string, len(c.rows))
	for i, r := range c.rows {
		for _, k := range columns {
			rows[i] = append(rows[i], clip(cellText(r.Cells[k], mostItems, ", "), mostMessage))
		}
	}
	var head []string
	for _, k := range columns {
		head = append(head, c.Columns[k].Title)
	}
	if widths, ok := t.fitColumns(head, rows); ok {
		t.aligned(head, rows, widths)
	} else {
		t.blocks(head, rows)
	}
	for _, note := range []string{c.Note, c.left()} {
		if note != "" {
			t.paragraph("  ", "  ", sentence(note))
		}
	}
}

// leastColumn is the width below which a column is not made smaller.
const leastColumn = 14

// fitColumns are the widths of columns that fit into the line: the widest ones are
// made smaller, and their cells wrap. ok is false when there are too many.
func (t *configurationText) fitColumns(head []string, rows [][]string) (widths []int, ok bool) {
	widths = make([]int, len(head))
	total := 0
	for i, h := range head {
		widths[i] = textWidth(h)
		for _, row := range rows {
			widths[i] = max(widths[i], textWidth(row[i]))
		}
		total += widths[i] + 2
	}
	for total > t.width && len(widths) > 0 {
		widest := slices.Index(widths, slices.Max(widths))
		if widths[widest] <= leastColumn {
			return nil, false
		}
		second := leastColumn
		for i, w := range widths {
			if i != widest {
				second = max(second, min(w, widths[widest]-1))
			}
		}
		narrower := max(second, widths[widest]-(total-t.width))
		total -= widths[widest] - narrower
		widths[widest] = narrower
	}
	return widths, len(widths) <= mostAligned || total <= t.width && !wraps(rows, widths)
}

// mostAligned is the number of columns up to which cells may wrap.
const mostAligned = 6

func wraps(rows [][]string, widths []int) bool {
	return slices.ContainsFunc(rows, func(row []string) bool {
		for i, cell := range row {
			if textWidth(cell) > widths[i] {
				return true
			}
		}
		return false
	})
}

// aligned writes rows as columns.
func (t *configurationText) aligned(head []string, rows [][]string, widths []int) {
	if len(rows) == 0 {
		return
	}
	t.line(head, widths, dim)
	for _, row := range rows {
		t.line(row, widths, "")
	}
}

// line writes one row, in as many lines as its longest cell needs.
func (t *configurationText) line(cells []string, widths []int, colour string) {
	wrapped := make([][]string, len(cells))
	lines := 0
	for i, cell := range cells {
		wrapped[i] = wrapCell(cell, widths[i])
		lines = max(lines, len(wrapped[i]))
	}
	for k := range lines {
		var b strings.Builder
		for i := range cells {
			part := ""
			if k < len(wrapped[i]) {
				part = wrapped[i][k]
			}
			b.WriteString("  " + part + strings.Repeat(" ", max(0, widths[i]-textWidth(part))))
		}
		fmt.Fprintln(t.w, t.style.paint(colour, strings.TrimRight(b.String(), " ")))
	}
}

// wrapCell breaks a cell into lines of a width, between words where it can.
func wrapCell(cell string, most int) []string {
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(cell) {
		for textWidth(word) > most {
			if used > 0 {
				lines, line, used = append(lines, line), "", 0
			}
			head := cutWidth(word, most)
			if i := strings.LastIndexAny(head, `/\`); i > len(head)/3 {
				head = head[:i+1] // a path breaks between its parts
			}
			lines, word = append(lines, head), word[len(head):]
		}
		switch n := textWidth(word); {
		case used == 0:
			line, used = word, n
		case used+1+n > most:
			lines, line, used = append(lines, line), word, n
		default:
			line, used = line+" "+word, used+1+n
		}
	}
	if used > 0 || lines == nil {
		lines = append(lines, line)
	}
	return lines
}

// blocks writes a row as lines, its first column as their head.
func (t *configurationText) blocks(head []string, rows [][]string) {
	widest := 0
	for _, h := range head[1:] {
		widest = max(widest, textWidth(h))
	}
	for _, row := range rows {
		fmt.Fprintf(t.w, "  %s %s\n", t.style.paint(dim, head[0]), t.style.paint(bold, row[0]))
		for i, cell := range row[1:] {
			if cell != "" {
				name := head[i+1] + strings.Repeat(" ", widest-textWidth(head[i+1]))
				t.paragraph("    "+name+"  ", strings.Repeat(" ", widest+6), cell)
			}
		}
	}
}
