package checks

import (
	"fmt"
	"net/netip"
	"strings"

	"tmgaudit/schema"
)

const systemPolicyPage = "http://certsrv.ru/isa.en/fw_systempolicy.htm"

// Rules of the system policy that the checks name, by the symbols of the SDK's
// headers.
const (
	ruleRADIUS     = "{81E3C0E3-2C2B-49A2-ACBC-86DB9727FCC5}" // RADIUS_LOCAL2INTERNAL_SYSTEMRULE_GUID
	ruleSecurID    = "{B60230A7-290E-417C-BA4A-5BD9D3E0CFF0}" // SECURID_LOCAL2INTERNAL_SYSTEMRULE_GUID
	ruleSQL        = "{96210741-C328-46C5-8B53-CA6D2452A3DD}" // MS_SQL_LOCAL2INTERNAL_SYSTEMRULE_GUID
	ruleCRL        = "{D77E2F93-9510-456E-AFA4-E2EB9082DF3A}" // HTTP_LOCAL2ALLNETWORKS_SYSTEMRULE_GUID
	ruleTerminal   = "{E0093BF3-FA16-4A3C-AFE1-19D502CE9608}" // TS_INTERNAL2LOCAL_SYSTEMRULE_GUID
	ruleManagement = "{B2B4792D-12CD-45BC-B31A-791ADC00CB69}" // MS_RMANAGE_INTERNAL2LOCAL_SYSTEMRULE_GUID
	ruleRegistry   = "{B6352CB9-88F0-484C-8308-CBAF587987ED}" // MS_RREGISTRY_INTERNAL2LOCAL_SYSTEMRULE_GUID
	ruleRPC        = "{FBF6357A-346D-4290-99F6-70D73705FCDB}" // RPC_INTERNAL2LOCAL_SYSTEMRULE_GUID
	ruleWeb        = "{7C210644-81EA-49BF-A0E8-A91669A32F01}" // HTTP_MNGMT2LOCAL_SYSTEMRULE_GUID
	ruleCIFS       = "{1BB83EB6-A59D-4F75-B1E7-4D6E6E5D4640}" // MS_CIFS_INTERNAL2LOCAL_SYSTEMRULE_GUID
	ruleNetBIOS    = "{98F4C8F6-79FA-49D6-AE8A-001D0D581F1F}" // NETBIOS_INTERNAL2LOCAL_SYSTEMRULE_GUID
)

// managing are the rules of the system policy that let computers manage the
// firewall or reach its files.
var managing = []string{ruleTerminal, ruleManagement, ruleRegistry, ruleRPC, ruleWeb, ruleCIFS, ruleNetBIOS}

var systemRulesUnneeded = &Check{
	Code:     "H001",
	Slug:     "sec-system-policy-unneeded",
	Severity: Info,
	Title:    "The system policy lets the firewall reach servers that it has no use for",
	Why: "Each group of the system policy opens a way from or to the firewall itself. Those for RADIUS, SecurID and SQL logging are of no use where " +
		"nothing is configured that would use them; guidance is to switch off what is not needed.",
	Remedy:   "Switch the groups off in the system policy editor.",
	Evidence: []string{systemPolicyPage, "https://mskb.pkisolutions.com/kb/867687"},
	Bad: func() string {
		return systemPolicyFragment("«<fpc4:PolicyRule StorageName=\""+ruleRADIUS+"\" StorageType=\"1\">»", "") +
			emptyCollection("RadiusServers")
	},
	Good: func() string {
		return systemPolicyFragment("<fpc4:PolicyRule StorageName=\""+ruleRADIUS+"\" StorageType=\"1\">", "") +
			radiusFragment(`
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`)
	},
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			if joined(array.Object) {
				continue // what it uses may stand in the enterprise
			}
			var unneeded []schema.PolicyRule
			for _, r := range array.Rules() {
				if r.System() && r.Enabled() && hasNoUse(array, r) {
					unneeded = append(unneeded, r)
				}
			}
			if len(unneeded) > 0 {
				p.Report(Finding{
					Object:  unneeded[0].Object,
					Message: fmt.Sprintf("system policy rule %q is on, and nothing of %q uses it%s", unneeded[0].Label(), array.Label(), more(len(unneeded)-1)),
					Related: related(unneeded[1:], "is on and has no use either"),
				})
			}
		}
	},
}

