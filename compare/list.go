package compare

import (
	"hash/maphash"
	"slices"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// list compares two lists of strings as sets: no list of the product's own strings
// (URLs, domains, addresses, content types, public names, headers, user agents) is
// documented to be read in an order, and the console shows them sorted or lets
// nobody move them. What has an order, such as RADIUS servers or rules, is objects.
// An empty list is not written, so a missing one is empty. p or q may be nil.
func (d *differ) list(a, b *schema.Object, p, q *schema.Property) {
	inA, inB := hashes(p), hashes(q)
	if slices.Equal(inA, inB) {
		return
	}
	d.entries(Removed, a, b, p, q, inB)
	d.entries(Added, a, b, q, p, inA)
}

// hashes are those of the entries of a list, sorted, each once. With 64 bits and a
// seed of its own per run, two entries of a million share one by chance in one of
// thirty million runs.
func hashes(p *schema.Property) []uint64 {
	list := make([]uint64, 0, p.Len())
	if p != nil {
		for _, entry := range p.Entries() {
			list = append(list, maphash.String(seed, entry))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// entries adds a change for each entry of p that is not among those of the other
// list.
func (d *differ) entries(kind Kind, a, b *schema.Object, p, other *schema.Property, others []uint64) {
	if p == nil {
		return
	}
	var seen map[string]bool
	for span, entry := range p.Entries() {
		if _, found := slices.BinarySearch(others, maphash.String(seed, entry)); found || seen[entry] {
			continue
		}
		if seen == nil {
			seen = map[string]bool{}
		}
		seen[entry] = true
		d.entry(kind, a, b, p, other, span, entry)
	}
}

func (d *differ) entry(kind Kind, a, b *schema.Object, p, other *schema.Property, span text.Span, entry string) {
	with := Side{Object: p.Object(), Span: span, Value: entry, Present: true, Secret: p.Secret(), state: entry}
	if p.Secret() {
		entry, with.Value = schema.Masked, schema.Masked
	}
	without := Side{Object: a, Span: other.ValueSpan()}
	if kind == Removed {
		without.Object = b
	}
	if other == nil {
		without.Span = without.Object.TagSpan()
	}
	c := Change{Kind: kind, Property: p.Name, Entry: entry, IsEntry: true, A: with, B: without, COM: d.facts.of(a, p.Name).com}
	if kind == Added {
		c.A, c.B = without, with
	}
	d.add(c)
}
