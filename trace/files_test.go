package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// judged is a frame as pcapgo and our readers give it.
type judged struct {
	link layers.LinkType
	at   int64 // nanoseconds
	data string
}

func ours(t *testing.T, b []byte) []judged {
	t.Helper()
	var p packets = &ngFile{r: bytes.NewReader(b)}
	if binary.LittleEndian.Uint32(b) != blockSection {
		f, err := newPCAP(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		p = f
	}
	var list []judged
	for {
		link, data, at, err := p.next()
		if errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, judged{link, at.UnixNano(), string(data)})
	}
}

// theirs reads with pcapgo, which judges here. It is no part of the program, for it
// keeps names and secrets of a file in memory and believes lengths inside a block.
func theirs(t *testing.T, b []byte) []judged {
	t.Helper()
	var list []judged
	var next func() ([]byte, gopacket.CaptureInfo, error)
	var link func(gopacket.CaptureInfo) layers.LinkType
	if binary.LittleEndian.Uint32(b) == blockSection {
		r, err := pcapgo.NewNgReader(bytes.NewReader(b), pcapgo.NgReaderOptions{WantMixedLinkType: true})
		if err != nil {
			t.Fatal(err)
		}
		next = r.ReadPacketData
		link = func(info gopacket.CaptureInfo) layers.LinkType { return info.AncillaryData[0].(layers.LinkType) }
	} else {
		r, err := pcapgo.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		next = r.ReadPacketData
		link = func(gopacket.CaptureInfo) layers.LinkType { return r.LinkType() }
	}
	for {
		data, info, err := next()
		if errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, judged{link(info), info.Timestamp.UnixNano(), string(data)})
	}
}

// bigEndian is a libpcap file in the other byte order.
func bigEndian(b []byte) []byte {
	b = slices.Clone(b)
	swap := func(at int, sizes ...int) {
		for _, n := range sizes {
			slices.Reverse(b[at : at+n])
			at += n
		}
	}
	swap(0, 4, 2, 2, 4, 4, 4, 4)
	for at := 24; at < len(b); {
		n := int(binary.LittleEndian.Uint32(b[at+8:]))
		swap(at, 4, 4, 4, 4)
		at += 16 + n
	}
	return b
}

// fileOf writes frames of the story with a writer of pcapgo.
func (s story) fileOf(t *testing.T, w interface {
	WritePacket(gopacket.CaptureInfo, []byte) error
}, list []frame, p packing, iface int) {
	t.Helper()
	for i, f := range list {
		b := s.bytes(t, f, p)
		info := gopacket.CaptureInfo{Timestamp: f.at.Add(time.Duration(i)), CaptureLength: len(b), Length: len(b), InterfaceIndex: iface}
		if err := w.WritePacket(info, b); err != nil {
			t.Fatal(err)
		}
	}
}

func ngInterfaceOf(link layers.LinkType) pcapgo.NgInterface {
	return pcapgo.NgInterface{LinkType: link, SnapLength: 65535, Name: "eth", TimestampResolution: 9}
}

// Files of pcapgo, in both byte orders and resolutions, with several interfaces and
// sections, have the frames that pcapgo reads, and the story in them.
func TestFilesOfAnotherWriter(t *testing.T) {
	s := richStory()
	list := s.frames(700)
	want := shape(read(t, s.pcap(t, list, packing{})))

	var micro, nano, ng bytes.Buffer
	w := pcapgo.NewWriter(&micro)
	w.WriteFileHeader(65535, layers.LinkTypeEthernet)
	s.fileOf(t, w, list, packing{}, 0)
	w = pcapgo.NewWriterNanos(&nano)
	w.WriteFileHeader(65535, layers.LinkTypeRaw)
	s.fileOf(t, w, list, packing{link: layers.LinkTypeRaw}, 0)

	half := len(list) / 2
	n, err := pcapgo.NewNgWriterInterface(&ng, ngInterfaceOf(layers.LinkTypeEthernet), pcapgo.DefaultNgWriterOptions)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := n.AddInterface(ngInterfaceOf(layers.LinkTypeRaw))
	if err != nil {
		t.Fatal(err)
	}
	s.fileOf(t, n, list[:half/2], packing{}, 0)
	s.fileOf(t, n, list[half/2:half], packing{link: layers.LinkTypeRaw}, raw)
	if err := n.Flush(); err != nil {
		t.Fatal(err)
	}
	sections := append(ng.Bytes(), s.pcap(t, list[half:], packing{ng: true, vlan: 1})...)

	for name, b := range map[string][]byte{
		"microseconds": micro.Bytes(), "nanoseconds": nano.Bytes(),
		"big endian": bigEndian(micro.Bytes()), "big endian, nanoseconds": bigEndian(nano.Bytes()),
		"two interfaces, two sections": sections,
		"our own pcapng":               s.pcap(t, list, packing{ng: true}),
	} {
		if !slices.Equal(ours(t, b), theirs(t, b)) {
			t.Errorf("%s: pcapgo reads other frames", name)
		}
		if got := shape(read(t, b)); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nexpected\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// A section in the other byte order, with a simple packet and an obsolete one, each
// of which has a time or none.
func TestOtherBlocks(t *testing.T) {
	be := binary.BigEndian
	var b bytes.Buffer
	write := func(kind uint32, body ...byte) {
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
		size := be.AppendUint32(nil, uint32(len(body)+12))
		b.Write(slices.Concat(be.AppendUint32(nil, kind), size, body, size))
	}
	write(blockSection, slices.Concat(be.AppendUint32(nil, byteOrderMagic), []byte{0, 1, 0, 0}, bytes.Repeat([]byte{0xFF}, 8))...)
	write(blockInterface, 0, 101, 0, 0, 0, 0, 0, 3)
	write(blockSimple, 0, 0, 0, 5, 'a', 'b', 'c')                                                                    // cut to the snap length
	write(blockPacket, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0F, 0x42, 0x40, 0, 0, 0, 2, 0, 0, 0, 9, 'd', 'e')                // one second
	write(blockEnhanced, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0F, 0x42, 0x41, 0, 0, 0, 1, 0, 0, 0, 1, 'f', 0, 0, 0, 0, 0, 0) // and options
	want := []judged{{layers.LinkTypeRaw, time.Time{}.UnixNano(), "abc"}, {layers.LinkTypeRaw, 1e9, "de"}, {layers.LinkTypeRaw, 1e9 + 1e3, "f"}}
	if got := ours(t, b.Bytes()); !slices.Equal(got, want) {
		t.Errorf("%+v; expected %+v", got, want)
	}
}
