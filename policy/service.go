package policy

import (
	"strconv"

	"tmgaudit/schema"
)

// The points of the service dimension are an IP protocol number and, below it, 16
// bits: the destination port of TCP and UDP, type and code of ICMP. Other
// protocols have no ports; all their 65536 points stand for them together.
const (
	ICMP = 1
	TCP  = 6
	UDP  = 17
)

const portBits = 16

var allServices = Span(0, 1<<(8+portBits)-1)

// Service is the point of a connection. For ICMP, port is 256 times the type plus
// the code.
func Service(transport uint8, port uint16) uint64 { return uint64(transport)<<portBits | uint64(port) }

func allPorts(transport int64) Points {
	base := uint64(transport) << portBits
	return Span(base, base+(1<<portBits-1))
}

// ServiceName is a service as people write it: tcp/443, udp/53, icmp/8/0, ip/47.
func ServiceName(x uint64) string {
	port := strconv.FormatUint(x&(1<<portBits-1), 10)
	switch transport := x >> portBits; transport {
	case TCP:
		return "tcp/" + port
	case UDP:
		return "udp/" + port
	case ICMP:
		return "icmp/" + strconv.FormatUint(x>>8&255, 10) + "/" + strconv.FormatUint(x&255, 10)
	default:
		return "ip/" + strconv.FormatUint(transport, 10)
	}
}

// direction is where a connection of a protocol is opened to.
type direction int

const (
	outbound direction = iota // as access rules use it
	inbound                   // as server publishing rules use it
)

// direction of a connection: the product's FpcConnectionDirectionType for TCP
// (absent is inbound, as the product's viewer reads it) and
// FpcUDPConnectionDirectionType for everything else.
func connectionDirection(c schema.Connection) (direction, bool) {
	switch d, _ := c.Property("Direction").Int(); d {
	case 0, 2:
		return inbound, true
	case 1, 3:
		return outbound, true
	}
	return 0, false
}

// connectionServices are the services of one connection, used in a direction. A
// connection that is defined for the other direction may still be matched: what
// the product does with it is not documented.
func connectionServices(c schema.Connection, want direction) Set {
	transport := c.Transport()
	if transport < 1 || transport > 255 {
		return Within(allServices)
	}
	s := Exactly(allPorts(transport))
	switch transport {
	case TCP, UDP:
		s = portServices(c, transport)
	case ICMP:
		s = icmpServices(c)
	}
	if d, ok := connectionDirection(c); !ok || d != want {
		s.Sure = nil
	}
	return s
}

func portServices(c schema.Connection, transport int64) Set {
	low, high := c.Ports()
	if low < 1 || high < low || high > 65535 {
		return Within(allPorts(transport)) // dynamic, reversed or not a port
	}
	base := uint64(transport) << portBits
	return Exactly(Span(base|uint64(low), base|uint64(high)))
}

func icmpServices(c schema.Connection) Set {
	kind, okKind := optionalByte(c, "ICMPType")
	code, okCode := optionalByte(c, "ICMPCode")
	if !okKind || !okCode {
		return Within(allPorts(ICMP))
	}
	at := uint64(ICMP)<<portBits | kind<<8 | code
	return Exactly(Span(at, at))
}

// optionalByte is a number from 0 to 255; absent is 0.
func optionalByte(c schema.Connection, name string) (uint64, bool) {
	p := c.Property(name)
	v, ok := p.Int()
	return uint64(v), p == nil || ok && v >= 0 && v <= 255
}
