package trace

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// story is a conversation from which captures of every format are made.
type story struct {
	client, server string // addresses; ports are added
	steps          []step
	ends           map[int]End // how connections end, by number
}

// step is an exchange on a connection. Messages are head lines parted by "\n"; an
// answer gets an empty body when it says nothing of one.
type step struct {
	conn             int
	request, respond string
}

const (
	fixtureClient = "10.1.1.20"
	fixtureServer = "10.1.0.1"
)

var fixtureStart = time.Date(2012, 5, 25, 9, 0, 0, 0, time.UTC)

func (s story) addresses() (client, server string) {
	client, server = s.client, s.server
	if client == "" {
		client = fixtureClient
	}
	if server == "" {
		server = fixtureServer
	}
	return client, server
}

// wire is a message as it goes over the wire.
func wire(message string, answer bool) []byte {
	if answer && !strings.Contains(strings.ToLower(message), "content-length:") && !strings.Contains(strings.ToLower(message), "chunked") &&
		!strings.Contains(message, " 204 ") && !strings.Contains(message, " 304 ") {
		message += "\nContent-Length: 0"
	}
	head, body, _ := strings.Cut(message, "\n\n")
	return []byte(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n" + body)
}

// text is the story as a protocol document prints it.
func (s story) text() []byte {
	var b bytes.Buffer
	for _, st := range s.steps {
		for _, m := range []string{st.request, st.respond} {
			if m == "" {
				continue
			}
			fmt.Fprintf(&b, "The next message:\n\n ---------Message START ---------\n")
			for line := range strings.SplitSeq(m, "\n") {
				fmt.Fprintf(&b, " %s \n", line)
			}
			fmt.Fprintf(&b, " \n ---------Message END ---------\n\n")
		}
	}
	return b.Bytes()
}

// har is the story as a browser saves it.
func (s story) har(t testing.TB) []byte {
	t.Helper()
	_, server := s.addresses()
	var entries []any
	for i, st := range s.steps {
		method, target, proto, _ := parseRequestLine(strings.Split(st.request, "\n")[0])
		fields := harFieldsOf(st.request)
		if strings.HasPrefix(target, "/") {
			for _, f := range fields {
				if f["name"] == "Host" {
					target = "http://" + f["value"] + target
				}
			}
		}
		response := map[string]any{"status": 0, "headers": []any{}}
		if st.respond != "" {
			version, status, reason, _ := parseStatusLine(strings.Split(st.respond, "\n")[0])
			response = map[string]any{"status": status, "statusText": reason, "httpVersion": version, "headers": harFieldsOf(st.respond), "content": map[string]any{"text": ""}}
		}
		entries = append(entries, map[string]any{
			"startedDateTime": fixtureStart.Add(time.Duration(i) * 10 * time.Millisecond).Format(time.RFC3339Nano),
			"connection":      fmt.Sprint(st.conn), "serverIPAddress": server,
			"request":  map[string]any{"method": method, "url": target, "httpVersion": proto, "headers": fields},
			"response": response,
		})
	}
	b, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]any{"name": "test", "x": []any{1, map[string]any{}}}, "entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func harFieldsOf(message string) []map[string]string {
	fields := []map[string]string{}
	head, _, _ := strings.Cut(message, "\n\n")
	for _, line := range strings.Split(head, "\n")[1:] {
		name, value, _ := strings.Cut(line, ":")
		fields = append(fields, map[string]string{"name": name, "value": strings.TrimSpace(value)})
	}
	return fields
}

// frame is one captured TCP segment before it gets its link layer.
type frame struct {
	conn       int
	fromClient bool
	seq, ack   uint32
	syn, fin   bool
	rst        bool
	data       []byte
	at         time.Time
}

