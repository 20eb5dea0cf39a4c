package checks

import (
	"fmt"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

const localHostAccessRule = "{3D7F8D7E-23B3-42BA-83D0-2E6FC5420FFE}" // LOCALHOST2ALL_NETWORKRULE_GUID

var localHostRule = &Check{
	Code:     "N014",
	Slug:     "net-localhost-rule",
	Severity: Critical,
	Title:    "The network rule of the firewall itself is switched off or translates addresses",
	Why: "Local Host Access lets the firewall talk to every network with its own address. Without it the firewall reaches no directory, no name server " +
		"and no update, and nobody reaches what it offers.",
	Remedy:   "Switch the rule on, with the relation Route (RoutingType 0).",
	Evidence: []string{networkRulesPage},
	Bad: func() string {
		return networksFragment(internalNet+localHostNet, replaceOnce(localHostAccess, `<fpc4:RoutingType dt:dt="int">0<`, `<fpc4:RoutingType dt:dt="int">«1»<`))
	},
	Good: func() string { return networksFragment(internalNet+localHostNet, localHostAccess) },
	Run: func(p *Pass) {
		for o := range p.Objects("NetworkRule") {
			if !sameAsAny(o.StorageName, localHostAccessRule) {
				continue
			}
			if prop := o.Property("Enabled"); prop != nil && !(schema.NetworkRule{Object: o}).Enabled() {
				p.Value(prop, "1", "network rule %q, by which the firewall talks to its networks, is switched off", o.Label())
			}
			if prop := o.Property("RoutingType"); prop != nil {
				if n, ok := prop.Int(); ok && n != 0 {
					p.Value(prop, "0", "network rule %q, by which the firewall talks to its networks, does not route", o.Label())
				}
			}
		}
	},
}

// ruledNetworks calls f for each enabled network rule whose sides are fully known,
// with the enabled rules before it.
func (p *policies) ruledNetworks(f func(before []*policy.NetworkRule, r *policy.NetworkRule)) {
	for _, m := range p.models {
		var before []*policy.NetworkRule
		for _, r := range m.NetworkRules() {
			if !r.Enabled || !r.Object.Audited() {
				continue
			}
			f(before, r)
			before = append(before, r)
		}
	}
}

// relates reports whether before surely relates all that r may relate. NAT works
// from source to destination only, routing both ways.
func relates(before, r *policy.NetworkRule) bool {
	if r.Source.May.Empty() || r.Destination.May.Empty() {
		return false
	}
	forward := before.Source.Sure.Covers(r.Source.May) && before.Destination.Sure.Covers(r.Destination.May)
	backward := before.Source.Sure.Covers(r.Destination.May) && before.Destination.Sure.Covers(r.Source.May)
	return forward || backward && !before.NAT
}

var networkRuleShadowed = &Check{
	Code:     "N013",
	Slug:     "net-rule-shadowed",
	Severity: Medium,
	Title:    "A network rule never decides, because an earlier one relates the same networks",
	Why:      "The first network rule that relates two computers decides whether addresses are translated. What this one says never happens.",
	Remedy:   "Move the rule before the other one, or delete it.",
	Evidence: []string{networkRulesPage},
	Bad: func() string {
		return networksFragment(internalNet+externalNet+localHostNet, localHostAccess+internetAccess+marked(relationAgain(fromInternal, fromExternal)))
	},
	Good: func() string {
		return networksFragment(internalNet+perimeterNet+externalNet+localHostNet, localHostAccess+internetAccess+relationAgain("Network:"+perimeterNetwork, fromExternal))
	},
	Run: func(p *Pass) {
		p.policies().ruledNetworks(func(before []*policy.NetworkRule, r *policy.NetworkRule) {
			for _, b := range before {
				if relates(b, r) {
					how := "the same way"
					if b.NAT != r.NAT {
						how = "the other way"
					}
					p.Report(Finding{
						Object:  r.Object.Object,
						Message: fmt.Sprintf("network rule %q never decides: %q before it relates the same networks %s", r.Name, b.Name, how),
						Related: []Related{{Object: b.Object.Object, Span: b.Object.TagSpan(), Message: "decides before"}},
					})
					return
				}
			}
		})
	},
}

func relationAgain(from, to string) string {
	return relationFragment("{0A1B2C3D-0000-4000-8000-000000000403}", "Again", 2, "0", from, to)
}

var translatedBothWays = &Check{
	Code:     "N015",
	Slug:     "net-rule-both-directions-nat",
	Severity: Info,
	Inferred: true,
	Title:    "Addresses are translated between two networks in both directions",
	Why:      "Each direction hides the addresses of the other. That is rarely meant, and publishing between the two becomes hard to predict.",
	Remedy:   "Route between the networks, or translate in one direction only.",
	Evidence: []string{networkRulesPage},
	Bad: func() string {
		return networksFragment(internalNet+externalNet+localHostNet, localHostAccess+internetAccess+
			marked(relationFragment("{0A1B2C3D-0000-4000-8000-000000000403}", "Back", 2, "1", fromExternal, fromInternal)))
	},
	Good: func() string {
		return networksFragment(internalNet+externalNet+localHostNet, localHostAccess+internetAccess)
	},
	Run: func(p *Pass) {
		p.policies().ruledNetworks(func(before []*policy.NetworkRule, r *policy.NetworkRule) {
			for _, b := range before {
				if r.NAT && b.NAT && b.Source.Sure.Meets(r.Destination.Sure) && b.Destination.Sure.Meets(r.Source.Sure) && !b.Source.Sure.Meets(r.Source.Sure) {
					p.Report(Finding{
						Object:  r.Object.Object,
						Message: fmt.Sprintf("network rule %q translates addresses in the direction opposite to %q", r.Name, b.Name),
						Related: []Related{{Object: b.Object.Object, Span: b.Object.TagSpan(), Message: "translates in the other direction"}},
					})
					return
				}
			}
		})
	},
}

var networkRuleMissing = &Check{
	Code:     "N011",
	Slug:     "net-rule-missing",
	Severity: High,
	Title:    "A rule connects networks that no network rule relates",
	Why: "Whether two networks may talk at all is decided by the network rules, before the policy is read. Where none relates source and destination, " +
		"what the rule allows is dropped all the same.",
	Remedy:   "Make the network rule that is missing, or delete the rule.",
	Evidence: []string{networkRulesPage, "https://www.scribd.com/doc/37784264/Forefront-TMG-Operations"},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{mark: true, name: "To the perimeter", order: 1, from: fromInternal, to: "Network:" + perimeterNetwork, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "To the Internet", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q matches nothing: no network rule relates its sources with its destinations", a.Rule.Name)
		}, "", policy.Unrelated)
	},
}
