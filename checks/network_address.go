package checks

import (
	"fmt"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// networkChecks look at networks, the rules between them, what guards them, and
// what they offer to clients.
var networkChecks = []*Check{
	networksOverlap, rangeInvalid, enterpriseOutside, specialRange, networkEmpty,
	networkRuleMissing, networkRuleShadowed, localHostRule, translatedBothWays,
	spoofing, ipOptions, ipFragments, intrusionDetection,
	floodOff, floodPerMinute, floodConcurrent, floodHTTP, floodRule, floodExceptions,
	proxyInBadNetwork, proxyOnLocalHost,
	oldFirewallClients, autoDiscoveryPort, poolOverlap, vpnPoolLost, vpnWeak,
}

const (
	overlapPage      = "https://systemcenter.wiki/?GetElement=Microsoft.ISAServer.2006.ISA_Server_detected_network_elements_that_contain_overlapping_address_ranges.Rule&Type=Rule&ManagementPack=Microsoft.ISAServer.2006&Version=6.0.6648.0"
	invalidRangePage = "https://systemcenter.wiki/?GetElement=Microsoft.Forefront.TMG.ISA_Server_detected_a_network_element_containing_an_invalid_address_range.Rule&Type=Rule&ManagementPack=Microsoft.Forefront.TMG&Version=7.0.7695.100&Language=CHS"
	enterprisePage   = "https://systemcenter.wiki/?GetElement=Microsoft.Forefront.TMG.An_enterprise_network_is_not_included_in_an_array_level_network.Rule&Type=Rule&ManagementPack=Microsoft.Forefront.TMG&Version=7.0.7695.100"
	migrationPage    = "https://learn.microsoft.com/en-us/previous-versions/tn-archive/dd897002(v=technet.10)"
	proxyClientsPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825516(v=vs.85)"

	vpnNetwork        = "{08E7B0E1-287A-4FBD-A33D-B13012E4BC4A}" // VPN_CLIENTS_NETWORK_GUID
	quarantineNetwork = "{394B94A2-36D5-4811-9DB8-F0754AEF4F79}" // QUARANTINED_VPN_CLIENTS_NETWORK_GUID
)

// addresses are what a range holds; nothing when it cannot be read, is none of
// IPv4, or is out of order.
func addresses(r schema.AddressRange) policy.Points {
	from, to, ok := r.Bounds()
	if !ok || !from.Is4() || !to.Is4() || to.Less(from) {
		return nil
	}
	return policy.Span(addressPoint(from.As4()), addressPoint(to.As4()))
}

func addressPoint(b [4]byte) uint64 {
	return uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3])
}

// rangesOf are the addresses of the ranges of a set of them.
func rangesOf(set *schema.Object) policy.Points {
	var all policy.Points
	for o := range set.Items("IpRangeEntry") {
		all = all.Union(addresses(schema.AddressRange{Object: o}))
	}
	return all
}

// heldNetwork is an array-level network with the ranges that stand in it.
type heldNetwork struct {
	schema.Network
	ranges policy.Points
}

func heldNetworks(a schema.Array) []heldNetwork {
	var all []heldNetwork
	for _, n := range a.Networks() {
		if set, ok := n.Child("IpRangeSet"); ok && n.Audited() {
			all = append(all, heldNetwork{n, rangesOf(set)})
		}
	}
	return all
}

