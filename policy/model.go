package policy

import (
	"tmgaudit/schema"
)

// Model is the policy of one array as the file describes it. It does not change
// and is safe for concurrent use.
type Model struct {
	Array   schema.Array
	Unknown []string // what of the policy as a whole is not in the file

	elements *elements
	rules    []*Rule
	relation []*NetworkRule
	web      Points // services that may be web traffic
}

// New returns a model of each array of a document, in document order. A document
// without arrays has none.
func New(doc *schema.Document) []*Model {
	var models []*Model
	for _, a := range doc.Arrays() {
		models = append(models, OfArray(a))
	}
	return models
}

// OfArray returns the model of one array, with the enterprise policy that is
// assigned to it.
func OfArray(a schema.Array) *Model {
	m := &Model{Array: a, elements: readElements(a)}
	all := arrayRules(a)
	switch p, missing := enterprisePolicy(a); {
	case missing:
		m.Unknown = append(m.Unknown, "the enterprise policy, whose rules are read before and after those of the array")
	case p != nil:
		rules, placed := enterpriseRules(p)
		if !placed {
			m.Unknown = append(m.Unknown, "the place of the array's rules in the enterprise policy")
		}
		all = append(all, rules...)
	}
	inOrder(all)
	m.collectNames(all)
	for i, l := range all {
		r := m.elements.readRule(l.rule, l.level)
		r.Position = i + 1
		m.rules = append(m.rules, r)
	}
	m.web = m.elements.webServices()
	m.readNetworkRules()
	return m
}

// collectNames enters every set that rules refer to and compares them.
func (m *Model) collectNames(all []levelled) {
	for _, l := range all {
		access, ok := l.rule.Access()
		if !ok {
			continue
		}
		for _, r := range nameRefs(access) {
			m.elements.names.add(r)
		}
		for r := range access.Refs("ContentTypeSetsUsed") {
			m.elements.contents.add(r)
		}
	}
	m.elements.names.compare()
	m.elements.contents.compare()
}

// Rules returns the rules in the order in which they are read, disabled ones
// included. The slice is shared.
func (m *Model) Rules() []*Rule { return m.rules }

// Networks returns the networks of the array in document order. The slice is
// shared.
func (m *Model) Networks() []*Network { return m.elements.networks }

// FirewallAddresses are the addresses that the file names as the firewall's own,
// with 127.0.0.0/8.
func (m *Model) FirewallAddresses() Points { return m.elements.firewall }
