package checks

import (
	"fmt"
	"net/netip"
	"strings"

	"tmgaudit/schema"
)

var secureNATUsers = &Check{
	Code:     "A030",
	Slug:     "auth-securenat-with-user-rule",
	Severity: Medium,
	Title:    "A rule names users where no client can say who it is",
	Why: "For protocols other than those of the web only the firewall client tells who the user is. The networks of this rule do not serve firewall " +
		"clients, so their computers come as SecureNAT clients without a user and the rule never lets them through.",
	Remedy:   "Let the rule be for all users and name the computers instead, or serve firewall clients on the network.",
	Evidence: []string{authPage},
	Bad:      func() string { return userRuleFragment("0", "«", "»") },
	Good:     func() string { return userRuleFragment("1", "", "") },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			for _, r := range array.Rules() {
				if networks := withoutFirewallClients(r); len(networks) > 0 && namesUsersForOtherProtocols(r) {
					reportNameless(p, r, networks)
				}
			}
		}
	},
}

func reportNameless(p *Pass, r schema.PolicyRule, networks []*schema.Object) {
	f := Finding{
		Object: r.Object,
		Message: fmt.Sprintf("rule %q is for some users only, but computers of network %q cannot say who their user is; the network does not serve firewall clients",
			r.Label(), networks[0].Label()),
	}
	for _, n := range networks {
		f.Related = append(f.Related, Related{Object: n, Span: n.TagSpan(), Message: fmt.Sprintf("%q does not serve firewall clients", n.Label())})
	}
	p.Report(f)
}

// withoutFirewallClients returns the networks that a rule names as its sources,
// when it names nothing else and none of them serves firewall clients.
func withoutFirewallClients(r schema.PolicyRule) []*schema.Object {
	if !r.Enabled() || r.Deny() || r.System() || r.Type() != schema.AccessRule {
		return nil
	}
	var networks []*schema.Object
	for ref := range r.Sources() {
		n := schema.Network{Object: ref.Resolve().Object}
		if excluded(ref) || n.Object == nil || n.Element != "Network" || !n.Audited() || n.Property("EnableFirewallClients").True() {
			return nil
		}
		if t := n.Type(); t != schema.NetworkNormal && t != schema.NetworkInternal {
			return nil
		}
		networks = append(networks, n.Object)
	}
	return networks
}

// namesUsersForOtherProtocols reports whether an access rule is for some users and
// for protocols that the web proxy does not serve.
func namesUsersForOtherProtocols(r schema.PolicyRule) bool {
	access, ok := r.Access()
	if !ok || !forSomeUsers(access) {
		return false
	}
	if n, ok := access.Property("ProtocolSelectionMethod").Int(); !ok || n != 1 {
		return false
	}
	named := false
	for ref := range access.Refs("ProtocolsUsed") {
		t := ref.Resolve()
		if t.Object == nil && t.Predefined == nil || sameAsAny(ref.TargetName(), protocolHTTP, protocolHTTPS, protocolFTP) || forProxy(t.Object) {
			return false
		}
		named = true
	}
	return named
}

// forProxy reports whether a protocol is bound to a filter: then it may be the web
// proxy's.
func forProxy(protocol *schema.Object) bool {
	if protocol == nil {
		return false
	}
	for range protocol.Refs("ApplicationFilters") {
		return true
	}
	return false
}

