package checks

import (
	"iter"

	"tmgaudit/schema"
)

const connectCachePage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827033(v=vs.85)"

var connectCacheZero = &Check{
	Code:     "C009",
	Slug:     "com-connect-cache-zero",
	Severity: High,
	Title:    "Connections to servers are not used again",
	Why: "A ConnectCacheSize of 0 turns off the reuse of connections to web servers and upstream proxies: every request opens one of its own, " +
		"and browsing becomes slow. Only sites that tie a logon of their own making to a connection need this.",
	Remedy:   "Set it to 128, the documented default, unless it was turned off for such a site.",
	Evidence: []string{connectCachePage},
	Fix:      Always,
	Safety:   Safe,
	Bad:      func() string { return connectCacheFragment("«0»") },
	Good:     func() string { return connectCacheFragment("128") },
	Run: func(p *Pass) {
		for prop, n := range connectCaches(p) {
			if n == 0 {
				p.Value(prop, "128", "the web proxy of %q opens a new connection for every request; ConnectCacheSize is 0", prop.Object().Owner().Label()).Set(prop, "128")
			}
		}
	},
}

var connectCacheRange = &Check{
	Code:     "C010",
	Slug:     "com-connect-cache-range",
	Severity: Low,
	Title:    "ConnectCacheSize is outside its documented range",
	Why:      "The product documents 0 to 50000; saving another value is refused with an error, and an import may stop at it.",
	Remedy:   "Set it to 128, the documented default.",
	Evidence: []string{connectCachePage},
	Fix:      Always,
	Safety:   Safe,
	Bad:      func() string { return connectCacheFragment("«50001»") },
	Good:     func() string { return connectCacheFragment("50000") },
	Run: func(p *Pass) {
		for prop, n := range connectCaches(p) {
			if n < 0 || n > 50000 {
				p.Value(prop, "128", "ConnectCacheSize of %q is %d; allowed are 0 to 50000", prop.Object().Owner().Label(), n).Set(prop, "128")
			}
		}
	},
}

// connectCaches yields the sizes that are written down, and their numbers.
func connectCaches(p *Pass) iter.Seq2[*schema.Property, int64] {
	return func(yield func(*schema.Property, int64) bool) {
		for o := range p.Objects("WebProxy") {
			prop := o.Property("ConnectCacheSize")
			if n, ok := prop.Int(); ok && !yield(prop, n) {
				return
			}
		}
	}
}

func connectCacheFragment(value string) string {
	return webProxyFragment(`
					<fpc4:ConnectCacheSize dt:dt="int">` + value + `</fpc4:ConnectCacheSize>`)
}

// webProxySwitches are booleans of the web proxy that no console shows.
var webProxySwitches = []*Check{
	{
		Code:     "C030",
		Slug:     "com-block-invalid-utf8-off",
		Severity: Info,
		Title:    "URLs that are no valid UTF-8 are let through",
		Why: "Malformed UTF-8 in a URL can be read in one way by a filter and in another by the server behind it. The documented default lets " +
			"such URLs through, while the documentation recommends to block them; here somebody wrote the value down.",
		Remedy:   "Set it to 1, unless addresses in other encodings must work.",
		Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827030(v=vs.85)"},
		Fix:      Always,
		Safety:   Unsafe,
		Bad: func() string {
			return webProxyFragment(`
					<fpc4:BlockInvalidUtf8Urls dt:dt="boolean">«0»</fpc4:BlockInvalidUtf8Urls>`)
		},
		Good: func() string {
			return webProxyFragment(`
					<fpc4:BlockInvalidUtf8Urls dt:dt="boolean">1</fpc4:BlockInvalidUtf8Urls>`)
		},
		Run: switched{
			at:       place{element: "WebProxy"},
			property: "BlockInvalidUtf8Urls",
			wrong:    false,
			message:  "%q lets URLs through that are no valid UTF-8",
			fix:      true,
		}.run,
	},
	{
		Code:     "C031",
		Slug:     "com-crl-client-off",
		Severity: High,
		Title:    "Revoked client certificates are accepted",
		Why: "A listener takes client certificates, and the web proxy does not look whether they were revoked: a lost or withdrawn smart card " +
			"still logs on.",
		Remedy:   "Set ValidateClientCertificateCRL to 1, the documented default, and restart the Firewall service.",
		Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827056(v=vs.85)"},
		Fix:      Always,
		Safety:   Safe,
		Bad:      func() string { return clientCertificateFragment("«0»") },
		Good:     func() string { return clientCertificateFragment("1") },
		Run: switched{
			at:       place{element: "WebProxy"},
			property: "ValidateClientCertificateCRL",
			wrong:    false,
			message:  "%q does not look whether client certificates were revoked, though a listener accepts them",
			fix:      true,
			when:     takesClientCertificates,
		}.run,
	},
	{
		Code:     "C032",
		Slug:     "com-crl-server-forward-off",
		Severity: Medium,
		Title:    "Revoked certificates of servers are accepted",
		Why: "The web proxy does not look whether the certificate of an upstream proxy or web server was revoked when it opens the secure " +
			"connection itself.",
		Remedy:   "Set ValidateServerCertificateCRLInForward to 1, the documented default, and restart the Firewall service.",
		Evidence: []string{"https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827058(v=vs.85)"},
		Fix:      Always,
		Safety:   Safe,
		Bad: func() string {
			return webProxyFragment(`
					<fpc4:ValidateServerCertificateCRLInForward dt:dt="boolean">«0»</fpc4:ValidateServerCertificateCRLInForward>`)
		},
		Good: func() string {
			return webProxyFragment(`
					<fpc4:ValidateServerCertificateCRLInForward dt:dt="boolean">1</fpc4:ValidateServerCertificateCRLInForward>`)
		},
		Run: switched{
			at:       place{element: "WebProxy"},
			property: "ValidateServerCertificateCRLInForward",
			wrong:    false,
			message:  "%q does not look whether certificates of servers were revoked",
			fix:      true,
		}.run,
	},
}

// takesClientCertificates reports whether a listener of the same array accepts
// client certificates.
func takesClientCertificates(o *schema.Object) bool {
	for _, l := range o.Document().Objects("WebListenerProperties") {
		if l.Audited() && l.Owner() == o.Owner() && l.Property("SSLCertificateAuthentication").True() {
			return true
		}
	}
	return false
}

func clientCertificateFragment(value string) string {
	return publishingFragment(`
						<fpc4:SSLCertificateAuthentication dt:dt="boolean">1</fpc4:SSLCertificateAuthentication>`) + webProxyFragment(`
					<fpc4:ValidateClientCertificateCRL dt:dt="boolean">`+value+`</fpc4:ValidateClientCertificateCRL>`)
}
