package policy

import (
	"cmp"
	"slices"

	"tmgaudit/schema"
)

// RelationKind is how two endpoints may talk.
type RelationKind string

// The relations. Without one the firewall drops what is not web traffic through
// the proxy.
const (
	Route       RelationKind = "route"
	NAT         RelationKind = "nat"
	ReverseNAT  RelationKind = "reverse-nat"  // NAT in the other direction: only publishing works
	SameNetwork RelationKind = "same-network" // no network rule is needed to be in one network
	NoRelation  RelationKind = "none"
	Undecided   RelationKind = "maybe"
)

// NetworkRule is one network rule of an array and the addresses it relates.
type NetworkRule struct {
	Object      schema.NetworkRule
	Name        string
	Enabled     bool
	NAT         bool
	Source      Set
	Destination Set
	Unknown     []string
}

// Relation is what the network rules say of two endpoints.
type Relation struct {
	Kind  RelationKind
	Rule  *NetworkRule   // that decides; nil without one
	Maybe []*NetworkRule // that may decide before it
}

// NetworkRules returns the network rules in their order. The slice is shared.
func (m *Model) NetworkRules() []*NetworkRule { return m.relation }

func (m *Model) readNetworkRules() {
	objects := m.Array.NetworkRules()
	slices.SortStableFunc(objects, func(a, b schema.NetworkRule) int {
		return cmp.Compare(networkRank(a), networkRank(b))
	})
	for _, o := range objects {
		r := &NetworkRule{Object: o, Name: o.Label(), Enabled: o.Enabled(), NAT: !o.Routed()}
		r.Source = r.side(m.elements, slices.Collect(o.Sources()))
		r.Destination = r.side(m.elements, slices.Collect(o.Destinations()))
		m.relation = append(m.relation, r)
	}
}

func (r *NetworkRule) side(e *elements, refs []schema.Ref) Set {
	m, listed := selection(refs, anyAddress, e.address)
	if !listed {
		m = unknownWithin(anyAddress, "it names no networks on one side")
	}
	r.Unknown = append(r.Unknown, m.unknown...)
	return m.set
}

// networkRank is the Order of a network rule, which has the form of a policy
// rule's.
func networkRank(r schema.NetworkRule) uint32 {
	rank, _ := schema.PolicyRule(r).Order()
	return rank
}

// matches says whether the rule relates all of two sets of endpoints, and in which
// way. Routing works in both directions, NAT in one.
func (r *NetworkRule) matches(from, to Points) (Truth, RelationKind) {
	forward := min(r.Source.Holds(from), r.Destination.Holds(to))
	backward := min(r.Source.Holds(to), r.Destination.Holds(from))
	switch {
	case !r.NAT:
		return max(forward, backward), Route
	case forward >= backward:
		return forward, NAT
	}
	return backward, ReverseNAT
}

// RelationBetween is what the network rules say of two address points: the first
// rule that relates them decides. Two hosts of one network need none.
func (m *Model) RelationBetween(from, to uint64) Relation {
	return m.relate(Span(from, from), Span(to, to))
}

// NetworkRelation is what the network rules say of all computers of two networks;
// Undecided when they say different things of some, or when that is not known.
func (m *Model) NetworkRelation(from, to *Network) Relation {
	if from == to {
		return m.relate(from.Addresses.May, to.Addresses.May)
	}
	return m.relate(from.Addresses.May.Minus(to.Addresses.Sure), to.Addresses.May.Minus(from.Addresses.Sure))
}

func (m *Model) relate(from, to Points) Relation {
	var out Relation
	for _, r := range m.relation {
		if !r.Enabled {
			continue
		}
		switch matched, kind := r.matches(from, to); matched {
		case Yes:
			out.Kind, out.Rule = undecided(out.Maybe, from, to, kind), r
			return out
		case Maybe:
			out.Maybe = append(out.Maybe, r)
		}
	}
	out.Kind = m.unrelated(from, to)
	if len(out.Maybe) > 0 {
		out.Kind = Undecided
	}
	return out
}

// undecided is the relation when rules before the deciding one may match: known
// only if all would say the same.
func undecided(maybe []*NetworkRule, from, to Points, kind RelationKind) RelationKind {
	for _, r := range maybe {
		if _, k := r.matches(from, to); k != kind {
			return Undecided
		}
	}
	return kind
}

// unrelated is the relation of endpoints that no rule relates.
func (m *Model) unrelated(from, to Points) RelationKind {
	if !m.relationsKnown() {
		return Undecided
	}
	kind := NoRelation
	for _, n := range m.elements.networks {
		switch min(n.Addresses.Holds(from), n.Addresses.Holds(to)) {
		case Yes:
			return SameNetwork
		case Maybe:
			kind = Undecided
		}
	}
	return kind
}

// NetworksOf returns the networks that an address point belongs to: those that
// surely hold it and those that may.
func (m *Model) NetworksOf(x uint64) (sure, maybe []*Network) {
	for _, n := range m.elements.networks {
		switch n.Addresses.At(x) {
		case Yes:
			sure = append(sure, n)
		case Maybe:
			maybe = append(maybe, n)
		}
	}
	return sure, maybe
}
