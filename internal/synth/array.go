package synth

// array writes an exported Array in the order of child objects that real exports show.
func (g *generator) array() {
	w := g.w
	w.open("Array", g.arrayID())
	g.arrayProperties()
	if g.tmg() {
		w.empty("ChangeTracking")
	}
	g.servers()
	g.extensions()
	if g.tmg() {
		w.empty("UpdateCenter")
	}
	g.ruleElements(!g.joined)
	g.netConfig()
	g.alerts()
	w.empty("ConnectivityVerifiers")
	g.cache()
	g.arrayPolicy()
	g.clientSettings()
	g.logs()
	g.reports()
	g.namedRef("NetworkTemplateUsed", ref{element: "NetworkTemplate", name: templateEdge})
	w.singleton("PolicyAssignment")
	if g.joined {
		g.namedRef("EnterprisePolicyUsed", ref{element: "Policy", name: g.guid(kindPolicy, 0)})
	}
	w.close()
	w.empty("ConfigurationStorageServerConnection")
	if g.tmg() {
		w.empty("MalwareInspectionSettings", "NetworkInspectionSystem", "StaticRoutes",
			"SmtpProtectionConfiguration", "SecurityAssessmentSharing")
	} else {
		w.empty("AdminSecurity")
	}
	w.empty("Credentials")
	if len(g.story.hotfixes) > 0 {
		w.singleton("VendorParametersSets")
		w.open("VendorParametersSet", hotfixParameters)
		w.hex("BlobData", blob(g.story.hotfixes...))
		w.str("Name", hotfixParameters)
		w.close()
		w.close()
	}
	w.close()
}

func (g *generator) arrayProperties() {
	w := g.w
	if g.tmg() {
		w.int("AdminMajorVersion", 7)
		w.int("AdminMinorVersion", 0)
		w.int("CompatibilityVersion", 2)
	}
	w.int("Components", -1)
	w.str("DNSName", g.fqdn)
	if g.joined {
		w.bool("IsJoinedToEnterprise", true)
	}
	w.str("Name", g.identity.array)
	if g.tmg() {
		w.str("Version", g.product.build())
	}
}

// skeletonArray opens an Array that is only a path to the exported item; its properties are dummies.
func (g *generator) skeletonArray() {
	w := g.w
	w.openAs("Array", g.arrayID(), "0")
	w.int("AdminMajorVersion", 0)
	w.int("AdminMinorVersion", 0)
	w.int("Components", -1)
	w.str("DNSName", "")
	w.str("Name", "")
	w.str("Version", "0")
}

func (g *generator) servers() {
	w := g.w
	w.singleton("Servers")
	w.open("Server", g.guid(kindArray, 1))
	w.str("IntraArrayAddress", g.internal)
	w.str("Name", g.server)
	w.empty("ProxyCacheDirectories")
	g.ipRanges("VpnServerStaticAddressPool", nil)
	if g.isaInfo {
		g.isaInfoServer()
	}
	w.close()
	w.close()
}

type filter struct{ id, name, description string }

var applicationFilters = []filter{
	{filterDNS, "DNS Filter", "Filters DNS traffic"},
	{filterFTP, "FTP Access Filter", "Enables FTP protocols (client and server)"},
	{filterH323, "H.323 Filter", "Enables H.323 protocol"},
	{filterMMS, "MMS Filter", "Enables the Microsoft Media Streaming protocol"},
	{filterPOP, "POP Intrusion Detection Filter", "Checks for POP buffer overflow attacks"},
	{filterPPTP, "PPTP Filter", "Enables PPTP tunneling"},
	{filterRPC, "RPC Filter", "Enables publishing of RPC servers"},
	{filterRTSP, "RTSP Filter", "Enables the Real Time Streaming Protocol"},
	{filterSMTP, "SMTP Filter", "Filters SMTP traffic"},
	{filterSOCKS, "SOCKS V4 Filter", "Enables SOCKS 4 communication"},
	{filterWebProxy, "Web Proxy Filter", "Enables HTTP proxy and cache"},
}

var webFilters = []filter{
	{"{28EF0C08-E82F-41bf-8CBD-88BDF66E654B}", "Authentication Delegation Filter", "cookieauthfilter.dll"},
	{"{f1076e51-bbaf-48ba-a2d7-b0875211e80d}", "HTTP Filter", "HttpFilter.dll"},
	{"{0C6083D6-C159-4E28-9620-CDFECA6EFFB0}", "RADIUS Authentication Filter", "RadiusAuth.dll"},
}

const vendor = "Microsoft (R) Corporation"

func (g *generator) extensions() {
	w := g.w
	version := g.product.version()
	w.singleton("Extensions")
	w.singleton("ISAPIFilters")
	for i, f := range webFilters {
		w.open("ISAPIFilter", f.id)
		w.bool("Enabled", true)
		w.int("FilterDirection", 2)
		w.str("Name", f.name)
		w.hex("Order", rank(i))
		w.int("Priority", 1)
		w.str("RelativePath", f.description)
		w.str("Vendor", vendor)
		w.str("Version", version)
		w.close()
	}
	w.close()
	w.singleton("ProxyPlugins")
	for _, f := range applicationFilters {
		w.open("ProxyPlugin", f.id)
		w.str("Description", f.description)
		w.bool("Enabled", f.id != filterSOCKS)
		w.str("Name", f.name)
		w.bool("Predefined", true)
		w.str("Vendor", vendor)
		w.str("Version", version)
		w.close()
	}
	w.close()
	w.close()
}
