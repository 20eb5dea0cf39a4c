package trace

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket/layers"
)

// shape is what must be the same for every way in which one story was captured.
func shape(c *Capture) []string {
	var out []string
	for _, e := range c.Exchanges {
		line := fmt.Sprintf("%d %s %s %d", e.Connection.Index, e.Method, e.URL, e.Status)
		for _, a := range slices.Concat(e.RequestAuth, e.ResponseAuth) {
			line += " " + string(a.Token.Kind)
		}
		out = append(out, line)
	}
	return out
}

func richStory() story {
	return story{ends: map[int]End{0: ClientClose, 1: ServerClose}, steps: steps(
		proxyLogon(0, proxyURL, answer("200 OK", "Transfer-Encoding: chunked")+"\n\n5;x=y\r\nhello\r\n0\r\nTrailer: x\r\n\r\n"),
		ntlmLogon(1, siteURL, "alice", answer("200 OK", "Content-Length: 3000")+"\n\n"+strings.Repeat("GET / HTTP/1.1\n", 200)),
		[]step{{1, direct("/head", "X: y")[:0] + "HEAD /head HTTP/1.1\nHost: mail.contoso.example", answer("200 OK", "Content-Length: 99")}},
		[]step{{1, direct("/next"), answer("304 Not Modified", "Content-Length: 99")}},
		[]step{{1, "POST /post HTTP/1.1\nHost: mail.contoso.example\nContent-Length: 4\n\nHTTP", answer("204 No Content")}},
		proxyLogon(0, proxyURL+"2", answer("200 OK")),
	)}
}

// One story gives one shape, whatever the link type, file format, address family,
// segment size or tagging.
func TestPackings(t *testing.T) {
	s := richStory()
	want := shape(read(t, s.pcap(t, s.frames(1460), packing{})))
	if len(want) != 10 {
		t.Fatalf("%d exchanges; expected 10: %v", len(want), want)
	}
	six := s
	six.client, six.server = "2001:db8::20", "2001:db8::1"
	for name, b := range map[string][]byte{
		"pcapng":        s.pcap(t, s.frames(1460), packing{ng: true}),
		"VLAN":          s.pcap(t, s.frames(1460), packing{vlan: 1}),
		"VLAN in VLAN":  s.pcap(t, s.frames(1460), packing{vlan: 2}),
		"cooked":        s.pcap(t, s.frames(1460), packing{link: layers.LinkTypeLinuxSLL}),
		"cooked 2":      six.pcap(t, six.frames(1460), packing{link: layers.LinkTypeLinuxSLL2}),
		"OpenBSD loop":  s.pcap(t, s.frames(1460), packing{link: layers.LinkTypeLoop}),
		"BSD raw IP":    six.pcap(t, six.frames(1460), packing{link: linkRawBSD}),
		"loopback":      s.pcap(t, s.frames(1460), packing{null: true}),
		"raw IP":        s.pcap(t, s.frames(1460), packing{link: layers.LinkTypeRaw}),
		"raw IPv4":      s.pcap(t, s.frames(1460), packing{link: layers.LinkTypeIPv4, ng: true}),
		"IPv6":          six.pcap(t, six.frames(1460), packing{}),
		"IPv6 loopback": six.pcap(t, six.frames(1460), packing{null: true}),
		"one byte":      s.pcap(t, s.frames(1), packing{}),
		"7 bytes":       s.pcap(t, s.frames(7), packing{}),
		"big segments":  s.pcap(t, s.frames(60000), packing{}),
	} {
		c := read(t, b)
		if got := shape(c); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nexpected\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		for _, conn := range c.Connections {
			if conn.Lost != 0 || !conn.Known || !conn.Whole {
				t.Errorf("%s: connection %+v", name, conn)
			}
		}
	}
}

func TestConnectionFacts(t *testing.T) {
	s := foundingStory()
	c := read(t, s.pcap(t, s.frames(1460), packing{}))
	conn := c.Connections[0]
	if conn.Client != "10.1.1.20:49200" || conn.Server != "10.1.0.1:8080" || conn.End != ClientReset || conn.ClientHost() != "10.1.1.20" {
		t.Errorf("connection %+v", conn)
	}
}

