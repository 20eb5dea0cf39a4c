package policy

import "tmgaudit/schema"

// Publication is where a publishing rule listens and what it publishes.
type Publication struct {
	Listener  *schema.Object // web listener of a web publishing rule, when the file holds it
	Networks  []ListenOn
	Server    string   // address or name of the published server
	Services  Set      // that clients connect to
	Hosts     []string // public names of a web publishing rule
	AllHosts  bool     // it answers for every name
	Paths     []string // of a web publishing rule, in the form /path/*
	Addresses Set      // of the firewall, that clients connect to
}

// ListenOn is one network on whose addresses a publishing rule or a web listener
// listens.
type ListenOn struct {
	Network   string   // display name
	Addresses []string // as written; empty for all or the default addresses of the firewall there
	All       bool     // on all addresses that the firewall has in the network
}

// Values of the product's FpcIpSelectionMethods.
const (
	allListenAddresses       = 0
	defaultListenAddress     = 1
	specifiedListenAddresses = 2
)

// listenMethod is the IPSelectionMethod of an IPOnNetwork; ok is false when it is
// not one that is documented. Absent is not known for certain: zero means all
// addresses, the documented default of a new object is the default address.
func listenMethod(o *schema.Object) (method int64, ok bool) {
	p := o.Property("IPSelectionMethod")
	v, isInt := p.Int()
	return v, p != nil && isInt && v >= allListenAddresses && v <= specifiedListenAddresses
}

// listenAddresses are the addresses that an IPOnNetwork lists.
func listenAddresses(o *schema.Object) []string {
	if method, ok := listenMethod(o); !ok || method != specifiedListenAddresses {
		return nil
	}
	c, ok := o.Child("IPAddresses")
	if !ok {
		return nil
	}
	var all []string
	for _, a := range c.Property("IPAddressesStrings").Entries() {
		all = append(all, a)
	}
	return all
}

// listening are the places below an object's IPsOnNetworks and the addresses that
// they stand for. All or default addresses of the firewall in a network may be
// any; the file does not list them.
func listening(holder *schema.Object) (places []ListenOn, addresses Set) {
	c, ok := holder.Child("IPsOnNetworks")
	if !ok {
		return nil, Within(anyAddress)
	}
	for o := range c.Items("IPOnNetwork") {
		place := ListenOn{Addresses: listenAddresses(o)}
		if ref, ok := o.Named("Ref", "Network"); ok {
			place.Network = (schema.Ref{Object: ref}).Label()
		}
		method, ok := listenMethod(o)
		place.All = ok && method == allListenAddresses
		own := Within(anyAddress)
		if ok && method == specifiedListenAddresses && len(place.Addresses) > 0 {
			own = addressList(place.Addresses)
		}
		places, addresses = append(places, place), addresses.Union(own)
	}
	if group, ok := holder.Named("Refs", "IPsOnNetworkSets"); ok && len(group.Children()) > 0 {
		addresses = addresses.Union(Within(anyAddress))
	}
	if len(places) == 0 {
		return nil, Within(anyAddress) // nothing can be published nowhere
	}
	return places, addresses
}

func addressList(list []string) Set {
	var s Set
	for _, text := range list {
		p := parseAddress(text)
		if p.Empty() {
			return Within(anyAddress)
		}
		s = s.Union(Exactly(p))
	}
	return s
}

// readPublication reads the criteria of a publishing rule.
func (r *Rule) readPublication(e *elements) {
	r.Publication = &Publication{}
	r.Users, r.includedUsers = Exactly(allUsers), Exactly(allUsers)
	if r.Type == schema.ServerPublishingRule {
		r.readServerPublication(e)
	} else {
		r.readWebPublication(e)
	}
	p := r.Publication
	r.Destination, r.Service = p.Addresses, p.Services
	// What an access rule would see of such a connection: the firewall, or with a
	// routed relation the server itself.
	at := Span(LocalHost, LocalHost).Union(p.Addresses.May).Union(parseAddress(p.Server))
	r.reach = nonEmpty(box{r.Source.May, r.Service.May, at, r.Users.May, allNames, r.Hours.May, allNames, r.SourcePort.May})
}

