package report

import (
	"io"
	"time"

	"tmgaudit/trace"
)

// TraceSchemaVersion is the version of the JSON form of trace results. Additions
// do not change it; there are no removals.
const TraceSchemaVersion = 1

// TraceJSON is a trace result as JSON.
type TraceJSON struct {
	SchemaVersion int                `json:"schema_version"`
	Tool          ToolJSON           `json:"tool"`
	Captures      []TraceCaptureJSON `json:"captures"`
	Servers       []TraceServerJSON  `json:"servers"` // configurations of IIS
}

// TraceCaptureJSON is one input. Problem says why nothing could be read.
type TraceCaptureJSON struct {
	Path        string                `json:"path"`
	Format      string                `json:"format"`
	Problem     string                `json:"problem"`
	Notes       []string              `json:"notes"`
	Connections []TraceConnectionJSON `json:"connections"`
	Verdicts    []TraceVerdictJSON    `json:"verdicts"`
}

// TraceConnectionJSON is one connection. Known is false where the capture does not
// tell connections apart.
type TraceConnectionJSON struct {
	Client    string              `json:"client"`
	Server    string              `json:"server"`
	Known     bool                `json:"known"`
	End       string              `json:"end"`
	Opaque    string              `json:"opaque"`
	Lost      int64               `json:"lost_bytes"`
	Exchanges []TraceExchangeJSON `json:"exchanges"`
}

// TraceExchangeJSON is a request and its answer. Index counts the exchanges of the
// capture by time; verdicts name it.
type TraceExchangeJSON struct {
	Index        int             `json:"index"`
	Time         string          `json:"time"` // RFC 3339, "" when unknown
	Method       string          `json:"method"`
	URL          string          `json:"url"` // without user information and values of the query
	Status       int             `json:"status"`
	SubStatus    int             `json:"sub_status"`
	ProxyCode    int             `json:"proxy_code"`
	Reason       string          `json:"reason"`
	RequestAuth  []TraceAuthJSON `json:"request_auth"`
	ResponseAuth []TraceAuthJSON `json:"response_auth"`
	Log          *TraceLogJSON   `json:"log"`
}

// TraceLogJSON is what only a log tells.
type TraceLogJSON struct {
	Line  int    `json:"line"`
	User  string `json:"user"`
	Agent string `json:"agent"`
	Win32 uint32 `json:"win32_status"`
	Rule  string `json:"rule"`
}

// TraceAuthJSON is one credential or challenge. Token is one of the kinds of the
// contract; what only some of them have is left out where it is not there.
type TraceAuthJSON struct {
	Header   string             `json:"header"`
	Scheme   string             `json:"scheme"`
	Token    string             `json:"token"`
	Bytes    int                `json:"bytes"`
	Problem  string             `json:"problem,omitempty"`
	Elided   bool               `json:"elided,omitempty"`
	User     string             `json:"user,omitempty"`
	Realm    string             `json:"realm,omitempty"`
	NTLM     *TraceNTLMJSON     `json:"ntlm,omitempty"`
	SPNEGO   *TraceSPNEGOJSON   `json:"spnego,omitempty"`
	Kerberos *TraceKerberosJSON `json:"kerberos,omitempty"`
	Digest   *TraceDigestJSON   `json:"digest,omitempty"`
}

// TraceNTLMJSON is an NTLM message without challenge and responses.
type TraceNTLMJSON struct {
	Type        int            `json:"type"`
	Flags       []string       `json:"flags"`
	Domain      string         `json:"domain"`
	User        string         `json:"user"`
	Workstation string         `json:"workstation"`
	Target      string         `json:"target"`
	Info        []TraceAVPJSON `json:"target_info"`
	Version     string         `json:"version"`
	Response    string         `json:"response"`
	Anonymous   bool           `json:"anonymous"`
	MIC         bool           `json:"mic"`
}

