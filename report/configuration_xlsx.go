package report

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"tmgaudit/inventory"
)

// sheetRows and cellUnits are the bounds of a workbook: rows of a sheet, and UTF-16
// units of a cell.
var (
	sheetRows = excelize.TotalRows
	cellUnits = excelize.TotalCellChars
)

// ConfigurationXLSX writes a workbook: a sheet with the contents, then a sheet for
// each table with filters and a head row that stays. Every cell is text, never a
// formula. A table with more rows than a sheet has goes on in further sheets; a cell
// is cut where Excel would refuse it. Rows go through temporary files, not memory.
func ConfigurationXLSX(w io.Writer, c Configuration, _ Options) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	x := workbook{file: f, c: &c}
	if x.bold, err = f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	const first = "contents"
	if err := f.SetSheetName("Sheet1", first); err != nil {
		return err
	}
	for _, s := range c.Inventory.Sections {
		for _, t := range s.Tables {
			if err := x.table(&s, t); err != nil {
				return err
			}
		}
	}
	for _, l := range c.Inventory.LeftOut {
		x.contents = append(x.contents, []string{"", l.Title, "", "", "left out: " + l.Reason})
	}
	sheet, err := x.begin(first, []string{"sheet", "section", "table", "rows", "about"})
	if err != nil {
		return err
	}
	for _, row := range x.contents {
		if err := sheet.add(row); err != nil {
			return err
		}
	}
	if err := sheet.end(); err != nil {
		return err
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		return err
	}
	return inNameOrder(w, b.Bytes())
}

// inNameOrder writes a workbook with its parts by name, the list of parts first:
// the library writes sheets in the order of a map.
func inNameOrder(w io.Writer, archive []byte) error {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	slices.SortFunc(r.File, func(a, b *zip.File) int { return cmp.Compare(partName(a), partName(b)) })
	out := zip.NewWriter(w)
	for _, part := range r.File {
		if err := out.Copy(part); err != nil {
			return err
		}
	}
	return out.Close()
}

// partName is a name to sort parts by.
func partName(f *zip.File) string {
	if f.Name == "[Content_Types].xml" {
		return ""
	}
	return f.Name
}

// workbook is a workbook being written.
type workbook struct {
	file     *excelize.File
	c        *Configuration
	bold     int
	sheets   int
	contents [][]string
}

// table writes the sheets of one table.
func (x *workbook) table(s *inventory.Section, t inventory.Table) error {
	name, part, total := t.Name, 1, 0
	sheet, err := x.create(name, t)
	if err != nil {
		return err
	}
	for row := range t.Rows {
		if sheet.row == sheetRows {
			if err := sheet.end(); err != nil {
				return err
			}
			part++
			if sheet, err = x.create(fmt.Sprintf("%s-%d", name, part), t); err != nil {
				return err
			}
		}
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cellText(cell, len(cell), " | "))
		}
		if err := sheet.add(append(cells, row.Object.Path(), fmt.Sprint(x.c.line(row)))); err != nil {
			return err
		}
		total++
	}
	where := name
	if part > 1 {
		where = fmt.Sprintf("%s to %s-%d", name, name, part)
	}
	x.contents = append(x.contents, []string{where, s.Title, t.Title, fmt.Sprint(total), notes(s.About, t.Note)})
	return sheet.end()
}

// create adds a sheet for a table.
func (x *workbook) create(name string, t inventory.Table) (*sheetWriter, error) {
	if _, err := x.file.NewSheet(name); err != nil {
		return nil, err
	}
	return x.begin(name, tableHead(t))
}

// sheetWriter writes one sheet row by row.
type sheetWriter struct {
	stream *excelize.StreamWriter
	id     int
	width  int
	row    int // the last that was written
}

// begin writes the head of a sheet, which stays when the rows move.
func (x *workbook) begin(name string, head []string) (*sheetWriter, error) {
	stream, err := x.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	x.sheets++
	w := &sheetWriter{stream: stream, id: x.sheets, width: len(head)}
	const columnWidth = 24
	if err := stream.SetColWidth(1, len(head), columnWidth); err != nil {
		return nil, err
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return w, w.write(head, x.bold)
}

func (w *sheetWriter) add(cells []string) error { return w.write(cells, 0) }

func (w *sheetWriter) write(cells []string, style int) error {
	w.row++
	values := make([]any, len(cells))
	for i, s := range cells {
		values[i] = excelize.Cell{Value: sheetCell(s), StyleID: style}
	}
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.stream.SetRow(at, values)
}

// end makes the rows a table, which has the filters, and closes the sheet.
func (w *sheetWriter) end() error {
	last, err := excelize.CoordinatesToCellName(w.width, w.row)
	if err != nil {
		return err
	}
	if w.row > 1 {
		err = w.stream.AddTable(&excelize.Table{Range: "A1:" + last, Name: fmt.Sprintf("t%d", w.id), StyleName: "TableStyleLight1"})
	}
	return errors.Join(err, w.stream.Flush())
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
	return string(utf16.Decode(units[:cellUnits-len(more)])) + more
}
