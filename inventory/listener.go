package inventory

import (
	"tmgaudit/policy"
	"tmgaudit/schema"
)

var listenerSection = section{
	name: "listeners", title: "Listeners",
	about: "Where the firewall takes web requests: the web proxy listeners of networks, and the web listeners of publishing rules. Certificates are named by their hash; the file holds no more of them.",
	needs: []string{"WebListener", "WebListeners", "WebListenerProperties"}, lacks: "listener",
	build: func(b *builder) []Table {
		return []Table{
			b.home("listeners", "Listeners", []string{"name", "kind", "enabled", "listens_on*", "http_port", "https_port", "certificates*", "redirect_to_https", "used_by*"}, b.listenerRows),
			b.table("authentication", "Authentication", []string{"listener", "always_required", "integrated", "integrated_for_one_request", "basic", "basic_for_one_request", "digest",
				"client_certificate", "forms", "schemes*", "domain", "single_sign_on", "over_http_allowed"}, b.authenticationRows),
			b.table("certificates", "Certificates", []string{"listener", "hash", "bound_to*"}, b.certificateRows),
			b.settingsTable("listener-settings", "All settings of listeners", b.all("WebListenerProperties"), true),
		}
	},
}

// listened is the settings of one listener with the object that has them.
type listened struct {
	schema.WebListenerProperties
	of *schema.Object
}

// listeners yields the settings of all listeners, those of networks first.
func (b *builder) listeners(yield func(listened) bool) {
	for o := range b.all("Network", "WebListener") {
		if p, ok := o.Child("WebListenerProperties"); ok && !yield(listened{schema.WebListenerProperties{Object: p}, o}) {
			return
		}
	}
}

func (b *builder) listenerRows(yield func(Row) bool) {
	for l := range b.listeners {
		name, kind, enabled, on := named(l.of), "web listener", text1(yesNo(true)), listenCell(l.of)
		http := value(l.Object, "TCPPort")
		var users Cell
		if _, ok := l.OfNetwork(); ok {
			kind, enabled, on = "web proxy of a network", value(l.of, "EnableWebProxyClients"), Cell{{Text: l.of.Label(), Object: l.of}}
		} else {
			if _, ok := l.TCPPort(); !ok {
				http = Cell{{Text: unknown, Note: "not set"}} // the documented default is that of networks
			}
			for _, r := range l.of.Users() {
				users = append(users, userItem(r))
			}
		}
		if !yield(rowOf(l.Object, name, text1(kind), enabled, on, http, value(l.Object, "SSLPort"), certificates(l.Object), value(l.Object, "RedirectHTTPAsHTTPS"), users)) {
			return
		}
	}
}

// applied yields the certificates of a listener.
func applied(o *schema.Object, yield func(*schema.Object) bool) {
	c, ok := o.Child("AppliedSSLCertificates")
	if !ok {
		return
	}
	for a := range c.Items("AppliedSSLCertificate") {
		if !yield(a) {
			return
		}
	}
}

func certificates(o *schema.Object) Cell {
	var c Cell
	applied(o, func(a *schema.Object) bool {
		c = append(c, Item{Text: orUnknown(a.Property("SSLCertificateHash").Display())})
		return true
	})
	return c
}

func (b *builder) certificateRows(yield func(Row) bool) {
	for l := range b.listeners {
		more := true
		applied(l.Object, func(a *schema.Object) bool {
			more = yield(rowOf(a, named(l.of), plain(a, "SSLCertificateHash"), refItems(below(a))))
			return more
		})
		if !more {
			return
		}
	}
}

func (b *builder) authenticationRows(yield func(Row) bool) {
	for l := range b.listeners {
		forms := flag(false)
		if f, ok := l.Forms(); ok {
			forms = Cell{{Text: "settings in the file", Object: f}}
		}
		var schemes Cell
		for r := range l.Schemes() {
			schemes = append(schemes, refItem(r))
		}
		o := l.Object
		if !yield(rowOf(o, named(l.of), value(o, "AlwaysAuthenticate"), value(o, "IntegratedWindowsAuthentication"), value(o, "IntegratedAuthPersistSingleRequest"),
			value(o, "BasicAuthentication"), value(o, "BasicAuthPersistSingleRequest"), value(o, "DigestAuthentication"), value(o, "SSLCertificateAuthentication"),
			forms, schemes, plain(o, "Domain"), value(o, "SSOEnabled"), value(o, "AllowAuthenticationOverHTTP"))) {
			return
		}
	}
}

// kindName is an element in the console's words, for a cell.
func kindName(o *schema.Object) Cell { return text1(policy.ElementWord(o.Element)) }