func more(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; so are %d more", n)
}

// hasNoUse reports whether the file shows that nothing uses a rule of the system
// policy.
func hasNoUse(array schema.Array, r schema.PolicyRule) bool {
	switch {
	case sameAsAny(r.StorageName, ruleRADIUS):
		elements, ok := array.Child("RuleElements")
		return ok && isEmpty(elements, "RadiusServers", "RadiusServer")
	case sameAsAny(r.StorageName, ruleSecurID):
		listeners, ok := array.Find("RuleElements", "WebListeners")
		return ok && listeners.Audited() && !anyListener(array, func(m *methods) bool { return m.uses(schemeSecurID) })
	case sameAsAny(r.StorageName, ruleSQL):
		logs, ok := array.Child("Logs")
		return ok && logs.Audited() && !anyLog(logs, func(o *schema.Object) bool { n, ok := o.Property("LogType").Int(); return ok && (n == 2 || n == 4) })
	}
	return false
}

func anyListener(array schema.Array, holds func(*methods) bool) bool {
	for _, l := range array.WebListeners() {
		if settings, ok := l.Settings(); ok {
			if m := methodsOf(settings.Object); holds(&m) {
				return true
			}
		}
	}
	return false
}

func anyLog(logs *schema.Object, holds func(*schema.Object) bool) bool {
	for l := range logs.Items("Log") {
		if holds(l) {
			return true
		}
	}
	return false
}

// systemPolicyFragment is a rule of the system policy with the given start tag and
// sources.
func systemPolicyFragment(tag, sources string) string {
	return rulesFragment(`
					` + tag + `
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>
						<fpc4:Name dt:dt="string">A way of the firewall</fpc4:Name>
						<fpc4:System dt:dt="boolean">1</fpc4:System>` + sources + `
					</fpc4:PolicyRule>`)
}

var managementBroad = &Check{
	Code:     "H002",
	Slug:     "sec-remote-mgmt-broad",
	Severity: High,
	Title:    "Every computer of a network may try to manage the firewall",
	Why: "The set of remote management computers opens the console, remote desktop and ping of the firewall. It holds a range that takes in a whole " +
		"network, so any computer there, one with a virus too, may try its luck.",
	Remedy:   "List the few computers of the administrators.",
	Evidence: []string{hardeningPage},
	Bad:      func() string { return managementFragment("«10.0.0.0»", "10.255.255.255") },
	Good:     func() string { return managementFragment("10.0.0.20", "10.0.0.29") },
	Run: func(p *Pass) {
		for o := range p.Objects("ComputerSet") {
			if !sameAsAny(o.StorageName, remoteManagement, enterpriseManage) {
				continue
			}
			set := schema.ComputerSet{Object: o}
			for _, r := range set.Ranges() {
				from, to, ok := r.Bounds()
				if n := wholeNetwork(o, from, to); ok && n != "" {
					p.Value(r.Property("IPFrom"), "", "%q holds %s to %s, which takes in %s", o.Label(), from, to, n)
				}
			}
			for _, s := range set.Subnets() {
				if from, to, ok := subnetBounds(s); ok {
					if n := wholeNetwork(o, from, to); n != "" {
						p.Value(s.Property("IPAddress"), "", "%q holds subnet %s to %s, which takes in %s", o.Label(), from, to, n)
					}
				}
			}
		}
	},
}

// subnetBounds are the first and the last address of a subnet.
func subnetBounds(s schema.Subnet) (from, to netip.Addr, ok bool) {
	address, mask, ok := s.Address()
	if !ok || !address.Is4() || !mask.Is4() {
		return from, to, false
	}
	first, last, m := address.As4(), address.As4(), mask.As4()
	for i := range m {
		first[i] &= m[i]
		last[i] |= ^m[i]
	}
	return netip.AddrFrom4(first), netip.AddrFrom4(last), true
}

