package checks

import (
	"fmt"
	"net/netip"
	"strings"

	"tmgaudit/schema"
)

// The checks of this file look at single web publishing rules. Of
// PublishedServerApplication, WebSite, LoadBalancingEnabled and
// BlockAttachmentsForPublicComputers the storage names have not been seen; they are
// taken to be those of the COM properties.

// publishedSite is the template for a condition of one enabled web publishing rule that
// allows.
type publishedSite struct {
	wrong   func(*site) *schema.Property // the property that is wrong, nil for none
	message string                       // about the rule and the value
	fix     string                       // the value to write, "" for no fix
}

func (t publishedSite) run(p *Pass) {
	sites := p.published().sites
	for i := range sites {
		s := &sites[i]
		if !s.enabled {
			continue
		}
		if prop := t.wrong(s); prop != nil && !s.rule.Deny() {
			f := p.Value(prop, t.fix, t.message, s.rule.Label(), prop.Display())
			if t.fix != "" {
				f.Set(prop, t.fix)
			}
		}
	}
}

var anyPublicName = &Check{
	Code:     "W009",
	Slug:     "pub-public-name-any",
	Severity: Medium,
	Title:    "A site answers under any name",
	Why: "The rule takes requests whatever host they name, also those that name only the address, as scanners do. Who points a name of his own at " +
		"the firewall reaches the site under it.",
	Remedy:   "List the public names of the site in the rule and set AllPublicNames to 0, the documented default.",
	Evidence: []string{publishPage},
	Bad: func() string {
		return siteRule(`
							<fpc4:AllPublicNames dt:dt="boolean">«1»</fpc4:AllPublicNames>`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:AllPublicNames dt:dt="boolean">0</fpc4:AllPublicNames>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			if prop := s.Property("AllPublicNames"); prop.True() {
				return prop
			}
			return nil
		},
		message: "rule %q answers under any name; AllPublicNames is %s",
	}.run,
}

var exchangeWholeServer = &Check{
	Code:     "W010",
	Slug:     "pub-path-wildcard",
	Severity: Info,
	Inferred: true,
	Title:    "The whole web server is published for an application that needs a few paths",
	Why:      "Mail needs a handful of paths of an Exchange server. With /* everything else that the server holds is reached as well, its administration included.",
	Remedy:   "List the paths that the users need.",
	Evidence: []string{publishPage},
	Bad:      func() string { return exchangeFragment("", "«/*»") },
	Good:     func() string { return exchangeFragment("", "/Microsoft-Server-ActiveSync/*") },
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			if !s.exchange() {
				return nil
			}
			for path := range s.Paths() {
				if prop := path.Property("ExternalPath"); prop.Value() == "/*" || prop.Value() == "/" {
					return prop
				}
			}
			return nil
		},
		message: "rule %q publishes the whole Exchange server, %s",
	}.run,
}

var bridgeToAddress = &Check{
	Code:     "W011",
	Slug:     "pub-to-ip-or-netbios-https",
	Severity: Info,
	Inferred: true,
	Title:    "A site is reached by HTTPS under an address",
	Why: "The firewall compares the name in the server's certificate with what stands in the rule. Certificates rarely name an address; where they " +
		"do not agree users see error 500, the target principal name is incorrect.",
	Remedy:   "Name the server in the rule as its certificate does.",
	Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827085(v=vs.85)"},
	Bad: func() string {
		return siteRule(`
							<fpc4:PublishedServerIP dt:dt="string">«10.0.0.7»</fpc4:PublishedServerIP>
							<fpc4:PublishedServerType dt:dt="int">1</fpc4:PublishedServerType>`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:PublishedServerIP dt:dt="string">10.0.0.7</fpc4:PublishedServerIP>
							<fpc4:PublishedServerType dt:dt="int">1</fpc4:PublishedServerType>
							<fpc4:WebSite dt:dt="string">intranet.contoso.example</fpc4:WebSite>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			if n, ok := s.Property("PublishedServerType").Int(); !ok || n != 1 && n != 2 {
				return nil
			}
			name := s.Property("WebSite")
			if name == nil {
				name = s.Property("PublishedServerIP")
			}
			if _, err := netip.ParseAddr(name.Value()); err != nil {
				return nil
			}
			return name
		},
		message: "rule %q reaches its server by HTTPS as %s, which the server's certificate must name",
	}.run,
}

