package catalog

import "sync"

// How we know that a storage name belongs to a class or property.
const (
	EvidenceSameName = "same name"           // both have the same name
	EvidenceSynonym  = "synonym"             // curated from matching members: likely, not proven
	EvidenceNameOnly = "storage name only"   // Microsoft's viewer reads it; its COM counterpart is not known
	EvidenceChild    = "child object"        // an object below, not a property
	EvidencePath     = "path"                // Microsoft's viewer reads a path of more than one step, or one with a condition
	EvidenceAssumed  = "same name, not seen" // no file or viewer shows it: the name that most properties would have
)

// Element is the COM class of an export element.
type Element struct {
	Name     string // local name, without fpc4:
	Parent   string // the parent element that this holds for; "" for any
	Class    string // "" where the element is known but its class is not
	Evidence string
	Source   string
}

// Elements returns the table of elements, sorted by name, those without a known class included.
func Elements() []*Element { return elements().list }

// ElementClass returns the class of an object element: the row for this parent, else the row for any parent, else
// the class FPC+element where there is one (evidence "same name"). ok is false when none of them names a class.
func ElementClass(element, parent string) (e Element, ok bool) {
	if row, ok := elements().find(element, parent); ok {
		return *row, row.Class != ""
	}
	c, ok := classes().byShortName[element]
	if !ok {
		return Element{}, false
	}
	return Element{Name: element, Class: c.Name, Evidence: EvidenceSameName, Source: c.Source}, true
}

// elementNames returns the elements that hold objects of the class.
func elementNames(class *Class) []string {
	var names []string
	for _, e := range Elements() {
		if e.Class == class.Name {
			names = append(names, e.Name)
		}
	}
	if names == nil {
		names = append(names, class.Name[len("FPC"):])
	}
	return names
}

type elementKey struct{ name, parent string }

type elementSet struct {
	list  []*Element
	byKey map[elementKey]*Element
	local bool // some row names a parent
}

func (s *elementSet) find(element, parent string) (*Element, bool) {
	if s.local {
		if e, ok := s.byKey[elementKey{element, parent}]; ok {
			return e, true
		}
	}
	e, ok := s.byKey[elementKey{element, ""}]
	return e, ok
}

var elements = sync.OnceValue(func() *elementSet { return loadElements(elementTable) })

func loadElements(t table) *elementSet {
	records := make([]Element, 0, t.rows())
	t.each(func(f []string) {
		records = append(records, Element{Name: f[0], Parent: f[1], Class: f[2], Evidence: f[3], Source: f[4]})
	})
	set := &elementSet{list: pointers(records), byKey: make(map[elementKey]*Element, len(records))}
	for _, e := range set.list {
		set.byKey[elementKey{e.Name, e.Parent}] = e
		set.local = set.local || e.Parent != ""
	}
	return set
}
