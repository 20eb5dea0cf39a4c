package checks

import "tmgaudit/schema"

// The storage names of the properties in this file have not been seen, but for
// SSLCertificateAuthentication; they are taken to be those of the COM properties.

var certificateUnrestricted = &Check{
	Code:     "A026",
	Slug:     "auth-client-cert-restrictions-off",
	Severity: Info,
	Inferred: true,
	Title:    "A listener takes client certificates of any issuer that the firewall trusts",
	Why: "Without restrictions and without a list of trusted roots every certificate that leads to a root the computer trusts is accepted, also of " +
		"an authority that has nothing to do with the users. Off is the documented default.",
	Remedy:   "Name the issuers in the listener's client certificate trust list, or restrict what a certificate must contain.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447578(v=msdn.10)"},
	Bad: func() string {
		return publishingFragment(`
						<fpc4:SSLCertificateAuthentication dt:dt="boolean">«1»</fpc4:SSLCertificateAuthentication>`)
	},
	Good: func() string {
		return publishingFragment(`
						<fpc4:SSLCertificateAuthentication dt:dt="boolean">1</fpc4:SSLCertificateAuthentication>
						<fpc4:SSLClientCertificateRestrictionsEnabled dt:dt="boolean">1</fpc4:SSLClientCertificateRestrictionsEnabled>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties", above: "WebListener"},
		property: "SSLCertificateAuthentication",
		wrong:    true,
		message:  "web listener %q takes client certificates of any issuer that the firewall trusts",
		when: func(o *schema.Object) bool {
			return !o.Property("SSLClientCertificateRestrictionsEnabled").True() && !o.Property("UseSSLClientCertificatesTrustList").True()
		},
	}.run,
}

var certificateTimeout = &Check{
	Code:     "A027",
	Slug:     "auth-client-cert-timeout-off",
	Severity: Low,
	Title:    "A client certificate is asked for once and never again",
	Why: "With SSLClientCertificateTimeoutEnabled off, which it is not by default, a session goes on for as long as it likes after its certificate " +
		"was withdrawn or the smart card taken out.",
	Remedy:   "Set it to 1, the documented default.",
	Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827007(v=vs.85)"},
	Fix:      Always,
	Safety:   Safe,
	Bad: func() string {
		return publishingFragment(`
						<fpc4:SSLCertificateAuthentication dt:dt="boolean">1</fpc4:SSLCertificateAuthentication>
						<fpc4:SSLClientCertificateTimeoutEnabled dt:dt="boolean">«0»</fpc4:SSLClientCertificateTimeoutEnabled>`)
	},
	Good: func() string {
		return publishingFragment(`
						<fpc4:SSLCertificateAuthentication dt:dt="boolean">1</fpc4:SSLCertificateAuthentication>
						<fpc4:SSLClientCertificateTimeoutEnabled dt:dt="boolean">1</fpc4:SSLClientCertificateTimeoutEnabled>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "SSLClientCertificateTimeoutEnabled",
		wrong:    false,
		message:  "%q asks for a client certificate once and never again",
		fix:      true,
		when:     asksForCertificates,
	}.run,
}

// asksForCertificates reports whether a listener takes client certificates, or its
// form requires them.
func asksForCertificates(o *schema.Object) bool {
	if o.Property("SSLCertificateAuthentication").True() {
		return true
	}
	f, ok := (schema.WebListenerProperties{Object: o}).Forms()
	return ok && f.Property("RequireSSLClientCertificate").True()
}

var certificateDeprecated = &Check{
	Code:     "A028",
	Slug:     "auth-client-cert-deprecated-prop",
	Severity: Low,
	Title:    "A rule requires client certificates by a property that TMG has given up",
	Why: "In TMG SSLClientCertificateClaim took the place of RequireSSLClientCertificate. A value that came from ISA Server may have no effect, and " +
		"users get in without a certificate.",
	Remedy:   "Say in the rule what it wants of client certificates, with TMG's own setting.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827090(v=vs.85)"},
	Bad: func() string {
		return siteRule(`
							<fpc4:RequireSSLClientCertificate dt:dt="boolean">«1»</fpc4:RequireSSLClientCertificate>`)
	},
	Good: func() string {
		return siteRule(`
							<fpc4:SSLClientCertificateClaim dt:dt="int">1</fpc4:SSLClientCertificateClaim>`)
	},
	Run: func(p *Pass) {
		if p.Doc.Product.Major != 7 {
			return
		}
		flagged{
			at:       place{element: "WebPublishingProperties"},
			property: "RequireSSLClientCertificate",
			wrong:    true,
			message:  "rule %q requires client certificates by RequireSSLClientCertificate, which TMG has replaced by SSLClientCertificateClaim",
		}.run(p)
	},
}