var networksOverlap = &Check{
	Code:     "N001",
	Slug:     "net-overlap",
	Severity: Critical,
	Title:    "Two networks hold the same addresses",
	Why: "Every address belongs to one network, by which the firewall knows at which adapter its packets may arrive. Packets of addresses that are in " +
		"two are dropped as spoofed.",
	Remedy:   "Leave the addresses in the network of the adapter through which they are reached, and take them out of the other.",
	Evidence: []string{overlapPage, invalidRangePage},
	Bad: func() string {
		return networksFragment(ownNetwork(internalNetwork, "Internal", 4, "", "10.0.0.0 10.255.255.255")+
			marked(ownNetwork(perimeterNetwork, "Perimeter", 0, "", "10.1.0.0 10.1.255.255")), "")
	},
	Good: func() string { return networksFragment(internalNet+perimeterNet, "") },
	Run: func(p *Pass) {
		for _, a := range p.Doc.Arrays() {
			networks := heldNetworks(a)
			for i, n := range networks {
				for _, before := range networks[:i] {
					if both := n.ranges.Intersect(before.ranges); !both.Empty() {
						p.Report(Finding{
							Object:  n.Object,
							Message: fmt.Sprintf("networks %q and %q both hold %s", before.Label(), n.Label(), policy.FormatAddresses(both, 3)),
							Related: []Related{{Object: before.Object, Span: before.TagSpan(), Message: "holds them too"}},
						})
						break
					}
				}
			}
		}
	},
}

// marked puts the marks around the first start tag of a fragment.
func marked(fragment string) string {
	start := strings.Index(fragment, "<")
	end := start + strings.Index(fragment[start:], ">") + 1
	return fragment[:start] + markOpen + fragment[start:end] + markClose + fragment[end:]
}

var rangeInvalid = &Check{
	Code:     "N002",
	Slug:     "net-invalid-range",
	Severity: High,
	Title:    "A range of addresses of a network is none, or stands there twice",
	Why:      "The product reports the network as holding an invalid range (event 21096), and what was meant by it is in no network.",
	Remedy:   "Write the lower address first, and each address once.",
	Evidence: []string{invalidRangePage},
	Bad: func() string {
		return networksFragment(replaceOnce(ownNetwork(internalNetwork, "Internal", 4, "", "10.0.0.9 10.0.0.1"), ">10.0.0.9<", ">«10.0.0.9»<"), "")
	},
	Good: func() string { return networksFragment(internalNet, "") },
	Run: func(p *Pass) {
		for o := range p.Objects("IpRangeEntry") {
			r := schema.AddressRange{Object: o}
			if prop := o.Property("IPFrom"); prop != nil {
				from, to, ok := r.Bounds()
				if ok && from.Is4() == to.Is4() && to.Less(from) {
					p.Value(prop, "", "the range from %s to %s holds nothing; expected the lower address first", from, to)
				} else if ok && twice(r) {
					p.Value(prop, "", "the addresses from %s to %s stand in their set already", from, to)
				}
			}
		}
	},
}

// twice reports whether ranges before r in the same set hold an address of it.
func twice(r schema.AddressRange) bool {
	held := addresses(r)
	for o := range r.Parent.Items("IpRangeEntry") {
		if o == r.Object {
			return false
		}
		if held.Meets(addresses(schema.AddressRange{Object: o})) {
			return true
		}
	}
	return false
}

var enterpriseOutside = &Check{
	Code:     "N004",
	Slug:     "net-enterprise-not-in-array",
	Severity: High,
	Title:    "A network takes in an enterprise network only in part",
	Why:      "The product reports an enterprise network that no network of the array takes in as a whole (event 21264), and drops packets of the rest as spoofed.",
	Remedy:   "Let the network of the array refer to the enterprise network instead of to parts of it.",
	Evidence: []string{enterprisePage},
	Bad:      func() string { return enterpriseFragment(true, "10.0.0.0 10.0.255.255") },
	Good:     func() string { return enterpriseFragment(false, "10.0.0.0 10.255.255.255") },
	Run: func(p *Pass) {
		for o := range p.Objects("EnterpriseNetwork") {
			set, ok := o.Child("IpRangeSet")
			if !ok {
				continue
			}
			whole := rangesOf(set)
			for _, a := range p.Doc.Arrays() {
				if by := partHolder(a, o, whole); by != nil {
					p.Report(Finding{
						Object:  o,
						Message: fmt.Sprintf("network %q of array %q holds a part of enterprise network %q, and no network holds all of it", by.Label(), a.Label(), o.Label()),
						Related: []Related{{Object: by, Span: by.TagSpan(), Message: "holds a part"}},
					})
				}
			}
		}
	},
}

