package checks

import (
	"strconv"
	"strings"
	"sync"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// kinds are the kinds of object of one document: objects of one element below
// one other have one class. Everything that depends on names only is looked up
// once for each kind.
type kinds struct {
	byName map[[2]string]*kind
	major  int
	last   *kind
}

func newKinds(major int) *kinds { return &kinds{byName: map[[2]string]*kind{}, major: major} }

type kind struct {
	element, parent string
	class           *catalog.Class
	major           int

	facts    map[string]*propertyFact
	row      []namedFact // facts by position, as in the object before
	elements map[string]childFact
	known    func() (names []string, wellKnown bool) // what knownNames says, for what has an unknown name
}

type namedFact struct {
	name string
	fact *propertyFact
}

type childFact struct {
	unknown bool
	meant   string
}

func (s *kinds) of(o *schema.Object) *kind {
	parent := ""
	if o.Parent != nil {
		parent = o.Parent.Element
	}
	if s.last != nil && s.last.element == o.Element && s.last.parent == parent {
		return s.last
	}
	key := [2]string{o.Element, parent}
	k := s.byName[key]
	if k == nil {
		k = &kind{
			element: o.Element, parent: parent, class: o.Class(), major: s.major,
			facts: map[string]*propertyFact{}, elements: map[string]childFact{},
		}
		k.known = sync.OnceValues(func() ([]string, bool) { return knownNames(k) })
		s.byName[key] = k
	}
	s.last = k
	return k
}

// fact is what is known about a property of the kind, nil when nothing is. i is
// its position: objects of a kind mostly have their properties in the same
// places, which saves the look-up.
func (k *kind) fact(i int, name string) *propertyFact {
	if i < len(k.row) && k.row[i].name == name {
		return k.row[i].fact
	}
	f, seen := k.facts[name]
	if !seen {
		f = k.newFact(name)
		k.facts[name] = f
	}
	if i < len(k.row) {
		k.row[i] = namedFact{name, f}
	} else if i == len(k.row) {
		k.row = append(k.row, namedFact{name, f})
	}
	return f
}

// propertyFact is what the catalogue says about the properties of one name in
// objects of one kind.
type propertyFact struct {
	com        *catalog.Property
	domain     *domain
	dt         string
	scriptOnly bool // the documentation says that the console cannot set it
	tooNew     bool
	comparable bool // the documented default can be compared
	unknown    bool // no such property in the class; then only the following hold
	meant      string
	wellKnown  bool
}

func (k *kind) newFact(name string) *propertyFact {
	if k.class == nil {
		return nil
	}
	row, ok := catalog.StorageProperty(k.element, k.parent, name)
	if !ok {
		return k.unknownFact(name)
	}
	class, ok := catalog.ClassByName(row.Class)
	if !ok || row.Property == "" {
		return nil
	}
	com, ok := class.Property(row.Property)
	if !ok || com.Kind == "object" {
		return nil
	}
	f := &propertyFact{com: com, dt: com.DT(), comparable: com.HasStoredDefault(), tooNew: newerThan(com.Revision, k.major)}
	if !spokenFor[com.Class+"."+com.Name] {
		f.domain = domainOf(com)
		f.scriptOnly = com.Console == "no" && com.HasStoredDefault()
	}
	return f
}

// spokenFor are the COM properties whose values have a check of their own that
// says more than the generic ones.
var spokenFor = map[string]bool{
	"FPCWebProxy.ConnectCacheSize": true, // C009, C010
}

// differs reports whether the value is not the documented default, by meaning. A
// value that is empty or not written as its type asks for cannot be compared.
func (f *propertyFact) differs(p *schema.Property) bool {
	if !f.comparable || p.IsList() {
		return false
	}
	value := p.Value()
	if f.dt == "string" || f.dt == "" {
		return value != f.com.StoredDefault && !catalog.SameGUID(value, f.com.StoredDefault)
	}
	same, ok := sameValue(f.dt, value, f.com.StoredDefault)
	return ok && !same
}

// sameValue compares two values of a data type; ok is false when one of them is
// not of it.
func sameValue(dt, a, b string) (same, ok bool) {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == "" || b == "" {
		return a == b, a == b
	}
	switch dt {
	case "boolean":
		x, okA := truth(a)
		y, okB := truth(b)
		return x == y, okA && okB
	case "int":
		x, errA := strconv.ParseInt(a, 10, 64)
		y, errB := strconv.ParseInt(b, 10, 64)
		return uint32(x) == uint32(y), errA == nil && errB == nil
	}
	return strings.EqualFold(a, b), true
}

func truth(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "1", "-1", "true":
		return true, true
	case "0", "false":
		return false, true
	}
	return false, false
}

// setupWrites reports whether the value is one that setup is documented to write,
// or may be: where the documentation says in words what setup writes, no value is
// held against anyone.
func (f *propertyFact) setupWrites(p *schema.Property) bool {
	word, _, _ := strings.Cut(f.com.SetupValue, " ")
	if word == "" {
		return false
	}
	if e, ok := f.com.Enum(); ok {
		for _, m := range e.Members {
			if m.Name == word {
				word = strconv.FormatInt(m.Value, 10)
			}
		}
	}
	same, ok := sameValue(f.dt, p.Value(), word)
	return same || !ok
}

// newerThan reports whether an interface revision came after a product. The
// revisions 1, 2 and 3 are roughly ISA 2004, ISA 2006 and TMG.
func newerThan(revision, major int) bool {
	return major == 4 && revision >= 2 || major == 5 && revision >= 3
}
