package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
)

const delegationPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827067(v=vs.85)"

var channelNotRequired = &Check{
	Code:     "W013",
	Slug:     "pub-ssl-not-required",
	Severity: Medium,
	Title:    "Users may log on over HTTP though the listener speaks HTTPS",
	Why: "The rule asks for credentials and requires no secure channel, and nothing redirects: who comes by HTTP logs on over it and goes on " +
		"readably. Basic and forms, where the password itself is readable, are told at the listener (A006, A007).",
	Remedy:   "Require a secure channel of 128 bits in the rule, or let the listener redirect HTTP to HTTPS.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827098(v=vs.85)"},
	Bad: func() string {
		return siteFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`, `
							<fpc4:SSLRequireSecureChannel dt:dt="int">«0»</fpc4:SSLRequireSecureChannel>`+refsFragment("UserSets", "UserSet", allAuthenticated))
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`, `
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`+refsFragment("UserSets", "UserSet", allAuthenticated))
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			n, ok := s.channel()
			l, known := s.settings()
			if !ok || n != 0 || !known || l.SSLPort() <= 0 || !forSomeUsers(s.Object) && !l.AlwaysAuthenticate() {
				return nil
			}
			port, ok := l.TCPPort()
			m := methodsOf(l.Object)
			if !ok || port <= 0 || !overHTTP(l) || m.basic || m.forms() {
				return nil
			}
			return s.Property("SSLRequireSecureChannel")
		},
		message: "rule %q asks for credentials also over HTTP; SSLRequireSecureChannel is %s",
	}.run,
}

var noPreauthentication = &Check{
	Code:     "W015",
	Slug:     "pub-auth-none-all-users",
	Severity: Info,
	Inferred: true,
	Title:    "Nobody is asked who he is before he reaches the published server",
	Why: "The listener offers no way to authenticate and the rule is for all users: every request from outside reaches the server itself. For a " +
		"public site that is meant; an application of the inside should be behind a logon at the firewall.",
	Remedy:   "Let the firewall authenticate the users of applications that are not for everyone.",
	Evidence: []string{"https://cyber.trackr.live/stig/Microsoft_ISA_Server_(OWA_Proxy)/1/2"},
	Bad: func() string {
		return strings.Replace(siteFragment(`
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">0</fpc4:IntegratedWindowsAuthentication>`,
			refsFragment("UserSets", "UserSet", allUsers)),
			`<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000020}" StorageType="1">`,
			`«<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000020}" StorageType="1">»`, 1)
	},
	Good: func() string { return siteFragment(``, refsFragment("UserSets", "UserSet", allAuthenticated)) },
	Run: func(p *Pass) {
		sites := p.published().sites
		for i := range sites {
			s := &sites[i]
			l, known := s.settings()
			if !s.enabled || s.rule.Deny() || !known || !forAnyone(s.Object) {
				continue
			}
			if m := methodsOf(l.Object); m.none() {
				p.Report(Finding{Object: s.rule.Object, Message: fmt.Sprintf("rule %q lets everyone through to its server, and listener %q asks nobody", s.rule.Label(), s.listener.Label())})
			}
		}
	},
}

var delegationWithoutPassword = &Check{
	Code:     "W016",
	Slug:     "pub-delegation-mismatch",
	Severity: Info,
	Inferred: true,
	Title:    "A rule passes on a password that the listener never gets",
	Why: "For Basic and NTLM delegation the firewall needs the user's password. Integrated authentication, Digest and client certificates do not " +
		"give it one, so the server refuses every request.",
	Remedy:   "Use Kerberos constrained delegation, or let the listener authenticate with Basic or a form.",
	Evidence: []string{delegationPage},
	Bad: func() string {
		return siteFragment(`
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">1</fpc4:IntegratedWindowsAuthentication>`, `
							<fpc4:CredentialsDelegationType dt:dt="int">«3»</fpc4:CredentialsDelegationType>`)
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:IntegratedWindowsAuthentication dt:dt="boolean">1</fpc4:IntegratedWindowsAuthentication>`, `
							<fpc4:CredentialsDelegationType dt:dt="int">1</fpc4:CredentialsDelegationType>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			prop := s.Property("CredentialsDelegationType")
			l, known := s.settings()
			if n, ok := prop.Int(); !ok || n != 3 && n != 4 || !known {
				return nil
			}
			m := methodsOf(l.Object)
			if m.basic || len(m.schemes) > 0 || m.none() {
				return nil
			}
			return prop
		},
		message: "rule %q passes on a password (CredentialsDelegationType is %s: 3 Basic, 4 NTLM), but its listener gets none",
	}.run,
}

