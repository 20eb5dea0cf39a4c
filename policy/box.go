package policy

// dimension is one criterion of connections.
type dimension int

// The dimensions, those that tell most rules apart first.
const (
	sourceDimension dimension = iota
	serviceDimension
	destinationDimension
	userDimension
	nameDimension
	hourDimension
	contentDimension
	portDimension
	dimensions
)

// box is a set of connections: those with a point of the set of each dimension.
type box [dimensions]Points

func (b *box) empty() bool {
	for d := range b {
		if b[d].Empty() {
			return true
		}
	}
	return false
}

func (b *box) meets(c *box) bool {
	for d := range b {
		if !b[d].Meets(c[d]) {
			return false
		}
	}
	return true
}

func (b *box) covers(c *box) bool {
	for d := range b {
		if !b[d].Covers(c[d]) {
			return false
		}
	}
	return true
}

func (b *box) intersect(c *box) box {
	var out box
	for d := range b {
		out[d] = b[d].Intersect(c[d])
	}
	return out
}

// nonEmpty drops the boxes that hold nothing.
func nonEmpty(all ...box) []box {
	var out []box
	for _, b := range all {
		if !b.empty() {
			out = append(out, b)
		}
	}
	return out
}

func anyMeets(a, b []box) bool {
	for i := range a {
		for j := range b {
			if a[i].meets(&b[j]) {
				return true
			}
		}
	}
	return false
}

// boxes are what the rule surely and what it possibly matches. A destination is
// a name or an address, which makes two boxes. No other computer has an address of
// the firewall, so those points are left out.
func (r *Rule) boxes(e *elements) (sure, may []box) {
	own := e.firewall
	if r.Publishes() {
		own = nil // that is where they listen
	}
	bound := func(pick func(Set) Points, destination, names Points) box {
		return box{
			sourceDimension: pick(r.Source).Minus(e.firewall), serviceDimension: pick(r.Service), destinationDimension: destination.Minus(own),
			userDimension: pick(r.Users), nameDimension: names, hourDimension: pick(r.Hours),
			contentDimension: pick(r.Contents), portDimension: pick(r.SourcePort),
		}
	}
	lower := func(s Set) Points { return s.Sure }
	upper := func(s Set) Points { return s.May }
	byName := Exactly(everywhere).Minus(r.excludedIP)
	sure = nonEmpty(bound(lower, r.Destination.Sure, allNames), bound(lower, byName.Sure, r.Names.Sure))
	may = nonEmpty(bound(upper, r.Destination.May, allNames), bound(upper, byName.May, r.Names.May))
	return sure, may
}
