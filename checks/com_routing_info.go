package checks

import (
	"fmt"
	"iter"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

const (
	skipAuthPage = "https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff827048(v=vs.85)"
	alwaysPage   = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826976(v=vs.85)"
	skipAuth     = "SkipAuthenticationForRoutingInformation"
)

var skipAuthMissing = &Check{
	Code:     "C007",
	Slug:     "com-skip-auth-routing-missing",
	Severity: Medium,
	Title:    "Clients need credentials to fetch their own settings",
	Why: "A network demands credentials for every request and also serves firewall clients or automatic discovery. With " +
		"SkipAuthenticationForRoutingInformation off, requests for routing information (wspad.dat) need credentials as well, which these clients do not send.",
	Remedy:   "Require users in the rules instead of at the listener, or set SkipAuthenticationForRoutingInformation of the web proxy to 1.",
	Evidence: []string{skipAuthPage, alwaysPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return routingFragment("1", "«0»") },
	Good:     func() string { return routingFragment("0", "0") },
	Run: func(p *Pass) {
		for o := range webProxies(p) {
			prop := o.Property(skipAuth)
			if prop.True() {
				continue
			}
			if networks := demanding(o.Owner(), true); len(networks) > 0 {
				reportSkipAuth(p, o, networks)
			}
		}
	},
}

// reportSkipAuth stands at the switch where the file has it, else at the first
// network's demand for credentials.
func reportSkipAuth(p *Pass, proxy *schema.Object, networks []*schema.Property) {
	at, rest, expected := proxy.Property(skipAuth), networks, "1"
	if at == nil {
		at, rest, expected = networks[0], networks[1:], ""
	}
	f := p.Value(at, expected, "clients of network %q must authenticate to fetch their settings; %s is off for the web proxy",
		owner(networks[0].Object()), skipAuth)
	for _, n := range rest {
		f.Related = append(f.Related, Related{
			Object: n.Object(), Span: n.ValueSpan(),
			Message: fmt.Sprintf("%q demands credentials for every request", owner(n.Object())),
		})
	}
	if at.Name == skipAuth {
		f.Set(at, "1")
		return
	}
	f.Fix = &Fix{
		Safety: f.Check.Safety,
		Title:  "add " + skipAuth + " with the value 1 to the web proxy",
		Edits:  []text.Edit{proxy.Insert(skipAuth, "boolean", "1")},
	}
}

var skipAuthLeftover = &Check{
	Code:     "C008",
	Slug:     "com-skip-auth-routing-leftover",
	Severity: Info,
	Title:    "SkipAuthenticationForRoutingInformation is on though no network needs it",
	Why:      "No network demands credentials for every request, so the switch has nothing to skip: a script was run for a need that is gone.",
	Remedy:   "Nothing need be done; the documented default is 0.",
	Evidence: []string{skipAuthPage},
	Bad:      func() string { return routingFragment("0", "«1»") },
	Good:     func() string { return routingFragment("0", "0") },
	Run: func(p *Pass) {
		for o := range webProxies(p) {
			prop := o.Property(skipAuth)
			networks, ok := o.Owner().Find("NetConfig", "Networks")
			if prop.True() && ok && networks.Audited() && len(demanding(o.Owner(), false)) == 0 {
				p.Value(prop, "", "%s is on, but no network of %q demands credentials for every request", skipAuth, o.Owner().Label())
			}
		}
	},
}

// webProxies yields the web proxy settings of arrays.
func webProxies(p *Pass) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for o := range p.Objects("WebProxy") {
			if o.Owner().Element == "Array" && !yield(o) {
				return
			}
		}
	}
}

// demanding returns the property AlwaysAuthenticate of the networks of an array
// that demand credentials for every request; with fetching only of those whose
// clients fetch routing information.
func demanding(array *schema.Object, fetching bool) []*schema.Property {
	var all []*schema.Property
	for _, n := range (schema.Array{Object: array}).Networks() {
		l, ok := n.Listener()
		if !ok || !n.Audited() || !l.AlwaysAuthenticate() {
			continue
		}
		if !fetching || n.Property("EnableFirewallClients").True() || n.Property("EnableAutoDiscoveryPort").True() {
			all = append(all, l.Property("AlwaysAuthenticate"))
		}
	}
	return all
}

// routingFragment is a network for firewall clients and the web proxy.
func routingFragment(always, skip string) string {
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:EnableFirewallClients dt:dt="boolean">1</fpc4:EnableFirewallClients>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">
							<fpc4:AlwaysAuthenticate dt:dt="boolean">` + always + `</fpc4:AlwaysAuthenticate>
						</fpc4:WebListenerProperties>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>` + webProxyFragment(`
					<fpc4:SkipAuthenticationForRoutingInformation dt:dt="boolean">`+skip+`</fpc4:SkipAuthenticationForRoutingInformation>`)
}

// webProxyFragment is the web proxy of an array with the given content.
func webProxyFragment(content string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:WebProxy StorageName="WebProxy" StorageType="1">` + content + `
				</fpc4:WebProxy>
			</fpc4:ArrayPolicy>`
}
