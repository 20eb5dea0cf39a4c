package policy

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"tmgaudit/schema"
)

// elementWorld has one element of every kind, good and bad.
func elementWorld() world {
	w := baseWorld()
	w.networkSets = object("NetworkSet", "Chosen", prop("NetworkSetType", "0"), refs("Networks", internalNet)) +
		object("NetworkSet", "AllBut", prop("NetworkSetType", "1"), refs("Networks", internalNet)) +
		object("NetworkSet", "Odd", prop("NetworkSetType", "7")) + object("NetworkSet", "EmptySet")
	w.networks += network("BadRange", "0", "192.168.0.9-192.168.0.1") + network("NoRange", "0")
	w.elements = single("Computers", computer("C", "10.0.0.10"), computer("Firewall", "10.0.0.1"), computer("NoAddress", ""), computer("V6", "2001:db8::1")) +
		single("AddressRanges", object("AddressRange", "R", prop("IPFrom", "10.0.0.8"), prop("IPTo", "10.0.0.9")),
			object("AddressRange", "Reversed", prop("IPFrom", "10.0.0.9"), prop("IPTo", "10.0.0.8")),
			object("AddressRange", "All", prop("IPFrom", "0.0.0.0"), prop("IPTo", "255.255.255.255"))) +
		single("Subnets", object("Subnet", "S", prop("IPAddress", "10.1.2.3"), prop("IPMask", "255.255.255.0")),
			object("Subnet", "WithFirewall", prop("IPAddress", "10.0.0.0"), prop("IPMask", "255.255.255.0")),
			object("Subnet", "BadMask", prop("IPAddress", "10.1.2.0"), prop("IPMask", "255.0.255.0"))) +
		single("ComputerSets", object("ComputerSet", "CS", single("Computers", computer("m", "10.0.0.20")), single("Subnets", object("Subnet", "s", prop("IPAddress", "10.3.0.0"), prop("IPMask", "255.255.0.0")))),
			emptySet("Empty"), object("ComputerSet", "Filled", prop("Predefined", "1")))
	return w
}

func TestAddressesOfReferences(t *testing.T) {
	w := elementWorld()
	for _, c := range []struct{ ref, sure, may, reason string }{
		{internalNet, "10.0.0.0/8", "", "the ranges of a network"},
		{localNet, "Local Host", "", "the firewall is an endpoint of its own"},
		{"Network:" + strings.ToLower(vpnClientsGUID), "VPN Clients", "", "VPN clients too; letters of a GUID in any case"},
		{"Network:NoRange", "nothing", "", "a network without ranges"},
		{"Network:BadRange", "nothing", "0.0.0.0/0", "a reversed range says nothing"},
		{"Network:{00000000-0000-0000-0000-000000000099}", "nothing", "0.0.0.0/0, Local Host, VPN Clients, Quarantined VPN Clients, IPv6", "a network that is not in the file"},
		{allNets, "0.0.0.0/0, Local Host, VPN Clients, Quarantined VPN Clients", "", "the predefined set of all networks"},
		{"NetworkSet:Chosen", "10.0.0.0/8", "", "selected networks"},
		{"NetworkSet:AllBut", "0.0.0.0-9.255.255.255, 11.0.0.0-255.255.255.255, Local Host, VPN Clients, Quarantined VPN Clients", "", "all but the selected"},
		{"NetworkSet:EmptySet", "nothing", "", "a set of no network"},
		{"Computer:C", "10.0.0.10", "", "a computer"},
		{"Computer:Firewall", "10.0.0.1", "10.0.0.1, Local Host", "a computer with an address of the firewall may be it"},
		{"Computer:V6", "nothing", "IPv6", "IPv6 is a point that nothing is sure of"},
		{"AddressRange:R", "10.0.0.8/31", "", "a range"},
		{"AddressRange:All", "0.0.0.0/0, Local Host, VPN Clients, Quarantined VPN Clients", "", "all addresses hold the firewall and VPN clients"},
		{"Subnet:S", "10.1.2.0/24", "", "a subnet, written with a host's address"},
		{"Subnet:WithFirewall", "10.0.0.0/24", "10.0.0.0/24, Local Host", "a subnet with an address of the firewall"},
		{"ComputerSet:CS", "10.0.0.20, 10.3.0.0/16", "", "a computer set"},
		{"ComputerSet:Empty", "nothing", "", "an empty computer set"},
		{anywhereSet, "0.0.0.0/0, Local Host, VPN Clients, Quarantined VPN Clients", "", "Anywhere, not in the file"},
	} {
		w.rules = access{name: "x", from: []string{c.ref}, to: []string{localNet}}.xml(1)
		r := model(t, w).Rules()[0]
		if c.may == "" {
			c.may = c.sure
		}
		if sure, may := FormatAddresses(r.Source.Sure, 0), FormatAddresses(r.Source.May, 0); sure != c.sure || may != c.may {
			t.Errorf("%s: %s is %s to %s, want %s to %s", c.reason, c.ref, sure, may, c.sure, c.may)
		}
	}
	for _, ref := range []string{"NetworkSet:Odd", "Computer:NoAddress", "AddressRange:Reversed", "Subnet:BadMask", "ComputerSet:Filled", "Protocol:X", "Nothing"} {
		w.rules = access{name: "x", from: []string{ref}, to: []string{localNet}}.xml(1)
		r := model(t, w).Rules()[0]
		if !r.Source.Sure.Empty() || !r.Source.May.Equal(anyAddress) || r.Known() {
			t.Errorf("%s is %v, unknown %q; want everything unknown", ref, r.Source, r.Unknown)
		}
	}
}

