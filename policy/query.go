package policy

import (
	"net/netip"
	"strings"
	"time"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Query is one connection. What is left out is unknown, and an answer that
// depends on it is Maybe; only Users has a meaning when it is empty.
type Query struct {
	From, To    netip.Addr // an address of the firewall, such as 127.0.0.1, is Local Host
	Transport   uint8      // TCP, UDP, ICMP or another protocol number; with Port 0 and a URL that of its scheme
	Port        uint16     // destination port; for ICMP 256 times the type plus the code; 0 is any, of which nothing is known
	SourcePort  uint16
	Users       []string // sets that the user is in, by name, GUID or account SID, and in no other; empty: has not authenticated
	URL         string   // of a web request; its host is the name of the destination of any other
	ContentType string   // MIME type or extension as content type sets list it
	Time        time.Time
}

// AuthenticatedUser in Query.Users is somebody who has authenticated and is in no
// user set.
const AuthenticatedUser = "authenticated"

// request is a query in points.
type request struct {
	Query
	model    *Model
	from, to endpoint
	users    []Points // of each of Query.Users; nil where it is not known
	service  uint64
	names    map[*nameSet]Truth // what was found of the sets asked so far
}

// serviceIn says whether a set of services holds the one of the query.
func (r *request) serviceIn(s Set) Truth {
	if r.Port == 0 {
		return s.Holds(allPorts(int64(r.Transport)))
	}
	return s.At(r.service)
}

// Service is what the connection is for, as people write it: tcp/443, or "tcp of an
// unknown port".
func (q Query) Service() string {
	switch {
	case q.Port == 0 && q.Transport == TCP:
		return "tcp of an unknown port"
	case q.Port == 0 && q.Transport == UDP:
		return "udp of an unknown port"
	case q.Port == 0 && q.Transport == ICMP:
		return "icmp of an unknown type"
	}
	return ServiceName(Service(q.Transport, q.Port))
}

// endpoint is one side of a connection.
type endpoint struct {
	known bool     // false without an address, and for IPv6, of which rules say too little
	host  uint64   // the point of the address
	other []uint64 // what may have the address besides another computer: the firewall surely, VPN clients perhaps
	local bool

	anywhere bool // it has an IPv4 address, which is not known
}

// webPorts are the ports of the schemes that URL sets know.
var webPorts = map[string]uint16{"http": 80, "https": 443, "ftp": 21}

func (m *Model) request(q Query) *request {
	if scheme, _, ok := strings.Cut(strings.ToLower(q.URL), "://"); ok && q.Transport == 0 && q.Port == 0 {
		q.Transport, q.Port = TCP, webPorts[scheme]
	}
	r := &request{Query: q, model: m, from: m.endpoint(q.From), to: m.endpoint(q.To), service: Service(q.Transport, q.Port),
		names: map[*nameSet]Truth{}}
	for _, u := range q.Users {
		r.users = append(r.users, m.userPoints(u))
	}
	return r
}

func (m *Model) endpoint(a netip.Addr) endpoint {
	x, ok := addressPoint(a)
	switch {
	case !ok:
		return endpoint{anywhere: !a.IsValid()}
	case m.elements.firewall.Contains(x):
		return endpoint{known: true, host: x, other: []uint64{LocalHost}, local: true}
	case m.elements.vpn.Contains(x):
		return endpoint{known: true, host: x, other: []uint64{VPNClients, Quarantined}}
	}
	return endpoint{known: true, host: x}
}

// in says whether a set of addresses holds the endpoint. The firewall is not
// another computer with its address.
func (e endpoint) in(s Set) Truth {
	switch {
	case !e.known && e.anywhere && s.Sure.Covers(everywhere):
		return Yes
	case !e.known:
		return truth(!s.May.Empty()).min(Maybe)
	case e.local:
		return s.At(LocalHost)
	}
	t := s.At(e.host)
	for _, x := range e.other {
		if s.At(x) != t {
			return Maybe
		}
	}
	return t
}

func (t Truth) min(u Truth) Truth { return min(t, u) }

// point is the one point that network rules look at.
func (e endpoint) point() uint64 {
	if len(e.other) > 0 {
		return e.other[0]
	}
	return e.host
}

// UserSets are the names of the user sets of the file.
func (m *Model) UserSets() (names []string) {
	for _, o := range m.Array.Document().Objects("UserSet") {
		if o.Audited() {
			names = append(names, o.Label())
		}
	}
	return names
}

// KnowsUser reports whether a word of Query.Users says who is meant: a user set of the
// file, an account, or those in no set.
func (m *Model) KnowsUser(name string) bool {
	for _, o := range m.Array.Document().Objects("UserSet") {
		if o.Audited() && (strings.EqualFold(o.Name(), name) || catalog.SameGUID(o.StorageName, name)) {
			return true
		}
	}
	return m.userPoints(name) != nil
}

// userPoints are the points of a user set, an account, or of those in none; nil
// when nothing in the policy is called so.
func (m *Model) userPoints(name string) Points {
	if x, ok := m.elements.users[name]; ok {
		return Span(x, x)
	}
	if strings.EqualFold(name, AuthenticatedUser) || strings.HasPrefix(name, "S-1-") {
		return Span(maxAtom, maxAtom) // an account that no rule is about
	}
	for _, o := range m.Array.Document().Objects("UserSet") {
		if o.Audited() && (strings.EqualFold(o.Name(), name) || catalog.SameGUID(o.StorageName, name)) {
			return m.elements.accounts(schema.UserSet{Object: o}).set.Sure
		}
	}
	return nil
}

// usersIn says whether the user of the query is one that a rule is for: in a set
// that it includes and in none that it excludes.
func (r *request) usersIn(rule *Rule) Truth {
	return min(r.someUserIn(rule.includedUsers), r.someUserIn(rule.excludedUsers).Not())
}

// someUserIn says whether a set of users holds the user. One of whom nothing is
// known is any who has authenticated.
func (r *request) someUserIn(s Set) Truth {
	if len(r.users) == 0 {
		return s.At(anonymous)
	}
	in := No
	for _, p := range r.users {
		if p.Empty() {
			p = authenticated
		}
		in = max(in, s.Holds(p))
	}
	return in
}
