package compare

import (
	"hash/maphash"
	"strconv"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// summer condenses the content of objects into numbers that are equal where the
// content is: all but the names of the object itself, its place in an order, and
// values that are the documented default. It finds candidates for pairs; what it
// pairs is compared in full afterwards.
type summer struct {
	facts *facts
	known map[*schema.Object]uint64
}

var seed = maphash.MakeSeed()

func newSummer(f *facts) *summer { return &summer{facts: f, known: map[*schema.Object]uint64{}} }

// identity is the content of o as a key, "" when it says nothing about who o is:
// there is none, or o has a role or a fixed GUID that says it.
func (s *summer) identity(o *schema.Object) string {
	if _, fixed := catalog.PredefinedByGUID(o.StorageName); fixed || !anonymous(o) {
		return ""
	}
	sum, known := s.known[o]
	if !known {
		sum = s.content(o)
		s.known[o] = sum
	}
	if sum == 0 {
		return ""
	}
	return strconv.FormatUint(sum, 36)
}

// content adds up properties and children, so that their order does not matter.
// It is 0 for an object without any.
func (s *summer) content(o *schema.Object) uint64 {
	if o.Element == "Ref" {
		return text64("ref", targetName(schema.Ref{Object: o}))
	}
	var sum uint64
	props := o.Properties()
	for i := range props {
		if p := &props[i]; p.Name != "Name" && p.Name != orderProperty {
			sum += s.property(p)
		}
	}
	for _, c := range o.Children() {
		sum += s.child(c)
	}
	return sum
}

// child adds the names of an object below, which are content of the one above.
func (s *summer) child(o *schema.Object) uint64 {
	name := o.Name()
	if name == "" && !anonymous(o) {
		name = o.StorageName
	}
	return mix(s.content(o)) ^ text64(o.Element, name)
}

func (s *summer) property(p *schema.Property) uint64 {
	if p.IsList() {
		var sum uint64
		for _, entry := range p.Entries() {
			sum += text64(p.Name, entry)
		}
		return sum
	}
	f := s.facts.of(p.Object(), p.Name)
	value := p.Value()
	if f.isDefault(p, value) {
		return 0
	}
	return text64(p.Name, f.canonical(p, value))
}

// targetName names the target of a reference in a way that holds in any export.
func targetName(r schema.Ref) string {
	if p, ok := catalog.PredefinedByGUID(r.TargetName()); ok {
		return strings.ToUpper(p.GUID)
	}
	return r.TargetElement() + " " + r.Label()
}

func text64(a, b string) uint64 {
	return mix(maphash.String(seed, a)) + maphash.String(seed, b)
}

// mix is the finaliser of splitmix64: sums of what it gives do not cancel out.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
