package checks

import (
	"fmt"
	"net/netip"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var userRuleFirst = &Check{
	Code:     "A029",
	Slug:     "auth-rule-order-user-before-anonymous",
	Severity: Medium,
	Title:    "A rule for certain users stands before a rule for everyone that is about the same",
	Why: "Rules are read in order, and the first that needs to know the user asks for credentials. Programs and services that cannot give any never " +
		"come to the rule that would let them through without.",
	Remedy:   "Move the rule for everyone above the rule for certain users.",
	Evidence: []string{authPage, "https://www.scribd.com/doc/37784264/Forefront-TMG-Operations"},
	Bad: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Staff", order: 1, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}, users: allAuthenticated},
			ruled{mark: true, name: "Updates", order: 2, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return withClients("Firewall", policyFragment(appProtocols,
			ruled{name: "Updates", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}},
			ruled{name: "Staff", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}, users: allAuthenticated}))
	},
	Run: func(p *Pass) {
		odd(p, func(a *anomaly) string {
			return fmt.Sprintf("rule %q lets everyone through, but %s before it asks for credentials for all of that%s", a.Rule.Name, a.others(), a.example())
		}, "asks first", policy.AsksFirst)
	},
}

var updatesAsked = &Check{
	Code:     "A038",
	Slug:     "auth-wu-v5-null-credentials",
	Severity: Medium,
	Title:    "Windows Update is asked for credentials",
	Why: "The update client sends some of its requests without usable credentials. A rule for certain users asks for them and no rule for everyone " +
		"stands before it, so those requests fail and computers stay without updates.",
	Remedy:   "Put a rule for All Users to the domains of Windows Update above the rules for certain users.",
	Evidence: []string{"http://technet.microsoft.com/en-us/library/bb457028.aspx", authPage},
	Bad: func() string {
		return updatesFragment(ruled{mark: true, name: "Staff", order: 2, from: fromInternal, to: fromExternal, users: allAuthenticated})
	},
	Good: func() string {
		return updatesFragment(ruled{name: "Windows Update", order: 1, from: fromInternal, content: groupFragment("DestinationDomainNameSets", "DomainNameSet", updateSet)},
			ruled{name: "Staff", order: 2, from: fromInternal, to: fromExternal, users: allAuthenticated})
	},
	Run: func(p *Pass) {
		if names(p) > mostNames {
			return
		}
		told := map[*schema.Object]bool{}
		for _, m := range p.policies().models {
			for _, n := range m.Networks() {
				if r, site := asksUpdates(m, n); r != nil && !told[r.Object.Object] {
					told[r.Object.Object] = true
					p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q asks for credentials when computers of %q fetch updates from %s, and nothing lets them do so without", r.Name, n.Name, site)})
				}
			}
		}
	},
}

// mostNames is the number of URLs and domains in sets up to which each is compared with
// the sites of Windows Update. Lists of blocked sites may have millions.
const mostNames = 50_000

func names(p *Pass) (n int) {
	for o := range p.Objects("URLSet") {
		n += o.Property("URLStrings").Len()
	}
	for o := range p.Objects("DomainNameSet") {
		n += o.Property("DomainNameStrings").Len()
	}
	return n
}

// updateSites are sites of Windows Update.
var updateSites = []string{"http://windowsupdate.microsoft.com/", "http://update.microsoft.com/", "http://download.windowsupdate.com/"}

// asksUpdates is the rule that asks a computer of a network for credentials for a site
// of Windows Update, when without any it is surely denied.
func asksUpdates(m *policy.Model, n *policy.Network) (*policy.Rule, string) {
	from, ok := computerOf(n)
	if !ok || !n.Object.Property("EnableWebProxyClients").True() {
		return nil, ""
	}
	for _, site := range updateSites {
		v := m.Simulate(policy.Query{From: from, To: netip.AddrFrom4([4]byte{203, 0, 113, 77}), URL: site})
		if v.Asked && !v.Asks.Deny && v.Outcome == policy.Denied {
			return v.Asks, site
		}
	}
	return nil, ""
}

// computerOf is an address in a network, neither its first nor its last.
func computerOf(n *policy.Network) (netip.Addr, bool) {
	for _, r := range n.Addresses.Sure {
		if middle := r.First + (r.Last-r.First)/2; middle > r.First && middle < 1<<32 {
			return netip.AddrFrom4([4]byte{byte(middle >> 24), byte(middle >> 16), byte(middle >> 8), byte(middle)}), true
		}
	}
	return netip.Addr{}, false
}

