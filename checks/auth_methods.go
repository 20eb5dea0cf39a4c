package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
)

// methods are the ways to authenticate that a listener offers. Integrated is on
// where the file does not mention it, which is its documented default; the others
// count as off there, as Microsoft's viewer reads them.
type methods struct {
	basic, digest, integrated, certificate bool
	schemes                                []schema.Ref
}

func methodsOf(settings *schema.Object) methods {
	m := methods{
		basic:       settings.Property("BasicAuthentication").True(),
		digest:      settings.Property("DigestAuthentication").True(),
		certificate: settings.Property("SSLCertificateAuthentication").True(),
	}
	on, ok := settings.Property("IntegratedWindowsAuthentication").Bool()
	m.integrated = on || !ok
	for ref := range (schema.WebListenerProperties{Object: settings}).Schemes() {
		m.schemes = append(m.schemes, ref)
	}
	return m
}

// uses reports whether one of the predefined schemes is among those referred to.
func (m *methods) uses(schemes ...string) bool {
	for _, ref := range m.schemes {
		if sameAsAny(ref.TargetName(), schemes...) {
			return true
		}
	}
	return false
}

// forms reports whether users log on with a form.
func (m *methods) forms() bool {
	return m.uses(schemeForms, schemeFormsLDAP, schemeFormsRADIUS, schemeFormsOTP)
}

func (m *methods) radius() bool {
	return m.uses(schemeRADIUS, schemeRADIUSWide, schemeFormsRADIUS, schemeFormsOTP)
}

func (m *methods) none() bool {
	return !m.basic && !m.digest && !m.integrated && !m.certificate && len(m.schemes) == 0
}

// usesForms reports whether o, settings of forms or of a listener, belongs to a
// listener that logs users on with a form.
func usesForms(o *schema.Object) bool {
	if o.Element == "FormsBasedAuthenticationProperties" {
		o = o.Parent
	}
	if o == nil {
		return false
	}
	m := methodsOf(o)
	return m.forms()
}

// servesProxyClients reports whether settings belong to a network with web proxy
// clients.
func servesProxyClients(o *schema.Object) bool {
	n, ok := schema.WebListenerProperties{Object: o}.OfNetwork()
	return ok && n.Property("EnableWebProxyClients").True()
}

var requiredWithoutMethod = &Check{
	Code:     "A004",
	Slug:     "auth-required-but-no-method",
	Severity: Info,
	Inferred: true,
	Title:    "Credentials are demanded, but no way to give them is switched on",
	Why: "The listener demands credentials and offers no method and no scheme: nobody can satisfy the demand, and every request is refused. " +
		"Methods that the file does not mention count as off.",
	Remedy:   "Switch the method on that the clients are to use, or set AlwaysAuthenticate to 0.",
	Evidence: []string{authPage, "https://learn.microsoft.com/en-us/previous-versions/dd447556(v=msdn.10)"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«1»</fpc4:AlwaysAuthenticate>
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">0</fpc4:IntegratedWindowsAuthentication>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">0</fpc4:IntegratedWindowsAuthentication>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			m := methodsOf(o)
			if prop := o.Property("AlwaysAuthenticate"); prop.True() && m.none() {
				p.Value(prop, "", "%q demands credentials for every request but offers no method to give them", owner(o))
			}
		}
	},
}

