package report

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/lazy"
)

// openCSV writes one row for each finding, after RFC 4180: commas, CRLF, quotes where
// needed, a head row. It starts with a byte order mark, without which Excel takes
// UTF-8 for the code page of the machine. The severity comes first, so that no
// row starts with a name from an input.
//
// Cells are printable text in one line. One that a spreadsheet would take for a
// formula gets an apostrophe before it, -1 too; a program that wants the values
// as they are reads JSON. Inputs that could not be read have no rows.
func openCSV(w io.Writer, _ Run, _ Options) Stream {
	c := newCSV(w, csvHead)
	return eachFile{
		write: func(f *File) error {
			for i := range f.Findings {
				c.Write(csvRow(f, &f.Findings[i]))
			}
			c.Flush()
			return c.Error()
		},
		close: func(Summary) error {
			c.Flush()
			return c.Error()
		},
	}
}

// newCSV starts a table with its head. What goes wrong is told by Error.
func newCSV(w io.Writer, head []string) *csv.Writer {
	io.WriteString(w, "\uFEFF")
	c := csv.NewWriter(w)
	c.UseCRLF = true
	c.Write(head)
	return c
}

// csvHead names the columns as JSON names them. Columns are added at the end.
var csvHead = []string{
	"severity", "code", "check", "title", "message", "object", "class", "property", "value", "expected",
	"path", "line", "column", "end_line", "end_column", "offset", "length",
	"fix_safety", "fix_title", "evidence", "related", "kind", "product", "build", "encoding", "newline",
}

func csvRow(f *File, found *checks.Finding) []string {
	c, doc := found.Check, f.Doc
	at := locationJSON(f.location(found.Span))
	var fix checks.Fix
	safety := ""
	if found.Fix != nil {
		fix, safety = *found.Fix, found.Fix.Safety.String()
	}
	words := []string{
		found.Severity.String(), c.Code, c.Slug, c.Title, found.Message, found.Object.Path(), found.Class(), found.Property, found.Value, found.Expected,
		f.Path, "", "", "", "", "", "",
		safety, fix.Title, strings.Join(evidence(found), " "), csvRelated(f, found), string(doc.Kind), doc.Product.Name, doc.Product.Build, doc.File.Encoding(), doc.File.Newline().String(),
	}
	for i, s := range words {
		words[i] = csvCell(s)
	}
	first := slices.Index(csvHead, "line")
	for i, n := range []int{at.Line, at.Column, at.EndLine, at.EndColumn, at.Offset, at.Length} {
		words[first+i] = strconv.Itoa(n)
	}
	return words
}

// csvRelated is the other places that a finding speaks of, in one cell.
func csvRelated(f *File, found *checks.Finding) string {
	var parts []string
	for _, r := range found.Related {
		start, _ := f.location(r.Span)
		parts = append(parts, strconv.Itoa(start.Line)+":"+strconv.Itoa(start.Column)+": "+r.Message)
	}
	return strings.Join(parts, " | ")
}

// csvFormula finds where a spreadsheet may see the start of a formula: at the
// start of a cell, and behind a semicolon, which ends a cell where the list
// separator of Windows is one. The wide forms count in East Asian versions.
var csvFormula = lazy.Regexp(`(^|;)([\s'"]*)([=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}\t\r])`)

// csvCell is text as a cell that is nothing but text. It is cut before Excel
// would cut it.
func csvCell(s string) string {
	const mostCell = 8000
	return csvFormula().ReplaceAllString(Printable(clip(s, mostCell)), "$1'$2$3")
}
