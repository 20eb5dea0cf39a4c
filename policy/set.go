package policy

// Truth is the answer to a question about a configuration of which parts may be
// unknown. The order is No, Maybe, Yes; And is the minimum, Or the maximum.
type Truth int8

// The answers.
const (
	No Truth = iota
	Maybe
	Yes
)

func (t Truth) String() string { return [...]string{"no", "maybe", "yes"}[t] }

// Not is Yes for No, No for Yes.
func (t Truth) Not() Truth { return Yes - t }

// Set is a set of points of which only bounds may be known: it holds all of Sure
// and nothing outside May.
//
// Law: May covers Sure. A set is known exactly when they are equal.
type Set struct{ Sure, May Points }

// Exactly is the set of which everything is known.
func Exactly(p Points) Set { return Set{p, p} }

// Within is a set of which only the upper bound is known.
func Within(p Points) Set { return Set{May: p} }

// Known reports whether the bounds are equal.
func (s Set) Known() bool { return s.Sure.Equal(s.May) }

// At says whether x is in the set.
func (s Set) At(x uint64) Truth {
	switch {
	case s.Sure.Contains(x):
		return Yes
	case s.May.Contains(x):
		return Maybe
	}
	return No
}

// Holds says whether the set holds all of p: No when it holds none of it, Maybe in
// between or when that is not known. Nothing is held by no set.
func (s Set) Holds(p Points) Truth {
	switch {
	case !s.May.Meets(p):
		return No
	case s.Sure.Covers(p):
		return Yes
	}
	return Maybe
}

// Union is what is in s or t.
func (s Set) Union(t Set) Set { return Set{s.Sure.Union(t.Sure), s.May.Union(t.May)} }

// Intersect is what is in both s and t.
func (s Set) Intersect(t Set) Set { return Set{s.Sure.Intersect(t.Sure), s.May.Intersect(t.May)} }

// Minus is what is in s and not in t: surely only what cannot be in t.
func (s Set) Minus(t Set) Set { return Set{s.Sure.Minus(t.May), s.May.Minus(t.Sure)} }
