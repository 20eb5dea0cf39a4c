package trace

import "strings"

// authHeaders are the header fields of RFC 9110, 11.6 and 11.7 in lower case.
var authHeaders = map[string]struct {
	name     string
	party    Party
	response bool
}{
	"authorization":       {"Authorization", Site, false},
	"www-authenticate":    {"WWW-Authenticate", Site, true},
	"proxy-authorization": {"Proxy-Authorization", Proxy, false},
	"proxy-authenticate":  {"Proxy-Authenticate", Proxy, true},
}

// maxChallenges bounds what is read of one message.
const maxChallenges = 32

// parseAuth reads the credentials or challenges of a header field; nothing for a
// field that is none of authentication, or on the wrong side.
func parseAuth(name, value string, response bool) []Auth {
	h, ok := authHeaders[strings.ToLower(name)]
	if !ok || h.response != response {
		return nil
	}
	if !response {
		scheme, rest := cutWord(strings.TrimSpace(value))
		return []Auth{{h.name, h.party, shortScheme(scheme), parseCredential(scheme, rest)}}
	}
	var list []Auth
	for _, c := range challenges(value) {
		if len(list) < maxChallenges {
			list = append(list, Auth{h.name, h.party, shortScheme(c[0]), parseCredential(c[0], c[1])})
		}
	}
	return list
}

// shortScheme is the scheme word as it may be shown. A word that is no token of
// RFC 9110, 5.6.2 might be a credential in the wrong place.
func shortScheme(s string) string {
	const most = 24
	if len(s) > most || strings.ContainsFunc(s, func(r rune) bool { return !isTokenRune(r) }) {
		return "(not a scheme)"
	}
	return strings.Clone(s) // not the credentials behind it
}

func isTokenRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.!#$%&'*+^`|~", r)
}

// challenges parts a field value into schemes and what follows each. A comma parts
// challenges as well as parameters (RFC 9110, 11.6.1): a part that starts with
// "name=" goes on with the challenge before.
func challenges(value string) [][2]string {
	var list [][2]string
	for _, part := range splitQuoted(value, ",\n") {
		part = strings.TrimSpace(part)
		word, rest := cutWord(part)
		switch {
		case part == "":
		case strings.Contains(word, "=") && len(list) > 0:
			last := &list[len(list)-1]
			last[1] += ", " + part
		default:
			list = append(list, [2]string{word, rest})
		}
	}
	return list
}

func cutWord(s string) (word, rest string) {
	i := strings.IndexAny(s, " \t")
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimSpace(s[i:])
}

// splitQuoted splits s at separators outside of quoted strings.
func splitQuoted(s, separators string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(s) && len(parts) < 4*maxChallenges; i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(separators, s[i]) >= 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// parameters are the name=value pairs of a credential or challenge, names in
// lower case.
func parameters(s string) map[string]string {
	all := map[string]string{}
	for _, part := range splitQuoted(s, ",") {
		name, value, ok := strings.Cut(part, "=")
		if ok {
			all[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return all
}
