package checks

import (
	"fmt"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// everyService are all ports of TCP and UDP.
var everyService = policy.PointsOf(
	policy.Range{First: policy.Service(policy.TCP, 1), Last: policy.Service(policy.TCP, 65535)},
	policy.Range{First: policy.Service(policy.UDP, 1), Last: policy.Service(policy.UDP, 65535)})

// anyone reports whether a rule surely is for requests without credentials.
func anyone(r *policy.Rule) bool {
	access, ok := r.Object.Access()
	return ok && forAnyone(access)
}

// everything reports whether a set surely holds all that is outside and all that is
// in the networks of the array.
func everything(m *policy.Model, s policy.Set) bool {
	outside := network(m, externalNetwork)
	if outside.Empty() || !s.Sure.Covers(outside) {
		return false
	}
	inner := 0
	for _, n := range m.Networks() {
		if !s.Sure.Covers(n.Addresses.Sure.Intersect(hosts)) {
			return false
		}
		inner++
	}
	return inner > 1
}

// hosts are all IPv4 addresses.
var hosts = policy.Span(0, 1<<32-1)

// openToAll reports whether a rule lets everyone send anything anywhere.
func openToAll(m *policy.Model, r *policy.Rule) bool {
	return r.Service.Sure.Covers(everyService) && anyone(r) && everything(m, r.Source) && everything(m, r.Destination)
}

// outsideOpen reports whether a rule lets anyone in a network of the array send
// anything to the Internet.
func outsideOpen(m *policy.Model, r *policy.Rule) (from string, ok bool) {
	outside := network(m, externalNetwork)
	if outside.Empty() || !r.Service.Sure.Covers(everyService) || !anyone(r) || !r.Destination.Sure.Covers(outside) {
		return "", false
	}
	for _, n := range m.Networks() {
		inner := n.Addresses.Sure.Intersect(hosts)
		if !sameAsAny(n.Object.StorageName, externalNetwork) && !inner.Empty() && r.Source.Sure.Covers(inner) {
			return n.Name, true
		}
	}
	return "", false
}

var allowAnyAny = &Check{
	Code:     "P007",
	Slug:     "pol-allow-any-any",
	Severity: Critical,
	Title:    "A rule lets everyone send anything from anywhere to anywhere",
	Why:      "It makes the firewall a router. Whatever stands behind it in the policy never decides.",
	Remedy:   "Disable the rule, and allow what is needed.",
	Evidence: []string{ruleAdvicePage, "https://glama.ai/mcp/servers/d3ltasecurity/opnsense-guard-mcp/tools/security_audit"},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Test", order: 1, from: fromAll, to: fromAll})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Web", order: 1, from: fromInternal, to: fromExternal, protocols: []string{protocolHTTP}})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			if openToAll(m, r) {
				p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets everyone send anything from anywhere to anywhere", r.Name)})
			}
		})
	},
}

var allowEverythingOut = &Check{
	Code:     "P008",
	Slug:     "pol-allow-all-protocols-out",
	Severity: High,
	Title:    "A rule lets everyone in a network send anything to the Internet",
	Why:      "Whatever runs on a computer inside, wanted or not, can talk to whom it likes outside, and nobody knows which user it was.",
	Remedy:   "Name the protocols that are needed and the users who may.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Out", order: 1, from: fromInternal, to: fromExternal})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Out", order: 1, from: fromInternal, to: fromExternal, users: allAuthenticated})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			if from, ok := outsideOpen(m, r); ok && !openToAll(m, r) {
				p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets everyone in %q send anything to the Internet", r.Name, from)})
			}
		})
	},
}

var allowToLocalHost = &Check{
	Code:     "P009",
	Slug:     "pol-allow-to-localhost",
	Severity: High,
	Title:    "An access rule leads to the firewall itself",
	Why: "It opens services of the firewall's own computer beside the system policy, where nobody looks for them. All Networks and Anywhere as the " +
		"destination take the firewall in.",
	Remedy:   "Use the system policy for what the firewall itself must answer, and name the destinations of the rule.",
	Evidence: []string{ruleAdvicePage, systemPolicyPage},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Terminal", order: 1, from: fromInternal, to: fromLocalHost, protocols: []string{protocolRDP}, users: allAuthenticated})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Terminal", order: 1, from: fromInternal, to: fromExternal, protocols: []string{protocolRDP}})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			if !r.Destination.Sure.Contains(policy.LocalHost) || r.Source.May.Empty() || openToAll(m, r) {
				return
			}
			outside := network(m, externalNetwork)
			f := Finding{
				Object:  r.Object.Object,
				Message: fmt.Sprintf("rule %q leads to the firewall itself", r.Name),
			}
			if outside.Empty() || !r.Source.Sure.Meets(outside) && !r.Service.Sure.Covers(everyService) {
				f.Severity = Medium
			} else {
				f.Message += ", also from the Internet or for every service"
			}
			p.Report(f)
		})
	},
}

