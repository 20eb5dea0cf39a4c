package policy

import "tmgaudit/schema"

// unrelated reports a rule of the array whose connections no network rule relates.
// Requests by name may lead anywhere, and web traffic passes through the proxy without a
// network rule, so such rules are left alone.
func (l *look) unrelated(t *Rule) bool {
	m := l.model
	from, to := t.Source.May, t.Destination.May
	if t.Level.enterprise() || !t.Names.May.Empty() || t.Service.May.Meets(m.web) || !m.relationsKnown() || m.mayRelate(from, to) {
		return false
	}
	shared := false
	for _, n := range m.elements.networks {
		if n.Addresses.Sure.Covers(from) && n.Addresses.Sure.Covers(to) {
			l.add(Anomaly{Kind: WithinNetwork, Rule: t})
			return true
		}
		shared = shared || n.Addresses.May.Meets(from) && n.Addresses.May.Meets(to)
	}
	if !shared {
		l.add(Anomaly{Kind: Unrelated, Rule: t})
	}
	return !shared
}

// relationsKnown reports whether the file holds the network rules of the array.
func (m *Model) relationsKnown() bool {
	c, ok := m.Array.Find("NetConfig", "NetworkRules")
	return ok && c.Storage == schema.Exported
}

// mayRelate reports whether an enabled network rule may relate some of the
// addresses, in either direction.
func (m *Model) mayRelate(from, to Points) bool {
	for _, r := range m.relation {
		s, d := r.Source.May, r.Destination.May
		if r.Enabled && (s.Meets(from) && d.Meets(to) || s.Meets(to) && d.Meets(from)) {
			return true
		}
	}
	return false
}
