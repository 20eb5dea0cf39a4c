package checks

import (
	"fmt"

	"tmgaudit/schema"
)

var proxyInBadNetwork = &Check{
	Code:     "N029",
	Slug:     "net-proxy-enabled-bad-network",
	Severity: High,
	Title:    "The web proxy serves a network that it cannot serve",
	Why:      "For External and for the networks of VPN clients the property cannot be set: a file in which it is was made by hand, and may open the proxy to the Internet.",
	Remedy:   "Set EnableWebProxyClients to 0, the documented default.",
	Evidence: []string{proxyClientsPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return networksFragment(ownNetwork(externalNetwork, "External", 3, servesProxy("«1»")), "")
	},
	Good: func() string {
		return networksFragment(ownNetwork(externalNetwork, "External", 3, servesProxy("0")), "")
	},
	Run: switched{
		at: place{"Network", ""}, property: "EnableWebProxyClients", wrong: true, fix: true,
		message: "the web proxy serves network %q, for which it cannot be enabled",
		when: func(o *schema.Object) bool {
			return sameAsAny(o.StorageName, externalNetwork, vpnNetwork, quarantineNetwork)
		},
	}.run,
}

func servesProxy(value string) string {
	return `
						<fpc4:EnableWebProxyClients dt:dt="boolean">` + value + `</fpc4:EnableWebProxyClients>`
}

var proxyOnLocalHost = &Check{
	Code:     "N031",
	Slug:     "net-proxy-localhost",
	Severity: Medium,
	Title:    "The web proxy serves the firewall itself",
	Why:      "Only content download jobs need it. It invites browsing on the firewall, and is lost when the configuration moves from ISA Server to TMG.",
	Remedy:   "Set EnableWebProxyClients of Local Host to 0, the documented default, unless there are content download jobs.",
	Evidence: []string{proxyClientsPage, migrationPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return networksFragment(ownNetwork(localHostNetwork, "Local Host", 2, servesProxy("«1»")), "")
	},
	Good: func() string {
		return networksFragment(ownNetwork(localHostNetwork, "Local Host", 2, servesProxy("0")), "")
	},
	Run: func(p *Pass) {
		for range p.Objects("PrefetcherConfig") {
			return // content download jobs need it
		}
		switched{
			at: place{"Network", ""}, property: "EnableWebProxyClients", wrong: true, fix: true,
			message: "the web proxy serves %q, the firewall itself",
			when:    func(o *schema.Object) bool { return sameAsAny(o.StorageName, localHostNetwork) },
		}.run(p)
	},
}

var oldFirewallClients = &Check{
	Code:     "N033",
	Slug:     "net-fwc-unencrypted",
	Severity: High,
	Title:    "Firewall clients may talk to the firewall without encryption",
	Why:      "Old clients send what they ask the firewall for readably, on port 1745, and the answers can be forged.",
	Remedy:   "Set SupportOldFirewallClients to 0 when no client of ISA Server 2000 or Proxy 2.0 is left.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824501(v=vs.85)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return clientSettingsFragment("«1»") },
	Good:     func() string { return clientSettingsFragment("0") },
	Run: arrayFlag{
		element: "ClientConfigSettings", property: "SupportOldFirewallClients", wrong: true, fix: true,
		message: "firewall clients of %q may talk to the firewall without encryption",
	}.run,
}

func clientSettingsFragment(value string) string {
	return `
			<fpc4:ClientConfigSettings StorageName="ClientConfigSettings" StorageType="1">
				<fpc4:SupportOldFirewallClients dt:dt="boolean">` + value + `</fpc4:SupportOldFirewallClients>
			</fpc4:ClientConfigSettings>`
}

var autoDiscoveryPort = &Check{
	Code:     "N034",
	Slug:     "net-autodiscovery-port",
	Severity: Info,
	Inferred: true,
	Title:    "Automatic discovery answers on a port other than 80",
	Why:      "Clients that find wpad by DNS ask port 80 and no other; only those that DHCP tells the port find it.",
	Remedy:   "Set AutoDiscoveryPort to 80, the documented default, if nothing else needs the port, or announce the port by DHCP.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825510(v=vs.85)", "https://learn.microsoft.com/en-us/previous-versions/dd436228(v=msdn.10)"},
	Bad:      func() string { return discoveryFragment("«8080»") },
	Good:     func() string { return discoveryFragment("80") },
	Run: numbered{
		at: place{"Network", ""}, property: "AutoDiscoveryPort", wrong: func(n int64) bool { return n != 80 && 0 < n && n < 65536 }, good: "80",
		message: "network %q answers automatic discovery on port %d",
		when:    func(o *schema.Object) bool { return o.Property("EnableAutoDiscoveryPort").True() },
	}.run,
}

func discoveryFragment(port string) string {
	return networksFragment(ownNetwork(internalNetwork, "Internal", 4, `
						<fpc4:AutoDiscoveryPort dt:dt="int">`+port+`</fpc4:AutoDiscoveryPort>
						<fpc4:EnableAutoDiscoveryPort dt:dt="boolean">1</fpc4:EnableAutoDiscoveryPort>`, "10.0.0.0 10.255.255.255"), "")
}

// weakLogons are ways for VPN clients to log on that are broken or readable.
var weakLogons = []struct{ property, name string }{
	{"VpnPPPEnableCHAP", "CHAP"}, {"VpnPPPEnableMSCHAP", "MS-CHAP"}, {"VpnPPPEnablePAP", "PAP"}, {"VpnPPPEnableShivaPAP", "SPAP"},
}

var vpnWeak = &Check{
	Code:     "N045",
	Slug:     "net-vpn-weak",
	Severity: Info,
	Inferred: true,
	Title:    "VPN clients may log on in a way that is broken",
	Why:      "PAP sends the password readably, and what CHAP, SPAP and the first MS-CHAP send can be turned back into it.",
	Remedy:   "Leave EAP and MS-CHAPv2 on, inside of L2TP or SSTP.",
	Evidence: []string{migrationPage},
	Bad:      func() string { return logonFragment("«1»") },
	Good:     func() string { return logonFragment("0") },
	Run: func(p *Pass) {
		for _, l := range weakLogons {
			for o := range p.Objects("VpnPPPSettings") {
				if prop := o.Property(l.property); prop.True() {
					p.Value(prop, "0", "VPN clients of %q may log on with %s", arrayOf(o), l.name)
				}
			}
		}
	},
}

func logonFragment(value string) string {
	return fmt.Sprintf(`
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:VpnConfig StorageName="VpnConfig" StorageType="1">
					<fpc4:VpnPPPSettings StorageName="VpnPPPSettings" StorageType="1">
						<fpc4:VpnPPPEnablePAP dt:dt="boolean">%s</fpc4:VpnPPPEnablePAP>
					</fpc4:VpnPPPSettings>
				</fpc4:VpnConfig>
			</fpc4:NetConfig>`, value)
}
