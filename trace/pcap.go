package trace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gopacket/gopacket/layers"
)

// packets yields the frames of a capture file, one at a time. io.EOF ends it
// well; any other error says why the rest cannot be read. The bytes are good
// until the next call.
type packets interface {
	next() (link layers.LinkType, data []byte, at time.Time, err error)
}

// maxPacket bounds, in bytes, the captured length of a frame. It is the bound of
// tcpdump and Wireshark.
const maxPacket = 256 << 10

// readPackets puts the frames of a file together to a capture.
func readPackets(format Format, p packets) (*Capture, error) {
	c := &Capture{Format: format}
	t := newTCP(c)
	f := &frames{add: t.add}
	for {
		link, data, at, err := p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if f.total == 0 {
				return nil, err
			}
			c.note("the file ends early or is damaged: " + err.Error() + "; everything before was read")
			break
		}
		f.frame(link, data, at)
	}
	t.close()
	packetNotes(c, f, t)
	return c, nil
}

// packetNotes says what was not looked at, or not there.
func packetNotes(c *Capture, f *frames, t *tcp) {
	count := func(n int, format string) {
		if n > 0 {
			c.note(fmt.Sprintf(format, n))
		}
	}
	count(f.malformed, "%d frames are malformed or cut inside their headers")
	count(f.fragments, "%d IP fragments were left out; fragmented packets are not put together")
	count(t.other, "%d TCP connections carry neither HTTP nor TLS")
	count(t.strange, "%d TCP segments do not belong to the connection whose ports they name")
	count(t.dropped, "%d more connections are left out; cut the capture into pieces to see them")
	count(t.heads.over, "%d messages were passed over: their heads are too long, or too many were incomplete at a time")
	var unknown []string
	for link, n := range f.links {
		unknown = append(unknown, fmt.Sprintf("%d frames have link type %d (%s), which is not read; expected Ethernet, loopback, raw IP or Linux cooked", n, link, linkName(link)))
	}
	slices.Sort(unknown)
	for _, s := range unknown {
		c.note(s)
	}
	var lost int64
	for _, conn := range c.Connections {
		lost += conn.Lost
	}
	if lost > 0 {
		c.note(strconv.FormatInt(lost, 10) + " bytes of the connections are missing from the capture; exchanges may be missing too")
	}
}

func linkName(l layers.LinkType) string {
	if name := l.String(); !strings.HasPrefix(name, "Unknown") {
		return name
	}
	return "unknown"
}

// Magic numbers of libpcap files, as they read in little endian.
const (
	magicMicro     = 0xA1B2C3D4
	magicMicroSwap = 0xD4C3B2A1
	magicNano      = 0xA1B23C4D
	magicNanoSwap  = 0x4D3CB2A1
)

// pcapFile reads the libpcap format (draft-ietf-opsawg-pcap).
type pcapFile struct {
	r     io.Reader
	order binary.ByteOrder
	unit  time.Duration
	link  layers.LinkType
	buf   []byte
}

func newPCAP(r io.Reader) (*pcapFile, error) {
	var b [24]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return nil, errors.New("the header of the capture file is cut")
	}
	p := &pcapFile{r: r, order: binary.LittleEndian, unit: time.Microsecond}
	switch binary.LittleEndian.Uint32(b[:]) {
	case magicMicro:
	case magicMicroSwap:
		p.order = binary.BigEndian
	case magicNano:
		p.unit = time.Nanosecond
	case magicNanoSwap:
		p.order, p.unit = binary.BigEndian, time.Nanosecond
	}
	if v := p.order.Uint16(b[4:]); v != 2 {
		return nil, fmt.Errorf("the capture file has version %d; expected 2", v)
	}
	p.link = layers.LinkType(p.order.Uint32(b[20:]) & 0xFFFF)
	return p, nil
}

func (p *pcapFile) next() (layers.LinkType, []byte, time.Time, error) {
	var b [16]byte
	if _, err := io.ReadFull(p.r, b[:]); err != nil {
		return 0, nil, time.Time{}, ending(err)
	}
	at := time.Unix(int64(p.order.Uint32(b[:])), int64(p.order.Uint32(b[4:]))*int64(p.unit)).UTC()
	data, err := readBounded(p.r, &p.buf, p.order.Uint32(b[8:]))
	return p.link, data, at, err
}

// readBounded reads n bytes into a buffer that is used again.
func readBounded(r io.Reader, buf *[]byte, n uint32) ([]byte, error) {
	if n > maxPacket {
		return nil, fmt.Errorf("a frame claims %d bytes; at most %d can be", n, maxPacket)
	}
	if uint32(cap(*buf)) < n {
		*buf = make([]byte, n)
	}
	b := (*buf)[:n]
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, errors.New("the last frame is cut")
	}
	return b, nil
}

// ending is io.EOF between two records, an error inside one.
func ending(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("the last record is cut")
	}
	return err
}
