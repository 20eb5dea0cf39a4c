package compare

import (
	"fmt"

	"tmgaudit/schema"
)

// side is what one object has of a property, p being nil where it is not written
// out. like is the property of the other side, which tells the type then.
func (d *differ) side(o *schema.Object, p, like *schema.Property, f *fact) Side {
	s := Side{Object: o, Span: o.TagSpan()}
	if p == nil {
		s.Default = f.has
		if f.has && !like.Secret() {
			s.Value = f.init
			s.state = canonicalAs(f.dataType(like), f.init)
		}
		s.Secret = like.Secret()
		return s
	}
	value := p.Value()
	s.Present, s.Span, s.Secret = true, p.ValueSpan(), p.Secret()
	s.Default = f.has && f.isDefault(p, value)
	s.Value, s.state = p.Display(), f.canonical(p, value)
	switch {
	case p.IsList():
		s.Value = entries(p.Len())
		s.state = s.Value
	case o.Element == "Ref" && p.Name == "Name":
		s.Value = schema.Ref{Object: o}.Label()
	}
	return s
}

func entries(n int) string {
	if n == 1 {
		return "(1 entry)"
	}
	return fmt.Sprintf("(%d entries)", n)
}

// objectSide is a side of a change of a whole object.
func objectSide(o *schema.Object) Side {
	if o == nil {
		return Side{}
	}
	return Side{Object: o, Span: o.TagSpan(), Value: o.Label(), Present: true, state: "there"}
}
