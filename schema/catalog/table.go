package catalog

import (
	_ "embed" // the tables
	"fmt"
	"strconv"
	"strings"
)

// table is one embedded file: a header line, then one record a line, fields separated by tabs, nothing quoted.
// Fields are substrings of the text: parsing copies nothing.
type table struct {
	name    string
	text    string
	columns string // the header, names separated by blanks
}

var (
	//go:embed classes.tsv
	classText string
	//go:embed clsids.tsv
	clsidText string
	//go:embed properties.tsv
	propertyText string
	//go:embed enums.tsv
	enumText string
	//go:embed errors.tsv
	errorText string
	//go:embed elements.tsv
	elementText string
	//go:embed storage.tsv
	storageText string
	//go:embed predefined_objects.tsv
	objectText string
	//go:embed predefined_protocols.tsv
	protocolText string
)

var (
	classTable    = table{"classes.tsv", classText, "class revision source"}
	clsidTable    = table{"clsids.tsv", clsidText, "class clsid source"}
	propertyTable = table{"properties.tsv", propertyText, "class property revision access kind type dt " +
		"default_documented default stored_default default_form console console_note range setup_value console_value note source"}
	enumTable     = table{"enums.tsv", enumText, "enum member value alias_of meaning source"}
	errorTable    = table{"errors.tsv", errorText, "hresult symbol meaning source"}
	elementTable  = table{"elements.tsv", elementText, "element parent class evidence source"}
	storageTable  = table{"storage.tsv", storageText, "element child class property evidence viewer source"}
	objectTable   = table{"predefined_objects.tsv", objectText, "symbol guid element name name_source source"}
	protocolTable = table{"predefined_protocols.tsv", protocolText, "symbol guid element name name_source source"}
)

// rows is the number of records.
func (t table) rows() int { return strings.Count(t.text, "\n") - 1 }

// body is the records, a line each. A table that is not as its columns promise is a fault of the program: it panics.
func (t table) body() string {
	head, body, _ := strings.Cut(t.text, "\n")
	if want := strings.ReplaceAll(t.columns, " ", "\t"); head != want {
		panic(fmt.Sprintf("catalog: %s has the header %q, want %q", t.name, head, want))
	}
	if !strings.HasSuffix(body, "\n") {
		panic(fmt.Sprintf("catalog: %s does not end with the end of a line", t.name))
	}
	return body
}

// each calls row for every record in file order. The slice is reused; the strings in it stay valid.
func (t table) each(row func(fields []string)) { t.eachOf(t.body(), row) }

// eachOf is each for some lines of the body.
func (t table) eachOf(lines string, row func(fields []string)) {
	fields := make([]string, strings.Count(t.columns, " ")+1)
	for lines != "" {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		if !split(line, fields) {
			panic(fmt.Sprintf("catalog: %s has the line %q, which does not have %d fields", t.name, line, len(fields)))
		}
		row(fields)
	}
}

// stretches calls use for each run of lines that begin with the same field, with that field and the lines.
func (t table) stretches(use func(first, lines string)) {
	for body := t.body(); body != ""; {
		first, _, _ := strings.Cut(body, "\t")
		key, end := first+"\t", strings.IndexByte(body, '\n')+1
		for strings.HasPrefix(body[end:], key) {
			end += strings.IndexByte(body[end:], '\n') + 1
		}
		use(first, body[:end])
		body = body[end:]
	}
}

// split fills fields with the parts of line and reports whether their number is right.
func split(line string, fields []string) bool {
	last := len(fields) - 1
	for i := range fields[:last] {
		var ok bool
		if fields[i], line, ok = strings.Cut(line, "\t"); !ok {
			return false
		}
	}
	fields[last] = line
	return strings.IndexByte(line, '\t') < 0
}

// pointers returns the addresses of the records.
func pointers[T any](records []T) []*T {
	list := make([]*T, len(records))
	for i := range records {
		list[i] = &records[i]
	}
	return list
}

// number is the integer in a field of our own tables.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("catalog: " + err.Error())
	}
	return n
}
