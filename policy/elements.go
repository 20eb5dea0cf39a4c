package policy

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"net/netip"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// anywhereGUID is the computer set Anywhere.
const anywhereGUID = "{BE20F10A-A274-436A-A7AD-63A9FC5ED19D}"

// elements finds what the rule elements of an array mean. Meanings are kept: a
// policy refers to the same few hundred elements again and again.
type elements struct {
	array    schema.Array
	networks []*Network
	external Set
	firewall Points // addresses that the file names as the firewall's own, with 127.0.0.0/8
	unnamed  Points // addresses of networks of which the file names no firewall address
	vpn      Points // addresses that VPN clients may have

	meanings  map[*schema.Object]meaning
	users     atoms
	userNames map[uint64]string // of points of users, for examples
	names     *nameTable
	contents  *nameTable
}

func readElements(a schema.Array) *elements {
	e := &elements{array: a, meanings: map[*schema.Object]meaning{}, userNames: map[uint64]string{}, names: newNameTable(), contents: newNameTable()}
	e.readNetworks()
	e.readFirewall()
	e.readVPN()
	return e
}

// owned yields the objects of an element that stand in the array.
func (e *elements) owned(element string) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for _, o := range e.array.Document().Objects(element) {
			if o.Owner() == e.array.Object && !yield(o) {
				return
			}
		}
	}
}

// readFirewall collects the addresses that the file names as the firewall's own:
// those that array members use among themselves and those that listeners and
// publishing rules listen on.
func (e *elements) readFirewall() {
	var named []string
	for o := range e.owned("Server") {
		named = append(named, o.Text("IntraArrayAddress"))
	}
	for o := range e.owned("IPOnNetwork") {
		named = append(named, listenAddresses(o)...)
	}
	own := loopback
	for _, text := range named {
		own = own.Union(parseAddress(text))
	}
	e.firewall = own
	for _, n := range e.networks {
		if hosts := n.Addresses.May.Intersect(allIPv4); !hosts.Meets(own) {
			e.unnamed = e.unnamed.Union(hosts)
		}
	}
}

// parseAddress is the point of an IPv4 address, nothing when text is none.
func parseAddress(text string) Points {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return nil
	}
	x, ok := addressPoint(a)
	if !ok {
		return nil
	}
	return Span(x, x)
}

// readVPN collects the addresses that VPN clients may have: the static pools, or
// with DHCP any address of an inner network. No VPN, no clients.
func (e *elements) readVPN() {
	config, ok := e.array.Find("NetConfig", "VpnConfig")
	if !ok || !config.Property("VpnEnable").True() {
		return
	}
	if config.Property("VpnUseDHCPForAddressAssignment").True() {
		e.vpn = allIPv4.Minus(e.external.Sure)
		return
	}
	for o := range e.owned("IpRangeSet") {
		if o.Parent.Element == "VpnConfig" || o.Parent.Element == "Server" {
			e.vpn = e.vpn.Union(poolRanges(o))
		}
	}
	e.external.Sure = e.external.Sure.Minus(e.vpn)
}

// poolRanges are the addresses of a pool; one range that cannot be read makes it
// every address.
func poolRanges(pool *schema.Object) Points {
	var all []Range
	for o := range pool.Items("IpRangeEntry") {
		p, ok := bounds(schema.AddressRange{Object: o})
		if !ok {
			return allIPv4
		}
		all = append(all, p...)
	}
	return PointsOf(all...)
}

// address is the meaning of a reference to anything that has addresses.
func (e *elements) address(r schema.Ref) meaning {
	if o, ok := exported(r); ok {
		m, seen := e.meanings[o]
		if !seen {
			m = e.addressElement(o)
			e.meanings[o] = m
		}
		return m
	}
	return e.predefinedAddress(r)
}

func (e *elements) addressElement(o *schema.Object) meaning {
	switch o.Element {
	case "Network":
		return e.network(o)
	case "NetworkSet":
		return e.networkSet(o)
	case "EnterpriseNetwork":
		return e.enterpriseNetwork(o)
	case "Computer":
		return e.computer(schema.Computer{Object: o})
	case "AddressRange":
		return e.addressRange(schema.AddressRange{Object: o})
	case "Subnet":
		return e.subnet(schema.Subnet{Object: o})
	case "ComputerSet":
		return e.computerSet(schema.ComputerSet{Object: o})
	}
	return unknownWithin(anyAddress, "%s has no addresses", describe(o))
}

// predefinedAddress is the meaning of a reference whose target is not in the
// file: of some predefined objects it is documented.
func (e *elements) predefinedAddress(r schema.Ref) meaning {
	name := r.TargetName()
	switch {
	case r.Resolve().State != schema.Builtin:
	case r.TargetElement() == "NetworkSet":
		return e.predefinedNetworkSet(name, target(r))
	case r.TargetElement() == "ComputerSet" && catalog.SameGUID(name, anywhereGUID):
		return known(everywhere)
	default:
		if k, ok := kindByGUID(name); ok {
			return e.predefinedNetwork(k)
		}
	}
	return unresolved(r, anyAddress)
}