func userRuleFragment(firewallClients, open, end string) string {
	rule := strings.Replace(accessRule("Terminal servers", selectionFragment("Networks", "Network", "{4E32B556-0FAF-4A27-9111-085F679EDC9B}"), protocolRDP, allAuthenticated),
		`<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000021}" StorageType="1">`,
		open+`<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000021}" StorageType="1">`+end, 1)
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:EnableFirewallClients dt:dt="boolean">` + firewallClients + `</fpc4:EnableFirewallClients>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
						<fpc4:NetworkType dt:dt="int">4</fpc4:NetworkType>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>` + rulesFragment(rule)
}

var localAccounts = &Check{
	Code:     "A032",
	Slug:     "auth-user-set-local-accounts",
	Severity: Info,
	Inferred: true,
	Title:    "A user set names an account of one member of the array",
	Why: "A local account exists on the one computer only. The other members of the array do not know it, so the rule that uses the set serves the " +
		"user or not, depending on which member answers.",
	Remedy:   "Use an account or group of the domain.",
	Evidence: []string{authPage},
	Bad: func() string {
		return memberAccountFragment("FW01", "«<fpc4:Account StorageName=\"FW01-operators\" StorageType=\"1\">»")
	},
	Good: func() string {
		return memberAccountFragment("FW01", "<fpc4:Account StorageName=\"CONTOSO-operators\" StorageType=\"1\">")
	},
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			names := memberNames(array)
			sets, ok := array.Find("RuleElements", "UserSets")
			if len(names) < 2 || !ok {
				continue
			}
			for set := range sets.Items("UserSet") {
				for _, a := range (schema.UserSet{Object: set}).Accounts() {
					domain, _, _ := strings.Cut(a.StorageName, "-")
					if names[strings.ToUpper(domain)] {
						p.Report(Finding{Object: a.Object, Value: a.StorageName,
							Message: fmt.Sprintf("user set %q names %q, an account of the array's member %s only", set.Label(), a.StorageName, domain)})
					}
				}
			}
		}
	},
}

// memberNames are the names of the servers of an array, in capitals.
func memberNames(array schema.Array) map[string]bool {
	names := map[string]bool{}
	if servers, ok := array.Child("Servers"); ok {
		for s := range servers.Items("Server") {
			if n := s.Name(); n != "" {
				names[strings.ToUpper(n)] = true
			}
		}
	}
	return names
}

func memberAccountFragment(member, account string) string {
	return membersFragment(member, "FW02") + ruleElementsFragment(`
				<fpc4:UserSets StorageName="UserSets" StorageType="1">
					<fpc4:UserSet StorageName="{0A1B2C3D-0000-4000-8000-000000000043}" StorageType="1">
						<fpc4:Name dt:dt="string">Operators</fpc4:Name>
						<fpc4:Accounts StorageName="Access" StorageType="1">
							`+account+`
								<fpc4:AccountSid dt:dt="string">S-1-5-21-1-2-3-1001</fpc4:AccountSid>
							</fpc4:Account>
						</fpc4:Accounts>
					</fpc4:UserSet>
				</fpc4:UserSets>`)
}

// membersFragment is the servers of an array.
func membersFragment(names ...string) string {
	var b strings.Builder
	b.WriteString(`
			<fpc4:Servers StorageName="Servers" StorageType="1">`)
	for i, n := range names {
		fmt.Fprintf(&b, `
				<fpc4:Server StorageName="{0A1B2C3D-0000-4000-8000-00000000005%d}" StorageType="1">
					<fpc4:Name dt:dt="string">%s</fpc4:Name>
				</fpc4:Server>`, i, n)
	}
	b.WriteString(`
			</fpc4:Servers>`)
	return b.String()
}

var balancedProxyName = &Check{
	Code:     "A033",
	Slug:     "auth-kerberos-nlb-name",
	Severity: Info,
	Title:    "Clients reach the proxy by the name of a load-balanced array",
	Why: "With network load balancing the name that clients use for the proxy is that of no computer, so no Kerberos ticket is issued for it and " +
		"clients fall back to NTLM, by design. TMG 2010 SP2 can run the service under an account that holds such a name.",
	Remedy:   "Nothing need be done; look here when Kerberos is expected and NTLM is seen.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2008/06/25/understanding-by-design-behavior-of-isa-server-2006-using-kerberos-authentication-for-web-proxy-requests-on-isa-server-2006-with-nlb/"},
	Bad:      func() string { return balancedFragment("«proxy.contoso.example»") },
	Good:     func() string { return balancedFragment("fw01.contoso.example") },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			nlb, ok := array.Find("NetConfig", "NLBConfiguration")
			names := memberNames(array)
			if !ok || !nlb.Property("NLBIntegrationEnabled").True() || len(names) == 0 {
				continue
			}
			for _, n := range array.Networks() {
				prop := proxyName(n)
				host, _, _ := strings.Cut(prop.Value(), ".")
				if _, err := netip.ParseAddr(prop.Value()); err == nil {
					continue // perf-kcd-ntlm-fallback speaks of addresses
				}
				if host != "" && !names[strings.ToUpper(host)] && n.Property("EnableWebProxyClients").True() {
					p.Value(prop, "", "clients of network %q reach the proxy as %q, which is no server of the load-balanced array", n.Label(), prop.Value())
				}
			}
		}
	},
}

// proxyName is the name or address by which browsers of a network are told to reach
// the proxy.
func proxyName(n schema.Network) *schema.Property {
	o, ok := n.Find("ProxyClientConfig", "BrowserClientConfig")
	if !ok {
		return nil
	}
	return o.Property("ServerOrArrayName")
}

func balancedFragment(name string) string {
	return membersFragment("FW01", "FW02") + `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` + proxyNameNetwork(name, "") + `
				</fpc4:Networks>
				<fpc4:NLBConfiguration StorageName="NLBConfiguration" StorageType="1">
					<fpc4:NLBIntegrationEnabled dt:dt="boolean">1</fpc4:NLBIntegrationEnabled>
				</fpc4:NLBConfiguration>
			</fpc4:NetConfig>`
}

// proxyNameNetwork is a network whose browsers are told the name of the proxy.
func proxyNameNetwork(name, listener string) string {
	return `
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:EnableWebProxyClients dt:dt="boolean">1</fpc4:EnableWebProxyClients>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
						<fpc4:ProxyClientConfig StorageName="ProxyClientConfig" StorageType="1">
							<fpc4:BrowserClientConfig StorageName="BrowserClientConfig" StorageType="1">
								<fpc4:ServerOrArrayName dt:dt="string">` + name + `</fpc4:ServerOrArrayName>
							</fpc4:BrowserClientConfig>
						</fpc4:ProxyClientConfig>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` + listener + `
						</fpc4:WebListenerProperties>
					</fpc4:Network>`
}
