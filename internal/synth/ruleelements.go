package synth

import "strings"

// Predefined rule elements as setup creates them.

type schedule struct{ id, name, description, hours string }

// Hours: 24 bytes, one an hour from midnight, in which bit 0 is Sunday.
var predefinedSchedules = []schedule{
	{scheduleWeekends, "Weekends", "Permits all access on weekends", strings.Repeat("41", 24)},
	{scheduleWorkHours, "Work hours", "Permits all access during weekday business hours (9am-5pm)", strings.Repeat("00", 9) + strings.Repeat("3E", 8) + strings.Repeat("00", 7)},
}

type computer struct{ id, name, description, address string }
type addressRange struct{ id, name, description, from, to string }
type subnet struct{ id, name, description, address, mask string }

type computerSet struct {
	id, name, description string
	predefined            bool
	computers             []computer
	ranges                []addressRange
	subnets               []subnet
}

// predefinedComputerSets fills the sets that setup asks about with the private addresses of this array.
func (g *generator) predefinedComputerSets() []computerSet {
	sets := []computerSet{
		{id: csAnywhere, name: "Anywhere", description: "Predefined set containing all possible IP addresses", predefined: true,
			ranges: []addressRange{{name: "Anywhere", from: "0.0.0.0", to: "255.255.255.255"}}},
		{id: csIPsecGateways, name: "IPsec Remote Gateways", description: "Computers that are IPsec gateways of remote site networks", predefined: true},
		{id: csRemoteMgmt, name: "Remote Management Computers", description: "Computers allowed to manage this computer remotely", predefined: true,
			computers: []computer{{name: "MGMT01", address: "10.0.0.20"}}},
	}
	if g.tmg() {
		sets = append(sets, computerSet{id: csArrayServers, name: "Array Servers", description: "Members of this array", predefined: true,
			computers: []computer{{name: g.server, address: g.internal}}})
	}
	return sets
}

type stringSet struct {
	id, name, description string
	predefined            bool
	strings               []string
}

var predefinedURLSets = []stringSet{
	{usRemediation, "Forefront Protection Manager Remediation List", "URLs that computers with restricted Internet access can use for remediation, after Forefront Protection Manager issues a response to restrict their access.", true, nil},
}

var predefinedDomainSets = []stringSet{
	{dsSystemSites, "System Policy Allowed Sites", "Sites that the firewall may reach from its own computer", true,
		[]string{"*.microsoft.com", "*.windows.com", "*.windowsupdate.com"}},
	{dsErrorReporting, "Microsoft Error Reporting sites", "Sites for error reports", true,
		[]string{"watson.microsoft.com", "watson.telemetry.microsoft.com"}},
}

var predefinedDomainSetsTMG = []stringSet{
	{dsMicrosoftUpdate, "Microsoft Update Domain Name Set", "Domains of the Microsoft Update service", true,
		[]string{"*.download.windowsupdate.com", "*.update.microsoft.com", "*.windowsupdate.microsoft.com"}},
	{dsMalwareExempt, "Sites Exempt from Malware Inspection", "Destinations whose content is not inspected", true, []string{"*.update.microsoft.com"}},
	{dsHTTPSExempt, "Sites Exempt from HTTPS Inspection", "Destinations whose HTTPS traffic is not inspected", true, []string{"*.update.microsoft.com"}},
	{dsNISExempt, "Sites Exempt from NIS", "Destinations that the network inspection system does not inspect", true, nil},
}

