package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"tmgaudit/inventory"
)

// Configuration is the configuration of one export, for people who document,
// review or leave the product.
type Configuration struct {
	Version   string // of the program
	Path      string // as the user named it
	Inventory *inventory.Inventory
}

// ConfigurationFormat is one form of a configuration: Write for one stream, Files
// for several files.
type ConfigurationFormat struct {
	Name   string
	Title  string // what it is for, one line
	Binary bool   // nothing for a terminal
	Write  func(w io.Writer, c Configuration, o Options) error
	Files  func(c Configuration, create Create) error
}

// Create begins a file of a result with several; what was begun before is complete.
type Create func(name string) (io.Writer, error)

var configurationFormats = []ConfigurationFormat{
	{"text", "every section, for a terminal", false, ConfigurationText, nil},
	{"html", "one offline page with contents, drawings and search", false, ConfigurationHTML, nil},
	{"markdown", "tables, for tickets and wikis", false, ConfigurationMarkdown, nil},
	{"json", "everything, for programs", false, ConfigurationJSON, nil},
	{"xlsx", "a workbook with a sheet for each table", true, ConfigurationXLSX, nil},
	{"csv", "a file for each table, in a folder or a .zip", false, nil, ConfigurationCSV},
}

// ConfigurationFormats returns the formats of configurations in the order in which
// they are listed. The slice is shared.
func ConfigurationFormats() []ConfigurationFormat { return configurationFormats }

// Bounds of what a report for people shows: rows of a table, items of a cell. The
// formats for programs and spreadsheets have all.
const (
	mostRows  = 1000
	mostItems = 20
)

// cutTable is the part of a table that a report for people shows.
type cutTable struct {
	inventory.Table
	rows  []inventory.Row
	total int
}

// cutRows takes the first rows of a table and counts the others.
func cutRows(t inventory.Table) cutTable {
	c := cutTable{Table: t}
	for row := range t.Rows {
		if c.total++; c.total <= mostRows {
			c.rows = append(c.rows, row)
		}
	}
	return c
}

// left says how many rows are not shown, "" when all are.
func (c *cutTable) left() string {
	if n := c.total - len(c.rows); n > 0 {
		return fmt.Sprintf("%s left out here; csv, xlsx and json have all %d", plural(n, "row"), c.total)
	}
	return ""
}

// shown are the columns that a person needs: those that have something in some row
// and not the same in all of the document.
func (c *cutTable) shown() []int {
	var list []int
	for i, column := range c.Columns {
		filled := func(r inventory.Row) bool {
			return slices.ContainsFunc(r.Cells[i], func(item inventory.Item) bool { return item.Text+item.Note != "" })
		}
		if !column.Aside && slices.ContainsFunc(c.rows, filled) {
			list = append(list, i)
		}
	}
	return list
}

// cellText is a cell in one line, with notes in brackets.
func cellText(cell inventory.Cell, most int, separator string) string {
	var parts []string
	for i, item := range cell {
		if i == most {
			parts = append(parts, fmt.Sprintf("... (%d in all)", len(cell)))
			break
		}
		parts = append(parts, itemText(item))
	}
	return strings.Join(parts, separator)
}

func itemText(i inventory.Item) string {
	switch {
	case i.Note == "":
		return i.Text
	case i.Text == "":
		return "(" + i.Note + ")"
	}
	return i.Text + " (" + i.Note + ")"
}

// about is what the file is, in one line.
func (c *Configuration) about() string {
	doc := c.Inventory.Doc
	line := string(doc.Kind)
	if doc.Product.Name != "" {
		line += ", " + doc.Product.Name
	}
	if doc.Product.Build != "" {
		line += ", build " + doc.Product.Build
	}
	return line
}