func (e *elements) predefinedNetwork(k schema.NetworkType) meaning {
	if p, ok := endpointOf(k); ok {
		return known(p)
	}
	return meaning{set: e.external}
}

func (e *elements) network(o *schema.Object) meaning {
	if k, ok := kindByGUID(o.StorageName); ok {
		return e.predefinedNetwork(k)
	}
	return e.networkAddresses(schema.Network{Object: o})
}

func (e *elements) enterpriseNetwork(o *schema.Object) meaning {
	if k, ok := kindByGUID(o.StorageName); ok {
		return e.predefinedNetwork(k)
	}
	if m := rangeSet(o); !o.Property("Predefined").True() {
		return m
	}
	return unknownWithin(anyAddress, "%s is predefined and its addresses are not in the file", describe(o))
}

func (e *elements) computer(c schema.Computer) meaning {
	a, ok := c.Address()
	if !ok {
		return unknownWithin(anyAddress, "%s has no address", describe(c.Object))
	}
	x, ok := addressPoint(a)
	if !ok {
		return e.ipv6(c.Object)
	}
	return e.entry(Span(x, x))
}

func (e *elements) addressRange(r schema.AddressRange) meaning {
	p, ok := bounds(r)
	if !ok {
		if from, _, both := r.Bounds(); both && from.Is6() && !from.Is4In6() {
			return e.ipv6(r.Object)
		}
		return unknownWithin(anyAddress, "%s is no IPv4 range", describe(r.Object))
	}
	return e.entry(p)
}

func (e *elements) subnet(s schema.Subnet) meaning {
	address, mask, ok := s.Address()
	if ok && address.Is6() && !address.Is4In6() {
		return e.ipv6(s.Object)
	}
	first, okAddress := addressPoint(address)
	if !ok || !okAddress || !mask.Is4() {
		return unknownWithin(anyAddress, "%s is no IPv4 subnet", describe(s.Object))
	}
	b := mask.As4()
	m := binary.BigEndian.Uint32(b[:])
	if bits.LeadingZeros32(^m)+bits.TrailingZeros32(m) != 32 {
		return unknownWithin(anyAddress, "%s has the mask %s", describe(s.Object), mask)
	}
	first &= uint64(m)
	return e.entry(Span(first, first|uint64(^m)))
}

// ipv6 is an element with IPv6 addresses, which stay unknown.
func (e *elements) ipv6(o *schema.Object) meaning {
	return unknownWithin(Span(IPv6, IPv6), "%s is IPv6", describe(o))
}

// entry is the meaning of addresses that a rule names as addresses. They hold the
// firewall and VPN clients too when those have such an address:
//   - all of IPv4 holds them surely;
//   - an address that the file names as the firewall's own may be it, as may one of
//     several in a network of which the file names no firewall address;
//   - a single computer is not the firewall otherwise. That is a premise.
func (e *elements) entry(p Points) meaning {
	if p.Equal(allIPv4) {
		return known(everywhere)
	}
	s := Exactly(p)
	if p.Meets(e.firewall) || p.Count() > 1 && p.Meets(e.unnamed) {
		s = s.Union(Within(Span(LocalHost, LocalHost)))
	}
	if p.Meets(e.vpn) {
		s = s.Union(Within(vpnEndpoints))
	}
	return meaning{set: s}
}

// computerSet is the union of its computers, ranges and subnets. A predefined set
// that is empty may be filled by the product.
func (e *elements) computerSet(s schema.ComputerSet) meaning {
	if catalog.SameGUID(s.StorageName, anywhereGUID) {
		return known(everywhere)
	}
	var m meaning
	for _, c := range s.Computers() {
		m = m.union(e.computer(c))
	}
	for _, r := range s.Ranges() {
		m = m.union(e.addressRange(r))
	}
	for _, n := range s.Subnets() {
		m = m.union(e.subnet(n))
	}
	switch {
	case !m.set.May.Empty():
	case s.Property("Predefined").True() || s.Property("Dynamic").True():
		return unknownWithin(anyAddress, "%s is filled by the product", describe(s.Object))
	case !holdsLists(s):
		return unknownWithin(anyAddress, "the file does not list what is in %s", describe(s.Object))
	default:
		m.empty = []string{describe(s.Object)}
	}
	return m
}

// holdsLists reports whether the file has all lists of a computer set, be they empty.
func holdsLists(s schema.ComputerSet) bool {
	for _, list := range []string{"Computers", "AddressRanges", "Subnets"} {
		if _, ok := s.Child(list); !ok {
			return false
		}
	}
	return true
}