// partHolder is a network of an array that holds some of an enterprise network,
// when none holds all of it or refers to it.
func partHolder(a schema.Array, enterprise *schema.Object, whole policy.Points) *schema.Object {
	var part *schema.Object
	for _, n := range heldNetworks(a) {
		for ref := range n.Refs("EnterpriseNetworks") {
			if ref.Resolve().Object != nil {
				return nil // it is made of enterprise networks; what they hold together is not compared
			}
		}
		switch {
		case n.ranges.Covers(whole):
			return nil
		case n.ranges.Meets(whole):
			part = n.Object
		}
	}
	return part
}

func enterpriseFragment(mark bool, array string) string {
	first, last, _ := strings.Cut(array, " ")
	enterprise := `
				<fpc4:EnterpriseNetwork StorageName="{0A1B2C3D-0000-4000-8000-000000000701}" StorageType="1">
					<fpc4:Name dt:dt="string">Company</fpc4:Name>
					<fpc4:IpRangeSet StorageName="IpRangeSet" StorageType="1">` + rangeFragment(1, "10.0.0.0", "10.255.255.255") + `
					</fpc4:IpRangeSet>
				</fpc4:EnterpriseNetwork>`
	if mark {
		enterprise = marked(enterprise)
	}
	return fragmentHead + networksFragment(ownNetwork(internalNetwork, "Internal", 4, "", first+" "+last), "") + `
		</fpc4:Array>
	</fpc4:Arrays>
	<fpc4:Enterprise StorageName="Enterprise" StorageType="1">
		<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
			<fpc4:EnterpriseNetworks StorageName="EnterpriseNetworks" StorageType="1">` + enterprise + `
			</fpc4:EnterpriseNetworks>
		</fpc4:NetConfig>
	</fpc4:Enterprise>
</fpc4:Root>
`
}

// special are addresses that no host of a network has.
var special = []struct {
	name  string
	first [4]byte
	last  [4]byte
}{
	{"loopback addresses", [4]byte{127, 0, 0, 0}, [4]byte{127, 255, 255, 255}},
	{"link-local addresses", [4]byte{169, 254, 0, 0}, [4]byte{169, 254, 255, 255}},
	{"multicast addresses", [4]byte{224, 0, 0, 0}, [4]byte{239, 255, 255, 255}},
}

var specialRange = &Check{
	Code:     "N007",
	Slug:     "net-special-ranges",
	Severity: Info,
	Inferred: true,
	Title:    "A network holds addresses that no host in it can have",
	Why:      "Loopback, link-local and multicast addresses belong to no network; a range that takes them in was mostly made too wide by mistake.",
	Remedy:   "Take these addresses out, unless the product itself added them.",
	Evidence: []string{invalidRangePage},
	Bad: func() string {
		return networksFragment(marked(ownNetwork(internalNetwork, "Internal", 4, "", "127.0.0.0 127.255.255.255")), "")
	},
	Good: func() string { return networksFragment(internalNet, "") },
	Run: func(p *Pass) {
		for _, a := range p.Doc.Arrays() {
			for _, n := range heldNetworks(a) {
				for _, s := range special {
					if n.ranges.Meets(policy.Span(addressPoint(s.first), addressPoint(s.last))) {
						p.Report(Finding{Object: n.Object, Message: fmt.Sprintf("network %q holds %s", n.Label(), s.name)})
						break
					}
				}
			}
		}
	},
}

