package policy

import (
	"fmt"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// The helpers below write exports by hand: what a rule of a test is must be seen
// in the test.

func parse(t testing.TB, source string) *schema.Document {
	t.Helper()
	file, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	d, err := schema.Parse(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	return d
}

func object(element, name string, body ...string) string {
	return fmt.Sprintf(`<fpc4:%s StorageName="%s" StorageType="1">%s</fpc4:%s>`, element, name, strings.Join(body, ""), element)
}

func single(element string, body ...string) string { return object(element, element, body...) }

func prop(name, value string) string {
	return fmt.Sprintf(`<fpc4:%s dt:dt="string">%s</fpc4:%s>`, name, value, name)
}

func list(name string, entries ...string) string {
	body := ""
	for _, e := range entries {
		body += `<fpc4:Str dt:dt="string">` + e + `</fpc4:Str>`
	}
	return "<fpc4:" + name + ">" + body + "</fpc4:" + name + ">"
}

// to is a reference "Element:StorageName"; a leading ! excludes the target.
func to(target string) string {
	target, excluded := strings.CutPrefix(target, "!")
	element, name, _ := strings.Cut(target, ":")
	body := prop("Name", name) + prop("RefClass", "msFPC"+element)
	if excluded {
		body = prop("IncludeStatus", "1") + body
	}
	return object("Ref", "r", body)
}

func role(name, target string) string {
	return strings.Replace(to(target), `StorageName="r"`, `StorageName="`+name+`"`, 1)
}

func refs(role string, targets ...string) string {
	body := ""
	for _, t := range targets {
		body += to(t)
	}
	return object("Refs", role, body)
}

func endpoints(role string, targets []string) string {
	return object("SelectionIPs", role, refs("Networks", targets...))
}

// order is the Order property of a rank.
func order(rank int) string {
	return prop("Order", fmt.Sprintf("%02X%02X000000000000", rank&255, rank>>8))
}

// access is an access rule: what it names is written in the form of to.
type access struct {
	name, action       string // action "deny" or empty
	from, to           []string
	protocols, users   []string
	domains, urls      []string
	schedule           string
	method             string // ProtocolSelectionMethod; empty: 0 without protocols, else 1
	extra, extraAccess string // further properties of the rule and of its AccessProperties
}

func (a access) xml(rank int) string {
	action, method, schedule := "", a.method, ""
	if a.action == "deny" {
		action = prop("Action", "1")
	}
	if method == "" {
		method = "0"
		if len(a.protocols) > 0 {
			method = "1"
		}
	}
	always := ""
	if a.schedule != "" {
		always, schedule = prop("AppliesAlways", "0"), role("ScheduleUsed", "ProxyScheduleTemplate:"+a.schedule)
	}
	users := a.users
	if len(users) == 0 {
		users = []string{"UserSet:" + allUsersGUID}
	}
	return object("PolicyRule", fmt.Sprintf("{00000000-0000-0000-0000-%012d}", rank),
		action, always, a.extra, prop("Name", a.name), order(rank), schedule,
		endpoints("SourceSelectionIPs", a.from),
		single("AccessProperties", a.extraAccess, prop("ProtocolSelectionMethod", method), endpoints("DestinationSelectionIPs", a.to),
			refs("ProtocolsUsed", a.protocols...), refs("DestinationDomainNameSets", a.domains...), refs("URLSet", a.urls...), refs("UserSets", users...)))
}

// world is the rest of an export.
type world struct {
	networks, networkSets, networkRules, elements, rules, more string
	above                                                      string // the enterprise
}

func (w world) xml() string {
	return `<?xml version="1.0" encoding="UTF-8"?><fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">` + w.above +
		`<fpc4:Arrays StorageName="Arrays" StorageType="0">` + object("Array", "{E603489F-FA78-41CA-ADFE-EDC572C944DE}", prop("Name", "A"), w.more,
		single("RuleElements", w.elements),
		single("NetConfig", single("Networks", w.networks), single("NetworkSets", w.networkSets), single("NetworkRules", w.networkRules)),
		single("ArrayPolicy", single("PolicyRules", w.rules))) + `</fpc4:Arrays></fpc4:Root>`
}

func network(name, kind string, ranges ...string) string {
	body := ""
	for _, r := range ranges {
		from, last, _ := strings.Cut(r, "-")
		body += object("IpRangeEntry", "e", prop("IPFrom", from), prop("IPTo", last))
	}
	return object("Network", name, prop("Name", name), prop("NetworkType", kind), single("IpRangeSet", body))
}

func computer(name, address string) string {
	return object("Computer", name, prop("IPAddress", address), prop("Name", name))
}

// emptySet is a computer set with all its lists, which are empty.
func emptySet(name string) string {
	return object("ComputerSet", name, prop("Name", name), single("Computers"), single("AddressRanges"), single("Subnets"))
}

// protocol is outbound TCP, or UDP with "udp/".
func protocol(name, ports string) string {
	kind, dir := "6", "1"
	if p, ok := strings.CutPrefix(ports, "udp/"); ok {
		kind, dir, ports = "17", "3", p
	}
	low, high, ok := strings.Cut(ports, "-")
	if !ok {
		high = low
	}
	return object("Protocol", name, prop("Name", name), object("ProtocolConnections", "PrimaryConnections",
		object("ProtocolConnection", "c", prop("ConnectionType", kind), prop("Direction", dir), prop("PortHigh", high), prop("PortLow", low))))
}

func userSet(name string, sids ...string) string {
	body := ""
	for _, s := range sids {
		body += object("Account", s, prop("AccountSid", s))
	}
	return object("UserSet", name, prop("Name", name), object("Accounts", "Access", body))
}

func networkRule(name, kind string, rank int, from, to []string) string {
	return object("NetworkRule", name, prop("Name", name), order(rank), prop("RoutingType", kind),
		endpoints("SourceSelectionIPs", from), endpoints("DestinationSelectionIPs", to))
}

const (
	internalNet = "Network:Internal"
	externalNet = "Network:" + externalGUID
	localNet    = "Network:" + localHostGUID
	allNets     = "NetworkSet:" + allNetworksGUID
	anywhereSet = "ComputerSet:" + anywhereGUID
)

// baseWorld has Internal 10.0.0.0/8, Perimeter 172.16.0.0/16 and the predefined
// networks; the firewall is 10.0.0.1, 172.16.0.1 and 203.0.113.1.
func baseWorld() world {
	return world{
		more: single("Servers", object("Server", "s", prop("IntraArrayAddress", "10.0.0.1")), object("Server", "t", prop("IntraArrayAddress", "172.16.0.1")),
			object("Server", "u", prop("IntraArrayAddress", "203.0.113.1"))),
		networks: network("Internal", "4", "10.0.0.0-10.255.255.255") + network("Perimeter", "0", "172.16.0.0-172.16.255.255") +
			network(externalGUID, "3") + network(localHostGUID, "2") + network(vpnClientsGUID, "1") + network(quarantinedGUID, "5"),
		networkRules: networkRule("all", "0", 0, []string{allNets}, []string{allNets}),
	}
}

func model(t testing.TB, w world) *Model {
	t.Helper()
	models := New(parse(t, w.xml()))
	if len(models) != 1 {
		t.Fatalf("%d models, want 1", len(models))
	}
	return models[0]
}

func rulesXML(rules ...access) string {
	all := ""
	for i, r := range rules {
		all += r.xml(i + 1)
	}
	return all
}