var predefinedContentTypes = []stringSet{
	{"{53cb861f-f980-485f-be61-af8c8cfdf2bf}", "Application", "", true, []string{"application/hta", "application/x-msdownload", ".exe", ".hta", ".msi"}},
	{"{b88f73a6-026b-4a9c-a9b9-928c507ea8c7}", "Application Data Files", "", true, []string{"application/x-msaccess", ".mdb", ".mst"}},
	{"{7db4ec57-588b-489c-bf85-e768a1d3a6b7}", "Audio", "", true, []string{"audio/*", ".mp3", ".wav"}},
	{"{b6a4aac2-082b-4271-98b4-78bcdee08b48}", "Compressed Files", "", true, []string{"application/x-gzip", "application/zip", ".gz", ".zip"}},
	{"{62c11bdf-41a9-4cf5-aa1e-da859bce8387}", "Documents", "", true, []string{"application/msword", "application/pdf", ".doc", ".pdf"}},
	{"{9fbc7d4d-f65d-4149-9c93-1c750492c377}", "HTML Documents", "", true, []string{"text/html", ".htm", ".html"}},
	{"{2f203d1d-9ca0-414a-b036-fc9c585677ab}", "Images", "", true, []string{"image/*", ".gif", ".jpg", ".png"}},
	{"{a53da384-9ba9-4a22-b9ef-5c5cb111708a}", "Macro Documents", "", true, []string{"application/msword", "application/vnd.ms-excel", ".doc", ".xls"}},
	{"{23b0dfe2-c9e1-4426-b74d-09cf1e34f0f5}", "Text", "", true, []string{"text/*", ".txt"}},
	{"{7d3e566c-e96c-4cd4-b6aa-8181a8386c8e}", "Video", "", true, []string{"video/*", ".avi", ".mpg"}},
	{"{18d59ae5-5064-4b66-9f05-3cd3ea180788}", "VRML", "", true, []string{"x-world/x-vrml", ".wrl"}},
}

type account struct {
	storageName, sid string
	accountType      int
}

type userSet struct {
	id, name, description string
	predefined            bool
	accounts              []account
}

var predefinedUserSets = []userSet{
	{usersAuthenticated, "All Authenticated Users", "Predefined user set representing all users that are authenticated", true, nil},
	{usersAll, "All Users", "Predefined user set representing all users, authenticated or not", true, nil},
	{usersSystem, "System and Network Service", "Predefined user set of the local system and network service accounts", true, []account{
		{"NT AUTHORITY-SYSTEM", "S-1-5-18", 4}, {"NT AUTHORITY-NETWORK SERVICE", "S-1-5-20", 4}}},
}

type scheme struct {
	id, name string
	provides int
}

var predefinedSchemes = []scheme{
	{schemeForms, "Forms-Based with Active Directory", 2},
	{schemeFormsLDAP, "Forms-Based with LDAP", 3},
	{schemeLDAP, "LDAP", 3},
	{schemeRADIUS, "RADIUS", 3},
	{schemeSecurID, "SecurID", 3},
}

type event struct {
	id, name           string
	category, severity int
}

// predefinedEvents are event definitions and, with the same storage name, their alerts.
var predefinedEvents = []event{
	{"{48CF1E7F-CDFA-4cbe-8744-683D1DEFF70D}", "DNS Intrusion", 0, 1},
	{"{83AF38F7-EE83-45a1-B583-8D87F2A85D35}", "DNS Zone Transfer Intrusion", 0, 1},
	{"{8285E030-3544-4eba-AB2C-CDFBE491B0D0}", "FTP Filter Initialization Warning", 3, 1},
	{"{0784B892-8541-46e5-B672-A82C6B205C12}", "POP Intrusion", 0, 1},
	{"{5A3343C0-E6D1-49e1-828E-5873F34A39CE}", "RPC Filter - Bind Failure", 3, 1},
	{"{845586CB-3E3D-4375-8DCC-F54E47CFA877}", "RPC Filter - Server Connectivity Failure", 3, 0},
	{"{D7EFAD59-619A-485f-991B-6BDBD6685818}", "SMTP Filter Event", 3, 1},
	{"{FE62E981-C32F-4009-9BD4-61FC8F493704}", "SOCKS Configuration Failure", 3, 0},
}

// ruleElements writes a RuleElements object: predefined elements if wanted, then the story's and the filler's.
func (g *generator) ruleElements(predefined bool) {
	g.w.singleton("RuleElements")
	g.addressElements(predefined)
	g.stringSets(predefined)
	g.protocolElements(predefined)
	g.authenticationElements(predefined)
	g.w.close()
}