// wholeNetwork says which network of the array an address range takes in, or that
// it is everything; "" when neither.
func wholeNetwork(o *schema.Object, from, to netip.Addr) string {
	if !from.Is4() || !to.Is4() {
		return ""
	}
	if from.As4() == [4]byte{} && to.As4() == [4]byte{255, 255, 255, 255} {
		return "every address"
	}
	if o.Owner().Element != "Array" {
		return ""
	}
	for _, n := range (schema.Array{Object: o.Owner()}).Networks() {
		for _, r := range n.Ranges() {
			if first, last, ok := r.Bounds(); ok && first.Is4() && last.Is4() && first != last && from.Compare(first) <= 0 && last.Compare(to) <= 0 {
				return "a whole range of network \"" + n.Label() + "\""
			}
		}
	}
	return ""
}

func managementFragment(from, to string) string {
	return ruleElementsFragment(`
				<fpc4:ComputerSets StorageName="ComputerSets" StorageType="1">
					<fpc4:ComputerSet StorageName="`+remoteManagement+`" StorageType="1">
						<fpc4:Name dt:dt="string">Remote Management Computers</fpc4:Name>
						<fpc4:AddressRanges StorageName="AddressRanges" StorageType="1">
							<fpc4:AddressRange StorageName="{0A1B2C3D-0000-4000-8000-000000000062}" StorageType="1">
								<fpc4:IPFrom dt:dt="string">`+from+`</fpc4:IPFrom>
								<fpc4:IPTo dt:dt="string">`+to+`</fpc4:IPTo>
								<fpc4:Name dt:dt="string">Administrators</fpc4:Name>
							</fpc4:AddressRange>
						</fpc4:AddressRanges>
					</fpc4:ComputerSet>
				</fpc4:ComputerSets>`) + `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
						<fpc4:IpRangeSet StorageName="IpRangeSet" StorageType="1">
							<fpc4:IpRangeEntry StorageName="{0A1B2C3D-0000-4000-8000-000000000063}" StorageType="1">
								<fpc4:IPFrom dt:dt="string">10.0.0.0</fpc4:IPFrom>
								<fpc4:IPTo dt:dt="string">10.0.255.255</fpc4:IPTo>
							</fpc4:IpRangeEntry>
						</fpc4:IpRangeSet>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>`
}

var managementFromOutside = &Check{
	Code:     "H003",
	Slug:     "sec-system-policy-from-anywhere",
	Severity: Critical,
	Title:    "The management of the firewall is open to everyone",
	Why: "A rule of the system policy that lets computers manage the firewall takes connections from everywhere. Rules of the system policy come " +
		"before all others and are not shown among them: the firewall's own consoles and shares face the Internet.",
	Remedy:   "Take the source out of the group in the system policy editor and name the administrators' computers.",
	Evidence: []string{systemPolicyPage, hardeningPage},
	Bad: func() string {
		return systemPolicyFragment("<fpc4:PolicyRule StorageName=\""+ruleTerminal+"\" StorageType=\"1\">",
			selectionFragment("Networks", "Network", "«"+externalNetwork+"»"))
	},
	Good: func() string {
		return systemPolicyFragment("<fpc4:PolicyRule StorageName=\""+ruleTerminal+"\" StorageType=\"1\">",
			selectionFragment("ComputerSets", "ComputerSet", remoteManagement))
	},
	Run: func(p *Pass) {
		for o := range p.Objects("PolicyRule") {
			r := schema.PolicyRule{Object: o}
			if !r.System() || !r.Enabled() || r.Deny() || !sameAsAny(o.StorageName, managing...) {
				continue
			}
			for ref := range r.Sources() {
				if !excluded(ref) && sameAsAny(ref.TargetName(), externalNetwork, anywhere, allNetworks) {
					p.Value(ref.Property("Name"), "", "system policy rule %q lets everyone from %q manage the firewall", r.Label(), ref.Label())
				}
			}
		}
	},
}

