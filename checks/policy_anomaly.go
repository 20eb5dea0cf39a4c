package checks

import (
	"fmt"
	"slices"
	"strings"

	"tmgaudit/policy"
)

// policyChecks look at what the rules mean together.
var policyChecks = []*Check{
	ruleShadowed, ruleRedundant, ruleGeneral, ruleCorrelated, ruleIrrelevant,
	allowAnyAny, allowEverythingOut, allowToLocalHost, allowFromExternal, allowFromLocalHost,
	denySourcePorts, defaultRuleChanged, ruleAfterDefault, rulesInOnePlace, ruleDisabled, ruleExpired, loggingOff, systemLoggingOff,
	duplicateNames, ruleDuplicate, elementUnused, elementTwice, ruleNeverMatches, oddWildcards, broadSet, wideProtocolPorts, legacyProtocols, rpcAcross, dnsForAll, smtpForAll,
	publishingNotAllowed, tooManyRules,
}

const (
	anomalyPage      = "http://www.rustamovs.com/"
	shadowPage       = "https://docs.cloud.google.com/network-intelligence-center/docs/firewall-insights/concepts/insights-categories-states.md.txt"
	networkRulesPage = "https://technet.microsoft.com/library/cc302656.aspx"
	ruleAdvicePage   = "https://topic.alibabacloud.com/a/16-rules-for-deploying-windows-font-classtopic-s-color00c1deisafont-font-classtopic-s-color00c1defirewallfont-policy_1_15_30840494.html"
)

// odd reports the anomalies of some kinds.
func odd(p *Pass, message func(a *anomaly) string, other string, kinds ...policy.AnomalyKind) {
	all := p.policies().anomalies()
	for i := range all {
		a := &all[i]
		for _, k := range kinds {
			if a.Kind == k {
				p.Report(Finding{Object: a.Rule.Object.Object, Message: message(a), Related: a.places(other)})
			}
		}
	}
}

// verbs says what the other rules do.
func verbs(a *anomaly, deny bool) string {
	if deny {
		return a.agree("denies", "deny")
	}
	return a.agree("allows", "allow")
}

func verb(deny bool) string {
	if deny {
		return "denies"
	}
	return "allows"
}

var ruleShadowed = &Check{
	Code:     "P001",
	Slug:     "pol-shadowed",
	Severity: High,
	Title:    "A rule never decides, because earlier rules match all that it matches and do otherwise",
	Why: "Rules are read in their order until one matches. Whatever this rule matches, an earlier rule has matched before and has done the opposite: " +
		"what the rule says does not happen.",
	Remedy:   "Decide which of the rules is meant; move this one before the others, narrow those, or delete it.",
	Evidence: []string{anomalyPage, shadowPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Block applications", order: 1, properties: denies, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}},
			ruled{mark: true, name: "Application", order: 2, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{name: "Block applications", order: 2, properties: denies, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}})
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q never decides: %s before it %s all that it %s%s",
				a.Rule.Name, a.others(), a.agree("matches", "match"), verb(a.Rule.Deny), a.example())
		}, "is read before and matches the same", policy.Shadowed)
	},
}

var ruleRedundant = &Check{
	Code:     "P002",
	Slug:     "pol-redundant",
	Severity: Low,
	Title:    "A rule changes nothing, because other rules with the same action match all that it matches",
	Why:      "Without it every connection fares as it does now. It costs time at every request and understanding at every review.",
	Remedy:   "Delete the rule, or disable it first and watch.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Applications", order: 1, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}},
			ruled{mark: true, name: "Application", order: 2, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{name: "Applications", order: 2, from: fromLocalHost, to: fromExternal, protocols: []string{appProtocol}})
	},
	Run: func(p *Pass) {
		all := p.policies().anomalies()
		needless := needlessRules(all)
		for i := range all {
			a := &all[i]
			place := "before"
			switch {
			case a.Kind == policy.Redundant:
			case a.Kind == policy.RedundantByLater && !slices.ContainsFunc(a.By, func(r *policy.Rule) bool { return needless[r] }):
				place = "after"
			default:
				continue
			}
			p.Report(Finding{
				Object:  a.Rule.Object.Object,
				Message: fmt.Sprintf("rule %q changes nothing: %s %s it %s the same for all that it matches%s", a.Rule.Name, a.others(), place, a.agree("does", "do"), a.example()),
				Related: a.places("does the same"),
				Fix:     switchOff,
			})
		}
	},
}

// needlessRules are those that earlier rules make needless. They cannot make an
// earlier one needless in turn: one of the two must stay.
func needlessRules(all []anomaly) map[*policy.Rule]bool {
	needless := map[*policy.Rule]bool{}
	for _, a := range all {
		if a.Kind == policy.Redundant || a.Kind == policy.ExactDuplicate {
			needless[a.Rule] = true
		}
	}
	return needless
}

