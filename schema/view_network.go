package schema

import (
	"iter"
	"net/netip"
)

// The typed views name the properties of the objects that checks and reports
// work with. A view is its object: every method of Object is at hand, and a view
// of a nil object must not be made.

// Array is a view of an array.
type Array struct{ *Object }

// Arrays returns the arrays of the document that are exported as such.
func (d *Document) Arrays() []Array {
	var arrays []Array
	for _, o := range d.Objects("Array") {
		if o.Audited() {
			arrays = append(arrays, Array{o})
		}
	}
	return arrays
}

// Networks returns the networks of the array.
func (a Array) Networks() []Network {
	c, ok := a.Find("NetConfig", "Networks")
	return views[Network](c, ok, "Network", func(o *Object) Network { return Network{o} })
}

// NetworkRules returns the network rules of the array in document order.
func (a Array) NetworkRules() []NetworkRule {
	c, ok := a.Find("NetConfig", "NetworkRules")
	return views[NetworkRule](c, ok, "NetworkRule", func(o *Object) NetworkRule { return NetworkRule{o} })
}

// Rules returns the policy rules of the array in document order.
func (a Array) Rules() []PolicyRule {
	c, ok := a.Find("ArrayPolicy", "PolicyRules")
	return views[PolicyRule](c, ok, "PolicyRule", func(o *Object) PolicyRule { return PolicyRule{o} })
}

// WebListeners returns the publishing listeners of the array.
func (a Array) WebListeners() []WebListener {
	c, ok := a.Find("RuleElements", "WebListeners")
	return views[WebListener](c, ok, "WebListener", func(o *Object) WebListener { return WebListener{o} })
}

// views makes the items of a collection into typed views.
func views[V any](collection *Object, ok bool, element string, view func(*Object) V) []V {
	if !ok {
		return nil
	}
	var all []V
	for o := range collection.Items(element) {
		all = append(all, view(o))
	}
	return all
}

// Network is a view of an array-level network.
type Network struct{ *Object }

// NetworkType is the product's FpcNetworkType.
type NetworkType int64

// The network types that the format notes name.
const (
	NetworkNormal      NetworkType = 0
	NetworkVPN         NetworkType = 1
	NetworkLocalHost   NetworkType = 2
	NetworkExternal    NetworkType = 3
	NetworkInternal    NetworkType = 4
	NetworkQuarantined NetworkType = 5
)

// Type is the kind of network; absent means NetworkNormal.
func (n Network) Type() NetworkType {
	v, _ := n.Property("NetworkType").Int()
	return NetworkType(v)
}

// Listener is the web proxy listener of the network, for requests that leave it.
func (n Network) Listener() (WebListenerProperties, bool) {
	o, ok := n.Child("WebListenerProperties")
	return WebListenerProperties{o}, ok
}

// Ranges returns the address ranges of the network.
func (n Network) Ranges() []AddressRange {
	c, ok := n.Child("IpRangeSet")
	return views[AddressRange](c, ok, "IpRangeEntry", func(o *Object) AddressRange { return AddressRange{o} })
}

// AddressRange is a view of an object with IPFrom and IPTo: an IpRangeEntry of a
// network or an AddressRange rule element.
type AddressRange struct{ *Object }

// Bounds are the first and the last address. ok is false when either is missing
// or no address; they are not checked to be in order.
func (r AddressRange) Bounds() (from, to netip.Addr, ok bool) {
	from, errFrom := netip.ParseAddr(r.Text("IPFrom"))
	to, errTo := netip.ParseAddr(r.Text("IPTo"))
	return from, to, errFrom == nil && errTo == nil
}

// Computer is a view of a computer.
type Computer struct{ *Object }

// Address is the computer's address.
func (c Computer) Address() (netip.Addr, bool) {
	a, err := netip.ParseAddr(c.Text("IPAddress"))
	return a, err == nil
}

// Subnet is a view of a subnet.
type Subnet struct{ *Object }

// Address and Mask as written, for example 10.0.0.0 and 255.0.0.0.
func (s Subnet) Address() (address, mask netip.Addr, ok bool) {
	address, errAddress := netip.ParseAddr(s.Text("IPAddress"))
	mask, errMask := netip.ParseAddr(s.Text("IPMask"))
	return address, mask, errAddress == nil && errMask == nil
}

// ComputerSet is a view of a computer set, which holds computers, ranges and
// subnets of its own.
type ComputerSet struct{ *Object }

// Computers returns the computers of the set.
func (s ComputerSet) Computers() []Computer {
	c, ok := s.Child("Computers")
	return views[Computer](c, ok, "Computer", func(o *Object) Computer { return Computer{o} })
}

// Ranges returns the address ranges of the set.
func (s ComputerSet) Ranges() []AddressRange {
	c, ok := s.Child("AddressRanges")
	return views[AddressRange](c, ok, "AddressRange", func(o *Object) AddressRange { return AddressRange{o} })
}

// Subnets returns the subnets of the set.
func (s ComputerSet) Subnets() []Subnet {
	c, ok := s.Child("Subnets")
	return views[Subnet](c, ok, "Subnet", func(o *Object) Subnet { return Subnet{o} })
}

// NetworkRule is a view of a network rule.
type NetworkRule struct{ *Object }

// Routed reports whether the networks are related by routing rather than by
// address translation: RoutingType, the product's FpcNetworkRoutingType, is
// absent or fpcRoute.
func (n NetworkRule) Routed() bool {
	v, _ := n.Property("RoutingType").Int()
	return v == 0
}

// Enabled reports whether the rule is in force; absent means that it is.
func (n NetworkRule) Enabled() bool { return enabled(n.Object) }

// Sources yields the references that name where connections come from.
func (n NetworkRule) Sources() iter.Seq[Ref] { return selection(n.Object, "SourceSelectionIPs") }

// Destinations yields the references that name where connections go to.
func (n NetworkRule) Destinations() iter.Seq[Ref] {
	return selection(n.Object, "DestinationSelectionIPs")
}
