package policy

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
)

// The points of the address dimension are the IPv4 addresses in their order and,
// above them, the endpoints that are no address of a host:
//
//   - LocalHost is the firewall itself, whichever of its addresses is used. A
//     point below it stands for another computer with that address.
//   - VPNClients and Quarantined are computers that are connected by VPN. Which
//     addresses they have changes with every connection.
//   - IPv6 stands for every IPv6 address; rules that name some are not decided.
const (
	maxIPv4     = 1<<32 - 1
	LocalHost   = maxIPv4 + 1
	VPNClients  = maxIPv4 + 2
	Quarantined = maxIPv4 + 3
	IPv6        = maxIPv4 + 4
)

// The address sets that need no lookup.
var (
	loopback     = Span(127<<24, 128<<24-1) // addresses of the firewall itself
	allIPv4      = Span(0, maxIPv4)
	everywhere   = Span(0, Quarantined) // Anywhere, and the network set of all networks
	anyAddress   = Span(0, IPv6)        // all that something unknown may hold
	vpnEndpoints = Span(VPNClients, Quarantined)
)

// endpointNames are the points that are no IPv4 address, from LocalHost on.
var endpointNames = [...]string{"Local Host", "VPN Clients", "Quarantined VPN Clients", "IPv6"}

// addressPoint is the point of an IPv4 address, also of one written as IPv6.
func addressPoint(a netip.Addr) (uint64, bool) {
	a = a.Unmap()
	if !a.Is4() {
		return 0, false
	}
	b := a.As4()
	return uint64(binary.BigEndian.Uint32(b[:])), true
}

func pointAddress(x uint64) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(x))
	return netip.AddrFrom4(b)
}

// AddressName is the address or the name of the endpoint at a point.
func AddressName(x uint64) string {
	if x > maxIPv4 {
		if i := x - LocalHost; i < uint64(len(endpointNames)) {
			return endpointNames[i]
		}
		return "#" + strconv.FormatUint(x, 10)
	}
	return pointAddress(x).String()
}

// FormatAddresses writes address points as a list: single addresses, blocks in
// CIDR form, ranges, and names of endpoints. At most limit entries, then "...";
// 0 is no limit.
func FormatAddresses(p Points, limit int) string {
	var parts []string
	for _, r := range p {
		parts = appendAddresses(parts, r)
		if limit > 0 && len(parts) > limit {
			return strings.Join(parts[:limit], ", ") + ", ..."
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

func appendAddresses(parts []string, r Range) []string {
	if r.First <= maxIPv4 {
		parts = append(parts, formatRange(r.First, min(r.Last, maxIPv4)))
	}
	for x := max(r.First, LocalHost); x <= r.Last; x++ {
		parts = append(parts, AddressName(x))
		if x >= IPv6 {
			break // endpoints of publishing rules, which nobody needs to read
		}
	}
	return parts
}

func formatRange(first, last uint64) string {
	size := last - first + 1
	switch {
	case size == 1:
		return pointAddress(first).String()
	case size&(size-1) == 0 && first&(size-1) == 0:
		return pointAddress(first).String() + "/" + strconv.Itoa(32-bits.TrailingZeros64(size))
	}
	return pointAddress(first).String() + "-" + pointAddress(last).String()
}
