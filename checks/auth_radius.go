package checks

import (
	"fmt"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// signedRadius is the storage name of AlwaysUseMessageAuthenticator.
const signedRadius = "RadiusAlwaysUseMessageAuthenticator"

var radiusUnsigned = &Check{
	Code:     "A012",
	Slug:     "auth-radius-no-message-authenticator",
	Severity: Info,
	Inferred: true,
	Title:    "Requests to a RADIUS server are not signed",
	Why: "Without the message authenticator somebody between firewall and RADIUS server can change a request or its answer and nobody notices. Off " +
		"is the documented default; the setting must be the one that the RADIUS server expects, or every logon fails.",
	Remedy:   "Switch the message authenticator on at the RADIUS server and here.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447242(v=msdn.10)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return radiusFragment(`
						<fpc4:Port dt:dt="int">1812</fpc4:Port>
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">«0»</fpc4:RadiusAlwaysUseMessageAuthenticator>`)
	},
	Good: func() string {
		return radiusFragment(`
						<fpc4:Port dt:dt="int">1812</fpc4:Port>
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("RadiusServer") {
			prop := o.Property(signedRadius)
			if v, ok := prop.Bool(); v || !ok && prop != nil {
				continue
			}
			reportUnsigned(p, o, prop)
		}
	},
}

// reportUnsigned stands at the value, or at the server where the file leaves the
// default out.
func reportUnsigned(p *Pass, o *schema.Object, prop *schema.Property) {
	message := fmt.Sprintf("requests to RADIUS server %q are not signed", o.Label())
	if prop != nil {
		p.Value(prop, "1", "%s", message).Set(prop, "1")
		return
	}
	p.Report(Finding{Object: o, Message: message, Fix: &Fix{
		Safety: Unsafe,
		Title:  "add " + signedRadius + " with the value 1 to the server",
		Edits:  []text.Edit{o.Insert(signedRadius, "boolean", "1")},
	}})
}

var radiusPort = &Check{
	Code:     "A013",
	Slug:     "auth-radius-legacy-port",
	Severity: Low,
	Title:    "A RADIUS server is asked on another port than 1812",
	Why: "1812 is the port of RADIUS and the documented default; 1645 is that of old servers. On a port on which the server does not listen every " +
		"logon waits for its time-out and fails.",
	Remedy:   "Check the port with the RADIUS server, and use 1812 where both can.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825911(v=vs.85)"},
	Bad: func() string {
		return radiusFragment(`
						<fpc4:Port dt:dt="int">«1645»</fpc4:Port>
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`)
	},
	Good: func() string {
		return radiusFragment(`
						<fpc4:Port dt:dt="int">1812</fpc4:Port>
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`)
	},
	Run: numbered{
		at:       place{element: "RadiusServer"},
		property: "Port",
		wrong:    func(n int64) bool { return n != 1812 },
		good:     "1812",
		message:  "RADIUS server %q is asked on port %d; 1812 is the documented default",
	}.run,
}

// The storage names of UsedForAuthentication and UsedForAccounting have not been
// seen; they are taken to be those of the COM properties.
var radiusUnused = &Check{
	Code:     "A014",
	Slug:     "auth-radius-unused",
	Severity: Low,
	Title:    "A RADIUS server is used for nothing",
	Why:      "The server is defined, but neither for authentication nor for accounting: a dead entry that somebody will take for a live one.",
	Remedy:   "Take the server out, or switch on what it is there for.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825914(v=vs.85)"},
	Bad: func() string {
		return radiusFragment(`
						<fpc4:UsedForAccounting dt:dt="boolean">0</fpc4:UsedForAccounting>
						<fpc4:UsedForAuthentication dt:dt="boolean">«0»</fpc4:UsedForAuthentication>`)
	},
	Good: func() string {
		return radiusFragment(`
						<fpc4:UsedForAccounting dt:dt="boolean">0</fpc4:UsedForAccounting>
						<fpc4:UsedForAuthentication dt:dt="boolean">1</fpc4:UsedForAuthentication>`)
	},
	Run: switched{
		at:       place{element: "RadiusServer"},
		property: "UsedForAuthentication",
		wrong:    false,
		message:  "RADIUS server %q is used neither for authentication nor for accounting",
		when: func(o *schema.Object) bool {
			v, ok := o.Property("UsedForAccounting").Bool()
			return ok && !v
		},
	}.run,
}

var radiusCached = &Check{
	Code:     "A015",
	Slug:     "auth-radius-cached-per-connection",
	Severity: Medium,
	Title:    "RADIUS users are checked once per connection",
	Why:      "A password is checked when a connection opens and not again; a disabled account keeps working until the connection closes.",
	Remedy:   "Set SingleRadiusAuthPerSession to 0, the documented default of the COM property SingleRadiusServerAuthPerSession.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826997(v=vs.85)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:SingleRadiusAuthPerSession dt:dt="boolean">«1»</fpc4:SingleRadiusAuthPerSession>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:SingleRadiusAuthPerSession dt:dt="boolean">0</fpc4:SingleRadiusAuthPerSession>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "SingleRadiusAuthPerSession",
		wrong:    true,
		message:  "%q checks RADIUS credentials once per connection; a disabled account keeps working until it closes",
		fix:      true,
	}.run,
}

var radiusMissing = &Check{
	Code:     "A016",
	Slug:     "auth-radius-scheme-without-server",
	Severity: High,
	Title:    "A listener asks RADIUS, but no RADIUS server is defined",
	Why:      "The listener hands every logon to RADIUS, and there is nobody to hand it to: all logons fail.",
	Remedy:   "Define the RADIUS server, or take the scheme out of the listener.",
	Evidence: []string{authPage, "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825914(v=vs.85)"},
	Bad: func() string {
		return emptyCollection("RadiusServers") + listenerFragment("Internal", schemeRefs("«"+schemeRADIUS+"»"))
	},
	Good: func() string {
		return radiusFragment(`
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`) +
			listenerFragment("Internal", schemeRefs(schemeRADIUS))
	},
	Run: schemeWithoutServer{
		schemes: []string{schemeRADIUS, schemeRADIUSWide, schemeFormsRADIUS, schemeFormsOTP},
		missing: func(elements *schema.Object) string {
			if isEmpty(elements, "RadiusServers", "RadiusServer") {
				return "no RADIUS server is defined"
			}
			return ""
		},
	}.run,
}

// schemeWithoutServer is the template for a listener with a scheme that needs
// objects which the file shows to be missing.
type schemeWithoutServer struct {
	schemes []string
	missing func(elements *schema.Object) string // what is missing among the rule elements; "" for nothing or unknown
}

func (t schemeWithoutServer) run(p *Pass) {
	said := map[*schema.Object]string{}
	for o := range p.Objects("WebListenerProperties") {
		elements, ok := o.Owner().Child("RuleElements")
		if !ok || joined(o.Owner()) {
			continue
		}
		for ref := range (schema.WebListenerProperties{Object: o}).Schemes() {
			if !sameAsAny(ref.TargetName(), t.schemes...) {
				continue
			}
			if _, seen := said[elements]; !seen {
				said[elements] = t.missing(elements)
			}
			if said[elements] != "" {
				p.Value(ref.Property("Name"), "", "%q authenticates with %q, but %s", owner(o), ref.Label(), said[elements])
			}
		}
	}
}

// joined reports whether an array belongs to an enterprise, whose elements it may
// use as well.
func joined(array *schema.Object) bool { return array.Property("IsJoinedToEnterprise").True() }

// isEmpty reports whether a collection was exported and holds no item.
func isEmpty(above *schema.Object, collection, item string) bool {
	c, ok := above.Child(collection)
	if !ok || !c.Audited() {
		return false
	}
	for range c.Items(item) {
		return false
	}
	return true
}

func emptyCollection(name string) string {
	return ruleElementsFragment(`
				<fpc4:` + name + ` StorageName="` + name + `" StorageType="1"/>`)
}

func radiusFragment(properties string) string {
	return ruleElementsFragment(`
				<fpc4:RadiusServers StorageName="RadiusServers" StorageType="1">
					<fpc4:RadiusServer StorageName="{0A1B2C3D-0000-4000-8000-000000000040}" StorageType="1">
						<fpc4:Name dt:dt="string">10.0.0.5</fpc4:Name>` + properties + `
					</fpc4:RadiusServer>
				</fpc4:RadiusServers>`)
}
