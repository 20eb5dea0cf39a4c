package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/compare"
)

// CompareCSV writes one row for each change, in the form that CSV writes findings
// in: those that count first, then those of which the column counts says why they
// do not. Findings that no single change explains have no rows. Of three or more
// documents there is one row for each property, with a column for every document.
func CompareCSV(w io.Writer, r Compare, _ CompareOptions) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if r.Grid != nil {
		return c.WriteAll(gridCSV(&r))
	}
	rows := [][]string{compareCSVHead}
	for _, part := range []struct {
		list   []compare.Change
		counts string
	}{
		{r.Result.Changes, "yes"},
		{r.Result.Apart, ""},
		{r.Result.Defaults, "no: the documented default on both sides"},
	} {
		for i := range part.list {
			rows = append(rows, r.csvChange(&part.list[i], part.counts))
		}
	}
	return c.WriteAll(rows)
}

// compareCSVHead names the columns as JSON names them. Columns are added at the end.
var compareCSVHead = []string{
	"kind", "severity", "counts", "object", "class", "property", "entry", "a", "b", "a_present", "b_present", "a_is_default", "b_is_default",
	"position_a", "position_b", "default", "console", "causes", "cures", "path_a", "line_a", "column_a", "path_b", "line_b", "column_b",
}

// csvChange is a change as a row. counts is "" for what stands apart, which says
// itself why.
func (r *Compare) csvChange(c *compare.Change, counts string) []string {
	j := changeJSON(c)
	if counts == "" {
		counts = "no: " + j.Apart
	}
	entry, standard := "", ""
	if j.Entry != nil {
		entry = *j.Entry
	}
	if j.Default != nil {
		standard = *j.Default
	}
	row := []string{
		j.Kind, worstName(c.Causes()), counts, j.Object, j.Class, j.Property, entry, j.A, j.B,
		strconv.FormatBool(j.APresent), strconv.FormatBool(j.BPresent), strconv.FormatBool(j.AIsDefault), strconv.FormatBool(j.BIsDefault),
		csvPlace(j.PositionA), csvPlace(j.PositionB), standard, j.Console, csvFindings(c.Causes()), csvFindings(c.Cures()),
	}
	for i, s := range []*compare.Side{&c.A, &c.B} {
		if start, _, ok := sideRange(s); ok {
			row = append(row, r.Paths[i], strconv.Itoa(start.Line), strconv.Itoa(start.Column))
		} else {
			row = append(row, r.Paths[i], "", "")
		}
	}
	return csvCells(row)
}

// csvPlace is a place in an order, "" for none.
func csvPlace(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func csvCells(row []string) []string {
	for i, s := range row {
		row[i] = csvCell(s)
	}
	return row
}

// worstName is the severity of the worst of findings, "" when there are none.
func worstName(list []checks.Finding) string {
	if len(list) == 0 {
		return ""
	}
	worst := list[0].Severity
	for i := range list {
		worst = max(worst, list[i].Severity)
	}
	return worst.String()
}

// csvFindings is findings in one cell.
func csvFindings(list []checks.Finding) string {
	var parts []string
	for i := range list {
		f := &list[i]
		parts = append(parts, f.Severity.String()+" "+f.Check.Code+" "+f.Check.Slug+": "+f.Message)
	}
	return strings.Join(parts, " | ")
}

// gridCSV is a comparison of three or more documents as rows.
func gridCSV(r *Compare) [][]string {
	head := []string{"kind", "severity", "object", "class", "property", "entry", "odd"}
	for i, path := range r.Paths {
		head = append(head, column(i)+": "+path)
	}
	rows := [][]string{csvCells(append(head, "findings"))}
	for i := range r.Grid.Rows {
		rows = append(rows, csvCells(gridCSVRow(&r.Grid.Rows[i])))
	}
	return rows
}

func gridCSVRow(row *compare.Row) []string {
	class := ""
	if known := row.Object().Class(); known != nil {
		class = known.Name
	}
	var odd, values, found []string
	for i := range row.Cells {
		cell := &row.Cells[i]
		values = append(values, cellValue(row, cell))
		if cell.Odd {
			odd = append(odd, column(i))
		}
		if len(cell.Findings) > 0 {
			found = append(found, column(i)+": "+csvFindings(cell.Findings))
		}
	}
	line := []string{rowKind(row), worstName(rowFindings(row)), row.Object().Path(), class, row.Property, row.Entry, strings.Join(odd, " ")}
	return append(append(line, values...), strings.Join(found, " | "))
}

// rowKind says in a word how documents differ in a row of a grid.
func rowKind(row *compare.Row) string {
	switch {
	case row.Moved:
		return "moved"
	case row.Property == "":
		return "missing"
	case row.IsEntry:
		return "entry"
	}
	return "changed"
}

// rowFindings are the findings of all documents in a row.
func rowFindings(row *compare.Row) []checks.Finding {
	var all []checks.Finding
	for i := range row.Cells {
		all = append(all, row.Cells[i].Findings...)
	}
	return all
}
