package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// viewed is an array with one of everything that the views name.
func viewed(t testing.TB) *Document {
	t.Helper()
	listener := single("WebListenerProperties", typed("AlwaysAuthenticate", "boolean", "1")+typed("IntegratedAuthPersistSingleRequest", "boolean", "0"))
	network := object("Network", localNet, property("Name", "Internal")+typed("NetworkType", "int", "4")+
		single("IpRangeSet", object("IpRangeEntry", "{r}", property("IPFrom", "10.0.0.0")+property("IPTo", "10.255.255.255")))+listener)
	address := func(element, body string) string { return object(element, "{"+element+"}", body) }
	computer := single("Computers", address("Computer", property("IPAddress", "10.0.0.7")))
	ranges := single("AddressRanges", address("AddressRange", property("IPFrom", "10.0.0.9")+property("IPTo", "oops")))
	subnets := single("Subnets", address("Subnet", property("IPAddress", "10.1.0.0")+property("IPMask", "255.255.0.0")))
	elements := single("WebListeners", object("WebListener", guidSet, property("Name", "HTTPS")+single("WebListenerProperties", ""))) +
		computer + ranges + subnets + single("ComputerSets", address("ComputerSet", computer+ranges+subnets)) +
		single("Protocols", address("Protocol", object("ProtocolConnections", "SecondaryConnections", address("ProtocolConnection", typed("ConnectionType", "int", "17")))+
			object("ProtocolConnections", "PrimaryConnections", address("ProtocolConnection", typed("PortLow", "int", "80")+typed("PortHigh", "int", "81"))))) +
		urlSetWith("URLSets", "URLSet", "URLStrings") + urlSetWith("DomainNameSets", "DomainNameSet", "DomainNameStrings") +
		single("UserSets", address("UserSet", object("Accounts", "Access", address("Account", property("AccountSid", "S-1-5-11")))))
	sources := object("SelectionIPs", "DestinationSelectionIPs", object("Refs", "Networks", reference(guidAbsent, "msFPCNetwork", ""))) +
		object("SelectionIPs", "SourceSelectionIPs", object("Refs", "Networks", reference(localNet, "msFPCNetwork", "")+reference(allUsers, "msFPCNetwork", ""))+object("Refs", "Computers", ""))
	rules := object("PolicyRule", "{1}", property("Name", "bare")) +
		object("PolicyRule", "{2}", property("Name", "full")+typed("Action", "int", "1")+typed("Enabled", "boolean", "0")+typed("System", "boolean", "1")+
			typed("IsDefaultRule", "boolean", "1")+typed("Type", "int", "2")+typed("Order", "bin.hex", "0A01000000000000")+sources+single("AccessProperties", "")+
			single("WebPublishingProperties", object("Ref", "Other", property("Name", guidAbsent)+property("RefClass", "msFPCProxyScheduleTemplate"))+
				object("Ref", "WebListenerUsed", property("Name", guidSet)+property("RefClass", "msFPCWebListener"))))
	return parse(t, arrayExport(single("RuleElements", elements)+
		single("NetConfig", single("Networks", network)+single("NetworkRules", object("NetworkRule", "{n}", typed("RoutingType", "int", "1")+sources)))+
		single("ArrayPolicy", single("PolicyRules", rules))))
}

func urlSetWith(collection, element, list string) string {
	return single(collection, object(element, "{"+element+"}", `<fpc4:`+list+`><fpc4:Str dt:dt="string">x</fpc4:Str></fpc4:`+list+`>`))
}

func labels(refs []Ref) []string {
	var all []string
	for _, r := range refs {
		all = append(all, r.Label())
	}
	return all
}

