package synth

// ref points to an object by element and storage name; id fixes the storage name of the Ref itself.
type ref struct {
	element, name, id string
	local             bool // stands in the array's own collections even when the array is joined to an enterprise
}

// shared are the elements whose predefined objects belong to the enterprise when an array is joined to one.
var shared = map[string]bool{
	"Protocol": true, "UserSet": true, "ContentTypeSet": true, "ProxyScheduleTemplate": true,
	"URLSet": true, "DomainNameSet": true, "UrlCategory": true, "Policy": true,
}

// ref writes a Ref with its own GUID.
func (g *generator) ref(r ref) {
	id := r.id
	if id == "" {
		id = g.nextGUID()
	}
	g.namedRef(id, r)
}

// namedRef writes a Ref whose storage name is its role or a known GUID.
func (g *generator) namedRef(storageName string, r ref) {
	w := g.w
	w.open("Ref", storageName)
	w.str("Name", r.name)
	w.str("RefClass", "msFPC"+r.element)
	if !g.arrayLevel || g.joined && !r.local && shared[r.element] {
		w.int("Scope", 1)
	}
	w.close()
}

// refs writes a group of references; an empty one is an empty element.
func (g *generator) refs(role string, list []ref) {
	g.w.open("Refs", role)
	for _, r := range list {
		g.ref(r)
	}
	g.w.close()
}

// to makes references of one element.
func to(element string, names ...string) []ref {
	list := make([]ref, len(names))
	for i, n := range names {
		list[i] = ref{element: element, name: n}
	}
	return list
}

// own makes references of one element to the array's own objects.
func own(element string, names ...string) []ref {
	list := to(element, names...)
	for i := range list {
		list[i].local = true
	}
	return list
}

func nets(names ...string) []ref { return to("Network", names...) }

var (
	allNetworks = to("NetworkSet", setAllNetworks)
	everyone    = to("UserSet", usersAll)
)

var selectionRoles = []string{"Networks", "NetworkSets", "Computers", "AddressRanges", "Subnets", "ComputerSets", "EnterpriseNetworks"}

// selection writes a SelectionIPs object: references grouped by element, empty groups left out.
func (g *generator) selection(role string, list []ref) {
	g.w.open("SelectionIPs", role)
	for _, group := range selectionRoles {
		opened := false
		for _, r := range list {
			if len(r.element)+1 != len(group) || r.element != group[:len(r.element)] {
				continue
			}
			if !opened {
				g.w.open("Refs", group)
				opened = true
			}
			g.ref(r)
		}
		if opened {
			g.w.close()
		}
	}
	g.w.close()
}

type ruleType int

const (
	accessRule ruleType = iota
	serverPublishing
	webPublishing
	placeHolder ruleType = 256
)

// rule is one firewall rule of any type.
type rule struct {
	id, name, description string
	off, deny, noLog      bool
	system, last          bool
	kind                  ruleType

	from, to    []ref
	protocols   []ref // empty: all IP traffic
	except      bool  // all protocols but the listed ones
	users       []ref
	contents    []ref
	domains     []ref
	urls        []ref
	categories  []ref
	redirectURL string
	schedule    string
	ownSchedule bool
	group       string
	rawLogging  string // text of EnableLogging, legal or not

	publish *publication
}

// publication is what a publishing rule adds.
type publication struct {
	server              string
	protocol            ref
	network             string
	addresses           []string // empty: all addresses of the network
	publishPort, toPort int
	firewallIP          bool

	listener     string
	names, paths []string
	delegation   int
	ssl          bool
	keepHost     bool
}

// policyRule writes one rule; its Order is the next rank, so that ranks are dense in evaluation order.
func (g *generator) policyRule(r *rule) {
	w := g.w
	w.open("PolicyRule", r.id)
	if r.deny {
		w.int("Action", 1)
	}
	if r.schedule != "" {
		w.bool("AppliesAlways", false)
	}
	w.strIf("Description", r.description)
	switch {
	case r.rawLogging != "":
		w.typed("EnableLogging", "boolean", r.rawLogging)
	case r.noLog:
		w.bool("EnableLogging", false)
	}
	w.bool("Enabled", !r.off)
	w.boolIf("IsDefaultRule", r.last)
	w.str("Name", r.name)
	w.hex("Order", rank(g.rank))
	g.rank++
	w.boolIf("System", r.system)
	w.intIf("Type", int(r.kind))
	if r.schedule != "" {
		g.namedRef("ScheduleUsed", ref{element: "ProxyScheduleTemplate", name: r.schedule, local: r.ownSchedule})
	}
	if r.group != "" {
		g.namedRef("PolicyGroupUsed", ref{element: "PolicyGroup", name: r.group})
	}
	if r.kind != placeHolder {
		g.selection("SourceSelectionIPs", r.from)
	}
	switch r.kind {
	case accessRule:
		g.accessProperties(r)
	case serverPublishing:
		g.serverPublishing(r)
	case webPublishing:
		g.webPublishing(r)
	}
	w.close()
}

