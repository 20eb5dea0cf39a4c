package report

import (
	"fmt"
	"io"
	"unicode/utf16"

	"tmgaudit/inventory"
)

// sheetRows and cellUnits are the bounds that Excel has: rows of a sheet, and UTF-16
// units of a cell.
var (
	sheetRows = 1 << 20
	cellUnits = 1<<15 - 1
)

// ConfigurationXLSX writes a workbook: a sheet with the contents, then a sheet for
// each table with filters and a head row that stays. Every cell is text, never a
// formula. A table with more rows than a sheet has goes on in further sheets; a cell
// is cut where Excel would refuse it. Rows are written as they come.
func ConfigurationXLSX(w io.Writer, c Configuration, _ Options) error {
	b := newWorkbook(w)
	var contents [][]string
	for _, s := range c.Inventory.Sections {
		for _, t := range s.Tables {
			row, err := b.table(&c, &s, t)
			if err != nil {
				return err
			}
			contents = append(contents, row)
		}
	}
	for _, l := range c.Inventory.LeftOut {
		contents = append(contents, []string{"", l.Title, "", "", "left out: " + l.Reason})
	}
	sheet, err := b.begin("contents", []string{"sheet", "section", "table", "rows", "about"})
	if err != nil {
		return err
	}
	for _, row := range contents {
		if err := sheet.add(row); err != nil {
			return err
		}
	}
	if err := sheet.end(); err != nil {
		return err
	}
	return b.close()
}

// table writes the sheets of one table and returns its row in the contents.
func (b *workbook) table(c *Configuration, s *inventory.Section, t inventory.Table) ([]string, error) {
	part, total, head := 1, 0, tableHead(t)
	sheet, err := b.begin(t.Name, head)
	if err != nil {
		return nil, err
	}
	for row := range t.Rows {
		if sheet.row == sheetRows {
			if err := sheet.end(); err != nil {
				return nil, err
			}
			part++
			if sheet, err = b.begin(fmt.Sprintf("%s-%d", t.Name, part), head); err != nil {
				return nil, err
			}
		}
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cellText(cell, len(cell), " | "))
		}
		if err := sheet.add(append(cells, row.Object.Path(), fmt.Sprint(c.line(row)))); err != nil {
			return nil, err
		}
		total++
	}
	where := t.Name
	if part > 1 {
		where = fmt.Sprintf("%s to %s-%d", t.Name, t.Name, part)
	}
	return []string{where, s.Title, t.Title, fmt.Sprint(total), notes(s.About, t.Note)}, sheet.end()
}

// sheetCell is text that fits into a cell, with nothing invisible in it.
func sheetCell(s string) string {
	s = Printable(s)
	if len(s) <= cellUnits {
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) <= cellUnits {
		return s
	}
	more := fmt.Sprintf("... (%d characters)", len([]rune(s)))
	units = units[:cellUnits-len(more)]
	if last := len(units) - 1; utf16.IsSurrogate(rune(units[last])) && units[last] < 0xDC00 {
		units = units[:last] // the first half of a character
	}
	return string(utf16.Decode(units)) + more
}
