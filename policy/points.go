package policy

import (
	"cmp"
	"slices"
)

// Range is the points First to Last, both included.
type Range struct{ First, Last uint64 }

// Points is a set of points of one dimension: addresses, services, users, hours.
//
// Laws: ranges are sorted, disjoint and not adjacent, so that equal sets have
// equal ranges; a Points is never changed, so that it may be shared. Last is
// below the greatest uint64. Union, Intersect and Minus are linear.
type Points []Range

// Span is the points first to last; empty when they are out of order.
func Span(first, last uint64) Points {
	if first > last {
		return nil
	}
	return Points{{first, last}}
}

// PointsOf is the union of ranges in any order. Ranges out of order hold nothing.
func PointsOf(ranges ...Range) Points {
	sorted := slices.DeleteFunc(slices.Clone(ranges), func(r Range) bool { return r.First > r.Last })
	slices.SortFunc(sorted, func(a, b Range) int { return cmp.Compare(a.First, b.First) })
	out := Points(sorted[:0])
	for _, r := range sorted {
		out = out.push(r)
	}
	return slices.Clip(out)
}

// push adds a range that starts at or after the last one.
func (p Points) push(r Range) Points {
	if n := len(p); n > 0 && r.First <= p[n-1].Last+1 {
		p[n-1].Last = max(p[n-1].Last, r.Last)
		return p
	}
	return append(p, r)
}

// Empty reports whether p holds nothing.
func (p Points) Empty() bool { return len(p) == 0 }

// Count is the number of points.
func (p Points) Count() uint64 {
	n := uint64(0)
	for _, r := range p {
		n += r.Last - r.First + 1
	}
	return n
}

// Equal reports whether p and q hold the same points.
func (p Points) Equal(q Points) bool { return slices.Equal(p, q) }

// Contains reports whether x is in p.
func (p Points) Contains(x uint64) bool {
	i, found := slices.BinarySearchFunc(p, x, func(r Range, x uint64) int { return cmp.Compare(r.First, x) })
	return found || i > 0 && p[i-1].Last >= x
}

// Union is the points of p or q.
func (p Points) Union(q Points) Points {
	switch {
	case len(p) == 0:
		return q
	case len(q) == 0:
		return p
	}
	out := make(Points, 0, len(p)+len(q))
	for len(p) > 0 || len(q) > 0 {
		if len(q) == 0 || len(p) > 0 && p[0].First <= q[0].First {
			out, p = out.push(p[0]), p[1:]
		} else {
			out, q = out.push(q[0]), q[1:]
		}
	}
	return out
}

// Intersect is the points of both p and q.
func (p Points) Intersect(q Points) Points {
	switch {
	case q.Covers(p):
		return p
	case p.Covers(q):
		return q
	}
	var out Points
	for len(p) > 0 && len(q) > 0 {
		first, last := max(p[0].First, q[0].First), min(p[0].Last, q[0].Last)
		if first <= last {
			out = append(out, Range{first, last})
		}
		if p[0].Last < q[0].Last {
			p = p[1:]
		} else {
			q = q[1:]
		}
	}
	return out
}

// Minus is the points of p that are not in q. The complement of q in a universe
// is the universe minus q.
func (p Points) Minus(q Points) Points {
	switch {
	case !p.Meets(q):
		return p
	case q.Covers(p):
		return nil
	}
	out := make(Points, 0, len(p)+len(q))
	for _, r := range p {
		for len(q) > 0 && q[0].Last < r.First {
			q = q[1:]
		}
		first := r.First
		for i := 0; i < len(q) && q[i].First <= r.Last; i++ {
			if q[i].First > first {
				out = append(out, Range{first, q[i].First - 1})
			}
			first = q[i].Last + 1
		}
		if first <= r.Last {
			out = append(out, Range{first, r.Last})
		}
	}
	return out
}

// Meets reports whether p and q have a point in common.
func (p Points) Meets(q Points) bool {
	for len(p) > 0 && len(q) > 0 {
		if p[0].First <= q[0].Last && q[0].First <= p[0].Last {
			return true
		}
		if p[0].Last < q[0].Last {
			p = p[1:]
		} else {
			q = q[1:]
		}
	}
	return false
}

// Covers reports whether every point of q is in p.
func (p Points) Covers(q Points) bool {
	for _, r := range q {
		for len(p) > 0 && p[0].Last < r.First {
			p = p[1:]
		}
		if len(p) == 0 || r.First < p[0].First || r.Last > p[0].Last {
			return false
		}
	}
	return true
}