// frames are the segments of the story, cut to pieces of at most mss bytes.
func (s story) frames(mss int) []frame {
	var all []frame
	seqs := map[int]*[2]uint32{}
	at := fixtureStart
	add := func(f frame) {
		at = at.Add(time.Millisecond)
		f.at = at
		all = append(all, f)
	}
	send := func(conn int, fromClient bool, data []byte) {
		q := seqs[conn]
		own, other := 0, 1
		if !fromClient {
			own, other = 1, 0
		}
		for len(data) > 0 {
			n := min(len(data), mss)
			add(frame{conn: conn, fromClient: fromClient, seq: q[own], ack: q[other], data: data[:n]})
			q[own] += uint32(n)
			data = data[n:]
		}
	}
	last := map[int]int{}
	for i, st := range s.steps {
		last[st.conn] = i
	}
	for i, st := range s.steps {
		if seqs[st.conn] == nil {
			seqs[st.conn] = &[2]uint32{0xFFFFFF00 + uint32(st.conn), 5000 + uint32(st.conn)}
			q := seqs[st.conn]
			add(frame{conn: st.conn, fromClient: true, seq: q[0], syn: true})
			q[0]++
			add(frame{conn: st.conn, seq: q[1], ack: q[0], syn: true})
			q[1]++
			add(frame{conn: st.conn, fromClient: true, seq: q[0], ack: q[1]})
		}
		if st.request != "" {
			send(st.conn, true, wire(st.request, false))
		}
		if st.respond != "" {
			send(st.conn, false, wire(st.respond, true))
		}
		if last[st.conn] == i {
			q := seqs[st.conn]
			switch s.ends[st.conn] {
			case ClientReset:
				add(frame{conn: st.conn, fromClient: true, seq: q[0], ack: q[1], rst: true})
			case ServerReset:
				add(frame{conn: st.conn, seq: q[1], ack: q[0], rst: true})
			case ServerClose:
				add(frame{conn: st.conn, seq: q[1], ack: q[0], fin: true})
			case ClientClose:
				add(frame{conn: st.conn, fromClient: true, seq: q[0], ack: q[1], fin: true})
			}
		}
	}
	return all
}

// packing is how segments become frames and a file.
type packing struct {
	link layers.LinkType // Ethernet when 0 is not meant, see loopback
	null bool            // BSD loopback
	vlan int             // tags
	ng   bool
	snap int // bytes of a frame that are kept, 0 for all
}

func (p packing) linkType() layers.LinkType {
	switch {
	case p.null:
		return layers.LinkTypeNull
	case p.link == 0:
		return layers.LinkTypeEthernet
	}
	return p.link
}

// pcap writes frames as a capture file.
func (s story) pcap(t testing.TB, list []frame, p packing) []byte {
	t.Helper()
	var b bytes.Buffer
	p.header(&b)
	for _, f := range list {
		p.record(&b, s.bytes(t, f, p), f.at)
	}
	return b.Bytes()
}

// bytes is a frame with its link, IP and TCP headers, made by gopacket.
func (s story) bytes(t testing.TB, f frame, p packing) []byte {
	t.Helper()
	client, server := s.addresses()
	src, dst := net.ParseIP(client), net.ParseIP(server)
	tcp := &layers.TCP{SrcPort: layers.TCPPort(49200 + f.conn), DstPort: 8080, Seq: f.seq, Ack: f.ack, SYN: f.syn, FIN: f.fin, RST: f.rst, ACK: f.ack != 0, Window: 64240}
	if !f.fromClient {
		src, dst = dst, src
		tcp.SrcPort, tcp.DstPort = tcp.DstPort, tcp.SrcPort
	}
	var stack []gopacket.SerializableLayer
	kind, family := layers.EthernetTypeIPv4, layers.ProtocolFamilyIPv4
	if src.To4() == nil {
		kind, family = layers.EthernetTypeIPv6, layers.ProtocolFamilyIPv6BSD
	}
	switch {
	case p.null:
		stack = append(stack, &layers.Loopback{Family: family})
	case p.linkType() == layers.LinkTypeEthernet:
		eth := &layers.Ethernet{SrcMAC: net.HardwareAddr{2, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{2, 0, 0, 0, 0, 2}, EthernetType: kind}
		stack = append(stack, eth)
		for tag := range p.vlan { // the outer one is that of a provider
			eth.EthernetType = [...]layers.EthernetType{layers.EthernetTypeDot1Q, layers.EthernetTypeQinQ}[min(p.vlan-1, 1)]
			inner := &layers.Dot1Q{VLANIdentifier: uint16(12 + tag), Type: layers.EthernetTypeDot1Q}
			if tag == p.vlan-1 {
				inner.Type = kind
			}
			stack = append(stack, inner)
		}
	case p.link == layers.LinkTypeLinuxSLL: // packet type, ARPHRD, address length, address, protocol
		head := append([]byte{0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0}, byte(kind>>8), byte(kind))
		stack = append(stack, gopacket.Payload(head))
	case p.link == layers.LinkTypeLinuxSLL2: // protocol, and the rest in another order
		stack = append(stack, gopacket.Payload(append([]byte{byte(kind >> 8), byte(kind)}, make([]byte, 18)...)))
	case p.link == layers.LinkTypeLoop: // as Null, in network byte order
		stack = append(stack, gopacket.Payload{0, 0, 0, byte(family)})
	}
	if src.To4() != nil {
		ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 128, Protocol: layers.IPProtocolTCP, SrcIP: src.To4(), DstIP: dst.To4()}
		stack = append(stack, ip)
		tcp.SetNetworkLayerForChecksum(ip)
	} else {
		ip := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: layers.IPProtocolTCP, SrcIP: src, DstIP: dst}
		stack = append(stack, ip)
		tcp.SetNetworkLayerForChecksum(ip)
	}
	stack = append(stack, tcp, gopacket.Payload(f.data))
	buf := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, stack...); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func (p packing) header(b *bytes.Buffer) {
	le := binary.LittleEndian
	if !p.ng {
		b.Write(le.AppendUint32(nil, magicMicro))
		b.Write([]byte{2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0})
		b.Write(le.AppendUint32(nil, uint32(p.linkType())))
		return
	}
	block(b, blockSection, append(le.AppendUint32(nil, byteOrderMagic), 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF))
	iface := append(le.AppendUint16(nil, uint16(p.linkType())), 0, 0, 0, 0, 4, 0)
	block(b, blockInterface, append(iface, 9, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 0)) // nanoseconds
	block(b, 5, make([]byte, 32))                                               // statistics, passed over
}