var networkEmpty = &Check{
	Code:     "N009",
	Slug:     "net-empty",
	Severity: Medium,
	Title:    "A network that rules name has no addresses",
	Why:      "No computer is in it, so what rules say about it never happens.",
	Remedy:   "Enter the addresses of the network, or delete it and the rules about it.",
	Evidence: []string{networkRulesPage},
	Bad: func() string {
		return networksFragment(internalNet+marked(ownNetwork(perimeterNetwork, "Perimeter", 0, "")), relationFragment("{0A1B2C3D-0000-4000-8000-000000000402}", "Out", 1, "0",
			fromInternal, "Network:"+perimeterNetwork))
	},
	Good: func() string {
		return networksFragment(internalNet+perimeterNet, relationFragment("{0A1B2C3D-0000-4000-8000-000000000402}", "Out", 1, "0",
			fromInternal, "Network:"+perimeterNetwork))
	},
	Run: func(p *Pass) {
		for _, a := range p.Doc.Arrays() {
			for _, n := range heldNetworks(a) {
				set, _ := n.Child("IpRangeSet")
				group, grouped := n.Named("Refs", "EnterpriseNetworks")
				kind := n.Type()
				if (kind != schema.NetworkNormal && kind != schema.NetworkInternal) || len(set.Children()) > 0 || grouped && len(group.Children()) > 0 ||
					len(n.Users()) == 0 || sameAsAny(n.StorageName, externalNetwork, localHostNetwork, vpnNetwork, quarantineNetwork) {
					continue
				}
				p.Report(Finding{Object: n.Object, Message: fmt.Sprintf("network %q has no addresses, but rules name it", n.Label())})
			}
		}
	},
}

var poolOverlap = &Check{
	Code:     "N042",
	Slug:     "net-vpn-pool-overlap",
	Severity: Critical,
	Title:    "The addresses for VPN clients are those of a network",
	Why:      "A VPN client gets an address that belongs to a network; its packets are dropped as spoofed, or those of the computer that has the address.",
	Remedy:   "Take the addresses of the pool out of the network.",
	Evidence: []string{migrationPage},
	Bad:      func() string { return poolFragment(true, "10.9.0.1", "10.9.0.99") },
	Good:     func() string { return poolFragment(false, "10.9.0.1", "10.9.0.99") },
	Run: func(p *Pass) {
		for _, a := range p.Doc.Arrays() {
			config, ok := a.Find("NetConfig", "VpnConfig")
			if !ok || !config.Property("VpnEnable").True() || config.Property("VpnUseDHCPForAddressAssignment").True() {
				continue
			}
			for pool := range p.Objects("IpRangeSet") {
				if pool.Owner() != a.Object || pool.Parent.Element != "VpnConfig" && pool.Parent.Element != "Server" {
					continue
				}
				for _, n := range heldNetworks(a) {
					if both := rangesOf(pool).Intersect(n.ranges); !both.Empty() {
						p.Report(Finding{
							Object:  pool,
							Message: fmt.Sprintf("VPN clients get %s, which network %q holds", policy.FormatAddresses(both, 3), n.Label()),
							Related: []Related{{Object: n.Object, Span: n.TagSpan(), Message: "holds them too"}},
						})
						break
					}
				}
			}
		}
	},
}

func poolFragment(overlap bool, first, last string) string {
	pool := `
					<fpc4:IpRangeSet StorageName="VpnStaticAddressPool" StorageType="1">` + rangeFragment(9, first, last) + `
					</fpc4:IpRangeSet>`
	networks := ownNetwork(internalNetwork, "Internal", 4, "", "10.0.0.0 10.8.255.255")
	if overlap {
		pool, networks = marked(pool), internalNet
	}
	return replaceOnce(networksFragment(networks, ""), `
			</fpc4:NetConfig>`, `
				<fpc4:VpnConfig StorageName="VpnConfig" StorageType="1">
					<fpc4:VpnEnable dt:dt="boolean">1</fpc4:VpnEnable>`+pool+`
				</fpc4:VpnConfig>
			</fpc4:NetConfig>`)
}
