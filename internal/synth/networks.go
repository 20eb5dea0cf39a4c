package synth

// network is one Network object.
type network struct {
	id, name, description  string
	kind, connection       int // FpcNetworkTypes, FpcNetworkConnectionType
	firewallClients, proxy bool
	ranges                 [][2]string
	domains                []string // local domain table
	autoDiscovery          int      // port, 0 omits it
	listener               listener
	enterprise             []string // enterprise networks that it includes
}

// predefinedNetworks are the five networks of every array with this array's internal range.
func predefinedNetworks(l listener) []network {
	return []network{
		{id: netInternal, name: "Internal", description: "Network representing the internal network", kind: 4, firewallClients: true, proxy: true,
			ranges: [][2]string{{"10.0.0.0", "10.255.255.255"}}, domains: []string{"*.contoso.example"}, listener: l},
		{id: netExternal, name: "External", description: "Built-in network object representing the Internet", kind: 3},
		{id: netLocalHost, name: "Local Host", description: "Built-in network object representing the firewall computer", kind: 2, connection: 3},
		{id: netVPN, name: "VPN Clients", description: "Built-in dynamic network representing client computers connected via VPN", kind: 1, connection: 3},
		{id: netQuarantine, name: "Quarantined VPN Clients", description: "Built-in dynamic network representing VPN clients that are not yet approved", kind: 5, connection: 3},
	}
}

func (g *generator) network(n *network) {
	w := g.w
	w.open("Network", n.id)
	w.intIf("AutoDiscoveryPort", n.autoDiscovery)
	w.strIf("Description", n.description)
	w.boolIf("EnableAutoDiscoveryPort", n.autoDiscovery != 0)
	w.boolIf("EnableFirewallClients", n.firewallClients)
	w.boolIf("EnableWebProxyClients", n.proxy)
	w.str("Name", n.name)
	w.intIf("NetworkConnectionType", n.connection)
	w.intIf("NetworkType", n.kind)
	g.ipRanges("IpRangeSet", n.ranges)
	w.singleton("ProxyLDT")
	for _, d := range n.domains {
		w.open("ProxyLDTEntry", g.nextGUID())
		w.str("Name", d)
		w.close()
	}
	w.close()
	if len(n.enterprise) > 0 {
		w.open("Refs", "EnterpriseNetworks")
		for _, e := range n.enterprise {
			w.open("Ref", g.nextGUID())
			w.str("Name", e)
			w.str("RefClass", "msFPCEnterpriseNetwork")
			w.int("Scope", 1)
			w.close()
		}
		w.close()
	}
	g.proxyClientConfig(n.proxy || n.firewallClients)
	g.listener(&n.listener)
	w.close()
}

func (g *generator) ipRanges(storageName string, ranges [][2]string) {
	w := g.w
	w.open("IpRangeSet", storageName)
	for _, r := range ranges {
		w.open("IpRangeEntry", g.nextGUID())
		w.str("IPFrom", r[0])
		w.str("IPTo", r[1])
		w.close()
	}
	w.close()
}

func (g *generator) proxyClientConfig(clients bool) {
	w := g.w
	w.singleton("ProxyClientConfig")
	if clients {
		w.singleton("WinsockClientConfig")
		w.str("ServerOrArrayNameOrIP", g.fqdn)
		w.close()
		w.singleton("BrowserClientConfig")
		w.bool("BrowserAutoDetect", true)
		w.bool("BrowserConfigScriptEnabled", true)
		w.str("ServerOrArrayName", g.fqdn)
		w.close()
	}
	w.close()
}

type networkSet struct {
	id, name, description string
	allExcept             bool
	user                  bool
	members               []string
}

var predefinedNetworkSets = []networkSet{
	{setAllNetworks, "All Networks (and Local Host)", "This predefined network set includes all networks", true, false, nil},
	{setAllProtected, "All Protected Networks", "This predefined network set includes all networks except the External network", true, false, []string{netExternal}},
}

func (g *generator) networkSet(s *networkSet) {
	w := g.w
	w.open("NetworkSet", s.id)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	if s.allExcept {
		w.int("NetworkSetType", 1)
	}
	w.boolIf("Predefined", !s.user)
	g.refs("Networks", nets(s.members...))
	w.close()
}

type networkRule struct {
	id, name, description string
	predefined, nat       bool
	from, to              []ref
	hiding                []string
}

