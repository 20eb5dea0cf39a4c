package policy

import (
	"iter"
	"strings"
)

// entryTable is a name set with its entries at hand.
type entryTable struct {
	set     *nameSet
	entries []string
	lookup  map[string]bool
}

func newEntryTable(s *nameSet) *entryTable {
	c := &entryTable{set: s, lookup: make(map[string]bool, s.list().Len())}
	for e := range s.entries() {
		if !c.lookup[e] {
			c.lookup[e] = true
			c.entries = append(c.entries, e)
		}
	}
	return c
}

// normalEntry brings an entry into the form in which it is compared. Matching does
// not tell upper from lower case; scheme and port of a URL are ignored.
func normalEntry(element, e string) string {
	e = strings.ToLower(strings.TrimSpace(e))
	if element != "URLSet" {
		return e
	}
	host, path := splitURL(e)
	if whole := strings.TrimSuffix(e, path); strings.HasSuffix(whole, host) {
		return e[len(whole)-len(host):] // without a port, and without a copy
	}
	return host + path
}

// splitURL takes scheme and port from a URL or an entry of a URL set and returns
// the host and what follows it, "" or with its slash.
func splitURL(u string) (host, path string) {
	if _, rest, ok := strings.Cut(u, "://"); ok {
		u = rest
	}
	if i := strings.IndexByte(u, '/'); i >= 0 {
		u, path = u[:i], u[i:]
	}
	if i := strings.LastIndexByte(u, ':'); i >= 0 {
		u = u[:i]
	}
	return u, path
}

// ignoredURL reports whether the product ignores an entry of a URL set: one with
// a question mark.
func ignoredURL(e string) bool { return strings.Contains(e, "?") }

// coversAll reports whether every entry of a is an entry of c, or is matched by a
// wildcard of c.
func (c *entryTable) coversAll(a *entryTable) bool {
	for _, e := range a.entries {
		if !c.covers(e) {
			return false
		}
	}
	return true
}

// covers reports whether an entry is surely matched whenever c is.
func (c *entryTable) covers(entry string) bool {
	for e := range covering(c.set.element, entry) {
		if c.lookup[e] {
			return true
		}
	}
	return false
}

// covering yields the entries each of which surely matches what an entry matches,
// itself first. Over HTTPS only entries without a path are matched for certain, so
// one without a path is covered by such entries only.
func covering(element, entry string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(entry) {
			return
		}
		switch element {
		case "DomainNameSet":
			_ = wellFormed(entry, "") && coveringDomains(entry, "", yield)
		case "URLSet":
			host, path := splitURL(entry)
			_ = wellFormed(host, path) && coveringDomains(host, "", yield) && path != "" &&
				yield(host) && coveringPaths(host, path, yield) && coveringDomains(host, "/*", yield)
		}
	}
}

// wellFormed reports whether wildcards stand where the product documents them: at
// the start of a host and at the end of a path.
func wellFormed(host, path string) bool {
	return !strings.Contains(strings.TrimPrefix(host, "*."), "*") && !strings.Contains(strings.TrimSuffix(path, "*"), "*")
}

// coveringDomains yields *.parent of a name, with a suffix for URL sets, until
// yield has enough.
func coveringDomains(name, suffix string, yield func(string) bool) bool {
	name = strings.TrimPrefix(name, "*.")
	for {
		_, parent, ok := strings.Cut(name, ".")
		if !ok {
			return true
		}
		if !yield("*." + parent + suffix) {
			return false
		}
		name = parent
	}
}

// coveringPaths yields the host with each shorter path, ending in a wildcard,
// until yield has enough.
func coveringPaths(host, path string, yield func(string) bool) bool {
	path = strings.TrimSuffix(path, "*")
	for i := len(path); i > 0; i-- {
		if path[i-1] == '/' && !yield(host+path[:i]+"*") {
			return false
		}
	}
	return true
}

// matchDomain says whether a host name matches an entry of a domain name set: the
// name itself, or *. and anything below. Whether *.x also matches x is not
// documented.
func matchDomain(entry, host string) Truth {
	entry, host = strings.ToLower(strings.TrimSpace(entry)), strings.ToLower(host)
	below, wild := strings.CutPrefix(entry, "*")
	switch {
	case strings.Contains(below, "*"):
		return Maybe // not a form that the product documents
	case !wild:
		return truth(entry == host)
	case entry == "*":
		return Yes
	case !strings.HasPrefix(below, "."):
		return Maybe
	case below[1:] == host:
		return Maybe
	}
	return truth(strings.HasSuffix(host, below))
}

// matchURL says whether a request matches an entry of a URL set. Host and path
// count, in any case of letters; a wildcard stands at the start of the host or at
// the end of the path; an entry without path matches every path. Over HTTPS the
// path is not visible, so that entries with one are not decided.
func matchURL(entry, url string) Truth {
	if ignoredURL(entry) {
		return No
	}
	url, _, _ = strings.Cut(url, "?")
	host, path := splitURL(strings.ToLower(url))
	wantHost, wantPath := splitURL(strings.ToLower(strings.TrimSpace(entry)))
	at := matchDomain(wantHost, host)
	switch {
	case at == No || wantPath == "":
		return at
	case strings.HasPrefix(strings.ToLower(url), "https:"):
		return Maybe
	case wantPath == "/*":
		return at
	}
	return min(at, matchPath(wantPath, path))
}

func matchPath(want, path string) Truth {
	stem, wild := strings.CutSuffix(want, "*")
	switch {
	case strings.Contains(stem, "*"):
		return Maybe // not a form that the product documents
	case wild && strings.HasPrefix(path, stem), want == path:
		return Yes
	case strings.TrimSuffix(stem, "/") == strings.TrimSuffix(path, "/"):
		return Maybe // /a and /a/
	}
	return No
}

func truth(b bool) Truth {
	if b {
		return Yes
	}
	return No
}
