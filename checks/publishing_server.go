package checks

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"tmgaudit/schema"
)

const (
	hardeningPage   = "https://technet.microsoft.com/en-us/library/cc302501.aspx"
	unsupportedPage = "https://technet.microsoft.com/en-us/library/cc302678(TechNet.10).aspx"
)

// service is what listens on a port of a published server.
type service struct {
	endpoint
	name string
}

// administration are services that give power over a computer or its data.
var administration = []service{
	{endpoint{tcp, 22}, "SSH"}, {endpoint{tcp, 23}, "Telnet"}, {endpoint{tcp, 139}, "SMB"}, {endpoint{udp, 161}, "SNMP"},
	{endpoint{tcp, 445}, "SMB"}, {endpoint{tcp, 1433}, "SQL"}, {endpoint{tcp, 3389}, "RDP"},
}

// clearServices are services whose users send their credentials readably.
var clearServices = []service{
	{endpoint{tcp, 21}, "FTP"}, {endpoint{tcp, 110}, "POP3"}, {endpoint{tcp, 143}, "IMAP4"}, {endpoint{tcp, 389}, "LDAP"},
}

// reaches is the first of the services that a server publishing rule leads to. The
// port is the server's: that of the protocol, or what the rule puts in its place.
func (s *server) reaches(services []service) (service, bool) {
	if s.protocol.Object == nil {
		return service{}, false
	}
	override, _ := s.Property("OverrideServerPort").Int()
	for _, c := range s.protocol.Primary() {
		low, high := c.Ports()
		if override > 0 {
			low, high = override, override
		}
		for _, v := range services {
			if v.transport == c.Transport() && 0 < low && low <= v.port && v.port <= high {
				return v, true
			}
		}
	}
	return service{}, false
}

// fromOutside is the source of a rule that lets in everyone outside, "" when there
// is none.
func fromOutside(r schema.PolicyRule) string {
	for ref := range r.Sources() {
		if !excluded(ref) && sameAsAny(ref.TargetName(), externalNetwork, anywhere, allNetworks) {
			return ref.Label()
		}
	}
	return ""
}

var publishedAdministration = &Check{
	Code:     "W024",
	Slug:     "pub-server-publish-from-anywhere-admin",
	Severity: High,
	Title:    "The administration of a server is open to the Internet",
	Why: "Remote desktops, shells, file shares and databases are what attackers try first and without pause; one weak password or one missing update " +
		"is enough. Another port outside hides nothing.",
	Remedy:   "Let administrators come by VPN, or name the addresses that may come as the source of the rule.",
	Evidence: []string{hardeningPage},
	Bad:      func() string { return serverFragment("«", "»", "3389") },
	Good:     func() string { return serverFragment("", "", "3390") },
	Run: func(p *Pass) {
		servers := p.published().servers
		for i := range servers {
			s := &servers[i]
			v, ok := s.reaches(administration)
			if !s.enabled || !ok || s.rule.Deny() {
				continue
			}
			from := fromOutside(s.rule)
			if from == "" {
				continue
			}
			p.Report(Finding{
				Object:  s.rule.Object,
				Message: fmt.Sprintf("rule %q lets everyone from %q reach %s of %s", s.rule.Label(), from, v.name, s.Text("PublishedServerIP")),
				Fix:     &Fix{Safety: Manual, Title: "disable the rule, or name the addresses that may come"},
			})
		}
	},
}

var publishedClearText = &Check{
	Code:     "W025",
	Slug:     "pub-server-publish-clear-auth",
	Severity: Info,
	Inferred: true,
	Title:    "A published service usually takes passwords in clear text",
	Why: "FTP, POP3, IMAP4 and LDAP send name and password readably unless client and server agree to encrypt on the same port, which the firewall " +
		"does not see.",
	Remedy:   "Publish the variant of the service that is encrypted from the start, or require encryption at the server.",
	Evidence: []string{unsupportedPage},
	Bad:      func() string { return serverFragment("«", "»", "110") },
	Good:     func() string { return serverFragment("", "", "995") },
	Run: func(p *Pass) {
		servers := p.published().servers
		for i := range servers {
			s := &servers[i]
			if v, ok := s.reaches(clearServices); ok && s.enabled && !s.rule.Deny() && fromOutside(s.rule) != "" {
				p.Report(Finding{Object: s.rule.Object, Message: fmt.Sprintf("rule %q publishes %s of %s, whose users may send their passwords in clear text",
					s.rule.Label(), v.name, s.Text("PublishedServerIP"))})
			}
		}
	},
}

