package catalog

import (
	"slices"
	"strings"
	"sync"
)

// Storage is one child of an export element and the COM property that it stores.
type Storage struct {
	Element  string
	Child    string // local name, or the path that Microsoft's viewer reads where Evidence says "path"
	Class    string
	Property string // "" where the evidence names none
	Evidence string
	Viewer   string // how Microsoft's viewer treats the value, several ways separated by " | ". Its defaults are not the product's
	Source   string
}

// StorageRows returns the table of children, sorted by element and child.
func StorageRows() []*Storage { return storage().list }

// StorageProperty tells what a child of an object element is: the table row for it, else the property of exactly
// that name in the element's class (evidence "same name"), else a row whose path starts with the child. The row
// may leave Property empty: the child is known, its COM property is not. ok is false when nothing is known.
func StorageProperty(element, parent, child string) (s Storage, ok bool) {
	e, _ := ElementClass(element, parent)
	key := storageKey{element, child}
	if row, ok := storage().byChild[key]; ok && row.Class == e.Class {
		return *row, true
	}
	if p, ok := propertyOf(e.Class, child); ok {
		return Storage{Element: element, Child: child, Class: p.Class, Property: p.Name, Evidence: EvidenceSameName, Source: p.Source}, true
	}
	if row, ok := storage().byStep[key]; ok && row.Class == e.Class {
		return *row, true
	}
	return Storage{}, false
}

// StorageName is the way back: the elements that hold objects of the class, and the child that stores the property.
// Without a row it answers only for settable properties, with the evidence "same name, not seen"; and not at all
// where the class has a stored name that ends like the property (VpnEnablePPTP for EnablePPTP) or the property is an
// object that is not named like the elements of its class.
func StorageName(class, property string) (elements []string, child, evidence string, ok bool) {
	for _, s := range StorageRows() {
		if s.Class == class && s.Property == property {
			elements, child, evidence = append(elements, s.Element), s.Child, s.Evidence
		}
	}
	if elements != nil {
		return elements, child, evidence, true
	}
	c, ok := ClassByName(class)
	if !ok {
		return nil, "", "", false
	}
	p, ok := c.Property(property)
	if !ok || !hasOwnName(p) || hasLikeName(p) {
		return nil, "", "", false
	}
	return elementNames(c), p.Name, EvidenceAssumed, true
}

// hasOwnName reports whether a property without a row may be expected under its own name.
func hasOwnName(p *Property) bool {
	if p.Kind != "object" {
		return p.Access == "rw"
	}
	c, ok := ClassByName(p.Type)
	return ok && slices.Contains(elementNames(c), p.Name)
}

// hasLikeName reports whether the class stores something under a name that may well be this property.
func hasLikeName(p *Property) bool {
	name := strings.ToLower(p.Name)
	return slices.ContainsFunc(StorageRows(), func(s *Storage) bool {
		return s.Class == p.Class && s.Property == "" && strings.HasSuffix(strings.ToLower(s.Child), name)
	})
}

func propertyOf(class, name string) (*Property, bool) {
	c, ok := ClassByName(class)
	if !ok {
		return nil, false
	}
	return c.Property(name)
}

type storageKey struct{ element, child string }

// storageSet has the rows by child and, where the child is a path, by its first step.
type storageSet struct {
	list            []*Storage
	byChild, byStep map[storageKey]*Storage
}

var storage = sync.OnceValue(loadStorage)

func loadStorage() *storageSet {
	records := make([]Storage, 0, storageTable.rows())
	storageTable.each(func(f []string) {
		records = append(records, Storage{
			Element: f[0], Child: f[1], Class: f[2], Property: f[3], Evidence: f[4], Viewer: f[5], Source: f[6],
		})
	})
	set := &storageSet{
		list:    pointers(records),
		byChild: make(map[storageKey]*Storage, len(records)),
		byStep:  make(map[storageKey]*Storage),
	}
	for _, s := range set.list {
		set.byChild[storageKey{s.Element, s.Child}] = s
		if i := strings.IndexAny(s.Child, "/["); i > 0 {
			step := storageKey{s.Element, s.Child[:i]}
			if _, taken := set.byStep[step]; !taken {
				set.byStep[step] = s
			}
		}
	}
	return set
}
