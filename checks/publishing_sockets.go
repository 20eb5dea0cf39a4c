package checks

import (
	"fmt"
	"net/netip"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// sockets remembers who listens where. Something listens on all addresses of the
// firewall in a network, on its default address there, or on addresses that it
// names. Two of them meet for certain when they name one address, when one takes
// all addresses of the network of the other, and when both take the default one;
// whether a default address is one that the other names is not known.
type sockets map[socket]*schema.Object

// socket is a port of one array, at an address or at what stands for addresses of a
// network.
type socket struct {
	array     *schema.Object
	transport int64
	port      int64
	at        string
}

const (
	tcp = 6
	udp = 17
)

// holder returns who listens on a port where o would, nil when nobody does.
func (s sockets) holder(o *schema.Object, transport, port int64) *schema.Object {
	for _, b := range o.IPsOnNetworks() {
		for _, at := range meets(b) {
			if by := s[socket{o.Owner(), transport, port, at}]; by != nil && by != o {
				return by
			}
		}
	}
	return nil
}

// take notes that by listens on a port where o says. The first one stays.
func (s sockets) take(o, by *schema.Object, transport, port int64) {
	for _, b := range o.IPsOnNetworks() {
		for _, at := range takes(b) {
			s.set(socket{o.Owner(), transport, port, at}, by)
		}
	}
}

func (s sockets) set(at socket, by *schema.Object) {
	if s[at] == nil {
		s[at] = by
	}
}

// takes are the places that addresses take, meets those at which others are met.
func takes(b schema.IPOnNetwork) []string {
	network := networkOf(b)
	switch b.Selection() {
	case schema.SpecifiedAddresses:
		return append(addressesOf(b), "any of "+network)
	case schema.AllAddresses:
		return []string{"all of " + network, "any of " + network}
	}
	return []string{"default of " + network, "any of " + network}
}

func meets(b schema.IPOnNetwork) []string {
	network := networkOf(b)
	switch b.Selection() {
	case schema.SpecifiedAddresses:
		return append(addressesOf(b), "all of "+network)
	case schema.AllAddresses:
		return []string{"any of " + network}
	}
	return []string{"default of " + network, "all of " + network}
}

// networkOf is the identity of the network, one of its own where the file does not
// name it.
func networkOf(b schema.IPOnNetwork) string {
	ref, ok := b.Network()
	if !ok {
		return fmt.Sprintf("(%d)", b.Span().Start)
	}
	return canonicalName(ref.TargetName())
}

// canonicalName makes StorageNames comparable: GUIDs in one form.
func canonicalName(name string) string {
	if g, ok := catalog.CanonicalGUID(name); ok {
		return g
	}
	return name
}

func addressesOf(b schema.IPOnNetwork) []string {
	var all []string
	for _, entry := range b.Addresses().Entries() {
		if a, err := netip.ParseAddr(strings.TrimSpace(entry)); err == nil {
			all = append(all, a.String())
		}
	}
	return all
}

// listenerPorts are the ports on which a web listener is known to listen.
func listenerPorts(l schema.WebListenerProperties) []*schema.Property {
	var all []*schema.Property
	for _, name := range []string{"SSLPort", "TCPPort"} {
		prop := l.Property(name)
		if n, ok := prop.Int(); ok && n > 0 {
			all = append(all, prop)
		}
	}
	return all
}

// webListeners calls visit with the ports of each web listener that an enabled rule
// uses, in document order.
func (p *Pass) webListeners(visit func(l schema.WebListener, port *schema.Property)) {
	for o := range p.Objects("WebListener") {
		settings, ok := (schema.WebListener{Object: o}).Settings()
		if !ok || len(p.published().served(settings.Object)) == 0 {
			continue
		}
		for _, port := range listenerPorts(settings) {
			visit(schema.WebListener{Object: o}, port)
		}
	}
}

// endpoint is one port that a server publishing rule listens on.
type endpoint struct{ transport, port int64 }

// mostPorts is the number of ports of one protocol that are looked at.
const mostPorts = 64

// endpoints are the ports on which a server publishing rule listens, as far as the
// file tells: the protocol's, or the one that the rule puts in its place.
func (s *server) endpoints() []endpoint {
	if s.protocol.Object == nil {
		return nil
	}
	override, _ := s.Property("OverridePublishPort").Int()
	var all []endpoint
	for _, c := range s.protocol.Primary() {
		transport := c.Transport()
		low, high := c.Ports()
		switch {
		case transport != tcp && transport != udp:
		case override > 0:
			all = append(all, endpoint{transport, override})
		case low > 0 && high >= low && high-low < mostPorts:
			for port := low; port <= high; port++ {
				all = append(all, endpoint{transport, port})
			}
		}
	}
	return all
}

func (e endpoint) String() string {
	if e.transport == udp {
		return fmt.Sprintf("UDP port %d", e.port)
	}
	return fmt.Sprintf("TCP port %d", e.port)
}
