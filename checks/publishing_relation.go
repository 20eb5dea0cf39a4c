package checks

import (
	"fmt"
	"net/netip"

	"tmgaudit/policy"
)

var publishedUnrelated = &Check{
	Code:     "W028",
	Slug:     "pub-server-network-rule",
	Severity: High,
	Title:    "No network rule relates the network of the clients and that of a published server",
	Why: "A server is published over the relation of two networks, normally NAT. Without one the firewall drops what the rule would let through, and " +
		"the log shows no reason.",
	Remedy:   "Add a network rule between the two networks, normally NAT from the server's network to that of the clients.",
	Evidence: []string{"http://technet.microsoft.com/en-us/library/cc302619.aspx", networkRulesPage},
	Bad:      func() string { return publishedFragment("«", "»", "172.16.0.7", externalNetwork) },
	Good:     func() string { return publishedFragment("", "", "10.0.0.7", externalNetwork) },
	Run: func(p *Pass) {
		publishedRelations(p, policy.NoRelation, "no network rule relates %q, where rule %q listens, and %q, where its server %s is")
	},
}

var publishedAgainstNAT = &Check{
	Code:     "W029",
	Slug:     "pub-nat-direction",
	Severity: Info,
	Inferred: true,
	Title:    "A server is published in the direction of NAT",
	Why: "Clients of the network on which the rule listens reach the server's network by NAT already, so an access rule is what lets them through. " +
		"Server publishing is made for the other direction.",
	Remedy:   "Use an access rule, or correct the network rule or the network on which the rule listens.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2006/01/16/celebrity-deathmatch-access-policy-rules-vs-server-publishing-rules/"},
	Bad:      func() string { return publishedFragment("«", "»", "198.51.100.7", internalNetwork) },
	Good:     func() string { return publishedFragment("", "", "10.0.0.7", externalNetwork) },
	Run: func(p *Pass) {
		publishedRelations(p, policy.NAT, "%q, where rule %q listens, reaches %q, where its server %s is, by NAT")
	},
}

// publishedRelations reports the server publishing rules whose listening network and
// server are related in a way. Where something of that is not known, it is silent.
func publishedRelations(p *Pass, kind policy.RelationKind, format string) {
	p.policies().rules(func(m *policy.Model, r *policy.Rule) {
		if r.Publication == nil || r.Publication.Listener != nil || len(r.Publication.Networks) != 1 || !r.Enabled {
			return
		}
		from, to := networkCalled(m, r.Publication.Networks[0].Network), networkHolding(m, r.Publication.Server)
		if from == nil || to == nil || from == to || m.NetworkRelation(from, to).Kind != kind {
			return
		}
		p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf(format, from.Name, r.Name, to.Name, r.Publication.Server)})
	})
}

// networkCalled is the only network of a name.
func networkCalled(m *policy.Model, name string) (found *policy.Network) {
	for _, n := range m.Networks() {
		if n.Name == name {
			if found != nil {
				return nil
			}
			found = n
		}
	}
	return found
}

// networkHolding is the only network that holds an address, of which that is sure.
func networkHolding(m *policy.Model, address string) *policy.Network {
	a, err := netip.ParseAddr(address)
	if err != nil || !a.Is4() {
		return nil
	}
	sure, maybe := m.NetworksOf(addressPoint(a.As4()))
	if len(sure) != 1 || len(maybe) > 0 {
		return nil
	}
	return sure[0]
}

func publishedFragment(open, end, server, network string) string {
	rule := serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000023}", "Application", open, end, ownProtocol, server, "")
	listen := addressFragment("")
	return ruleElementsFragment(protocolFragment("5500")) +
		networksFragment(internalNet+perimeterNet+externalNet+localHostNet, localHostAccess+internetAccess) +
		rulesFragment(replaceOnce(rule, listen, replaceOnce(listen, externalNetwork, network)))
}
