package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"time"

	"github.com/gopacket/gopacket/layers"
)

// Block types of pcapng (draft-ietf-opsawg-pcapng, 4).
const (
	blockSection   = 0x0A0D0D0A
	blockInterface = 1
	blockPacket    = 2 // obsolete, still written by some
	blockSimple    = 3
	blockEnhanced  = 6
)

// optionResolution is the option if_tsresol of an interface.
const optionResolution = 9

// byteOrderMagic stands behind the length of a section header.
const byteOrderMagic = 0x1A2B3C4D

// maxInterfaces bounds the interfaces of a section.
const maxInterfaces = 1024

// ngFile reads pcapng: sections in either byte order, interfaces with link types
// of their own.
type ngFile struct {
	r          io.Reader
	order      binary.ByteOrder
	interfaces []ngInterface
	buf        []byte
}

type ngInterface struct {
	link layers.LinkType
	snap uint32
	unit uint64 // time stamps count in 1/unit seconds
}

func (f *ngFile) next() (layers.LinkType, []byte, time.Time, error) {
	for {
		kind, body, err := f.block()
		if err != nil {
			return 0, nil, time.Time{}, err
		}
		switch kind {
		case blockInterface:
			if err := f.addInterface(body); err != nil {
				return 0, nil, time.Time{}, err
			}
		case blockEnhanced:
			return f.packet(body, 20, func() (uint32, uint32) { return f.order.Uint32(body), f.order.Uint32(body[12:]) })
		case blockPacket:
			return f.packet(body, 20, func() (uint32, uint32) { return uint32(f.order.Uint16(body)), f.order.Uint32(body[12:]) })
		case blockSimple:
			return f.simple(body)
		}
	}
}

// block reads the next block. Those that hold no packets are passed over without
// keeping them, whatever their size.
func (f *ngFile) block() (kind uint32, body []byte, err error) {
	var b [12]byte
	if _, err := io.ReadFull(f.r, b[:8]); err != nil {
		return 0, nil, ending(err)
	}
	if binary.LittleEndian.Uint32(b[:]) == blockSection { // a palindrome
		if _, err := io.ReadFull(f.r, b[8:]); err != nil {
			return 0, nil, errors.New("the last record is cut")
		}
		return f.section(b)
	}
	if f.order == nil {
		return 0, nil, errors.New("the capture file does not start with a section header")
	}
	kind = f.order.Uint32(b[:])
	size := f.order.Uint32(b[4:])
	if size < 12 {
		return 0, nil, fmt.Errorf("a block claims %d bytes; at least 12 must be", size)
	}
	size = (size+3)&^3 - 12
	switch kind {
	case blockInterface, blockPacket, blockSimple, blockEnhanced:
		if size > maxPacket+4096 {
			return 0, nil, fmt.Errorf("a block claims %d bytes; at most %d can be", size, maxPacket+4096)
		}
	default:
		return kind, nil, f.pass(int64(size) + 4)
	}
	body, err = readBounded(f.r, &f.buf, min(size, maxPacket))
	if err == nil {
		err = f.pass(int64(size-min(size, maxPacket)) + 4)
	}
	return kind, body, err
}

// section starts a section: its byte order holds for all numbers in it.
func (f *ngFile) section(b [12]byte) (uint32, []byte, error) {
	switch {
	case binary.LittleEndian.Uint32(b[8:]) == byteOrderMagic:
		f.order = binary.LittleEndian
	case binary.BigEndian.Uint32(b[8:]) == byteOrderMagic:
		f.order = binary.BigEndian
	default:
		return 0, nil, errors.New("a section header has no byte order mark")
	}
	f.interfaces = nil
	size := f.order.Uint32(b[4:])
	if size < 28 {
		return 0, nil, fmt.Errorf("a section header claims %d bytes; at least 28 must be", size)
	}
	return blockSection, nil, f.pass(int64((size+3)&^3) - 12)
}

// pass reads n bytes and forgets them.
func (f *ngFile) pass(n int64) error {
	if _, err := io.CopyN(io.Discard, f.r, n); err != nil {
		return errors.New("the last record is cut")
	}
	return nil
}

func (f *ngFile) addInterface(body []byte) error {
	if len(body) < 8 {
		return errors.New("an interface description is cut")
	}
	if len(f.interfaces) == maxInterfaces {
		return fmt.Errorf("a section has more than %d interfaces", maxInterfaces)
	}
	n := ngInterface{link: layers.LinkType(f.order.Uint16(body)), snap: f.order.Uint32(body[4:]), unit: 1e6}
	for o := body[8:]; len(o) >= 4; {
		code, size := f.order.Uint16(o), int(f.order.Uint16(o[2:]))
		padded := (size + 3) &^ 3
		if code == 0 || 4+padded > len(o) {
			break
		}
		if code == optionResolution && size == 1 {
			n.unit = resolution(o[4])
		}
		o = o[4+padded:]
	}
	f.interfaces = append(f.interfaces, n)
	return nil
}

// resolution is the units in a second: a power of ten, or with the highest bit
// of two.
func resolution(b byte) uint64 {
	if b&0x80 != 0 {
		return 1 << min(b&0x7F, 63)
	}
	unit := uint64(1)
	for range min(b, 19) {
		unit *= 10
	}
	return unit
}

// packet takes a block with an interface, a time and a captured length. Its data
// stand behind a head of fixed size.
func (f *ngFile) packet(body []byte, fixed int, fields func() (iface, size uint32)) (layers.LinkType, []byte, time.Time, error) {
	if len(body) < fixed {
		return 0, nil, time.Time{}, errors.New("a packet block is cut")
	}
	id, size := fields()
	if int64(size) > int64(len(body)-fixed) {
		return 0, nil, time.Time{}, fmt.Errorf("a packet claims %d bytes in a block with %d", size, len(body)-fixed)
	}
	if int64(id) >= int64(len(f.interfaces)) {
		return 0, nil, time.Time{}, fmt.Errorf("a packet names interface %d; the section describes %d", id, len(f.interfaces))
	}
	n := f.interfaces[id]
	stamp := uint64(f.order.Uint32(body[4:]))<<32 | uint64(f.order.Uint32(body[8:]))
	return n.link, body[fixed : fixed+int(size)], n.time(stamp), nil
}

// time is a time stamp as a time.
func (n ngInterface) time(stamp uint64) time.Time {
	hi, lo := bits.Mul64(stamp%n.unit, 1e9)
	nanos, _ := bits.Div64(hi, lo, n.unit)
	return time.Unix(int64(min(stamp/n.unit, 1<<40)), int64(nanos)).UTC()
}

// simple takes a packet of the first interface without a time.
func (f *ngFile) simple(body []byte) (layers.LinkType, []byte, time.Time, error) {
	if len(body) < 4 || len(f.interfaces) == 0 {
		return 0, nil, time.Time{}, errors.New("a packet has no interface or is cut")
	}
	n := f.interfaces[0]
	size := f.order.Uint32(body)
	if n.snap > 0 {
		size = min(size, n.snap)
	}
	return n.link, body[4 : 4+min(int(size), len(body)-4)], time.Time{}, nil
}
