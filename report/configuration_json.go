package report

import (
	"bufio"
	"io"
	"strings"

	"tmgaudit/inventory"
)

// ConfigurationSchemaVersion is the version of the JSON form of a configuration.
const ConfigurationSchemaVersion = 1

// configurationHead is what stands before the sections.
type configurationHead struct {
	SchemaVersion int                   `json:"schema_version"`
	Tool          ToolJSON              `json:"tool"`
	File          configurationFile     `json:"file"`
	LeftOut       []configurationAbsent `json:"left_out"` // sections that the export cannot have
}

type configurationFile struct {
	Path     string `json:"path"`
	Kind     string `json:"kind"` // as in lint results, like the rest
	Product  string `json:"product"`
	Build    string `json:"build"`
	Encoding string `json:"encoding"`
	Newline  string `json:"newline"`
}

type configurationAbsent struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

type columnJSON struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	List  bool   `json:"list"`
}

// tableRowJSON is a row. A cell is an item; of a column with "list", a list of items.
type tableRowJSON struct {
	Object   string         `json:"object"`
	Class    string         `json:"class"`
	Storage  string         `json:"storage_name"`
	Location *LocationJSON  `json:"location"`
	Cells    map[string]any `json:"cells"`
}

// itemJSON is a value or the name of an object; Object is that object's path, ""
// for a plain value or what is not in the file.
type itemJSON struct {
	Text   string `json:"text"`
	Note   string `json:"note,omitempty"`
	Object string `json:"object,omitempty"`
}

// ConfigurationJSON writes a configuration for programs: sections with tables with
// rows, a line for each row, so that no more than one is in memory.
func ConfigurationJSON(w io.Writer, c Configuration, _ Options) error {
	b := bufio.NewWriter(w)
	j := rowStream{w: b}
	doc := c.Inventory.Doc
	head := configurationHead{
		SchemaVersion: ConfigurationSchemaVersion, Tool: ToolJSON{"tmgaudit", c.Version}, LeftOut: []configurationAbsent{},
		File: configurationFile{c.Path, string(doc.Kind), doc.Product.Name, doc.Product.Build, doc.File.Encoding(), doc.File.Newline().String()},
	}
	for _, l := range c.Inventory.LeftOut {
		head.LeftOut = append(head.LeftOut, configurationAbsent(l))
	}
	j.open(head, `"sections":[`)
	for i, s := range c.Inventory.Sections {
		j.separate(i)
		j.open(struct {
			Name  string `json:"name"`
			Title string `json:"title"`
			About string `json:"about"`
		}{s.Name, s.Title, s.About}, `"tables":[`)
		for k, t := range s.Tables {
			j.separate(k)
			c.jsonTable(&j, t)
		}
		j.raw("]}")
	}
	j.raw("]}\n")
	if j.err != nil {
		return j.err
	}
	return b.Flush()
}

func (c *Configuration) jsonTable(j *rowStream, t inventory.Table) {
	columns := []columnJSON{}
	for _, column := range t.Columns {
		columns = append(columns, columnJSON{column.Name, column.Title, column.List})
	}
	j.open(struct {
		Name    string       `json:"name"`
		Title   string       `json:"title"`
		Note    string       `json:"note"`
		Columns []columnJSON `json:"columns"`
	}{t.Name, t.Title, t.Note, columns}, `"rows":[`)
	n := 0
	for row := range t.Rows {
		j.separate(n)
		j.value(c.jsonRow(t, row))
		if n++; j.err != nil {
			return
		}
	}
	j.raw("]}")
}

func (c *Configuration) jsonRow(t inventory.Table, row inventory.Row) tableRowJSON {
	r := tableRowJSON{
		Object: row.Object.Path(), Class: className(row.Object), Storage: row.Object.StorageName,
		Location: locationJSON(c.Inventory.Doc.File.Range(row.Span)), Cells: map[string]any{},
	}
	for i, column := range t.Columns {
		items := []itemJSON{}
		for _, item := range row.Cells[i] {
			to := ""
			if item.Object != nil {
				to = item.Object.Path()
			}
			items = append(items, itemJSON{item.Text, item.Note, to})
		}
		if column.List {
			r.Cells[column.Name] = items
		} else {
			r.Cells[column.Name] = append(items, itemJSON{})[0]
		}
	}
	return r
}

// rowStream writes JSON in parts. After an error it writes nothing.
type rowStream struct {
	w   *bufio.Writer
	err error
}

func (j *rowStream) raw(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

// separate starts the n-th value of a list.
func (j *rowStream) separate(n int) {
	if n > 0 {
		j.raw(",")
	}
	j.raw("\n")
}

// value writes v in one line.
func (j *rowStream) value(v any) { j.raw(j.line(v)) }

// open writes v, an object, without its end, and more in place of that.
func (j *rowStream) open(v any, more string) {
	j.raw(strings.TrimSuffix(j.line(v), "}") + "," + more)
}

func (j *rowStream) line(v any) string {
	line, err := encodedJSON(v, "", "")
	if j.err == nil {
		j.err = err
	}
	return line
}
