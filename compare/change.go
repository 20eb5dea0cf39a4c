// Package compare says how the configurations of two or more servers differ.
//
// Objects of two exports are aligned first (align.go), then their properties are
// compared by what they mean, not by how they are written. What remains is a list
// of changes, the worst first, each with the findings that it causes or cures.
//
// Laws, held by tests: a document compared with itself has no changes, however
// it is encoded, indented or ordered where order means nothing; compared the other
// way round, every change is mirrored; every mutation with a meaning is one change.
package compare

import (
	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Result is how document B differs from document A.
type Result struct {
	A, B  *schema.Document
	Scope Scope // what was compared

	Changes  []Change // what counts, the worst first; the changes of one object stand together
	Apart    []Change // what the profile does not count: bound to the machine or the moment
	Defaults []Change // values that are the documented default on both sides, written out on one only; when asked for

	// Findings of one side only that no single change explains, by place.
	Causes []checks.Finding // in B
	Cures  []checks.Finding // in A

	Summary Summary
}

// Same reports whether nothing that counts differs.
func (r *Result) Same() bool { return len(r.Changes) == 0 }

// Summary counts changes that count, by kind, and what stands apart.
type Summary struct {
	Added, Removed, Changed, Moved int
	Apart                          int
	Causes, Cures                  int // findings, those that no single change explains included
}

// Total is the number of changes that count.
func (s Summary) Total() int { return s.Added + s.Removed + s.Changed + s.Moved }

// Kind is what became of an object, a property or an entry.
type Kind uint8

// The kinds of change.
const (
	Added   Kind = iota // a whole object, or an entry of a property, is in B only
	Removed             // in A only
	Changed             // a property, or one entry of it, has another value
	Moved               // an object stands elsewhere in an ordered collection
)

var kindNames = [...]string{"added", "removed", "changed", "moved"}

func (k Kind) String() string { return kindNames[k] }

// Change is one difference between two documents.
//
// An added object has A.Object nil, a removed one B.Object nil. A change with a
// Property has both objects. Where the property is a list of strings, or a BlobData
// that holds named values, Entry is the string or the name: the entry is added or
// removed, or its value changed.
type Change struct {
	Kind     Kind
	Property string // storage name, "" for a change of the object itself
	Entry    string // of a list or of named values; masked where it is a secret
	IsEntry  bool   // the change is of one entry; Entry may be the empty string
	A, B     Side

	COM   *catalog.Property // what the product documents about the property, nil when unknown
	Apart *Bound            // why the change does not count under the servers profile, nil when it does

	rank rank // where the change stands among the others
}

// Side is one side of a change.
type Side struct {
	Object   *schema.Object // nil where the object is in the other document only
	Span     text.Span      // the value, the entry or the start tag in the document of Object; empty where there is none
	Value    string         // as it may be shown: references by name, secrets masked; the documented default where Present is false and one is known
	Present  bool           // the property or entry is written out
	Default  bool           // the value, written or not, is the documented default
	Secret   bool           // Value is masked
	Position int            // from 1, in an ordered collection; 0 otherwise

	state string // what Value means, to compare sides with; never shown

	// Findings that only this side has because of the change: on side B those
	// that it causes, on side A those that it cures.
	Findings []checks.Finding
}

// Object is the object that the change is about: that of A, or of B where A has none.
func (c *Change) Object() *schema.Object {
	if c.A.Object != nil {
		return c.A.Object
	}
	return c.B.Object
}

// Path is the place of the object in names that a console user knows: those of A,
// unless A holds only the path to it and B the whole.
func (c *Change) Path() string { return pathOf(c.Object(), c.B.Object) }

func pathOf(a, b *schema.Object) string {
	if b != nil && a.Owner().Storage == schema.Skeleton && b.Owner().Storage != schema.Skeleton {
		return b.Path()
	}
	return a.Path()
}

// Class is the COM class of the object, "" when it is not known.
func (c *Change) Class() string {
	if class := c.Object().Class(); class != nil {
		return class.Name
	}
	return ""
}

// Causes are the findings that come with the change.
func (c *Change) Causes() []checks.Finding { return c.B.Findings }

// Cures are the findings that go away with the change.
func (c *Change) Cures() []checks.Finding { return c.A.Findings }

// Renamed reports whether the change is another display name of one object.
func (c *Change) Renamed() bool {
	return c.Kind == Changed && c.Property == "Name" && c.Object().Element != "Ref"
}

// ScriptOnly reports whether the documentation says that no console sets the property.
func (c *Change) ScriptOnly() bool { return c.COM != nil && c.COM.Console == "no" }

// Worst is the severity of the worst finding that the change causes. ok is false
// when it causes none.
func (c *Change) Worst() (severity checks.Severity, ok bool) { return worst(c.B.Findings) }

func worst(list []checks.Finding) (severity checks.Severity, ok bool) {
	for i := range list {
		severity = max(severity, list[i].Severity)
	}
	return severity, len(list) > 0
}

// Profile says what counts.
type Profile uint8

// The profiles.
const (
	Servers Profile = iota // two servers: what is bound to a machine or a moment stands apart
	Strict                 // everything counts
)

// Profiles are the names of the profiles in their order.
var Profiles = []string{"servers", "strict"}

func (p Profile) String() string { return Profiles[p] }

// Options say what to compare and what counts. The zero value compares everything
// under the servers profile with all checks.
type Options struct {
	Profile  Profile
	Only     []string        // patterns, see Matches; nil is everything
	Except   []string        // patterns of what is left out
	Defaults bool            // fill Result.Defaults
	Checks   []*checks.Check // nil is all checks, an empty slice none
}

// GridResult is how several documents differ, property by property.
type GridResult struct {
	Docs    []*schema.Document
	Gold    int // index of the document that the others are held against, or -1
	Rows    []Row
	Apart   int       // rows that the profile does not count
	Summary []Summary // of each document against the gold one, or against the first
	Scopes  []Scope   // what was compared of each with that; whole for that itself
}

// Same reports whether nothing that counts differs.
func (g *GridResult) Same() bool { return len(g.Rows) == 0 }

// Row is one object, property or entry that is not the same in all documents.
type Row struct {
	Property string
	Entry    string
	IsEntry  bool
	Moved    bool              // the row is of places in an ordered collection
	COM      *catalog.Property // nil when unknown
	Cells    []Cell            // one for each document

	at   *schema.Object // of the document that the others are held against: the object of the row, or the nearest above it
	rank rank
}

// Cell is what one document has in a row.
type Cell struct {
	Side
	Odd        bool // not what the gold document has, or not what most documents have
	Uncompared bool // the document does not tell, see Scope
}

// Object is the row's object in the first document that has it.
func (r *Row) Object() *schema.Object {
	for i := range r.Cells {
		if o := r.Cells[i].Object; o != nil {
			return o
		}
	}
	return nil
}
