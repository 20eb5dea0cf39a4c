package inventory

import (
	"slices"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var scriptSection = section{
	name: "script-only", title: "Script-only settings",
	about: "Settings of which the documentation says that the console cannot set them, with their values and documented defaults. They change by scripts and imports only, and nobody sees them.",
	build: func(b *builder) []Table {
		return []Table{b.table("script-only", "Settings", settingColumns, b.scriptRows)}
	},
}

func (b *builder) scriptRows(yield func(Row) bool) {
	kinds := map[[2]string]bool{}
	for o := range b.doc.All() {
		if !o.Audited() || o.Parent == nil {
			continue
		}
		key := [2]string{o.Element, o.Parent.Element}
		hidden, seen := kinds[key]
		if !seen {
			hidden = hasHidden(o)
			kinds[key] = hidden
		}
		if hidden && !b.scriptRowsOf(o, yield) {
			return
		}
	}
}

// hasHidden reports whether the class of an object has settings that the console
// cannot set.
func hasHidden(o *schema.Object) bool {
	class := o.Class()
	return class != nil && slices.ContainsFunc(class.Properties(), func(com *catalog.Property) bool { return com.Console == "no" })
}

func (b *builder) scriptRowsOf(o *schema.Object, yield func(Row) bool) bool {
	props := o.Properties()
	for i := range props {
		com := props[i].COM()
		if com != nil && com.Console == "no" && !yield(settingRow(&props[i], com)) {
			return false
		}
	}
	for _, com := range b.absent(o) {
		if com.Console == "no" && !yield(absentRow(o, com)) {
			return false
		}
	}
	return true
}
