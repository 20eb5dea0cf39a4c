package trace

import (
	"bytes"
	"strconv"
	"strings"
)

// head is the start line and the header fields of one message as they came. It
// holds secrets and does not leave the reader.
type head struct {
	start  string
	fields []Header
}

// get is the value of a field, "" when it is missing.
func (h *head) get(name string) string { return field(h.fields, name) }

// maxHead bounds the bytes of the start line and fields of one message.
const maxHead = 256 << 10

// addLine adds a field line, or goes on with the last one (obs-fold of RFC 9112,
// 5.2). It reports whether the line is one.
func (h *head) addLine(line string) bool {
	if (line[0] == ' ' || line[0] == '\t') && len(h.fields) > 0 {
		last := &h.fields[len(h.fields)-1]
		last.Value += " " + strings.TrimSpace(line)
		return true
	}
	name, value, ok := strings.Cut(line, ":")
	name = strings.TrimSpace(name)
	if !ok || !isFieldName(name) {
		return false
	}
	h.fields = append(h.fields, Header{name, strings.TrimSpace(value)})
	return true
}

func isFieldName(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return !isTokenRune(r) })
}

// parseRequestLine reads "METHOD target HTTP/x.y" (RFC 9112, 3).
func parseRequestLine(line string) (method, target, proto string, ok bool) {
	method, rest, ok1 := strings.Cut(line, " ")
	i := strings.LastIndexByte(rest, ' ')
	if !ok1 || i < 0 || !isMethod(method) {
		return "", "", "", false
	}
	target, proto = strings.TrimSpace(rest[:i]), rest[i+1:]
	return method, target, proto, target != "" && isProto(proto)
}

// isMethod reports whether s is written like a method: those of HTTP and WebDAV
// are capital letters, some with digits, "_" or "-".
func isMethod(s string) bool {
	return len(s) >= 3 && len(s) <= 24 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	})
}

func isProto(s string) bool {
	return len(s) == 8 && strings.HasPrefix(s, "HTTP/") && s[5] >= '0' && s[5] <= '9' && s[6] == '.' && s[7] >= '0' && s[7] <= '9'
}

// parseStatusLine reads "HTTP/x.y code reason" (RFC 9112, 4).
func parseStatusLine(line string) (proto string, status int, reason string, ok bool) {
	if len(line) < 12 || !isProto(line[:8]) || line[8] != ' ' {
		return "", 0, "", false
	}
	rest := strings.TrimLeft(line[9:], " ")
	if len(rest) < 3 || len(rest) > 3 && rest[3] != ' ' {
		return "", 0, "", false
	}
	status, err := strconv.Atoi(rest[:3])
	if err != nil || status < 100 {
		return "", 0, "", false
	}
	return line[:8], status, cut(strings.TrimSpace(rest[3:]), maxName), true
}

// setRequest fills the exchange from a request.
func (e *Exchange) setRequest(method, target, proto string, fields []Header) {
	e.Method, e.Proto = strings.Clone(method), strings.Clone(proto) // not the line that may be long
	e.target(target, field(fields, "Host"))
	e.Request, e.RequestAuth = readFields(fields, false)
}

// setResponse fills the exchange from an answer.
func (e *Exchange) setResponse(proto string, status int, reason string, fields []Header) {
	e.ResponseProto, e.Status, e.Reason = strings.Clone(proto), status, reason
	e.Response, e.ResponseAuth = readFields(fields, true)
	e.ProxyCode = resultCode(reason)
}

// readFields masks the fields of a message and decodes what they say about
// authentication.
func readFields(fields []Header, response bool) (shown []Header, auth []Auth) {
	for _, f := range fields {
		if len(shown) == maxHeaders && authHeaders[strings.ToLower(f.Name)].name == "" {
			continue
		}
		a := parseAuth(f.Name, f.Value, response)
		auth = append(auth, a...)
		shown = append(shown, maskHeader(f.Name, f.Value, a))
	}
	return shown, auth
}

// Result codes of ISA Server and TMG that concern authentication and access. The
// proxy writes them into its log and its error pages.
const (
	proxyDenied       = 12202 // the policy denied the URL
	proxyPortRefused  = 12204 // the port of a CONNECT is not allowed
	proxyAuthRequired = 12209 // the proxy asks for credentials
)

// resultWords are parts of the reason phrases in which the proxy puts its result
// without the number.
var resultWords = []struct {
	words string
	code  int
}{
	{"ssl) port is not allowed", proxyPortRefused},
	{"ssl port specified is not allowed", proxyPortRefused},
	{"denied the specified uniform resource locator", proxyDenied},
}

// resultCode is the result code in a reason phrase or an error page, 0 for none.
func resultCode(s string) int {
	lower := strings.ToLower(s)
	for _, w := range resultWords {
		if strings.Contains(lower, w.words) {
			return w.code
		}
	}
	for _, code := range []int{proxyDenied, proxyPortRefused, proxyAuthRequired} {
		if strings.Contains(lower, "("+strconv.Itoa(code)+")") {
			return code
		}
	}
	return 0
}

// maxPage bounds how much of the body of an error page is looked at.
const maxPage = 4 << 10

// setPage reads the codes that an error page states in its text: "HTTP Error
// 401.2" of IIS, "(12204)" of ISA Server and TMG.
func (e *Exchange) setPage(body []byte) {
	if e.ProxyCode == 0 {
		e.ProxyCode = resultCode(string(body))
	}
	for _, mark := range []string{"HTTP Error ", "Error Summary</h2>", "Error "} {
		for rest := body; ; {
			i := bytes.Index(rest, []byte(mark))
			if i < 0 {
				break
			}
			rest = rest[i+len(mark):]
			if sub := subStatus(rest, e.Status); sub != 0 {
				e.SubStatus = sub
				return
			}
		}
	}
}

// subStatus is the number behind "401." at the start of s.
func subStatus(s []byte, status int) int {
	want := strconv.Itoa(status) + "."
	if !bytes.HasPrefix(s, []byte(want)) {
		return 0
	}
	n := 0
	for _, c := range s[len(want):min(len(s), len(want)+2)] {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