func TestExternalIsTheRest(t *testing.T) {
	m := model(t, baseWorld())
	for _, n := range m.Networks() {
		if kind(n.Object) != schema.NetworkExternal {
			continue
		}
		want := allIPv4.Minus(loopback).Minus(PointsOf(Range{10 << 24, 11<<24 - 1}, Range{172<<24 | 16<<16, 172<<24 | 17<<16 - 1}))
		if !n.Addresses.Sure.Equal(want) || !n.Addresses.Known() {
			t.Errorf("External is %s", FormatAddresses(n.Addresses.Sure, 0))
		}
	}
}

// A network of which the file does not list the addresses may hold any, so that of
// External nothing is sure either.
func TestNetworkWithoutAddresses(t *testing.T) {
	w := baseWorld()
	w.networks = strings.Replace(w.networks, single("IpRangeSet", object("IpRangeEntry", "e", prop("IPFrom", "172.16.0.0"), prop("IPTo", "172.16.255.255"))), "", 1)
	m := model(t, w)
	x, _ := addressPoint(address("192.0.2.1"))
	if sure, maybe := m.NetworksOf(x); len(sure) != 0 || len(maybe) != 2 || maybe[0].Name != "Perimeter" || len(maybe[0].Unknown) != 1 {
		t.Errorf("192.0.2.1 is in %v and maybe in %v", sure, maybe)
	}
	w.networks = strings.Replace(w.networks, network(quarantinedGUID, "5"), network(quarantinedGUID, "5")+network("Empty", "0"), 1)
	w.rules = access{name: "x", from: []string{"Network:Empty"}, to: []string{localNet}}.xml(1)
	if r := model(t, w).Rules()[0]; !r.Source.May.Empty() || len(r.Empty) != 1 {
		t.Errorf("an empty list is %v, empty %q; want nothing", r.Source, r.Empty)
	}
}

func TestVPNClients(t *testing.T) {
	pool := object("IpRangeSet", "VpnStaticAddressPool", object("IpRangeEntry", "e", prop("IPFrom", "192.168.5.1"), prop("IPTo", "192.168.5.50")))
	for _, c := range []struct {
		config string
		at     string
		want   Truth
		reason string
	}{
		{"", "192.168.5.7", No, "VPN is off"},
		{single("VpnConfig", prop("VpnEnable", "1"), pool), "192.168.5.7", Maybe, "an address of the pool"},
		{single("VpnConfig", prop("VpnEnable", "1"), pool), "192.168.6.7", No, "an address outside the pool"},
		{single("VpnConfig", prop("VpnEnable", "1"), prop("VpnUseDHCPForAddressAssignment", "1")), "10.0.0.77", Maybe, "an inner address with DHCP"},
	} {
		w := baseWorld()
		w.elements = single("Computers", computer("C", c.at))
		w.rules = access{name: "x", from: []string{"Computer:C"}, to: []string{localNet}}.xml(1)
		source := strings.Replace(w.xml(), "<fpc4:NetConfig StorageName=\"NetConfig\" StorageType=\"1\">", "$0"+c.config, 1)
		source = strings.Replace(source, "$0", "<fpc4:NetConfig StorageName=\"NetConfig\" StorageType=\"1\">", 1)
		if got := New(parse(t, source))[0].Rules()[0].Source.At(VPNClients); got != c.want {
			t.Errorf("%s: %v, want %v", c.reason, got, c.want)
		}
	}
}

