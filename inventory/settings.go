package inventory

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// settingColumns are the columns of tables of properties.
var settingColumns = []string{"of", "property", "value", "default", "is_default", "console"}

// settingsTable is a table of properties: those of some objects, with deep also
// those of everything below, as they stand, then those that are absent and have a
// documented default.
func (b *builder) settingsTable(name, title string, objects iter.Seq[*schema.Object], deep bool) Table {
	return b.table(name, title, settingColumns, func(yield func(Row) bool) {
		for o := range objects {
			if !b.settingsOf(o, deep, yield) {
				return
			}
		}
	})
}

func (b *builder) settingsOf(o *schema.Object, deep bool, yield func(Row) bool) bool {
	if o.Element == "Ref" || o.Element == "Refs" {
		return true
	}
	props := o.Properties()
	for i := range props {
		if p := &props[i]; !identity[p.Name] && !yield(settingRow(p, p.COM())) {
			return false
		}
	}
	for _, com := range b.absent(o) {
		if !yield(absentRow(o, com)) {
			return false
		}
	}
	if !deep {
		return true
	}
	for _, c := range o.Children() {
		if !b.settingsOf(c, true, yield) {
			return false
		}
	}
	return true
}

// identity are the properties that say what an object is, not how it is set.
var identity = map[string]bool{"Name": true, "Description": true, "Order": true, "Predefined": true}

// settingRow is a property that is in the file.
func settingRow(p *schema.Property, com *catalog.Property) Row {
	r := Row{Object: p.Object(), Span: p.ValueSpan()}
	r.Cells = []Cell{text1(placeOf(p.Object())), text1(p.Name), {present(p, com)}, text1(defaultText(com)), text1(isDefault(p, com)), text1(console(com))}
	return r
}

// absentRow is a property that is not in the file, so that its default holds.
func absentRow(o *schema.Object, com *catalog.Property) Row {
	v := Cell{{Text: meaning(com.StoredDefault, com, ""), Note: "not set: the default"}}
	return rowOf(o, text1(placeOf(o)), text1(com.Name), v, text1(defaultText(com)), flag(true), text1(console(com)))
}

// placeOf is the place of an object below its array or enterprise, in names that a
// console user knows.
func placeOf(o *schema.Object) string {
	path := o.Path()
	if owner := o.Owner(); owner != o && owner.Parent != nil {
		path = strings.TrimPrefix(path, owner.Path()+"/")
	}
	return path
}

func defaultText(com *catalog.Property) string {
	switch {
	case com == nil:
		return unknown
	case com.HasStoredDefault():
		return meaning(com.StoredDefault, com, "")
	case com.Default != "":
		return com.Default
	}
	return unknown
}

// isDefault says whether a property has its documented default: yes, no or unknown.
func isDefault(p *schema.Property, com *catalog.Property) string {
	if com == nil || !com.HasStoredDefault() || p.IsList() || p.Secret() {
		return unknown
	}
	if com.Type == "Boolean" {
		got, ok := p.Bool()
		return yesNo(ok && got == (com.StoredDefault == "1"))
	}
	got, ok := p.Int()
	want, err := strconv.ParseInt(com.StoredDefault, 10, 64)
	return yesNo(p.Value() == com.StoredDefault || ok && err == nil && got == want)
}

// console says whether the documentation has the console set a property.
func console(com *catalog.Property) string {
	if com == nil {
		return unknown
	}
	return com.Console
}

// absent are the documented properties of an object that the file does not have and
// whose default is known, as far as the product that wrote the file knows them.
func (b *builder) absent(o *schema.Object) []*catalog.Property {
	class := o.Class()
	if class == nil || o.Storage == schema.Skeleton {
		return nil
	}
	var list []*catalog.Property
	for _, com := range class.Properties() {
		if com.Kind != "object" && com.Access == "rw" && com.HasStoredDefault() && com.Revision <= b.revision() && !identity[com.Name] && !b.stores(o, com) {
			list = append(list, com)
		}
	}
	return list
}

// stores reports whether an object has a property, under whatever name.
func (b *builder) stores(o *schema.Object, com *catalog.Property) bool {
	_, child, _, ok := catalog.StorageName(com.Class, com.Name)
	return !ok || o.Property(child) != nil || slices.ContainsFunc(o.Children(), func(c *schema.Object) bool { return c.Element == child })
}

// revision is the newest revision of the interfaces that the product which wrote
// the file has.
func (b *builder) revision() int {
	switch b.doc.Product.Major {
	case 4:
		return 1
	case 5:
		return 2
	}
	return 9
}
