package inventory

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func document(t testing.TB, source []byte) *schema.Document {
	t.Helper()
	f, err := text.Decode(source)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func read(t testing.TB, path string) *schema.Document {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return document(t, source)
}

// exports are the samples, the small export of the report tests and real ones where
// they are at hand.
func exports(t *testing.T) map[string]*schema.Document {
	t.Helper()
	docs := map[string]*schema.Document{}
	for _, pattern := range []string{"../samples/*.xml", "../report/testdata/configuration/*.xml", "../../shared/real/*.xml"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if !strings.Contains(path, ".fragment.") {
				docs[filepath.Base(path)] = read(t, path)
			}
		}
	}
	if len(docs) < 11 {
		t.Fatalf("only %d exports were found", len(docs))
	}
	return docs
}

// cells are the rows of a table as text, items joined by a comma, notes in
// brackets.
func cells(table Table) [][]string {
	var rows [][]string
	for r := range table.Rows {
		var row []string
		for _, c := range r.Cells {
			var items []string
			for _, i := range c {
				s := i.Text
				if i.Note != "" {
					s += " [" + i.Note + "]"
				}
				items = append(items, s)
			}
			row = append(row, strings.Join(items, ", "))
		}
		rows = append(rows, row)
	}
	return rows
}

// Laws: names are unique and fit into a sheet of a workbook; a row has a cell for
// each column, and one item where the column is no list; a table can be walked
// twice; every row has a place in the file.
func TestLaws(t *testing.T) {
	for name, doc := range exports(t) {
		inv := New(doc, nil)
		if len(inv.Sections)+len(inv.LeftOut) != len(sections) {
			t.Errorf("%s: %d sections and %d left out, of %d", name, len(inv.Sections), len(inv.LeftOut), len(sections))
		}
		seen := map[string]bool{}
		for _, s := range inv.Sections {
			if s.About == "" || len(s.Tables) == 0 {
				t.Errorf("%s: section %s says nothing", name, s.Name)
			}
			for _, table := range s.Tables {
				if seen[table.Name] || len(table.Name) > 28 || strings.Trim(table.Name, "abcdefghijklmnopqrstuvwxyz-") != "" {
					t.Errorf("%s: table name %q", name, table.Name)
				}
				seen[table.Name] = true
				checkRows(t, name, doc, table)
				if first, second := cells(table), cells(table); !slices.EqualFunc(first, second, slices.Equal) {
					t.Errorf("%s: table %s has other rows the second time", name, table.Name)
				}
			}
		}
	}
}

func checkRows(t *testing.T, name string, doc *schema.Document, table Table) {
	t.Helper()
	columns := map[string]bool{"object": true, "line": true}
	for _, c := range table.Columns {
		if columns[c.Name] {
			t.Errorf("%s: table %s has two columns %q", name, table.Name, c.Name)
		}
		columns[c.Name] = true
	}
	for r := range table.Rows {
		if r.Object == nil || r.Span.Len() == 0 && r.Span.Start == 0 || r.Span.End > len(doc.File.Text()) {
			t.Errorf("%s: a row of %s is nowhere: %v", name, table.Name, r.Span)
		}
		if len(r.Cells) != len(table.Columns) {
			t.Fatalf("%s: a row of %s has %d cells for %d columns", name, table.Name, len(r.Cells), len(table.Columns))
		}
		for i, c := range r.Cells {
			if !table.Columns[i].List && len(c) != 1 {
				t.Errorf("%s: table %s, column %s has %d items", name, table.Name, table.Columns[i].Name, len(c))
			}
		}
	}
}

// Law: walking a table can stop after any row.
func TestStopping(t *testing.T) {
	doc := read(t, "../report/testdata/configuration/small.xml")
	for _, s := range New(doc, nil).Sections {
		for _, table := range s.Tables {
			total := len(cells(table))
			for stop := 1; stop <= total; stop++ {
				n := 0
				for range table.Rows {
					if n++; n == stop {
						break
					}
				}
				if n != stop {
					t.Errorf("table %s stops after %d of %d rows, asked for %d", table.Name, n, total, stop)
				}
			}
		}
	}
}

// Law: no secret is in any cell.
func TestSecrets(t *testing.T) {
	doc := read(t, "../report/testdata/configuration/small.xml")
	masked := 0
	for _, s := range New(doc, nil).Sections {
		for _, table := range s.Tables {
			for _, row := range cells(table) {
				line := strings.Join(row, " ")
				if strings.Contains(line, "hunter2") {
					t.Errorf("table %s shows a secret: %s", table.Name, line)
				}
				masked += strings.Count(line, schema.Masked)
			}
		}
	}
	if masked == 0 {
		t.Error("no secret was masked, so the test shows nothing")
	}
}

func TestOnly(t *testing.T) {
	doc := read(t, "../report/testdata/configuration/small.xml")
	inv := New(doc, []string{"cache", "networks"})
	if len(inv.Sections) != 2 || inv.Sections[0].Name != "networks" || inv.Sections[1].Name != "cache" || inv.LeftOut != nil {
		t.Errorf("sections %v, left out %v", inv.Sections, inv.LeftOut)
	}
}

// What a file cannot have is left out and said.
func TestLeftOut(t *testing.T) {
	for _, tt := range []struct{ file, has, reason string }{
		{"tmg2010-urlsets.xml", "file elements script-only", "a collection of URL sets"},
		{"tmg2010-network-internal.xml", "file networks listeners script-only", "a single network"},
	} {
		inv := New(read(t, "../samples/"+tt.file), nil)
		var has []string
		for _, s := range inv.Sections {
			has = append(has, s.Name)
		}
		if got := strings.Join(has, " "); got != tt.has {
			t.Errorf("%s has %q, expected %q: %s", tt.file, got, tt.has, tt.reason)
		}
		for _, l := range inv.LeftOut {
			if l.Reason == "the file holds no " || l.Title == "" {
				t.Errorf("%s: %q says nothing", tt.file, l)
			}
		}
	}
}