func serverFragment(open, end, port string) string {
	return ruleElementsFragment(protocolFragment(port)) +
		rulesFragment(serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000023}", "Application", open, end, ownProtocol, "10.0.0.7", "203.0.113.10"))
}

var publishedTwice = &Check{
	Code:     "W026",
	Slug:     "pub-server-publish-dup",
	Severity: High,
	Title:    "Two rules publish servers on the same port of the same address",
	Why:      "A port of an address leads to one server only. The server of the other rule is not reached.",
	Remedy:   "Give one of the rules another address or port, or disable the one that is not wanted.",
	Evidence: []string{unsupportedPage},
	Bad:      func() string { return twoServersFragment("«", "»", "203.0.113.10") },
	Good:     func() string { return twoServersFragment("", "", "203.0.113.11") },
	Run: func(p *Pass) {
		taken := sockets{}
		servers := p.published().servers
		for i := range servers {
			s := &servers[i]
			if !s.enabled || s.rule.Deny() {
				continue
			}
			s.reportHeld(p, taken, "rule", func(by *schema.Object) bool { return sameSources(schema.PolicyRule{Object: by}, s.rule) })
			for _, e := range s.endpoints() {
				taken.take(s.Object, s.rule.Object, e.transport, e.port)
			}
		}
	},
}

// sameSources reports whether two rules name the same sources. Whether rules for
// different clients may share a port is not documented.
func sameSources(a, b schema.PolicyRule) bool { return slices.Equal(sourceNames(a), sourceNames(b)) }

