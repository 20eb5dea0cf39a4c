package policy

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func address(s string) netip.Addr {
	a, _ := netip.ParseAddr(s)
	return a
}

func query(from, to string, port uint16) Query {
	return Query{From: address(from), To: address(to), Transport: TCP, Port: port}
}

func TestRelationBetween(t *testing.T) {
	w := baseWorld()
	w.networkRules = networkRule("internet", "1", 1, []string{internalNet}, []string{externalNet}) +
		networkRule("local", "0", 0, []string{localNet}, []string{allNets}) +
		networkRule("maybe", "0", 2, []string{"Network:Perimeter"}, []string{"Computer:{11111111-1111-1111-1111-111111111111}"}) +
		strings.Replace(networkRule("off", "0", 3, []string{externalNet}, []string{externalNet}), "<fpc4:Name", prop("Enabled", "0")+"<fpc4:Name", 1)
	m := model(t, w)
	at := func(s string) uint64 { x, _ := addressPoint(address(s)); return x }
	for _, c := range []struct {
		from, to uint64
		want     RelationKind
		rule     string
		reason   string
	}{
		{at("10.0.0.5"), at("198.51.100.1"), NAT, "internet", "NAT works forward"},
		{at("198.51.100.1"), at("10.0.0.5"), ReverseNAT, "internet", "and not back"},
		{at("10.0.0.5"), LocalHost, Route, "local", "routing works in both directions"},
		{LocalHost, at("10.0.0.5"), Route, "local", "forward too"},
		{at("10.0.0.5"), at("10.0.0.6"), SameNetwork, "", "two hosts of a network"},
		{at("172.16.0.9"), at("10.0.0.6"), Undecided, "", "a network rule of which a side is not known"},
		{at("198.51.100.1"), at("198.51.100.2"), SameNetwork, "", "disabled rules do not count"},
	} {
		got := m.RelationBetween(c.from, c.to)
		name := ""
		if got.Rule != nil {
			name = got.Rule.Name
		}
		if got.Kind != c.want || name != c.rule {
			t.Errorf("%s: %s by %q, want %s by %q", c.reason, got.Kind, name, c.want, c.rule)
		}
	}
	networks := map[string]*Network{}
	for _, n := range m.Networks() {
		networks[n.Name] = n
	}
	for _, c := range []struct {
		from, to string
		want     RelationKind
	}{
		{"Internal", externalGUID, NAT}, {externalGUID, "Internal", ReverseNAT}, {"Internal", localHostGUID, Route}, {"Internal", "Internal", SameNetwork},
		{externalGUID, "Perimeter", Undecided}, {externalGUID, vpnClientsGUID, NoRelation},
	} {
		if got := m.NetworkRelation(networks[c.from], networks[c.to]); got.Kind != c.want {
			t.Errorf("%s to %s: %s, want %s", c.from, c.to, got.Kind, c.want)
		}
	}
	sure, maybe := m.NetworksOf(at("10.0.0.5"))
	if len(sure) != 1 || sure[0].Name != "Internal" || len(maybe) != 0 {
		t.Errorf("10.0.0.5 is in %v and maybe %v", sure, maybe)
	}
}

