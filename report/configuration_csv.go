package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"tmgaudit/inventory"
)

// ConfigurationCSV writes a file for each table, in the form that CSV writes
// findings in, named after the table. The last columns are the object's path and
// its line in the export. Lists stand in one cell, separated by a bar; a cell is cut
// at 8,000 characters. contents.csv says what the files are and which sections the
// export cannot have.
func ConfigurationCSV(c Configuration, create Create) error {
	contents := [][]string{{"file", "section", "title", "about"}}
	for _, s := range c.Inventory.Sections {
		for _, t := range s.Tables {
			name := t.Name + ".csv"
			w, err := create(name)
			if err != nil {
				return err
			}
			if err := csvTable(w, &c, t); err != nil {
				return err
			}
			contents = append(contents, []string{name, s.Name, s.Title + ": " + t.Title, notes(s.About, t.Note)})
		}
	}
	for _, l := range c.Inventory.LeftOut {
		contents = append(contents, []string{"", l.Name, l.Title, "left out: " + l.Reason})
	}
	w, err := create("contents.csv")
	if err != nil {
		return err
	}
	out, err := csvWriter(w)
	if err != nil {
		return err
	}
	for _, row := range contents {
		if err := out.Write(csvCells(row)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// notes joins what is said of a section and of a table.
func notes(about, note string) string {
	if note == "" {
		return about
	}
	return about + " " + sentence(note)
}

func csvWriter(w io.Writer) (*csv.Writer, error) {
	_, err := io.WriteString(w, "\uFEFF")
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out, err
}

func csvTable(w io.Writer, c *Configuration, t inventory.Table) error {
	out, err := csvWriter(w)
	if err != nil {
		return err
	}
	if err := out.Write(csvCells(tableHead(t))); err != nil {
		return err
	}
	for row := range t.Rows {
		cells := make([]string, 0, len(row.Cells)+2)
		for _, cell := range row.Cells {
			cells = append(cells, cellText(cell, len(cell), " | "))
		}
		cells = append(cells, row.Object.Path(), strconv.Itoa(c.line(row)))
		if err := out.Write(csvCells(cells)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// tableHead names the columns of a table for programs.
func tableHead(t inventory.Table) []string {
	var head []string
	for _, column := range t.Columns {
		head = append(head, column.Name)
	}
	return append(head, "object", "line")
}

// line is the line of the file that a row is about.
func (c *Configuration) line(row inventory.Row) int {
	return c.Inventory.Doc.File.Position(row.Span.Start).Line
}
