package schema

import (
	"slices"
	"strings"
	"sync"

	"tmgaudit/schema/catalog"
)

// Ref is a reference object: it names its target by class, StorageName and scope.
type Ref struct{ *Object }

// Scope is the level at which a reference looks for its target, the product's
// FpcItemScope.
type Scope int

// The scopes of a reference. An absent Scope means the array.
const (
	ArrayScope      Scope = 0
	EnterpriseScope Scope = 1
)

// TargetName is the StorageName of the target, normally a GUID.
func (r Ref) TargetName() string { return r.Text("Name") }

// TargetElement is the element name of the target, from RefClass: "msFPCNetwork"
// names a Network. It is "" when RefClass is missing or of another form.
func (r Ref) TargetElement() string {
	e, ok := strings.CutPrefix(r.Text("RefClass"), "msFPC")
	if !ok {
		return ""
	}
	return e
}

// Scope is where the target is looked for.
func (r Ref) Scope() Scope {
	if n, ok := r.Property("Scope").Int(); ok {
		return Scope(n)
	}
	return ArrayScope
}

// Role is what the reference is for: the StorageName of the Refs that groups it,
// or its own, such as "PublishedProtocol".
func (r Ref) Role() string {
	if r.Parent != nil && r.Parent.Element == "Refs" {
		return r.Parent.StorageName
	}
	return r.StorageName
}

// Holder is the object that uses the reference: the nearest ancestor that is not
// a grouping Refs.
func (r Ref) Holder() *Object {
	o := r.Parent
	for o != nil && o.Element == "Refs" {
		o = o.Parent
	}
	return o
}

// Label is the target's name where it is known, else the StorageName it names.
func (r Ref) Label() string {
	t := r.Resolve()
	switch {
	case t.Object != nil && t.Object.Element != "Ref": // which could lead back here
		return t.Object.Label()
	case t.Predefined != nil:
		return t.Predefined.Name
	}
	if n := r.TargetName(); n != "" {
		return n
	}
	return r.StorageName
}

// Target is what a reference leads to.
type Target struct {
	State      TargetState
	Object     *Object             // Resolved, WrongScope
	Predefined *catalog.Predefined // Builtin, and Resolved where the target is predefined
}

// TargetState says how a reference resolves.
type TargetState int

// The states of a reference. Only Missing and Malformed are faults: a part of a
// configuration refers to objects that are not in its export.
const (
	Resolved   TargetState = iota // the target is in the file
	Builtin                       // not in the file, but an object of every installation
	Outside                       // not in the file, nor is the collection that would hold it
	WrongScope                    // not where Scope says, but at the other level: array or enterprise
	Missing                       // the collection that must hold it is in the file, the target is not
	Malformed                     // Name or RefClass is missing
)

// targetIndex finds the targets of references by element and StorageName.
type targetIndex map[string]map[string][]*Object

// prepareRefs arranges for the indexes to be built when first wanted.
func (d *Document) prepareRefs() {
	d.targets = sync.OnceValue(d.indexTargets)
	d.resolved = sync.OnceValue(d.resolveAll)
	d.users = sync.OnceValue(d.indexUsers)
}

// resolutions are the targets of all references of a document, in its order.
type resolutions struct {
	starts  []uint32 // of the references, to find one by
	targets []Target
}

func (d *Document) resolveAll() resolutions {
	refs := d.elements["Ref"]
	r := resolutions{make([]uint32, len(refs)), make([]Target, len(refs))}
	for i, o := range refs {
		r.starts[i], r.targets[i] = o.start, Ref{o}.resolve()
	}
	return r
}

// indexTargets holds only elements that some reference names: rules, logs and
// settings are never targets, and an export has many.
func (d *Document) indexTargets() targetIndex {
	idx := make(targetIndex)
	for _, o := range d.elements["Ref"] {
		if e := (Ref{o}).TargetElement(); e != "" && idx[e] == nil {
			idx[e] = d.indexElement(e)
		}
	}
	return idx
}

func (d *Document) indexElement(element string) map[string][]*Object {
	objects := d.elements[element]
	byName := make(map[string][]*Object, len(objects))
	for _, o := range objects {
		key := storageKey(o.StorageName)
		byName[key] = append(byName[key], o)
	}
	return byName
}

// storageKey makes StorageNames comparable: GUIDs in one case.
func storageKey(name string) string {
	if g, ok := catalog.CanonicalGUID(name); ok {
		return g
	}
	return name
}

