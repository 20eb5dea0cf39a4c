package trace

import "slices"

// Outcome is how a handshake went.
type Outcome int

// The outcomes.
const (
	Asked        Outcome = iota // the party asked; nothing came
	Challenged                  // an NTLM challenge or a part of a negotiation was sent; nothing came
	Unchallenged                // the NTLM negotiate message was answered without a challenge
	Accepted                    // an answer that asks for nothing
	Refused                     // complete credentials were answered by asking again
	Interrupted                 // the proxy asked for its own credentials in between
	Unknown                     // the answer is not in the capture, or is the error of a gateway
)

// Handshake is one logon of a client at a party: from the answer that asked for
// it, or the first token, to the answer that settled it (RFC 4559, 4; MS-NTHT;
// MS-N2HT).
//
// NTLM authenticates a connection: its three messages travel on one, and
// requests that follow need no token. Kerberos takes one token, and whether it
// holds for the connection is the party's choice (Persistent-Auth).
type Handshake struct {
	Party     Party
	Mechanism Mechanism
	Scheme    string // as the client wrote it
	User      string // DOMAIN\user where the tokens tell
	Steps     []*Exchange
	Outcome   Outcome
	Switched  bool // the NTLM authenticate message came on another connection than its challenge
	Orphan    bool // the NTLM authenticate message has no challenge in the capture
	asks      int  // answers among the steps that asked
}

// Mechanism is what a client logs on with.
type Mechanism string

// The mechanisms.
const (
	MechNone      Mechanism = ""
	MechNTLM      Mechanism = "NTLM"
	MechKerberos  Mechanism = "Kerberos"
	MechNegotiate Mechanism = "Negotiate" // SPNEGO around something else
	MechBasic     Mechanism = "Basic"
	MechDigest    Mechanism = "Digest"
)

func mechanism(k TokenKind) Mechanism {
	switch k {
	case KindKerberos:
		return MechKerberos
	case KindSPNEGO:
		return MechNegotiate
	case KindBasic:
		return MechBasic
	case KindDigest:
		return MechDigest
	case KindNone:
		return MechNone
	}
	return MechNTLM
}

// integrated reports whether the mechanism is one of Windows.
func (m Mechanism) integrated() bool {
	return m == MechNTLM || m == MechKerberos || m == MechNegotiate
}

func (h *Handshake) first() *Exchange { return h.Steps[0] }
func (h *Handshake) last() *Exchange  { return h.Steps[len(h.Steps)-1] }

// peer is who a client of the capture logs on to.
type peer struct {
	client, server string
	party          Party
}

func peerOf(e *Exchange, p Party) peer {
	if p == Proxy {
		return peer{e.Connection.ClientHost(), e.Connection.Server, p}
	}
	return peer{e.Connection.ClientHost(), e.Host, p}
}

// handshakes finds the logons of a capture, in the order of their first step.
// A first answer that asks often closes its connection: the handshake goes on
// with the next connection of the client to the same party.
func handshakes(c *Capture) []*Handshake {
	b := builder{
		current: map[place]*Handshake{},
		asked:   map[peer][]*Handshake{},
		waiting: map[peer]*Handshake{},
	}
	for _, e := range c.Exchanges {
		for _, p := range []Party{Proxy, Site} {
			b.exchange(e, p)
		}
	}
	var all []*Handshake
	for _, h := range b.all {
		if len(h.Steps) > 0 {
			all = append(all, h)
		}
	}
	return all
}

type place struct {
	conn  *Connection
	party Party
}

type builder struct {
	all     []*Handshake
	current map[place]*Handshake  // last of a connection
	asked   map[peer][]*Handshake // that nothing has followed
	waiting map[peer]*Handshake   // last one with an NTLM challenge
}

