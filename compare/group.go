package compare

import (
	"slices"
	"strconv"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// group is the children of one element in a family. a and b hold those that have
// no partner yet, by place.
type group struct {
	element string
	a, b    []*schema.Object
	pairs   []pair
	both    bool // the parents are skeletons in both documents
	single  bool // there is one on each side
}

// groups are the children by element, in the order in which the elements first
// appear in A, then in B.
func groups(a, b []*schema.Object) []*group {
	var list []*group
	find := func(element string) *group {
		for _, g := range slices.Backward(list) {
			if g.element == element {
				return g
			}
		}
		g := &group{element: element}
		list = append(list, g)
		return g
	}
	for _, o := range a {
		g := find(o.Element)
		g.a = append(g.a, o)
	}
	for _, o := range b {
		g := find(o.Element)
		g.b = append(g.b, o)
	}
	for _, g := range list {
		g.single = len(g.a) == 1 && len(g.b) == 1
	}
	return list
}

// alone are the elements whose only object on one side is that on the other,
// whatever its names: two standalone servers give themselves their own.
var alone = map[string]bool{"Array": true, "Enterprise": true, "Server": true}

// matchGroup pairs what is the same, the surest evidence first. What remains was
// added or removed.
func (m *aligner) matchGroup(g *group) {
	if g.element == "Ref" {
		g.match(m.refKeyA, m.refKeyB)
	}
	g.matchBy(storageKey)
	g.matchBy(storageAndName)
	g.matchInOrder(storageKey)
	g.matchBy(func(o *schema.Object) string { return o.Name() })
	g.matchBy(func(o *schema.Object) string { return strings.ToLower(o.Name()) })
	if g.single && len(g.a) == 1 && (alone[g.element] || g.both) {
		g.take(0, 0)
	}
	if len(g.a) == 0 || len(g.b) == 0 {
		return
	}
	if g.element != "Ref" {
		s := newSummer(m.facts)
		sum := func(o *schema.Object) string { return s.identity(o) }
		g.matchInOrder(func(o *schema.Object) string { return nameless(o, sum) })
		g.matchBy(sum)
		g.matchLast()
	}
}

// storageKey makes StorageNames comparable: GUIDs in one case. It is "" for an
// object without.
func storageKey(o *schema.Object) string {
	key, _ := catalog.CanonicalGUID(o.StorageName)
	return key
}

// storageAndName tells apart objects that share a StorageName, which is a fault.
func storageAndName(o *schema.Object) string { return storageKey(o) + "\x00" + o.Name() }

// nameless is the key of an object that only its content can identify: an entry
// of a set under a GUID of its own. Equal ones are as good as each other.
func nameless(o *schema.Object, sum func(*schema.Object) string) string {
	if o.Name() != "" {
		return ""
	}
	return sum(o)
}

// anonymous reports whether the StorageName of o says nothing: it is a GUID or
// missing, not a role.
func anonymous(o *schema.Object) bool {
	_, guid := catalog.CanonicalGUID(o.StorageName)
	return guid || o.StorageName == ""
}

// matchBy pairs objects whose key is not "" and unique on either side.
func (g *group) matchBy(key func(*schema.Object) string) { g.match(key, key) }

func (g *group) match(keyA, keyB func(*schema.Object) string) {
	if len(g.a) == 0 || len(g.b) == 0 {
		return
	}
	a, keysA := unique(g.a, keyA)
	b, _ := unique(g.b, keyB)
	for i, k := range keysA {
		x, inA := a[k]
		y, inB := b[k]
		if k != "" && inA && inB && x >= 0 && y >= 0 {
			g.pairs = append(g.pairs, pair{g.a[i], g.b[y]})
			g.a[i], g.b[y] = nil, nil
		}
	}
	g.compact()
}

// unique is the place of every key, -1 where several objects have it, and the
// keys by place.
func unique(list []*schema.Object, key func(*schema.Object) string) (places map[string]int, keys []string) {
	places = make(map[string]int, len(list))
	keys = make([]string, len(list))
	for i, o := range list {
		k := key(o)
		keys[i] = k
		if _, seen := places[k]; seen {
			i = -1
		}
		places[k] = i
	}
	return places, keys
}

// matchInOrder pairs the objects that share a key in the order in which they stand.
func (g *group) matchInOrder(key func(*schema.Object) string) {
	numbered := func() func(*schema.Object) string {
		seen := map[string]int{}
		return func(o *schema.Object) string {
			k := key(o)
			if k == "" {
				return ""
			}
			seen[k]++
			return k + "\x00" + strconv.Itoa(seen[k])
		}
	}
	g.match(numbered(), numbered())
}

// matchLast pairs the only two that remain, where neither has a name or a role
// that would speak against it.
func (g *group) matchLast() {
	if len(g.a) != 1 || len(g.b) != 1 {
		return
	}
	a, b := g.a[0], g.b[0]
	if a.Name() == "" && b.Name() == "" && (anonymous(a) && anonymous(b) || a.StorageName == "" || b.StorageName == "") {
		g.take(0, 0)
	}
}

func (g *group) take(i, j int) {
	g.pairs = append(g.pairs, pair{g.a[i], g.b[j]})
	g.a[i], g.b[j] = nil, nil
	g.compact()
}

// compact drops what has found its partner.
func (g *group) compact() {
	gone := func(o *schema.Object) bool { return o == nil }
	g.a, g.b = slices.DeleteFunc(g.a, gone), slices.DeleteFunc(g.b, gone)
}