var bridgeToHTTP = &Check{
	Code:     "W012",
	Slug:     "pub-bridge-http",
	Severity: Info,
	Inferred: true,
	Title:    "HTTPS ends at the firewall and goes on as HTTP",
	Why: "Users see a lock, but between firewall and server everything is readable, credentials that the firewall passes on with Basic delegation " +
		"included.",
	Remedy:   "Let the firewall reach the server by HTTPS, unless nobody else can read what passes between the two.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827087(v=vs.85)"},
	Bad:      func() string { return bridgeFragment("«0»") },
	Good:     func() string { return bridgeFragment("1") },
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			prop := s.Property("PublishedServerType")
			l, known := s.settings()
			if n, ok := prop.Int(); !ok || n != 0 || !known || l.SSLPort() <= 0 {
				return nil
			}
			return prop
		},
		message: "rule %q takes HTTPS from users and goes on as HTTP to the server; PublishedServerType is %s",
	}.run,
}

func bridgeFragment(kind string) string {
	return siteFragment(`
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">0</fpc4:TCPPort>`, `
							<fpc4:PublishedServerType dt:dt="int">`+kind+`</fpc4:PublishedServerType>`)
}

var channelWeak = &Check{
	Code:     "W014",
	Slug:     "pub-ssl-128-not-required",
	Severity: Medium,
	Title:    "A site takes secure connections of any strength",
	Why:      "The rule requires a secure channel but not one of 128 bits, so a client may negotiate one of the weak old ciphers, which is as good as none.",
	Remedy:   "Require 128 bits: set SSLRequireSecureChannel to 2.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827098(v=vs.85)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return siteRule(`
							<fpc4:SSLRequireSecureChannel dt:dt="int">«1»</fpc4:SSLRequireSecureChannel>`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:SSLRequireSecureChannel dt:dt="int">2</fpc4:SSLRequireSecureChannel>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			if n, ok := s.channel(); !ok || n != 1 {
				return nil
			}
			return s.Property("SSLRequireSecureChannel")
		},
		message: "rule %q takes secure connections of any strength; SSLRequireSecureChannel is %s",
		fix:     "2",
	}.run,
}

var farmHostHeader = &Check{
	Code:     "W019",
	Slug:     "pub-original-host-header",
	Severity: Info,
	Inferred: true,
	Title:    "The servers of a farm do not see the name that users asked for",
	Why: "With SendOriginalHostHeader off, the documented default, the Host header is made from the rule. Servers that choose the site by it answer " +
		"with another one, or write links that name what only the inside knows.",
	Remedy:   "Set SendOriginalHostHeader to 1 where the servers know the public name.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447663(v=msdn.10)"},
	Bad: func() string {
		return siteRule(`
							<fpc4:LoadBalancingEnabled dt:dt="boolean">«1»</fpc4:LoadBalancingEnabled>`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:LoadBalancingEnabled dt:dt="boolean">1</fpc4:LoadBalancingEnabled>
							<fpc4:SendOriginalHostHeader dt:dt="boolean">1</fpc4:SendOriginalHostHeader>`)
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			prop := s.Property("LoadBalancingEnabled")
			if !prop.True() || s.Property("SendOriginalHostHeader").True() {
				return nil
			}
			return prop
		},
		message: "rule %q publishes a farm (LoadBalancingEnabled is %s) without passing on the name that users asked for",
	}.run,
}

