package checks

import (
	"fmt"
	"strings"
)

// ruled is an access rule of a fragment. A mark stands around its start tag.
type ruled struct {
	mark       bool
	name       string
	order      int
	properties string   // of the rule, besides Name and Order
	from, to   string   // Element:GUID
	protocols  []string // GUIDs; all traffic without any
	users      string   // GUID of a user set; All Users without one
	content    string   // of AccessProperties
}

func (r ruled) String() string {
	open, end := "", ""
	if r.mark {
		open, end = markOpen, markClose
	}
	method, users := "0", r.users
	if len(r.protocols) > 0 {
		method = "1"
	}
	if users == "" {
		users = allUsers
	}
	return fmt.Sprintf(`
					%s<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-0000000002%02d}" StorageType="1">%s
						<fpc4:Name dt:dt="string">%s</fpc4:Name>
						<fpc4:Order dt:dt="bin.hex">%02X00000000000000</fpc4:Order>%s%s
						<fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">
							<fpc4:ProtocolSelectionMethod dt:dt="int">%s</fpc4:ProtocolSelectionMethod>%s%s%s%s
						</fpc4:AccessProperties>
					</fpc4:PolicyRule>`, open, r.order, end, r.name, r.order, r.properties,
		selectionOf("SourceSelectionIPs", r.from), method, selectionOf("DestinationSelectionIPs", r.to),
		groupFragment("ProtocolsUsed", "Protocol", r.protocols...), groupFragment("UserSets", "UserSet", users), r.content)
}

const (
	denies = `
						<fpc4:Action dt:dt="int">1</fpc4:Action>`
	internalNetwork = "{4E32B556-0FAF-4A27-9111-085F679EDC9B}" // INTERNAL_NETWORK_GUID

	fromInternal  = "Network:" + internalNetwork
	fromExternal  = "Network:" + externalNetwork
	fromLocalHost = "Network:" + localHostNetwork
	fromAll       = "NetworkSet:" + allNetworks
)

// selectionOf is a selection of addresses with one member, Element:GUID.
func selectionOf(role, target string) string {
	element, guid, _ := strings.Cut(target, ":")
	return `
						<fpc4:SelectionIPs StorageName="` + role + `" StorageType="1">` + groupFragment(element+"s", element, guid) + `
						</fpc4:SelectionIPs>`
}

// groupFragment is a group of references, of any number of members.
func groupFragment(role, element string, targets ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `
							<fpc4:Refs StorageName="%s" StorageType="1">`, role)
	for i, t := range targets {
		fmt.Fprintf(&b, `
								<fpc4:Ref StorageName="{0A1B2C3D-0000-4000-8000-0000000003%02d}" StorageType="1">
									<fpc4:Name dt:dt="string">%s</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPC%s</fpc4:RefClass>
								</fpc4:Ref>`, i, t, element)
	}
	b.WriteString(`
							</fpc4:Refs>`)
	return b.String()
}

// policyFragment is an array with the networks Internal, Perimeter, External and
// Local Host, Internet access by NAT, and rules.
func policyFragment(elements string, rules ...ruled) string {
	var b strings.Builder
	for _, r := range rules {
		b.WriteString(r.String())
	}
	return ruleElementsFragment(elements) + networksFragment(internalNet+perimeterNet+externalNet+localHostNet, localHostAccess+internetAccess) + rulesFragment(b.String())
}

