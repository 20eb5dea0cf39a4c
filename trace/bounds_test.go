package trace

import (
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

// repeated is a file with a part that is repeated, which is never in memory whole.
type repeated struct {
	rest, unit, end string
	n               int
}

func (r *repeated) Read(b []byte) (int, error) {
	switch {
	case r.rest != "":
	case r.n > 0:
		r.rest, r.n = r.unit, r.n-1
	case r.end != "":
		r.rest, r.end = r.end, ""
	default:
		return 0, io.EOF
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// grown is how many bytes more are in use after f, with what f returns.
func grown(f func() any) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	result := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(result)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// wires plays one client after the other.
type wires struct {
	*tcp
	client, server netip.AddrPort
	seq, back      uint32
}

func (w *wires) open(i int) {
	w.client = netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), 40000)
	w.server = addrPort("192.0.2.1:8080")
	w.seq, w.back = 2, 2
	w.add(segment{from: w.client, to: w.server, seq: 1, syn: true})
	w.add(segment{from: w.server, to: w.client, seq: 1, ack: 2, acks: true, syn: true})
}

func (w *wires) ask(b []byte) {
	w.add(segment{from: w.client, to: w.server, seq: w.seq, ack: w.back, acks: true, data: b})
	w.seq += uint32(len(b))
}

func (w *wires) answer(b []byte) {
	w.add(segment{from: w.server, to: w.client, seq: w.back, ack: w.seq, acks: true, data: b})
	w.back += uint32(len(b))
}

// Memory is bounded whatever a capture holds: heads that never end, requests that
// nobody answers, heads full of fields that are shown, and connections without end.
func TestMemoryOfHostileTraffic(t *testing.T) {
	small := []byte("GET http://h.example/a HTTP/1.1\r\nHost: h.example\r\n\r\n")
	asks := []byte("HTTP/1.1 407 Ask\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")
	long := []byte("X: " + strings.Repeat("a", 60_000))
	fat := []byte("GET http://h.example/a HTTP/1.1\r\n" + strings.Repeat("Accept: "+strings.Repeat("a", 1000)+"\r\n", 90) + "\r\n")
	secret := []byte("GET / HTTP/1.1\r\nCookie: " + strings.Repeat("a", 60_000) + "\r\nX-Long: " + strings.Repeat("b", 60_000) + "\r\n\r\n")
	most := int64(400 << 20)
	tests := []struct {
		reason string
		play   func(w *wires)
		most   int64
	}{
		{"heads that never end", func(w *wires) {
			for i := range 5000 {
				w.open(i)
				w.ask(small[:len(small)-2])
				w.ask(long)
				w.ask(long)
				w.ask(long)
			}
		}, 128 << 20},
		{"requests without answers", func(w *wires) {
			for i := range 2000 {
				w.open(i)
				for range 2 * maxPipeline {
					w.ask(small)
				}
			}
		}, most},
		{"fields that are shown", func(w *wires) {
			w.open(0)
			for range 5000 {
				w.ask(fat)
				w.answer(asks)
			}
		}, most},
		{"fields that are not shown do not stay with their names", func(w *wires) {
			w.open(0)
			for range 5000 {
				w.ask(secret)
				w.answer(asks)
			}
		}, 32 << 20},
		{"more connections than are followed or kept", func(w *wires) {
			for i := range 300_000 {
				w.open(i)
				if i%2 == 0 {
					w.ask(small)
					w.answer(asks)
				}
			}
		}, most},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if testing.Short() {
				t.Skip("takes some seconds")
			}
			n := grown(func() any {
				c := &Capture{}
				w := &wires{tcp: newTCP(c)}
				tt.play(w)
				if w.heads.bytes > maxHeads+len(long) || c.bytes > maxBytes+len(fat) || c.kept > maxExchanges {
					t.Errorf("%d bytes of heads, %d of %d exchanges", w.heads.bytes, c.bytes, c.kept)
				}
				w.close()
				if w.heads.bytes != 0 {
					t.Errorf("%d bytes of heads stay", w.heads.bytes)
				}
				c.settle()
				return c
			})
			if n > tt.most {
				t.Errorf("%d MB stay in use; expected at most %d", n>>20, tt.most>>20)
			}
		})
	}
}

