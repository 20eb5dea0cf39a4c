package fixer

import (
	"slices"
	"strings"

	"tmgaudit/internal/lazy"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// hop is one step from a COM object to one below it.
type hop struct {
	property string  // COM property that returns the next object; "" for an item of a collection
	item     itemHop // the item, where property is ""
	class    string  // COM class of the next object
}

// itemHop names an item of a collection.
type itemHop struct {
	storageName string // its PersistentName
	label       string // for people
}

// locate finds the documented way from the array to an object, or says why there
// is none. It guesses nothing: a hop is an object property whose type is the class
// of the next object, or the item of a collection by its PersistentName.
func (s *scriptStep) locate(o *schema.Object) (reason string) {
	var below []*schema.Object
	for ; o != nil && o.Element != "Array"; o = o.Parent {
		switch {
		case o.Element == "Enterprise":
			return "it belongs to the enterprise, which a script on one firewall host must not change for all arrays"
		case o.Element == "PolicyRule" && schema.PolicyRule{Object: o}.System():
			return "it belongs to a rule of the system policy, which COM keeps apart from the other rules"
		}
		below = append(below, o)
	}
	if o == nil {
		return "it is not below an array"
	}
	if ambiguous(o) {
		return "several objects have its StorageName " + o.StorageName
	}
	s.array = itemHop{o.StorageName, o.Label()}
	s.keeps = "FPCArray"
	slices.Reverse(below)
	for i, child := range below {
		h, reason := hopTo(child)
		if reason != "" {
			return reason
		}
		s.hops = append(s.hops, h)
		if persists(h.class) {
			s.keeper, s.keeps = i+1, h.class
		}
	}
	return ""
}

// hopTo is the hop from the parent of an object to it.
func hopTo(o *schema.Object) (h hop, reason string) {
	class, parent := o.Class(), o.Parent.Class()
	if class == nil || parent == nil {
		return h, "the catalogue does not know the COM class of " + unknownElement(o)
	}
	h.class = class.Name
	if parent.Item() == class.Name {
		switch {
		case !class.Persists():
			return h, "the items of " + parent.Name + " have no PersistentName to find them by"
		case o.StorageName == "" || ambiguous(o):
			return h, "several items of " + parent.Name + " have the StorageName " + o.StorageName
		}
		h.item = itemHop{o.StorageName, o.Label()}
		return h, ""
	}
	p, reason := propertyTo(o, parent, class)
	h.property = p
	return h, reason
}

func unknownElement(o *schema.Object) string {
	if o.Parent.Class() == nil {
		return o.Parent.Element
	}
	return o.Element
}

// propertyTo is the property of the parent class that returns the object. Of
// several with its class, it is the one with its StorageName or its element name;
// the only one is not enough where another child has the same class.
func propertyTo(o *schema.Object, parent, class *catalog.Class) (name, reason string) {
	var of []string
	for _, p := range parent.Properties() {
		if p.Kind == "object" && p.Access == "ro" && returnedClass(p.Type) == class.Name && identifier().MatchString(p.Name) {
			of = append(of, p.Name)
		}
	}
	for _, want := range []string{o.StorageName, o.Element} {
		if slices.Contains(of, want) && !ambiguous(o) {
			return want, ""
		}
	}
	if len(of) == 1 && !sharesClass(o, class) {
		return of[0], ""
	}
	if len(of) == 0 {
		return "", "the catalogue knows no property of " + parent.Name + " that returns a " + class.Name
	}
	return "", "it is not certain which property of " + parent.Name + " returns it: " + strings.Join(of, ", ")
}

// identifier is what may stand in a script as a name: the catalogue's word is good,
// but code is never made from anything else.
var identifier = lazy.Regexp(`^[A-Za-z][A-Za-z0-9_]*$`)

// ambiguous reports whether a script, which ignores case, cannot tell a sibling
// from o.
func ambiguous(o *schema.Object) bool {
	if o.Parent == nil {
		return false
	}
	n := 0
	for sibling := range o.Parent.Items(o.Element) {
		if strings.EqualFold(sibling.StorageName, o.StorageName) {
			n++
		}
	}
	return n > 1
}

// sharesClass reports whether a sibling of o has its class as well.
func sharesClass(o *schema.Object, class *catalog.Class) bool {
	return slices.ContainsFunc(o.Parent.Children(), func(sibling *schema.Object) bool {
		return sibling != o && sibling.Class() == class
	})
}

// returnedClass is the class behind the type of an object property, which may be
// one of its further interfaces: FPCEENLBConfiguration is one of FPCNLBConfiguration.
func returnedClass(typ string) string {
	for _, name := range []string{typ, strings.TrimRight(typ, "0123456789"), strings.Replace(typ, "FPCEE", "FPC", 1)} {
		if c, ok := catalog.ClassByName(name); ok {
			return c.Name
		}
	}
	return ""
}

// persists reports whether objects of a class can be saved by themselves.
func persists(class string) bool {
	c, ok := catalog.ClassByName(class)
	return ok && c.Persists()
}
