package compare

import (
	"slices"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// Scope is how much of two documents was compared. An export of one object tells
// nothing of the rest of its array: against a whole array only that object can be
// compared, and only what the checks find in it.
type Scope struct {
	Partial bool   // a document holds more than what was compared
	Parts   []Part // what was compared, where that is not everything; else nil
}

// Part is an object that was compared with all that it holds; A or B is nil where
// only the other document has it.
type Part struct{ A, B *schema.Object }

// Path is the place of the part in names that a console user knows.
func (p Part) Path() string {
	if p.A == nil {
		return p.B.Path()
	}
	return pathOf(p.A, p.B)
}

// scope finds out what is compared.
func (d *differ) scope() Scope {
	var s Scope
	d.enter(&s, d.align.a.Root, d.align.b.Root)
	if !s.Partial {
		s.Parts = nil
	}
	return s
}

// enter goes down the skeletons of a pair to what was exported.
func (d *differ) enter(s *Scope, a, b *schema.Object) {
	switch {
	case a.Storage == schema.ByReference || b.Storage == schema.ByReference:
		return
	case a.Audited() && b.Audited():
		s.Parts = append(s.Parts, Part{a, b})
		return
	case own(a) && !own(b) && len(a.Properties()) > 0, own(b) && !own(a) && len(b.Properties()) > 0:
		s.Partial = true
	}
	f := d.align.family(a, b)
	for _, p := range f.pairs {
		d.enter(s, p.a, p.b)
	}
	for _, o := range f.onlyA {
		s.enter(Part{A: o}, o, skips(a, b))
	}
	for _, o := range f.onlyB {
		s.enter(Part{B: o}, o, skips(b, a))
	}
}

// enter adds what stands on one side, or notes that it was skipped.
func (s *Scope) enter(p Part, o *schema.Object, skipped bool) {
	switch {
	case o.Storage == schema.ByReference || trivial(o):
	case skipped:
		s.Partial = true
	default:
		s.Parts = append(s.Parts, p)
	}
}

// skips reports whether what only a of a pair holds is not compared: a skeleton
// holds the path to one exported object and does not tell what else there is.
func skips(a, b *schema.Object) bool {
	return b.Storage == schema.Skeleton && a.Storage != schema.Skeleton
}

// holds reports whether an object of either document was compared. The header of
// the file always is.
func (s *Scope) holds(o *schema.Object) bool {
	if !s.Partial || o.Parent == nil {
		return true
	}
	for ; o != nil; o = o.Parent {
		if slices.ContainsFunc(s.Parts, func(p Part) bool { return p.A == o || p.B == o }) {
			return true
		}
	}
	return false
}

// about are the findings about what was compared.
func (s *Scope) about(list []checks.Finding) []checks.Finding {
	if !s.Partial {
		return list
	}
	return keep(list, func(f *checks.Finding) bool { return s.holds(f.Object) })
}

// closed are the findings that come from nothing but what was compared: one that
// points elsewhere may well be missing in the other document because that does not
// hold the place.
func (s *Scope) closed(list []checks.Finding) []checks.Finding {
	return keep(list, func(f *checks.Finding) bool {
		return !slices.ContainsFunc(f.Related, func(r checks.Related) bool { return r.Object != nil && !s.holds(r.Object) })
	})
}
