// Package trace reads what was recorded of HTTP traffic and tells what happened
// to its authentication: which party asked whom for credentials, with which
// tokens, how it went, and what that points to.
//
// Read turns an input into a Capture, by its content; Judge turns a Capture into
// verdicts. Nothing that a Capture holds is a secret: passwords, responses to
// challenges, tickets and cookies are dropped where they are decoded, so that no
// reader of a Capture can show one.
package trace

import (
	"slices"
	"strings"
	"time"
)

// Format is the kind of input that a capture was read from.
type Format string

// The formats.
const (
	FormatHAR      Format = "har"       // HTTP Archive 1.2
	FormatPCAP     Format = "pcap"      // libpcap
	FormatPCAPNG   Format = "pcapng"    // pcapng
	FormatText     Format = "http-text" // HTTP messages as text
	FormatIISLog   Format = "iis-log"   // W3C log of IIS
	FormatProxyLog Format = "proxy-log" // W3C web proxy log of ISA Server or TMG
)

// isLog reports whether the format has status codes but no messages.
func (f Format) isLog() bool { return f == FormatIISLog || f == FormatProxyLog }

// Capture is what one input holds.
type Capture struct {
	Format      Format
	Connections []*Connection // in the order of their first exchange or packet
	Exchanges   []*Exchange   // of all connections, by time; Exchanges[i].Index is i
	Notes       []string      // what was left out or could not be read, for people

	kept  int // exchanges
	bytes int // of their text, see weigh
	left  int // exchanges that were left out
}

// Bounds of what is kept of one input. What is beyond is counted in a note.
const (
	maxExchanges   = 100_000
	maxBytes       = 128 << 20
	maxConnections = 100_000
	maxNotes       = 50
)

// room reports whether another exchange is kept, and counts it.
func (c *Capture) room() bool {
	if c.kept >= maxExchanges || c.bytes >= maxBytes {
		c.left++
		return false
	}
	c.kept++
	return true
}

// weigh counts the text of a message of an exchange that is kept.
func (c *Capture) weigh(fields []Header, auth []Auth) {
	const fixed = 256 // of a credential or challenge
	for _, h := range fields {
		c.bytes += len(h.Name) + len(h.Value)
	}
	for _, a := range auth {
		c.bytes += fixed
		if a.Token.NTLM != nil {
			for _, p := range a.Token.NTLM.Info {
				c.bytes += len(p.Name) + len(p.Value)
			}
		}
	}
}

// note adds a remark, once.
func (c *Capture) note(s string) {
	if len(c.Notes) < maxNotes && !slices.Contains(c.Notes, s) {
		c.Notes = append(c.Notes, s)
	}
}

// End is how a connection ended.
type End int

// The ends of a connection.
const (
	EndUnknown  End = iota // the capture does not tell, or it was still open
	ClientClose            // FIN from the client first
	ServerClose            // FIN from the server first
	ClientReset
	ServerReset
)

func (e End) String() string {
	return [...]string{"open at the end", "closed by the client", "closed by the server", "reset by the client", "reset by the server"}[e]
}

// Connection is one transport connection, or what stands for one where the
// capture does not tell connections apart.
type Connection struct {
	Index     int
	Client    string // address:port or address, "" when unknown
	Server    string // address:port, or a host name, "" when unknown
	Known     bool   // the capture tells which exchanges shared this connection
	Whole     bool   // its beginning was captured
	Start     time.Time
	Exchanges []*Exchange
	End       End
	Opaque    string // what else it carried that cannot be read, "TLS" for example
	Lost      int64  // bytes that the capture lacks
}

// Header is one header field as it may be shown: values that could hold a secret
// are replaced.
type Header struct{ Name, Value string }

