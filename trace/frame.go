package trace

import (
	"encoding/binary"
	"net/netip"
	"time"

	"github.com/gopacket/gopacket/layers"
)

// frames takes frames apart and gives their TCP segments on.
type frames struct {
	add       func(segment)
	total     int
	malformed int
	fragments int
	links     map[layers.LinkType]int // frames of link types that are not known

	eth  layers.Ethernet
	vlan layers.Dot1Q
	sll  layers.LinuxSLL
	ip4  layers.IPv4
	ip6  layers.IPv6
	tcp  layers.TCP
}

// feedback is told of frames that the capture cut; their lengths tell as well.
type feedback struct{}

func (feedback) SetTruncated() {}

// Link types that gopacket has no name for: raw IP as BSD systems number it.
const (
	linkRawBSD     layers.LinkType = 12
	linkRawOpenBSD layers.LinkType = 14
)

// maxTags bounds the VLAN tags of a frame and the extension headers of IPv6.
const maxTags = 8

// frame takes one frame. Malformed ones are counted.
func (f *frames) frame(link layers.LinkType, data []byte, at time.Time) {
	f.total++
	defer func() {
		if recover() != nil { // the decoders of the library are not proven
			f.malformed++
		}
	}()
	switch link {
	case layers.LinkTypeEthernet:
		if f.eth.DecodeFromBytes(data, feedback{}) != nil {
			f.malformed++
			return
		}
		f.network(f.eth.EthernetType, f.eth.Payload, at)
	case layers.LinkTypeLinuxSLL:
		if f.sll.DecodeFromBytes(data, feedback{}) != nil {
			f.malformed++
			return
		}
		f.network(f.sll.EthernetType, f.sll.Payload, at)
	case layers.LinkTypeLinuxSLL2: // 20 bytes, the protocol first
		if len(data) < 20 {
			f.malformed++
			return
		}
		f.network(layers.EthernetType(binary.BigEndian.Uint16(data)), data[20:], at)
	case layers.LinkTypeNull, layers.LinkTypeLoop: // four bytes with a family that differs between systems
		if len(data) < 4 {
			f.malformed++
			return
		}
		f.raw(data[4:], at)
	case layers.LinkTypeRaw, linkRawBSD, linkRawOpenBSD, layers.LinkTypeIPv4, layers.LinkTypeIPv6:
		f.raw(data, at)
	default:
		if f.links == nil {
			f.links = map[layers.LinkType]int{}
		}
		f.links[link]++
	}
}

// network takes what a frame carries, through its VLAN tags.
func (f *frames) network(kind layers.EthernetType, data []byte, at time.Time) {
	for range maxTags {
		switch kind {
		case layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ:
			if f.vlan.DecodeFromBytes(data, feedback{}) != nil {
				f.malformed++
				return
			}
			kind, data = f.vlan.Type, f.vlan.Payload
		case layers.EthernetTypeIPv4, layers.EthernetTypeIPv6:
			f.raw(data, at)
			return
		default:
			return
		}
	}
}

// raw takes an IP packet; its first four bits tell the version.
func (f *frames) raw(data []byte, at time.Time) {
	switch {
	case len(data) == 0:
		f.malformed++
	case data[0]>>4 == 4:
		f.packet4(data, at)
	case data[0]>>4 == 6:
		f.packet6(data, at)
	}
}

func (f *frames) packet4(data []byte, at time.Time) {
	if f.ip4.DecodeFromBytes(data, feedback{}) != nil {
		f.malformed++
		return
	}
	if f.ip4.Protocol != layers.IPProtocolTCP {
		return
	}
	if f.ip4.FragOffset != 0 || f.ip4.Flags&layers.IPv4MoreFragments != 0 {
		f.fragments++
		return
	}
	src, _ := netip.AddrFromSlice(f.ip4.SrcIP)
	dst, _ := netip.AddrFromSlice(f.ip4.DstIP)
	size := int(binary.BigEndian.Uint16(data[2:])) - int(f.ip4.IHL)*4
	f.segment(src, dst, f.ip4.Payload, max(size, len(f.ip4.Payload)), at)
}

func (f *frames) packet6(data []byte, at time.Time) {
	if len(data) < 40 {
		f.malformed++
		return
	}
	if f.ip6.DecodeFromBytes(data, feedback{}) != nil {
		f.malformed++
		return
	}
	// The header is read here: the library stops at extensions in its own way.
	next, size := layers.IPProtocol(data[6]), int(binary.BigEndian.Uint16(data[4:]))
	src, _ := netip.AddrFromSlice(data[8:24])
	dst, _ := netip.AddrFromSlice(data[24:40])
	body := data[40:]
	if size > 0 && size < len(body) {
		body = body[:size]
	}
	for range maxTags {
		switch next {
		case layers.IPProtocolTCP:
			f.segment(src, dst, body, max(size, len(body)), at)
			return
		case layers.IPProtocolIPv6HopByHop, layers.IPProtocolIPv6Routing, layers.IPProtocolIPv6Destination:
			if len(body) < 8 || len(body) < 8+8*int(body[1]) {
				f.malformed++
				return
			}
			n := 8 + 8*int(body[1])
			next, body, size = layers.IPProtocol(body[0]), body[n:], size-n
		case layers.IPProtocolIPv6Fragment:
			f.fragments++
			return
		default:
			return
		}
	}
}

// segment takes the payload of an IP packet; size is what it had on the wire.
func (f *frames) segment(src, dst netip.Addr, data []byte, size int, at time.Time) {
	if f.tcp.DecodeFromBytes(data, feedback{}) != nil {
		f.malformed++
		return
	}
	f.add(segment{
		from: netip.AddrPortFrom(src.Unmap(), uint16(f.tcp.SrcPort)), to: netip.AddrPortFrom(dst.Unmap(), uint16(f.tcp.DstPort)),
		seq: f.tcp.Seq, ack: f.tcp.Ack, syn: f.tcp.SYN, fin: f.tcp.FIN, rst: f.tcp.RST, acks: f.tcp.ACK,
		data: f.tcp.Payload, missing: max(size-len(data), 0), at: at,
	})
}
