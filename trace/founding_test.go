package trace

import (
	"slices"
	"testing"
)

// foundingStory is the case of the article: GET, 407 from the proxy, GET with a
// Kerberos token, 401 from the site that the proxy forwards, again and again on
// one connection, then the client resets it.
func foundingStory() story {
	const url = "http://www.partner.example/app/"
	s := story{ends: map[int]End{0: ClientReset}}
	for range 3 {
		s.steps = append(s.steps,
			step{0, get(url, "User-Agent: Mozilla/5.0", "Proxy-Connection: Keep-Alive"),
				answer(ask407, "Via: 1.1 FW01", "Proxy-Authenticate: Negotiate", "Proxy-Authenticate: Kerberos", "Proxy-Authenticate: NTLM", "Proxy-Connection: Keep-Alive", "Connection: Keep-Alive")},
			step{0, get(url, "User-Agent: Mozilla/5.0", "Proxy-Connection: Keep-Alive", "Proxy-Authorization: Negotiate "+kerberos("fw01.contoso.example")),
				answer(ask401, "Via: 1.1 FW01", "Proxy-Support: Session-Based-Authentication", "Server: Microsoft-IIS/6.0", "WWW-Authenticate: NTLM", "Proxy-Connection: Keep-Alive", "Connection: Keep-Alive")},
		)
	}
	return s
}

// The founding trace names the founding check in every format.
func TestFoundingTrace(t *testing.T) {
	s := foundingStory()
	whole := packing{}
	files := map[string][]byte{
		"har":    s.har(t),
		"text":   s.text(),
		"pcap":   s.pcap(t, s.frames(1460), whole),
		"pcapng": s.pcap(t, s.frames(1460), packing{ng: true}),
	}
	for name, b := range files {
		t.Run(name, func(t *testing.T) {
			c := read(t, b)
			if len(c.Exchanges) != 6 {
				t.Fatalf("%d exchanges; expected 6", len(c.Exchanges))
			}
			all := Judge(c)
			v, ok := has(all, "per-request-loop")
			if !ok {
				t.Fatalf("verdicts %v; expected per-request-loop", ids(all))
			}
			if v.Severity != Critical || !slices.Contains(v.Suspects, "com-integrated-auth-per-request") {
				t.Errorf("severity %s, suspects %v", v.Severity, v.Suspects)
			}
			if !slices.Equal(v.Exchanges, []int{0, 1, 2, 3, 4, 5}) {
				t.Errorf("proof %v; expected all six exchanges", v.Exchanges)
			}
			if all[0].ID != v.ID || len(all) != 1 {
				t.Errorf("verdicts %v; expected the loop alone", ids(all))
			}
		})
	}
}

// The way from the client to the same site that works, as in the article's other
// network, is healthy.
func TestSameSiteThroughAHealthyProxy(t *testing.T) {
	const url = "http://www.partner.example/app/"
	token := "Proxy-Authorization: Negotiate " + kerberos("fw01.contoso.example")
	s := story{steps: []step{
		{0, get(url), answer(ask407, "Proxy-Authenticate: Negotiate", "Proxy-Authenticate: NTLM")},
		{0, get(url, token), answer(ask401, "WWW-Authenticate: NTLM", "Proxy-Support: Session-Based-Authentication")},
		{0, get(url, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
		{0, get(url, "Authorization: NTLM "+base(ntlm3("alice"))), answer("200 OK")},
		{0, get(url + "logo.png"), answer("200 OK")},
	}}
	for name, b := range map[string][]byte{"har": s.har(t), "text": s.text(), "pcap": s.pcap(t, s.frames(500), packing{})} {
		all := Judge(read(t, b))
		got := ids(all)
		slices.Sort(got)
		if !slices.Equal(got, []string{"healthy-kerberos", "healthy-ntlm"}) {
			t.Errorf("%s: verdicts %v; expected healthy ones only", name, got)
		}
	}
}

// Two browsers' connections that interleave are no loop.
func TestParallelConnectionsAreNoLoop(t *testing.T) {
	const url = "http://www.partner.example/"
	token := "Proxy-Authorization: Negotiate " + kerberos("fw01.contoso.example")
	var s story
	ask := answer(ask407, "Proxy-Authenticate: Negotiate")
	site := answer(ask401, "WWW-Authenticate: NTLM", "Proxy-Support: Session-Based-Authentication")
	for conn := range 3 {
		s.steps = append(s.steps, step{conn, get(url), ask}, step{conn, get(url, token), site})
	}
	for conn := range 3 {
		s.steps = append(s.steps,
			step{conn, get(url, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
			step{conn, get(url, "Authorization: NTLM "+base(ntlm3("alice"))), answer("200 OK")})
	}
	for _, v := range Judge(read(t, s.pcap(t, s.frames(1460), packing{}))) {
		if v.Fault() {
			t.Errorf("fault %s: %s %v", v.ID, v.Message, v.Exchanges)
		}
	}
}

// Users who close the site's prompt, in one window after the other, are no loop.
func TestClosedPromptsAreNoLoop(t *testing.T) {
	var s story
	for conn := range 3 {
		s.steps = append(s.steps, proxyLogon(conn, "http://www.partner.example/", answer(ask401, "WWW-Authenticate: NTLM", "Proxy-Support: Session-Based-Authentication"))...)
	}
	for _, b := range [][]byte{s.pcap(t, s.frames(1460), packing{}), s.har(t)} {
		for _, v := range Judge(read(t, b)) {
			if v.Fault() {
				t.Errorf("fault %s: %s %v", v.ID, v.Message, v.Exchanges)
			}
		}
	}
}

// A wrong password behind a healthy proxy is a failed logon, however often it is
// typed.
func TestWrongPasswordIsNoLoop(t *testing.T) {
	const url = "http://www.partner.example/"
	token := "Proxy-Authorization: Negotiate " + kerberos("fw01.contoso.example")
	var s story
	for conn := range 3 {
		s.steps = append(s.steps,
			step{conn, get(url), answer(ask407, "Proxy-Authenticate: Negotiate")},
			step{conn, get(url, token), answer(ask401, "WWW-Authenticate: NTLM", "Proxy-Support: Session-Based-Authentication")},
			step{conn, get(url, "Authorization: NTLM "+base(ntlm1())), answer(ask401, "WWW-Authenticate: NTLM "+base(ntlm2()))},
			step{conn, get(url, "Authorization: NTLM "+base(ntlm3("alice"))), answer(ask401, "WWW-Authenticate: NTLM")})
	}
	all := Judge(read(t, s.pcap(t, s.frames(1460), packing{})))
	if _, loop := has(all, "per-request-loop"); loop {
		t.Error("a wrong password is told as the founding loop")
	}
	if _, failed := has(all, "logon-failed"); !failed {
		t.Errorf("verdicts %v; expected logon-failed", ids(all))
	}
}