// words writes values with a space between any two.
func words(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

func TestViews(t *testing.T) {
	d := viewed(t)
	a := d.Arrays()[0]
	n := a.Networks()[0]
	listener, ok := n.Listener()
	of, isNetwork := listener.OfNetwork()
	_, isPublished := listener.OfWebListener()
	published := a.WebListeners()[0]
	settings, hasSettings := published.Settings()
	owner, isListener := settings.OfWebListener()
	_, notNetwork := settings.OfNetwork()
	from, to, inOrder := n.Ranges()[0].Bounds()
	set := ComputerSet{d.Objects("ComputerSet")[0]}
	one, isAddress := set.Computers()[0].Address()
	_, _, isRange := set.Ranges()[0].Bounds()
	subnet, mask, isSubnet := set.Subnets()[0].Address()
	protocol := Protocol{d.Objects("Protocol")[0]}
	low, high := protocol.Primary()[0].Ports()
	relation := a.NetworkRules()[0]
	bare, full := a.Rules()[0], a.Rules()[1]
	order, hasOrder := full.Order()
	_, bareOrder := bare.Order()
	used, hasListener := full.Listener()
	_, bareListener := bare.Listener()
	_, hasAccess := full.Access()
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"type of the network", n.Type(), NetworkInternal},
		{"its listener", words(ok, of.Name(), isNetwork, isPublished), "true Internal true false"},
		{"always authenticate", words(listener.AlwaysAuthenticate(), settings.AlwaysAuthenticate()), "true false"},
		{"integrated per request", words(listener.IntegratedPerRequest().Value(), settings.IntegratedPerRequest() == nil), "0 true"},
		{"publishing listener", words(hasSettings, owner.Name(), isListener, notNetwork), "true HTTPS true false"},
		{"bounds", words(from, to, inOrder), "10.0.0.0 10.255.255.255 true"},
		{"an address range that is none", isRange, false},
		{"computer", words(one, isAddress), "10.0.0.7 true"},
		{"subnet", words(subnet, mask, isSubnet), "10.1.0.0 255.255.0.0 true"},
		{"primary connection", words(protocol.Primary()[0].Transport(), low, high), "6 80 81"},
		{"secondary connection", words(len(protocol.Secondary()), protocol.Secondary()[0].Transport()), "1 17"},
		{"URLs", URLSet{d.Objects("URLSet")[0]}.URLs().Len(), 1},
		{"domains", DomainNameSet{d.Objects("DomainNameSet")[0]}.Domains().Len(), 1},
		{"account", UserSet{d.Objects("UserSet")[0]}.Accounts()[0].SID(), "S-1-5-11"},
		{"network rule", words(relation.Routed(), relation.Enabled()), "false true"},
		{"its sources", words(labels(slices.Collect(relation.Sources()))), "[Internal All Users]"},
		{"its destinations", words(labels(slices.Collect(relation.Destinations()))), "[" + guidAbsent + "]"},
		{"a rule of defaults", words(bare.Type(), bare.Deny(), bare.Enabled(), bare.System(), bare.IsDefault(), bareOrder, bareListener), "0 false true false false false false"},
		{"a rule of values", words(full.Type(), full.Deny(), full.Enabled(), full.System(), full.IsDefault(), hasAccess), "2 true false true true true"},
		{"its order", words(order, hasOrder), "266 true"},
		{"its listener", words(used.Name(), hasListener), "HTTPS true"},
		{"its sources", words(labels(slices.Collect(full.Sources()))), "[Internal All Users]"},
		{"sources of a rule without", len(slices.Collect(bare.Sources())), 0},
	} {
		if words(c.got) != words(c.want) {
			t.Errorf("%s: %v, want %v", c.what, c.got, c.want)
		}
	}
	for range full.Sources() {
		break
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		hex    string
		want   uint32
		ok     bool
		reason string
	}{
		{"0000000000000000", 0, true, "the first"},
		{"1700000000000000", 23, true, "least significant byte first"},
		{"0100000002000000", 1, true, "only the first double word counts"},
		{"ffFFffFF", 4294967295, true, "letters in any case, one double word"},
		{" 01000000\n", 1, true, "space around it"},
		{"", 0, false, "empty"},
		{"010000", 0, false, "too short"},
		{"0100000", 0, false, "half a byte"},
		{"0x010000", 0, false, "no digits"},
	} {
		r := PolicyRule{parse(t, export(object("PolicyRule", "{1}", typed("Order", "bin.hex", c.hex)))).Objects("PolicyRule")[0]}
		if n, ok := r.Order(); n != c.want || ok != c.ok {
			t.Errorf("%q: %d, %t, want %d, %t: %s", c.hex, n, ok, c.want, c.ok, c.reason)
		}
	}
}

func TestViewsOfAnEmptyArray(t *testing.T) {
	d := parse(t, arrayExport(""))
	a := d.Arrays()[0]
	if len(a.Networks())+len(a.NetworkRules())+len(a.Rules())+len(a.WebListeners()) != 0 {
		t.Error("an empty array holds something")
	}
	if skeletons := parse(t, export(skeleton("Array", "A", ""))).Arrays(); skeletons != nil {
		t.Errorf("a skeleton is an array: %v", skeletons)
	}
}
