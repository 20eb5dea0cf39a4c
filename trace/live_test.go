package trace

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

func addrPort(s string) netip.AddrPort { return netip.MustParseAddrPort(s) }

func addrPortOf(addr string, port uint16, last byte) netip.AddrPort {
	b := netip.MustParseAddr(addr).As4()
	b[2] = last
	return netip.AddrPortFrom(netip.AddrFrom4(b), port)
}

// recorder is a client's connection that writes down what crosses it as frames.
type recorder struct {
	net.Conn
	mu     *sync.Mutex
	frames *[]frame
	conn   int
	seq    [2]uint32
}

func (r *recorder) note(fromClient bool, data []byte, fin bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	own, other := 0, 1
	if !fromClient {
		own, other = 1, 0
	}
	*r.frames = append(*r.frames, frame{conn: r.conn, fromClient: fromClient, seq: r.seq[own], ack: r.seq[other], data: bytes.Clone(data), fin: fin, at: time.Now()})
	r.seq[own] += uint32(len(data))
}

func (r *recorder) Write(b []byte) (int, error) {
	r.note(true, b, false)
	return r.Conn.Write(b)
}

func (r *recorder) Read(b []byte) (int, error) {
	n, err := r.Conn.Read(b)
	if n > 0 {
		r.note(false, b[:n], false)
	} else if err == io.EOF {
		r.note(false, nil, true)
	}
	return n, err
}

// proxyServer answers like the proxy of the founding case: it asks for every
// single request, and passes on that the site asks for NTLM.
func proxyServer(perRequest bool) http.Handler {
	var mu sync.Mutex
	authenticated := map[string]bool{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		known := authenticated[r.RemoteAddr] && !perRequest
		if !known && r.Header.Get("Proxy-Authorization") == "" {
			w.Header().Add("Proxy-Authenticate", "Negotiate")
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		authenticated[r.RemoteAddr] = true
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "NTLM ")
		switch parseOpaque(token).Kind {
		case KindNTLMNegotiate:
			w.Header().Set("WWW-Authenticate", "NTLM "+base(ntlm2()))
		case KindNTLMAuthenticate:
			fmt.Fprint(w, "the page")
			return
		default:
			w.Header().Set("WWW-Authenticate", "NTLM")
		}
		w.Header().Set("Proxy-Support", "Session-Based-Authentication")
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// talk is a client on one connection that answers what it is asked, up to most
// requests.
func talk(t *testing.T, c net.Conn, most int) {
	t.Helper()
	in := bufio.NewReader(c)
	fields := ""
	for range most {
		fmt.Fprintf(c, "GET http://www.partner.example/ HTTP/1.1\r\nHost: www.partner.example\r\n%s\r\n", fields)
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		switch challenge := resp.Header.Get("WWW-Authenticate"); {
		case resp.StatusCode == http.StatusOK:
			return
		case resp.StatusCode == http.StatusProxyAuthRequired:
			fields = "Proxy-Authorization: Negotiate " + kerberos("fw01.contoso.example") + "\r\n"
		case challenge == "NTLM":
			fields = "Authorization: NTLM " + base(ntlm1()) + "\r\n"
		default:
			fields = "Authorization: NTLM " + base(ntlm3("alice")) + "\r\n"
		}
	}
}

// A real client and a real proxy on loopback, captured: the fault is told with the
// proxy that has it, and not with the one that has not.
func TestLiveProxy(t *testing.T) {
	for _, perRequest := range []bool{true, false} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: proxyServer(perRequest)}
		go server.Serve(l)
		var mu sync.Mutex
		var list []frame
		for conn := range 2 {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			r := &recorder{Conn: c, mu: &mu, frames: &list, conn: conn, seq: [2]uint32{100, 900}}
			list = append(list, frame{conn: conn, fromClient: true, seq: 99, syn: true, at: time.Now()}, frame{conn: conn, seq: 899, ack: 100, syn: true, at: time.Now()})
			talk(t, r, 8)
			c.Close()
			list = append(list, frame{conn: conn, fromClient: true, seq: r.seq[0], ack: r.seq[1], fin: true, at: time.Now()})
		}
		server.Close()
		s := story{client: "127.0.0.1", server: "127.0.0.1"}
		c := read(t, s.pcap(t, list, packing{null: true}))
		all := Judge(c)
		_, loop := has(all, "per-request-loop")
		_, healthy := has(all, "healthy-ntlm")
		if loop != perRequest || healthy == perRequest {
			t.Errorf("per request %v: verdicts %v, %v", perRequest, ids(all), shape(c))
		}
	}
}
