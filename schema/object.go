package schema

import (
	"iter"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema/catalog"
)

// Object is an element with StorageName and StorageType: an object, a collection
// or a reference, in the words of the product's COM model.
//
// Laws: an object is found by its element name and identified by its
// StorageName, never the reverse: a singleton's StorageName may differ from its
// element name. GUIDs in StorageName compare case-insensitively.
type Object struct {
	Element     string  // local name, for example "WebListenerProperties"
	StorageName string  // "" when the attribute is missing
	Parent      *Object // nil for the root
	Storage     StorageType

	start, tagEnd, end uint32 // the element, with the end of its start tag
	doc                *Document
	children           []*Object
	props              []Property
}

// StorageType says how an object stands in an export.
type StorageType int8

// The storage types that exports carry.
const (
	Skeleton    StorageType = 0  // only a path to the exported item; its properties are dummies
	Exported    StorageType = 1  // really exported
	ByReference StorageType = 2  // taken along so that references resolve
	NoStorage   StorageType = -1 // the attribute is missing or none of these
)

// Document is the export that holds o.
func (o *Object) Document() *Document { return o.doc }

// Span is the place of the whole element in File.Text.
func (o *Object) Span() text.Span { return text.Span{Start: int(o.start), End: int(o.end)} }

// TagSpan is the place of the start tag in File.Text.
func (o *Object) TagSpan() text.Span { return text.Span{Start: int(o.start), End: int(o.tagEnd)} }

// StorageNameSpan is the place of the StorageName attribute's value, or of the
// start tag when there is none.
func (o *Object) StorageNameSpan() text.Span { return o.attrValue("StorageName") }

// Children returns the objects below o in document order. The slice is shared.
func (o *Object) Children() []*Object { return o.children }

// Child returns the first child object with the element name.
func (o *Object) Child(element string) (*Object, bool) {
	for _, c := range o.children {
		if c.Element == element {
			return c, true
		}
	}
	return nil, false
}

// Named returns the first child object with the element name and StorageName.
// Roles such as "SourceSelectionIPs" are told apart this way.
func (o *Object) Named(element, storageName string) (*Object, bool) {
	for _, c := range o.children {
		if c.Element == element && (c.StorageName == storageName || catalog.SameGUID(c.StorageName, storageName)) {
			return c, true
		}
	}
	return nil, false
}

// Find follows child element names from o: o.Find("NetConfig", "Networks").
func (o *Object) Find(elements ...string) (*Object, bool) {
	ok := true
	for _, e := range elements {
		if o, ok = o.Child(e); !ok {
			return nil, false
		}
	}
	return o, true
}

// Items returns the child objects with the element name.
func (o *Object) Items(element string) iter.Seq[*Object] {
	return func(yield func(*Object) bool) {
		for _, c := range o.children {
			if c.Element == element && !yield(c) {
				return
			}
		}
	}
}

// Properties returns the properties of o in document order. The slice is shared.
func (o *Object) Properties() []Property { return o.props }

// Property returns the first property with the storage name, or nil. A missing
// property means the documented default; the methods of a nil *Property answer
// as for one that is absent.
func (o *Object) Property(name string) *Property {
	for i := range o.props {
		if o.props[i].Name == name {
			return &o.props[i]
		}
	}
	return nil
}

// Text is the value of a property, or "" when it is absent.
func (o *Object) Text(name string) string { return o.Property(name).Value() }

// Name is the display name, or "" for an object that has none.
func (o *Object) Name() string {
	if o.Element == "Ref" {
		return ""
	}
	return o.Text("Name")
}

// Label is what a console user would call o: its display name, else its
// StorageName, else its element name. A reference is called after its target.
func (o *Object) Label() string {
	if o.Element == "Ref" {
		return Ref{o}.Label()
	}
	if n := o.Name(); n != "" {
		return n
	}
	if o.StorageName != "" {
		return o.StorageName
	}
	return o.Element
}

// Path is the place of o in the tree in names that a console user knows, from
// below the root: "Arrays/ARRAY1/NetConfig/Networks/Internal".
func (o *Object) Path() string {
	if o.Parent == nil {
		return o.Element
	}
	var parts []string
	for ; o.Parent != nil; o = o.Parent {
		parts = append(parts, o.Label())
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, "/")
}

// StoragePath is the place of o by element and StorageName, from o up to the
// root. Unlike Path it does not change with names that are shown to people.
func (o *Object) StoragePath() string {
	var b strings.Builder
	for ; o != nil; o = o.Parent {
		b.WriteString(o.Element)
		b.WriteByte('=')
		b.WriteString(storageKey(o.StorageName))
		b.WriteByte('/')
	}
	return b.String()
}

// Class is the COM class of o, or nil when the catalogue does not map its
// element.
func (o *Object) Class() *catalog.Class {
	parent := ""
	if o.Parent != nil {
		parent = o.Parent.Element
	}
	e, ok := catalog.ElementClass(o.Element, parent)
	if !ok {
		return nil
	}
	c, _ := catalog.ClassByName(e.Class)
	return c
}

// Audited reports whether the values of o are the configuration's own: not those
// of a skeleton ancestor and not of something taken along by reference.
func (o *Object) Audited() bool { return o.Storage != Skeleton && o.Storage != ByReference }

// Ancestor returns the nearest object above o with the element name.
func (o *Object) Ancestor(element string) (*Object, bool) {
	for p := o.Parent; p != nil; p = p.Parent {
		if p.Element == element {
			return p, true
		}
	}
	return nil, false
}

// Owner is the array or the enterprise that o belongs to, or the root.
func (o *Object) Owner() *Object {
	for ; o.Parent != nil; o = o.Parent {
		if o.Element == "Array" || o.Element == "Enterprise" {
			return o
		}
	}
	return o
}

func (o *Object) walk(yield func(*Object) bool) bool {
	if !yield(o) {
		return false
	}
	for _, c := range o.children {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}
