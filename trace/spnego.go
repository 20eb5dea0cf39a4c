package trace

// SPNEGO is a negotiation message around another token (RFC 4178, 4.2).
type SPNEGO struct {
	Response bool     // NegTokenResp; else NegTokenInit
	Mechs    []string // mechanisms offered, by name, the preferred first
	State    string   // NegTokenResp: accept-completed, accept-incomplete, reject, request-mic; "" when absent
	Chosen   string   // NegTokenResp: the mechanism that the acceptor supports
	MIC      bool     // a mechListMIC is there
}

// Object identifiers of mechanisms.
const (
	oidSPNEGO = "1.3.6.1.5.5.2"
	oidKRB5   = "1.2.840.113554.1.2.2"
	oidMSKRB5 = "1.2.840.48018.1.2.2" // the same, with a bit lost in Windows 2000
	oidNTLM   = "1.3.6.1.4.1.311.2.2.10"
)

var mechNames = map[string]string{
	oidSPNEGO:                "SPNEGO",
	oidKRB5:                  "Kerberos",
	oidMSKRB5:                "Kerberos (Microsoft)",
	oidNTLM:                  "NTLM",
	"1.2.840.113554.1.2.2.3": "Kerberos user-to-user",
	"1.3.6.1.4.1.311.2.2.30": "NegoEx",
	"1.3.5.1.5.2":            "Kerberos (old)",
	"1.3.6.1.5.5.14":         "SCRAM-SHA-1",
}

func mechName(b []byte) string {
	id := oid(b)
	if n := mechNames[id]; n != "" {
		return n
	}
	if id == "" {
		return "malformed identifier"
	}
	return id
}

// negStates are the states of a NegTokenResp (RFC 4178, 4.2.2).
var negStates = [...]string{"accept-completed", "accept-incomplete", "reject", "request-mic"}

// likelyKerberos is the size from which a NegTokenInit of which only the start is
// shown must hold a ticket: an NTLM negotiate message has some dozens of bytes.
const likelyKerberos = 600

// setGSS decodes the framing of RFC 2743, 3.1 and what is in it, or a bare
// negotiation message.
func (t *Token) setGSS(raw []byte) {
	outer, _, err := readElement(raw)
	if err != nil {
		t.Problem = err.Error()
		return
	}
	if outer.missing > 0 {
		t.Problem = "it is shorter than it says"
	}
	if outer.tag != application(0) {
		t.setNegotiation(outer)
		return
	}
	mech, rest, err := expect(outer.body, tagOID)
	if err != nil {
		t.Problem = "the mechanism cannot be read: " + err.Error()
		return
	}
	id := oid(mech.body)
	switch {
	case id == oidSPNEGO || mech.missing > 0:
		t.Kind, t.SPNEGO = KindSPNEGO, &SPNEGO{}
		if el, _, err := readElement(rest); err == nil {
			t.setNegotiation(el)
		} else if outer.missing == 0 {
			t.Problem = "the negotiation message cannot be read: " + err.Error()
		}
		if t.Kind == KindSPNEGO && outer.missing > 0 && outer.size >= likelyKerberos {
			t.Kind = KindKerberos
		}
	case id == oidKRB5 || id == oidMSKRB5:
		t.setKerberos(rest)
	default:
		t.Problem = "mechanism " + mechName(mech.body) + " is not known"
	}
}

// setNegotiation decodes NegTokenInit ([0]) or NegTokenResp ([1]) and the token
// inside, whose kind becomes that of t.
func (t *Token) setNegotiation(el element) {
	t.Kind = KindSPNEGO
	s := &SPNEGO{Response: el.tag == context(1)}
	t.SPNEGO = s
	seq, _, err := expect(el.body, tagSequence)
	if err != nil {
		if el.missing == 0 {
			t.Problem = "the negotiation message is malformed: " + err.Error()
		}
		return
	}
	var token []byte
	err = members(seq.body, func(m element) {
		switch {
		case m.tag == context(0) && !s.Response:
			s.Mechs = mechList(m.inner(tagSequence))
		case m.tag == context(0):
			if v, ok := m.integer(); ok && v >= 0 && v < len(negStates) {
				s.State = negStates[v]
			}
		case m.tag == context(1) && s.Response:
			s.Chosen = mechName(m.inner(tagOID))
		case m.tag == context(2):
			token = m.inner(tagOctets)
		case m.tag == context(3):
			s.MIC = true
		}
	})
	if err != nil && el.missing == 0 {
		t.Problem = "the negotiation message is malformed: " + err.Error()
	}
	t.setInner(token)
}

func mechList(body []byte) []string {
	var names []string
	members(body, func(m element) {
		if m.tag == tagOID {
			names = append(names, mechName(m.body))
		}
	})
	return names
}

// setInner decodes the token that the negotiation carries. Negotiations are not
// nested: a third one inside would be no token that Windows makes.
func (t *Token) setInner(token []byte) {
	if len(token) == 0 {
		return
	}
	if token[0] == context(0) || token[0] == context(1) {
		t.Problem = "a negotiation message stands inside another"
		return
	}
	in := parseMechToken(token)
	if in.Kind != KindNone {
		t.Kind = in.Kind
	}
	t.NTLM, t.Kerberos = in.NTLM, in.Kerberos
	if t.Problem == "" {
		t.Problem = in.Problem
	}
}

// parseMechToken decodes the token of a mechanism: NTLM, or Kerberos with or
// without its framing.
func parseMechToken(b []byte) Token {
	t := Token{Kind: KindNone, Size: len(b)}
	switch {
	case len(b) >= 8 && string(b[:8]) == string(ntlmSignature):
		t.setNTLM(b)
		return t
	case b[0] == application(0):
		outer, _, err := readElement(b)
		if err != nil {
			t.Problem = err.Error()
			return t
		}
		mech, rest, err := expect(outer.body, tagOID)
		if id := oid(mech.body); err == nil && (id == oidKRB5 || id == oidMSKRB5) {
			t.setKerberos(rest)
			return t
		}
	case b[0] == application(14) || b[0] == application(15) || b[0] == application(30):
		t.setKerberos(b)
		return t
	}
	t.Problem = "the token inside the negotiation is not recognised"
	return t
}
