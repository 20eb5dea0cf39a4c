package checks

import (
	"fmt"

	"tmgaudit/schema"
)

// publishingChecks look at web listeners and publishing rules.
var publishingChecks = []*Check{
	listenerClash, listenerOnProxyPort, serverOnListenerPort, listenerUnused,
	ruleWithoutListener, listenerWithoutCertificate,
	anyPublicName, exchangeWholeServer, bridgeToAddress, bridgeToHTTP,
	channelNotRequired, channelWeak, noPreauthentication, delegationWithoutPassword, delegationWithoutName,
	farmHostHeader, acceptEncoding,
	publishedAdministration, publishedClearText, publishedTwice, publishedItself,
	publishedUnrelated, publishedAgainstNAT,
	farmEmpty, singleSignOnBroad, attachmentsOnPublic, redirectMissing,
}

const (
	listenerPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827025(v=vs.85)"
	publishPage  = "https://learn.microsoft.com/en-us/previous-versions/dd447651(v=msdn.10)"
)

var listenerClash = &Check{
	Code:     "W001",
	Slug:     "pub-listener-port-clash",
	Severity: High,
	Title:    "Two web listeners want the same port of the same address",
	Why: "Only one of them can have the port. The sites of the other are dark, and which one wins may change with every start of the service or " +
		"import.",
	Remedy:   "Give one of the listeners another address or port, or let the rules of both use one listener.",
	Evidence: []string{listenerPage},
	Bad: func() string {
		return twoListenersFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`, `
						<fpc4:SSLPort dt:dt="int">«443»</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`)
	},
	Good: func() string {
		return twoListenersFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`, `
						<fpc4:SSLPort dt:dt="int">8443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`)
	},
	Run: func(p *Pass) {
		taken := sockets{}
		p.webListeners(func(l schema.WebListener, port *schema.Property) {
			n, _ := port.Int()
			if by := taken.holder(l.Object, tcp, n); by != nil {
				f := p.Value(port, "", "web listener %q wants port %d of an address on which %q listens", l.Label(), n, by.Label())
				f.Related = []Related{{Object: by, Span: by.TagSpan(), Message: fmt.Sprintf("%q listens there first", by.Label())}}
			}
			taken.take(l.Object, l.Object, tcp, n)
		})
	},
}

var listenerOnProxyPort = &Check{
	Code:     "W002",
	Slug:     "pub-listener-vs-proxy-port",
	Severity: High,
	Title:    "A web listener wants the port of the web proxy",
	Why: "The web proxy listens on every address of the firewall in a network that it serves. A web listener on the same port there cannot start, or " +
		"takes the proxy away from the clients.",
	Remedy:   "Give the web listener or the proxy another port, or let the listener listen on another network.",
	Evidence: []string{listenerPage},
	Bad:      func() string { return proxyAndListenerFragment("«8080»") },
	Good:     func() string { return proxyAndListenerFragment("80") },
	Run: func(p *Pass) {
		taken := proxySockets(p)
		if len(taken) == 0 {
			return
		}
		p.webListeners(func(l schema.WebListener, port *schema.Property) {
			n, _ := port.Int()
			if by := taken.holder(l.Object, tcp, n); by != nil {
				f := p.Value(port, "", "web listener %q wants port %d, on which the web proxy serves network %q", l.Label(), n, by.Label())
				f.Related = []Related{{Object: by, Span: by.TagSpan(), Message: fmt.Sprintf("the web proxy serves %q", by.Label())}}
			}
		})
	},
}

// proxySockets are the ports on which the web proxy serves networks. 8080 is the
// documented default.
func proxySockets(p *Pass) sockets {
	taken := sockets{}
	for _, array := range p.Doc.Arrays() {
		for _, n := range array.Networks() {
			l, ok := n.Listener()
			if !ok || !n.Audited() || !n.Property("EnableWebProxyClients").True() {
				continue
			}
			port, ok := numberOr(l.Property("TCPPort"), 8080)
			for _, port := range []int64{port, l.SSLPort()} {
				if ok && port > 0 {
					taken.serve(array.Object, n, port)
				}
			}
		}
	}
	return taken
}

// serve notes that the web proxy listens on all addresses in a network.
func (s sockets) serve(array *schema.Object, n schema.Network, port int64) {
	name := canonicalName(n.StorageName)
	s.set(socket{array, tcp, port, "all of " + name}, n.Object)
	s.set(socket{array, tcp, port, "any of " + name}, n.Object)
}

var serverOnListenerPort = &Check{
	Code:     "W003",
	Slug:     "pub-server-vs-web-port",
	Severity: High,
	Title:    "A server publishing rule wants a port that a web listener has",
	Why:      "A port of an address belongs to one of them only: either the published server or the web sites of the listener are not reached.",
	Remedy:   "Publish the server on another address or port, or take the port out of the web listener.",
	Evidence: []string{listenerPage},
	Bad:      func() string { return serverAndListenerFragment("«", "»", "443") },
	Good:     func() string { return serverAndListenerFragment("", "", "8443") },
	Run: func(p *Pass) {
		taken := sockets{}
		p.webListeners(func(l schema.WebListener, port *schema.Property) {
			n, _ := port.Int()
			taken.take(l.Object, l.Object, tcp, n)
		})
		servers := p.published().servers
		for i := range servers {
			if s := &servers[i]; s.enabled {
				s.reportHeld(p, taken, "web listener", func(*schema.Object) bool { return true })
			}
		}
	},
}

