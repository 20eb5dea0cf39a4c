package inventory

import (
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var fileSection = section{
	name: "file", title: "File",
	about: "What the file is and how it was exported.",
	build: func(b *builder) []Table {
		t := b.table("file", "Export", []string{"fact", "value"}, b.fileRows)
		t.Columns[0].Aside = true // a file is in no array
		return []Table{t}
	},
}

func (b *builder) fileRows(yield func(Row) bool) {
	h := b.doc.Header()
	item := b.doc.Item()
	fact := func(name string, c Cell) bool { return yield(rowOf(b.doc.Root, text1(name), c)) }
	edition, hasEdition := h.Edition()
	data, hasData := h.OptionalData()
	class := h.ItemCLSID()
	if c, ok := catalog.ClassByCLSID(class); ok {
		class = c.Name
	}
	_ = fact("kind", text1(string(b.doc.Kind))) &&
		fact("product", text1(orUnknown(b.doc.Product.Name))) &&
		fact("build", text1(orUnknown(h.Build()))) &&
		fact("edition", text1(enumText("FpcIsaEditionType", edition, hasEdition))) &&
		fact("format version", text1(orUnknown(h.IsaXMLVersion()))) &&
		fact("exported item", Cell{{Text: item.Path(), Object: item}}) &&
		fact("class of the item", text1(orUnknown(class))) &&
		fact("included on request", text1(optionalText(data, hasData))) &&
		fact("comment", text1(h.Comment())) &&
		fact("encoding", text1(b.doc.File.Encoding())) &&
		fact("deviations from the format", number(len(b.doc.Problems))) &&
		fact("elements of other programs", number(len(b.doc.Foreign)))
}

func orUnknown(s string) string {
	if s == "" {
		return unknown
	}
	return s
}

// enumText is a value of an enumeration by name.
func enumText(enum string, v int64, ok bool) string {
	e, known := catalog.EnumByName(enum)
	if !ok || !known {
		return unknown
	}
	return e.String(v)
}

// optionalBits are what an export includes only when it is asked for.
var optionalBits = []struct {
	bit  schema.OptionalData
	name string
}{
	{schema.Passwords, "confidential values"}, {schema.UserPermissions, "user permissions"},
	{schema.ServerSpecific, "settings of servers"}, {schema.EnterpriseSpecific, "settings of the enterprise"},
}

func optionalText(data schema.OptionalData, ok bool) string {
	if !ok {
		return unknown
	}
	var names []string
	for _, o := range optionalBits {
		if data&o.bit != 0 {
			names = append(names, o.name)
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
