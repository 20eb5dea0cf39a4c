package checks

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var requireAllAnonymousRule = &Check{
	Code:     "A002",
	Slug:     "auth-require-all-vs-anonymous-rule",
	Severity: Medium,
	Title:    "A rule lets everyone through, but the network demands credentials first",
	Why: "A rule for all users is how services that cannot authenticate reach the web. Where the listener of their network demands credentials " +
		"for every request, they are refused before the rule is read.",
	Remedy:   "Set AlwaysAuthenticate of the network to 0 and name user sets in the rules that need them.",
	Evidence: []string{alwaysPage, authPage},
	Bad:      func() string { return anonymousFragment("«1»") },
	Good:     func() string { return anonymousFragment("0") },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			for _, n := range array.Networks() {
				l, ok := n.Listener()
				if !ok || !l.Audited() || !l.AlwaysAuthenticate() || !n.Property("EnableWebProxyClients").True() {
					continue
				}
				if rules := anonymousWebRules(array, n); len(rules) > 0 {
					f := p.Value(l.Property("AlwaysAuthenticate"), "0", "network %q demands credentials for every request, so rule %q cannot serve anyone without them",
						n.Label(), rules[0].Label())
					f.Related = related(rules, "is for all users")
				}
			}
		}
	},
}

// anonymousWebRules returns the enabled access rules that let all users of the
// network use the web: they name the network itself as a source, All Users, and
// HTTP or HTTPS.
func anonymousWebRules(array schema.Array, n schema.Network) []schema.PolicyRule {
	var rules []schema.PolicyRule
	for _, r := range array.Rules() {
		access, ok := r.Access()
		if !ok || !r.Enabled() || r.Deny() || r.System() || r.Type() != schema.AccessRule || r.IsDefault() {
			continue
		}
		if comesFrom(r, n.StorageName) && forAnyone(access) && forWeb(access) {
			rules = append(rules, r)
		}
	}
	return rules
}

// comesFrom reports whether a rule names an object of this StorageName as a source.
func comesFrom(r schema.PolicyRule, target string) bool {
	for ref := range r.Sources() {
		if !excluded(ref) && catalog.SameGUID(ref.TargetName(), target) {
			return true
		}
	}
	return false
}

// excluded reports whether a reference names an exception. Exports spell the name
// of the property wrong.
func excluded(ref schema.Ref) bool {
	n, ok := ref.Property("IncludeSatus").Int()
	return ok && n != 0
}

// forWeb reports whether an access rule names HTTP or HTTPS among its protocols.
func forWeb(access *schema.Object) bool {
	if n, ok := access.Property("ProtocolSelectionMethod").Int(); !ok || n != 1 {
		return false
	}
	for ref := range access.Refs("ProtocolsUsed") {
		if name := ref.TargetName(); catalog.SameGUID(name, protocolHTTP) || catalog.SameGUID(name, protocolHTTPS) {
			return true
		}
	}
	return false
}

// anonymousFragment is a network, and a rule that lets all its users use the web.
func anonymousFragment(always string) string {
	return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">`+always+`</fpc4:AlwaysAuthenticate>`) +
		rulesFragment(accessRule("Updates", selectionFragment("Networks", "Network", "{4E32B556-0FAF-4A27-9111-085F679EDC9B}"), protocolHTTP, allUsers))
}

// accessRule is an access rule for one protocol and one user set.
func accessRule(name, sources, protocol, users string) string {
	return `
					<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000021}" StorageType="1">
						<fpc4:Action dt:dt="int">0</fpc4:Action>
						<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>` + sources + `
						<fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">
							<fpc4:ProtocolSelectionMethod dt:dt="int">1</fpc4:ProtocolSelectionMethod>` +
		refsFragment("ProtocolsUsed", "Protocol", protocol) + refsFragment("UserSets", "UserSet", users) + `
						</fpc4:AccessProperties>
					</fpc4:PolicyRule>`
}

// selectionFragment is the sources of a rule, one of them.
func selectionFragment(role, element, target string) string {
	return `
						<fpc4:SelectionIPs StorageName="SourceSelectionIPs" StorageType="1">` + refsFragment(role, element, target) + `
						</fpc4:SelectionIPs>`
}

var requireAllPublishing = &Check{
	Code:     "A003",
	Slug:     "auth-require-all-publishing",
	Severity: Medium,
	Title:    "A web listener demands credentials though a rule of it is for everyone",
	Why: "With AlwaysAuthenticate on, users authenticate before the rule is applied. A rule for all users behind such a listener never serves anyone " +
		"without credentials: the public parts of the site do not load.",
	Remedy:   "Set AlwaysAuthenticate of the listener to 0 and name user sets in the rules that need them, or take All Users out of the rule.",
	Evidence: []string{alwaysPage},
	Bad: func() string {
		return siteFragment(`
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«1»</fpc4:AlwaysAuthenticate>`, refsFragment("UserSets", "UserSet", allUsers))
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:AlwaysAuthenticate dt:dt="boolean">1</fpc4:AlwaysAuthenticate>`, refsFragment("UserSets", "UserSet", allAuthenticated))
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			prop := o.Property("AlwaysAuthenticate")
			if !prop.True() {
				continue
			}
			var open []*site
			for _, s := range p.published().served(o) {
				if !s.rule.Deny() && forAnyone(s.Object) {
					open = append(open, s)
				}
			}
			if len(open) > 0 {
				f := p.Value(prop, "", "web listener %q demands credentials before rule %q, which is for all users, is applied", owner(o), open[0].rule.Label())
				f.Related = related(rulesOf(open), "is for all users")
			}
		}
	},
}
