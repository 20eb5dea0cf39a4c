package schema

import "iter"

// WebPublication is a view of what a web publishing rule adds to a rule: its
// WebPublishingProperties.
type WebPublication struct{ *Object }

// Web is what a web publishing rule publishes.
func (r PolicyRule) Web() (WebPublication, bool) {
	o, ok := r.Child("WebPublishingProperties")
	return WebPublication{o}, ok
}

// ListenerRef is the reference to the web listener of the rule.
func (w WebPublication) ListenerRef() (Ref, bool) {
	for c := range w.Items("Ref") {
		if r := (Ref{c}); r.TargetElement() == "WebListener" {
			return r, true
		}
	}
	return Ref{}, false
}

// PublicNames is the list of names under which the site is published, nil when it
// is empty.
func (w WebPublication) PublicNames() *Property {
	o, ok := w.Child("PublicNames")
	if !ok {
		return nil
	}
	return o.Property("PublicNameStrings")
}

// Paths yields the mappings of external to internal paths.
func (w WebPublication) Paths() iter.Seq[*Object] {
	o, ok := w.Child("PathMappings")
	if !ok {
		return func(func(*Object) bool) {}
	}
	return o.Items("PathMapping")
}

// ServerPublication is a view of what a server publishing rule adds to a rule: its
// ServerPublishingProperties.
type ServerPublication struct{ *Object }

// Server is what a server publishing rule publishes.
func (r PolicyRule) Server() (ServerPublication, bool) {
	o, ok := r.Child("ServerPublishingProperties")
	return ServerPublication{o}, ok
}

// Protocol is the reference to the published protocol.
func (s ServerPublication) Protocol() (Ref, bool) {
	for c := range s.Items("Ref") {
		if r := (Ref{c}); r.TargetElement() == "Protocol" {
			return r, true
		}
	}
	return Ref{}, false
}

// IPSelection says which addresses of the firewall in a network are meant, the
// product's FpcIpSelectionMethods.
type IPSelection int64

// The selections of addresses.
const (
	AllAddresses       IPSelection = 0
	DefaultAddress     IPSelection = 1
	SpecifiedAddresses IPSelection = 2
)

// IPOnNetwork is a view of addresses of the firewall in one network.
type IPOnNetwork struct{ *Object }

// IPsOnNetworks returns where a web listener or a server publication listens.
func (o *Object) IPsOnNetworks() []IPOnNetwork {
	c, ok := o.Child("IPsOnNetworks")
	return views[IPOnNetwork](c, ok, "IPOnNetwork", func(o *Object) IPOnNetwork { return IPOnNetwork{o} })
}

// Selection says which addresses are meant; absent means the default one.
func (i IPOnNetwork) Selection() IPSelection {
	if n, ok := i.Property("IPSelectionMethod").Int(); ok {
		return IPSelection(n)
	}
	return DefaultAddress
}

// Network is the reference to the network.
func (i IPOnNetwork) Network() (Ref, bool) {
	for c := range i.Items("Ref") {
		if r := (Ref{c}); r.TargetElement() == "Network" {
			return r, true
		}
	}
	return Ref{}, false
}

// Addresses is the list of specified addresses, nil when there are none.
func (i IPOnNetwork) Addresses() *Property {
	o, ok := i.Child("IPAddresses")
	if !ok {
		return nil
	}
	return o.Property("IPAddressesStrings")
}

// Schemes yields the references to the authentication schemes of the listener.
func (p WebListenerProperties) Schemes() iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		for group := range p.Items("Refs") {
			for c := range group.Items("Ref") {
				if r := (Ref{c}); r.TargetElement() == "AuthenticationScheme" && !yield(r) {
					return
				}
			}
		}
	}
}

// TCPPort is the port for HTTP as the file has it, 0 when HTTP is off; ok is false
// where the file does not say.
func (p WebListenerProperties) TCPPort() (port int64, ok bool) { return p.Property("TCPPort").Int() }

// SSLPort is the port for HTTPS; absent means 0, which is none.
func (p WebListenerProperties) SSLPort() int64 {
	n, _ := p.Property("SSLPort").Int()
	return n
}

// RedirectsHTTP reports whether requests over HTTP that need credentials are sent
// on to HTTPS: RedirectHTTPAsHTTPS is neither absent nor 0.
func (p WebListenerProperties) RedirectsHTTP() bool {
	n, ok := p.Property("RedirectHTTPAsHTTPS").Int()
	return ok && n != 0
}

// Forms is the object with the settings of forms-based authentication.
func (p WebListenerProperties) Forms() (*Object, bool) {
	return p.Child("FormsBasedAuthenticationProperties")
}
