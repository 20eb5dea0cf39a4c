package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/inventory"
)

// ConfigurationMarkdown writes a configuration as tables in the Markdown of GitHub.
// What comes from an input is escaped: it can be no markup, no link and no HTML.
func ConfigurationMarkdown(w io.Writer, c Configuration, o Options) error {
	m := markdown{}
	m.heading(1, "Configuration of "+span(baseName(c.Path)))
	m.paragraph(escaped(sentence(c.about())))
	if !o.Quiet {
		var items []prose
		for _, s := range c.Inventory.Sections {
			items = append(items, prose(fmt.Sprintf("[%s](#%s)", escaped(s.Title), strings.ReplaceAll(strings.ToLower(s.Title), " ", "-"))))
		}
		m.list("-", items)
	}
	for i := range c.Inventory.Sections {
		m.section(&c.Inventory.Sections[i])
		if _, err := io.WriteString(w, m.String()); err != nil {
			return err
		}
		m.Reset()
	}
	m.leftOut(c.Inventory.LeftOut)
	if !o.Quiet {
		m.paragraph("Made by tmgaudit " + escaped(c.Version) + ".")
	}
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

func (m *markdown) section(s *inventory.Section) {
	m.heading(2, escaped(s.Title))
	m.paragraph(escaped(s.About))
	for _, g := range s.Graphs {
		for _, n := range g.Notes {
			m.paragraph("Array " + span(clip(g.Title, mostValue)) + ", " + escaped(clip(n, mostMessage)) + ".")
		}
	}
	for _, t := range s.Tables {
		cut := cutRows(t)
		m.heading(3, escaped(t.Title))
		if len(cut.rows) == 0 {
			m.paragraph("None.")
			continue
		}
		m.cut(&cut)
	}
}

// cut writes a table with the columns that say something.
func (m *markdown) cut(t *cutTable) {
	var head []string
	var rows [][]string
	columns := t.shown()
	for _, i := range columns {
		head = append(head, escaped(t.Columns[i].Title))
	}
	for _, r := range t.rows {
		var cells []string
		for _, i := range columns {
			cells = append(cells, escaped(clip(cellText(r.Cells[i], mostItems, "; "), mostMessage)))
		}
		if cells[0] == "" {
			cells[0] = "(none)" // a row that starts with nothing is the rule below the head
		}
		rows = append(rows, cells)
	}
	m.table(head, rows)
	for _, note := range []string{t.Note, t.left()} {
		if note != "" {
			m.paragraph(escaped(sentence(note)))
		}
	}
}

func (m *markdown) leftOut(list []inventory.LeftOut) {
	if len(list) == 0 {
		return
	}
	m.heading(2, "Left out")
	var rows [][]string
	for _, l := range list {
		rows = append(rows, []string{escaped(l.Title), escaped(l.Reason)})
	}
	m.table([]string{"Section", "Reason"}, rows)
}