var allowFromExternal = &Check{
	Code:     "P010",
	Slug:     "pol-allow-from-external",
	Severity: Info,
	Inferred: true,
	Title:    "An access rule lets the Internet into a network",
	Why:      "What access rules let in is not inspected as what is published, and works only where the network rule routes.",
	Remedy:   "Publish the servers that must be reached.",
	Evidence: []string{networkRulesPage},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "In", order: 1, from: fromExternal, to: fromInternal, protocols: []string{protocolRDP}})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Out", order: 1, from: fromInternal, to: fromExternal, protocols: []string{protocolRDP}})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			outside := network(m, externalNetwork)
			if outside.Empty() || !r.Source.Sure.Covers(outside) || openToAll(m, r) {
				return
			}
			for _, n := range m.Networks() {
				inner := n.Addresses.Sure.Intersect(hosts)
				if !sameAsAny(n.Object.StorageName, externalNetwork) && !inner.Empty() && r.Destination.Sure.Meets(inner) {
					p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets everyone outside into %q", r.Name, n.Name)})
					return
				}
			}
		})
	},
}

var allowFromLocalHost = &Check{
	Code:     "P011",
	Slug:     "pol-allow-from-localhost-any",
	Severity: Medium,
	Title:    "The firewall itself may send anything to the Internet",
	Why:      "Whoever gets a foot onto the firewall can load and send what he likes, and administrators come to browse the web from it.",
	Remedy:   "Leave to the system policy what the firewall itself needs, and delete the rule.",
	Evidence: []string{hardeningPage},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Firewall", order: 1, from: fromLocalHost, to: fromExternal})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Firewall", order: 1, from: fromLocalHost, to: fromExternal, protocols: []string{protocolHTTP}})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			outside := network(m, externalNetwork)
			if _, more := outsideOpen(m, r); more || outside.Empty() || !r.Source.Sure.Contains(policy.LocalHost) ||
				!r.Service.Sure.Covers(everyService) || !r.Destination.Sure.Covers(outside) || !anyone(r) {
				return
			}
			p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets the firewall itself send anything to the Internet", r.Name)})
		})
	},
}

