package usercheck

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/nearest"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// kind is the kind of a value in a condition.
type kind int

const (
	dynamic kind = iota // the export tells
	boolean
	number
	words
	list
)

// scope is what a check looks at, and the names that it may use there.
type scope struct {
	class    string          // COM class, "" when only elements are known
	elements []string        // that may hold such objects
	names    map[string]kind // storage names; nil when nothing is documented
	members  map[string]int  // of enumerations that the properties have
}

// anyScope is that of a path, which may lead anywhere.
func anyScope() *scope { return &scope{} }

// newScope finds a COM class or an element.
func newScope(name string) (*scope, *Fault) {
	s := &scope{names: map[string]kind{}, members: map[string]int{}}
	if _, ok := catalog.ClassByName(name); ok {
		s.class = name
	}
	for _, e := range catalog.Elements() {
		if e.Name == name || s.class != "" && e.Class == s.class {
			s.add(e.Name, e.Parent)
		}
	}
	if short, ok := strings.CutPrefix(s.class, "FPC"); ok {
		s.add(short, "")
	} else if _, ok := catalog.ElementClass(name, ""); ok {
		s.add(name, "")
	}
	if len(s.elements) > 0 {
		if len(s.names) == 0 {
			s.names = nil
		}
		return s, nil
	}
	if near := slipOf(name); near != "" {
		return nil, &Fault{Field: FieldClass, Msg: fmt.Sprintf("class %q is unknown%s; expected a COM class such as FPCNetwork or an element such as Network", name, near)}
	}
	return &scope{elements: []string{name}}, nil // exports hold elements that no document names
}

// slipOf asks whether another class was meant, "" where none is like it.
func slipOf(name string) string {
	const most, shortest = 2, 5 // letters that differ, letters of a name
	if near := guess(name, classNames()); near != "" {
		return near
	}
	for c := range classNames() {
		if len(c) >= shortest && nearest.Distance(name, c) <= most {
			return " (did you mean " + c + "?)"
		}
	}
	return ""
}

func classNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, c := range catalog.Classes() {
			if !yield(c.Name) || !yield(strings.TrimPrefix(c.Name, "FPC")) {
				return
			}
		}
		for _, e := range catalog.Elements() {
			if !yield(e.Name) {
				return
			}
		}
	}
}

// add makes the names of an element known.
func (s *scope) add(element, parent string) {
	if !slices.Contains(s.elements, element) {
		s.elements = append(s.elements, element)
	}
	for _, name := range checks.PropertyNames(element, parent) {
		if row, ok := catalog.StorageProperty(element, parent, name); ok && row.Evidence == catalog.EvidenceChild {
			continue
		}
		if k := kindOf(element, parent, name); k != dynamic || s.names[name] == dynamic {
			s.names[name] = k
		}
		if e, ok := enumOf(element, parent, name); ok {
			for _, m := range e.Members {
				s.members[m.Name] = int(m.Value)
			}
		}
	}
}

func comProperty(element, parent, name string) *catalog.Property {
	row, ok := catalog.StorageProperty(element, parent, name)
	if !ok || row.Property == "" {
		return nil
	}
	class, ok := catalog.ClassByName(row.Class)
	if !ok {
		return nil
	}
	p, _ := class.Property(row.Property)
	return p
}

func enumOf(element, parent, name string) (*catalog.Enum, bool) {
	if p := comProperty(element, parent, name); p != nil {
		return p.Enum()
	}
	return nil, false
}

func kindOf(element, parent, name string) kind {
	switch p := comProperty(element, parent, name); {
	case name == "Name" || name == "Description":
		return words
	case p == nil:
		return dynamic
	default:
		return kinds[p.DT()]
	}
}

// kind is the kind of a property's values.
func (s *scope) kind(name string) kind {
	if isList(name) {
		return list
	}
	return s.names[name]
}

// isList reports whether a name is that of a list: all that the product writes end
// so, and no document names them.
func isList(name string) bool { return strings.HasSuffix(name, "Strings") }

var kinds = map[string]kind{"boolean": boolean, "int": number, "string": words, "bin.hex": words}

// known is a fault where a property is not among those of the class.
func (s *scope) known(field Field, name string) *Fault {
	if _, ok := s.names[name]; ok || s.names == nil || isList(name) {
		return nil
	}
	return &Fault{Field: field, Msg: fmt.Sprintf("%s has no property %q%s", s.elements[0], name, guess(name, maps.Keys(s.names)))}
}

func guess(name string, among iter.Seq[string]) string {
	if near := nearest.Names(name, among, 3); len(near) > 0 {
		return " (did you mean " + strings.Join(near, ", ") + "?)"
	}
	return ""
}

// dt is the documented data type of a property, "" when it is not known.
func (s *scope) dt(name string) string {
	for _, element := range s.elements {
		if p := comProperty(element, "", name); p != nil {
			return p.DT()
		}
	}
	return ""
}

// typeOf is the documented data type of a property of an object, "" when it is not
// known.
func typeOf(o *schema.Object, name string) string {
	if p := comProperty(o.Element, parentOf(o), name); p != nil {
		return p.DT()
	}
	return ""
}

func parentOf(o *schema.Object) string {
	if o.Parent == nil {
		return ""
	}
	return o.Parent.Element
}

// objects yields the objects in scope whose values are the configuration's own.
func (s *scope) objects(doc *schema.Document) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for _, element := range s.elements {
			for _, o := range doc.Objects(element) {
				if o.Audited() && s.holds(o) && !yield(o) {
					return
				}
			}
		}
	}
}

// holds reports whether an object of one of the elements is of the class.
func (s *scope) holds(o *schema.Object) bool {
	if s.class == "" {
		return true
	}
	c := o.Class()
	return c != nil && c.Name == s.class
}
