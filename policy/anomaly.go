package policy

import (
	"cmp"
	"slices"

	"tmgaudit/internal/workers"
	"tmgaudit/schema"
)

// AnomalyKind is what is odd about a rule, in the terms of Al-Shaer and Hamed.
type AnomalyKind string

// The kinds of anomaly.
const (
	// NeverMatches: a criterion holds nothing, so no connection matches.
	NeverMatches AnomalyKind = "never-matches"
	// ExactDuplicate: an earlier rule is equal in everything but name and description.
	ExactDuplicate AnomalyKind = "exact-duplicate"
	// Shadowed: earlier rules match all that the rule matches, and not only rules
	// with its action. It never decides, and what it says does not happen.
	Shadowed AnomalyKind = "shadowed"
	// Redundant: earlier rules with the same action match all that the rule
	// matches. It never decides anything.
	Redundant AnomalyKind = "redundant"
	// RedundantByLater: without the rule a later one would do the same.
	RedundantByLater AnomalyKind = "redundant-by-later"
	// Generalizes: the rule holds all of earlier rules with the other action, which
	// are exceptions to it.
	Generalizes AnomalyKind = "generalizes"
	// Correlates: the rule and earlier ones with the other action overlap in part,
	// so that their order decides.
	Correlates AnomalyKind = "correlates"
	// AsksFirst: the rule lets everybody through, but an earlier one for certain users
	// asks for credentials for all of it.
	AsksFirst AnomalyKind = "asks-first"
	// Unrelated: no network rule relates its sources with its destinations, and it
	// is about no web traffic, which the proxy passes without one.
	Unrelated AnomalyKind = "unrelated"
	// WithinNetwork: sources and destinations are always in one network, whose
	// traffic passes the firewall only when it routes within that network.
	WithinNetwork AnomalyKind = "within-network"
)

// Anomaly is a proven statement about an enabled rule. Rules of the system policy
// and the default rule have none of their own: nobody edits them one by one.
type Anomaly struct {
	Kind    AnomalyKind
	Rule    *Rule
	By      []*Rule  // the other rules, in their order; at most maxBy for Generalizes and Correlates
	More    bool     // there are others than those in By
	Empty   []string // NeverMatches: what holds nothing
	Witness *Example // a connection that Rule and By[0] match; nil without By
}

// maxBy bounds the rules that one anomaly names, so that a policy in which
// everything overlaps does not make a list for each pair.
const maxBy = 8

// Anomalies returns what is odd about the rules, by position and then kind. A
// rule that never decides is said to be so once; what it overlaps does not matter
// then.
func (m *Model) Anomalies() []Anomaly {
	a := newAnalysis(m)
	found := make([][]Anomaly, len(a.rules))
	workers.Each(len(a.rules), func(i int) {
		l := look{analysis: a}
		l.at(a.rules[i])
		found[i] = l.found
	})
	all := slices.Concat(found...)
	slices.SortStableFunc(all, func(x, y Anomaly) int {
		return cmp.Or(cmp.Compare(x.Rule.Position, y.Rule.Position), cmp.Compare(x.Kind, y.Kind))
	})
	return all
}

// analysis is what finding anomalies needs of the whole policy. It does not change
// while rules are looked at.
type analysis struct {
	model  *Model
	rules  []*Rule                // enabled, in order
	covers []cover                // of enabled access rules, in order
	prints map[*Rule]fingerprints // of each rule
	firsts map[*Rule]*Rule        // of rules with an earlier one that is equal: the first of them
}

// look is the work of finding the anomalies of one rule.
type look struct {
	*analysis
	found []Anomaly
}

func newAnalysis(m *Model) *analysis {
	a := &analysis{model: m}
	for _, r := range m.rules {
		if !r.Enabled {
			continue
		}
		a.rules = append(a.rules, r)
		if r.Type == schema.AccessRule && !r.IsDefault() {
			a.covers = append(a.covers, newCover(r))
		}
	}
	a.prints = fingerprintsOf(a.rules)
	a.findDuplicates()
	return a
}

func (l *look) add(x Anomaly) { l.found = append(l.found, x) }

// at finds the anomalies of a rule.
func (l *look) at(t *Rule) {
	if !t.edited() {
		return
	}
	if len(t.may) == 0 {
		l.add(Anomaly{Kind: NeverMatches, Rule: t, Empty: t.holdsNothing()})
		return
	}
	if first := l.firsts[t]; first != nil && judges(first, t) {
		l.add(Anomaly{Kind: ExactDuplicate, Rule: t, By: []*Rule{first}, Witness: l.witness(t, first)})
		return
	}
	if t.Type != schema.AccessRule {
		return
	}
	if l.unreachable(t) || l.unrelated(t) {
		return
	}
	l.asksFirst(t)
	l.redundantByLater(t)
	l.overlaps(t)
}

// edited reports whether people edit the rule by itself.
func (r *Rule) edited() bool { return r.Level != SystemPolicy && !r.IsDefault() }

// judges reports whether what r does may be held against t. A rule of an enterprise
// policy is there for other arrays too, so only its own policy counts.
func judges(r, t *Rule) bool { return !t.Level.enterprise() || r.Level.enterprise() }

// holdsNothing names what makes the rule match nothing: the elements that hold
// nothing, else the criteria that their exceptions leave empty.
func (r *Rule) holdsNothing() []string {
	if len(r.Empty) > 0 {
		return r.Empty
	}
	var all []string
	for _, c := range []struct {
		name string
		set  Set
	}{
		{"what its exceptions leave of its sources", r.Source}, {"what its exceptions leave of its destinations", r.Destination.Union(r.Names)},
		{"what its exceptions leave of its protocols", r.Service}, {"what its exceptions leave of its users", r.Users},
	} {
		if c.set.May.Empty() {
			all = append(all, c.name)
		}
	}
	return all
}

// unreachable reports a rule that earlier ones cover.
func (l *look) unreachable(t *Rule) bool {
	earlier := l.earlier(t)
	by, covered := coveredBy(t, earlier)
	if !covered {
		return false
	}
	kind := Shadowed
	if slices.ContainsFunc(by, func(r *Rule) bool { return r.Deny == t.Deny }) {
		if same, covered := coveredBy(t, withAction(earlier, t.Deny)); covered {
			kind, by = Redundant, same
		}
	}
	if kind == Shadowed && len(by) > 1 {
		if single, ok := singleCover(t, withAction(earlier, !t.Deny)); ok {
			by = []*Rule{single}
		}
	}
	l.add(Anomaly{Kind: kind, Rule: t, By: by, Witness: l.witness(t, by[0])})
	return true
}

func withAction(covers []*cover, deny bool) []*cover {
	return slices.DeleteFunc(slices.Clone(covers), func(c *cover) bool { return c.rule.Deny != deny })
}

// earlier are the covers of rules that surely stand before t and meet it.
func (a *analysis) earlier(t *Rule) []*cover {
	hull := hullOf(t.may)
	var out []*cover
	for i := range a.covers {
		c := &a.covers[i]
		if c.rule.Position >= t.Position {
			break
		}
		if judges(c.rule, t) && c.hull.meets(&hull) && c.rule.before(t) && anyMeets(c.rule.sure, t.may) {
			out = append(out, c)
		}
	}
	return out
}
