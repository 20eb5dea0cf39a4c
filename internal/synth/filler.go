package synth

import "io"

// plan says how many bytes of filler each kind of object gets.
type plan struct {
	computers, ranges, subnets, computerSets int64
	urlSets, domainSets                      int64
	protocols, listeners, userSets           int64
	rulesEnd                                 int64 // policy rules stop when the document is this long
}

// measure writes the document without filler to nowhere and shares the rest of the wanted size.
func measure(o Options) plan {
	bare := o
	bare.Size = 0
	g := newGenerator(io.Discard, bare)
	_ = g.document() // io.Discard never fails
	total := g.w.size()
	rest := o.Size - total
	if rest <= 0 {
		return plan{}
	}
	sets, rules := o.Shape.shares()
	other := rest * (100 - sets - rules) / 100
	return plan{
		computers:    other * 15 / 100,
		ranges:       other * 10 / 100,
		subnets:      other * 15 / 100,
		computerSets: other * 25 / 100,
		urlSets:      rest * sets / 200,
		domainSets:   rest * sets / 200,
		protocols:    other * 20 / 100,
		listeners:    other * 4 / 100,
		userSets:     other * 11 / 100,
		rulesEnd:     o.Size - (total - g.fill.rulesAt),
	}
}

// filler counts what was filled in, so that rules can refer to it.
type filler struct {
	computers, ranges, subnets, computerSets, urlSets, domainSets, protocols, listeners, userSets int

	rulesAt int64 // length of the document after the last filled rule
}

// fillBase is the first index of filled objects in their family of GUIDs; a story's own objects lie below.
const fillBase = 1000

// until calls write with 0, 1, 2... until budget bytes are written, and gives the number of calls.
func (g *generator) until(budget int64, write func(i int)) int {
	n := 0
	for end := g.w.size() + budget; g.w.size() < end; n++ {
		write(n)
	}
	return n
}

var (
	sites = []string{"Hauptsitz", "Branch North", "Branch South", "Филиал Запад", "Zürich", "Köln", "Data center A", "Data center B", "Lab & Test", "Warehouse", "Филиал Восток", "Málaga"}
	roles = []string{"File server", "Mail gateway", "Print server", "Domain controller", "Web server", "Database", "Backup host", "Terminal server", "Proxy client", "Scanner", "Kiosk", "Monitoring"}
	notes = []string{"", "", "", "Requested by the service desk", "Change 4711, do not remove", "Temporary, see ticket <2093>", "Owner: infrastructure & networks", "Временное правило", "Für die Außenstelle", "Copied from the old firewall"}
	words = []string{"alpha", "bazaar", "casino", "download", "express", "forum", "games", "hosting", "image", "journal", "kiosk", "live", "media", "news", "online", "portal", "quick", "radio", "social", "tracker", "upload", "video", "web", "xchange", "yellow", "zone"}
	zones = []string{".example", ".example.com", ".example.net", ".example.org", ".test", ".invalid"}
	paths = []string{"", "", "", "/", "/*", "/ads/*", "/download/setup.exe", "/news/index.html?id=7&amp;lang=en", "/static/*", "/cgi-bin/*"}
)

// address is the i-th host address of 10.0.0.0/8.
func address(i int) string {
	i = i*7 + 256
	return "10." + itoa(i>>16&255) + "." + itoa(i>>8&255) + "." + itoa(i&255)
}

func (g *generator) label(table []string, i int) string {
	return pick(&g.source, table) + " " + itoa(i)
}

func (g *generator) fillComputers() {
	g.fill.computers = g.until(g.plan.computers, func(i int) {
		g.computer(&computer{g.guid(kindComputer, fillBase+i), g.label(roles, i), pick(&g.source, notes), address(i)})
	})
}

func (g *generator) fillRanges() {
	g.fill.ranges = g.until(g.plan.ranges, func(i int) {
		base := "10." + itoa(i>>8&255) + "." + itoa(i&255) + "."
		g.addressRange(&addressRange{g.guid(kindAddressRange, fillBase+i), g.label(sites, i), pick(&g.source, notes), base + "32", base + itoa(g.between(40, 250))})
	})
}

func (g *generator) fillSubnets() {
	g.fill.subnets = g.until(g.plan.subnets, func(i int) {
		g.subnet(&subnet{g.guid(kindSubnet, fillBase+i), g.label(sites, i), pick(&g.source, notes), "10." + itoa(i>>8&255) + "." + itoa(i&255) + ".0", "255.255.255.0"})
	})
}