func (g *generator) addressElements(predefined bool) {
	w := g.w
	w.singleton("ProxyScheduleTemplates")
	if predefined {
		for _, s := range predefinedSchedules {
			g.schedule(&s)
		}
	}
	for i := range g.story.schedules {
		g.schedule(&g.story.schedules[i])
	}
	w.close()
	w.singleton("Computers")
	for _, c := range g.story.computers {
		g.computer(&c)
	}
	g.fillComputers()
	w.close()
	if g.tmg() {
		w.singleton("AddressRanges")
		for _, r := range g.story.ranges {
			g.addressRange(&r)
		}
		g.fillRanges()
		w.close()
	}
	w.singleton("Subnets")
	for _, s := range g.story.subnets {
		g.subnet(&s)
	}
	g.fillSubnets()
	w.close()
	w.singleton("ComputerSets")
	if g.arrayLevel {
		for _, s := range g.predefinedComputerSets() {
			g.computerSet(&s)
		}
	}
	for i := range g.story.computerSets {
		g.computerSet(&g.story.computerSets[i])
	}
	g.fillComputerSets()
	w.close()
}

func (g *generator) stringSets(predefined bool) {
	w := g.w
	w.singleton("URLSets")
	if predefined && g.tmg() {
		for i := range predefinedURLSets {
			g.urlSet(&predefinedURLSets[i])
		}
	}
	for i := range g.story.urlSets {
		g.urlSet(&g.story.urlSets[i])
	}
	g.fillURLSets()
	w.close()
	w.singleton("DomainNameSets")
	if predefined {
		sets := predefinedDomainSets
		if g.tmg() {
			sets = append(sets[:len(sets):len(sets)], predefinedDomainSetsTMG...)
		}
		for i := range sets {
			g.domainNameSet(&sets[i])
		}
	}
	for i := range g.story.domainSets {
		g.domainNameSet(&g.story.domainSets[i])
	}
	g.fillDomainNameSets()
	w.close()
}

func (g *generator) protocolElements(predefined bool) {
	w := g.w
	w.singleton("Protocols")
	if predefined {
		for i := range predefinedProtocols {
			g.protocol(&predefinedProtocols[i])
		}
	}
	for i := range g.story.protocols {
		g.protocol(&g.story.protocols[i])
	}
	g.fillProtocols()
	w.close()
	w.singleton("EventDefinitions")
	if predefined {
		for _, e := range predefinedEvents {
			w.open("EventDefinition", e.id)
			w.str("Name", e.name)
			w.bool("Predefined", true)
			w.close()
		}
	}
	w.close()
}

func (g *generator) authenticationElements(predefined bool) {
	w := g.w
	w.singleton("RadiusServers")
	for _, r := range g.story.radiusServers {
		g.radiusServer(&r)
	}
	w.close()
	w.singleton("WebListeners")
	for i := range g.story.listeners {
		g.webListener(&g.story.listeners[i])
	}
	g.fillWebListeners()
	w.close()
	w.singleton("AuthenticationSchemes")
	if predefined {
		for _, s := range predefinedSchemes {
			if g.product == ISA2004 && strings.HasSuffix(s.name, "LDAP") {
				continue // came with ISA 2006
			}
			w.open("AuthenticationScheme", s.id)
			w.str("Name", s.name)
			w.bool("Predefined", true)
			w.int("Provides", s.provides)
			w.close()
		}
	}
	w.close()
	w.singleton("ContentTypeSets")
	if predefined {
		for i := range predefinedContentTypes {
			g.contentTypeSet(&predefinedContentTypes[i])
		}
	}
	for i := range g.story.contentTypes {
		g.contentTypeSet(&g.story.contentTypes[i])
	}
	w.close()
	w.singleton("UserSets")
	if predefined {
		for i := range predefinedUserSets {
			g.userSet(&predefinedUserSets[i])
		}
	}
	for i := range g.story.userSets {
		g.userSet(&g.story.userSets[i])
	}
	g.fillUserSets()
	w.close()
	w.empty("VendorParametersSets", "ServerFarms", "UserAgentMappings")
	if g.tmg() {
		if !g.arrayLevel {
			g.urlCategories()
		}
		w.empty("UrlCategorySets")
		g.policyGroups()
		return
	}
	if g.product == ISA2006 {
		w.empty("LdapServersSets")
	}
}