var ruleGeneral = &Check{
	Code:     "P003",
	Slug:     "pol-generalization",
	Severity: Info,
	Title:    "A rule has earlier rules as its exceptions",
	Why:      "That is how exceptions are made, and usually meant. Their order must stay: behind this rule the exceptions would never decide.",
	Remedy:   "Make sure that the exceptions are meant, and keep the order.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Block application", order: 1, properties: denies, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{mark: true, name: "Applications", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Block application", order: 1, properties: denies, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{name: "Applications", order: 2, from: fromLocalHost, to: fromInternal, protocols: []string{wideProtocol}})
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q has %s before it as %s%s", a.Rule.Name, a.others(), a.agree("its exception", "its exceptions"), a.example())
		}, "is an exception", policy.Generalizes)
	},
}

var ruleCorrelated = &Check{
	Code:     "P004",
	Slug:     "pol-correlation",
	Severity: Info,
	Inferred: true,
	Title:    "Two rules with different actions overlap in part",
	Why:      "What both match is decided by the one that is read first. Whoever moves one of them changes the policy, without either saying so.",
	Remedy:   "Make sure that the order is the one that is meant.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Block application", order: 1, properties: denies, from: fromAll, to: fromExternal, protocols: []string{appProtocol}},
			ruled{mark: true, name: "Applications", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Block application", order: 1, properties: denies, from: fromLocalHost, to: fromExternal, protocols: []string{appProtocol}},
			ruled{name: "Applications", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}})
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q, which %s, overlaps %s before it, which %s%s; the first that matches decides",
				a.Rule.Name, verb(a.Rule.Deny), a.others(), verbs(a, !a.Rule.Deny), a.example())
		}, "overlaps", policy.Correlates)
	},
}

var ruleIrrelevant = &Check{
	Code:     "P005",
	Slug:     "pol-irrelevant",
	Severity: Medium,
	Title:    "A rule is about connections within one network",
	Why: "Computers of one network talk to each other without the firewall. The rule matches nothing that arrives, unless the firewall routes between " +
		"parts of that network.",
	Remedy:   "Correct source or destination, or delete the rule.",
	Evidence: []string{networkRulesPage, anomalyPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{mark: true, name: "Inside", order: 1, from: fromInternal, to: fromInternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "To the Internet", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q is about connections within one network, which do not pass the firewall", a.Rule.Name)
		}, "", policy.WithinNetwork)
	},
}

var ruleDuplicate = &Check{
	Code:     "P022",
	Slug:     "pol-exact-duplicate",
	Severity: Low,
	Title:    "Two rules are equal in everything but their name",
	Why:      "The second never decides. Who changes one of them believes to have changed the policy.",
	Remedy:   "Delete or disable the second rule.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{mark: true, name: "Application again", order: 2, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Run: func(p *Pass) {
		for _, a := range p.policies().anomalies() {
			if a.Kind != policy.ExactDuplicate {
				continue
			}
			p.Report(Finding{
				Object:  a.Rule.Object.Object,
				Message: fmt.Sprintf("rule %q says what %s before it says%s", a.Rule.Name, a.others(), a.example()),
				Related: a.places("says the same"),
				Fix:     switchOff,
			})
		}
	},
}

var ruleNeverMatches = &Check{
	Code:     "P027",
	Slug:     "pol-empty-element",
	Severity: High,
	Title:    "A rule matches nothing, because what it names is empty",
	Why:      "A rule that names empty sets only matches no connection: what it allows is not let through, and what it denies is let through by a later rule.",
	Remedy:   "Fill the set, or delete the rule.",
	Evidence: []string{anomalyPage},
	Bad: func() string {
		return policyFragment(emptySet, ruled{mark: true, name: "From nowhere", order: 1, from: "ComputerSet:{0A1B2C3D-0000-4000-8000-000000000610}", to: fromExternal,
			protocols: []string{protocolHTTP}})
	},
	Good: func() string {
		return policyFragment(emptySet, ruled{name: "From within", order: 1, from: fromInternal, to: fromExternal, protocols: []string{protocolHTTP}, users: allAuthenticated})
	},
	Run: func(p *Pass) {
		for _, a := range p.policies().anomalies() {
			if a.Kind != policy.NeverMatches || len(a.Empty) == 0 || a.Rule.Hours.May.Empty() {
				continue
			}
			p.Report(Finding{
				Object:  a.Rule.Object.Object,
				Message: fmt.Sprintf("rule %q matches nothing, because nothing is in %s", a.Rule.Name, strings.Join(a.Empty, ", ")),
			})
		}
	},
}

const emptySet = `
				<fpc4:ComputerSets StorageName="ComputerSets" StorageType="1">
					<fpc4:ComputerSet StorageName="{0A1B2C3D-0000-4000-8000-000000000610}" StorageType="1">
						<fpc4:Name dt:dt="string">Scanners</fpc4:Name>
						<fpc4:Computers StorageName="Computers" StorageType="1"/>
						<fpc4:AddressRanges StorageName="AddressRanges" StorageType="1"/>
						<fpc4:Subnets StorageName="Subnets" StorageType="1"/>
					</fpc4:ComputerSet>
				</fpc4:ComputerSets>`
