// Package catalog is what Microsoft documents about ISA Server and Forefront TMG: the classes and properties of the
// administration COM model with their types, ranges and defaults, its enumerations, the names that an export gives
// them, the predefined objects and protocols, the export CLSIDs and the error codes.
//
// Everything stands in the .tsv files of this folder, one fact a line with its source. They are embedded, parsed
// once on first use, and never change afterwards: callers must not write to the records or slices handed out.
// A fact that is not in the tables is unknown, never guessed.
package catalog

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Class is one COM class (coclass) of the administration model.
type Class struct {
	Name     string // as in the IDL, with the prefix FPC
	Revision int    // highest interface revision: 1, 2, 3 are roughly ISA 2004, ISA 2006, TMG; up to 4
	CLSID    string // as written in the IDL, with braces; "" for a class that cannot be created or is not exported
	Source   string

	rows       string // its stretch of the property table
	properties func() []*Property
}

// Classes returns every class, sorted by name.
func Classes() []*Class { return classes().list }

// ClassByName finds a class by its exact name, such as FPCNetwork.
func ClassByName(name string) (*Class, bool) {
	c, ok := classes().byName[name]
	return c, ok
}

// ClassByCLSID finds the class that an export names in ExportItemClassCLSID. Case and braces do not matter.
func ClassByCLSID(clsid string) (*Class, bool) {
	g, ok := parseGUID(clsid)
	if !ok {
		return nil, false
	}
	c, ok := classes().byCLSID[g]
	return c, ok
}

// Properties returns the properties of the class, sorted by name.
func (c *Class) Properties() []*Property { return c.properties() }

// Property finds a property of the class by its exact name.
func (c *Class) Property(name string) (*Property, bool) {
	properties := c.properties()
	i, ok := slices.BinarySearchFunc(properties, name, func(p *Property, name string) int {
		return strings.Compare(p.Name, name)
	})
	if !ok {
		return nil, false
	}
	return properties[i], true
}

// IsCollection reports whether COM can enumerate the class, that is whether it has _NewEnum. A set (FPCURLSet) is a
// collection too: its items are strings. A plural name alone makes none: FPCRuleElements holds collections.
func (c *Class) IsCollection() bool {
	_, ok := c.Property("_NewEnum")
	return ok
}

// classSet is the classes with their properties and CLSIDs. byShortName has the names without FPC, as elements are named.
type classSet struct {
	list                []*Class
	byName, byShortName map[string]*Class
	byCLSID             map[guid]*Class
}

var classes = sync.OnceValue(loadClasses)

func loadClasses() *classSet {
	records := make([]Class, 0, classTable.rows())
	classTable.each(func(f []string) {
		records = append(records, Class{Name: f[0], Revision: number(f[1]), Source: f[2]})
	})
	set := &classSet{
		list:        pointers(records),
		byName:      make(map[string]*Class, len(records)),
		byShortName: make(map[string]*Class, len(records)),
	}
	for _, c := range set.list {
		set.byName[c.Name] = c
		if short, ok := strings.CutPrefix(c.Name, "FPC"); ok && short != "" {
			set.byShortName[short] = c
		}
	}
	set.addCLSIDs()
	set.addProperties()
	return set
}

// known is the class that a line of another table names.
func (s *classSet) known(t table, name string) *Class {
	c := s.byName[name]
	if c == nil {
		panic(fmt.Sprintf("catalog: %s names the class %q, which %s does not have", t.name, name, classTable.name))
	}
	return c
}

func (s *classSet) addCLSIDs() {
	s.byCLSID = make(map[guid]*Class, clsidTable.rows())
	clsidTable.each(func(f []string) {
		c := s.known(clsidTable, f[0])
		c.CLSID = f[1]
		s.byCLSID[mustGUID(f[1])] = c
	})
}

// addProperties hands each class its stretch of the property table, which is sorted by class. It is read when somebody
// asks: an export has objects of a fifth of the classes.
func (s *classSet) addProperties() {
	propertyTable.stretches(func(class, lines string) {
		c := s.known(propertyTable, class)
		if c.rows != "" {
			panic(fmt.Sprintf("catalog: %s is not sorted: %s stands in two places", propertyTable.name, class))
		}
		c.rows = lines
	})
	for _, c := range s.list {
		c.properties = sync.OnceValue(func() []*Property { return loadProperties(c.rows) })
	}
}