// networksFragment is networks and the rules between them.
func networksFragment(networks, rules string) string {
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` + networks + `
				</fpc4:Networks>
				<fpc4:NetworkRules StorageName="NetworkRules" StorageType="1">` + rules + `
				</fpc4:NetworkRules>
			</fpc4:NetConfig>`
}

const perimeterNetwork = "{0A1B2C3D-0000-4000-8000-000000000401}"

var (
	internalNet  = ownNetwork(internalNetwork, "Internal", 4, "", "10.0.0.0 10.255.255.255")
	perimeterNet = ownNetwork(perimeterNetwork, "Perimeter", 0, "", "172.16.0.0 172.16.255.255")
	externalNet  = ownNetwork(externalNetwork, "External", 3, "")
	localHostNet = ownNetwork(localHostNetwork, "Local Host", 2, "")

	localHostAccess = relationFragment("{3D7F8D7E-23B3-42ba-83D0-2E6FC5420FFE}", "Local Host Access", 0, "0", fromLocalHost, fromAll)
	internetAccess  = relationFragment("{0A1B2C3D-0000-4000-8000-000000000402}", "Internet access", 1, "1", fromInternal, fromExternal)
)

// ownNetwork is a network with ranges, each a first and a last address.
func ownNetwork(guid, name string, kind int, properties string, ranges ...string) string {
	var b strings.Builder
	for i, r := range ranges {
		first, last, _ := strings.Cut(r, " ")
		b.WriteString(rangeFragment(i, first, last))
	}
	return fmt.Sprintf(`
					<fpc4:Network StorageName="%s" StorageType="1">%s
						<fpc4:Name dt:dt="string">%s</fpc4:Name>
						<fpc4:NetworkType dt:dt="int">%d</fpc4:NetworkType>
						<fpc4:IpRangeSet StorageName="IpRangeSet" StorageType="1">%s
						</fpc4:IpRangeSet>
					</fpc4:Network>`, guid, properties, name, kind, b.String())
}

func rangeFragment(i int, first, last string) string {
	return fmt.Sprintf(`
							<fpc4:IpRangeEntry StorageName="{0A1B2C3D-0000-4000-8000-0000000005%02d}" StorageType="1">
								<fpc4:IPFrom dt:dt="string">%s</fpc4:IPFrom>
								<fpc4:IPTo dt:dt="string">%s</fpc4:IPTo>
							</fpc4:IpRangeEntry>`, i, first, last)
}

// relationFragment is a network rule; kind 0 routes, 1 translates addresses.
func relationFragment(guid, name string, order int, kind, from, to string) string {
	return fmt.Sprintf(`
					<fpc4:NetworkRule StorageName="%s" StorageType="1">
						<fpc4:Name dt:dt="string">%s</fpc4:Name>
						<fpc4:Order dt:dt="bin.hex">%02X00000000000000</fpc4:Order>
						<fpc4:RoutingType dt:dt="int">%s</fpc4:RoutingType>%s%s
					</fpc4:NetworkRule>`, guid, name, order, kind, selectionOf("SourceSelectionIPs", from), selectionOf("DestinationSelectionIPs", to))
}

// ownProtocols is the protocols of an array; each is a name and what is in its
// primary connection.
func ownProtocols(protocols ...string) string {
	return `
				<fpc4:Protocols StorageName="Protocols" StorageType="1">` + strings.Join(protocols, "") + `
				</fpc4:Protocols>`
}

// portProtocol is an outbound TCP protocol of a range of ports.
func portProtocol(guid, name, low, high string) string {
	return `
					<fpc4:Protocol StorageName="` + guid + `" StorageType="1">
						<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
						<fpc4:ProtocolConnections StorageName="PrimaryConnections" StorageType="1">
							<fpc4:ProtocolConnection StorageName="{0A1B2C3D-0000-4000-8000-000000000603}" StorageType="1">
								<fpc4:Direction dt:dt="int">1</fpc4:Direction>
								<fpc4:PortHigh dt:dt="int">` + high + `</fpc4:PortHigh>
								<fpc4:PortLow dt:dt="int">` + low + `</fpc4:PortLow>
							</fpc4:ProtocolConnection>
						</fpc4:ProtocolConnections>
					</fpc4:Protocol>`
}

const (
	appProtocol  = "{0A1B2C3D-0000-4000-8000-000000000601}"
	wideProtocol = "{0A1B2C3D-0000-4000-8000-000000000602}"
)

var appProtocols = ownProtocols(portProtocol(appProtocol, "Application", "5500", "5500"), portProtocol(wideProtocol, "Applications", "5500", "5510"))
