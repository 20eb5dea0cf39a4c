package trace

import (
	"fmt"
	"strings"
)

// refusedByProxy are complete credentials that a proxy answered by asking again,
// and that no later logon at it made good.
func (m *model) refusedByProxy(h *Handshake) bool {
	if h.Party != Proxy || h.Outcome != Refused || h.nobody() || m.inLoop[h.last()] {
		return false
	}
	_, later := after(m.accepted.last, h)
	_, before := m.accepted.before(h)
	return !later && !before
}

// refusals counts the refused credentials by proxy and client.
func (m *model) refusals() map[peer]int {
	n := map[peer]int{}
	for _, h := range m.shakes {
		if m.refusedByProxy(h) {
			n[peerOf(h.last(), Proxy)]++
		}
	}
	return n
}

// judgeProxyLoop finds clients whose credentials a proxy never takes.
func judgeProxyLoop(m *model) []finding {
	if m.Format.isLog() {
		return judgeProxyLog(m)
	}
	n := m.refusals()
	return m.grouped(func(h *Handshake) bool { return m.refusedByProxy(h) && n[peerOf(h.last(), Proxy)] > 1 }, refusalText)
}

func judgeProxyRefusal(m *model) []finding {
	n := m.refusals()
	return m.grouped(func(h *Handshake) bool { return m.refusedByProxy(h) && n[peerOf(h.last(), Proxy)] == 1 }, refusalText)
}

func refusalText(group []*Handshake) string {
	h := group[len(group)-1]
	return fmt.Sprintf("%s gave complete %s credentials%s to %s and was asked again%s", clientName(h), h.Mechanism, h.who(), h.where(), often(len(group)))
}

// judgeDeniedAfterLogon finds clients that a proxy let in before as the same user,
// and asks again here.
func judgeDeniedAfterLogon(m *model) []finding {
	if m.Format == FormatProxyLog {
		return judgeDeniedLog(m)
	}
	return m.groupedWith(func(h *Handshake) bool {
		_, known := m.accepted.before(h)
		return known && h.Party == Proxy && h.Outcome == Refused && !h.nobody() && !m.inLoop[h.last()]
	}, func(group []*Handshake) string {
		h := group[len(group)-1]
		return fmt.Sprintf("%s was let in before%s, and is asked for credentials again after giving them for %s%s", clientName(h), h.who(), h.last().URL, often(len(group)))
	}, m.accepted.before)
}

// pick gathers exchanges by client and host.
func (m *model) pick(test func(*Exchange) bool, message func(key clientHost, list []*Exchange) string) []finding {
	var all []finding
	for _, key := range m.pairs {
		var list []*Exchange
		for _, e := range m.byPair[key] {
			if test(e) {
				list = append(list, e)
			}
		}
		if len(list) > 0 {
			all = append(all, finding{message(key, list), key.host, list})
		}
	}
	return all
}

func judgeDenied(m *model) []finding {
	return m.pick(func(e *Exchange) bool {
		return e.ProxyCode == proxyDenied || e.Status == 403 && e.Absolute && field(e.Response, "Via") != "" && strings.Contains(strings.ToLower(e.Reason), "forbidden ( the")
	}, func(key clientHost, list []*Exchange) string {
		user := ""
		if l := list[0].Log; l != nil && l.User != "" {
			user = " of " + quote(l.User)
		}
		return fmt.Sprintf("the proxy denied %s%s to %s (12202)", times(len(list), "request"), user, key.host)
	})
}

// tunnelPorts are those that every installation allows.
var tunnelPorts = map[string]bool{"443": true, "563": true}

func judgeConnect(m *model) []finding {
	return m.pick(func(e *Exchange) bool {
		refused := e.Status == 502 || e.Status == 403
		return e.ProxyCode == proxyPortRefused || e.Method == "CONNECT" && refused && e.Port != "" && !tunnelPorts[e.Port] && e.ProxyCode == 0 && e.Log == nil
	}, func(key clientHost, list []*Exchange) string {
		return fmt.Sprintf("the proxy refused CONNECT to %s%s", list[0].URL, often(len(list)))
	})
}

