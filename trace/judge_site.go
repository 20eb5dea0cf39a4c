package trace

import "fmt"

// refusedBySite are complete credentials that a site answered by asking again,
// and that no later logon of the client there made good.
func (m *model) refusedBySite(h *Handshake) bool {
	if h.Party != Site || h.Outcome != Refused || h.Mechanism == MechKerberos || h.nobody() || h.Switched || m.inLoop[h.last()] {
		return false
	}
	_, later := after(m.accepted.last, h)
	return !later
}

func judgeLogonFailed(m *model) []finding {
	if m.Format == FormatIISLog {
		return judgeStatus(401, 1)(m)
	}
	return m.grouped(func(h *Handshake) bool {
		_, worked := m.accepted.elsewhere(h)
		return m.refusedBySite(h) && !(worked && h.Mechanism == MechNTLM)
	}, func(group []*Handshake) string {
		h := group[len(group)-1]
		return fmt.Sprintf("%s refuses the %s logon%s%s", h.where(), h.Mechanism, h.who(), often(len(group)))
	})
}

// judgeDoubleHop finds logons that a site accepted for one address and refuses
// for another, which it must fetch from elsewhere; and sites that go on to
// another server as nobody.
func judgeDoubleHop(m *model) []finding {
	found := m.groupedWith(func(h *Handshake) bool {
		_, worked := m.accepted.elsewhere(h)
		return m.refusedBySite(h) && h.Mechanism == MechNTLM && worked
	}, func(group []*Handshake) string {
		h := group[0]
		o, _ := m.accepted.elsewhere(h)
		return fmt.Sprintf("%s accepts the NTLM logon%s for %s and refuses the same for %s", h.where(), h.who(), o.last().URL, h.last().URL)
	}, m.accepted.elsewhere)
	return append(found, m.secondHops()...)
}

// secondHops finds servers that accepted an NTLM logon and are refused as clients
// of another server.
func (m *model) secondHops() []finding {
	front := map[string]*Handshake{}
	for _, h := range m.shakes {
		if h.Party == Site && h.Mechanism == MechNTLM && h.Outcome == Accepted {
			front[hostOf(h.last().Connection.Server)] = h
		}
	}
	delete(front, "")
	return m.grouped(func(h *Handshake) bool {
		f := front[h.last().Connection.ClientHost()]
		return f != nil && h.Party == Site && (h.Outcome == Asked || h.nobody()) && hostOf(h.last().Connection.Server) != h.last().Connection.ClientHost()
	}, func(group []*Handshake) string {
		h := group[0]
		f := front[h.last().Connection.ClientHost()]
		return fmt.Sprintf("%s took the NTLM logon%s and has no credentials of that user for %s behind it", h.last().Connection.ClientHost(), f.who(), h.where())
	})
}