var denySourcePorts = &Check{
	Code:     "P013",
	Slug:     "pol-deny-source-port-restricted",
	Severity: Info,
	Inferred: true,
	Title:    "A rule that denies all traffic does so from some source ports only",
	Why:      "It reads as if it denied everything, and denies only connections from the ports that it names. Clients choose their source ports.",
	Remedy:   "Take the limit of source ports out of the rule, or name the protocols that are meant.",
	Evidence: []string{"https://www.scribd.com/doc/37784264/Forefront-TMG-Operations"},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Block", order: 1, properties: denies + `
						<fpc4:LimitSourcePortHigh dt:dt="int">2000</fpc4:LimitSourcePortHigh>
						<fpc4:LimitSourcePortLow dt:dt="int">1024</fpc4:LimitSourcePortLow>`, from: fromInternal, to: fromExternal})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Block", order: 1, properties: denies, from: fromInternal, to: fromExternal})
	},
	Run: func(p *Pass) {
		p.policies().rules(func(m *policy.Model, r *policy.Rule) {
			low, _ := r.Object.Property("LimitSourcePortLow").Int()
			high, _ := r.Object.Property("LimitSourcePortHigh").Int()
			if r.Type == schema.AccessRule && r.Deny && r.Service.Sure.Covers(everyService) && 0 < low && low <= high && high-low < 64000 {
				p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q denies all traffic, but only from source ports %d to %d", r.Name, low, high)})
			}
		})
	},
}

var rpcAcross = &Check{
	Code:     "P039",
	Slug:     "pol-rpc-allow-all-uuid",
	Severity: High,
	Title:    "A rule lets every RPC interface pass between the Internet and a network",
	Why:      "The protocol takes in every interface that a server offers, and outbound calls are not told apart by interface at all.",
	Remedy:   "Define an RPC protocol of the interfaces that are needed, or keep RPC inside.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2007/05/16/rpc-filter-and-enable-strict-rpc-compliance/", "https://technet.microsoft.com/library/cc707230.aspx"},
	Bad: func() string {
		return policyFragment("", ruled{mark: true, name: "Exchange", order: 1, from: fromInternal, to: fromExternal, protocols: []string{protocolRPCAll}, users: allAuthenticated})
	},
	Good: func() string {
		return policyFragment("", ruled{name: "Exchange", order: 1, from: fromLocalHost, to: fromInternal, protocols: []string{protocolRPCAll}, users: allAuthenticated})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			outside := network(m, externalNetwork)
			if !outside.Empty() && uses(r, protocolRPCAll) && r.Source.Sure.Covers(outside) != r.Destination.Sure.Covers(outside) {
				p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets every RPC interface pass between a network and the Internet", r.Name)})
			}
		})
	},
}

const protocolRPCAll = "{E4BF0A2E-D51D-48CE-9FBC-19A694413833}" // RPCALL_PROTOCOL_GUID

// uses reports whether an access rule names one of some protocols as those that it
// is for.
func uses(r *policy.Rule, guids ...string) bool {
	access, ok := r.Object.Access()
	if !ok {
		return false
	}
	if n, ok := access.Property("ProtocolSelectionMethod").Int(); !ok || n != 1 {
		return false
	}
	for ref := range access.Refs("ProtocolsUsed") {
		if sameAsAny(ref.TargetName(), guids...) {
			return true
		}
	}
	return false
}

// legacy are services that are old, readable on the wire, or both.
var legacy = []struct {
	transport uint8
	port      uint16
	name      string
}{
	{policy.TCP, 21, "FTP"}, {policy.TCP, 23, "Telnet"}, {policy.UDP, 69, "TFTP"}, {policy.TCP, 79, "Finger"}, {policy.TCP, 110, "POP3"},
	{policy.TCP, 139, "NetBIOS"}, {policy.TCP, 143, "IMAP4"}, {policy.UDP, 161, "SNMP"}, {policy.TCP, 389, "LDAP"}, {policy.TCP, 445, "SMB"},
	{policy.TCP, 513, "Rlogin"}, {policy.TCP, 1723, "PPTP"}, {policy.TCP, 6000, "X11"},
}

var legacyProtocols = &Check{
	Code:     "P036",
	Slug:     "pol-legacy-protocols",
	Severity: Info,
	Inferred: true,
	Title:    "A rule lets old or readable protocols pass to or from the Internet",
	Why:      "Their users send names, passwords and data readably, or their servers are what worms look for.",
	Remedy:   "Use the encrypted successor, or take the protocol out of the rule.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return policyFragment(ownProtocols(portProtocol(appProtocol, "Shell", "23", "23")), ruled{mark: true, name: "Shell", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(ownProtocols(portProtocol(appProtocol, "Shell", "22", "22")), ruled{name: "Shell", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Run: func(p *Pass) {
		p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
			outside := network(m, externalNetwork)
			if outside.Empty() || r.Service.Sure.Covers(everyService) || r.Source.Sure.Covers(outside) == r.Destination.Sure.Covers(outside) {
				return
			}
			for _, l := range legacy {
				if r.Service.Sure.Contains(policy.Service(l.transport, l.port)) {
					p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets %s pass between a network and the Internet", r.Name, l.name)})
					return
				}
			}
		})
	},
}

// fromWhole reports whether a rule leads from all of a network with addresses to the
// whole Internet, and for a service.
func fromWhole(m *policy.Model, r *policy.Rule, service uint64) (from string, ok bool) {
	outside := network(m, externalNetwork)
	if outside.Empty() || !r.Destination.Sure.Covers(outside) || !r.Service.Sure.Contains(service) || r.Service.Sure.Covers(everyService) {
		return "", false
	}
	for _, n := range m.Networks() {
		inner := n.Addresses.Sure.Intersect(hosts)
		if !sameAsAny(n.Object.StorageName, externalNetwork) && inner.Count() > 255 && r.Source.Sure.Covers(inner) {
			return n.Name, true
		}
	}
	return "", false
}

var dnsForAll = serviceForAll("P041", "pol-dns-any", "Every computer of a network may ask any name server", "names", policy.Service(policy.UDP, 53),
	"Data leaves in queries for names, past every inspection of the web, and clients that ask strangers believe strangers.",
	"Allow DNS for the name servers of the network only.", "53", policy.UDP)

var smtpForAll = serviceForAll("P042", "pol-smtp-any", "Every computer of a network may send mail to any server", "mail", policy.Service(policy.TCP, 25),
	"One infected computer sends mail in the name of the company until its addresses are on every block list.",
	"Allow SMTP for the mail servers only.", "25", policy.TCP)

// serviceForAll makes a check of a service that a few servers of a network need, and
// not everyone.
func serviceForAll(code, slug, title, what string, service uint64, why, remedy, port string, transport int) *Check {
	kind := ""
	if transport == policy.UDP {
		kind = `
								<fpc4:ConnectionType dt:dt="int">17</fpc4:ConnectionType>`
	}
	elements := func(port string) string {
		p := portProtocol(appProtocol, "Application", port, port)
		const end = `StorageName="{0A1B2C3D-0000-4000-8000-000000000603}" StorageType="1">`
		return ownProtocols(replaceOnce(p, end, end+kind))
	}
	rule := ruled{name: "Out", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}}
	bad := rule
	bad.mark = true
	return &Check{
		Code: code, Slug: slug, Severity: Info, Inferred: true, Title: title, Why: why, Remedy: remedy,
		Evidence: []string{ruleAdvicePage},
		Bad:      func() string { return policyFragment(elements(port), bad) },
		Good:     func() string { return policyFragment(elements("5500"), rule) },
		Run: func(p *Pass) {
			p.policies().allowing(func(m *policy.Model, r *policy.Rule) {
				if from, ok := fromWhole(m, r, service); ok {
					p.Report(Finding{Object: r.Object.Object, Message: fmt.Sprintf("rule %q lets every computer of %q exchange %s with any server outside", r.Name, from, what)})
				}
			})
		},
	}
}