// updatesFragment is a policy with a default rule, a network with web proxy clients and
// a set of the domains of Windows Update.
func updatesFragment(rules ...ruled) string {
	rules = append(rules, ruled{name: "Default rule", order: 9, properties: denies + `
						<fpc4:IsDefaultRule dt:dt="boolean">1</fpc4:IsDefaultRule>`, from: fromAll, to: fromAll})
	return withClients("WebProxy", withClients("Firewall", policyFragment(`
				<fpc4:DomainNameSets StorageName="DomainNameSets" StorageType="1">
					<fpc4:DomainNameSet StorageName="`+updateSet+`" StorageType="1">
						<fpc4:DomainNameStrings>
							<fpc4:Str dt:dt="string">*.microsoft.com</fpc4:Str>
							<fpc4:Str dt:dt="string">*.windowsupdate.com</fpc4:Str>
						</fpc4:DomainNameStrings>
						<fpc4:Name dt:dt="string">Windows Update</fpc4:Name>
					</fpc4:DomainNameSet>
				</fpc4:DomainNameSets>`, rules...)))
}

const updateSet = "{0A1B2C3D-0000-4000-8000-000000000706}"

// withClients lets the network Internal of a fragment serve clients of a kind, Firewall
// or WebProxy.
func withClients(kind, fragment string) string {
	const name = `
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>`
	return replaceOnce(fragment, name, `
						<fpc4:Enable`+kind+`Clients dt:dt="boolean">1</fpc4:Enable`+kind+`Clients>`+name)
}

var userInBoth = &Check{
	Code:     "A039",
	Slug:     "auth-two-lists-same-user",
	Severity: Medium,
	Title:    "A user set is in a rule that allows and in one that denies, and both are about the same",
	Why:      "What both rules match is decided for these users by the one that is read first, and nothing says which was meant.",
	Remedy:   "Take the users out of one of the rules, or make sure that the order is the one that is meant.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return policyFragment(appProtocols+staffSet,
			ruled{name: "No applications", order: 1, properties: denies, from: fromAll, to: fromExternal, protocols: []string{appProtocol}, users: staff},
			ruled{mark: true, name: "Applications", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}, users: staff})
	},
	Good: func() string {
		return withClients("Firewall", policyFragment(appProtocols+staffSet,
			ruled{name: "No applications", order: 1, properties: denies, from: fromAll, to: fromExternal, protocols: []string{appProtocol}, users: allAuthenticated},
			ruled{name: "Applications", order: 2, from: fromInternal, to: fromExternal, protocols: []string{wideProtocol}, users: staff}))
	},
	Run: func(p *Pass) {
		for _, a := range p.policies().anomalies() {
			if a.Kind != policy.Correlates {
				continue
			}
			for _, other := range a.By {
				set, ok := sharedUsers(a.Rule, other)
				if !ok {
					continue
				}
				p.Report(Finding{
					Object:  a.Rule.Object.Object,
					Message: fmt.Sprintf("rule %q %s user set %q, and rule %q before it, which overlaps it in part, %s them", a.Rule.Name, verb(a.Rule.Deny), set, other.Name, verb(other.Deny)),
					Related: []Related{{Object: other.Object.Object, Span: other.Object.TagSpan(), Message: fmt.Sprintf("%q %s them", other.Name, verb(other.Deny))}},
				})
				break
			}
		}
	},
}

// sharedUsers is a user set of certain users that both rules name.
func sharedUsers(a, b *policy.Rule) (string, bool) {
	if !a.RequiresUser() || !b.RequiresUser() {
		return "", false
	}
	named := map[string]bool{}
	for _, r := range userSetsOf(a) {
		named[canonicalName(r.TargetName())] = true
	}
	for _, r := range userSetsOf(b) {
		if named[canonicalName(r.TargetName())] {
			return r.Label(), true
		}
	}
	return "", false
}

// userSetsOf are the references to user sets of certain users in an access rule.
func userSetsOf(r *policy.Rule) (refs []schema.Ref) {
	access, ok := r.Object.Access()
	if !ok {
		return nil
	}
	for ref := range access.Refs("UserSets") {
		if !excluded(ref) && !sameAsAny(ref.TargetName(), allUsers, allAuthenticated) {
			refs = append(refs, ref)
		}
	}
	return refs
}

const (
	staff    = "{0A1B2C3D-0000-4000-8000-000000000705}"
	staffSet = `
				<fpc4:UserSets StorageName="UserSets" StorageType="1">
					<fpc4:UserSet StorageName="` + staff + `" StorageType="1">
						<fpc4:Name dt:dt="string">Staff</fpc4:Name>
						<fpc4:Accounts StorageName="Access" StorageType="1">
							<fpc4:Account StorageName="EXAMPLE-Staff" StorageType="1">
								<fpc4:AccountSid dt:dt="string">S-1-5-21-1-2-3-1105</fpc4:AccountSid>
							</fpc4:Account>
						</fpc4:Accounts>
					</fpc4:UserSet>
				</fpc4:UserSets>`
)