func (r *Rule) readServerPublication(e *elements) {
	p := r.Publication
	o, ok := r.Object.Child("ServerPublishingProperties")
	if !ok {
		r.Unknown = append(r.Unknown, "it has no ServerPublishingProperties")
		p.Addresses, p.Services = Within(anyAddress), Within(allServices)
		return
	}
	p.Server = o.Text("PublishedServerIP")
	p.Networks, p.Addresses = listening(o)
	p.Services = r.take(publishedServices(o))
}

// publishedServices are the inbound primary connections of the published
// protocol, or the port that replaces theirs.
func publishedServices(o *schema.Object) meaning {
	ref, ok := o.Named("Ref", "PublishedProtocol")
	if !ok {
		return unknownWithin(allServices, "it publishes no protocol")
	}
	protocol, ok := exported(schema.Ref{Object: ref})
	if !ok {
		return unresolved(schema.Ref{Object: ref}, allServices)
	}
	m := protocolServices(schema.Protocol{Object: protocol}, inbound)
	p := o.Property("OverridePublishPort")
	port, isInt := p.Int()
	switch {
	case p == nil || isInt && port == 0:
		return m
	case !isInt || port < 1 || port > 65535 || m.set.Sure.Count() != 1:
		return unknownWithin(allServices, "its OverridePublishPort is %s", p.Value())
	}
	x := Service(uint8(m.set.Sure[0].First>>portBits), uint16(port))
	return known(Span(x, x))
}

func (r *Rule) readWebPublication(e *elements) {
	p := r.Publication
	o, ok := r.Object.Child("WebPublishingProperties")
	if !ok {
		r.Unknown = append(r.Unknown, "it has no WebPublishingProperties")
		p.Addresses, p.Services = Within(anyAddress), Within(allServices)
		return
	}
	p.Server = o.Text("PublishedServerIP")
	p.readNames(o)
	r.readUsers(e, o)
	listener, ok := r.Object.Listener()
	if !ok {
		r.Unknown = append(r.Unknown, "its web listener")
		p.Addresses, p.Services = Within(anyAddress), Within(allPorts(TCP))
		return
	}
	p.Listener = listener.Object
	p.Networks, p.Addresses = listening(listener.Object)
	p.Services = r.take(listenerServices(listener))
}

func (p *Publication) readNames(o *schema.Object) {
	p.AllHosts = o.Property("AllPublicNames").True()
	if c, ok := o.Child("PublicNames"); ok {
		for _, n := range c.Property("PublicNameStrings").Entries() {
			p.Hosts = append(p.Hosts, n)
		}
	}
	if c, ok := o.Child("PathMappings"); ok {
		for m := range c.Items("PathMapping") {
			p.Paths = append(p.Paths, m.Text("ExternalPath"))
		}
	}
}

// listenerServices are the ports of a web listener. A port that is absent is not
// used or its documented default; only the HTTP one has a use then.
func listenerServices(l schema.WebListener) meaning {
	settings, ok := l.Settings()
	if !ok {
		return unknownWithin(allPorts(TCP), "%s has no settings", describe(l.Object))
	}
	var m meaning
	for _, name := range []string{"TCPPort", "SSLPort"} {
		p := settings.Property(name)
		port, isInt := p.Int()
		switch {
		case p == nil && name == "TCPPort":
			m = m.union(unknownWithin(Span(Service(TCP, 80), Service(TCP, 80)), "%s has no TCPPort", describe(l.Object)))
		case p == nil || isInt && port == 0:
		case !isInt || port < 0 || port > 65535:
			m = m.union(unknownWithin(allPorts(TCP), "the %s of %s is %s", name, describe(l.Object), p.Value()))
		default:
			x := Service(TCP, uint16(port))
			m = m.union(known(Span(x, x)))
		}
	}
	if m.set.May.Empty() {
		m.empty = []string{"the ports of " + describe(l.Object)}
	}
	return m
}
