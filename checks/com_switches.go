package checks

import (
	"fmt"
	"iter"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

const vendorSetPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825688(v=vs.85)"

// hotfixSwitch is the template for one switch of the hot-fix set of an array.
type hotfixSwitch struct {
	name    string
	wrong   func(*schema.VendorValue) bool
	good    string // the value that should stand there, "0", or "" where none can be named
	message string // about the array, whose label and the value are its arguments
	offer   int64  // the value that a fix writes; only where fix is set
	fix     bool
	major   int // major version of the product that knows the switch, 0 for all
}

func (h hotfixSwitch) run(p *Pass) {
	if m := p.Doc.Product.Major; h.major != 0 && m != 0 && m != h.major {
		return
	}
	for set := range vendorSets(p, catalog.HotfixSet) {
		if !onArray(set) {
			continue // com-vps-wrong-container speaks of it
		}
		values, _ := set.Values()
		for i := range values {
			if v := &values[i]; strings.EqualFold(v.Name, h.name) && h.wrong(v) {
				h.report(p, set, v)
			}
		}
	}
}

func (h hotfixSwitch) report(p *Pass, set schema.VendorParametersSet, v *schema.VendorValue) {
	f := reportSwitch(p, set, v, fmt.Sprintf(h.message, set.Of().Label(), v.Display()))
	f.Expected = h.good
	if e, ok := v.Edit(h.offer); h.fix && ok {
		f.Fix = &Fix{Safety: f.Check.Safety, Title: fmt.Sprintf("set %s to %d", v.Name, h.offer)}
		f.Fix.Edits = append(f.Fix.Edits, e)
	}
}

// reportSwitch states a finding about one value of a set, at its digits where
// they have a place of their own.
func reportSwitch(p *Pass, set schema.VendorParametersSet, v *schema.VendorValue, message string) *Finding {
	f := p.Value(set.Blob(), "", "%s", message)
	f.Value = v.Display()
	if s, ok := v.Span(); ok {
		f.Span = s
	}
	return f
}

// vendorSets yields the sets with the GUID, wherever they stand.
func vendorSets(p *Pass, guid string) iter.Seq[schema.VendorParametersSet] {
	return func(yield func(schema.VendorParametersSet) bool) {
		for o := range p.Objects("VendorParametersSet") {
			if s := (schema.VendorParametersSet{Object: o}); s.ID() == guid && !yield(s) {
				return
			}
		}
	}
}

// onArray reports whether a set belongs to an array, where scripts write the
// hot-fix set.
func onArray(s schema.VendorParametersSet) bool { return s.Of() != nil && s.Of().Element == "Array" }

func isOn(v *schema.VendorValue) bool {
	on, ok := v.Bool()
	return ok && on
}

func isOff(v *schema.VendorValue) bool {
	on, ok := v.Bool()
	return ok && !on
}

func isAny(*schema.VendorValue) bool { return true }

// switchChecks look at single switches of the hot-fix set.
var switchChecks = []*Check{
	{
		Code:     "C011",
		Slug:     "com-dont-mark-session-private",
		Severity: High,
		Title:    "Connections that were authenticated at the proxy may serve other users",
		Why: "DontMarkSessionAsPrivateIfProxyAuthSeen keeps the proxy from marking a session as private once a user has authenticated to it, so " +
			"connections to servers that were opened for one user may be used for another. With sites that tie a logon to a connection (NTLM) users " +
			"may be mixed up or asked for credentials again and again.",
		Remedy:   "Set the switch to 0 or take it out of the set, unless the case that it was set for still stands.",
		Evidence: []string{vendorSetPage},
		Fix:      Sometimes,
		Safety:   Unsafe,
		Bad:      func() string { return switchFragment("DontMarkSessionAsPrivateIfProxyAuthSeen", "«01000000»") },
		Good:     func() string { return switchFragment("DontMarkSessionAsPrivateIfProxyAuthSeen", "00000000") },
		Run: hotfixSwitch{
			name:    "DontMarkSessionAsPrivateIfProxyAuthSeen",
			wrong:   isOn,
			good:    "0",
			message: "sessions of %q are not marked as private after proxy authentication; DontMarkSessionAsPrivateIfProxyAuthSeen is %s",
			fix:     true,
		}.run,
	},
	{
		Code:     "C012",
		Slug:     "com-basic-over-http-allowed",
		Severity: High,
		Title:    "Listeners may ask for passwords over plain HTTP",
		Why:      "AllowAskBasicAuthOverNonSecureConnection lets listeners ask for Basic credentials without TLS; whoever is on the way can read user names and passwords.",
		Remedy:   "Set the switch to 0 and publish the site over HTTPS.",
		Evidence: []string{"https://www.betaarchive.com/wiki/index.php?title=Microsoft_KB_Archive/899807"},
		Fix:      Sometimes,
		Safety:   Unsafe,
		Bad:      func() string { return switchFragment("AllowAskBasicAuthOverNonSecureConnection", "«01000000»") },
		Good:     func() string { return switchFragment("AllowAskBasicAuthOverNonSecureConnection", "00000000") },
		Run: hotfixSwitch{
			name:    "AllowAskBasicAuthOverNonSecureConnection",
			wrong:   isOn,
			good:    "0",
			message: "listeners of %q may ask for Basic credentials over plain HTTP; AllowAskBasicAuthOverNonSecureConnection is %s",
			fix:     true,
		}.run,
	},
	{
		Code:     "C013",
		Slug:     "com-failed-logon-user-not-logged",
		Severity: Low,
		Title:    "The web proxy log names nobody when a logon fails",
		Why: "With LogUsernameForFailedAuthentication written down as 0, the log calls the user of a failed logon anonymous, which misleads " +
			"everyone who looks for the cause of prompts. Where the switch is missing the log does the same; that is every server's state and not reported.",
		Remedy:   "Set the switch to 1; it needs the build of KB 2592929.",
		Evidence: []string{"https://support.microsoft.com/en-us/kb/2592929"},
		Fix:      Sometimes,
		Safety:   Unsafe,
		Bad:      func() string { return switchFragment("LogUsernameForFailedAuthentication", "«00000000»") },
		Good:     func() string { return switchFragment("LogUsernameForFailedAuthentication", "01000000") },
		Run: hotfixSwitch{
			name:    "LogUsernameForFailedAuthentication",
			wrong:   isOff,
			good:    "1",
			message: "failed logons stand as anonymous in the web proxy log of %q; LogUsernameForFailedAuthentication is %s",
			fix:     true,
			offer:   1,
			major:   7,
		}.run,
	},
	{
		Code:     "C014",
		Slug:     "com-kcd-fqdn-ticket",
		Severity: Info,
		Title:    "The realm in delegated Kerberos tickets is set by a switch",
		Why: "UseFQDNinKerberosTicket decides whether a delegated ticket names the realm by its NetBIOS or its full name; some sites accept only " +
			"one of them. Servers that publish the same site must agree.",
		Remedy:   "Nothing need be done; compare with the other servers when delegation fails.",
		Evidence: []string{"https://support.microsoft.com/kb/960146/es"},
		Bad:      func() string { return switchFragment("UseFQDNinKerberosTicket", "«02000000»") },
		Good:     func() string { return switchFragment("LogUsernameForFailedAuthentication", "01000000") },
		Run: hotfixSwitch{
			name:    "UseFQDNinKerberosTicket",
			wrong:   isAny,
			message: "the realm in delegated Kerberos tickets of %q is set by UseFQDNinKerberosTicket, %s",
		}.run,
	},
	{
		Code:     "C016",
		Slug:     "com-alt-fba-identifier-wrong-tier",
		Severity: Info,
		Inferred: true,
		Title:    "The forms logon has its other name, which belongs on the back-end only",
		Why: "Of two chained servers with forms logon the back-end gets UseAltExtensionRequestIdentifier. On the front-end too, both would listen " +
			"to the same handler name and the logon breaks. One export cannot tell which of the two it is.",
		Remedy:   "Make sure that this is the back-end; take the switch out of the front-end's set.",
		Evidence: []string{"https://mskb.pkisolutions.com/kb/943214"},
		Bad:      func() string { return switchFragment("UseAltExtensionRequestIdentifier", "«01000000»") },
		Good:     func() string { return switchFragment("UseAltExtensionRequestIdentifier", "00000000") },
		Run: hotfixSwitch{
			name:    "UseAltExtensionRequestIdentifier",
			wrong:   isOn,
			message: "forms logon of %q uses its other handler name, right on a back-end only; UseAltExtensionRequestIdentifier is %s",
		}.run,
	},
	{
		Code:     "C017",
		Slug:     "com-unmodified-host-header",
		Severity: Info,
		Inferred: true,
		Title:    "All web publishing rules send the client's Host header",
		Why: "SendUnmodifiedOriginalHostHeader changes the Host header of every web publishing rule, whatever the rule says; a web server that " +
			"chooses the site by its internal name then answers with another one.",
		Remedy:   "Check the rules that rely on another Host header, and that all servers agree.",
		Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2008/12/01/error-while-running-a-script-on-isa-server-2006-css/", "https://learn.microsoft.com/en-us/previous-versions/dd447663(v=msdn.10)"},
		Bad:      func() string { return switchFragment("SendUnmodifiedOriginalHostHeader", "«01000000»") },
		Good:     func() string { return switchFragment("SendUnmodifiedOriginalHostHeader", "00000000") },
		Run: hotfixSwitch{
			name:    "SendUnmodifiedOriginalHostHeader",
			wrong:   isOn,
			message: "all web publishing rules of %q send the Host header of the client; SendUnmodifiedOriginalHostHeader is %s",
		}.run,
	},
	{
		Code:     "C018",
		Slug:     "com-keepalive-timeout",
		Severity: Info,
		Inferred: true,
		Title:    "Keep-alives on connections to servers are set by a script",
		Why: "KB 919355 sets KeepAliveTimeout to 20 seconds for devices that silently drop idle connections. A very low value disturbs logons that " +
			"are tied to a connection, a high one brings the stalls back.",
		Remedy:   "Nothing need be done; look here when connections through the proxy stall.",
		Evidence: []string{"https://mskb.pkisolutions.com/kb/919355", "https://github.com/conorws/isainfotool"},
		Bad:      func() string { return vendorSetFragment(catalog.KeepAliveSet, "KeepAliveTimeout", "«14000000»") },
		Good:     func() string { return switchFragment("LogUsernameForFailedAuthentication", "01000000") },
		Run:      reportKeepAlive,
	},
	{
		Code:     "C019",
		Slug:     "com-hotfix-switch-982550",
		Severity: Info,
		Title:    "Hot-fix 982550 is switched on",
		Why:      "The change of hot-fix 982550 ships turned off, and somebody turned it on. Servers that do the same work must agree.",
		Remedy:   "Nothing need be done; compare with the other servers.",
		Evidence: []string{vendorSetPage},
		Bad:      func() string { return switchFragment("EnableHotfix982550", "«01000000»") },
		Good:     func() string { return switchFragment("EnableHotfix982550", "00000000") },
		Run: hotfixSwitch{
			name:    "EnableHotfix982550",
			wrong:   isOn,
			message: "hot-fix 982550 is switched on at %q; EnableHotfix982550 is %s",
		}.run,
	},
}

// reportKeepAlive looks in the set that Microsoft's viewer names after the
// article; on which object the script writes it is not known.
func reportKeepAlive(p *Pass) {
	for set := range vendorSets(p, catalog.KeepAliveSet) {
		values, _ := set.Values()
		for i := range values {
			if v := &values[i]; strings.EqualFold(v.Name, "KeepAliveTimeout") {
				reportSwitch(p, set, v, fmt.Sprintf("keep-alives of %q are set by a script; KeepAliveTimeout is %s seconds", set.Of().Label(), v.Display()))
			}
		}
	}
}