var outgoingScheme = &Check{
	Code:     "A005",
	Slug:     "auth-outgoing-scheme-invalid",
	Severity: High,
	Title:    "The web proxy listener of a network uses a scheme that is for publishing only",
	Why: "The SDK allows a listener for outgoing requests to refer to the RADIUS scheme and to no other. A file that refers to another was edited, " +
		"and saving or importing it fails.",
	Remedy:   "Take the reference out, or switch on Integrated authentication or the RADIUS scheme instead.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447556(v=msdn.10)"},
	Bad:      func() string { return listenerFragment("Internal", schemeRefs("«"+schemeForms+"»")) },
	Good:     func() string { return listenerFragment("Internal", schemeRefs(schemeRADIUS)) },
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			if _, ok := (schema.WebListenerProperties{Object: o}).OfNetwork(); !ok {
				continue
			}
			for ref := range (schema.WebListenerProperties{Object: o}).Schemes() {
				if sameAsAny(ref.TargetName(), schemeForms, schemeFormsLDAP, schemeFormsRADIUS, schemeFormsOTP, schemeLDAP, schemeSecurID, schemePassport) {
					reportScheme(p, ref, o)
				}
			}
		}
	},
}

func reportScheme(p *Pass, ref schema.Ref, settings *schema.Object) {
	name := ref.Property("Name")
	f := p.Value(name, "", "network %q authenticates with the scheme %q; a listener for outgoing requests may use RADIUS only", owner(settings), ref.Label())
	f.Advise("take the reference out of the listener")
}

var basicAtProxy = &Check{
	Code:     "A008",
	Slug:     "auth-basic-proxy",
	Severity: Info,
	Inferred: true,
	Title:    "The web proxy listener of a network takes Basic credentials",
	Why: "Clients send name and password readably with every request through the proxy, also where they could have used Integrated " +
		"authentication and fell back.",
	Remedy:   "Switch Basic off where all clients can use Integrated authentication.",
	Evidence: []string{authPage},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:BasicAuthentication dt:dt="boolean">«1»</fpc4:BasicAuthentication>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:BasicAuthentication dt:dt="boolean">0</fpc4:BasicAuthentication>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties", above: "Network"},
		property: "BasicAuthentication",
		wrong:    true,
		message:  "web proxy clients of network %q may send Basic credentials, which anyone on the way can read",
		when:     servesProxyClients,
	}.run,
}

var digestOffered = &Check{
	Code:     "A009",
	Slug:     "auth-digest-legacy",
	Severity: Info,
	Inferred: true,
	Title:    "A listener offers Digest authentication",
	Why:      "Digest is a weak method of the past and works only where Active Directory keeps what it needs to compute the answers; elsewhere users are refused.",
	Remedy:   "Switch Digest off unless something is known to need it.",
	Evidence: []string{authPage},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:DigestAuthentication dt:dt="boolean">«1»</fpc4:DigestAuthentication>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:DigestAuthentication dt:dt="boolean">0</fpc4:DigestAuthentication>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "DigestAuthentication",
		wrong:    true,
		message:  "%q offers Digest authentication",
	}.run,
}

var integratedOff = &Check{
	Code:     "A010",
	Slug:     "auth-mixed-methods",
	Severity: Info,
	Inferred: true,
	Title:    "Users of a network must type their credentials for the proxy",
	Why: "Integrated authentication, which the documentation names as the default, is off, and what is left asks: everybody in a domain is " +
		"prompted where the logon of the computer would do.",
	Remedy:   "Switch Integrated authentication on, unless the clients are not members of a domain.",
	Evidence: []string{authPage},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">«0»</fpc4:IntegratedWindowsAuthentication>`+schemeRefs(schemeRADIUS))
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">1</fpc4:IntegratedWindowsAuthentication>`+schemeRefs(schemeRADIUS))
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			if !servesProxyClients(o) {
				continue
			}
			m := methodsOf(o)
			var left []string
			if m.basic {
				left = append(left, "Basic")
			}
			if m.radius() {
				left = append(left, "RADIUS")
			}
			if !m.integrated && !m.digest && !m.certificate && len(left) > 0 {
				p.Value(o.Property("IntegratedWindowsAuthentication"), "",
					"users of network %q type their credentials; Integrated authentication is off and %s is left", owner(o), strings.Join(left, " and "))
			}
		}
	},
}

// openPort tells a listener's port for HTTP, for messages.
func openPort(port int64) string { return fmt.Sprintf("HTTP on port %d", port) }
