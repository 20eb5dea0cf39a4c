package policy

import (
	"iter"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// The points of the name dimension are 0, a request that no name set matches, and
// one for each set of names: domain name set, URL set, URL category or category
// set. A point stands for requests that only this set matches, and the sets that
// hold all of its entries. The content dimension is made of content type sets in
// the same way. The law is that of the user dimension.
var allNames = Span(0, maxAtom)

// maxComparedEntries is the size up to which the entries of sets are compared.
// Longer lists only have their identity.
const maxComparedEntries = 20_000

// nameSet is one set of names that rules refer to.
type nameSet struct {
	object  *schema.Object // nil when the file does not hold it
	element string         // "DomainNameSet"
	label   string         // in the console's words
	point   uint64
	within  []uint64 // points of the sets whose every entry is an entry of this one
}

// holds are the points of the requests that a set matches.
func (s *nameSet) holds() Points {
	all := []Range{{s.point, s.point}}
	for _, x := range s.within {
		all = append(all, Range{x, x})
	}
	return PointsOf(all...)
}

// nameTable is the name sets that the rules of a policy refer to. All must be in
// it before a set is asked what it holds.
type nameTable struct {
	sets  []*nameSet
	byKey map[string]*nameSet
}

func newNameTable() *nameTable { return &nameTable{byKey: map[string]*nameSet{}} }

// add finds or makes the set that a reference names; ok is false when what it
// names is not known.
func (t *nameTable) add(r schema.Ref) (*nameSet, bool) {
	o, inFile := exported(r)
	if !inFile && r.Resolve().State != schema.Builtin {
		return nil, false
	}
	id, _ := catalog.CanonicalGUID(r.TargetName())
	key := r.TargetElement() + " " + id
	if inFile {
		key += " " + o.Owner().StorageName
	}
	s, seen := t.byKey[key]
	if !seen {
		s = &nameSet{object: o, element: r.TargetElement(), label: target(r), point: uint64(len(t.sets)) + 1}
		t.sets = append(t.sets, s)
		t.byKey[key] = s
	}
	return s, true
}

// empty reports whether the set surely has no entry that could match. A
// predefined set may be filled by the product.
func (s *nameSet) empty() bool {
	if s.object == nil || s.object.Property("Predefined").True() {
		return false
	}
	list, known := entryLists[s.element]
	if !known {
		return false
	}
	for _, e := range s.object.Property(list).Entries() {
		if s.element != "URLSet" || !ignoredURL(e) {
			return false
		}
	}
	return true
}

// entryLists are the properties that hold the entries of a set.
var entryLists = map[string]string{
	"DomainNameSet": "DomainNameStrings", "URLSet": "URLStrings", "ContentTypeSet": "ContentStrings",
}

// list is the property with the entries of a set, nil where there are none.
func (s *nameSet) list() *schema.Property {
	if name := entryLists[s.element]; s.object != nil && name != "" {
		return s.object.Property(name)
	}
	return nil
}

// entries yields the entries of a set in the form in which they are compared,
// without those that the product ignores.
func (s *nameSet) entries() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, e := range s.list().Entries() {
			e = normalEntry(s.element, e)
			if !(s.element == "URLSet" && ignoredURL(e)) && !yield(e) {
				return
			}
		}
	}
}

// compare finds which sets hold all entries of which others, among sets of one
// element that are not too long.
func (t *nameTable) compare() {
	byElement := map[string][]*nameSet{}
	for _, s := range t.sets {
		if n := s.list().Len(); n > 0 && n <= maxComparedEntries {
			byElement[s.element] = append(byElement[s.element], s)
		}
	}
	for element, sets := range byElement {
		compareSets(element, sets)
	}
}

// compareSets enters in each set which of the others it holds. One that holds
// another covers its first entry: looking that up in one table for all leaves few
// pairs to compare entry by entry.
func compareSets(element string, sets []*nameSet) {
	heads := map[string][]*nameSet{} // sets whose first entry is covered by the key
	for _, s := range sets {
		for first := range s.entries() {
			for e := range covering(element, first) {
				heads[e] = append(heads[e], s)
			}
			break
		}
	}
	tables := map[*nameSet]*entryTable{}
	table := func(s *nameSet) *entryTable {
		if tables[s] == nil {
			tables[s] = newEntryTable(s)
		}
		return tables[s]
	}
	for _, b := range sets {
		seen := map[*nameSet]bool{b: true}
		for e := range b.entries() {
			for _, a := range heads[e] {
				if !seen[a] && table(b).coversAll(table(a)) {
					b.within = append(b.within, a.point)
				}
				seen[a] = true
			}
		}
	}
}

// meaningOf is what references to name sets stand for. Empty sets hold nothing.
func (t *nameTable) meaningOf(refs []schema.Ref) meaning {
	var m meaning
	for _, r := range refs {
		s, ok := t.add(r)
		switch {
		case !ok:
			m = m.union(unresolved(r, allNames))
		case s.empty():
			m.empty = append(m.empty, s.label)
		default:
			m = m.union(known(s.holds()))
		}
	}
	return m
}