// simulation is a policy with a rule of each kind.
func simulation() world {
	w := baseWorld()
	w.networkRules = networkRule("internet", "1", 1, []string{internalNet}, []string{externalNet}) + networkRule("local", "0", 0, []string{localNet}, []string{allNets})
	listen := single("IPsOnNetworks", object("IPOnNetwork", "i", prop("IPSelectionMethod", "2"), role("Network", externalNet), single("IPAddresses", list("IPAddressesStrings", "203.0.113.25"))))
	listener := object("WebListener", "L", prop("Name", "L"), listen, single("WebListenerProperties", prop("TCPPort", "0"), prop("SSLPort", "443")))
	smtp := object("Protocol", "SMTPS", object("ProtocolConnections", "PrimaryConnections", object("ProtocolConnection", "c", prop("Direction", "0"), prop("PortLow", "25"), prop("PortHigh", "25"))))
	w.elements = single("Protocols", protocol("HTTP", "80"), protocol("SSH", "22"), smtp) + single("UserSets", userSet("Staff", "S-1-1")) +
		single("DomainNameSets", object("DomainNameSet", "Bad", list("DomainNameStrings", "*.bad.example"))) +
		single("WebListeners", listener)
	w.rules = rulesXML(
		access{name: "bad", action: "deny", from: []string{internalNet}, domains: []string{"DomainNameSet:Bad"}, protocols: []string{"Protocol:HTTP"}},
		access{name: "staff", from: []string{internalNet}, to: []string{externalNet}, protocols: []string{"Protocol:HTTP"}, users: []string{"UserSet:Staff"}},
		access{name: "ssh", from: []string{internalNet, "Network:Perimeter"}, to: []string{externalNet}, protocols: []string{"Protocol:SSH"}},
		access{name: "off", from: []string{anywhereSet}, to: []string{anywhereSet}, extra: prop("Enabled", "0")},
		access{name: "mystery", from: []string{"Computer:{11111111-1111-1111-1111-111111111111}"}, to: []string{"Network:Perimeter"}},
	) + object("PolicyRule", "mail", prop("Name", "mail in"), prop("Type", "1"), order(7), endpoints("SourceSelectionIPs", []string{externalNet}),
		single("ServerPublishingProperties", prop("PublishedServerIP", "10.0.0.25"), role("PublishedProtocol", "Protocol:SMTPS"), listen)) +
		object("PolicyRule", "site", prop("Name", "site"), prop("Type", "2"), order(8), endpoints("SourceSelectionIPs", []string{externalNet}),
			single("WebPublishingProperties", prop("PublishedServerIP", "web.example"), role("WebListenerUsed", "WebListener:L"),
				single("PathMappings", object("PathMapping", "p", prop("ExternalPath", "/news/*"))),
				single("PublicNames", list("PublicNameStrings", "www.example")), refs("UserSets", "UserSet:"+allUsersGUID))) +
		access{name: "default", action: "deny", from: []string{allNets}, to: []string{allNets}, extra: prop("IsDefaultRule", "1")}.xml(9)
	return w
}

func TestSimulate(t *testing.T) {
	m := model(t, simulation())
	url := func(q Query, u string) Query { q.URL = u; return q }
	users := func(q Query, u ...string) Query { q.Users = u; return q }
	for _, c := range []struct {
		query    Query
		outcome  Outcome
		rule     string
		passes   Truth
		relation RelationKind
		maybe    string
		asks     string
		reason   string
	}{
		{query("10.0.0.5", "198.51.100.1", 22), Allowed, "ssh", Yes, NAT, "", "", "an allowed connection"},
		{query("172.16.0.5", "198.51.100.1", 22), Allowed, "ssh", No, NoRelation, "", "", "allowed, but no network rule"},
		{query("10.0.0.5", "198.51.100.1", 23), Denied, "default", No, NAT, "", "", "nothing matches but the last rule"},
		{query("10.0.0.5", "198.51.100.1", 80), Denied, "default", No, NAT, "bad", "staff", "the name is not known, and either rule denies"},
		{users(query("10.0.0.5", "198.51.100.1", 80), "Staff"), Uncertain, "staff", Maybe, NAT, "bad", "", "the name is not known and decides"},
		{users(url(query("10.0.0.5", "198.51.100.1", 80), "http://good.example/"), "staff"), Allowed, "staff", Yes, NAT, "", "", "a user by set, in any case of letters"},
		{users(url(query("10.0.0.5", "198.51.100.1", 80), "http://x.bad.example/"), "S-1-1"), Denied, "bad", No, NAT, "", "", "a name is denied"},
		{users(url(query("10.0.0.5", "198.51.100.1", 80), "http://good.example/"), AuthenticatedUser), Denied, "default", No, NAT, "", "", "a user in no set"},
		{users(url(query("10.0.0.5", "198.51.100.1", 80), "http://good.example/"), "who?"), Uncertain, "default", Maybe, NAT, "staff", "", "a user of whom nothing is known"},
		{url(Query{From: address("10.0.0.5")}, "http://good.example/"), Uncertain, "default", Maybe, Undecided, "mystery", "staff", "a URL alone; the service is its scheme's"},
		{query("10.0.0.5", "172.16.0.5", 22), Uncertain, "default", No, NoRelation, "mystery", "", "a rule that may match, but no network rule"},
		{query("10.0.0.5", "172.16.0.5", 80), Uncertain, "default", Maybe, NoRelation, "bad mystery", "", "web traffic needs no network rule"},
		{query("198.51.100.1", "203.0.113.25", 25), Allowed, "mail in", Yes, Route, "", "", "a published server"},
		{url(query("198.51.100.1", "203.0.113.25", 443), "https://www.example/news/x"), Allowed, "site", Yes, Route, "", "", "a published site"},
		{url(query("198.51.100.1", "203.0.113.25", 443), "https://www.example/news/"), Allowed, "site", Yes, Route, "", "", "the start of a published path"},
		{url(query("198.51.100.1", "203.0.113.25", 443), "https://www.example/x/../news/?q=/"), Allowed, "site", Yes, Route, "", "", "the path is cleaned"},
		{url(query("198.51.100.1", "203.0.113.25", 443), "https://www.example/admin"), Denied, "default", No, Route, "", "", "a path that is not published"},
		{query("127.0.0.1", "198.51.100.1", 22), Denied, "default", No, Route, "", "", "from the firewall itself"},
		{query("2001:db8::1", "198.51.100.1", 22), Uncertain, "", Maybe, Undecided, "ssh default", "", "IPv6 is not decided"},
	} {
		v := m.Simulate(c.query)
		if v.Outcome != c.outcome || decider(v) != c.rule || v.Passes != c.passes || v.Relation.Kind != c.relation || names(v.Maybe) != c.maybe || asks(v) != c.asks {
			t.Errorf("%s: %s by %q, passes %s, %s, maybe %q, asks %q; want %s by %q, %s, %s, %q, %q\n%s", c.reason,
				v.Outcome, decider(v), v.Passes, v.Relation.Kind, names(v.Maybe), asks(v), c.outcome, c.rule, c.passes, c.relation, c.maybe, c.asks, steps(v))
		}
	}
}

