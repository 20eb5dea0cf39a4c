package checks

import (
	"fmt"

	"tmgaudit/schema"
)

// The checks of this file look at the settings of forms where the listener logs
// users on with a form. Of these settings only some storage names have been seen;
// the others are taken to be those of the COM properties.

var formSettings = place{element: "FormsBasedAuthenticationProperties"}

var persistentCookie = &Check{
	Code:     "A021",
	Slug:     "auth-fba-persistent-cookie",
	Severity: High,
	Title:    "The session of a form outlives the browser",
	Why: "A persistent cookie stays on the computer when the browser is closed. On a computer that several people use the next one goes on in the " +
		"session of the one before.",
	Remedy:   "Set UsePersistentCookies to 0, the documented default.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd436065(v=msdn.10)"},
	Fix:      Always,
	Safety:   Safe,
	Bad: func() string {
		return formsFragment(`
								<fpc4:UsePersistentCookies dt:dt="int">«2»</fpc4:UsePersistentCookies>`)
	},
	Good: func() string {
		return formsFragment(`
								<fpc4:UsePersistentCookies dt:dt="int">0</fpc4:UsePersistentCookies>`)
	},
	Run: numbered{
		at:       formSettings,
		property: "UsePersistentCookies",
		wrong:    is(1, 2),
		good:     "0",
		message:  "sessions at web listener %q outlive the browser; UsePersistentCookies is %d (1 private computers, 2 all)",
		fix:      true,
		when:     usesForms,
		louder:   is(2),
		less:     Medium,
	}.run,
}

var cookieAddress = &Check{
	Code:     "A022",
	Slug:     "auth-fba-cookie-ip",
	Severity: Low,
	Title:    "The session of a form is good from any address",
	Why: "With ClientIPAddressSigningEnabled off, which it is not by default, a stolen cookie works from wherever the thief is. With it on, users " +
		"whose address changes in mid-session must log on again.",
	Remedy:   "Set it to 1, the documented default, unless users come through proxies that change their address.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd436047(v=msdn.10)"},
	Bad: func() string {
		return formsFragment(`
								<fpc4:ClientIPAddressSigningEnabled dt:dt="boolean">«0»</fpc4:ClientIPAddressSigningEnabled>`)
	},
	Good: func() string {
		return formsFragment(`
								<fpc4:ClientIPAddressSigningEnabled dt:dt="boolean">1</fpc4:ClientIPAddressSigningEnabled>`)
	},
	Run: flagged{
		at:       formSettings,
		property: "ClientIPAddressSigningEnabled",
		wrong:    false,
		message:  "a session at web listener %q is good from any address",
		when:     usesForms,
	}.run,
}

var absoluteTimeout = &Check{
	Code:     "A023",
	Slug:     "auth-fba-absolute-timeout",
	Severity: Info,
	Title:    "Sessions of a form end at a fixed time, whether used or not",
	Why:      "With UseAbsoluteCookieExpiration on, which it is not by default, users are logged off in the middle of their work when the time is over.",
	Remedy:   "Nothing need be done; look here when users complain of being logged off.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd436063(v=msdn.10)"},
	Bad: func() string {
		return formsFragment(`
								<fpc4:UseAbsoluteCookieExpiration dt:dt="boolean">«1»</fpc4:UseAbsoluteCookieExpiration>`)
	},
	Good: func() string {
		return formsFragment(`
								<fpc4:UseAbsoluteCookieExpiration dt:dt="boolean">0</fpc4:UseAbsoluteCookieExpiration>`)
	},
	Run: flagged{
		at:       formSettings,
		property: "UseAbsoluteCookieExpiration",
		wrong:    true,
		message:  "sessions at web listener %q end at a fixed time, whether used or not",
		when:     usesForms,
	}.run,
}