// exchange goes one step.
func (b *builder) exchange(e *Exchange, p Party) {
	at := place{e.Connection, p}
	a, _ := e.sent(p)
	switch a.Token.Kind {
	case KindNone, "":
		if e.asked(p) {
			h := b.open(at)
			b.step(h, e, Asked)
			b.remember(peerOf(e, p), h)
		}
	case KindNTLMNegotiate:
		h := b.follow(at, e)
		h.Mechanism, h.Scheme = MechNTLM, a.Scheme
		b.step(h, e, negotiated(e, p))
		if h.Outcome == Challenged {
			b.waiting[peerOf(e, p)] = h
		}
	case KindNTLMAuthenticate:
		h := b.challenged(at, e)
		h.Mechanism, h.Scheme = MechNTLM, a.Scheme
		if n := a.Token.NTLM; n != nil && n.User != "" {
			h.User = account(n.Domain, n.User)
		}
		b.step(h, e, settled(e, p))
	default:
		h := b.follow(at, e)
		h.Mechanism, h.Scheme, h.User = mechanism(a.Token.Kind), a.Scheme, a.Token.User
		b.step(h, e, settled(e, p))
	}
}

func account(domain, user string) string {
	if domain == "" {
		return user
	}
	return domain + `\` + user
}

// negotiated is what became of an NTLM negotiate message.
func negotiated(e *Exchange, p Party) Outcome {
	if !e.asked(p) {
		if o := settled(e, p); o != Accepted {
			return o
		}
		return Unknown // let in without a logon
	}
	if a, ok := e.answered(p); ok && a.Token.Kind == KindNTLMChallenge {
		return Challenged
	}
	return Unchallenged
}

// settled is what became of complete credentials. Any answer of a proxy other
// than 407 means that it accepted them, any of a site other than 401.
func settled(e *Exchange, p Party) Outcome {
	switch {
	case p == Site && e.forbids():
		return Accepted
	case e.asked(p):
		if a, ok := e.answered(p); ok && (a.Token.Kind == KindNTLMChallenge || a.Token.SPNEGO != nil && a.Token.SPNEGO.State == negStates[1]) {
			return Challenged
		}
		return Refused
	case e.Status == 0:
		return Unknown
	case p == Site && e.asked(Proxy):
		return Interrupted
	case p == Site && (e.Status == 502 || e.Status == 504):
		return Unknown
	}
	return Accepted
}

// forbids reports whether the answer says that the user is known and may not have
// this: 401.3 to 401.5 and 401.7 of IIS.
func (e *Exchange) forbids() bool {
	return e.Status == 401 && (e.SubStatus >= 3 && e.SubStatus <= 5 || e.SubStatus == 7)
}

// open starts a handshake on a connection.
func (b *builder) open(at place) *Handshake {
	h := &Handshake{Party: at.party}
	b.all = append(b.all, h)
	b.current[at] = h
	return h
}

// follow is the handshake that a first token goes on with.
func (b *builder) follow(at place, e *Exchange) *Handshake {
	cur := b.current[at]
	key := peerOf(e, at.party)
	if cur != nil && (cur.Outcome == Asked || cur.Outcome == Challenged && cur.Mechanism != MechNTLM) {
		b.forget(key, cur)
		return cur
	}
	if list := b.asked[key]; len(list) > 0 && !at.conn.has(list[len(list)-1].last()) {
		h := list[len(list)-1]
		b.asked[key] = list[:len(list)-1]
		b.current[at] = h
		return h
	}
	return b.open(at)
}

func (c *Connection) has(e *Exchange) bool { return e.Connection == c }

// maxAsked bounds the unanswered demands for one peer that a token may belong to.
const maxAsked = 64

func (b *builder) remember(key peer, h *Handshake) {
	list := b.asked[key]
	if len(list) == maxAsked {
		list = slices.Delete(list, 0, 1)
	}
	b.asked[key] = append(list, h)
}

// forget takes a handshake from those that nothing has followed.
func (b *builder) forget(key peer, h *Handshake) {
	list := b.asked[key]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i] == h {
			b.asked[key] = slices.Delete(list, i, i+1)
			return
		}
	}
}

// challenged is the handshake whose challenge an NTLM authenticate message
// answers: on its own connection, else on another one.
func (b *builder) challenged(at place, e *Exchange) *Handshake {
	if cur := b.current[at]; cur != nil && cur.Outcome == Challenged {
		return cur
	}
	if h := b.waiting[peerOf(e, at.party)]; h != nil && h.Outcome == Challenged {
		h.Switched = at.conn.Known
		b.current[at] = h
		return h
	}
	h := b.open(at)
	h.Orphan = true
	return h
}

func (b *builder) step(h *Handshake, e *Exchange, o Outcome) {
	h.Steps = append(h.Steps, e)
	h.Outcome = o
	if e.asked(h.Party) {
		h.asks++
	}
}