var acceptEncoding = &Check{
	Code:     "W020",
	Slug:     "pub-accept-encoding-owa",
	Severity: Low,
	Title:    "A rule treats compressed answers differently from what the wizards set",
	Why: "Rules for Outlook Web Access are made to let servers compress their answers, other rules are not: filters of the firewall cannot read a " +
		"compressed answer. Where it is the other way round pages or attachments break.",
	Remedy:   "Set SendAcceptEncodingHeader to 1 for Outlook Web Access and to 0, the documented default, for other sites.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827091(v=vs.85)"},
	Bad: func() string {
		return siteRule(`
							<fpc4:SendAcceptEncodingHeader dt:dt="boolean">«1»</fpc4:SendAcceptEncodingHeader>`)
	},
	Good: func() string {
		return exchangeFragment(`
							<fpc4:SendAcceptEncodingHeader dt:dt="boolean">1</fpc4:SendAcceptEncodingHeader>`, "/owa/*")
	},
	Run: publishedSite{
		wrong: func(s *site) *schema.Property {
			prop := s.Property("SendAcceptEncodingHeader")
			v, ok := prop.Bool()
			mail := s.webMail()
			if ok && (v && !mail && !s.exchange() || !v && mail && s.exchange()) {
				return prop
			}
			return nil
		},
		message: "rule %q has SendAcceptEncodingHeader %s, which the wizards set the other way for such a site",
	}.run,
}

// webMail reports whether the rule publishes a path of Outlook Web Access.
func (s *site) webMail() bool {
	for path := range s.Paths() {
		first, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(path.Text("ExternalPath")), "/"), "/")
		switch strings.TrimSuffix(first, "*") {
		case "owa", "exchange", "exchweb", "public":
			return true
		}
	}
	return false
}

var attachmentsOnPublic = &Check{
	Code:     "W032",
	Slug:     "pub-attachments-public",
	Severity: Low,
	Title:    "Attachments may be opened on public computers",
	Why: "Users tell the form of Outlook Web Access whether a computer is public. On one that is, an opened attachment stays behind for the next " +
		"user. BlockAttachmentsForPublicComputers is off, the documented default.",
	Remedy:   "Set BlockAttachmentsForPublicComputers of the rule to 1.",
	Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827063(v=vs.85)", publishPage},
	Bad:      func() string { return mailFragment("«0»") },
	Good:     func() string { return mailFragment("1") },
	Run: func(p *Pass) {
		sites := p.published().sites
		for i := range sites {
			s := &sites[i]
			l, known := s.settings()
			if !s.enabled || s.rule.Deny() || !s.exchange() || !s.webMail() || !known || !usesForms(l.Object) {
				continue
			}
			prop := s.Property("BlockAttachmentsForPublicComputers")
			if v, ok := prop.Bool(); v || !ok && prop != nil {
				continue
			}
			message := fmt.Sprintf("rule %q lets attachments be opened on public computers", s.rule.Label())
			if prop != nil {
				p.Value(prop, "1", "%s", message)
			} else {
				p.Report(Finding{Object: s.rule.Object, Message: message})
			}
		}
	},
}

// exchangeFragment is a rule for an Exchange server with one path.
func exchangeFragment(properties, path string) string {
	return siteRule(exchangeContent(properties, path))
}

func exchangeContent(properties, path string) string {
	return `
							<fpc4:PublishedServerApplication dt:dt="int">1</fpc4:PublishedServerApplication>` + properties + `
							<fpc4:PathMappings StorageName="PathMappings" StorageType="1">
								<fpc4:PathMapping StorageName="{0A1B2C3D-0000-4000-8000-000000000048}" StorageType="1">
									<fpc4:ExternalPath dt:dt="string">` + path + `</fpc4:ExternalPath>
								</fpc4:PathMapping>
							</fpc4:PathMappings>`
}

func mailFragment(block string) string {
	return formsFragment("") + siteRule(`
							<fpc4:BlockAttachmentsForPublicComputers dt:dt="boolean">`+block+`</fpc4:BlockAttachmentsForPublicComputers>`+
		exchangeContent("", "/owa/*"))
}
