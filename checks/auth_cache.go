package checks

import "tmgaudit/schema"

const (
	credentialPage = "https://learn.microsoft.com/en-us/previous-versions/tn-archive/cc995146(v=technet.10)"
	cachedSeconds  = 300
)

// The storage names of ClientCredentialsTimeout and
// ValidateCredentialsForEveryHTTPRequest have not been seen; they are taken to be
// those of the COM properties.

var credentialCacheLong = &Check{
	Code:     "A019",
	Slug:     "auth-credential-cache-long",
	Severity: Low,
	Title:    "A listener believes credentials for longer than five minutes",
	Why: "Basic and forms credentials that were checked once are taken as good until the time is over: a changed password or a disabled account " +
		"keeps working for that long.",
	Remedy:   "Set ClientCredentialsTimeout to 300, the documented default.",
	Evidence: []string{credentialPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return publishingFragment(`
						<fpc4:ClientCredentialsTimeout dt:dt="int">«3600»</fpc4:ClientCredentialsTimeout>`)
	},
	Good: func() string {
		return publishingFragment(`
						<fpc4:ClientCredentialsTimeout dt:dt="int">300</fpc4:ClientCredentialsTimeout>`)
	},
	Run: numbered{
		at:       place{element: "WebListenerProperties"},
		property: "ClientCredentialsTimeout",
		wrong:    func(n int64) bool { return n > cachedSeconds },
		good:     "300",
		message:  "%q takes credentials that were checked once as good for %d seconds; 300 is the documented default",
		fix:      true,
	}.run,
}

var credentialCacheOff = &Check{
	Code:     "A020",
	Slug:     "auth-credential-cache-off",
	Severity: Low,
	Title:    "A listener has credentials checked for every single request",
	Why: "Every image of a page asks the domain controller or RADIUS server for the same user again. Pages become slow, and the servers that " +
		"check carry the load of the web.",
	Remedy:   "Let the listener cache credentials, or shorten the time instead.",
	Evidence: []string{credentialPage},
	Bad: func() string {
		return publishingFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:ValidateCredentialsForEveryHTTPRequest dt:dt="boolean">«1»</fpc4:ValidateCredentialsForEveryHTTPRequest>`)
	},
	Good: func() string {
		return publishingFragment(`
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>
						<fpc4:ValidateCredentialsForEveryHTTPRequest dt:dt="boolean">0</fpc4:ValidateCredentialsForEveryHTTPRequest>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "ValidateCredentialsForEveryHTTPRequest",
		wrong:    true,
		message:  "%q has credentials checked for every single request",
		when: func(o *schema.Object) bool {
			m := methodsOf(o)
			return m.basic || m.forms()
		},
	}.run,
}
