// Package explain answers what is known about a topic: a check, a class or
// property, an enumeration or member, a place in an export, a predefined object,
// a class identifier or an error of the product. It puts together what the
// catalogue says with the checks that look at it; it adds no facts of its own.
package explain

import (
	"tmgaudit/checks"
	"tmgaudit/schema/catalog"
)

// Kind says what a topic is.
type Kind string

// The kinds of topic.
const (
	KindProperty Kind = "property"
	KindClass    Kind = "class"
	KindEnum     Kind = "enum"
	KindCheck    Kind = "check"
	KindObject   Kind = "object"   // a predefined object other than a protocol
	KindProtocol Kind = "protocol" // a predefined protocol
	KindCLSID    Kind = "clsid"
	KindError    Kind = "error"
	KindSwitch   Kind = "switch"  // a value in a vendor parameters set
	KindElement  Kind = "element" // an element of exports that the catalogue does not map
)

// Answer is what is known about one topic. Kind says which of the pointers is
// set; a CLSID has its class.
type Answer struct {
	Kind       Kind
	Property   *Property
	Class      *Class
	Enum       *Enum
	Check      *checks.Check
	Predefined *catalog.Predefined
	Error      *catalog.ErrorCode
	Switch     *catalog.Switch
	Element    *Element
}

// Name is the canonical name of the topic, under which explain finds it again.
func (a Answer) Name() string {
	switch a.Kind {
	case KindProperty:
		return a.Property.Class + "." + a.Property.Name
	case KindClass:
		return a.Class.Name
	case KindCLSID:
		return a.Class.CLSID
	case KindEnum:
		return a.Enum.Title()
	case KindCheck:
		return a.Check.Slug
	case KindObject, KindProtocol:
		return a.Predefined.Symbol
	case KindError:
		return a.Error.Symbol
	case KindSwitch:
		return a.Switch.Name
	}
	return a.Element.Name
}

// Property is a COM property with what an export and the checks make of it.
type Property struct {
	*catalog.Property
	Storage  []string // places in an export, from the root, the shortest first
	Evidence string   // how sure the storage name is
	Viewer   string   // what Microsoft's own viewer makes of the value, "" when it does not show it
	Members  *catalog.Enum
	Checks   []*checks.Check
}

// Class is a COM class with its places in an export.
type Class struct {
	*catalog.Class
	Storage  []string
	Evidence string
	Checks   []*checks.Check
}

// Enum is an enumeration, the member that was asked for, and the properties that
// hold its values.
type Enum struct {
	*catalog.Enum
	Member *catalog.Member // nil when the whole enumeration was asked for
	UsedBy []*catalog.Property
}

// Title is the name of the enumeration, or of the member in it.
func (e *Enum) Title() string {
	if e.Member != nil {
		return e.Name + "." + e.Member.Name
	}
	return e.Name
}

// Element is an element that exports hold and the catalogue does not map to COM.
type Element struct {
	Name    string
	Storage []string
	Parents []string // elements that hold it
	Source  string
}