// reportHeld states a finding when a port of the rule is taken by somebody who
// counts, about the first.
func (s *server) reportHeld(p *Pass, taken sockets, kind string, counts func(by *schema.Object) bool) {
	for _, e := range s.endpoints() {
		by := taken.holder(s.Object, e.transport, e.port)
		if by == nil || !counts(by) {
			continue
		}
		p.Report(Finding{
			Object:  s.rule.Object,
			Message: fmt.Sprintf("rule %q publishes on %s, which %s %q has", s.rule.Label(), e, kind, by.Label()),
			Related: []Related{{Object: by, Span: by.TagSpan(), Message: fmt.Sprintf("%q has it", by.Label())}},
		})
		return
	}
}

var listenerUnused = &Check{
	Code:     "W004",
	Slug:     "pub-listener-unused",
	Severity: Low,
	Title:    "A web listener is used by no rule",
	Why:      "It publishes nothing, and looks like an open door to everyone who reads the configuration.",
	Remedy:   "Delete the listener when nobody needs it any more.",
	Evidence: []string{listenerPage},
	Bad: func() string {
		return publishingFragmentOf("«<fpc4:WebListener StorageName=\"{0A1B2C3D-0000-4000-8000-000000000002}\" StorageType=\"1\">»", "") +
			rulesFragment("")
	},
	Good: func() string { return siteFragment("", "") },
	Run: func(p *Pass) {
		for o := range p.Objects("WebListener") {
			rules, ok := o.Owner().Find("ArrayPolicy", "PolicyRules")
			if ok && rules.Audited() && o.Owner().Element == "Array" && len(p.published().using[o]) == 0 && !p.published().system[o] && !p.cut()[o.Owner()] {
				p.Report(Finding{Object: o, Message: fmt.Sprintf("web listener %q is used by no rule", o.Label()),
					Fix: &Fix{Safety: Manual, Title: "delete the listener"}})
			}
		}
	},
}

var ruleWithoutListener = &Check{
	Code:     "W005",
	Slug:     "pub-rule-listener-missing",
	Severity: Critical,
	Title:    "A web publishing rule names no web listener",
	Why: "Without a listener the rule answers nobody, and an import stops at it. A listener that is named but not in the file is told as a reference " +
		"that leads nowhere (I018).",
	Remedy:   "Name the web listener of the rule, or delete the rule.",
	Evidence: []string{listenerPage, "https://ant-sh.blogspot.com/2012/07/?m=1"},
	Bad: func() string {
		return rulesFragment(`
					«<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000020}" StorageType="1">»
						<fpc4:Name dt:dt="string">Site</fpc4:Name>
						<fpc4:Type dt:dt="int">2</fpc4:Type>
						<fpc4:WebPublishingProperties StorageName="WebPublishingProperties" StorageType="1"/>
					</fpc4:PolicyRule>`)
	},
	Good: func() string { return siteFragment("", "") },
	Run: func(p *Pass) {
		sites := p.published().sites
		for i := range sites {
			s := &sites[i]
			if ref, ok := s.ListenerRef(); s.enabled && s.rule.Type() == schema.WebPublishingRule && (!ok || ref.TargetName() == "") {
				p.Report(Finding{Object: s.rule.Object, Message: fmt.Sprintf("web publishing rule %q names no web listener", s.rule.Label())})
			}
		}
	},
}

var listenerWithoutCertificate = &Check{
	Code:     "W006",
	Slug:     "pub-listener-ssl-no-cert",
	Severity: Critical,
	Title:    "A web listener has a port for HTTPS and no certificate",
	Why: "Without a certificate no secure connection opens: the sites of the listener are dark. The file says that it holds the data of the server, " +
		"to which certificates belong, so none is bound.",
	Remedy:   "Bind a certificate to the listener, or set SSLPort to 0.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824835(v=vs.85)"},
	Bad: func() string {
		return withOptionalData(12, siteFragment(`
						<fpc4:SSLPort dt:dt="int">«443»</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>
							<fpc4:AppliedSSLCertificates StorageName="AppliedSSLCertificates" StorageType="1"/>`, ""))
	},
	Good: func() string {
		return withOptionalData(12, siteFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>
							<fpc4:AppliedSSLCertificates StorageName="AppliedSSLCertificates" StorageType="1">
								<fpc4:AppliedSSLCertificate StorageName="{0A1B2C3D-0000-4000-8000-000000000044}" StorageType="1">
									<fpc4:SSLCertificateHash dt:dt="bin.hex">1f6b0d5e2a9c48b7d3e10f72a4c5968b7e0d1c2f</fpc4:SSLCertificateHash>
								</fpc4:AppliedSSLCertificate>
							</fpc4:AppliedSSLCertificates>`, ""))
	},
	Run: func(p *Pass) {
		if data, ok := p.Doc.Header().OptionalData(); !ok || data&schema.ServerSpecific == 0 {
			return
		}
		for o := range p.Objects("WebListenerProperties") {
			l := schema.WebListenerProperties{Object: o}
			mode, _ := l.Property("SSLTerminationMode").Int()
			if l.SSLPort() <= 0 || mode == 2 || !isEmpty(o, "AppliedSSLCertificates", "AppliedSSLCertificate") {
				continue
			}
			if sites := p.published().served(o); len(sites) > 0 {
				f := p.Value(l.Property("SSLPort"), "", "web listener %q takes HTTPS on port %d without a certificate", owner(o), l.SSLPort())
				f.Related = related(rulesOf(sites), "uses it")
			}
		}
	},
}