func (g *generator) fillComputerSets() {
	g.fill.computerSets = g.until(g.plan.computerSets, func(i int) {
		s := computerSet{id: g.guid(kindComputerSet, fillBase+i), name: "Group " + g.label(sites, i), description: pick(&g.source, notes)}
		for j := range g.between(2, 12) {
			s.computers = append(s.computers, computer{name: g.label(roles, j), address: address(i*13 + j)})
		}
		if g.chance(30) {
			s.subnets = append(s.subnets, subnet{name: "Net " + itoa(i), address: "10." + itoa(i&255) + ".128.0", mask: "255.255.255.0"})
		}
		g.computerSet(&s)
	})
}

// fillURLSets writes sets of a few to some thousand entries; a budget may end in the middle of a set.
func (g *generator) fillURLSets() {
	end := g.w.size() + g.plan.urlSets
	g.fill.urlSets = g.until(g.plan.urlSets, func(i int) {
		w := g.w
		w.open("URLSet", g.guid(kindURLSet, fillBase+i))
		w.strIf("Description", pick(&g.source, notes))
		w.str("Name", "URLs "+g.label(sites, i))
		w.bool("Predefined", false)
		w.openStrings("URLStrings")
		for range g.setLength() {
			w.inner()
			w.buf = append(w.buf, `<fpc4:Str dt:dt="string">http://`...)
			g.host()
			w.buf = append(w.buf, pick(&g.source, paths)...)
			w.buf = append(w.buf, "</fpc4:Str>"...)
			if w.size() >= end {
				break
			}
		}
		w.close()
		w.close()
	})
}

func (g *generator) fillDomainNameSets() {
	end := g.w.size() + g.plan.domainSets
	g.fill.domainSets = g.until(g.plan.domainSets, func(i int) {
		w := g.w
		w.open("DomainNameSet", g.guid(kindDomainNameSet, fillBase+i))
		w.strIf("Description", pick(&g.source, notes))
		w.openStrings("DomainNameStrings")
		for range g.setLength() {
			w.inner()
			w.buf = append(w.buf, `<fpc4:Str dt:dt="string">*.`...)
			g.host()
			w.buf = append(w.buf, "</fpc4:Str>"...)
			if w.size() >= end {
				break
			}
		}
		w.close()
		w.str("Name", "Domains "+g.label(sites, i))
		w.close()
	})
}

// setLength is the number of entries of a set: mostly small, a few big blacklists.
func (g *generator) setLength() int {
	switch n := g.between(1, 100); {
	case n <= 60:
		return g.between(1, 20)
	case n <= 95:
		return g.between(20, 300)
	default:
		return g.between(300, 5000)
	}
}

// host appends a host name; letters and digits of the number keep the names apart.
func (g *generator) host() {
	w := g.w
	n := g.rng.Uint64()
	w.buf = append(w.buf, words[n%uint64(len(words))]...)
	w.buf = append(w.buf, '-')
	w.buf = append(w.buf, words[n>>8%uint64(len(words))]...)
	for v := n >> 32; v > 0; v /= 36 {
		w.buf = append(w.buf, "0123456789abcdefghijklmnopqrstuvwxyz"[v%36])
	}
	w.buf = append(w.buf, zones[n>>16%uint64(len(zones))]...)
}

func (g *generator) fillProtocols() {
	g.fill.protocols = g.until(g.plan.protocols, func(i int) {
		port := 20000 + i%20000
		p := protocol{id: g.guid(kindProtocol, fillBase+i), name: "Application " + itoa(i), description: pick(&g.source, notes), user: true}
		switch {
		case g.chance(70):
			p.primary = ports(tcpOut(port, port))
		case g.chance(50):
			p.primary = ports(udpOut(port, port+g.between(0, 9)))
		default:
			p.primary = ports(tcpOut(port, port), udpOut(port, port))
			p.secondary = ports(tcpIn(port+1, port+4))
		}
		g.protocol(&p)
	})
}

func (g *generator) fillWebListeners() {
	g.fill.listeners = g.until(g.plan.listeners, func(i int) {
		g.webListener(&webListener{
			id: g.guid(kindWebListener, fillBase+i), name: "Listener " + itoa(i), network: netExternal,
			addresses: []string{"203.0.113." + itoa(10+i%200)},
			properties: listener{basic: yes(), integrated: no(), explicitTCP: true, sslPort: 443 + i/200,
				certificate: g.thumbprint()},
		})
	})
}

// thumbprint is an invented SHA-1 hash of a certificate.
func (g *generator) thumbprint() string {
	const digits = "0123456789abcdef"
	b := make([]byte, 40)
	for i := range b {
		b[i] = digits[g.below(16)]
	}
	return string(b)
}