// Exchange is a request and its answer.
type Exchange struct {
	Index      int
	Connection *Connection
	Start      time.Time // zero when unknown
	Method     string    // "" when the request was not captured
	URL        string    // as it may be shown: no user information, no values of the query
	Host       string    // of the target, lower case, without port; "" when unknown
	Port       string    // of the target as written, "" for the default
	Proto      string    // "HTTP/1.1"
	Absolute   bool      // the target is an absolute URL or a CONNECT: the client speaks to a proxy

	Status        int // 0 when there is no answer
	SubStatus     int // of IIS, 0 when unknown
	ProxyCode     int // result code of ISA Server or TMG (12202, ...), 0 when unknown
	Reason        string
	ResponseProto string

	Request, Response         []Header
	RequestAuth, ResponseAuth []Auth

	Log *LogEntry // nil when the capture is no log
}

// LogEntry is what only a log tells of an exchange.
type LogEntry struct {
	Line  int
	User  string // "" for nobody
	Agent string // user agent
	Win32 uint32 // sc-win32-status of IIS
	Rule  string // firewall rule that the proxy applied
}

// Party is who asks for credentials: a proxy (407) or a site (401).
type Party int

// The parties.
const (
	Site Party = iota
	Proxy
)

func (p Party) String() string { return [...]string{"site", "proxy"}[p] }

// Status is the code with which the party asks for credentials (RFC 9110, 15.5.2
// and 15.5.8).
func (p Party) Status() int { return [...]int{401, 407}[p] }

// Auth is one credential or challenge: a scheme of one header field.
type Auth struct {
	Header string // "Proxy-Authorization", in its canonical form
	Party  Party
	Scheme string // as written
	Token  Token
}

// asked reports whether a party asked for credentials in this exchange.
func (e *Exchange) asked(p Party) bool {
	return e.Status == p.Status() || p == Proxy && e.ProxyCode == proxyAuthRequired
}

// sent is the credential that the request carried for a party.
func (e *Exchange) sent(p Party) (Auth, bool) { return authFor(e.RequestAuth, p) }

// answered is the token that a party sent back, when one came.
func (e *Exchange) answered(p Party) (Auth, bool) {
	for _, a := range e.ResponseAuth {
		if a.Party == p && a.Token.Kind != KindNone && a.Token.Digest == nil {
			return a, true
		}
	}
	return Auth{}, false
}

func authFor(list []Auth, p Party) (Auth, bool) {
	for _, a := range list {
		if a.Party == p {
			return a, true
		}
	}
	return Auth{}, false
}

// offers reports whether a party named a scheme among those it takes.
func (e *Exchange) offers(p Party, schemes ...string) bool {
	return slices.ContainsFunc(e.ResponseAuth, func(a Auth) bool {
		return a.Party == p && slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, a.Scheme) })
	})
}

// succeeded reports whether the exchange brought what was asked for, or sent the
// client elsewhere.
func (e *Exchange) succeeded() bool { return e.Status >= 200 && e.Status < 400 }

// field is the value of a header, "" when it is missing.
func field(list []Header, name string) string {
	for _, h := range list {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// keeps reports whether the answer leaves the connection open (RFC 9112, 9.3; the
// Proxy-Connection of older clients and proxies counts like Connection).
func (e *Exchange) keeps() bool { return keeps(e.ResponseProto, e.Response) }

// asksToClose reports whether the request itself ends the connection.
func (e *Exchange) asksToClose() bool { return e.Method != "" && !keeps(e.Proto, e.Request) }

func keeps(proto string, headers []Header) bool {
	stays := proto != "HTTP/1.0" && proto != "HTTP/0.9"
	for _, h := range headers {
		if !strings.EqualFold(h.Name, "Connection") && !strings.EqualFold(h.Name, "Proxy-Connection") {
			continue
		}
		for option := range strings.SplitSeq(strings.ToLower(h.Value), ",") {
			switch strings.TrimSpace(option) {
			case "close":
				return false
			case "keep-alive":
				stays = true
			}
		}
	}
	return stays
}

// ClientHost is the client's address without port.
func (c *Connection) ClientHost() string { return hostOf(c.Client) }

// hostOf is an address without its port.
func hostOf(address string) string {
	if strings.HasPrefix(address, "[") {
		if end := strings.IndexByte(address, ']'); end > 0 {
			return address[1:end]
		}
	}
	if host, _, ok := strings.Cut(address, ":"); ok && strings.Count(address, ":") == 1 {
		return host
	}
	return address
}