func TestServicesOfProtocols(t *testing.T) {
	connection := func(props ...string) string {
		return object("Protocol", "P", object("ProtocolConnections", "PrimaryConnections", object("ProtocolConnection", "c", props...)))
	}
	port := func(low, high string) string { return prop("PortLow", low) + prop("PortHigh", high) }
	tcp := func(low, high uint64) Points { return Span(TCP<<16|low, TCP<<16|high) }
	for _, c := range []struct {
		protocol  string
		method    string
		sure, may Points
		reason    string
	}{
		{connection(prop("Direction", "1"), port("80", "80")), "1", tcp(80, 80), tcp(80, 80), "TCP is what an absent type means"},
		{connection(port("80", "80")), "1", nil, tcp(80, 80), "inbound is what an absent direction means; access rules use outbound ones"},
		{connection(prop("ConnectionType", "17"), prop("Direction", "3"), port("53", "53")), "1", Span(UDP<<16|53, UDP<<16|53), Span(UDP<<16|53, UDP<<16|53), "UDP, send and receive"},
		{connection(prop("ConnectionType", "17"), prop("Direction", "2"), port("68", "68")), "1", nil, Span(UDP<<16|68, UDP<<16|68), "UDP, receive first"},
		{connection(prop("ConnectionType", "1"), prop("Direction", "3"), prop("ICMPType", "8")), "1", Span(1<<16|8<<8, 1<<16|8<<8), Span(1<<16|8<<8, 1<<16|8<<8), "PING"},
		{connection(prop("ConnectionType", "1"), prop("Direction", "3"), prop("ICMPType", "-1")), "1", nil, Span(1<<16, 2<<16-1), "no ICMP type"},
		{connection(prop("ConnectionType", "47"), prop("Direction", "3")), "1", Span(47<<16, 48<<16-1), Span(47<<16, 48<<16-1), "GRE has no ports"},
		{connection(prop("Direction", "1"), port("90", "80")), "1", nil, tcp(0, 65535), "reversed ports"},
		{connection(prop("Direction", "1"), port("0", "0")), "1", nil, tcp(0, 65535), "a dynamic port"},
		{connection(prop("Direction", "1"), port("1", "70000")), "1", nil, tcp(0, 65535), "no port"},
		{connection(prop("ConnectionType", "300")), "1", nil, allServices, "no protocol number"},
		{object("Protocol", "P"), "1", nil, allServices, "a protocol without connections"},
		{"", "1", nil, allServices, "a protocol that is not in the file"},
		{connection(prop("Direction", "1"), port("80", "80")), "2", allServices.Minus(tcp(80, 80)), allServices.Minus(tcp(80, 80)), "all but a protocol"},
		{connection(prop("Direction", "1"), port("80", "80")), "0", allServices, allServices, "all traffic, said so"},
		{connection(prop("Direction", "1"), port("80", "80")), "9", nil, allServices, "a method that nobody knows"},
	} {
		w := baseWorld()
		w.elements = single("Protocols", c.protocol)
		w.rules = access{name: "x", from: []string{internalNet}, to: []string{externalNet}, protocols: []string{"Protocol:P"}, method: c.method}.xml(1)
		if got := model(t, w).Rules()[0].Service; !got.Sure.Equal(c.sure) || !got.May.Equal(c.may) {
			t.Errorf("%s: %v, want %v to %v", c.reason, got, c.sure, c.may)
		}
	}
}

