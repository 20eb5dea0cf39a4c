package compare

import (
	"strconv"

	"tmgaudit/schema"
)

// blob compares two BlobData properties by the named values that they hold. It
// reports false where one of them holds none that can be read; then they are
// compared as bytes. p or q may be nil, for a set without values.
func (d *differ) blob(a, b *schema.Object, p, q *schema.Property) bool {
	left, okA := valuesOf(a, p)
	right, okB := valuesOf(b, q)
	if !okA || !okB {
		return false
	}
	inA, inB := byKey(left), byKey(right)
	for _, x := range left {
		y := inB[x.key]
		if y == nil || y.state() != x.state() {
			d.value(a, b, p, q, x, y)
		}
	}
	for _, y := range right {
		if inA[y.key] == nil {
			d.value(a, b, p, q, nil, y)
		}
	}
	return true
}

// value adds the change of one named value; x or y is nil where it is missing.
func (d *differ) value(a, b *schema.Object, p, q *schema.Property, x, y *namedValue) {
	c := Change{Kind: Changed, Property: "BlobData", IsEntry: true, A: x.side(a, p), B: y.side(b, q), COM: d.facts.of(a, "BlobData").com}
	switch {
	case x == nil:
		c.Kind, c.Entry = Added, y.Name
	case y == nil:
		c.Kind, c.Entry = Removed, x.Name
	default:
		c.Entry = x.Name
	}
	d.add(c)
}

// namedValue is a value of a vendor parameters set. Of several with one name each
// has a number of its own.
type namedValue struct {
	schema.VendorValue
	key string
}

// state is the type and value: a script that writes a number where another wrote
// a string may be read differently.
func (v *namedValue) state() string {
	return strconv.Itoa(int(v.Type)) + " " + v.String()
}

func (v *namedValue) side(o *schema.Object, p *schema.Property) Side {
	s := Side{Object: o, Span: o.TagSpan()}
	if p != nil {
		s.Span = p.ValueSpan()
	}
	if v == nil {
		return s
	}
	s.Value, s.Present, s.state = v.Display(), true, v.state()
	s.Secret = s.Value == schema.Masked
	if at, ok := v.Span(); ok {
		s.Span = at
	}
	return s
}

// valuesOf reads the values of a set.
func valuesOf(o *schema.Object, p *schema.Property) ([]*namedValue, bool) {
	if p == nil {
		return nil, true
	}
	values, err := schema.VendorParametersSet{Object: o}.Values()
	if err != nil || p.Secret() {
		return nil, false
	}
	seen := map[string]int{}
	list := make([]*namedValue, len(values))
	for i, v := range values {
		seen[v.Name]++
		list[i] = &namedValue{v, v.Name + "\x00" + strconv.Itoa(seen[v.Name])}
	}
	return list, true
}

func byKey(list []*namedValue) map[string]*namedValue {
	m := make(map[string]*namedValue, len(list))
	for _, v := range list {
		m[v.key] = v
	}
	return m
}
