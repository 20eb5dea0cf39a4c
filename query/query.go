// Package query finds the parts of an export that a path selects.
//
// Paths are those of beevik/etree, a part of XPath. They are evaluated on a tree
// that is made from the model, so that each element knows what it is and where
// it stands; the source is not read again.
//
// The tree has the elements of the document under the names that the product
// writes: fpc4: for its own, whatever prefix the file binds, and dt:dt for types.
// A path may have the prefix or leave it out. Attributes are StorageName,
// StorageType and dt:dt. Memory is bounded by the elements of the file, about
// 300 bytes and the value for each; the entries of lists, of which there may be
// millions, are left out when the path cannot select one.
package query

import (
	"cmp"
	"slices"
	"strings"

	"github.com/beevik/etree"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Path is a compiled path.
type Path struct {
	source  string
	path    etree.Path
	entries bool // the path may select entries of lists
}

// Kind says what a match is.
type Kind string

// The kinds of match.
const (
	Object   Kind = "object"
	Property Kind = "property" // a scalar
	List     Kind = "list"
	Entry    Kind = "entry"   // of a list
	Foreign  Kind = "foreign" // an element that is not the product's
)

// Match is one element that a path selects. Object is the match itself or the
// object around it.
type Match struct {
	Kind     Kind
	Object   *schema.Object
	Property *schema.Property // property, list, entry; else nil
	Name     string           // of the element, without prefix
	Value    string           // property, entry, foreign: as it may be shown, secrets masked
	Span     text.Span        // in File.Text: of the value, for an object of the start tag
}

// String is the path as it was given.
func (p *Path) String() string { return p.source }

// Find returns what the path selects, in document order.
func (p *Path) Find(doc *schema.Document) []Match {
	b := builder{doc: doc, nodes: map[*etree.Element]Match{}, entries: p.entries}
	tree := etree.NewDocument()
	tree.SetRoot(b.object(doc.Root))
	var found []Match
	for _, e := range tree.FindElementsPath(p.path) {
		if m, ok := b.nodes[e]; ok { // not the document itself
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), -cmp.Compare(a.Span.End, b.Span.End))
	})
	return found
}

// selectsEntries reports whether a path may lead to the entries of a list: by
// their name, by a wildcard, by a step that takes everything, or by a function.
func selectsEntries(path string) bool {
	for _, way := range []string{"Str", "*", "/.", "()"} {
		if strings.Contains(path, way) {
			return true
		}
	}
	return strings.HasSuffix(path, "/")
}
