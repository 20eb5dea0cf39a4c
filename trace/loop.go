package trace

import (
	"fmt"
	"strings"
)

// loop is the founding fault in a capture: the proxy asks for credentials (407),
// accepts them, passes on that the site asks for NTLM (401), and asks again
// before the client can answer the site. A proxy that authenticates every single
// request cannot carry a handshake that needs several requests on one connection.
type loop struct {
	key    clientHost
	rounds int
	proof  []*Exchange
	repeat bool // seen: asked on a connection that was authenticated, or in mid-handshake
}

// loopFinder follows the exchanges of one client with one host.
type loopFinder struct {
	log      bool
	asks     []*Exchange
	loop     loop
	refused  bool // the site saw complete credentials and refused them
	accepted map[*Connection]bool
}

// findLoops looks for the founding fault: a round and the sight of the proxy asking
// in between. Where connections are not told apart two rounds must do. Credentials
// that reached the site and were refused are another story, however often the user
// tries again, and so are users who give none.
func (m *model) findLoops() {
	for _, key := range m.pairs {
		f := loopFinder{log: m.Format.isLog(), accepted: map[*Connection]bool{}}
		for _, e := range m.byPair[key] {
			f.add(e)
		}
		l := f.loop
		if l.rounds >= 1 && l.repeat || l.rounds >= 2 && !f.refused && !l.proof[0].Connection.Known {
			l.key = key
			l.proof = append(l.proof, f.asks...)
			m.loops = append(m.loops, l)
			for _, e := range l.proof {
				m.inLoop[e] = true
			}
		}
	}
}

func (f *loopFinder) add(e *Exchange) {
	toProxy, sent := e.sent(Proxy)
	toSite, _ := e.sent(Site)
	conn := e.Connection
	switch {
	case e.asked(Proxy):
		if conn.Known && f.accepted[conn] || toSite.Token.Kind.isNTLM() {
			f.loop.repeat = true
		}
		f.asks = append(f.asks, e)
	case e.asked(Site):
		f.refused = f.refused || toSite.Token.Kind == KindNTLMAuthenticate || toSite.Token.Kind == KindBasic
		if len(f.asks) > 0 && (sent || f.log || f.accepted[conn]) {
			f.loop.rounds++
			f.loop.proof = append(append(f.loop.proof, f.asks...), e)
			f.asks = nil
		}
		f.accepted[conn] = f.accepted[conn] || sent && mechanism(toProxy.Token.Kind).integrated()
	case e.succeeded():
		accepted := f.accepted
		accepted[conn] = accepted[conn] || sent && mechanism(toProxy.Token.Kind).integrated()
		*f = loopFinder{log: f.log, accepted: accepted}
	}
}

func judgeLoop(m *model) []finding {
	var all []finding
	for _, l := range m.loops {
		what := "the proxy asks for credentials (407), accepts them and passes on that " + quoteHost(l.key.host) + " asks for its own (401); before that handshake can end the proxy asks again"
		all = append(all, finding{fmt.Sprintf("%s%s, and the page never comes", what, often(l.rounds)), l.key.host, l.proof})
	}
	return all
}

func quoteHost(host string) string {
	if host == "" {
		return "the site"
	}
	return "the site " + host
}

// judgeReauthentication finds proxies that ask again on a connection that is
// authenticated, though in the end everything comes.
func judgeReauthentication(m *model) []finding { return m.asksAgain(Proxy) }

// judgeSiteReauthentication finds sites that do so.
func judgeSiteReauthentication(m *model) []finding { return m.asksAgain(Site) }

// Sites ask Kerberos clients for every request unless they said otherwise.
func (m *model) asksAgain(p Party) []finding {
	authenticated := map[*Connection]*Handshake{}
	groups := map[peer][]*Exchange{}
	said := map[peer]string{}
	var order []peer
	for _, h := range m.shakes {
		conn := h.last().Connection
		if h.Party != p || !conn.Known || !h.Mechanism.integrated() || h.Outcome != Accepted || m.inLoop[h.first()] {
			continue
		}
		before := authenticated[conn]
		authenticated[conn] = h
		if before == nil || h.asks == 0 || h.first().Connection != conn {
			continue
		}
		if p == Proxy || h.Mechanism == MechNTLM || before.persists() == "true" {
			key := peerOf(h.last(), p)
			if groups[key] == nil {
				order = append(order, key)
			}
			groups[key] = append(groups[key], h.Steps...)
			said[key] = before.persists()
		}
	}
	var all []finding
	for _, key := range order {
		text := fmt.Sprintf("the %s %s asks for credentials again on connections that it has already authenticated", p, key.server)
		if said[key] != "" {
			text += " (it said Persistent-Auth: " + said[key] + ")"
		}
		all = append(all, finding{text + "; every time costs the client a new handshake", key.server, groups[key]})
	}
	return all
}

// persists is what the party said of the connection when it accepted: "true" when
// it is authenticated from now on, "false", or "". It is a hint (MS-N2HT, 3.2.5).
func (h *Handshake) persists() string {
	switch v := strings.ToLower(field(h.last().Response, "Persistent-Auth")); v {
	case "true", "false":
		return v
	}
	return ""
}
