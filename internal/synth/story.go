package synth

// story is what administrators added to an array, or to the enterprise above it.
type story struct {
	internal           listener // web proxy listener of the Internal network
	internalPort       int      // automatic discovery port of the Internal network
	internalEnterprise []string

	networks     []network
	networkSets  []networkSet
	networkRules []networkRule

	schedules     []schedule
	computers     []computer
	ranges        []addressRange
	subnets       []subnet
	computerSets  []computerSet
	urlSets       []stringSet
	domainSets    []stringSet
	contentTypes  []stringSet
	protocols     []protocol
	radiusServers []radiusServer
	listeners     []webListener
	userSets      []userSet
	groups        []policyGroup
	rules         []rule

	tunnels      []tunnelRange
	connectCache *int
	hotfixes     []setting
}

type policyGroup struct {
	id, name  string
	groupType int
}

// proxyListener is the outgoing listener of the Internal network as the console writes it.
func proxyListener() listener { return listener{integrated: yes(), tcpPort: 8080} }

// tell builds the story of the options and plants its faults.
func (g *generator) tell(o Options) story {
	s := story{internal: proxyListener()}
	switch {
	case o.Kind == Enterprise:
		g.joinedArray(&s)
	case o.Story == WebAccess:
		g.webAccess(&s)
	case o.Story == Branch:
		g.branch(&s)
	case o.Story == Aged:
		g.webAccess(&s)
		g.aged(&s)
	}
	if o.Site == SecondSite {
		g.twin(&s)
	}
	g.plant(&s, o.Faults)
	return s
}

// Indices of the story's own objects in their families.
const (
	userInternet = iota
	userAdmins
)

// webAccess: users reach the web by their groups, servers do not, updates need no user, one site is published.
func (g *generator) webAccess(s *story) {
	web := own("UserSet", g.guid(kindUserSet, userInternet))
	admins := own("UserSet", g.guid(kindUserSet, userAdmins))
	servers := own("ComputerSet", g.guid(kindComputerSet, 0))
	s.userSets = []userSet{
		{g.guid(kindUserSet, userInternet), "Internet Users", "Staff with access to the web", false, []account{{"CONTOSO-Internet Users", domainSID + "1105", 1}}},
		{g.guid(kindUserSet, userAdmins), "Administrators", "Firewall and server administrators", false, []account{{"CONTOSO-Domain Admins", domainSID + "512", 1}}},
	}
	s.computerSets = []computerSet{{id: g.guid(kindComputerSet, 0), name: "Servers", description: "Servers that do not browse",
		computers: []computer{{name: "DC01", address: "10.0.0.10"}, {name: "FS01", address: "10.0.0.11"}, {name: "SQL01", address: "10.0.0.12"}}}}
	update := to("DomainNameSet", dsMicrosoftUpdate)
	if !g.tmg() {
		update = to("DomainNameSet", dsSystemSites)
	}
	s.rules = []rule{
		{id: g.guid(kindRule, 0), name: "Updates without authentication", description: "The update service cannot authenticate",
			from: nets(netInternal), domains: update, protocols: to("Protocol", protoHTTP, protoHTTPS), users: everyone},
		{id: g.guid(kindRule, 1), name: "No web access for servers", description: "Servers reach the update service only", deny: true,
			from: servers, to: nets(netExternal), protocols: to("Protocol", protoHTTP, protoHTTPS, protoFTP), users: everyone},
		{id: g.guid(kindRule, 2), name: "Web access for Internet Users", description: "Browsing with the user's own account",
			from: nets(netInternal), to: nets(netExternal), protocols: to("Protocol", protoHTTP, protoHTTPS), users: web},
		{id: g.guid(kindRule, 3), name: "Web and FTP for Administrators", description: "Downloads of tools",
			from: nets(netInternal), to: nets(netExternal), protocols: to("Protocol", protoHTTP, protoHTTPS, protoFTP), users: admins},
	}
	s.listeners = []webListener{{
		id: g.guid(kindWebListener, 0), name: "Intranet listener", network: netExternal, addresses: []string{g.external},
		properties: listener{basic: yes(), digest: no(), integrated: no(), basicPersist: yes(), digestPersist: yes(), integratedPersist: no(),
			explicitTCP: true, sslPort: 443, certificate: g.certificate},
	}}
	s.rules = append(s.rules, rule{
		id: g.guid(kindRule, 4), name: "Intranet from outside", description: "Staff read the intranet on the road", kind: webPublishing,
		from: nets(netExternal), users: to("UserSet", usersAuthenticated),
		publish: &publication{server: "intranet.contoso.example", listener: g.guid(kindWebListener, 0), names: []string{"intranet.contoso.example"},
			paths: []string{"/news/*", "/forms/*"}, delegation: 3, ssl: true},
	})
}

// branch: a small office with access rules and two published servers.
func (g *generator) branch(s *story) {
	web := own("UserSet", g.guid(kindUserSet, userInternet))
	s.userSets = []userSet{{g.guid(kindUserSet, userInternet), "Internet Users", "", false, []account{{"CONTOSO-Internet Users", domainSID + "1105", 1}}}}
	s.computers = []computer{{g.guid(kindComputer, 0), "MAIL01", "Mail server", "10.0.0.30"}}
	s.subnets = []subnet{{g.guid(kindSubnet, 0), "Clients", "", "10.0.1.0", "255.255.255.0"}}
	s.urlSets = []stringSet{{g.guid(kindURLSet, 0), "Partner portals", "", false, []string{"http://portal.example.net/*", "http://orders.example.org/*"}}}
	s.protocols = []protocol{{id: g.guid(kindProtocol, 0), name: "Time recording", user: true, primary: ports(tcpOut(24242, 24242))}}
	s.radiusServers = []radiusServer{{name: "10.0.0.5", description: "RADIUS server", signed: true}}
	s.rules = []rule{
		{id: g.guid(kindRule, 0), name: "Partner portals", from: nets(netInternal), urls: own("URLSet", g.guid(kindURLSet, 0)),
			protocols: to("Protocol", protoHTTP, protoHTTPS), users: everyone},
		{id: g.guid(kindRule, 1), name: "Web access", description: "Staff", from: own("Subnet", g.guid(kindSubnet, 0)), to: nets(netExternal),
			protocols: to("Protocol", protoHTTP, protoHTTPS), users: web, schedule: scheduleWorkHours},
		{id: g.guid(kindRule, 2), name: "Mail out", from: own("Computer", g.guid(kindComputer, 0)), to: nets(netExternal),
			protocols: to("Protocol", protoSMTP, protoDNS), users: everyone},
		{id: g.guid(kindRule, 3), name: "Time recording", from: nets(netInternal), to: nets(netExternal),
			protocols: own("Protocol", g.guid(kindProtocol, 0)), users: everyone},
		{id: g.guid(kindRule, 4), name: "Mail in", kind: serverPublishing, from: nets(netExternal),
			publish: &publication{server: "10.0.0.30", protocol: ref{element: "Protocol", name: protoSMTPServer}, network: netExternal, addresses: []string{"203.0.113.25"}}},
	}
}