// sourceNames are the targets of the sources of a rule, sorted.
func sourceNames(r schema.PolicyRule) []string {
	var names []string
	for ref := range r.Sources() {
		name := canonicalName(ref.TargetName())
		if excluded(ref) {
			name = "not " + name
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func twoServersFragment(open, end, second string) string {
	return ruleElementsFragment(protocolFragment("5500")) +
		rulesFragment(serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000023}", "First", "", "", ownProtocol, "10.0.0.7", "203.0.113.10")+
			serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000024}", "Second", open, end, ownProtocol, "10.0.0.8", second))
}

var publishedItself = &Check{
	Code:     "W027",
	Slug:     "pub-server-target-own-ip",
	Severity: High,
	Title:    "A server publishing rule leads back to the firewall",
	Why: "The published server is the firewall's own address. Services of the firewall itself are not published this way; connections go round in a " +
		"circle or end.",
	Remedy:   "Name the server that is to be reached, or use an access rule to the Local Host network where the firewall itself is meant.",
	Evidence: []string{unsupportedPage},
	Bad:      func() string { return ownAddressFragment("«127.0.0.1»") },
	Good:     func() string { return ownAddressFragment("10.0.0.7") },
	Run: func(p *Pass) {
		own := map[*schema.Object]map[netip.Addr]bool{}
		servers := p.published().servers
		for i := range servers {
			s := &servers[i]
			prop := s.Property("PublishedServerIP")
			a, err := netip.ParseAddr(strings.TrimSpace(prop.Value()))
			if err != nil || !s.enabled {
				continue
			}
			array := s.rule.Owner()
			if own[array] == nil {
				own[array] = memberAddresses(array)
			}
			if a.IsLoopback() || own[array][a] || s.listensOn(a) {
				p.Value(prop, "", "rule %q publishes %s, which is the firewall itself", s.rule.Label(), a)
			}
		}
	},
}

// listensOn reports whether the rule names the address as one that it listens on.
func (s *server) listensOn(a netip.Addr) bool {
	for _, b := range s.IPsOnNetworks() {
		for _, at := range addressesOf(b) {
			if at == a.String() && b.Selection() == schema.SpecifiedAddresses {
				return true
			}
		}
	}
	return false
}

// memberAddresses are the addresses of the servers of an array that the file names.
func memberAddresses(array *schema.Object) map[netip.Addr]bool {
	all := map[netip.Addr]bool{}
	servers, ok := array.Child("Servers")
	if !ok {
		return all
	}
	for m := range servers.Items("Server") {
		if a, err := netip.ParseAddr(strings.TrimSpace(m.Text("IntraArrayAddress"))); err == nil {
			all[a] = true
		}
	}
	return all
}

func ownAddressFragment(target string) string {
	return ruleElementsFragment(protocolFragment("5500")) +
		rulesFragment(serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000023}", "Application", "", "", ownProtocol, target, "203.0.113.10"))
}

var farmEmpty = &Check{
	Code:     "W030",
	Slug:     "pub-farm-empty",
	Severity: High,
	Title:    "A rule publishes a server farm without a server in service",
	Why:      "Requests are shared out among the servers of the farm, and there is none, or all of them are drained: users get an error for every request.",
	Remedy:   "Add a server to the farm, or take the drained ones back into service.",
	Evidence: []string{publishPage},
	Bad:      func() string { return farmFragment("«", "»", "1") },
	Good:     func() string { return farmFragment("", "", "0") },
	Run: func(p *Pass) {
		said := map[*schema.Object]bool{}
		sites := p.published().sites
		for i := range sites {
			s := &sites[i]
			farm := s.farm()
			if !s.enabled || s.rule.Deny() || farm == nil || said[farm] || !outOfService(farm) {
				continue
			}
			said[farm] = true
			p.Report(Finding{
				Object:  farm,
				Message: fmt.Sprintf("server farm %q, which rule %q publishes, has no server in service", farm.Label(), s.rule.Label()),
				Related: related([]schema.PolicyRule{s.rule}, "publishes the farm"),
			})
		}
	},
}

// farm is the server farm that a rule publishes, nil when it publishes none or the
// file does not hold it. The storage name of LoadBalancingEnabled has not been seen;
// it is taken to be that of the COM property.
func (s *site) farm() *schema.Object {
	config, ok := s.Child("LoadBalancingConfig")
	if !ok || !s.Property("LoadBalancingEnabled").True() {
		return nil
	}
	for c := range config.Items("Ref") {
		if t := (schema.Ref{Object: c}).Resolve(); t.Object != nil && t.Object.Element == "ServerFarm" && t.Object.Audited() {
			return t.Object
		}
	}
	return nil
}

// outOfService reports whether the file holds the servers of a farm and none of
// them takes connections.
func outOfService(farm *schema.Object) bool {
	servers, ok := farm.Child("PublishedServers")
	if !ok || !servers.Audited() {
		return false
	}
	for s := range servers.Items("PublishedServer") {
		if !s.Property("DrainStopped").True() {
			return false
		}
	}
	return true
}

func farmFragment(open, end, drained string) string {
	return ruleElementsFragment(`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">
						<fpc4:Name dt:dt="string">HTTPS listener</fpc4:Name>
					</fpc4:WebListener>
				</fpc4:WebListeners>
				<fpc4:ServerFarms StorageName="ServerFarms" StorageType="1">
					`+open+`<fpc4:ServerFarm StorageName="{0A1B2C3D-0000-4000-8000-000000000049}" StorageType="1">`+end+`
						<fpc4:Name dt:dt="string">Portal</fpc4:Name>
						<fpc4:PublishedServers StorageName="PublishedServers" StorageType="1">
							<fpc4:PublishedServer StorageName="{0A1B2C3D-0000-4000-8000-000000000050}" StorageType="1">
								<fpc4:DrainStopped dt:dt="boolean">`+drained+`</fpc4:DrainStopped>
								<fpc4:NameOrIP dt:dt="string">web1.contoso.example</fpc4:NameOrIP>
							</fpc4:PublishedServer>
						</fpc4:PublishedServers>
					</fpc4:ServerFarm>
				</fpc4:ServerFarms>`) + siteRule(`
							<fpc4:LoadBalancingEnabled dt:dt="boolean">1</fpc4:LoadBalancingEnabled>
							<fpc4:SendOriginalHostHeader dt:dt="boolean">1</fpc4:SendOriginalHostHeader>
							<fpc4:LoadBalancingConfig StorageName="LoadBalancingConfig" StorageType="1">
								<fpc4:Ref StorageName="ServerFarm" StorageType="1">
									<fpc4:Name dt:dt="string">{0A1B2C3D-0000-4000-8000-000000000049}</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPCServerFarm</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:LoadBalancingConfig>`)
}