var nonBrowserTimeout = &Check{
	Code:     "A024",
	Slug:     "auth-fba-nonbrowser-timeout",
	Severity: Medium,
	Title:    "Sessions of programs that are no browsers never time out",
	Why: "With ApplySessionTimeoutToNonBrowserClients off, which it is not by default, the session of a mail program or a phone lasts until the " +
		"firewall restarts, also on a device that was lost.",
	Remedy:   "Set it to 1, the documented default, unless a program cannot log on again by itself.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd436045(v=msdn.10)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return formsFragment(`
								<fpc4:ApplySessionTimeoutToNonBrowserClients dt:dt="boolean">«0»</fpc4:ApplySessionTimeoutToNonBrowserClients>`)
	},
	Good: func() string {
		return formsFragment(`
								<fpc4:ApplySessionTimeoutToNonBrowserClients dt:dt="boolean">1</fpc4:ApplySessionTimeoutToNonBrowserClients>`)
	},
	Run: flagged{
		at:       formSettings,
		property: "ApplySessionTimeoutToNonBrowserClients",
		wrong:    false,
		message:  "sessions of programs that are no browsers never time out at web listener %q",
		fix:      true,
		when:     usesForms,
	}.run,
}

var timeoutsOrder = &Check{
	Code:     "A025",
	Slug:     "auth-fba-timeouts-order",
	Severity: Low,
	Title:    "Private computers are logged off no later than public ones",
	Why: "Users choose on the form whether a computer is their own, and are promised a longer session for it. Here the session on a private " +
		"computer is not longer, so the choice says nothing and people learn to choose wrongly.",
	Remedy:   "Make the time-out for private computers longer than that for public ones; the documented defaults are 6 hours and 10 minutes.",
	Evidence: []string{"http://certsrv.ru/isa.en/fw_h_timeowa.htm"},
	Bad: func() string {
		return formsFragment(`
								<fpc4:SessionTimeOutForPublicComputers dt:dt="int">30</fpc4:SessionTimeOutForPublicComputers>
								<fpc4:SessionTimeOutForTrustedComputers dt:dt="int">«20»</fpc4:SessionTimeOutForTrustedComputers>
								<fpc4:SessionTimeOutUnitsForTrustedComputers dt:dt="int">2</fpc4:SessionTimeOutUnitsForTrustedComputers>`)
	},
	Good: func() string {
		return formsFragment(`
								<fpc4:SessionTimeOutForPublicComputers dt:dt="int">30</fpc4:SessionTimeOutForPublicComputers>
								<fpc4:SessionTimeOutForTrustedComputers dt:dt="int">8</fpc4:SessionTimeOutForTrustedComputers>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects(formSettings.element) {
			public, okPublic := timeout(o, "Public", 10, 2)
			private, okPrivate := timeout(o, "Trusted", 6, 3)
			if !okPublic || !okPrivate || private > public || !usesForms(o) {
				continue
			}
			at := o.Property("SessionTimeOutForTrustedComputers")
			if at == nil {
				at = o.Property("SessionTimeOutForPublicComputers")
			}
			message := fmt.Sprintf("web listener %q logs private computers off after %d seconds and public ones after %d", nameOf(o), private, public)
			if at == nil { // the units alone were changed
				p.Report(Finding{Object: o, Message: message})
				continue
			}
			p.Value(at, "", "%s", message)
		}
	},
}

// secondsIn are the members of FpcTimeScale in seconds.
var secondsIn = map[int64]int64{1: 1, 2: 60, 3: 3600, 4: 86400, 5: 604800}

// timeout is the session time-out for a kind of computer, in seconds, with the
// documented default and its unit where the file has none.
func timeout(o *schema.Object, computers string, value, unit int64) (seconds int64, ok bool) {
	value, okValue := numberOr(o.Property("SessionTimeOutFor"+computers+"Computers"), value)
	unit, okUnit := numberOr(o.Property("SessionTimeOutUnitsFor"+computers+"Computers"), unit)
	scale, known := secondsIn[unit]
	return value * scale, okValue && okUnit && known
}

// numberOr is the number of a property, or the default where it is absent; ok is
// false for what is no number.
func numberOr(p *schema.Property, byDefault int64) (n int64, ok bool) {
	if p == nil {
		return byDefault, true
	}
	return p.Int()
}