func block(b *bytes.Buffer, kind uint32, body []byte) {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	le := binary.LittleEndian
	size := uint32(len(body) + 12)
	b.Write(le.AppendUint32(le.AppendUint32(nil, kind), size))
	b.Write(body)
	b.Write(le.AppendUint32(nil, size))
}

func (p packing) record(b *bytes.Buffer, data []byte, at time.Time) {
	le := binary.LittleEndian
	kept := data
	if p.snap > 0 {
		kept = data[:min(len(data), p.snap)]
	}
	if p.ng {
		stamp := uint64(at.UnixNano())
		body := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, 0), uint32(stamp>>32)), uint32(stamp))
		body = le.AppendUint32(le.AppendUint32(body, uint32(len(kept))), uint32(len(data)))
		block(b, blockEnhanced, append(body, kept...))
		return
	}
	b.Write(le.AppendUint32(le.AppendUint32(nil, uint32(at.Unix())), uint32(at.Nanosecond()/1000)))
	b.Write(le.AppendUint32(le.AppendUint32(nil, uint32(len(kept))), uint32(len(data))))
	b.Write(kept)
}

// Tokens, in base64.

func base(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// ntlmBuilder lays out the buffers of an NTLM message behind its fixed part.
type ntlmBuilder struct{ fixed, payload []byte }

func newNTLM(kind byte, size int) *ntlmBuilder {
	m := &ntlmBuilder{fixed: make([]byte, size)}
	copy(m.fixed, ntlmSignature)
	m.fixed[8] = kind
	return m
}

func (m *ntlmBuilder) set(at int, data []byte) {
	binary.LittleEndian.PutUint16(m.fixed[at:], uint16(len(data)))
	binary.LittleEndian.PutUint16(m.fixed[at+2:], uint16(len(data)))
	binary.LittleEndian.PutUint32(m.fixed[at+4:], uint32(len(m.fixed)+len(m.payload)))
	m.payload = append(m.payload, data...)
}

func (m *ntlmBuilder) flags(at int, f NTLMFlags) {
	binary.LittleEndian.PutUint32(m.fixed[at:], uint32(f))
}

func (m *ntlmBuilder) bytes() []byte { return append(bytes.Clone(m.fixed), m.payload...) }

func ntlm1() []byte {
	m := newNTLM(1, 40)
	m.flags(12, FlagUnicode|FlagVersion|0x200)
	copy(m.fixed[32:], []byte{6, 1, 0xB1, 0x1D, 0, 0, 0, 15})
	return m.bytes()
}

func ntlm2() []byte {
	m := newNTLM(2, 56)
	m.flags(20, FlagUnicode|FlagTargetInfo|FlagVersion)
	copy(m.fixed[24:], "challnge")
	m.set(12, utf16le("CONTOSO"))
	m.set(40, append(avp(2, utf16le("CONTOSO")), append(avp(3, utf16le("web.contoso.example")), avp(0, nil)...)...))
	return m.bytes()
}

func avp(id uint16, value []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, id)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(value)))
	return append(b, value...)
}

func ntlm3(user string) []byte {
	m := newNTLM(3, 88)
	m.flags(60, FlagUnicode|FlagVersion|FlagExtendedSecurity)
	copy(m.fixed[72:], "integritycode!!!")
	m.set(28, utf16le("CONTOSO"))
	m.set(36, utf16le(user))
	m.set(44, utf16le("WS20"))
	m.set(12, bytes.Repeat([]byte{0xAA}, 24))
	nt := append(bytes.Repeat([]byte{0xBB}, 44), avp(6, []byte{2, 0, 0, 0})...)
	nt = append(nt, avp(7, binary.LittleEndian.AppendUint64(nil, 129824604000000000))...)
	m.set(20, append(nt, avp(0, nil)...))
	return m.bytes()
}

