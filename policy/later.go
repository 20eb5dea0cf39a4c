package policy

import (
	"cmp"
	"slices"

	"tmgaudit/schema"
)

// redundantByLater reports a rule that the next rules would replace: a later one
// with the same effect holds all of it, and between them stands nothing that could
// take one of its connections. A rule for certain users asks everybody else for
// credentials, so between them it may take from users that it is not for; and a
// rule that asks must not be replaced by one that does not.
func (l *look) redundantByLater(t *Rule) {
	next := l.after(t)
	if !t.ranked || next > 1 && l.rules[next-2].Level == t.Level && !l.rules[next-2].before(t) {
		return // a rule of the same rank may stand between
	}
	for i, r := range l.rules[next:] {
		if r.Level != t.Level || r.IsDefault() {
			return
		}
		if r.RequiresUser() && r.Contents.May.Empty() {
			return // it asks for credentials before it comes to contents
		}
		meets, covers := takes(r, t)
		if !meets {
			continue
		}
		same := r.Type == schema.AccessRule && r.Deny == t.Deny && t.before(r) && t.RequiresUser() == r.RequiresUser() && l.prints[r].effect == l.prints[t].effect
		switch {
		case !same || !l.settled(next+i):
			return
		case covers && l.prints[t].identity == l.prints[r].identity:
			return // told of the later one
		case covers:
			l.add(Anomaly{Kind: RedundantByLater, Rule: t, By: []*Rule{r}, Witness: l.witness(t, r)})
			return
		}
	}
}

// settled reports whether nothing that stands behind a rule in the file may be read
// before it.
func (a *analysis) settled(at int) bool {
	return at+1 == len(a.rules) || a.rules[at+1].Level != a.rules[at].Level || a.rules[at].before(a.rules[at+1])
}

// after is the index of the first rule that may stand after t.
func (a *analysis) after(t *Rule) int {
	i, _ := slices.BinarySearchFunc(a.rules, t.Position+1, func(r *Rule, at int) int { return cmp.Compare(r.Position, at) })
	return i
}

// takes says whether r may decide a connection of t when t is not there, or ask for
// credentials, which it does before it comes to contents; and whether it surely
// matches them all.
func takes(r, t *Rule) (meets, covers bool) {
	boxes := r.may
	if r.Publishes() {
		boxes = r.reach
	}
	for _, b := range boxes {
		b[userDimension] = allUsers
		if r.RequiresUser() {
			b[contentDimension] = allNames
		}
		for i := range t.may {
			meets = meets || b.meets(&t.may[i])
		}
	}
	if !meets || r.Publishes() {
		return meets, false
	}
	return true, holdsAll(r.sure, t.may)
}

// holdsAll reports whether each box is within one of the holders.
func holdsAll(holders, boxes []box) bool {
	for i := range boxes {
		if !slices.ContainsFunc(holders, func(h box) bool { return h.covers(&boxes[i]) }) {
			return false
		}
	}
	return true
}
