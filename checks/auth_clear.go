package checks

import "tmgaudit/schema"

const clearTextPage = "https://www.betaarchive.com/wiki/index.php?title=Microsoft_KB_Archive/899807"

var basicOverHTTP = &Check{
	Code:     "A006",
	Slug:     "auth-basic-plain-http",
	Severity: High,
	Title:    "A web listener takes Basic credentials over plain HTTP",
	Why:      "Basic sends name and password readably with every request. Over HTTP whoever is on the way between user and firewall reads them.",
	Remedy:   "Let the listener redirect HTTP to HTTPS or take the HTTP port out of it, and let its rules require a secure channel.",
	Evidence: []string{clearTextPage, "https://www.betaarchive.com/wiki/index.php?title=Microsoft_KB_Archive/821724"},
	Bad: func() string {
		return siteFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:TCPPort dt:dt="int">«80»</fpc4:TCPPort>`, ``)
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:RedirectHTTPAsHTTPS dt:dt="int">1</fpc4:RedirectHTTPAsHTTPS>
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`, `
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`)
	},
	Run: clearText{
		asks:    func(m *methods) bool { return m.basic && !m.forms() },
		message: "web listener %q takes Basic credentials over %s, for rule %q",
	}.run,
}

var formsOverHTTP = &Check{
	Code:     "A007",
	Slug:     "auth-fba-plain-http",
	Severity: High,
	Title:    "A web listener shows its logon form over plain HTTP",
	Why:      "The form sends name and password as the user typed them. Over HTTP whoever is on the way between user and firewall reads them.",
	Remedy:   "Let the listener redirect HTTP to HTTPS or take the HTTP port out of it, and let its rules require a secure channel.",
	Evidence: []string{clearTextPage},
	Bad: func() string {
		return siteFragment(`
						<fpc4:TCPPort dt:dt="int">«80»</fpc4:TCPPort>`+schemeRefs(schemeForms), ``)
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:RedirectHTTPAsHTTPS dt:dt="int">2</fpc4:RedirectHTTPAsHTTPS>
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`+schemeRefs(schemeForms), `
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`)
	},
	Run: clearText{
		asks:    func(m *methods) bool { return m.forms() },
		message: "web listener %q shows its logon form over %s, for rule %q",
	}.run,
}

// clearText is the template for a listener that takes credentials over HTTP. It
// needs proof: the port for HTTP stands in the file, nothing redirects, nothing
// forbids authentication over HTTP, and an enabled rule answers over HTTP.
type clearText struct {
	asks    func(*methods) bool
	message string // about the listener, its port and a rule
}

func (t clearText) run(p *Pass) {
	for o := range p.Objects("WebListenerProperties") {
		l := schema.WebListenerProperties{Object: o}
		port, ok := l.TCPPort()
		if _, published := l.OfWebListener(); !published || !ok || port <= 0 || !overHTTP(l) {
			continue
		}
		if m := methodsOf(o); !t.asks(&m) {
			continue
		}
		var open []*site
		for _, s := range p.published().served(o) {
			if s.plain() {
				open = append(open, s)
			}
		}
		if len(open) > 0 {
			f := p.Value(o.Property("TCPPort"), "", t.message, owner(o), openPort(port), open[0].rule.Label())
			f.Related = related(rulesOf(open), "answers over HTTP")
			f.Advise("let the listener redirect HTTP to HTTPS")
		}
	}
}

// overHTTP reports whether credentials may be asked for over HTTP as far as the
// listener says. The storage name of AllowAuthenticationOverHTTP has not been seen;
// it is taken to be that of the COM property.
func overHTTP(l schema.WebListenerProperties) bool {
	allowed, ok := l.Property("AllowAuthenticationOverHTTP").Bool()
	return !l.RedirectsHTTP() && (allowed || !ok)
}
