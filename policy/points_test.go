package policy

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"
)

const universe = 64

// bitset is the naive set that Points is held against.
type bitset [universe]bool

func (b bitset) points() Points {
	var ranges []Range
	for i, in := range b {
		if in {
			ranges = append(ranges, Range{uint64(i), uint64(i)})
		}
	}
	return PointsOf(ranges...)
}

func drawSet(t *rapid.T, label string) bitset {
	var b bitset
	for _, r := range rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, universe-1), 2, 2), 0, 6).Draw(t, label) {
		for i := r[0]; i <= r[1]; i++ {
			b[i] = true
		}
	}
	return b
}

func TestPointsAgainstBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawSet(t, "a"), drawSet(t, "b")
		p, q := a.points(), b.points()
		checkLaws(t, p)
		check := func(op string, got Points, want func(x, y bool) bool) {
			checkLaws(t, got)
			count := uint64(0)
			for i := range universe {
				in := want(a[i], b[i])
				if in {
					count++
				}
				if got.Contains(uint64(i)) != in {
					t.Fatalf("%s of %v and %v is %v: wrong at %d", op, p, q, got, i)
				}
			}
			if got.Count() != count {
				t.Fatalf("%s counts %d, want %d", op, got.Count(), count)
			}
		}
		check("union", p.Union(q), func(x, y bool) bool { return x || y })
		check("intersection", p.Intersect(q), func(x, y bool) bool { return x && y })
		check("difference", p.Minus(q), func(x, y bool) bool { return x && !y })
		check("complement", Span(0, universe-1).Minus(p), func(x, _ bool) bool { return !x })
		if p.Meets(q) != !p.Intersect(q).Empty() || p.Covers(q) != q.Minus(p).Empty() || p.Equal(q) != (a == b) {
			t.Fatalf("%v and %v: meets %t, covers %t, equal %t", p, q, p.Meets(q), p.Covers(q), p.Equal(q))
		}
	})
}

func checkLaws(t *rapid.T, p Points) {
	for i, r := range p {
		if r.First > r.Last || i > 0 && r.First <= p[i-1].Last+1 {
			t.Fatalf("%v is not sorted, disjoint and apart", p)
		}
	}
}

// A Set is held against all sets that agree with it: an answer is Yes when all
// hold the point and No when none does.
func TestSetAgainstItsCompletions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawBounds := func(label string) Set {
			sure, more := drawSet(t, label+" sure"), drawSet(t, label+" may")
			return Set{sure.points(), sure.points().Union(more.points())}
		}
		a, b := drawBounds("a"), drawBounds("b")
		for x := range uint64(universe) {
			for _, c := range []struct {
				op   string
				got  Set
				want Truth
			}{
				{"union", a.Union(b), max(a.At(x), b.At(x))},
				{"intersection", a.Intersect(b), min(a.At(x), b.At(x))},
				{"difference", a.Minus(b), min(a.At(x), b.At(x).Not())},
			} {
				if got := c.got.At(x); got != c.want || !c.got.May.Covers(c.got.Sure) {
					t.Fatalf("%s at %d is %v, want %v", c.op, x, got, c.want)
				}
			}
		}
	})
}

func TestFormatAddresses(t *testing.T) {
	for _, c := range []struct {
		points Points
		limit  int
		want   string
		reason string
	}{
		{nil, 0, "nothing", "the empty set"},
		{Span(10<<24, 10<<24|1<<24-1), 0, "10.0.0.0/8", "a block"},
		{Span(10<<24|1, 10<<24|5), 0, "10.0.0.1-10.0.0.5", "no block"},
		{Span(0, maxIPv4), 0, "0.0.0.0/0", "all of IPv4"},
		{everywhere, 0, "0.0.0.0/0, Local Host, VPN Clients, Quarantined VPN Clients", "endpoints by name"},
		{PointsOf(Range{1, 1}, Range{3, 3}, Range{5, 5}), 2, "0.0.0.1, 0.0.0.3, ...", "a limit"},
		{Span(IPv6, IPv6), 0, "IPv6", "the point of IPv6"},
	} {
		if got := FormatAddresses(c.points, c.limit); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
	if x, ok := addressPoint(netip.MustParseAddr("::ffff:10.0.0.1")); !ok || AddressName(x) != "10.0.0.1" {
		t.Errorf("a mapped address is %s", AddressName(x))
	}
}