var delegationWithoutName = &Check{
	Code:     "W017",
	Slug:     "pub-kcd-no-spn",
	Severity: High,
	Title:    "Kerberos delegation without the name of the service",
	Why:      "For constrained delegation the firewall asks for a ticket to the service that the rule names. The name is empty, so there is nothing to ask for.",
	Remedy:   "Set ServicePrincipalName, for example http/ and the name of the server, as it stands in Active Directory.",
	Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827093(v=vs.85)", "https://support.microsoft.com/kb/960146/es"},
	Bad: func() string {
		return siteRule(`
							<fpc4:CredentialsDelegationType dt:dt="int">6</fpc4:CredentialsDelegationType>
							«<fpc4:ServicePrincipalName dt:dt="string"/>»`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:CredentialsDelegationType dt:dt="int">6</fpc4:CredentialsDelegationType>
							<fpc4:ServicePrincipalName dt:dt="string">http/intranet.contoso.example</fpc4:ServicePrincipalName>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			prop := s.Property("ServicePrincipalName")
			n, ok := s.Property("CredentialsDelegationType").Int()
			if !ok || n != 6 || prop == nil || strings.TrimSpace(prop.Value()) != "" {
				return nil
			}
			return prop
		},
		message: "rule %q delegates by Kerberos, but its ServicePrincipalName is empty%s",
	}.run,
}

var singleSignOnBroad = &Check{
	Code:     "W031",
	Slug:     "pub-sso-broad-domain",
	Severity: Info,
	Inferred: true,
	Title:    "Single sign-on covers a whole top-level domain",
	Why:      "The cookie of the session goes to every host of the domains in the list. A domain of one label holds hosts of everybody else.",
	Remedy:   "List the domain of the published sites only.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447586(v=msdn.10)"},
	Bad:      func() string { return signOnFragment("«.com»") },
	Good:     func() string { return signOnFragment(".contoso.com") },
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			set, ok := o.Child("DomainNameSet")
			if !ok || !o.Property("SSOEnabled").True() {
				continue
			}
			list := set.Property("DomainNameStrings")
			for span, domain := range list.Entries() {
				if name := strings.Trim(domain, "*. "); !strings.Contains(name, ".") {
					f := p.Value(list, "", "single sign-on of web listener %q covers %q, where hosts of others are", owner(o), domain)
					f.Span, f.Value = span, domain
				}
			}
		}
	},
}

func signOnFragment(domain string) string {
	return publishingFragment(`
						<fpc4:SSOEnabled dt:dt="boolean">1</fpc4:SSOEnabled>
							<fpc4:DomainNameSet StorageName="SSODomainNames" StorageType="1">
								<fpc4:DomainNameStrings>
									<fpc4:Str dt:dt="string">` + domain + `</fpc4:Str>
								</fpc4:DomainNameStrings>
							</fpc4:DomainNameSet>`)
}

var redirectMissing = &Check{
	Code:     "W034",
	Slug:     "pub-http-redirect-missing",
	Severity: Medium,
	Title:    "Who types the address without https gets no further",
	Why: "The listener takes HTTP as well as HTTPS, but its rules want a secure channel and nothing redirects: users who come by HTTP see an error " +
		"page instead of the logon.",
	Remedy:   "Set RedirectHTTPAsHTTPS of the listener to 1 or 2, or take the HTTP port out of it.",
	Evidence: []string{clearTextPage},
	Bad: func() string {
		return siteFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">«80»</fpc4:TCPPort>`, `
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`)
	},
	Good: func() string {
		return siteFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:RedirectHTTPAsHTTPS dt:dt="int">2</fpc4:RedirectHTTPAsHTTPS>
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`, `
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			l := schema.WebListenerProperties{Object: o}
			port, ok := l.TCPPort()
			m := methodsOf(o)
			if !ok || port <= 0 || l.SSLPort() <= 0 || l.RedirectsHTTP() || !m.basic && !m.forms() {
				continue
			}
			if sites := p.published().served(o); len(sites) > 0 && allSecure(sites) {
				f := p.Value(o.Property("TCPPort"), "", "web listener %q takes %s, where its rules want a secure channel, and redirects nobody to HTTPS", owner(o), openPort(port))
				f.Related = related(rulesOf(sites), "wants a secure channel")
				f.Advise("let the listener redirect HTTP to HTTPS")
			}
		}
	},
}

// allSecure reports whether every rule says that it wants a secure channel.
func allSecure(sites []*site) bool {
	for _, s := range sites {
		if n, ok := s.channel(); !ok || n == 0 {
			return false
		}
	}
	return true
}
