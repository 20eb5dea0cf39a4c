package compare

import (
	"bytes"
	"cmp"
	"slices"

	"tmgaudit/schema"
)

// aligner pairs the objects of document A with those of document B. It works
// top-down and on demand: a family, the children of a pair, is matched when
// something asks for it, so that subtrees that are equal byte for byte cost
// nothing.
//
// Law: alignment is symmetric. Whatever decides on a pair looks at both sides in
// the same way, so that B compared with A gives the same pairs.
type aligner struct {
	a, b     *schema.Document
	facts    *facts
	families map[*schema.Object]*family // by the parent in A; nil while one is being matched
}

func newAligner(a, b *schema.Document, f *facts) *aligner {
	return &aligner{a: a, b: b, facts: f, families: map[*schema.Object]*family{}}
}

// pair is one object on both sides.
type pair struct{ a, b *schema.Object }

// family is the children of a pair: those that are on both sides, by place in A,
// and those that are on one.
type family struct {
	pairs        []pair
	onlyA, onlyB []*schema.Object
}

// of is the partner of a child in A, or nil.
func (f *family) of(a *schema.Object) *schema.Object {
	i, ok := slices.BinarySearchFunc(f.pairs, a.Span().Start, func(p pair, start int) int {
		return cmp.Compare(p.a.Span().Start, start)
	})
	if !ok {
		return nil
	}
	return f.pairs[i].b
}

// partner is the object of B that is aligned with an object of A, or nil.
func (m *aligner) partner(a *schema.Object) *schema.Object {
	if a.Parent == nil {
		return m.b.Root
	}
	above := m.partner(a.Parent)
	if above == nil {
		return nil
	}
	return m.family(a.Parent, above).of(a)
}

// family matches the children of a pair.
func (m *aligner) family(a, b *schema.Object) *family {
	if f, known := m.families[a]; known {
		if f == nil { // a reference leads back into what is being matched
			return &family{}
		}
		return f
	}
	m.families[a] = nil
	f := m.match(a, b)
	m.families[a] = f
	return f
}

func (m *aligner) match(a, b *schema.Object) *family {
	if f := alike(a.Children(), b.Children()); f != nil {
		return f
	}
	f := &family{}
	for _, g := range groups(a.Children(), b.Children()) {
		g.both = a.Storage == schema.Skeleton && b.Storage == schema.Skeleton
		m.matchGroup(g)
		f.pairs = append(f.pairs, g.pairs...)
		f.onlyA = append(f.onlyA, g.a...)
		f.onlyB = append(f.onlyB, g.b...)
	}
	slices.SortFunc(f.pairs, func(x, y pair) int { return cmp.Compare(x.a.Span().Start, y.a.Span().Start) })
	return f
}

// alike pairs children that stand in the same places under the same names, as in
// two exports of one server; nil when they do not.
func alike(a, b []*schema.Object) *family {
	if len(a) != len(b) {
		return nil
	}
	for i := range a {
		if a[i].Element != b[i].Element || storageKey(a[i]) != storageKey(b[i]) {
			return nil
		}
		if a[i].Element == "Ref" && (schema.Ref{Object: a[i]}).TargetName() != (schema.Ref{Object: b[i]}).TargetName() {
			return nil
		}
	}
	f := &family{pairs: make([]pair, len(a))}
	for i := range a {
		f.pairs[i] = pair{a[i], b[i]}
	}
	return f
}

// sameBytes reports whether two objects are written alike to the last byte, with
// all that they hold. References in them then have the same targets: equal
// StorageNames are aligned.
func sameBytes(a, b *schema.Object) bool {
	s, t := a.Span(), b.Span()
	return s.Len() == t.Len() && bytes.Equal(
		a.Document().File.Text()[s.Start:s.End],
		b.Document().File.Text()[t.Start:t.End])
}
