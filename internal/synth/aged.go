package synth

// aged adds to the web access story what years of work leave behind: more networks, listeners of every kind, names in
// many languages, disabled and forgotten rules. The faults of MessyFaults have their places here.
func (g *generator) aged(s *story) {
	g.agedNetworks(s)
	g.agedElements(s)
	g.agedListeners(s)
	g.agedRules(s)
	g.agedPublishing(s)
}

const (
	netGuest = iota
	netPartner
)

func (g *generator) agedNetworks(s *story) {
	guest, partner := g.guid(kindNetwork, netGuest), g.guid(kindNetwork, netPartner)
	s.networks = []network{
		{id: netPerimeter, name: "Perimeter", description: "Servers that the Internet may reach", proxy: true,
			ranges: [][2]string{{"172.16.0.0", "172.16.3.255"}}, listener: listener{integrated: yes(), tcpPort: 8080}},
		{id: guest, name: "Гостевая сеть", description: "Wi-Fi для гостей", ranges: [][2]string{{"192.168.100.0", "192.168.103.255"}}},
		{id: partner, name: "Partnernetz München", description: "Zulieferer <extern> & Wartung", ranges: [][2]string{{"192.168.8.0", "192.168.8.255"}}},
	}
	s.networkSets = []networkSet{{id: g.guid(kindNetwork, 100), name: "Client networks", description: "Networks with people", user: true,
		members: []string{netInternal, guest, partner}}}
	s.networkRules = []networkRule{
		{id: g.guid(kindRule, 100), name: "Internal to Perimeter", from: nets(netInternal), to: nets(netPerimeter)},
		{id: g.guid(kindRule, 101), name: "Perimeter to Internet", nat: true, from: nets(netPerimeter), to: nets(netExternal), hiding: []string{"203.0.113.129"}},
		{id: g.guid(kindRule, 102), name: "Gäste & Partner", nat: true, from: nets(guest, partner), to: nets(netExternal)},
	}
}

func (g *generator) agedElements(s *story) {
	s.schedules = []schedule{
		{g.guid(kindSchedule, 0), "Lunch break", "12:00 to 14:00", "000000003000003000003000003000003000000000"},
		{g.guid(kindSchedule, 1), "Wartungsfenster (nachts)", "Sonntag 2-5 Uhr", "1C0000000000000000000000000000000000000000"},
	}
	s.computers = append(s.computers,
		computer{g.guid(kindComputer, 0), "SCAN01", "Scanner, first floor", "10.0.4.11"},
		computer{g.guid(kindComputer, 1), "МОНИТОРИНГ-01", "Сервер мониторинга", "10.0.4.20"},
		computer{g.guid(kindComputer, 2), "Terminalserver für Außendienst", "Ersetzt TS-ALT", "10.0.4.30"})
	s.ranges = []addressRange{{g.guid(kindAddressRange, 0), "DHCP clients 1st floor", "", "10.1.0.50", "10.1.0.250"}}
	s.subnets = []subnet{
		{g.guid(kindSubnet, 0), "Büro Köln", "", "10.20.0.0", "255.255.0.0"},
		{g.guid(kindSubnet, 1), "Склад", "Сканеры и терминалы", "10.30.4.0", "255.255.255.0"},
	}
	s.urlSets = []stringSet{
		{g.guid(kindURLSet, 0), "Allowed w/o authentication (DO NOT CHANGE) - requested by finance, approved by the head of department in the meeting about the yearly closing; see the archive for the minutes", "", false,
			[]string{"http://bank.example/login?user=<id>&lang=en", "http://tax.example.org/*"}},
		{g.guid(kindURLSet, 1), "Запрещённые сайты", "Список службы безопасности", false, []string{"http://casino.example/*", "http://*.games.example/*"}},
	}
	s.domainSets = []stringSet{{g.guid(kindDomainNameSet, 0), "Ad servers", "", false, []string{"*.ads01.example", "*.ads02.example", "banner.example.net"}}}
	s.contentTypes = []stringSet{{g.guid(kindContentTypeSet, 0), "Executables & scripts", "", false, []string{"application/x-msdownload", ".bat", ".exe", ".vbs"}}}
	s.protocols = []protocol{
		{id: g.guid(kindProtocol, 0), name: "ERP client", description: "ERP & billing", user: true, primary: ports(tcpOut(3200, 3299))},
		{id: g.guid(kindProtocol, 1), name: "Видеоконференция", user: true, primary: ports(tcpOut(5060, 5061), udpOut(16384, 16484))},
	}
	s.radiusServers = []radiusServer{{name: "10.0.0.5", description: "RADIUS server", signed: true}}
	s.userSets = append(s.userSets,
		userSet{g.guid(kindUserSet, 2), "Бухгалтерия", "", false, []account{{"CONTOSO-Бухгалтерия", domainSID + "1120", 1}}},
		userSet{g.guid(kindUserSet, 3), "Außendienst", "Field staff", false, []account{{"CONTOSO-Außendienst", domainSID + "1121", 1}}})
	s.groups = []policyGroup{{g.guid(kindPolicyGroup, 0), "E-Invoice", 100}}
}