func (g *generator) fillUserSets() {
	g.fill.userSets = g.until(g.plan.userSets, func(i int) {
		s := userSet{id: g.guid(kindUserSet, fillBase+i), name: "Users " + g.label(sites, i), description: pick(&g.source, notes)}
		for j := range g.between(1, 4) {
			rid := 1100 + i*4 + j
			s.accounts = append(s.accounts, account{"CONTOSO-Group " + itoa(rid), domainSID + itoa(rid), 1})
		}
		g.userSet(&s)
	})
}

// domainSID is the invented domain that all samples use.
const domainSID = "S-1-5-21-1111111111-2222222222-3333333333-"

// filled is a reference to one of n filled objects, or none.
func (g *generator) filled(element string, k kind, n int) []ref {
	if n == 0 {
		return nil
	}
	return own(element, g.guid(k, fillBase+g.below(n)))
}

func (g *generator) fillRules() {
	for n := 0; g.w.size() < g.plan.rulesEnd; n++ {
		r := rule{id: g.guid(kindRule, fillBase+n), description: pick(&g.source, notes), off: g.chance(12)}
		switch c := g.between(1, 100); {
		case c <= 12 && g.fill.listeners > 0:
			g.fillWebPublishing(&r, n)
		case c <= 22:
			g.fillServerPublishing(&r, n)
		default:
			g.fillAccess(&r, n)
		}
		g.policyRule(&r)
	}
	g.fill.rulesAt = g.w.size()
}

var (
	outbound  = []string{protoHTTP, protoHTTPS, protoFTP, protoDNS, protoSMTP, protoNTP, protoSSH, protoRDP, protoPing, protoSQL}
	published = []string{protoHTTPSServer, protoSMTPServer, protoSMTPSServer, protoIMAPSServer, protoPOP3SServer, protoDNSServer, protoRDPServer}
	schedules = []string{"", "", "", "", "", scheduleWorkHours, scheduleWeekends}
)

func (g *generator) fillAccess(r *rule, n int) {
	r.name = "Access " + g.label(sites, n)
	r.deny = g.chance(15)
	r.schedule = pick(&g.source, schedules)
	r.from = g.sources()
	r.to = nets(netExternal)
	if g.chance(25) {
		r.to = append(r.to, g.filled("ComputerSet", kindComputerSet, g.fill.computerSets)...)
	}
	for _, p := range outbound[:g.between(1, 4)] {
		r.protocols = append(r.protocols, ref{element: "Protocol", name: p})
	}
	if g.chance(60) {
		r.protocols = append(r.protocols, g.filled("Protocol", kindProtocol, g.fill.protocols)...)
	}
	if g.chance(30) {
		r.urls = g.filled("URLSet", kindURLSet, g.fill.urlSets)
	}
	if g.chance(30) {
		r.domains = g.filled("DomainNameSet", kindDomainNameSet, g.fill.domainSets)
	}
	r.users = everyone
	if u := g.filled("UserSet", kindUserSet, g.fill.userSets); u != nil && g.chance(60) {
		r.users = u
	}
}

// sources are one to three elements that traffic comes from.
func (g *generator) sources() []ref {
	var list []ref
	switch g.between(1, 4) {
	case 1:
		list = g.filled("Computer", kindComputer, g.fill.computers)
	case 2:
		list = append(g.filled("Subnet", kindSubnet, g.fill.subnets), g.filled("Computer", kindComputer, g.fill.computers)...)
	case 3:
		list = append(g.filled("ComputerSet", kindComputerSet, g.fill.computerSets), g.filled("AddressRange", kindAddressRange, g.fill.ranges)...)
	}
	if len(list) == 0 {
		list = nets(netInternal)
	}
	return list
}

func (g *generator) fillServerPublishing(r *rule, n int) {
	r.kind = serverPublishing
	r.name = "Publish " + g.label(roles, n)
	r.from = nets(netExternal)
	r.publish = &publication{
		server: address(n), protocol: ref{element: "Protocol", name: pick(&g.source, published)},
		network: netExternal, addresses: []string{"198.51.100." + itoa(1+n%250)},
	}
	if g.chance(20) {
		r.publish.publishPort = 30000 + n%20000
	}
}

func (g *generator) fillWebPublishing(r *rule, n int) {
	r.kind = webPublishing
	r.name = "Web " + g.label(sites, n)
	r.from = nets(netExternal)
	r.users = to("UserSet", usersAuthenticated)
	r.publish = &publication{
		server: "web" + itoa(n) + ".contoso.example", listener: g.guid(kindWebListener, fillBase+g.below(g.fill.listeners)),
		names: []string{"www" + itoa(n) + ".contoso.example"}, paths: []string{"/app" + itoa(n) + "/*", "/static/*"},
		delegation: 3, ssl: true,
	}
}
