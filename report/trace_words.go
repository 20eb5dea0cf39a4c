package report

import (
	"fmt"
	"strings"
	"time"

	"tmgaudit/trace"
)

// tokenWords says in short words what a credential or challenge is.
func tokenWords(a trace.Auth) string {
	t := a.Token
	var s string
	switch t.Kind {
	case trace.KindNTLMNegotiate:
		s = "NTLM 1"
	case trace.KindNTLMChallenge:
		s = "NTLM 2"
		if t.NTLM != nil && t.NTLM.Target != "" {
			s += " from " + t.NTLM.Target
		}
	case trace.KindNTLMAuthenticate:
		s = "NTLM 3" + authenticateWords(t.NTLM)
	case trace.KindKerberos:
		s = "Kerberos" + kerberosWords(t.Kerberos)
	case trace.KindSPNEGO:
		s = "SPNEGO"
	case trace.KindBasic:
		s = "Basic " + t.User
	case trace.KindDigest:
		s = strings.TrimSpace("Digest " + t.User)
	default:
		s = a.Scheme
	}
	if t.SPNEGO != nil && t.SPNEGO.State != "" {
		s += " (" + t.SPNEGO.State + ")"
	}
	switch {
	case t.Problem != "":
		s += ", malformed: " + t.Problem
	case t.Elided:
		s += ", shown in part"
	}
	return s
}

func authenticateWords(n *trace.NTLM) string {
	switch {
	case n == nil:
		return ""
	case n.Anonymous:
		return " anonymous"
	case n.User == "":
		return " without a user"
	case n.Domain == "":
		return " " + n.User + ", " + n.Response
	}
	return " " + n.Domain + `\` + n.User + ", " + n.Response
}

func kerberosWords(k *trace.Kerberos) string {
	switch {
	case k == nil:
		return ""
	case k.Message == "KRB-ERROR":
		return fmt.Sprintf(" error %d %s", k.ErrorCode, k.Error)
	case k.Service != "":
		return " for " + k.Service + "@" + k.Realm
	}
	return " " + k.Message
}

// requestWords are the credentials of a request, "" for none.
func requestWords(e *trace.Exchange) string {
	var parts []string
	for _, a := range e.RequestAuth {
		parts = append(parts, a.Party.String()+": "+tokenWords(a))
	}
	return strings.Join(parts, "; ")
}

// answerWords are status and challenges of an answer.
func answerWords(e *trace.Exchange) string {
	if e.Status == 0 && e.ProxyCode == 0 {
		return "no answer in the capture"
	}
	s := fmt.Sprint(e.Status)
	if e.SubStatus != 0 {
		s += fmt.Sprintf(".%d", e.SubStatus)
	}
	if e.ProxyCode != 0 {
		s += fmt.Sprintf(" (%d)", e.ProxyCode)
	}
	for _, p := range []trace.Party{trace.Proxy, trace.Site} {
		var tokens []string
		asks := false
		for _, a := range e.ResponseAuth {
			if a.Party == p {
				tokens = append(tokens, tokenWords(a))
				asks = asks || a.Token.Kind == trace.KindNone || a.Token.Kind == trace.KindDigest
			}
		}
		switch {
		case len(tokens) == 0:
		case asks:
			s += fmt.Sprintf(", %s asks %s", p, strings.Join(tokens, ", "))
		default:
			s += fmt.Sprintf(", %s: %s", p, strings.Join(tokens, ", "))
		}
	}
	return s + logWords(e.Log)
}

// logWords are what only a log tells of an answer.
func logWords(l *trace.LogEntry) string {
	s := ""
	if l == nil {
		return s
	}
	if l.User != "" {
		s += ", user " + l.User
	}
	if l.Rule != "" {
		s += ", rule " + l.Rule
	}
	if l.Win32 != 0 {
		s += ", Windows " + trace.Win32Name(l.Win32)
	}
	return s
}

// requestLine is method and address of a request.
func requestLine(e *trace.Exchange) string {
	if e.Method == "" {
		return "(request not captured)"
	}
	return e.Method + " " + e.URL
}

// connectionWords are the ends of a connection and how it ended.
func connectionWords(c *trace.Connection) string {
	s := orUnknown(c.Client, "client") + " to " + orUnknown(c.Server, "server")
	if c.End != trace.EndUnknown {
		s += ", " + c.End.String()
	}
	if c.Opaque != "" {
		s += "; " + c.Opaque + ", which cannot be read"
	}
	if c.Lost > 0 {
		s += fmt.Sprintf("; %d bytes missing", c.Lost)
	}
	return s
}

func orUnknown(s, what string) string {
	if s == "" {
		return "the " + what
	}
	return s
}

// captureWords count what a capture holds.
func captureWords(c *trace.Capture) string {
	tls := 0
	for _, conn := range c.Connections {
		if conn.Opaque != "" {
			tls++
		}
	}
	s := fmt.Sprintf("%s, %s, %s", c.Format, plural(len(c.Connections), "connection"), plural(len(c.Exchanges), "exchange"))
	if tls > 0 {
		s += fmt.Sprintf(", %d with content that stays opaque (TLS)", tls)
	}
	return s
}

// since is the time of an exchange after the first one of its capture; in a log its
// line and its clock, by which a person finds it again.
func since(c *trace.Capture, e *trace.Exchange) string {
	if e.Log != nil {
		s := fmt.Sprintf("line %d", e.Log.Line)
		if !e.Start.IsZero() {
			s += ", " + e.Start.Format("15:04:05")
		}
		return s
	}
	if e.Start.IsZero() || len(c.Exchanges) == 0 || c.Exchanges[0].Start.IsZero() {
		return ""
	}
	d := e.Start.Sub(c.Exchanges[0].Start)
	if d > time.Hour {
		return e.Start.Format("15:04:05")
	}
	return fmt.Sprintf("%.3fs", d.Seconds())
}

// proofWords name the exchanges of a proof.
func proofWords(list []int) string {
	if len(list) == 1 {
		return "exchange " + indexRanges(list)
	}
	return "exchanges " + indexRanges(list)
}

// indexRanges writes indexes as ranges: "0-3, 7", cut after the first few.
func indexRanges(list []int) string {
	const most = 12
	var parts []string
	for i := 0; i < len(list); {
		k := i
		for k+1 < len(list) && list[k+1] == list[k]+1 {
			k++
		}
		if len(parts) == most {
			return strings.Join(parts, ", ") + fmt.Sprintf(" and %d more", len(list)-i)
		}
		if k == i {
			parts = append(parts, fmt.Sprint(list[i]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", list[i], list[k]))
		}
		i = k + 1
	}
	return strings.Join(parts, ", ")
}

// exportAdvice says how to get what the suspects are looked for in.
const exportAdvice = "To look for the suspects, export the array's configuration (console: right-click the array, Export (Back Up); or the ISAInfo " +
	"file of the data packager) and name it with --config-export FILE."