func (g *generator) policyGroups() {
	w := g.w
	w.singleton("PolicyGroups")
	for _, p := range g.story.groups {
		w.open("PolicyGroup", p.id)
		w.str("Name", p.name)
		w.int("Type", p.groupType)
		w.close()
	}
	w.close()
}

func (g *generator) schedule(s *schedule) {
	w := g.w
	w.open("ProxyScheduleTemplate", s.id)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	w.hex("ScheduleTemplate", s.hours)
	w.close()
}

func (g *generator) computer(c *computer) {
	w := g.w
	w.open("Computer", g.idOr(c.id))
	w.strIf("Description", c.description)
	w.str("IPAddress", c.address)
	w.str("Name", c.name)
	w.close()
}

func (g *generator) addressRange(r *addressRange) {
	w := g.w
	w.open("AddressRange", g.idOr(r.id))
	w.strIf("Description", r.description)
	w.str("IPFrom", r.from)
	w.str("IPTo", r.to)
	w.str("Name", r.name)
	w.close()
}

func (g *generator) subnet(s *subnet) {
	w := g.w
	w.open("Subnet", g.idOr(s.id))
	w.strIf("Description", s.description)
	w.str("IPAddress", s.address)
	w.str("IPMask", s.mask)
	w.str("Name", s.name)
	w.close()
}

func (g *generator) computerSet(s *computerSet) {
	w := g.w
	w.open("ComputerSet", s.id)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	w.boolIf("Predefined", s.predefined)
	w.singleton("Computers")
	for i := range s.computers {
		g.computer(&s.computers[i])
	}
	w.close()
	w.singleton("AddressRanges")
	for i := range s.ranges {
		g.addressRange(&s.ranges[i])
	}
	w.close()
	w.singleton("Subnets")
	for i := range s.subnets {
		g.subnet(&s.subnets[i])
	}
	w.close()
	w.close()
}

func (g *generator) urlSet(s *stringSet) {
	w := g.w
	w.open("URLSet", s.id)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	w.bool("Predefined", s.predefined)
	w.strings("URLStrings", s.strings)
	w.close()
}

func (g *generator) domainNameSet(s *stringSet) {
	w := g.w
	w.open("DomainNameSet", s.id)
	w.strIf("Description", s.description)
	w.strings("DomainNameStrings", s.strings)
	w.str("Name", s.name)
	w.boolIf("Predefined", s.predefined)
	w.close()
}

func (g *generator) contentTypeSet(s *stringSet) {
	w := g.w
	w.open("ContentTypeSet", s.id)
	w.strings("ContentStrings", s.strings)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	w.close()
}

func (g *generator) userSet(s *userSet) {
	w := g.w
	w.open("UserSet", s.id)
	w.strIf("Description", s.description)
	w.str("Name", s.name)
	w.boolIf("Predefined", s.predefined)
	w.open("Accounts", "Access")
	for _, a := range s.accounts {
		w.open("Account", a.storageName)
		w.str("AccountSid", a.sid)
		w.intIf("AccountType", a.accountType)
		w.close()
	}
	w.close()
	w.close()
}

type radiusServer struct {
	id, name, description string
	signed                bool
}

func (g *generator) radiusServer(r *radiusServer) {
	w := g.w
	w.open("RadiusServer", g.idOr(r.id))
	w.strIf("Description", r.description)
	w.str("Name", r.name)
	w.int("Port", 1812)
	w.boolIf("RadiusAlwaysUseMessageAuthenticator", r.signed)
	w.close()
}

// idOr is the given storage name or a fresh one.
func (g *generator) idOr(id string) string {
	if id == "" {
		return g.nextGUID()
	}
	return id
}
