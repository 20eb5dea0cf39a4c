package checks

import (
	"fmt"
	"strings"
)

// siteFragment is a web listener with the given properties and content, and an
// enabled rule that publishes a site through it, with the given content.
func siteFragment(listener, publication string) string {
	return publishingFragment(listener) + siteRule(publication)
}

// siteRule is the rule of siteFragment.
func siteRule(publication string) string {
	return rulesFragment(siteRuleObject("{0A1B2C3D-0000-4000-8000-000000000020}", "Site", publication))
}

func siteRuleObject(guid, name, publication string) string {
	return `
					<fpc4:PolicyRule StorageName="` + guid + `" StorageType="1">
						<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
						<fpc4:Type dt:dt="int">2</fpc4:Type>
						<fpc4:WebPublishingProperties StorageName="WebPublishingProperties" StorageType="1">` + publication + `
							<fpc4:Ref StorageName="WebListenerUsed" StorageType="1">
								<fpc4:Name dt:dt="string">{0A1B2C3D-0000-4000-8000-000000000002}</fpc4:Name>
								<fpc4:RefClass dt:dt="string">msFPCWebListener</fpc4:RefClass>
							</fpc4:Ref>
						</fpc4:WebPublishingProperties>
					</fpc4:PolicyRule>`
}

// rulesFragment is the policy of an array.
func rulesFragment(rules string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">` + rules + `
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>`
}

// schemeRefs makes a listener refer to an authentication scheme.
func schemeRefs(guid string) string {
	return refsFragment("AuthenticationSchemes", "AuthenticationScheme", guid)
}

// refsFragment is a group of references with one member.
func refsFragment(role, element, target string) string {
	return `
							<fpc4:Refs StorageName="` + role + `" StorageType="1">
								<fpc4:Ref StorageName="{0A1B2C3D-0000-4000-8000-000000000030}" StorageType="1">
									<fpc4:Name dt:dt="string">` + target + `</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPC` + element + `</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:Refs>`
}

// formsFragment is a web listener that asks with forms, with the given settings of
// the forms.
func formsFragment(settings string) string {
	return publishingFragment(`
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">0</fpc4:IntegratedWindowsAuthentication>
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>` + formsObjects(settings))
}

func formsObjects(settings string) string {
	return `
							<fpc4:FormsBasedAuthenticationProperties StorageName="FormsBasedAuthenticationProperties" StorageType="1">` + settings + `
							</fpc4:FormsBasedAuthenticationProperties>` + schemeRefs(schemeForms)
}

// ruleElementsFragment is the rule elements of an array.
func ruleElementsFragment(content string) string {
	return `
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">` + content + `
			</fpc4:RuleElements>`
}

// publishingFragmentOf is a web listener with the given start tag and content.
func publishingFragmentOf(tag, content string) string {
	return ruleElementsFragment(`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					` + tag + `
						<fpc4:Name dt:dt="string">HTTPS listener</fpc4:Name>` + content + `
					</fpc4:WebListener>
				</fpc4:WebListeners>`)
}

// withOptionalData is a whole export around the content of an array, whose header
// says which optional data it holds.
func withOptionalData(data int, content string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>
	<fpc4:OptionalData dt:dt="int">%d</fpc4:OptionalData>
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{0A1B2C3D-0000-4000-8000-000000000001}" StorageType="1">
			<fpc4:Name dt:dt="string">ARRAY1</fpc4:Name>%s
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`, data, content)
}

// addressFragment says that something listens on one address in the External
// network, or on all of them when none is given.
func addressFragment(address string) string {
	method, list := "0", ""
	if address != "" {
		method, list = "2", `
									<fpc4:IPAddressesStrings>
										<fpc4:Str dt:dt="string">`+address+`</fpc4:Str>
									</fpc4:IPAddressesStrings>`
	}
	return `
							<fpc4:IPsOnNetworks StorageName="IPsOnNetworks" StorageType="1">
								<fpc4:IPOnNetwork StorageName="{0A1B2C3D-0000-4000-8000-000000000045}" StorageType="1">
									<fpc4:IPSelectionMethod dt:dt="int">` + method + `</fpc4:IPSelectionMethod>
									<fpc4:Ref StorageName="Network" StorageType="1">
										<fpc4:Name dt:dt="string">` + externalNetwork + `</fpc4:Name>
										<fpc4:RefClass dt:dt="string">msFPCNetwork</fpc4:RefClass>
									</fpc4:Ref>
									<fpc4:IPAddresses StorageName="IPAddresses" StorageType="1">` + list + `
									</fpc4:IPAddresses>
								</fpc4:IPOnNetwork>
							</fpc4:IPsOnNetworks>`
}

