package checks

import "tmgaudit/schema"

// perRequestNames are the storage names of the founding fault. The SDK has only
// the first; the second is the name under which the case was published, looked
// for so that no build that writes it slips through. The Basic and Digest twins
// are not faults at 1.
var perRequestNames = []string{"IntegratedAuthPersistSingleRequest", "AuthPersistSingleRequest"}

var integratedPerRequest = &Check{
	Code:     "C001",
	Slug:     "com-integrated-auth-per-request",
	Severity: Critical,
	Title:    "Integrated authentication lasts for one request only",
	Why: "The web proxy listener of this network forgets the authentication of a connection after every request, so the proxy asks again (407) " +
		"in the middle of the handshake that users need with web sites that want NTLM. They are prompted without end and the page never loads. " +
		"No console shows this property; it comes with an imported file or a script.",
	Remedy: "Set it to 0, the documented default, and import the corrected file.",
	Evidence: []string{
		"https://learn.microsoft.com/en-us/previous-versions/dd447565(v=msdn.10)",
		"https://blogs.technet.microsoft.com/isablog/2012/05/25/authentication-failure-while-trying-to-access-a-website-through-tmg-as-forward-proxy/",
	},
	Fix:    Always,
	Safety: Safe,
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">«1»</fpc4:IntegratedAuthPersistSingleRequest>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:BasicAuthPersistSingleRequest dt:dt="boolean">1</fpc4:BasicAuthPersistSingleRequest>
						<fpc4:DigestAuthPersistSingleRequest dt:dt="boolean">1</fpc4:DigestAuthPersistSingleRequest>
						<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">0</fpc4:IntegratedAuthPersistSingleRequest>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("Network") {
			perRequest(p, o, "the web proxy listener of network %q authenticates every single request anew; NTLM through the proxy cannot work")
		}
		for o := range p.Objects("WebListenerProperties") {
			if _, ok := (schema.WebListenerProperties{Object: o}).OfNetwork(); ok {
				perRequest(p, o, "the web proxy listener of network %q authenticates every single request anew; NTLM through the proxy cannot work")
			}
		}
	},
}

var integratedPerRequestPublishing = &Check{
	Code:     "C002",
	Slug:     "com-integrated-auth-per-request-publishing",
	Severity: High,
	Title:    "A publishing listener authenticates every request anew",
	Why: "Clients that log on with NTLM (RPC over HTTP, WebDAV) pay a new handshake for every request, and requests with a body break. " +
		"No console shows this property.",
	Remedy:   "Set it to 0, the documented default.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447565(v=msdn.10)"},
	Fix:      Always,
	Safety:   Safe,
	Bad: func() string {
		return publishingFragment(`
						<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">«1»</fpc4:IntegratedAuthPersistSingleRequest>`)
	},
	Good: func() string {
		return publishingFragment(`
						<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">0</fpc4:IntegratedAuthPersistSingleRequest>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			if _, ok := (schema.WebListenerProperties{Object: o}).OfWebListener(); ok {
				perRequest(p, o, "web listener %q authenticates every single request anew")
			}
		}
	},
}

// perRequest states a finding for each of the names that holds true on o.
func perRequest(p *Pass, o *schema.Object, message string) {
	for _, name := range perRequestNames {
		if prop := o.Property(name); prop.True() {
			p.Value(prop, "0", message, owner(o)).Set(prop, "0")
		}
	}
}