func ntlmNobody() []byte {
	m := newNTLM(3, 72)
	m.flags(60, FlagUnicode|FlagAnonymous)
	m.set(12, []byte{0})
	return m.bytes()
}

func der(tag byte, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out := []byte{tag}
	switch n := len(body); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	default:
		out = append(out, 0x82, byte(n>>8), byte(n))
	}
	return append(out, body...)
}

var (
	derSPNEGO = []byte{6, 6, 0x2b, 6, 1, 5, 5, 2}
	derKRB5   = []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2}
	derMSKRB5 = []byte{6, 9, 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1, 2, 2}
	derNTLM   = []byte{6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 0x0a}
)

func derInt(v byte) []byte { return der(tagInteger, []byte{v}) }

func derText(s string) []byte { return der(0x1B, []byte(s)) }

// apReq is a Kerberos AP-REQ in its GSS framing.
func apReq(realm, service, host string) []byte {
	name := der(tagSequence, der(context(0), derInt(2)), der(context(1), der(tagSequence, derText(service), derText(host))))
	enc := der(tagSequence, der(context(0), derInt(18)), der(context(1), derInt(3)), der(context(2), der(tagOctets, bytes.Repeat([]byte{0xCC}, 700))))
	ticket := der(application(1), der(tagSequence, der(context(0), derInt(5)), der(context(1), derText(realm)), der(context(2), name), der(context(3), enc)))
	req := der(application(14), der(tagSequence, der(context(0), derInt(5)), der(context(1), derInt(14)),
		der(context(2), der(3, []byte{0, 0x20, 0, 0, 0})), der(context(3), ticket), der(context(4), enc)))
	return der(application(0), derKRB5, []byte{1, 0}, req)
}

func apRep() []byte {
	enc := der(tagSequence, der(context(0), derInt(23)), der(context(2), der(tagOctets, make([]byte, 60))))
	return der(application(0), derKRB5, []byte{2, 0}, der(application(15), der(tagSequence, der(context(0), derInt(5)), der(context(1), derInt(15)), der(context(2), enc))))
}

func krbError(code byte) []byte {
	name := der(tagSequence, der(context(0), derInt(2)), der(context(1), der(tagSequence, derText("HTTP"), derText("web"))))
	return der(application(0), derKRB5, []byte{3, 0}, der(application(30), der(tagSequence, der(context(0), derInt(5)), der(context(1), derInt(30)),
		der(context(6), derInt(code)), der(context(9), derText("CONTOSO.EXAMPLE")), der(context(10), name))))
}

func negInit(token []byte, mechs ...[]byte) []byte {
	return der(application(0), derSPNEGO, der(context(0), der(tagSequence, der(context(0), der(tagSequence, mechs...)), der(context(2), der(tagOctets, token)))))
}

func negResp(state byte, token []byte) []byte {
	parts := [][]byte{der(context(0), der(tagEnumerated, []byte{state})), der(context(1), derKRB5)}
	if token != nil {
		parts = append(parts, der(context(2), der(tagOctets, token)))
	}
	return der(context(1), der(tagSequence, parts...))
}

func kerberos(host string) string {
	return base(negInit(apReq("CONTOSO.EXAMPLE", "HTTP", host), derMSKRB5, derKRB5, derNTLM))
}

// Messages.

func get(url string, fields ...string) string {
	host := strings.TrimPrefix(url, "http://")
	host, _, _ = strings.Cut(host, "/")
	return strings.Join(append([]string{"GET " + url + " HTTP/1.1", "Host: " + host}, fields...), "\n")
}

func answer(line string, fields ...string) string {
	return strings.Join(append([]string{"HTTP/1.1 " + line}, fields...), "\n")
}

const (
	ask407 = "407 Proxy Authentication Required ( The ISA Server requires authorization to fulfill the request. Access to the Web Proxy filter is denied. )"
	ask401 = "401 Unauthorized"
)

func read(t testing.TB, b []byte) *Capture {
	t.Helper()
	c, err := Read(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return c
}

func ids(list []Verdict) []string {
	var out []string
	for _, v := range list {
		out = append(out, v.ID)
	}
	return out
}

func has(list []Verdict, id string) (Verdict, bool) {
	for _, v := range list {
		if v.ID == id {
			return v, true
		}
	}
	return Verdict{}, false
}
