package checks

import (
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Deviation is one property whose value is not its documented default. It is a
// line of an inventory, not a fault.
type Deviation struct {
	Object   *schema.Object
	Property string            // storage name
	COM      *catalog.Property // the default, the notes and the page stand here
	Value    string            // as it may be shown
	Default  string            // as it would stand in an export
	Setup    bool              // setup is documented to write this value, or one told in words only
	Span     text.Span
}

// Console says whether the documentation has the console set the property:
// "yes", "no" or "unknown".
func (d *Deviation) Console() string { return d.COM.Console }

// Note says in words what setup and the console write, "" where that is not
// documented.
func (d *Deviation) Note() string {
	var notes []string
	if v := d.COM.SetupValue; v != "" {
		notes = append(notes, "setup writes "+v)
	}
	if v := d.COM.ConsoleValue; v != "" {
		notes = append(notes, "the console writes "+v)
	}
	return strings.Join(notes, "; ")
}

// Deviations returns every scalar property of the configuration that differs, by
// meaning, from its documented default, in document order. A property without a
// documented default, and one whose value is empty or not of its type, is not
// among them.
func Deviations(doc *schema.Document) []Deviation {
	var all []Deviation
	kinds := newKinds(doc.Product.Major)
	for o := range doc.All() {
		if !o.Audited() || len(o.Properties()) == 0 {
			continue
		}
		k := kinds.of(o)
		props := o.Properties()
		for i := range props {
			p := &props[i]
			f := k.fact(i, p.Name)
			if f == nil || f.unknown || !f.differs(p) {
				continue
			}
			all = append(all, Deviation{
				Object:   o,
				Property: p.Name,
				COM:      f.com,
				Value:    p.Display(),
				Default:  f.com.StoredDefault,
				Setup:    f.setupWrites(p),
				Span:     p.ValueSpan(),
			})
		}
	}
	return all
}