// Files that go on and on end with what could be read of them.
func TestEndlessFiles(t *testing.T) {
	tests := []struct {
		reason string
		file   repeated
		n      int    // exchanges
		says   string // in the error or a note
	}{
		{"a line", repeated{rest: "GET / HTTP/1.1\r\nX: ", unit: strings.Repeat("a", 1000), n: 300_000}, 1, ""},
		{"fields", repeated{rest: "GET / HTTP/1.1\r\n", unit: "X: " + strings.Repeat("a", 1000) + "\r\n", n: 300_000}, 1, ""},
		{"messages", repeated{unit: "GET http://h/a HTTP/1.1\r\n\r\n", n: 300_000}, maxExchanges, "200000 more exchanges are left out"},
		{"a log", repeated{rest: iisHead, unit: "2012-05-25 09:00:01 192.0.2.5 GET /a - 80 - 10.1.1.20 x 401 2 5\n", n: 300_000}, maxExchanges, "200000 more exchanges are left out"},
		{"an entry of a HAR file", repeated{rest: `{"log":{"entries":[{"request":{"url":"`, unit: strings.Repeat("a", 1000), n: 100_000}, 0, "an entry has more than"},
		{"what stands before the entries", repeated{rest: `{"log":{"comment":"`, unit: strings.Repeat("a", 1000), n: 100_000}, 0, "an entry has more than"},
	}
	for _, tt := range tests {
		c, err := Read(&tt.file)
		said := fmt.Sprint(err)
		if c != nil {
			said += strings.Join(c.Notes, "\n")
			if len(c.Exchanges) != tt.n {
				t.Errorf("%s: %d exchanges; expected %d", tt.reason, len(c.Exchanges), tt.n)
			}
		}
		if (c == nil) != (tt.n == 0) || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %s; expected %q", tt.reason, said, tt.says)
		}
	}
}