// TraceAVPJSON is one fact of the target information.
type TraceAVPJSON struct {
	ID    int    `json:"id"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// TraceSPNEGOJSON is a negotiation message.
type TraceSPNEGOJSON struct {
	Response bool     `json:"response"`
	Mechs    []string `json:"mechanisms"`
	State    string   `json:"state"`
	Chosen   string   `json:"chosen"`
	MIC      bool     `json:"mic"`
}

// TraceKerberosJSON is a Kerberos message.
type TraceKerberosJSON struct {
	Message   string `json:"message"`
	Realm     string `json:"realm"`
	Service   string `json:"service"`
	Etype     string `json:"etype"`
	Mutual    bool   `json:"mutual"`
	ErrorCode int    `json:"error_code"`
	Error     string `json:"error"`
}

// TraceDigestJSON is a Digest credential or challenge.
type TraceDigestJSON struct {
	Algorithm string `json:"algorithm"`
	QOP       string `json:"qop"`
	URI       string `json:"uri"`
	Domain    string `json:"domain"`
}

// TraceVerdictJSON is a verdict. Suspects are slugs of checks; Confirmations say of
// each what the exports say, and are empty when none was named.
type TraceVerdictJSON struct {
	ID            string             `json:"id"`
	Severity      string             `json:"severity"`
	Fault         bool               `json:"fault"`
	Title         string             `json:"title"`
	Message       string             `json:"message"`
	Next          string             `json:"next"`
	Client        string             `json:"client"`
	Server        string             `json:"server"`
	Exchanges     []int              `json:"exchanges"`
	Suspects      []string           `json:"suspects"`
	Confirmations []TraceConfirmJSON `json:"confirmations"`
	Rules         []string           `json:"rules"`  // that a log names
	Served        []string           `json:"served"` // what of the exports served the client, for people
}

// TraceConfirmJSON is what an export says of a suspect. Path and Location are of
// the finding, where there is one.
type TraceConfirmJSON struct {
	Check    string        `json:"check"`
	Code     string        `json:"code"`
	State    string        `json:"state"` // confirmed, elsewhere, ruled-out or not-in-file
	Message  string        `json:"message"`
	Path     string        `json:"path"`
	Location *LocationJSON `json:"location"`
}

// TraceServerJSON is a configuration of IIS.
type TraceServerJSON struct {
	Path     string             `json:"path"`
	Problem  string             `json:"problem"`
	Version  string             `json:"version"`
	Settings []TraceSettingJSON `json:"settings"`
}

// TraceSettingJSON is one setting of persistent authentication.
type TraceSettingJSON struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	Value   string `json:"value"`
	Line    int    `json:"line"`
	Fault   bool   `json:"fault"`
	Meaning string `json:"meaning"`
}

// TraceAsJSON writes the result as TraceJSON.
func TraceAsJSON(w io.Writer, r Trace, _ Options) error {
	j := TraceJSON{
		SchemaVersion: TraceSchemaVersion,
		Tool:          ToolJSON{"tmgaudit", r.Version},
		Captures:      make([]TraceCaptureJSON, len(r.Captures)),
		Servers:       make([]TraceServerJSON, len(r.Servers)),
	}
	for i := range r.Captures {
		j.Captures[i] = r.captureJSON(&r.Captures[i])
	}
	for i, s := range r.Servers {
		j.Servers[i] = serverJSON(s)
	}
	return writeJSON(w, j)
}

func (r Trace) captureJSON(c *TraceCapture) TraceCaptureJSON {
	j := TraceCaptureJSON{Path: c.Path, Problem: c.Err, Notes: []string{}, Connections: []TraceConnectionJSON{}, Verdicts: []TraceVerdictJSON{}}
	if c.Capture == nil {
		return j
	}
	j.Format = string(c.Capture.Format)
	j.Notes = append(j.Notes, c.Capture.Notes...)
	for _, conn := range c.Capture.Connections {
		j.Connections = append(j.Connections, connectionJSON(conn))
	}
	for _, v := range c.Verdicts {
		j.Verdicts = append(j.Verdicts, r.verdictJSON(v))
	}
	return j
}

func connectionJSON(c *trace.Connection) TraceConnectionJSON {
	j := TraceConnectionJSON{Client: c.Client, Server: c.Server, Known: c.Known, End: c.End.String(), Opaque: c.Opaque, Lost: c.Lost, Exchanges: []TraceExchangeJSON{}}
	for _, e := range c.Exchanges {
		j.Exchanges = append(j.Exchanges, exchangeJSON(e))
	}
	return j
}

func exchangeJSON(e *trace.Exchange) TraceExchangeJSON {
	j := TraceExchangeJSON{
		Index: e.Index, Method: e.Method, URL: e.URL, Status: e.Status, SubStatus: e.SubStatus, ProxyCode: e.ProxyCode, Reason: e.Reason,
		RequestAuth: authJSON(e.RequestAuth), ResponseAuth: authJSON(e.ResponseAuth),
	}
	if !e.Start.IsZero() {
		j.Time = e.Start.Format(time.RFC3339Nano)
	}
	if l := e.Log; l != nil {
		j.Log = &TraceLogJSON{l.Line, l.User, l.Agent, l.Win32, l.Rule}
	}
	return j
}

func authJSON(list []trace.Auth) []TraceAuthJSON {
	all := make([]TraceAuthJSON, 0, len(list))
	for _, a := range list {
		t := a.Token
		j := TraceAuthJSON{Header: a.Header, Scheme: a.Scheme, Token: string(t.Kind), Bytes: t.Size, Problem: t.Problem, Elided: t.Elided, User: t.User, Realm: t.Realm}
		j.NTLM = ntlmJSON(t.NTLM)
		if s := t.SPNEGO; s != nil {
			j.SPNEGO = &TraceSPNEGOJSON{s.Response, append([]string{}, s.Mechs...), s.State, s.Chosen, s.MIC}
		}
		if k := t.Kerberos; k != nil {
			kerberos := TraceKerberosJSON(*k)
			j.Kerberos = &kerberos
		}
		if d := t.Digest; d != nil {
			digest := TraceDigestJSON(*d)
			j.Digest = &digest
		}
		all = append(all, j)
	}
	return all
}

func ntlmJSON(n *trace.NTLM) *TraceNTLMJSON {
	if n == nil {
		return nil
	}
	j := &TraceNTLMJSON{
		Type: n.Type, Flags: append([]string{}, n.Flags.Names()...), Domain: n.Domain, User: n.User, Workstation: n.Workstation, Target: n.Target,
		Info: []TraceAVPJSON{}, Version: n.Version, Response: n.Response, Anonymous: n.Anonymous, MIC: n.MIC,
	}
	for _, p := range n.Info {
		j.Info = append(j.Info, TraceAVPJSON(p))
	}
	return j
}

func (r Trace) verdictJSON(v trace.Verdict) TraceVerdictJSON {
	j := TraceVerdictJSON{
		ID: v.ID, Severity: v.Severity.String(), Fault: v.Fault(), Title: v.Title, Message: v.Message, Next: v.Next, Client: v.Client, Server: v.Server,
		Exchanges: v.Exchanges, Suspects: append([]string{}, v.Suspects...), Confirmations: []TraceConfirmJSON{}, Rules: append([]string{}, v.Rules...),
		Served: append([]string{}, r.served(v)...),
	}
	for _, s := range r.Suspects(v) {
		if s.State == SuspectNotLookedFor {
			continue
		}
		c := TraceConfirmJSON{Check: s.Slug, Code: s.Code, State: string(s.State), Message: s.Text}
		if s.File != nil {
			c.Path = s.File.Path
		}
		if s.Finding != nil {
			c.Location = locationJSON(s.File.location(s.Finding.Span))
		}
		j.Confirmations = append(j.Confirmations, c)
	}
	return j
}

func serverJSON(s TraceIIS) TraceServerJSON {
	j := TraceServerJSON{Path: s.Path, Problem: s.Err, Settings: []TraceSettingJSON{}}
	if s.Config != nil {
		j.Version = s.Config.Version
		for _, v := range s.Config.Settings {
			j.Settings = append(j.Settings, TraceSettingJSON(v))
		}
	}
	return j
}