var revocationListsAnywhere = &Check{
	Code:     "H005",
	Slug:     "sec-crl-all-http",
	Severity: Info,
	Inferred: true,
	Title:    "The firewall may browse everywhere",
	Why: "To fetch lists of revoked certificates the system policy lets the firewall itself reach every web server. It is needed where certificates " +
		"are checked; elsewhere it is a way out for whatever gets into the firewall. The group is off at first.",
	Remedy:   "Nothing need be done where certificates are checked; else switch the group for downloads of revocation lists off.",
	Evidence: []string{systemPolicyPage},
	Bad: func() string {
		return systemPolicyFragment("«<fpc4:PolicyRule StorageName=\""+ruleCRL+"\" StorageType=\"1\">»", "")
	},
	Good: func() string {
		return systemPolicyFragment("<fpc4:PolicyRule StorageName=\""+ruleTerminal+"\" StorageType=\"1\">", "")
	},
	Run: func(p *Pass) {
		for o := range p.Objects("PolicyRule") {
			r := schema.PolicyRule{Object: o}
			if r.System() && r.Property("Enabled").True() && sameAsAny(o.StorageName, ruleCRL) {
				p.Report(Finding{Object: o, Message: fmt.Sprintf("system policy rule %q lets the firewall reach every web server", r.Label())})
			}
		}
	},
}

var delegatedToEveryone = &Check{
	Code:     "H006",
	Slug:     "sec-delegated-admins",
	Severity: High,
	Title:    "A role in the administration is given to everybody",
	Why:      "The role belongs to a group that holds every user of the domain or of the computer. Any of them, or a program that runs as one, may use its rights.",
	Remedy:   "Give the role to a group of the administrators.",
	Evidence: []string{hardeningPage, "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824835(v=vs.85)"},
	Bad:      func() string { return delegatedFragment("«S-1-5-11»") },
	Good:     func() string { return delegatedFragment("S-1-5-21-1-2-3-512") },
	Run: func(p *Pass) {
		for o := range p.Objects("DelegatedAdmin") {
			prop := o.Property("AccountSid")
			if group := everybody(prop.Value()); group != "" {
				p.Value(prop, "", "the role %q is given to %s", o.Text("SecurityRoleName"), group)
			}
		}
	},
}

// everybody names a well-known group that holds every user, by its SID; "" for
// another.
func everybody(sid string) string {
	switch sid = strings.TrimSpace(sid); sid {
	case "S-1-1-0":
		return "Everyone"
	case "S-1-5-7":
		return "Anonymous Logon"
	case "S-1-5-11":
		return "Authenticated Users"
	case "S-1-5-32-545":
		return "Users"
	case "S-1-5-32-546":
		return "Guests"
	}
	if strings.HasPrefix(sid, "S-1-5-21-") && (strings.HasSuffix(sid, "-513") || strings.HasSuffix(sid, "-514")) && strings.Count(sid, "-") == 7 {
		return map[byte]string{'3': "Domain Users", '4': "Domain Guests"}[sid[len(sid)-1]]
	}
	return ""
}

func delegatedFragment(sid string) string {
	return `
			<fpc4:AdminSecurity StorageName="AdminSecurity" StorageType="1">
				<fpc4:DelegatedAdmins StorageName="DelegatedAdmins" StorageType="1">
					<fpc4:DelegatedAdmin StorageName="{0A1B2C3D-0000-4000-8000-000000000064}" StorageType="1">
						<fpc4:AccountSid dt:dt="string">` + sid + `</fpc4:AccountSid>
						<fpc4:SecurityRoleName dt:dt="string">Array Administrator</fpc4:SecurityRoleName>
					</fpc4:DelegatedAdmin>
				</fpc4:DelegatedAdmins>
			</fpc4:AdminSecurity>`
}
