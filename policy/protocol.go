package policy

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Values of the product's FpcProtocolSelectionType.
const (
	allTraffic        = 0
	selectedProtocols = 1
	allExceptSelected = 2
)

// accessServices are the services that an access rule covers: the outbound
// primary connections of its protocols.
func (e *elements) accessServices(access *schema.Object) meaning {
	var listed meaning
	count := 0
	for r := range access.Refs("ProtocolsUsed") {
		listed = listed.union(e.protocol(r))
		count++
	}
	p := access.Property("ProtocolSelectionMethod")
	method, ok := p.Int()
	switch {
	case p == nil && count > 0:
		return unknownWithin(allServices, "it names protocols but its ProtocolSelectionMethod is the default, all traffic")
	case p == nil || ok && method == allTraffic:
		return known(allServices)
	case ok && method == selectedProtocols && count == 0:
		return meaning{empty: []string{"the list of its protocols"}}
	case ok && method == selectedProtocols:
		return listed
	case ok && method == allExceptSelected:
		return known(allServices).minus(listed)
	}
	return unknownWithin(allServices, "its ProtocolSelectionMethod is %s", p.Value())
}

// protocol is the meaning of a reference to a protocol in an access rule.
func (e *elements) protocol(r schema.Ref) meaning {
	o, ok := exported(r)
	if !ok {
		return unresolved(r, allServices)
	}
	m, seen := e.meanings[o]
	if !seen {
		m = protocolServices(schema.Protocol{Object: o}, outbound)
		e.meanings[o] = m
	}
	return m
}

// protocolServices are the services of a protocol's primary connections in one
// direction. Secondary connections belong to a primary one that is open already;
// no rule is read for them.
func protocolServices(p schema.Protocol, want direction) meaning {
	var m meaning
	for _, c := range p.Primary() {
		s := connectionServices(c, want)
		m.set = m.set.Union(s)
		if !s.Known() {
			m.unknown = []string{"a connection of " + describe(p.Object) + " is not of a form that says which services it is"}
		}
	}
	if len(p.Primary()) == 0 {
		return unknownWithin(allServices, "%s has no connections", describe(p.Object))
	}
	return m
}

// webProxyGUID is the web proxy filter, whose protocols are web traffic.
const webProxyGUID = "{4CB7513E-220E-4C20-815A-B67BAA295FF4}"

// webServices are the services that may be web traffic, which the web proxy
// passes whatever the network rules say: those of HTTP, HTTPS and FTP, the proxy's
// own usual port and every protocol that the web proxy filter handles.
func (e *elements) webServices() Points {
	var web Points
	for _, port := range []uint16{21, 80, 443, 8080} {
		x := Service(TCP, port)
		web = web.Union(Span(x, x))
	}
	for _, o := range e.array.Document().Objects("Protocol") {
		for r := range o.Refs("ApplicationFilters") {
			if catalog.SameGUID(r.TargetName(), webProxyGUID) {
				web = web.Union(protocolServices(schema.Protocol{Object: o}, outbound).set.May)
			}
		}
	}
	return web
}
