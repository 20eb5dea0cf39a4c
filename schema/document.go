// Package schema says what an export is: a tree of objects and properties, each
// with its place in the file, references between objects, and thin typed views
// over the generic tree.
//
// The export describes itself (StorageName, StorageType, dt:dt), so the model is
// generic: nothing is dropped because it is unknown. What the product documents
// about a class or property stands in schema/catalog; what we think of a value
// stands in checks, which this package does not know.
package schema

import (
	"iter"
	"sync"

	"tmgaudit/internal/text"
)

// Namespaces of an export. The prefixes are conventionally fpc4 and dt.
const (
	Namespace   = "http://schemas.microsoft.com/isa/config-4"
	DTNamespace = "urn:schemas-microsoft-com:datatypes"
)

// Document is one parsed export. It is immutable and safe for concurrent use.
type Document struct {
	File     *text.File
	Root     *Object
	Kind     Kind
	Product  Product
	Problems []Problem // what deviates from the format without stopping the reader, in document order
	Foreign  []Foreign // elements that are not the product's, in document order

	elements map[string][]*Object // by element name, document order
	secrets  []text.Span          // values never to be shown, in document order

	mu       sync.Mutex
	names    map[string]map[string][]*Object // by element, then display name; built on demand
	targets  func() targetIndex
	resolved func() resolutions
	users    func() userIndex
}

// Problem is a deviation of one place from the format, found while reading. It
// never stops the reader.
type Problem struct {
	Severity ProblemSeverity
	Span     text.Span // in File.Text
	Message  string
}

// ProblemSeverity says how bad a Problem is.
type ProblemSeverity string

// The severities of a Problem.
const (
	ProblemError   ProblemSeverity = "error"   // an import is likely to refuse or misread this
	ProblemWarning ProblemSeverity = "warning" // unusual
)

// Foreign is an element outside the product's namespace, with all it holds.
// ISAInfo adds such elements to an export.
type Foreign struct {
	Name   string // local name
	Space  string // namespace name, usually ""
	Parent *Object
	Span   text.Span
}

// Error says why a file could not be read as an export, and where.
type Error struct {
	Span text.Span // in the decoded text
	Msg  string
}

func (e *Error) Error() string { return e.Msg }

// Objects returns every object with the given element name in document order,
// skeleton ancestors included. The slice is shared and must not be changed.
func (d *Document) Objects(element string) []*Object { return d.elements[element] }

// Elements returns the element names of all objects, in no order.
func (d *Document) Elements() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range d.elements {
			if !yield(name) {
				return
			}
		}
	}
}

// All yields every object in document order, the root first.
func (d *Document) All() iter.Seq[*Object] {
	return func(yield func(*Object) bool) { d.Root.walk(yield) }
}

// Named returns the objects of an element whose display name is name, exactly.
func (d *Document) Named(element, name string) []*Object {
	d.mu.Lock()
	defer d.mu.Unlock()
	byName, ok := d.names[element]
	if !ok {
		byName = make(map[string][]*Object)
		for _, o := range d.elements[element] {
			if n := o.Name(); n != "" {
				byName[n] = append(byName[n], o)
			}
		}
		d.names[element] = byName
	}
	return byName[name]
}

// Secrets returns the spans within s that hold secret values, in order. A
// reader of the source must mask them.
func (d *Document) Secrets(s text.Span) []text.Span {
	var in []text.Span
	for _, secret := range d.secrets {
		if secret.Start < s.End && s.Start < secret.End {
			in = append(in, secret)
		}
	}
	return in
}