var predefinedNetworkRules = []networkRule{
	{id: "{3D7F8D7E-23B3-42ba-83D0-2E6FC5420FFE}", name: "Local Host Access", predefined: true,
		from: []ref{{element: "Network", name: netLocalHost, id: "{98E31493-37BB-44F9-9745-5B11C0DA3F30}"}},
		to:   []ref{{element: "NetworkSet", name: setAllNetworks, id: "{11C28BB6-2773-47B6-ABE3-AFF2EBBF09C8}"}}},
	{id: "{FB9F2F22-A52A-4d7b-88BD-5BB8B944E46D}", name: "VPN Clients to Internal Network",
		from: []ref{
			{element: "Network", name: netVPN, id: "{A30AD5B7-3099-425c-A52B-56D588FEB50B}"},
			{element: "Network", name: netQuarantine, id: "{26C9D0E3-109E-47df-81B6-532A6E73B71F}"}},
		to: []ref{{element: "Network", name: netInternal, id: "{2D387513-DB84-48b8-B1CB-83668D7A879D}"}}},
	{id: "{E40BC4C6-A4A2-4B4A-8359-EA567BF83283}", name: "Internet Access", nat: true,
		from: []ref{
			{element: "Network", name: netInternal, id: "{C6F2C51B-3663-4229-AB2A-F146E87F2837}"},
			{element: "Network", name: netVPN, id: "{0DF10D3F-11CA-4d6e-89AD-781F44D47983}"},
			{element: "Network", name: netQuarantine, id: "{097D8CAD-8FE9-4188-9FA6-3BDC19D5D217}"}},
		to: []ref{{element: "Network", name: netExternal, id: "{E3DCD23F-7ED4-4377-8C68-3EE942C76097}"}}},
}

func (g *generator) networkRule(r *networkRule, order int) {
	w := g.w
	w.open("NetworkRule", r.id)
	w.strIf("Description", r.description)
	w.bool("Enabled", true)
	w.str("Name", r.name)
	w.hex("Order", rank(order))
	w.boolIf("Predefined", r.predefined)
	routing := 0
	if r.nat {
		routing = 1
	}
	w.int("RoutingType", routing)
	g.selection("SourceSelectionIPs", r.from)
	g.selection("DestinationSelectionIPs", r.to)
	if g.tmg() {
		w.open("IPAddresses", "HidingAddresses")
		w.strings("IPAddressesStrings", r.hiding)
		w.close()
	}
	w.close()
}

type networkTemplate struct{ id, name, file string }

var networkTemplates = []networkTemplate{
	{templateEdge, "Edge Firewall", "edge.xml"},
	{"{9be6f18a-57ad-4cea-b924-2cfedfef3799}", "3-Leg Perimeter", "3leg.xml"},
	{"{2EF25ED2-C029-4a5b-B274-590B9953F2F5}", "Front Firewall", "front.xml"},
	{"{1C02D67F-7CF6-429c-9B46-B7805FCCED41}", "Back Firewall", "back.xml"},
	{"{2C02D67F-7CF6-429c-9B46-B7805FCCED42}", "Single Network Adapter", "single.xml"},
}

// netConfig writes the NetConfig of an array.
func (g *generator) netConfig() {
	w := g.w
	w.singleton("NetConfig")
	w.singleton("Networks")
	for _, n := range g.networks() {
		g.network(&n)
	}
	w.close()
	w.singleton("NetworkSets")
	for i := range predefinedNetworkSets {
		g.networkSet(&predefinedNetworkSets[i])
	}
	for i := range g.story.networkSets {
		g.networkSet(&g.story.networkSets[i])
	}
	w.close()
	w.singleton("NetworkRules")
	rules := append(predefinedNetworkRules[:len(predefinedNetworkRules):len(predefinedNetworkRules)], g.story.networkRules...)
	for i := range rules {
		g.networkRule(&rules[i], i)
	}
	w.close()
	g.routingRules()
	g.vpn()
	w.empty("DialingConfig", "NLBConfiguration")
	w.singleton("NetworkTemplates")
	for _, t := range networkTemplates {
		w.open("NetworkTemplate", t.id)
		w.str("Name", t.name)
		w.str("XMLName", t.file)
		w.close()
	}
	w.close()
	w.empty("WspChaining")
	w.close()
}

// networks are the predefined networks, with the story's listener on Internal, then the story's own.
func (g *generator) networks() []network {
	list := predefinedNetworks(g.story.internal)
	list[0].enterprise = g.story.internalEnterprise
	if g.story.internalPort != 0 {
		list[0].autoDiscovery = g.story.internalPort
	}
	return append(list, g.story.networks...)
}

func (g *generator) routingRules() {
	w := g.w
	w.singleton("ProxyRoutingRules")
	w.open("ProxyRoutingRule", g.guid(kindRule, -1))
	w.str("Description", "Predefined rule for requests that no other rule matches")
	w.bool("Enabled", true)
	w.bool("IsDefaultRule", true)
	w.str("Name", "Last default rule")
	w.hex("Order", rank(0))
	w.empty("PrimaryRoute")
	g.selection("DestinationSelectionIPs", allNetworks)
	w.close()
	w.close()
}

func (g *generator) vpn() {
	w := g.w
	w.singleton("VpnConfig")
	w.open("Accounts", "Access")
	w.close()
	w.empty("UserMapping")
	w.singleton("VpnPPPSettings")
	w.bool("VpnPPPEnableMSCHAPv2", true)
	w.close()
	w.empty("VpnQuarantineSettings")
	w.close()
}