// Retransmitted, reordered and doubled segments change nothing.
func TestDisorder(t *testing.T) {
	s := richStory()
	list := s.frames(300)
	want := shape(read(t, s.pcap(t, list, packing{})))
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		mixed := slices.Clone(list)
		for range 40 {
			if i := r.IntN(len(mixed)); !mixed[i].syn { // sent again later
				at := min(i+1+r.IntN(20), len(mixed))
				mixed = slices.Insert(mixed, at, mixed[i])
			}
		}
		for range 60 { // overtaken by the next few
			i := r.IntN(len(mixed))
			k := min(i+r.IntN(4), len(mixed)-1)
			if !slices.ContainsFunc(mixed[i:k+1], func(f frame) bool { return f.syn }) {
				mixed[i], mixed[k] = mixed[k], mixed[i]
			}
		}
		for i := range mixed {
			mixed[i].at = fixtureStart.Add(time.Duration(i) * time.Millisecond)
		}
		got := shape(read(t, s.pcap(t, mixed, packing{})))
		slices.Sort(got)
		sorted := slices.Sorted(slices.Values(want))
		if !slices.Equal(got, sorted) {
			t.Fatalf("seed %d:\n%s\nexpected\n%s", seed, strings.Join(got, "\n"), strings.Join(sorted, "\n"))
		}
	}
}

