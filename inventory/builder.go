package inventory

import (
	"iter"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// builder makes the tables of one document.
type builder struct {
	doc    *schema.Document
	models []*policy.Model
	single bool // there is at most one array or enterprise

	ruleList []policyRule // see rules
}

// owners is the number of arrays and enterprises in the document.
func (b *builder) owners() int {
	n := 0
	for _, element := range []string{"Array", "Enterprise"} {
		for range b.all(element) {
			n++
		}
	}
	return n
}

// all yields what the file really holds of some elements, in document order within
// each. Skeleton ancestors have dummy values and are left out.
func (b *builder) all(elements ...string) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for _, element := range elements {
			for _, o := range b.doc.Objects(element) {
				if o.Storage != schema.Skeleton && !yield(o) {
					return
				}
			}
		}
	}
}

// holds reports whether the file holds one of some elements; of none it always
// does.
func (b *builder) holds(elements []string) bool {
	for range b.all(elements...) {
		return true
	}
	return len(elements) == 0
}

// rows makes the rows of a table.
type rows func(yield func(Row) bool)

// table is a table with a first column for the array or enterprise that a row
// belongs to. Of the columns, "from*" may hold several items, and "of?" says the same
// everywhere in a document of one array.
func (b *builder) table(name, title string, columns []string, r rows) Table {
	t := Table{Name: name, Title: title, Columns: []Column{{Name: "owner", Title: "Array or enterprise", Aside: b.single}}}
	for _, c := range columns {
		name := strings.TrimRight(c, "*?")
		t.Columns = append(t.Columns, Column{Name: name, Title: columnTitle(name), List: strings.HasSuffix(c, "*"), Aside: strings.HasSuffix(c, "?") && b.single})
	}
	t.Rows = func(yield func(Row) bool) {
		r(func(row Row) bool {
			row.Cells = append([]Cell{text1(ownerOf(row.Object))}, row.Cells...)
			return yield(row)
		})
	}
	return t
}

// home is a table whose rows are objects.
func (b *builder) home(name, title string, columns []string, r rows) Table {
	t := b.table(name, title, columns, r)
	t.Home = true
	return t
}

// rowOf is a row about an object, at its start tag.
func rowOf(o *schema.Object, cells ...Cell) Row {
	return Row{Object: o, Span: o.TagSpan(), Cells: cells}
}

// ownerOf is the array or enterprise of an object, in words where the file holds
// neither. The root stands for the file, which belongs to none.
func ownerOf(o *schema.Object) string {
	if o.Parent == nil {
		return ""
	}
	if owner := o.Owner(); owner.Storage != schema.Skeleton && (owner.Element == "Array" || owner.Element == "Enterprise") {
		return owner.Label()
	}
	return "not in the file"
}

// acronyms are words of column names that people write in capitals.
var acronyms = map[string]string{"sid": "SID", "url": "URL", "http": "HTTP", "https": "HTTPS", "ip": "IP", "dns": "DNS", "mb": "MB", "guid": "GUID", "vpn": "VPN", "sso": "SSO"}

func columnTitle(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		if a, ok := acronyms[w]; ok {
			words[i] = a
		} else if i == 0 {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