// agedListeners: one listener per authentication habit; all but the first have their own address.
func (g *generator) agedListeners(s *story) {
	for i, l := range []struct {
		name       string
		properties listener
	}{
		{"OWA listener", listener{basic: yes(), integrated: no(), basicPersist: yes()}},
		{"Portal Listener Köln", listener{basic: no(), integrated: yes()}},
		{"Extranet listener", listener{basic: yes(), integrated: no(), connections: 500}},
		{"RADIUS listener", listener{basic: yes(), integrated: no(), schemes: to("AuthenticationScheme", schemeRADIUS)}},
		{"Test listener", listener{basic: yes(), integrated: no(), tcpPort: 8081}},
	} {
		l.properties.explicitTCP = true
		l.properties.sslPort = 443
		l.properties.certificate = g.thumbprint()
		s.listeners = append(s.listeners, webListener{
			id: g.guid(kindWebListener, i+1), name: l.name, network: netExternal, addresses: []string{"203.0.113." + itoa(11+i)}, properties: l.properties})
	}
}

func (g *generator) agedRules(s *story) {
	web := to("Protocol", protoHTTP, protoHTTPS)
	accounting := own("UserSet", g.guid(kindUserSet, 2))
	s.rules = append(s.rules,
		rule{id: g.guid(kindRule, 10), name: "Old ERP client", description: "Server was moved, delete after the yearly closing?", from: nets(netInternal), to: own("Computer", g.guid(kindComputer, 2)),
			protocols: own("Protocol", g.guid(kindProtocol, 0)), users: everyone},
		rule{id: g.guid(kindRule, 11), name: "Доступ в интернет (отдел продаж)", from: own("Subnet", g.guid(kindSubnet, 1)), to: nets(netExternal),
			protocols: web, users: accounting},
		rule{id: g.guid(kindRule, 12), name: "Запрещённые сайты", deny: true, redirectURL: "http://intranet.contoso.example/blocked.html", from: nets(netInternal),
			protocols: web, urls: own("URLSet", g.guid(kindURLSet, 1)), users: everyone},
		rule{id: g.guid(kindRule, 13), name: "Bank & tax office", description: "Sites that cannot cope with <407>", from: nets(netInternal), protocols: web,
			urls: own("URLSet", g.guid(kindURLSet, 0)), users: everyone, group: g.guid(kindPolicyGroup, 0)},
		rule{id: g.guid(kindRule, 14), name: "No executables at lunch", deny: true, from: nets(netInternal), to: nets(netExternal), protocols: web,
			contents: own("ContentTypeSet", g.guid(kindContentTypeSet, 0)), users: everyone, schedule: g.guid(kindSchedule, 0), ownSchedule: true},
		rule{id: g.guid(kindRule, 15), name: "Ad servers", off: true, deny: true, from: nets(netInternal), protocols: web,
			domains: own("DomainNameSet", g.guid(kindDomainNameSet, 0)), users: everyone},
		rule{id: g.guid(kindRule, 16), name: "Видеоконференция", off: true, from: own("Subnet", g.guid(kindSubnet, 0)), to: nets(netExternal),
			protocols: own("Protocol", g.guid(kindProtocol, 1)), users: everyone},
		rule{id: g.guid(kindRule, 17), name: "Everything but mail for monitoring", from: own("Computer", g.guid(kindComputer, 1)), to: nets(netPerimeter), except: true,
			protocols: to("Protocol", protoSMTP), users: everyone},
		rule{id: g.guid(kindRule, 18), name: "Guests", from: nets(g.guid(kindNetwork, netGuest)), to: nets(netExternal), protocols: web, users: everyone, noLog: true})
}

func (g *generator) agedPublishing(s *story) {
	s.rules = append(s.rules,
		rule{id: g.guid(kindRule, 30), name: "Mail in", kind: serverPublishing, from: nets(netExternal),
			publish: &publication{server: "172.16.0.25", protocol: ref{element: "Protocol", name: protoSMTPServer}, network: netExternal, addresses: []string{"203.0.113.25"}}},
		rule{id: g.guid(kindRule, 31), name: "Terminal server for support", description: "Another port outside", kind: serverPublishing, from: nets(netExternal),
			publish: &publication{server: "10.0.4.30", protocol: ref{element: "Protocol", name: protoRDPServer}, network: netExternal,
				addresses: []string{"203.0.113.26"}, publishPort: 33890, toPort: 3389, firewallIP: true}})
	for i, name := range []string{"OWA", "Portal Köln", "Extranet", "RADIUS portal", "Test site"} {
		site := "site" + itoa(i+1) + ".contoso.example"
		s.rules = append(s.rules, rule{id: g.guid(kindRule, 40+i), name: name, kind: webPublishing, off: name == "Test site", from: nets(netExternal),
			users: to("UserSet", usersAuthenticated), publish: &publication{server: site, listener: g.guid(kindWebListener, i+1), names: []string{site},
				paths: []string{"/app/*", "/public/*"}, delegation: 3, ssl: true, keepHost: i == 0}})
	}
}
