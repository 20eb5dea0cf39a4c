package trace

import (
	"fmt"
	"net/url"
	"strings"
)

// Masked stands for what is not shown.
const Masked = "(not shown)"

// shownHeaders are the header fields whose values cannot hold a secret. All
// others are masked: a new kind of token must not need a new rule here.
var shownHeaders = words(`User-Agent Server Via Connection Proxy-Connection Keep-Alive Persistent-Auth Proxy-Support
	Content-Length Content-Type Content-Encoding Transfer-Encoding Date Cache-Control Pragma Expires Last-Modified Age Vary Accept
	Accept-Encoding Accept-Language Accept-Charset Allow Expect Upgrade X-Powered-By X-AspNet-Version X-Cache MS-Author-Via
	Retry-After DNT Upgrade-Insecure-Requests MicrosoftSharePointTeamServices X-UA-Compatible`)

// urlHeaders are those that hold an address.
var urlHeaders = words("Location Referer Content-Location")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[strings.ToLower(w)] = true
	}
	return set
}

// Bounds of what is kept of a message.
const (
	maxValue   = 1024
	maxURL     = 2048
	maxHeaders = 100
)

// maskHeader is a header field as it may be shown.
func maskHeader(name, value string, auth []Auth) Header {
	lower := strings.ToLower(name)
	h := Header{Name: clean(name)}
	switch {
	case len(auth) > 0:
		h.Value = describeAll(auth)
	case lower == "host":
		h.Value = cut(dropUser(value), maxValue)
	case shownHeaders[lower]:
		h.Value = cut(value, maxValue)
	case urlHeaders[lower]:
		h.Value = MaskURL(value)
	default:
		h.Value = Masked
	}
	return h
}

func describeAll(auth []Auth) string {
	var parts []string
	for _, a := range auth {
		s := a.Scheme
		if a.Token.Kind != KindNone {
			s += fmt.Sprintf(" (%s, %d bytes)", a.Token.Kind, a.Token.Size)
		} else if a.Token.Size > 0 {
			s += " " + Masked
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func cut(s string, most int) string {
	if len(s) > most {
		s = s[:most] + "..."
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// MaskURL is an address as it may be shown: without user information, fragment,
// and the values of query and path parameters, which may be credentials.
func MaskURL(raw string) string {
	s, _, _ := strings.Cut(cut(raw, maxURL), "#")
	path, query, hasQuery := strings.Cut(s, "?")
	path = maskParameters(dropUser(path), ";")
	if !hasQuery {
		return path
	}
	return path + "?" + maskQuery(query)
}

// dropUser takes "user:password@" out of the authority.
func dropUser(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "", s
	}
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/\\"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		authority = authority[i+1:]
	}
	if ok {
		return scheme + "://" + authority + path
	}
	return authority + path
}

// maskParameters masks what stands behind "=" after a separator in a path.
func maskParameters(s, separator string) string {
	parts := strings.Split(s, separator)
	for i, p := range parts[1:] {
		if name, value, ok := strings.Cut(p, "="); ok {
			tail := ""
			if at := strings.IndexByte(value, '/'); at >= 0 {
				tail = value[at:]
			}
			parts[i+1] = name + "=*" + tail
		}
	}
	return strings.Join(parts, separator)
}

// maskQuery keeps the names of a query and masks the values. A query that is one
// short word, as in "?wsdl", is a name.
func maskQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, p := range parts {
		name, _, ok := strings.Cut(p, "=")
		switch {
		case ok && len(name) <= 40:
			parts[i] = name + "=*"
		case !ok && len(p) <= 16:
		default:
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "&")
}

// target sets what the request line says of its target (RFC 9112, 3.2). host is
// the Host field, for targets without one.
func (e *Exchange) target(raw, host string) {
	e.URL = MaskURL(raw)
	authority := host
	switch {
	case e.Method == "CONNECT":
		authority, e.Absolute = raw, true
	case strings.Contains(raw, "://"):
		e.Absolute = true
		if u, err := url.Parse(raw); err == nil {
			authority = u.Host
		} else {
			authority = authorityOf(raw)
		}
	case host != "" && strings.HasPrefix(raw, "/"):
		e.URL = "http://" + cut(dropUser(host), maxName) + e.URL
	}
	e.Host, e.Port = splitHost(dropUser(authority))
}

func authorityOf(raw string) string {
	_, rest, _ := strings.Cut(raw, "://")
	if i := strings.IndexAny(rest, "/?#\\"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// splitHost parts a host from its port.
func splitHost(authority string) (host, port string) {
	host = hostOf(authority)
	if i := strings.LastIndexByte(authority, ':'); i > 0 && host != authority && i > strings.LastIndexByte(authority, ']') {
		port = authority[i+1:]
	}
	return strings.ToLower(clean(host)), clean(port)
}