// userIndex finds the references to an object, as chains through the list of all.
type userIndex struct {
	first map[*Object]int32 // index of the first reference to an object
	next  []int32           // index of the next one to the same object, or -1
}

func (d *Document) indexUsers() userIndex {
	targets := d.resolved().targets
	x := userIndex{make(map[*Object]int32), make([]int32, len(targets))}
	for i := len(targets) - 1; i >= 0; i-- {
		x.next[i] = -1
		o := targets[i].Object
		if o == nil {
			continue
		}
		if first, ok := x.first[o]; ok {
			x.next[i] = first
		}
		x.first[o] = int32(i)
	}
	return x
}

// References returns every reference of the document in document order.
func (d *Document) References() []Ref {
	objects := d.elements["Ref"]
	refs := make([]Ref, len(objects))
	for i, o := range objects {
		refs[i] = Ref{o}
	}
	return refs
}

// Users returns the references that resolve to o, in document order.
func (o *Object) Users() []Ref {
	x := o.doc.users()
	i, ok := x.first[o]
	var users []Ref
	for ; ok && i >= 0; i = x.next[i] {
		users = append(users, Ref{o.doc.elements["Ref"][i]})
	}
	return users
}

// Resolve finds the target by class, StorageName and scope: in the same array
// first, or in the enterprise when Scope says so. The first call resolves all
// references of the document.
func (r Ref) Resolve() Target {
	all := r.doc.resolved()
	if i, ok := slices.BinarySearch(all.starts, r.start); ok {
		return all.targets[i]
	}
	return r.resolve() // written as another element than Ref
}

func (r Ref) resolve() Target {
	element, name := r.TargetElement(), r.TargetName()
	if element == "" || name == "" {
		return Target{State: Malformed}
	}
	t := Target{}
	t.Predefined, _ = catalog.PredefinedByGUID(name)
	key := storageKey(name)
	var elsewhere *Object
	for _, o := range r.doc.targets()[element][key] {
		if r.inScope(o) {
			t.Object = o
			return t
		}
		if elsewhere == nil && o.Owner().Element != r.level() {
			elsewhere = o
		}
	}
	switch {
	case t.Predefined != nil:
		t.State = Builtin
	case elsewhere != nil && r.scopeExported():
		t.State, t.Object = WrongScope, elsewhere
	case r.collectionExported(element):
		t.State = Missing
	default:
		t.State = Outside
	}
	return t
}

// inScope reports whether o stands where r looks for its target. An object of
// the enterprise that an array's export takes along stands in the array.
func (r Ref) inScope(o *Object) bool {
	owner := o.Owner()
	if r.Scope() == EnterpriseScope {
		return owner.Element == "Enterprise" || owner.Storage == Skeleton || o.Storage == ByReference
	}
	return owner == r.Owner()
}

// level is the element of the owner of the objects that r may name.
func (r Ref) level() string {
	if r.Scope() == EnterpriseScope {
		return "Enterprise"
	}
	return r.Owner().Element
}

// scopeExported reports whether the file holds the level at which r looks.
func (r Ref) scopeExported() bool {
	for _, owner := range r.scopeOwners() {
		if owner.Audited() {
			return true
		}
	}
	return false
}

func (r Ref) scopeOwners() []*Object {
	if r.Scope() == EnterpriseScope {
		return r.doc.elements["Enterprise"]
	}
	return []*Object{r.Owner()}
}

// collectionExported reports whether the collection that holds objects of the
// element is in the file as exported, at the level at which r looks. Only then
// is the absence of the target a fact. A collection inside an item, such as the
// computers of a computer set, holds no targets.
func (r Ref) collectionExported(element string) bool {
	for _, owner := range r.scopeOwners() {
		for _, c := range r.doc.elements[Collection(element)] {
			if c.Storage == Exported && c.Owner() == owner && !insideItem(c, owner) {
				return true
			}
		}
	}
	return false
}

// insideItem reports whether o, which owner holds, stands below an object with a
// GUID, which is an item of a collection.
func insideItem(o, owner *Object) bool {
	for p := o.Parent; p != nil && p != owner; p = p.Parent {
		if _, guid := catalog.CanonicalGUID(p.StorageName); guid {
			return true
		}
	}
	return false
}

// Collection is the element name of the collection that holds an element:
// "URLSets" for "URLSet".
func Collection(element string) string {
	if stem, ok := strings.CutSuffix(element, "y"); ok && !strings.HasSuffix(stem, "a") {
		return stem + "ies" // UrlCategory and Policy, but not Array
	}
	return element + "s"
}
