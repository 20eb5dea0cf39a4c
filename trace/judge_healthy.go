package trace

import (
	"fmt"
	"strings"
)

// judgeHealthy finds accepted handshakes of a mechanism, with no more challenges
// than it needs: NTLM two, everything else one.
func judgeHealthy(mech Mechanism) func(*model) []finding {
	allowed := 1
	if mech == MechNTLM {
		allowed = 2
	}
	return func(m *model) []finding {
		perRequest := m.preemptive()
		return m.grouped(func(h *Handshake) bool {
			same := h.Mechanism == mech || mech == MechKerberos && h.Mechanism == MechNegotiate
			return same && h.Outcome == Accepted && !h.last().asked(h.Party) && h.asks <= allowed && !h.Switched && !m.inLoop[h.last()] && !perRequest[h] && !h.nobody()
		}, func(group []*Handshake) string {
			h := group[0]
			return fmt.Sprintf("%s logs on at %s%s with %s (%s); all accepted", clientName(h), h.where(), users(group), h.Mechanism, times(len(group), "logon"))
		})
	}
}

// users names who logged on, the first few.
func users(group []*Handshake) string {
	const most = 3
	var names []string
	for _, h := range group {
		w := quote(h.User)
		if h.User != "" && !contains(names, w) && len(names) <= most {
			names = append(names, w)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > most:
		names = append(names[:most], "others")
	}
	return " as " + strings.Join(names, ", ")
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}

func clientName(h *Handshake) string {
	if c := h.last().Connection.ClientHost(); c != "" {
		return c
	}
	return "the client"
}

// preemptive are handshakes that came with requests of their own accord, two or
// more on one connection, none of which was asked for.
func (m *model) preemptive() map[*Handshake]bool {
	byPlace := map[place][]*Handshake{}
	for _, h := range m.shakes {
		if h.Outcome == Accepted && (h.Mechanism == MechKerberos || h.Mechanism == MechNegotiate) {
			at := place{h.last().Connection, h.Party}
			byPlace[at] = append(byPlace[at], h)
		}
	}
	set := map[*Handshake]bool{}
	for at, list := range byPlace {
		if len(list) < 2 || !at.conn.Known {
			continue
		}
		for _, h := range list[1:] {
			if h.asks > 0 {
				list = nil
				break
			}
		}
		for _, h := range list {
			set[h] = true
		}
	}
	return set
}

func judgeHealthyPerRequest(m *model) []finding {
	set := m.preemptive()
	return m.grouped(func(h *Handshake) bool { return set[h] && !m.inLoop[h.last()] }, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s sends a %s token with each of %s to %s; all accepted", clientName(h), h.Mechanism, times(len(group), "request"), h.where())
	})
}

func judgeNegotiateNTLM(m *model) []finding {
	kerberos := map[peer]bool{}
	for _, h := range m.shakes {
		if h.Mechanism == MechKerberos {
			kerberos[peerOf(h.last(), h.Party)] = true
		}
	}
	return m.grouped(func(h *Handshake) bool {
		return h.Mechanism == MechNTLM && strings.EqualFold(h.Scheme, "Negotiate") && h.Outcome == Accepted && !kerberos[peerOf(h.last(), h.Party)]
	}, func(group []*Handshake) string {
		return fmt.Sprintf("%s used Negotiate with NTLM inside at %s (%s)", clientName(group[0]), group[0].where(), times(len(group), "logon"))
	})
}

// judgeUnanswered finds challenges that nothing followed, other than those that
// have verdicts of their own.
func judgeUnanswered(m *model) []finding {
	told := map[*Exchange]bool{}
	for _, judge := range []func(*model) []finding{judgeServices, judgeSettings, judgeProxySupport, judgeConnect, judgeClosed, judgeKeepAlive} {
		for _, f := range judge(m) {
			for _, e := range f.exchanges {
				told[e] = true
			}
		}
	}
	return m.grouped(func(h *Handshake) bool {
		return (h.Outcome == Asked || h.Outcome == Challenged) && !told[h.last()] && !m.inLoop[h.last()] && !m.followedByToken(h)
	}, func(group []*Handshake) string {
		return fmt.Sprintf("%s did not go on after being asked by %s%s", clientName(group[0]), group[0].where(), often(len(group)))
	})
}

// followedByToken reports whether another handshake of the client at the same
// party was accepted, so that the challenge was not the end.
func (m *model) followedByToken(h *Handshake) bool {
	o := m.accepted.last[peerOf(h.last(), h.Party)]
	return o != nil && o != h
}