func (g *generator) accessProperties(r *rule) {
	w := g.w
	w.singleton("AccessProperties")
	switch {
	case r.except:
		w.int("ProtocolSelectionMethod", 2)
	case len(r.protocols) > 0:
		w.int("ProtocolSelectionMethod", 1)
	}
	w.strIf("RedirectURL", r.redirectURL)
	g.selection("DestinationSelectionIPs", r.to)
	g.refs("ProtocolsUsed", r.protocols)
	g.refs("DestinationDomainNameSets", r.domains)
	g.refs("URLSet", r.urls)
	g.refs("ContentTypeSetsUsed", r.contents)
	g.refs("UserSets", r.users)
	if len(r.categories) > 0 {
		g.refs("UrlCategory", r.categories)
	}
	w.close()
}

func (g *generator) serverPublishing(r *rule) {
	w, p := g.w, r.publish
	w.singleton("ServerPublishingProperties")
	w.intIf("OverridePublishPort", p.publishPort)
	w.intIf("OverrideServerPort", p.toPort)
	w.str("PublishedServerIP", p.server)
	w.boolIf("UseFirewallIPAsSource", p.firewallIP)
	g.namedRef("PublishedProtocol", p.protocol)
	g.ipsOnNetworks(p.network, p.addresses)
	g.refs("IPsOnNetworkSets", nil)
	w.close()
}

func (g *generator) ipsOnNetworks(network string, addresses []string) {
	w := g.w
	w.singleton("IPsOnNetworks")
	w.open("IPOnNetwork", g.nextGUID())
	if len(addresses) > 0 {
		w.int("IPSelectionMethod", 2)
	}
	g.namedRef("Network", ref{element: "Network", name: network})
	w.singleton("IPAddresses")
	w.strings("IPAddressesStrings", addresses)
	w.close()
	w.close()
	w.close()
}

func (g *generator) webPublishing(r *rule) {
	w, p := g.w, r.publish
	w.singleton("WebPublishingProperties")
	w.int("CredentialsDelegationType", p.delegation)
	w.str("PublishedServerIP", p.server)
	if p.ssl {
		w.int("PublishedServerType", 1)
		w.int("SSLRequireSecureChannel", 2)
	}
	w.boolIf("SendOriginalHostHeader", p.keepHost)
	g.namedRef("WebListenerUsed", ref{element: "WebListener", name: p.listener})
	w.singleton("PathMappings")
	for _, path := range p.paths {
		w.open("PathMapping", g.nextGUID())
		w.str("ExternalPath", path)
		w.str("InternalPath", path)
		w.close()
	}
	w.close()
	w.singleton("PublicNames")
	w.strings("PublicNameStrings", p.names)
	w.close()
	g.refs("UserSets", r.users)
	w.close()
}

// webListener is one listener for publishing.
type webListener struct {
	id, name   string
	network    string
	addresses  []string
	properties listener
}

// listener is the WebListenerProperties of a network or of a web listener. Pointers are written when they are set.
type listener struct {
	alwaysAuthenticate, returnAuth, singleRadius   bool
	basic, integrated, digest                      *bool
	basicPersist, digestPersist, integratedPersist *bool
	tcpPort, sslPort                               int
	explicitTCP                                    bool
	redirect                                       int
	certificate                                    string
	schemes                                        []ref
	connections                                    int
	tcpType                                        string // dt of TCPPort, "" for int
}

func yes() *bool { v := true; return &v }
func no() *bool  { v := false; return &v }

func (g *generator) webListener(l *webListener) {
	w := g.w
	w.open("WebListener", l.id)
	w.str("Name", l.name)
	g.ipsOnNetworks(l.network, l.addresses)
	g.listener(&l.properties)
	w.close()
}

func (g *generator) optional(name string, value *bool) {
	if value != nil {
		g.w.bool(name, *value)
	}
}

func (g *generator) listener(l *listener) {
	w := g.w
	w.singleton("WebListenerProperties")
	w.boolIf("AlwaysAuthenticate", l.alwaysAuthenticate)
	g.optional("BasicAuthPersistSingleRequest", l.basicPersist)
	g.optional("BasicAuthentication", l.basic)
	g.optional("DigestAuthPersistSingleRequest", l.digestPersist)
	g.optional("DigestAuthentication", l.digest)
	g.optional("IntegratedAuthPersistSingleRequest", l.integratedPersist)
	g.optional("IntegratedWindowsAuthentication", l.integrated)
	w.intIf("NumberOfConnections", l.connections)
	w.intIf("RedirectHTTPAsHTTPS", l.redirect)
	w.boolIf("ReturnAuthRequiredIfAuthUserDenied", l.returnAuth)
	w.intIf("SSLPort", l.sslPort)
	w.boolIf("SingleRadiusAuthPerSession", l.singleRadius)
	if l.tcpType != "" {
		w.typed("TCPPort", l.tcpType, itoa(l.tcpPort))
	} else if l.explicitTCP || l.tcpPort != 0 {
		w.int("TCPPort", l.tcpPort)
	}
	if len(l.schemes) > 0 {
		g.refs("AuthenticationSchemes", l.schemes)
	}
	w.singleton("AppliedSSLCertificates")
	if l.certificate != "" {
		w.open("AppliedSSLCertificate", g.nextGUID())
		w.hex("SSLCertificateHash", l.certificate)
		w.close()
	}
	w.close()
	w.close()
}
