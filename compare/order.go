package compare

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"slices"
	"strings"

	"tmgaudit/schema"
)

// moves adds the moves within a family: the fewest objects that must be taken out
// and put back elsewhere to bring the others into the same order. An object that
// was added or removed moves nothing.
func (d *differ) moves(f *family) {
	var ordered []pair
	for _, p := range f.pairs {
		if inOrder(p.a) && inOrder(p.b) && chain(p.a) == chain(p.b) {
			ordered = append(ordered, p)
		}
	}
	if len(ordered) == 0 {
		return
	}
	placeA := places(ordered, f.onlyA, func(p pair) *schema.Object { return p.a })
	placeB := places(ordered, f.onlyB, func(p pair) *schema.Object { return p.b })
	for _, list := range byChain(ordered) {
		for _, p := range displaced(list, placeA, placeB) {
			a, b := objectSide(p.a), objectSide(p.b)
			a.Position, b.Position = placeA[p.a], placeB[p.b]
			d.add(Change{Kind: Moved, A: a, B: b})
		}
	}
}

// inOrder reports whether o has a place in an ordered collection: rules, web
// filters and the like carry it in Order. The order of elements in a file says
// nothing.
func inOrder(o *schema.Object) bool {
	_, ok := rankOf(o)
	return ok
}

// rankOf reads an Order property: eight bytes in hexadecimal, the first double word
// of which is the rank, least significant byte first; or a number.
func rankOf(o *schema.Object) (uint32, bool) {
	p := o.Property(orderProperty)
	if p == nil || p.IsList() {
		return 0, false
	}
	if n, ok := p.Int(); ok && p.Type() == "int" {
		return uint32(n), true
	}
	b, err := hex.DecodeString(strings.TrimSpace(p.Value()))
	if err != nil || len(b) < 4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}

// chain names the order in which o stands. The rules of the system policy are an
// order of their own, which is evaluated first: the console lists them apart, and
// whether they share the numbers of the other rules is not documented.
func chain(o *schema.Object) string {
	if o.Element == "PolicyRule" && (schema.PolicyRule{Object: o}).System() {
		return o.Element + " of the system policy"
	}
	return o.Element
}

// byChain splits pairs by the order in which they stand.
func byChain(list []pair) [][]pair {
	var chains [][]pair
	index := map[string]int{}
	for _, p := range list {
		i, known := index[chain(p.a)]
		if !known {
			i = len(chains)
			index[chain(p.a)] = i
			chains = append(chains, nil)
		}
		chains[i] = append(chains[i], p)
	}
	return chains
}

// places numbers the objects of one document within their chain, from 1, those
// that the other document lacks included. Equal ranks go by name.
func places(pairs []pair, only []*schema.Object, side func(pair) *schema.Object) map[*schema.Object]int {
	type placed struct {
		object *schema.Object
		chain  string
		rank   uint32
	}
	var all []placed
	put := func(o *schema.Object) {
		if rank, ok := rankOf(o); ok {
			all = append(all, placed{o, chain(o), rank})
		}
	}
	for _, p := range pairs {
		put(side(p))
	}
	for _, o := range only {
		put(o)
	}
	slices.SortStableFunc(all, func(x, y placed) int {
		return cmp.Or(strings.Compare(x.chain, y.chain), cmp.Compare(x.rank, y.rank),
			strings.Compare(x.object.Label(), y.object.Label()), strings.Compare(storageKey(x.object), storageKey(y.object)))
	})
	numbers := make(map[*schema.Object]int, len(all))
	for i, p := range all {
		numbers[p.object] = 1
		if i > 0 && all[i-1].chain == p.chain {
			numbers[p.object] = numbers[all[i-1].object] + 1
		}
	}
	return numbers
}

// displaced are the pairs outside a longest common order, by place in A. Of
// several such orders it takes the one whose members have the greatest sum of
// weights: a choice that, unlike the first or the last one found, does not depend
// on which document is A.
func displaced(list []pair, placeA, placeB map[*schema.Object]int) []pair {
	slices.SortFunc(list, func(x, y pair) int { return cmp.Compare(placeA[x.a], placeA[y.a]) })
	best := newBestChains(placeB, list)
	last := make([]link, len(list)) // the best chain that ends with each pair
	for i, p := range list {
		last[i] = best.extend(placeB[p.b], i, weight(p))
	}
	kept := make([]bool, len(list))
	for i := best.overall().end; i >= 0; i = last[i].before {
		kept[i] = true
	}
	var moved []pair
	for i, p := range list {
		if !kept[i] {
			moved = append(moved, p)
		}
	}
	return moved
}

// link is a chain of pairs in rising order, by its last member.
type link struct {
	length      int
	weight      uint64
	end, before int // indices of the last pair and the one before it, -1 for none
}

func (l link) less(than link) bool {
	return l.length < than.length || l.length == than.length && l.weight < than.weight
}

// bestChains finds the best chain that ends before a place: a Fenwick tree of
// maxima, so that a thousand rules or a million cost n log n.
type bestChains struct{ tree []link }

func newBestChains(places map[*schema.Object]int, list []pair) *bestChains {
	most := 0
	for _, p := range list {
		most = max(most, places[p.b])
	}
	b := &bestChains{make([]link, most+1)}
	for i := range b.tree {
		b.tree[i] = link{end: -1, before: -1}
	}
	return b
}

// extend enters the pair with index i at a place and returns its chain.
func (b *bestChains) extend(place, i int, weight uint64) link {
	before := b.below(place)
	l := link{before.length + 1, before.weight + weight, i, before.end}
	for at := place; at < len(b.tree); at += at & -at {
		if b.tree[at].less(l) {
			b.tree[at] = l
		}
	}
	return l
}

// below is the best chain among the places before one.
func (b *bestChains) below(place int) link {
	best := link{end: -1, before: -1}
	for at := place - 1; at > 0; at -= at & -at {
		if best.less(b.tree[at]) {
			best = b.tree[at]
		}
	}
	return best
}

func (b *bestChains) overall() link { return b.below(len(b.tree)) }

// weight is a number that belongs to a pair whichever side is A. It fits 32 bits,
// so that sums do not overflow.
func weight(p pair) uint64 { return nameHash(p.a) + nameHash(p.b) }

func nameHash(o *schema.Object) uint64 {
	h := fnv.New32a()
	h.Write([]byte(storageKey(o)))
	h.Write([]byte{0})
	h.Write([]byte(o.Label()))
	return uint64(h.Sum32())
}
