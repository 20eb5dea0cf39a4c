package report

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// workbook writes a workbook as Office Open XML (ECMA-376, SpreadsheetML): sheets of
// text, part by part into an archive, so that no sheet is ever in memory. What is in
// no sheet, its settings and lists of sheets, follows at the end.
type workbook struct {
	archive *zip.Writer
	sheets  []*sheet
}

// sheet is a sheet that is written row by row. Its head is bold, stays when the rows
// move and has the filters of a table.
type sheet struct {
	book  *workbook
	name  string
	id    int
	head  []string
	row   int // the last that was written
	cells *bufio.Writer
}

func newWorkbook(w io.Writer) *workbook { return &workbook{archive: zip.NewWriter(w)} }

const (
	xmlHead       = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spreadsheetML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relations     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageML     = "http://schemas.openxmlformats.org/package/2006/"
	contentType   = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	columnWidth   = 24 // in characters
)

// The styles of cells, by their places in the list of styles.
const (
	plainCell = iota
	boldCell
)

const cellStyles = xmlHead + `<styleSheet xmlns="` + spreadsheetML + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
	`<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
	`<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs></styleSheet>`

// begin starts a sheet and writes its head. The one before must have ended.
func (b *workbook) begin(name string, head []string) (*sheet, error) {
	s := &sheet{book: b, name: name, id: len(b.sheets) + 1, head: head}
	b.sheets = append(b.sheets, s)
	part, err := b.archive.Create(s.part())
	if err != nil {
		return nil, err
	}
	s.cells = bufio.NewWriter(part)
	fmt.Fprintf(s.cells, xmlHead+`<worksheet xmlns="%s" xmlns:r="%s"><sheetViews><sheetView workbookViewId="0">`+
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<cols><col min="1" max="%d" width="%d" customWidth="1"/></cols><sheetData>`, spreadsheetML, relations, len(head), columnWidth)
	return s, s.write(head, boldCell)
}

func (s *sheet) part() string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", s.id) }

func (s *sheet) add(cells []string) error { return s.write(cells, plainCell) }

// write writes a row. Its cells are text, whatever it looks like.
func (s *sheet) write(cells []string, style int) error {
	s.row++
	fmt.Fprintf(s.cells, `<row r="%d">`, s.row)
	for i, text := range cells {
		fmt.Fprintf(s.cells, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, cellName(i, s.row), style, cellXML(text))
	}
	_, err := s.cells.WriteString("</row>")
	return err
}

// cellName is the name of a cell, such as AB12; columns count from 0, rows from 1.
func cellName(column, row int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return fmt.Sprint(letters, row)
}

// cellXML is text in a cell. A reader takes _x0041_ for an A, so each underscore that
// may begin such a form is written in it.
func cellXML(s string) string {
	return escapeXML(strings.ReplaceAll(sheetCell(s), "_x", "_x005F_x"))
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// end closes the sheet and makes its rows a table; a head alone is none.
func (s *sheet) end() error {
	if s.row > 1 {
		s.cells.WriteString(`</sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`)
	} else {
		s.cells.WriteString("</sheetData></worksheet>")
	}
	if err := s.cells.Flush(); err != nil || s.row == 1 {
		return err
	}
	const link = xmlHead + `<Relationships xmlns="%srelationships"><Relationship Id="rId1" Type="%s/table" Target="../tables/table%d.xml"/></Relationships>`
	if err := s.book.add(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", s.id), fmt.Sprintf(link, packageML, relations, s.id)); err != nil {
		return err
	}
	return s.book.add(fmt.Sprintf("xl/tables/table%d.xml", s.id), s.table())
}

// table is the part that gives the rows their filters. Its name must not look like
// that of a cell, and that of a column must be what its head says.
func (s *sheet) table() string {
	area := "A1:" + cellName(len(s.head)-1, s.row)
	var b strings.Builder
	fmt.Fprintf(&b, xmlHead+`<table xmlns="%s" id="%d" name="table%[2]d" displayName="table%[2]d" ref="%s"><autoFilter ref="%[3]s"/><tableColumns count="%d">`,
		spreadsheetML, s.id, area, len(s.head))
	for i, name := range s.head {
		fmt.Fprintf(&b, `<tableColumn id="%d" name="%s"/>`, i+1, cellXML(name))
	}
	b.WriteString(`</tableColumns><tableStyleInfo name="TableStyleLight1" showRowStripes="1"/></table>`)
	return b.String()
}

// add adds a part.
func (b *workbook) add(name, content string) error {
	w, err := b.archive.Create(name)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, content)
	return err
}

// close writes the parts that say what the others are. The last sheet, which can tell
// of all others, is shown first.
func (b *workbook) close() error {
	const main = "xl/workbook.xml"
	var types, list, links strings.Builder
	override := func(part, kind string) {
		fmt.Fprintf(&types, `<Override PartName="/%s" ContentType="%s%s+xml"/>`, part, contentType, kind)
	}
	override(main, "sheet.main")
	override("xl/styles.xml", "styles")
	last := len(b.sheets) - 1
	for _, s := range slices.Concat(b.sheets[last:], b.sheets[:last]) {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%[2]d"/>`, escapeXML(s.name), s.id)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="/%s"/>`, s.id, relations, s.part())
		override(s.part(), "worksheet")
		if s.row > 1 {
			override(fmt.Sprintf("xl/tables/table%d.xml", s.id), "table")
		}
	}
	fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/styles" Target="/xl/styles.xml"/>`, len(b.sheets)+1, relations)
	const whole = xmlHead + `<%s xmlns="%s"%s>%s</%[1]s>`
	for _, part := range [][2]string{
		{"xl/styles.xml", cellStyles},
		{main, fmt.Sprintf(whole, "workbook", spreadsheetML, ` xmlns:r="`+relations+`"`, "<bookViews><workbookView/></bookViews><sheets>"+list.String()+"</sheets>")},
		{"xl/_rels/workbook.xml.rels", fmt.Sprintf(whole, "Relationships", packageML+"relationships", "", links.String())},
		{"_rels/.rels", fmt.Sprintf(whole, "Relationships", packageML+"relationships", "",
			`<Relationship Id="rId1" Type="`+relations+`/officeDocument" Target="`+main+`"/>`)},
		{"[Content_Types].xml", fmt.Sprintf(whole, "Types", packageML+"content-types", "",
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
				`<Default Extension="xml" ContentType="application/xml"/>`+types.String())},
	} {
		if err := b.add(part[0], part[1]); err != nil {
			return err
		}
	}
	return b.archive.Close()
}