// Segments that overlap what came before, and go beyond it, add only what is new;
// of bytes that differ the first ones count.
func TestOverlap(t *testing.T) {
	s := richStory()
	list := s.frames(300)
	want := shape(read(t, s.pcap(t, list, packing{})))
	var mixed []frame
	overlaps := 0
	for i, f := range list {
		next := i + 1
		if next < len(list) && len(f.data) > 2 && len(list[next].data) > 2 && list[next].conn == f.conn && list[next].fromClient == f.fromClient {
			half := f
			half.data = f.data[:len(f.data)/2]
			other := f // from the middle of this one to the middle of the next, with another first byte
			other.seq += uint32(len(f.data) / 3)
			other.data = append(bytes.Clone(f.data[len(f.data)/3:]), list[next].data[:len(list[next].data)/2]...)
			other.data[0] ^= 0x55
			mixed = append(mixed, half, other, f)
			overlaps++
			continue
		}
		mixed = append(mixed, f)
	}
	c := read(t, s.pcap(t, mixed, packing{}))
	if got := shape(c); overlaps < 5 || !slices.Equal(got, want) || c.Connections[0].Lost+c.Connections[1].Lost != 0 {
		t.Errorf("%d overlaps:\n%s\nexpected\n%s", overlaps, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A segment that the capture lacks is told. In the middle of a body it costs
// nothing; elsewhere the next message is found.
func TestLoss(t *testing.T) {
	body := strings.Repeat("x", 5000)
	s := story{steps: []step{
		{0, direct("/1"), answer("200 OK", "Content-Length: 5000") + "\n\n" + body},
		{0, direct("/2"), answer("200 OK")},
		{0, direct("/3"), answer("200 OK")},
	}}
	list := s.frames(1000)
	whole := shape(read(t, s.pcap(t, list, packing{})))
	for drop := 3; drop < len(list); drop++ {
		c := read(t, s.pcap(t, slices.Delete(slices.Clone(list), drop, drop+1), packing{}))
		if len(list[drop].data) > 0 && drop < len(list)-1 && c.Connections[0].Lost == 0 {
			t.Errorf("frame %d: the loss of %d bytes is not told", drop, len(list[drop].data))
		}
		got := shape(c)
		if bytes.HasPrefix(list[drop].data, []byte("xxxx")) && !slices.Equal(got, whole) {
			t.Errorf("frame %d of a body is missing:\n%s", drop, strings.Join(got, "\n"))
		}
		if len(got) < 2 {
			t.Errorf("frame %d: only %v is left", drop, got)
		}
	}
}

// A short snap length cuts bodies, not heads.
func TestSnapLength(t *testing.T) {
	s := story{steps: []step{
		{0, direct("/1"), answer("200 OK", "Content-Length: 1000") + "\n\n" + strings.Repeat("x", 1000)},
		{0, direct("/2"), answer("200 OK")},
	}}
	c := read(t, s.pcap(t, s.frames(1460), packing{snap: 200}))
	if len(c.Exchanges) != 2 || c.Exchanges[1].Status != 200 || c.Connections[0].Lost == 0 {
		t.Errorf("%v, lost %d", shape(c), c.Connections[0].Lost)
	}
}

// A capture that starts in the middle finds the next messages.
func TestMidstream(t *testing.T) {
	s := story{steps: []step{{0, direct("/1"), answer("200 OK")}, {0, direct("/2"), answer("200 OK")}}}
	list := s.frames(1460)
	c := read(t, s.pcap(t, list[3:], packing{}))
	if got := shape(c); len(got) != 2 || c.Connections[0].Client != "10.1.1.20:49200" || c.Connections[0].Whole {
		t.Errorf("%v %+v", got, c.Connections[0])
	}
	// Only the server's side.
	one := slices.DeleteFunc(slices.Clone(list), func(f frame) bool { return f.fromClient })
	if got := shape(read(t, s.pcap(t, one, packing{}))); len(got) != 2 || !strings.Contains(got[0], "200") {
		t.Errorf("server side only: %v", got)
	}
}

func TestPortsUsedAgain(t *testing.T) {
	s := story{ends: map[int]End{0: ClientClose}, steps: []step{{0, direct("/1"), answer("200 OK")}}}
	second := s.frames(1460)
	for i := range second {
		second[i].seq += 77777
		if second[i].ack != 0 {
			second[i].ack += 77777
		}
		second[i].at = second[i].at.Add(time.Minute)
	}
	c := read(t, s.pcap(t, append(s.frames(1460), second...), packing{}))
	if len(c.Connections) != 2 || len(c.Exchanges) != 2 {
		t.Errorf("%d connections, %v", len(c.Connections), shape(c))
	}
}

// TLS stays opaque and is said to be, alone and inside of a tunnel. What follows a
// granted CONNECT is never read as HTTP.
func TestTLS(t *testing.T) {
	hello := "\x16\x03\x01\x00\x05hello"
	tunnel := story{steps: []step{{0, "CONNECT www.example:443 HTTP/1.1\nHost: www.example:443", "HTTP/1.1 200 Connection established\n\n"}}}
	list := tunnel.frames(1460)
	list[len(list)-1].data = []byte("HTTP/1.1 200 Connection established\r\nVia: 1.1 FW01\r\n\r\n")
	last := list[len(list)-1]
	next := last.seq + uint32(len(last.data))
	list = append(list,
		frame{fromClient: true, seq: last.ack, ack: next, data: []byte(hello), at: last.at.Add(time.Second)},
		frame{seq: next, ack: last.ack + uint32(len(hello)), data: []byte("HTTP/1.1 401 Unauthorized\r\n\r\n"), at: last.at.Add(2 * time.Second)})
	c := read(t, tunnel.pcap(t, list, packing{}))
	if len(c.Exchanges) != 1 || c.Connections[0].Opaque != "TLS inside the tunnel to www.example:443" {
		t.Errorf("%v %+v", shape(c), c.Connections[0])
	}
	for i := range list {
		list[i].conn = 1
	}
	plain := slices.Clone(list[:3])
	plain = append(plain, frame{conn: 1, fromClient: true, seq: list[2].seq, ack: list[2].ack, data: []byte(hello), at: list[2].at})
	c = read(t, tunnel.pcap(t, plain, packing{}))
	if len(c.Exchanges) != 0 || len(c.Connections) != 1 || c.Connections[0].Opaque != "TLS" {
		t.Errorf("%v", c.Connections)
	}
}

func TestOtherTraffic(t *testing.T) {
	s := story{steps: []step{{0, direct("/"), ""}}}
	list := s.frames(1460)
	list[3].data = []byte("SSH-2.0-OpenSSH\r\n")
	c := read(t, s.pcap(t, list, packing{}))
	if len(c.Connections) != 0 || !strings.Contains(strings.Join(c.Notes, "\n"), "1 TCP connections carry neither HTTP nor TLS") {
		t.Errorf("%v %v", c.Connections, c.Notes)
	}
	c = read(t, s.pcap(t, list, packing{link: 105}))
	if !strings.Contains(strings.Join(c.Notes, "\n"), "link type 105") {
		t.Error(c.Notes)
	}
}

func TestPipelining(t *testing.T) {
	s := story{steps: []step{{0, direct("/1"), ""}, {0, direct("/2"), ""}, {0, direct("/3"), ""}, {0, "", answer("200 OK")}, {0, "", answer("404 Not Found")}, {0, "", answer(ask401, "WWW-Authenticate: NTLM")}}}
	got := shape(read(t, s.pcap(t, s.frames(1460), packing{})))
	want := []string{"0 GET http://mail.contoso.example/1 200", "0 GET http://mail.contoso.example/2 404", "0 GET http://mail.contoso.example/3 401 none"}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// Files that claim what they do not have.
func TestHostileFiles(t *testing.T) {
	s := foundingStory()
	good := s.pcap(t, s.frames(1460), packing{})
	big := slices.Clone(good)
	binary.LittleEndian.PutUint32(big[24+8:], 0xFFFFFFF0)
	if _, err := Read(bytes.NewReader(big)); err == nil || !strings.Contains(err.Error(), "claims 4294967280 bytes") {
		t.Errorf("a huge frame: %v", err)
	}
	c := read(t, good[:len(good)-5])
	if len(c.Exchanges) != 6 || len(c.Notes) == 0 || !strings.Contains(c.Notes[0], "the last frame is cut") {
		t.Errorf("a cut file: %d exchanges, %v", len(c.Exchanges), c.Notes)
	}
	ng := s.pcap(t, s.frames(1460), packing{ng: true})
	for at := 0; at+4 <= min(len(ng), 400); at += 4 {
		bad := slices.Clone(ng)
		binary.LittleEndian.PutUint32(bad[at:], 0xFFFFFFFF)
		Read(bytes.NewReader(bad))
	}
	for _, f := range []string{"\x1f\x8b\x08", "PK\x03\x04", "GMBU\x02\x03", "", "   ", "{}", `{"log":{}}`, `{"log":[]}`, "[", "{", "hello world", "#Fields: a b\n1 2\n", strings.Repeat("[", 100000), `{"log":{"entries":[` + strings.Repeat("[", 20000)} {
		if c, err := Read(strings.NewReader(f)); err == nil && len(c.Exchanges) > 0 {
			t.Errorf("%.20q was read", f)
		}
	}
}

// Memory is bounded by the window of reassembly: a direction whose beginning never
// comes does not pile up.
func TestMemoryIsBounded(t *testing.T) {
	tr := newTCP(&Capture{})
	data := make([]byte, 1400)
	list := (story{steps: []step{{0, direct("/1"), answer("200 OK")}}}).frames(1460)
	client, server := addrPort("10.1.1.20:49200"), addrPort("10.1.0.1:8080")
	for _, f := range list[:3] {
		seg := segment{from: client, to: server, seq: f.seq, ack: f.ack, syn: f.syn, acks: f.ack != 0}
		if !f.fromClient {
			seg.from, seg.to = server, client
		}
		tr.add(seg)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	seq := list[2].seq + 100 // 100 bytes never come
	for range 100_000 {
		seq += uint32(len(data))
		tr.add(segment{from: client, to: server, seq: seq, ack: list[2].ack, acks: true, data: data})
		if tr.bytes > maxHeldBytes {
			t.Fatalf("%d bytes wait", tr.bytes)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d bytes more are in use after 140 MB", grown)
	}
	// Many connections that never end.
	for i := range 3 * maxLive {
		from := addrPortOf(client.Addr().String(), uint16(i%60000+1), byte(i/60000))
		tr.add(segment{from: from, to: server, seq: 1, syn: true})
	}
	if len(tr.flows) > maxLive || len(tr.order) > 2*maxLive+1 {
		t.Errorf("%d flows, %d in order", len(tr.flows), len(tr.order))
	}
}