func TestCriteriaThatAreNotUnderstood(t *testing.T) {
	base := access{name: "x", from: []string{internalNet}, to: []string{externalNet}}
	change := func(f func(*access)) string { a := base; f(&a); return a.xml(1) }
	for _, c := range []struct{ rule, want, reason string }{
		{change(func(*access) {}), "", "nothing is unknown"},
		{change(func(a *access) { a.from = nil }), "it names no source", "no source"},
		{change(func(a *access) { a.to = nil }), "it names no destination", "no destination"},
		{change(func(a *access) { a.from = []string{"!" + internalNet} }), "it names no source", "only an exception"},
		{strings.Replace(base.xml(1), prop("ProtocolSelectionMethod", "0"), "", 1), "", "the default is all traffic"},
		{strings.Replace(change(func(a *access) { a.protocols = []string{"Protocol:P"} }), prop("ProtocolSelectionMethod", "1"), "", 1),
			"it names protocols but its ProtocolSelectionMethod is the default, all traffic", "protocols without a method"},
		{strings.Replace(change(func(a *access) { a.schedule = "S" }), prop("AppliesAlways", "0"), "", 1),
			"it has a schedule but its AppliesAlways is the default, true", "a schedule that may not be used"},
		{change(func(a *access) { a.schedule = "S" }), `schedule "S" is not in the file`, "a missing schedule"},
		{change(func(a *access) { a.extra = prop("AppliesAlways", "0") }), "it does not apply always but has no schedule", "no schedule"},
		{change(func(a *access) { a.extra = prop("LimitSourcePortLow", "9") }), "its limit of source ports is no range", "reversed source ports"},
		{change(func(a *access) { a.extraAccess = prop("AppliesToContentMethod", "1") }), "its AppliesToContentMethod is 1", "content types that are not named"},
		{change(func(a *access) { a.users = []string{"UserSet:U"} }), `user set "U" is not in the file`, "a missing user set"},
		{change(func(a *access) { a.urls = []string{"URLSet:U"} }), `URL set "U" is not in the file`, "a missing URL set"},
		{strings.Replace(base.xml(1), order(1), "", 1), "its place in the order", "no Order"},
		{object("PolicyRule", "r", prop("Type", "99"), order(1)), "it names no source; its type", "a type that nobody knows"},
		{object("PolicyRule", "r", order(1)), "it names no source; it has no AccessProperties", "no criteria"},
		{object("PolicyRule", "r", prop("Type", "1"), order(1), endpoints("SourceSelectionIPs", []string{externalNet})), "it has no ServerPublishingProperties", "a publishing rule without properties"},
		{object("PolicyRule", "r", prop("Type", "2"), order(1), endpoints("SourceSelectionIPs", []string{externalNet})), "it has no WebPublishingProperties", "the same for the web"},
	} {
		w := baseWorld()
		w.elements = single("Protocols", protocol("P", "80"))
		w.rules = c.rule
		if got := strings.Join(model(t, w).Rules()[0].Unknown, "; "); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestSchedule(t *testing.T) {
	o := func(text string) *schema.Object {
		w := baseWorld()
		w.elements = single("ProxyScheduleTemplates", object("ProxyScheduleTemplate", "S", prop("ScheduleTemplate", text)))
		return parse(t, w.xml()).Objects("ProxyScheduleTemplate")[0]
	}
	hours, ok := ScheduleHours(o(strings.Repeat("00", 9) + "3E" + strings.Repeat("00", 14)))
	monday := time.Date(2024, 1, 1, 9, 59, 0, 0, time.UTC)
	if !ok || hours.Count() != 5 || !hours.Contains(Hour(monday)) || hours.Contains(Hour(monday.Add(-24*time.Hour))) || HourName(Hour(monday)) != "Mon 09:00" {
		t.Errorf("nine on weekdays is %v", hours)
	}
	for _, bad := range []string{"", "zz", strings.Repeat("FF", 21), strings.Repeat("FF", 25)} {
		if _, ok := ScheduleHours(o(bad)); ok {
			t.Errorf("schedule %q is understood", bad)
		}
	}
	if full, ok := ScheduleHours(o(strings.Repeat("7F", 24))); !ok || !full.Equal(alwaysHours) {
		t.Errorf("a full week is %v", full)
	}
}

func TestNameMatching(t *testing.T) {
	for _, c := range []struct {
		entry, host string
		want        Truth
		reason      string
	}{
		{"a.example", "A.example", Yes, "letters in any case"},
		{"*.example", "x.example", Yes, "a wildcard"},
		{"*.example", "a.b.example", Yes, "below a wildcard at any depth"},
		{"*.example", "example", Maybe, "whether the domain itself is meant is not documented"},
		{"*.example", "xexample", No, "no dot"},
		{"*", "x", Yes, "everything"},
		{"a*.example", "ab.example", Maybe, "a form that is not documented"},
		{"*example", "xexample", Maybe, "the same"},
	} {
		if got := matchDomain(c.entry, c.host); got != c.want {
			t.Errorf("%s: %s on %s is %v, want %v", c.reason, c.entry, c.host, got, c.want)
		}
	}
	for _, c := range []struct {
		entry, url string
		want       Truth
		reason     string
	}{
		{"http://a.example/x", "https://a.example:8443/x", Maybe, "over HTTPS the path is not visible"},
		{"a.example", "https://a.example:8443/x", Yes, "an entry without path; scheme and port are ignored"},
		{"ftp://a.example:25/x", "http://a.example/X", Yes, "case, scheme and port are ignored"},
		{"a.example/*", "http://a.example/x/y", Yes, "a wildcard path"},
		{"a.example/x/*", "http://a.example/y", No, "another path"},
		{"a.example/x/*", "http://a.example/x", Maybe, "the folder itself"},
		{"a.example/x?y", "http://a.example/x?y", No, "entries with a question mark are ignored"},
		{"a.example/x", "http://a.example/x?y", Yes, "what follows a question mark in a request is ignored"},
		{"*.example/*", "http://a.example/x", Yes, "wildcards of host and path"},
		{"a.example/*/x", "http://a.example/y/x", Maybe, "a wildcard inside the path is not documented"},
	} {
		if got := matchURL(c.entry, c.url); got != c.want {
			t.Errorf("%s: %s on %s is %v, want %v", c.reason, c.entry, c.url, got, c.want)
		}
	}
}

func TestSetsWithinSets(t *testing.T) {
	set := func(element, property string, entries ...string) string {
		return object(element, "S"+entries[0], list(property, entries...))
	}
	for _, c := range []struct {
		element, property string
		big, small        []string
		want              bool
		reason            string
	}{
		{"DomainNameSet", "DomainNameStrings", []string{"*.x.example", "y.example"}, []string{"a.x.example", "Y.example"}, true, "a wildcard and a name"},
		{"DomainNameSet", "DomainNameStrings", []string{"*.x.example"}, []string{"x.example"}, false, "the domain itself may not be meant"},
		{"DomainNameSet", "DomainNameStrings", []string{"*.example"}, []string{"*.x.example"}, true, "a wildcard below a wildcard"},
		{"DomainNameSet", "DomainNameStrings", []string{"*.example"}, []string{"a*.x.example"}, false, "an entry of a form that is not documented"},
		{"URLSet", "URLStrings", []string{"http://a.example/*"}, []string{"a.example/x"}, true, "a path below a wildcard"},
		{"URLSet", "URLStrings", []string{"a.example/*"}, []string{"a.example"}, false, "over HTTPS only the second matches surely"},
		{"URLSet", "URLStrings", []string{"a.example"}, []string{"a.example/x", "http://a.example/y/*"}, true, "no path is every path"},
		{"URLSet", "URLStrings", []string{"b.example"}, []string{"a.example/x?y", "b.example"}, true, "ignored entries do not count"},
		{"ContentTypeSet", "ContentStrings", []string{"text/html", ".exe"}, []string{".EXE"}, true, "content types by their text"},
		{"ContentTypeSet", "ContentStrings", []string{"text/*"}, []string{"text/html"}, false, "no family is compared"},
	} {
		w := baseWorld()
		w.elements = single(c.element+"s", set(c.element, c.property, c.big...), set(c.element, c.property, c.small...))
		d := parse(t, w.xml())
		objects := d.Objects(c.element)
		table := newNameTable()
		for _, o := range objects {
			table.sets = append(table.sets, &nameSet{object: o, element: c.element, point: uint64(len(table.sets)) + 1})
		}
		table.compare()
		if got := slices.Contains(table.sets[0].within, 2); got != c.want {
			t.Errorf("%s: %v holds %v: %t", c.reason, c.big, c.small, got)
		}
	}
}

func TestAddressPointOfUnreadable(t *testing.T) {
	if _, ok := addressPoint(netip.Addr{}); ok {
		t.Error("no address has a point")
	}
}
