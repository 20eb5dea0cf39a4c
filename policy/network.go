package policy

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// GUIDs of the predefined networks and network sets.
const (
	externalGUID     = "{F129EACF-778B-44FE-B339-5B752D7220A3}"
	localHostGUID    = "{5ED77DCE-8110-4821-B445-008B7E6B7F6D}"
	vpnClientsGUID   = "{08E7B0E1-287A-4FBD-A33D-B13012E4BC4A}"
	quarantinedGUID  = "{394B94A2-36D5-4811-9DB8-F0754AEF4F79}"
	allNetworksGUID  = "{18D0438B-5144-4362-B79E-742712513729}"
	allProtectedGUID = "{1651A6F8-7EAC-41F3-9479-79F946BA9225}"
)

// Network is a network of an array and the addresses that belong to it.
//
// External is every address that is in no other network. Local Host, VPN Clients
// and Quarantined VPN Clients are endpoints of their own, see LocalHost.
type Network struct {
	Object    schema.Network
	Name      string
	Addresses Set
	Unknown   []string // what of it could not be read
}

// endpointOf is the point of a predefined network that has no addresses of its own.
func endpointOf(kind schema.NetworkType) (Points, bool) {
	switch kind {
	case schema.NetworkLocalHost:
		return Span(LocalHost, LocalHost), true
	case schema.NetworkVPN:
		return Span(VPNClients, VPNClients), true
	case schema.NetworkQuarantined:
		return Span(Quarantined, Quarantined), true
	}
	return nil, false
}

// kindByGUID is the kind of a predefined network, whatever the file says of it.
func kindByGUID(id string) (schema.NetworkType, bool) {
	for guid, kind := range map[string]schema.NetworkType{
		externalGUID: schema.NetworkExternal, localHostGUID: schema.NetworkLocalHost,
		vpnClientsGUID: schema.NetworkVPN, quarantinedGUID: schema.NetworkQuarantined,
	} {
		if catalog.SameGUID(guid, id) {
			return kind, true
		}
	}
	return 0, false
}

// kind of a network, by its GUID first: NetworkType is absent for standard ones.
func kind(n schema.Network) schema.NetworkType {
	if k, ok := kindByGUID(n.StorageName); ok {
		return k
	}
	return n.Type()
}

// readNetworks finds the addresses of every network, External last because it is
// the rest of the others.
func (e *elements) readNetworks() {
	var others Set
	for _, n := range e.array.Networks() {
		net := &Network{Object: n, Name: n.Label()}
		e.networks = append(e.networks, net)
		if kind(n) == schema.NetworkExternal {
			continue
		}
		m := e.networkAddresses(n)
		net.Addresses, net.Unknown = m.set, m.unknown
		others = others.Union(m.set)
	}
	e.external = Exactly(allIPv4.Minus(loopback)).Minus(others)
	if c, ok := e.array.Find("NetConfig", "Networks"); !ok || c.Storage != schema.Exported {
		e.external = Within(allIPv4)
	}
	for _, net := range e.networks {
		if kind(net.Object) == schema.NetworkExternal {
			net.Addresses = e.external
		}
	}
}

// networkAddresses are the ranges of a network other than External, with those of
// the enterprise networks that it includes.
func (e *elements) networkAddresses(n schema.Network) meaning {
	if p, ok := endpointOf(kind(n)); ok {
		return known(p)
	}
	m := rangeSet(n.Object)
	for r := range n.Refs("EnterpriseNetworks") {
		o, ok := exported(r)
		if !ok {
			m = m.union(unresolved(r, allIPv4))
			continue
		}
		m = m.union(rangeSet(o))
	}
	return m
}

// rangeSet is the IpRangeSet of a network or an enterprise network. Its ranges
// hold other computers only: the firewall and VPN clients are in networks of
// their own. Without an IpRangeSet, even an empty one, nothing is said.
func rangeSet(o *schema.Object) meaning {
	if _, said := o.Child("IpRangeSet"); !said {
		return unknownWithin(allIPv4, "the file does not list the addresses of %s", describe(o))
	}
	var m meaning
	for _, r := range (schema.Network{Object: o}).Ranges() {
		p, ok := bounds(r)
		if !ok {
			m = m.union(unknownWithin(allIPv4, "a range of %s is no IPv4 range", describe(o)))
			continue
		}
		m.set = m.set.Union(Exactly(p))
	}
	if m.set.May.Empty() {
		m.empty = []string{describe(o)}
	}
	return m
}

// bounds are the addresses of a range; ok is false when they are missing, no
// IPv4 addresses or out of order.
func bounds(r schema.AddressRange) (Points, bool) {
	from, to, ok := r.Bounds()
	if !ok {
		return nil, false
	}
	first, okFirst := addressPoint(from)
	last, okLast := addressPoint(to)
	return Span(first, last), okFirst && okLast && first <= last
}

// networkSet is the meaning of a network set: the selected networks, or all but
// the selected ones.
func (e *elements) networkSet(o *schema.Object) meaning {
	var m meaning
	for _, group := range []string{"Networks", "EnterpriseNetworks"} {
		for r := range o.Refs(group) {
			m = m.union(e.address(r))
		}
	}
	switch method, ok := o.Property("NetworkSetType").Int(); {
	case ok && method == 1:
		m.set, m.empty = Exactly(everywhere).Minus(m.set), nil
	case o.Property("NetworkSetType") != nil && method != 0:
		return unknownWithin(anyAddress, "%s has NetworkSetType %s", describe(o), o.Text("NetworkSetType"))
	case m.set.May.Empty() && o.Property("Predefined").True():
		return e.predefinedNetworkSet(o.StorageName, describe(o))
	case m.set.May.Empty():
		m.empty = append(m.empty, describe(o))
	}
	return m
}

// predefinedNetworkSet is what a network set means that every installation has.
func (e *elements) predefinedNetworkSet(id, name string) meaning {
	switch {
	case catalog.SameGUID(id, allNetworksGUID):
		return known(everywhere)
	case catalog.SameGUID(id, allProtectedGUID):
		return meaning{set: Exactly(everywhere).Minus(e.external)}
	}
	return unknownWithin(anyAddress, "%s is predefined and its networks are not in the file", name)
}
