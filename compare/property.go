package compare

import (
	"bytes"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// orderProperty is the place of an object in an ordered collection. It is compared
// as that, in order.go.
const orderProperty = "Order"

// properties compares the properties of a pair, in the order of A, then those that
// are in B only. Of a property that stands twice the first counts.
func (d *differ) properties(a, b *schema.Object) {
	props := a.Properties()
	for i := range props {
		p := &props[i]
		if a.Property(p.Name) == p {
			d.property(a, b, p, at(b, i, p.Name))
		}
	}
	props = b.Properties()
	for i := range props {
		p := &props[i]
		if at(a, i, p.Name) == nil && b.Property(p.Name) == p {
			d.property(a, b, nil, p)
		}
	}
}

// at is the property of o with the name; mostly it stands in the same place as in
// the other object.
func at(o *schema.Object, i int, name string) *schema.Property {
	if props := o.Properties(); i < len(props) && props[i].Name == name && (i == 0 || props[i-1].Name < name) {
		return &props[i]
	}
	return o.Property(name)
}

// property compares one property of a pair; p or q is nil where it is not written
// out.
func (d *differ) property(a, b *schema.Object, p, q *schema.Property) {
	if p != nil && q != nil && p.IsList() == q.IsList() && bytes.Equal(p.Raw(), q.Raw()) && d.stands(a, p) {
		return
	}
	known := p
	if p == nil {
		known = q
	}
	name := known.Name
	switch {
	case name == orderProperty, identity(a, b, p, q):
	case a.Element == "Ref" && (name == "Name" || name == "RefClass"):
		d.target(a, b, name, p, q)
	case (p == nil || p.IsList()) && (q == nil || q.IsList()):
		d.list(a, b, p, q)
	case name == "BlobData" && d.blob(a, b, p, q):
	default:
		d.scalar(a, b, p, q, name)
	}
}

// stands reports whether a property that is written alike on both sides is the
// same: the name of a target is not, when the other document gives its partner
// another one.
func (d *differ) stands(a *schema.Object, p *schema.Property) bool {
	return a.Element != "Ref" || p.Name != "Name"
}

// identity reports whether a property only repeats the GUID under which its object
// is stored, as vendor parameters sets do.
func identity(a, b *schema.Object, p, q *schema.Property) bool {
	return p != nil && q != nil && p.Name == "Name" && a.Element != "Ref" &&
		catalog.SameGUID(p.Value(), a.StorageName) && catalog.SameGUID(q.Value(), b.StorageName)
}

// target compares what a pair of references points to. Its class is part of that
// and not compared on its own.
func (d *differ) target(a, b *schema.Object, name string, p, q *schema.Property) {
	if name == "RefClass" || d.align.targetA(schema.Ref{Object: a}) == targetB(schema.Ref{Object: b}) {
		return
	}
	d.scalarChange(a, b, p, q, name)
}

// scalar compares two single values by meaning.
func (d *differ) scalar(a, b *schema.Object, p, q *schema.Property, name string) {
	known := p
	if p == nil {
		known = q
	}
	f := d.facts.of(known.Object(), name)
	same := false
	switch {
	case p == nil:
		same = !q.IsList() && f.isDefault(q, q.Value())
	case q == nil:
		same = !p.IsList() && f.isDefault(p, p.Value())
	default:
		same = p.IsList() == q.IsList() && sameScalar(f, p, q)
	}
	if !same {
		d.scalarChange(a, b, p, q, name)
	} else if d.options.Defaults && f.has {
		d.defaults(a, b, p, q, f)
	}
}

func sameScalar(f *fact, p, q *schema.Property) bool {
	x, y := p.Value(), q.Value()
	return f.canonical(p, x) == f.canonical(q, y)
}

func (d *differ) scalarChange(a, b *schema.Object, p, q *schema.Property, name string) {
	known := p
	if p == nil {
		known = q
	}
	f := d.facts.of(known.Object(), name)
	d.add(Change{
		Kind:     Changed,
		Property: name,
		A:        d.side(a, p, known, f),
		B:        d.side(b, q, known, f),
		COM:      f.com,
	})
}

// defaults notes a default that one side writes out and the other does not, or
// writes in another way.
func (d *differ) defaults(a, b *schema.Object, p, q *schema.Property, f *fact) {
	known := p
	if p == nil {
		known = q
	}
	if !f.isDefault(known, known.Value()) {
		return
	}
	c := Change{Kind: Changed, Property: known.Name, A: d.side(a, p, known, f), B: d.side(b, q, known, f), COM: f.com}
	if d.wanted(&c) {
		d.result.Defaults = append(d.result.Defaults, c)
	}
}