func settingsFragment(properties string) string {
	return `
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` + properties + `
						</fpc4:WebListenerProperties>`
}

// twoListenersFragment is two web listeners on one address, each used by a rule.
func twoListenersFragment(first, second string) string {
	return ruleElementsFragment(`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">
						<fpc4:Name dt:dt="string">First</fpc4:Name>`+addressFragment("203.0.113.10")+settingsFragment(first)+`
					</fpc4:WebListener>
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000003}" StorageType="1">
						<fpc4:Name dt:dt="string">Second</fpc4:Name>`+addressFragment("")+settingsFragment(second)+`
					</fpc4:WebListener>
				</fpc4:WebListeners>`) +
		rulesFragment(siteRuleObject("{0A1B2C3D-0000-4000-8000-000000000020}", "First site", "")+
			strings.Replace(siteRuleObject("{0A1B2C3D-0000-4000-8000-000000000022}", "Second site", ""),
				"{0A1B2C3D-0000-4000-8000-000000000002}", "{0A1B2C3D-0000-4000-8000-000000000003}", 1))
}

// proxyAndListenerFragment is a network that the web proxy serves, and a web
// listener there.
func proxyAndListenerFragment(port string) string {
	return publishingFragmentOf(`<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">`,
		strings.Replace(addressFragment("10.0.0.1"), externalNetwork, "{4E32B556-0FAF-4A27-9111-085F679EDC9B}", 1)+settingsFragment(`
						<fpc4:TCPPort dt:dt="int">`+port+`</fpc4:TCPPort>`)) +
		listenerFragment("Internal", "") + siteRule("")
}

// serverRuleObject is a rule that publishes a server through a protocol on an
// address of the External network.
func serverRuleObject(guid, name, open, end, protocol, server, address string) string {
	return `
					` + open + `<fpc4:PolicyRule StorageName="` + guid + `" StorageType="1">` + end + `
						<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
						<fpc4:Type dt:dt="int">1</fpc4:Type>` + selectionFragment("Networks", "Network", externalNetwork) + `
						<fpc4:ServerPublishingProperties StorageName="ServerPublishingProperties" StorageType="1">
							<fpc4:PublishedServerIP dt:dt="string">` + server + `</fpc4:PublishedServerIP>
							<fpc4:Ref StorageName="PublishedProtocol" StorageType="1">
								<fpc4:Name dt:dt="string">` + protocol + `</fpc4:Name>
								<fpc4:RefClass dt:dt="string">msFPCProtocol</fpc4:RefClass>
							</fpc4:Ref>` + addressFragment(address) + `
						</fpc4:ServerPublishingProperties>
					</fpc4:PolicyRule>`
}

const ownProtocol = "{0A1B2C3D-0000-4000-8000-000000000046}"

// protocolFragment is a protocol of one TCP port.
func protocolFragment(port string) string {
	return `
				<fpc4:Protocols StorageName="Protocols" StorageType="1">
					<fpc4:Protocol StorageName="` + ownProtocol + `" StorageType="1">
						<fpc4:Name dt:dt="string">Application</fpc4:Name>
						<fpc4:ProtocolConnections StorageName="PrimaryConnections" StorageType="1">
							<fpc4:ProtocolConnection StorageName="{0A1B2C3D-0000-4000-8000-000000000047}" StorageType="1">
								<fpc4:PortHigh dt:dt="int">` + port + `</fpc4:PortHigh>
								<fpc4:PortLow dt:dt="int">` + port + `</fpc4:PortLow>
							</fpc4:ProtocolConnection>
						</fpc4:ProtocolConnections>
					</fpc4:Protocol>
				</fpc4:Protocols>`
}

// serverAndListenerFragment is a web listener on port 443 and a server published on
// the same address through a port of its own.
func serverAndListenerFragment(open, end, port string) string {
	return ruleElementsFragment(protocolFragment(port)+`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">
						<fpc4:Name dt:dt="string">HTTPS listener</fpc4:Name>`+addressFragment("203.0.113.10")+settingsFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`)+`
					</fpc4:WebListener>
				</fpc4:WebListeners>`) +
		rulesFragment(siteRuleObject("{0A1B2C3D-0000-4000-8000-000000000020}", "Site", "")+
			serverRuleObject("{0A1B2C3D-0000-4000-8000-000000000023}", "Application", open, end, ownProtocol, "10.0.0.7", "203.0.113.10"))
}
