package policy

import "slices"

// asksFirst reports a rule for everybody that nobody reaches without credentials: an
// earlier rule for certain users matches all of it but the users, so it asks.
func (l *look) asksFirst(t *Rule) {
	if t.Deny || t.Users.At(anonymous) != Yes || len(t.sure) == 0 {
		return
	}
	hull := hullOf(t.may)
	for i := range l.covers {
		c := &l.covers[i]
		if c.rule.Position >= t.Position {
			return
		}
		if !c.rule.RequiresUser() || !judges(c.rule, t) || !c.hull.meets(&hull) || !c.rule.before(t) || !asksAll(c.rule.sure, t.may) {
			continue
		}
		x := t.sure[0]
		x[userDimension] = Span(anonymous, anonymous)
		l.add(Anomaly{Kind: AsksFirst, Rule: t, By: []*Rule{c.rule}, Witness: l.model.example(x)})
		return
	}
}

// asksAll reports whether each box is within one of the holders, as far as a rule looks
// before it asks for credentials: users come last but for the content.
func asksAll(holders, boxes []box) bool {
	for i := range boxes {
		if !slices.ContainsFunc(holders, func(h box) bool { return h.asks(&boxes[i]) }) {
			return false
		}
	}
	return true
}

func (b *box) asks(c *box) bool {
	for d := range b {
		if dimension(d) != userDimension && dimension(d) != contentDimension && !b[d].Covers(c[d]) {
			return false
		}
	}
	return true
}
