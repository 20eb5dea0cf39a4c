package checks

import "tmgaudit/schema"

// place selects objects by element and by the element above; an empty above
// takes every parent.
type place struct {
	element, above string
}

func (l place) holds(o *schema.Object) bool {
	return l.above == "" || o.Parent != nil && o.Parent.Element == l.above
}

// switched is the template for a boolean that must not stand at one value. An
// absent property has its documented default and is silent.
type switched struct {
	at       place
	property string // storage name
	wrong    bool
	message  string                    // about the object, whose label is its only argument
	fix      bool                      // offer to write the opposite
	when     func(*schema.Object) bool // holds for the objects in question; nil for all
}

func (s switched) run(p *Pass) {
	good := "0"
	if !s.wrong {
		good = "1"
	}
	for o := range p.Objects(s.at.element) {
		prop := o.Property(s.property)
		if v, ok := prop.Bool(); !ok || v != s.wrong || !s.at.holds(o) || s.when != nil && !s.when(o) {
			continue
		}
		f := p.Value(prop, good, s.message, owner(o))
		if s.fix {
			f.Set(prop, good)
		}
	}
}

// owner is the object that a console user would name for o: the network or
// listener that holds settings.
func owner(o *schema.Object) string {
	if o.Element == "WebListenerProperties" && o.Parent != nil {
		return o.Parent.Label()
	}
	return o.Label()
}
