package policy

import "slices"

// cover is an access rule as one that may take connections from later rules.
type cover struct {
	rule *Rule
	hull hull
}

func newCover(r *Rule) cover { return cover{r, hullOf(r.sure)} }

// hull is the least and greatest point of what some boxes hold in the dimensions
// that tell most rules apart. Rules whose hulls are apart have nothing in common;
// that is all that is kept for every pair of rules.
type hull [3]Range

func hullOf(boxes []box) hull {
	h := hull{{First: 1}, {First: 1}, {First: 1}}
	for i := range boxes {
		for d := range h {
			p := boxes[i][d]
			first, last := p[0].First, p[len(p)-1].Last
			if i > 0 {
				first, last = min(first, h[d].First), max(last, h[d].Last)
			}
			h[d] = Range{first, last}
		}
	}
	return h
}

func (h *hull) meets(g *hull) bool {
	return h[0].First <= g[0].Last && g[0].First <= h[0].Last &&
		h[1].First <= g[1].Last && g[1].First <= h[1].Last &&
		h[2].First <= g[2].Last && g[2].First <= h[2].Last
}

// maxSteps bounds the comparisons that one question whether rules cover another
// may take. Past it nothing is claimed.
const maxSteps = 50_000

// coveredBy reports whether earlier rules match all that t may match, and which
// of them do: a single one when there is one, else those that take a part each.
func coveredBy(t *Rule, earlier []*cover) ([]*Rule, bool) {
	if single, ok := singleCover(t, earlier); ok {
		return []*Rule{single}, true
	}
	s := search{budget: maxSteps}
	var owners []*Rule
	for _, c := range earlier {
		for i := range c.rule.sure {
			s.holders, owners = append(s.holders, &c.rule.sure[i]), append(owners, c.rule)
		}
	}
	s.used = make([]bool, len(s.holders))
	for i := range t.may {
		if !s.covered(t.may[i], 0) {
			return nil, false
		}
	}
	var by []*Rule
	for i, used := range s.used {
		if used && !slices.Contains(by, owners[i]) {
			by = append(by, owners[i])
		}
	}
	return by, true
}

// singleCover is the first rule that matches all of t, unless earlier ones with
// another action decide some of t: then those have to be told too.
func singleCover(t *Rule, earlier []*cover) (*Rule, bool) {
	for i, c := range earlier {
		if !holdsAll(c.rule.sure, t.may) {
			continue
		}
		for _, other := range earlier[:i] {
			if other.rule.Deny != c.rule.Deny {
				return nil, false
			}
		}
		return c.rule, true
	}
	return nil, false
}

// search is one question whether boxes cover another. It takes away from the box
// what the first holder that meets it holds, and asks the same of what is left.
type search struct {
	holders []*box
	used    []bool // holders that held a part; nil when nobody asks
	budget  int
}

// covered reports whether the holders from the given one on hold all of b. It is
// false too when the budget ends.
func (s *search) covered(b box, from int) bool {
	for i := from; i < len(s.holders); i++ {
		if s.budget--; s.budget <= 0 {
			return false
		}
		if h := s.holders[i]; h.meets(&b) {
			return s.without(b, h, i+1) && s.use(i)
		}
	}
	return false
}

func (s *search) use(i int) bool {
	if s.used != nil {
		s.used[i] = true
	}
	return true
}

// without reports whether what is left of b outside h is covered by the holders
// from next on: dimension by dimension, what is outside h in that one and inside
// in those before it.
func (s *search) without(b box, h *box, next int) bool {
	for d := range b {
		if rest := b[d].Minus(h[d]); !rest.Empty() {
			part := b
			part[d] = rest
			if !s.covered(part, next) {
				return false
			}
		}
		b[d] = b[d].Intersect(h[d])
	}
	return true
}