func names(rules []*Rule) string {
	var all []string
	for _, r := range rules {
		all = append(all, r.Name)
	}
	return strings.Join(all, " ")
}

func asks(v Verdict) string {
	if v.Asks == nil {
		return ""
	}
	return v.Asks.Name
}

func TestSimulateTellsWhy(t *testing.T) {
	m := model(t, simulation())
	v := m.Simulate(query("198.51.100.1", "203.0.113.25", 25))
	want := `bad: no protocol tcp/25 is not among its protocols
staff: no protocol tcp/25 is not among its protocols
ssh: no protocol tcp/25 is not among its protocols
off: no enabled it is disabled
mystery: no destination 203.0.113.25 is not among its destinations
mail in: yes  it matches
`
	if got := steps(v); got != want {
		t.Errorf("steps\n%s\nwant\n%s", got, want)
	}
	if names(v.Answers) != "mail in" {
		t.Errorf("%q answer", names(v.Answers))
	}
}

func TestSimulateProxyAndTime(t *testing.T) {
	w := baseWorld()
	w.networks = strings.Replace(w.networks, `<fpc4:Network StorageName="Internal" StorageType="1">`,
		`<fpc4:Network StorageName="Internal" StorageType="1">`+prop("EnableWebProxyClients", "1")+single("WebListenerProperties", prop("TCPPort", "8080")), 1)
	w.elements = single("ProxyScheduleTemplates", object("ProxyScheduleTemplate", "S", prop("ScheduleTemplate", strings.Repeat("02", 24))))
	w.rules = access{name: "mondays", from: []string{internalNet}, to: []string{anywhereSet}, schedule: "S"}.xml(1)
	m := model(t, w)
	q := query("10.0.0.5", "10.0.0.1", 8080)
	if v := m.Simulate(q); v.Proxy == nil || v.Proxy.Name != "Internal" || v.Outcome != Uncertain || names(v.Maybe) != "mondays" {
		t.Errorf("proxy %v, %s, maybe %s", v.Proxy, v.Outcome, names(v.Maybe))
	}
	q.Time = time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	if v := m.Simulate(q); v.Outcome != Allowed {
		t.Errorf("on Monday it is %s\n%s", v.Outcome, steps(v))
	}
	q.Time = q.Time.Add(24 * time.Hour)
	if v := m.Simulate(q); v.Rule != nil || v.Steps[0].Criterion != ScheduleCriterion {
		t.Errorf("on Tuesday it is %s\n%s", v.Outcome, steps(v))
	}
}

// Rules of one rank behind the deciding one may be read first.
func TestSimulateWithoutOrder(t *testing.T) {
	w := baseWorld()
	w.rules = access{name: "a", from: []string{internalNet}, to: []string{externalNet}}.xml(1) + access{name: "d", action: "deny", from: []string{internalNet}, to: []string{externalNet}}.xml(1)
	if v := model(t, w).Simulate(query("10.0.0.5", "198.51.100.1", 22)); v.Outcome != Uncertain {
		t.Errorf("it is %s", v.Outcome)
	}
}
