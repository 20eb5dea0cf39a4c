package catalog

import (
	"slices"
	"strings"
	"testing"
)

// everyTable is the list of tables with the columns that are their key and the allowed words of closed columns.
var everyTable = []struct {
	table
	rows int
	key  []string
	sort func(a, b []string) int // nil: by key, as text
}{
	{classTable, 323, []string{"class"}, nil},
	{clsidTable, 316, []string{"class"}, nil},
	{propertyTable, 1995, []string{"class", "property"}, nil},
	{enumTable, 1253, []string{"enum", "member"}, compareMembers},
	{errorTable, 393, []string{"hresult"}, nil}, // upper-case hex of one width: text order is number order
	{elementTable, 163, []string{"element", "parent"}, nil},
	{storageTable, 980, []string{"element", "child"}, nil},
	{objectTable, 299, []string{"symbol"}, nil},
	{protocolTable, 185, []string{"symbol"}, nil},
}

// compareMembers orders the enum table: by enumeration, then value, then the usual name before its aliases.
func compareMembers(a, b []string) int {
	if c := strings.Compare(a[0], b[0]); c != 0 {
		return c
	}
	if d := number(a[2]) - number(b[2]); d != 0 {
		return d
	}
	if (a[3] == "") != (b[3] == "") {
		return len(a[3]) - len(b[3])
	}
	return strings.Compare(a[1], b[1])
}

func TestTablesAreSortedUniqueAndSourced(t *testing.T) {
	for _, c := range everyTable {
		t.Run(c.name, func(t *testing.T) {
			columns := strings.Fields(c.columns)
			order := c.sort
			if order == nil {
				order = func(a, b []string) int {
					return slices.Compare(pick(columns, a, c.key), pick(columns, b, c.key))
				}
			}
			seen := map[string]bool{}
			var last []string
			c.each(func(f []string) {
				f = slices.Clone(f)
				key := strings.Join(pick(columns, f, c.key), "\x00")
				if seen[key] {
					t.Errorf("%q stands twice", key)
				}
				seen[key] = true
				if last != nil && order(last, f) >= 0 {
					t.Errorf("%q stands after %q", f[:2], last[:2])
				}
				last = f
				if f[len(f)-1] == "" {
					t.Errorf("%q has no source", f[:2])
				}
				for i, v := range f {
					if v != strings.TrimSpace(v) {
						t.Errorf("%q: %s has blanks at an end: %q", f[:2], columns[i], v)
					}
				}
			})
			if len(seen) != c.rows || c.table.rows() != c.rows {
				t.Errorf("%d records, rows() = %d, want %d", len(seen), c.table.rows(), c.rows)
			}
		})
	}
}

func TestClosedColumns(t *testing.T) {
	words := func(s string) []string { return strings.Split(s, ",") }
	for _, c := range []struct {
		table   table
		column  string
		allowed []string
		reason  string
	}{
		{propertyTable, "access", words("ro,rw"), "COM knows no write-only property here"},
		{propertyTable, "kind", words("enum,object,value"), "checks switch on it"},
		{propertyTable, "dt", words(",bin.hex,unknown"), "only what exports show or leave open"},
		{propertyTable, "default_documented", words("help,no,yes"), "three degrees of evidence"},
		{propertyTable, "default_form", words(",description,empty,value"), "tells whether a file can be compared with it"},
		{propertyTable, "console", words("no,unknown,yes"), "unknown is not yes"},
		{propertyTable, "revision", words("1,2,3,4"), "interfaces IFPCx to IFPCx4"},
		{elementTable, "evidence", words("same name,storage name only,synonym"), "nothing else is known of elements"},
		{storageTable, "evidence", words("child object,path,same name,storage name only,synonym"), "as the constants say"},
		{objectTable, "name_source", words("format notes,from symbol"), "a made name must be known as one"},
		{protocolTable, "name_source", words("from symbol"), "no protocol name is confirmed"},
	} {
		at := slices.Index(strings.Fields(c.table.columns), c.column)
		c.table.each(func(f []string) {
			if !slices.Contains(c.allowed, f[at]) {
				t.Errorf("%s %q: %s is %q, allowed %q (%s)", c.table.name, f[:2], c.column, f[at], c.allowed, c.reason)
			}
		})
	}
}

func TestTablesNameNoWorkplace(t *testing.T) {
	for _, c := range everyTable {
		for _, word := range []string{"/work/", "../shared", "file://", "\r"} {
			if strings.Contains(c.text, word) {
				t.Errorf("%s contains %q", c.name, word)
			}
		}
		if !strings.HasSuffix(c.text, "\n") {
			t.Errorf("%s does not end with a newline", c.name)
		}
	}
}

func TestBrokenTablePanics(t *testing.T) {
	for _, c := range []struct{ name, text, reason string }{
		{"header", "class rev source\nA\t1\tx\n", "a column was renamed without its reader"},
		{"short", "class\trevision\tsource\nA\t1\n", "a field is missing"},
		{"long", "class\trevision\tsource\nA\t1\tx\ty\n", "a tab too many"},
		{"end", "class\trevision\tsource\nA\t1\tx", "the last line has no end"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic although %s", c.reason)
				}
			}()
			table{"broken.tsv", c.text, "class revision source"}.each(func([]string) {})
		})
	}
}

func pick(columns, fields, names []string) []string {
	var picked []string
	for _, n := range names {
		picked = append(picked, fields[slices.Index(columns, n)])
	}
	return picked
}
