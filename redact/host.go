package redact

import (
	"strings"
)

// part is a word of a compound value, kept where it is known.
func (r *Redactor) part(k kind, s string) string {
	if s == "" || known(s) {
		return s
	}
	return r.codes.word(k, s)
}

// host redacts a domain, host name or address, with its port if it has one.
func (r *Redactor) host(s string) string {
	if known(s) {
		return s
	}
	name, port := s, ""
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Trim(s[i+1:], "0123456789*") == "" && strings.Count(s, ":") == 1 {
		name, port = s[:i], s[i:]
	}
	if a, ok := r.addresses.text(name); ok {
		return a + port
	}
	return r.domain(name) + port
}

// domain redacts a name label by label. Its public suffix is kept, wildcards too.
func (r *Redactor) domain(s string) string {
	if known(s) {
		return s
	}
	labels := strings.Split(s, ".")
	kept := len(labels) - suffixLength(labels)
	for i := range kept {
		labels[i] = r.wild(kindLabel, labels[i])
	}
	return strings.Join(labels, ".")
}

// wild redacts a word and leaves its wildcards.
func (r *Redactor) wild(k kind, s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "*?")
		if i < 0 {
			b.WriteString(r.part(k, s))
			break
		}
		b.WriteString(r.part(k, s[:i]))
		b.WriteByte(s[i])
		s = s[i+1:]
	}
	return b.String()
}

// suffixLength is the number of labels at the end that belong to a registry or
// are reserved. A name that is nothing but a suffix, as "*.de", stays.
func suffixLength(labels []string) int {
	n := len(labels)
	end := 0
	if n > 1 && labels[n-1] == "" { // the root: "example.com."
		n, end = n-1, 1
	}
	last := strings.ToLower(labels[n-1])
	country := len(last) == 2 && strings.Trim(last, "abcdefghijklmnopqrstuvwxyz") == ""
	switch {
	case n < 2 || !country && !topLevel[last]:
		return end
	case country && n > 2 && secondLevel[strings.ToLower(labels[n-2])]:
		return end + 2
	}
	return end + 1
}

// topLevel are the generic top-level domains of old and the names that are
// reserved or usual for networks of one's own. Others may be a name.
var topLevel = wordSet("com org net edu gov mil int arpa info biz name pro aero coop museum jobs mobi travel cat asia tel " +
	"example test invalid localhost local lan corp home internal intranet private localdomain")

// secondLevel are the labels below which countries register names.
var secondLevel = wordSet("co com net org edu gov gob ac or ne go mil sch ltd plc nhs police")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// url redacts an absolute URL: its user, host, path and query.
func (r *Redactor) url(s string) string {
	scheme, rest, _ := strings.Cut(s, "://")
	if !schemes[strings.ToLower(scheme)] {
		scheme = r.part(kindName, scheme)
	}
	return scheme + "://" + r.site(rest)
}

var schemes = wordSet("http https ftp ftps file ldap ldaps mms rtsp gopher sip sips tcp udp news nntp telnet ws wss")

// site redacts a host and what follows it: "host:80/path?query#part".
func (r *Redactor) site(s string) string {
	i := strings.IndexAny(s, "/?#")
	if strings.HasPrefix(s, "*.") || i >= 0 && s[i] == '?' && !strings.ContainsAny(s[i:], "=&") {
		i = strings.IndexAny(s, "/#") // there "?" is a wildcard
	}
	if i < 0 {
		i = len(s)
	}
	authority, tail := s[:i], s[i:]
	user, host, has := cutLast(authority, "@")
	if has {
		user = r.codes.word(kindAccount, user) + "@"
	}
	return user + r.authority(host) + r.path(tail, "/")
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

func (r *Redactor) authority(s string) string {
	if inner, ok := strings.CutPrefix(s, "["); ok { // an IPv6 address
		if address, port, ok := strings.Cut(inner, "]"); ok {
			if a, ok := r.addresses.text(address); ok {
				return "[" + a + "]" + r.port(port)
			}
		}
	}
	return r.host(s)
}

func (r *Redactor) port(s string) string {
	if strings.Trim(s, ":0123456789*") == "" {
		return s
	}
	return ":" + r.codes.word(kindName, s)
}

// path redacts a path segment by segment, a query and a fragment as a whole.
func (r *Redactor) path(s, separator string) string {
	tail := ""
	if separator == "/" {
		if i := strings.IndexByte(s, '#'); i >= 0 {
			s, tail = s[:i], "#"+r.segment(s[i+1:])
		}
		if i := strings.IndexByte(s, '?'); i >= 0 && i+1 < len(s) {
			s, tail = s[:i], "?"+r.wild(kindPath, s[i+1:])+tail
		}
	}
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, `/\`)
		if i < 0 {
			i = len(s)
		}
		b.WriteString(r.segment(s[:i]))
		if i < len(s) {
			b.WriteByte(s[i])
			i++
		}
		s = s[i:]
	}
	return b.String() + tail
}

// segment redacts a step of a path. An extension of a few letters stays, so do
// drives and variables of the system.
func (r *Redactor) segment(s string) string {
	switch {
	case s == "" || s == "." || s == ".." || known(s):
		return s
	case len(s) == 2 && s[1] == ':':
		return s
	case len(s) > 2 && s[0] == '%' && s[len(s)-1] == '%' && systemVariables[strings.ToLower(s[1:len(s)-1])]:
		return s
	}
	if a, ok := r.addresses.text(s); ok {
		return a
	}
	if fileForm().MatchString(s) {
		dot := strings.LastIndexByte(s, '.')
		return r.wild(kindPath, s[:dot]) + s[dot:]
	}
	if domainForm().MatchString(s) {
		return r.host(s)
	}
	return r.wild(kindPath, s)
}

var systemVariables = wordSet("systemroot windir programfiles programfiles(x86) systemdrive temp tmp isainstalldirectory")
