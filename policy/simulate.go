package policy

import (
	"slices"

	"tmgaudit/schema"
)

const webPublishing = schema.WebPublishingRule

// Outcome is what a policy does with a connection.
type Outcome string

// The outcomes.
const (
	Allowed   Outcome = "allow"
	Denied    Outcome = "deny"
	Uncertain Outcome = "maybe"
)

// Verdict is what happens to a connection, and why.
type Verdict struct {
	Outcome  Outcome
	Rule     *Rule    // the first rule that surely matches; nil when none does
	Maybe    []*Rule  // rules before it that may decide instead
	Steps    []Step   // each rule in order, to the deciding one
	Asks     *Rule    // the first rule that asks somebody without credentials for them, or may do so
	Asked    bool     // Asks surely does: the request comes to it and matches all but its users
	Relation Relation // what the network rules say

	// Passes joins the rules and the network rules: an allowed connection passes
	// when a network rule relates its ends, when it is web traffic, which the proxy
	// passes without one, or when it is published.
	Passes Truth

	Answers []*Rule  // publishing rules that listen where the connection goes, matching or not
	Proxy   *Network // whose web proxy listener answers at this port of the firewall
	Unknown []string // what of the policy as a whole is not known
}

// Simulate says what happens to a connection. Rules are read in order; the first
// that matches decides. A rule that may match leaves it open, unless everything
// that may decide does the same.
//
// A rule for certain users that matches somebody who has not authenticated in all
// else asks for credentials; who cannot give them gets no further. The verdict is
// for somebody who goes on without: Asks says where that is in doubt.
func (m *Model) Simulate(q Query) Verdict {
	r := m.request(q)
	v := Verdict{Unknown: m.Unknown}
	for _, rule := range m.rules {
		step := r.match(rule)
		v.Steps = append(v.Steps, step)
		if v.Asks == nil && r.asks(step) {
			v.Asks, v.Asked = rule, !step.doubted && len(v.Maybe) == 0
		}
		if step.Match == Maybe {
			v.Maybe = append(v.Maybe, rule)
		}
		if step.Match == Yes {
			v.Rule = rule
			break
		}
	}
	v.Outcome = r.outcome(&v)
	v.Relation = r.relation()
	v.Passes = r.passes(&v)
	v.Answers = r.answers()
	v.Proxy = r.proxy()
	return v
}

// asks reports whether a rule asks the request for credentials, unless something else
// does not match that is not known: only the users do not match, and there are none.
func (r *request) asks(s Step) bool {
	return len(r.Users) == 0 && s.Match == No && s.Criterion == UsersCriterion && s.Rule.RequiresUser()
}

// outcome is the action of everything that may decide, when it is one and no rule
// is missing.
func (r *request) outcome(v *Verdict) Outcome {
	if v.Rule == nil || len(r.model.Unknown) > 0 {
		return Uncertain
	}
	for _, other := range slices.Concat(v.Maybe, r.sameRank(v.Rule)) {
		if other.Deny != v.Rule.Deny {
			return Uncertain
		}
	}
	if v.Rule.Deny {
		return Denied
	}
	return Allowed
}

// sameRank are the rules that stand behind the deciding one in the file, may match
// and may be read before it, because their Order does not say.
func (r *request) sameRank(decides *Rule) []*Rule {
	var all []*Rule
	for _, s := range r.model.rules[decides.Position:] {
		if s.Level != decides.Level || s.Level == DefaultRule {
			break
		}
		if !decides.before(s) && r.match(s).Match != No {
			all = append(all, s)
		}
	}
	return all
}

func (r *request) relation() Relation {
	if !r.from.known || !r.to.known {
		return Relation{Kind: Undecided}
	}
	return r.model.RelationBetween(r.from.point(), r.to.point())
}

func (r *request) passes(v *Verdict) Truth {
	related := No
	switch v.Relation.Kind {
	case Route, NAT, SameNetwork:
		related = Yes
	case Undecided:
		related = Maybe
	}
	related = max(related, r.web())
	switch {
	case v.Outcome == Denied:
		return No
	case v.Outcome == Allowed && v.Rule.Publishes():
		return Yes
	case v.Outcome == Allowed:
		return related
	case v.Rule == nil || len(r.model.Unknown) > 0 || v.Rule.Publishes() || slices.ContainsFunc(v.Maybe, (*Rule).Publishes):
		return Maybe
	}
	return min(related, Maybe)
}

// answers are the enabled publishing rules that listen at the address and port.
func (r *request) answers() []*Rule {
	var all []*Rule
	for _, rule := range r.model.rules {
		if !rule.Publishes() || !rule.Enabled || !r.to.known {
			continue
		}
		if min(rule.Publication.Addresses.At(r.to.host), r.serviceIn(rule.Service)) != No && (r.to.local || rule.Publication.Addresses.Known()) {
			all = append(all, rule)
		}
	}
	return all
}

// proxy is the network of the client when its web proxy listener is what the
// connection goes to.
func (r *request) proxy() *Network {
	if !r.to.local || r.Transport != TCP || !r.from.known {
		return nil
	}
	i := slices.IndexFunc(r.model.elements.networks, func(n *Network) bool {
		settings, ok := n.Object.Listener()
		if !ok {
			return false
		}
		port, isInt := settings.Property("TCPPort").Int()
		return isInt && port == int64(r.Port) && n.Object.Property("EnableWebProxyClients").True() && r.from.in(n.Addresses) == Yes
	})
	if i < 0 {
		return nil
	}
	return r.model.elements.networks[i]
}