// A body that waits for "100 Continue" does not come when the answer is another one,
// and the next request follows at once (RFC 9110, 10.1.1); or it comes all the same.
func TestExpectContinue(t *testing.T) {
	post := func(fields ...string) string {
		return strings.Join(append([]string{"POST /ews HTTP/1.1", "Host: mail.contoso.example", "Content-Length: 9", "Expect: 100-continue"}, fields...), "\n")
	}
	ask, body := answer(ask401, "WWW-Authenticate: NTLM"), "\n\nsoap-body"
	for _, steps := range [][]step{
		{{0, post(), ask}, {0, post("Authorization: NTLM " + base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
			{0, post("Authorization: NTLM " + base(ntlm3("alice"))), "HTTP/1.1 100 Continue\nContent-Length: 0"}},
		{{0, post() + body, ask}, {0, post("Authorization: NTLM "+base(ntlm1())) + body, answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
			{0, post("Authorization: NTLM "+base(ntlm3("alice"))) + body, answer("200 OK")}},
	} {
		s := story{steps: steps}
		list := s.frames(1460)
		if last := &list[len(list)-1]; strings.Contains(string(last.data), "100 Continue") {
			last.data = []byte("HTTP/1.1 100 Continue\r\n\r\n")
			next := last.seq + uint32(len(last.data))
			list = append(list, frame{fromClient: true, seq: last.ack, ack: next, data: []byte("soap-body"), at: last.at},
				frame{seq: next, ack: last.ack + 9, data: []byte("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), at: last.at})
		}
		c := read(t, s.pcap(t, list, packing{}))
		if got := ids(Judge(c)); len(c.Exchanges) != 3 || c.Exchanges[2].Status != 200 || len(got) != 1 || got[0] != "healthy-ntlm" {
			t.Errorf("%v, verdicts %v", shape(c), got)
		}
	}
}

// HTTP/2 without TLS is no HTTP/1.x that went wrong.
func TestHTTP2(t *testing.T) {
	s := story{steps: []step{{0, direct("/"), answer("200 OK")}}}
	list := s.frames(1460)
	list[3].data = []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	list[4].data = []byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00HTTP/1.1 200 OK\r\n\r\n")
	c := read(t, s.pcap(t, list, packing{}))
	if len(c.Exchanges) != 0 || len(c.Connections) != 1 || c.Connections[0].Opaque != "HTTP/2" {
		t.Errorf("%v %+v", shape(c), c.Connections)
	}
}

// An answer without a length lasts as long as the connection.
func TestBodyToTheEnd(t *testing.T) {
	s := story{ends: map[int]End{0: ServerClose}, steps: []step{{0, direct("/"), answer("200 OK")}}}
	list := s.frames(1460)
	list[4].data = []byte("HTTP/1.0 401 No\r\nWWW-Authenticate: NTLM\r\n\r\nHTTP Error 401.2 HTTP/1.1 200 OK\r\n\r\n")
	list[5].seq = list[4].seq + uint32(len(list[4].data))
	c := read(t, s.pcap(t, list, packing{}))
	if len(c.Exchanges) != 1 || c.Exchanges[0].SubStatus != 2 || c.Connections[0].End != ServerClose || c.Connections[0].Lost != 0 {
		t.Errorf("%v %+v", shape(c), c.Connections[0])
	}
}

// Programs write HAR files each in their own way.
func TestHARWriters(t *testing.T) {
	entry := func(connection, url, extra string) string {
		return fmt.Sprintf(`{"startedDateTime":"2012-05-25T11:00:00.0000001+02:00","connection":%q,"serverIPAddress":"[2001:db8::1]",
			"request":{"method":"GET","url":%q,"httpVersion":"http/1.1","headers":[{"name":"proxy-authorization","value":"Negotiate %s"}]},
			"response":{"status":200,"statusText":"","httpVersion":"h2","headers":[]%s}}`, connection, url, kerberos("fw01"), extra)
	}
	har := func(creator string, entries ...string) string {
		return `{"log":{"version":"1.2","creator":` + creator + `,"pages":[],"entries":[` + strings.Join(entries, ",") + `]}}`
	}
	two := []string{entry("8080", "http://a.example/", ""), entry("8080", "http://b.example/", "")}
	tests := []struct {
		reason, file string
		conns, n     int
		known        bool
		note         string
	}{
		{"Firefox writes the server's port for the connection", har(`{"name":"Firefox","version":"115"}`, two...), 1, 2, false, ""},
		{"Fiddler writes the client's", "\xEF\xBB\xBF" + har(`{"name":"Fiddler"}`, entry("ClientPort:52931;EgressPort:52932", "http://a.example/", "")), 1, 1, true, ""},
		{"Chromium numbers them", har(`{"name":"WebInspector"}`, entry("17", "http://a.example/", ""), entry("18", "http://a.example/", "")), 2, 2, true, ""},
		{"a request that was blocked has no answer", har(`{}`, `{"request":{"method":"GET","url":"http://a.example/"},"response":{"status":0,"_error":"net::ERR_BLOCKED"}}`), 1, 1, false, ""},
		{"a value of another type costs that value only", har(`7`, `{"serverIPAddress":7,"request":{"method":"GET","url":"http://a.example/"}}`, two[0]), 2, 2, false, "has a number where serverIPAddress belongs"},
		{"a content of another type", har(`{}`, entry("1", "http://a.example/", `,"content":{"text":["x"]}`), two[0]), 2, 2, true, "response.content.text"},
	}
	for _, tt := range tests {
		c := read(t, []byte(tt.file))
		if len(c.Connections) != tt.conns || len(c.Exchanges) != tt.n || c.Connections[0].Known != tt.known || !strings.Contains(strings.Join(c.Notes, "\n"), tt.note) {
			text, _ := json.Marshal(c.Notes)
			t.Errorf("%s: %d connections, known %v, %d exchanges, %s", tt.reason, len(c.Connections), c.Connections[0].Known, len(c.Exchanges), text)
		}
	}
}
