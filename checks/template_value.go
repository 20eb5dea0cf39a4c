package checks

import (
	"tmgaudit/schema"
)

// numbered is the template for a number, or a member of an enumeration, that must
// not be among some. An absent property has its documented default and is silent.
type numbered struct {
	at       place
	property string // storage name
	wrong    func(n int64) bool
	good     string                    // the value that should stand there, "" where none can be named
	message  string                    // about the object, whose label and the number are its arguments
	fix      bool                      // offer to write good
	when     func(*schema.Object) bool // holds for the objects in question; nil for all
	louder   func(n int64) bool        // the check's severity; else less, nil for all
	less     Severity
}

func (t numbered) run(p *Pass) {
	for o := range p.Objects(t.at.element) {
		prop := o.Property(t.property)
		n, ok := prop.Int()
		if !ok || !t.wrong(n) || !t.at.holds(o) || t.when != nil && !t.when(o) {
			continue
		}
		f := p.Value(prop, t.good, t.message, nameOf(o), n)
		if t.louder != nil && !t.louder(n) {
			f.Severity = t.less
		}
		if t.fix {
			f.Set(prop, t.good)
		}
	}
}

// flagged is the template for a boolean, as switched is, of an object that is named
// after what holds it: the settings of a rule or of a listener's forms.
type flagged struct {
	at       place
	property string // storage name
	wrong    bool
	message  string                    // about the object, whose name is its only argument
	fix      bool                      // offer to write the opposite
	when     func(*schema.Object) bool // holds for the objects in question; nil for all
}

func (t flagged) run(p *Pass) {
	good := "0"
	if !t.wrong {
		good = "1"
	}
	for o := range p.Objects(t.at.element) {
		prop := o.Property(t.property)
		if v, ok := prop.Bool(); !ok || v != t.wrong || !t.at.holds(o) || t.when != nil && !t.when(o) {
			continue
		}
		f := p.Value(prop, good, t.message, nameOf(o))
		if t.fix {
			f.Set(prop, good)
		}
	}
}

// nameOf is the display name of o, or of the nearest object above that has one
// below its array.
func nameOf(o *schema.Object) string {
	for above := o; above != nil && above != o.Owner(); above = above.Parent {
		if n := above.Name(); n != "" {
			return n
		}
	}
	return o.Label()
}

func is(values ...int64) func(int64) bool {
	return func(n int64) bool {
		for _, v := range values {
			if n == v {
				return true
			}
		}
		return false
	}
}

// switchOff advises to switch a rule off. No edit is offered: which of the rules
// goes is a person's decision, and a disabled rule is told of in its turn.
var switchOff = &Fix{Safety: Manual, Title: "disable the rule"}