func judgeInspection(m *model) []finding {
	return m.pick(func(e *Exchange) bool {
		r := strings.ToLower(e.Reason)
		return e.Status == 502 && (strings.Contains(r, "-2146893018") || strings.Contains(r, "80090326"))
	}, func(key clientHost, list []*Exchange) string {
		return fmt.Sprintf("the proxy failed in the TLS handshake with %s%s", key.host, often(len(list)))
	})
}

// isSettings reports whether a request is for the script with the proxy's own
// settings, which browsers and Firewall Clients fetch.
func (e *Exchange) isSettings() bool {
	path, _, _ := strings.Cut(strings.ToLower(e.URL), "?")
	return strings.HasSuffix(path, "/wpad.dat") || strings.HasSuffix(path, "/wspad.dat") || strings.HasSuffix(path, "/array.dll")
}

func judgeSettings(m *model) []finding {
	return m.pick(func(e *Exchange) bool { return e.isSettings() && e.asked(Proxy) }, func(key clientHost, list []*Exchange) string {
		return fmt.Sprintf("the proxy answers %s with a demand for credentials%s", list[0].URL, often(len(list)))
	})
}

// services are parts of the user agents of programs that run without a user.
var services = []string{
	"windows-update-agent", "microsoft bits", "microsoft-cryptoapi", "microsoft ncsi", "microsoft-delivery-optimization", "winhttp",
	"java/", "java1.", "mcafee", "symantec liveupdate", "liveupdate", "sophos", "kaspersky", "eset", "trend micro", "mpsigdownload",
	"microsoft-wns", "urlmon", "jakarta", "python-requests", "apt-http", "debian apt",
}

func (e *Exchange) agent() string {
	if e.Log != nil {
		return e.Log.Agent
	}
	return field(e.Request, "User-Agent")
}

func (e *Exchange) isService() bool {
	agent := strings.ToLower(e.agent())
	for _, s := range services {
		if strings.Contains(agent, s) {
			return true
		}
	}
	return false
}

// judgeServices finds programs that are asked for credentials and never give any.
func judgeServices(m *model) []finding {
	type key struct{ client, agent string }
	able := map[key]bool{}
	for _, e := range m.Exchanges {
		if e.isService() && (hasParty(e.RequestAuth, Proxy) || e.Log != nil && e.Log.User != "" || e.Log != nil && e.succeeded()) {
			able[key{e.Connection.ClientHost(), e.agent()}] = true
		}
	}
	return m.pick(func(e *Exchange) bool {
		return e.asked(Proxy) && e.isService() && !e.isSettings() && !able[key{e.Connection.ClientHost(), e.agent()}]
	}, func(k clientHost, list []*Exchange) string {
		return fmt.Sprintf("%s is asked for credentials at %s%s and gives none", quote(cut(list[0].agent(), 80)), k.host, often(len(list)))
	})
}

// judgeProxySupport finds challenges for connection-bound schemes that came
// through a proxy without its promise to keep connections apart, and that the
// client did not answer.
func judgeProxySupport(m *model) []finding {
	return m.grouped(func(h *Handshake) bool {
		e := h.last()
		through := e.Absolute || field(e.Response, "Via") != ""
		return h.Party == Site && h.Outcome == Asked && through && e.offers(Site, "Negotiate", "NTLM") && !e.offers(Site, "Basic", "Digest") &&
			!strings.Contains(strings.ToLower(field(e.Response, "Proxy-Support")), "session-based-authentication") &&
			!m.inLoop[e] && !m.followedByToken(h)
	}, func(group []*Handshake) string {
		h := group[0]
		return fmt.Sprintf("%s asks for Negotiate or NTLM through a proxy, the answer has no Proxy-Support field, and %s does not answer%s", h.where(), clientName(h), often(len(group)))
	})
}

func judgeBasic(m *model) []finding {
	var all []finding
	for _, p := range []Party{Proxy, Site} {
		all = append(all, m.pick(func(e *Exchange) bool {
			a, ok := e.sent(p)
			return ok && a.Token.Kind == KindBasic && e.isClear(p)
		}, func(key clientHost, list []*Exchange) string {
			a, _ := list[0].sent(p)
			return fmt.Sprintf("the password of %s goes to the %s in clear (%s)", quote(a.Token.User), p, times(len(list), "request"))
		})...)
	}
	return all
}
