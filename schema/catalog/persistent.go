package catalog

import (
	_ "embed" // the table
	"sync"
)

//go:embed persistent.tsv
var persistentText string

// persistentTable says of the classes that persist, export or hold items, which do: exports means Export and Import,
// persists that the interface inherits from IFPCPersist. The root and the collection of arrays export without that.
var persistentTable = table{"persistent.tsv", persistentText, "class exports persists item source"}

type persistence struct {
	exports, persists bool
	item              string
}

var persistent = sync.OnceValue(func() map[string]persistence {
	all := make(map[string]persistence, persistentTable.rows())
	persistentTable.each(func(f []string) { all[f[0]] = persistence{f[1] == "yes", f[2] == "yes", f[3]} })
	return all
})

// Exports reports whether an object of the class can be exported and imported by itself: whether it has the methods
// Export and Import. The others travel with the object that holds them.
func (c *Class) Exports() bool { return persistent()[c.Name].exports }

// Persists reports whether the class derives from IFPCPersist: whether its objects have PersistentName, Save and
// GetServiceRestartMask.
func (c *Class) Persists() bool { return persistent()[c.Name].persists }

// Item is the class of what the Item method of a collection of objects returns, "" for other classes.
func (c *Class) Item() string { return persistent()[c.Name].item }
