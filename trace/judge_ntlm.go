package trace

import (
	"fmt"
	"strings"
)

// judgeKeepAlive finds NTLM challenges on connections that one side does not keep.
func judgeKeepAlive(m *model) []finding {
	return m.grouped(func(h *Handshake) bool {
		return h.Mechanism == MechNTLM && h.Outcome != Accepted && h.notKept() != ""
	}, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s sends its NTLM challenge%s, and %s; the handshake cannot go on", h.where(), often(len(group)), h.notKept())
	})
}

// notKept says who ends the connection with the challenge, "" for nobody.
func (h *Handshake) notKept() string {
	for _, e := range h.Steps {
		a, ok := e.answered(h.Party)
		switch {
		case !ok || a.Token.Kind != KindNTLMChallenge:
		case e.keeps():
		case e.asksToClose():
			return "the client's own request ends the connection (" + closing(e.Proto, e.Request) + ")"
		case h.Party == Site && e.Absolute:
			return "the proxy or the site behind it ends the connection with it (" + closing(e.ResponseProto, e.Response) + ")"
		default:
			return "ends the connection with it (" + closing(e.ResponseProto, e.Response) + ")"
		}
	}
	return ""
}

// closing is what of a message ends its connection, see keeps.
func closing(proto string, headers []Header) string {
	for _, name := range []string{"Connection", "Proxy-Connection"} {
		if strings.Contains(strings.ToLower(field(headers, name)), "close") {
			return name + ": close"
		}
	}
	return proto + " without Connection: keep-alive"
}

// judgeClosed finds connections that the server side ended between the challenge
// and its answer.
func judgeClosed(m *model) []finding {
	return m.grouped(func(h *Handshake) bool {
		end := h.last().Connection.End
		list := h.last().Connection.Exchanges
		return h.Mechanism == MechNTLM && h.Outcome == Challenged && h.notKept() == "" &&
			(end == ServerClose || end == ServerReset) && list[len(list)-1] == h.last()
	}, func(group []*Handshake) string {
		h := group[0]
		text := fmt.Sprintf("the connection was %s after the NTLM challenge of %s%s, before the client could answer", h.last().Connection.End, h.where(), often(len(group)))
		if v := field(h.last().Response, "Keep-Alive"); v != "" {
			text += "; it had announced Keep-Alive: " + cut(v, 40)
		}
		return text
	})
}

func judgeSwitched(m *model) []finding {
	return m.grouped(func(h *Handshake) bool {
		return h.Mechanism == MechNTLM && h.Outcome != Accepted && h.notKept() == "" && (h.Switched || h.Orphan && h.last().Connection.Whole && h.last().Connection.Lost == 0)
	}, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s answers the NTLM challenge of %s on another connection%s", clientName(h), h.where(), often(len(group)))
	})
}

func judgeUnchallenged(m *model) []finding {
	return m.grouped(func(h *Handshake) bool { return h.Outcome == Unchallenged && !m.inLoop[h.last()] }, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s answers the NTLM negotiate message with %d and no challenge%s", h.where(), h.Party.Status(), often(len(group)))
	})
}

// nobody reports whether the handshake logs on without a user.
func (h *Handshake) nobody() bool {
	for _, e := range h.Steps {
		if a, ok := e.sent(h.Party); ok && a.Token.NTLM != nil && a.Token.NTLM.Anonymous {
			return true
		}
	}
	return false
}

func judgeAnonymous(m *model) []finding {
	return m.grouped((*Handshake).nobody, func(group []*Handshake) string {
		h := group[0]
		how := "refused"
		if h.Outcome == Accepted {
			how = "accepted"
		}
		return fmt.Sprintf("%s logs on at %s with an NTLM message without a user%s, which is %s", clientName(h), h.where(), often(len(group)), how)
	})
}

// refusedKerberos are handshakes with tickets that were refused.
func refusedKerberos(h *Handshake) bool {
	return h.Outcome == Refused && h.Mechanism == MechKerberos
}

// fellBack finds the NTLM logon with which the client of a refused ticket was let
// in later.
func (m *model) fellBack(h *Handshake) (*Handshake, bool) { return after(m.accepted.lastNTLM, h) }

func judgeKerberosRefused(m *model) []finding {
	return m.grouped(func(h *Handshake) bool {
		_, fell := m.fellBack(h)
		return refusedKerberos(h) && !fell && h.Party == Site && !m.inLoop[h.last()]
	}, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s refuses the Kerberos ticket%s%s%s", h.where(), h.spn(), often(len(group)), h.kerberosError())
	})
}

func judgeFallback(m *model) []finding {
	return m.groupedWith(func(h *Handshake) bool {
		_, fell := m.fellBack(h)
		return refusedKerberos(h) && fell
	}, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s refuses the Kerberos ticket%s%s and takes NTLM instead%s", h.where(), h.spn(), h.kerberosError(), often(len(group)))
	}, m.fellBack)
}

// spn names the service of the ticket, as far as the token tells.
func (h *Handshake) spn() string {
	if a, ok := h.last().sent(h.Party); ok && a.Token.Kerberos != nil && a.Token.Kerberos.Service != "" {
		return " for " + quote(a.Token.Kerberos.Service)
	}
	return ""
}

// kerberosError names the error that the party sent back.
func (h *Handshake) kerberosError() string {
	a, ok := h.last().answered(h.Party)
	if !ok || a.Token.Kerberos == nil || a.Token.Kerberos.Message != "KRB-ERROR" {
		return ""
	}
	k := a.Token.Kerberos
	if k.Error == "" {
		return fmt.Sprintf(" with Kerberos error %d", k.ErrorCode)
	}
	return fmt.Sprintf(" with %s (%d)", k.Error, k.ErrorCode)
}
