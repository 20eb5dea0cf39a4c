package policy

import (
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// The points of the user dimension are 0, somebody who has not authenticated, and
// from 1 on the accounts that user sets name. A point from 1 on stands for users
// to whom that account applies and no other; a user of no account is any point
// that no account has.
//
// Law: sets of users are unions of accounts, so a rule that matches the point of
// an account matches everybody in it, whatever else they are in. That makes it
// enough to look at these points when rules are compared. Which accounts contain
// each other is unknown, so nothing is claimed from that.
const anonymous = 0

const maxAtom = 1 << 32 // more points than a file has accounts or sets

const (
	allUsersGUID      = "{DFFB7833-9365-4184-AABC-7CAFB018A7FA}"
	authenticatedGUID = "{DE8CB0AA-FBE3-4105-9BB7-C2E17C34DDF4}"
)

var (
	allUsers      = Span(anonymous, maxAtom)
	authenticated = Span(1, maxAtom)
)

// atoms hands out a point for each thing that has a key, from 1 on.
type atoms map[string]uint64

func (a *atoms) point(key string) uint64 {
	if *a == nil {
		*a = atoms{}
	}
	x, ok := (*a)[key]
	if !ok {
		x = uint64(len(*a)) + 1
		(*a)[key] = x
	}
	return x
}

func (a *atoms) points(keys []string) Points {
	var all []Range
	for _, k := range keys {
		x := a.point(k)
		all = append(all, Range{x, x})
	}
	return PointsOf(all...)
}

// userSet is the meaning of a reference to a user set.
func (e *elements) userSet(r schema.Ref) meaning {
	name := r.TargetName()
	switch {
	case catalog.SameGUID(name, allUsersGUID):
		return known(allUsers)
	case catalog.SameGUID(name, authenticatedGUID):
		return known(authenticated)
	}
	if o, ok := exported(r); ok {
		m, seen := e.meanings[o]
		if !seen {
			m = e.accounts(schema.UserSet{Object: o})
			e.meanings[o] = m
		}
		return m
	}
	if r.Resolve().State == schema.Builtin {
		id, _ := catalog.CanonicalGUID(name)
		return known(e.members([]string{id}, target(r)))
	}
	return unresolved(r, authenticated)
}

// accounts are the accounts of a user set. An account that the set excludes makes
// it unknown who is left.
func (e *elements) accounts(s schema.UserSet) meaning {
	var keys []string
	for _, a := range s.Accounts() {
		if status := a.Text("AccountStatus"); status != "" && status != "0" {
			return unknownWithin(authenticated, "%s excludes accounts", describe(s.Object))
		}
		keys = append(keys, accountKey(a))
	}
	if c, ok := s.Child("NonWindows-Users"); ok {
		for o := range c.Items("NonWindows-User") {
			keys = append(keys, otherUserKey(o))
		}
	}
	if len(keys) == 0 && s.Property("Predefined").True() {
		id, _ := catalog.CanonicalGUID(s.StorageName)
		keys = append(keys, id)
	}
	_, listed := s.Child("Accounts")
	_, others := s.Child("NonWindows-Users")
	switch {
	case len(keys) > 0:
	case !listed && !others:
		return unknownWithin(authenticated, "the file does not list who is in %s", describe(s.Object))
	default:
		return meaning{empty: []string{describe(s.Object)}}
	}
	return known(e.members(keys, describe(s.Object)))
}

// members are the points of accounts, which are called after the set that names
// them first.
func (e *elements) members(keys []string, set string) Points {
	p := e.users.points(keys)
	for _, k := range keys {
		if x := e.users.point(k); e.userNames[x] == "" {
			e.userNames[x] = "a member of " + set
		}
	}
	return p
}

func accountKey(a schema.Account) string {
	if sid := a.SID(); sid != "" {
		return sid
	}
	return "name " + strings.ToLower(a.StorageName)
}

// otherUserKey tells users of RADIUS, LDAP and SecurID apart by all that the file
// says of them.
func otherUserKey(o *schema.Object) string {
	key := []string{"other", o.StorageName}
	for _, p := range o.Properties() {
		key = append(key, p.Name, p.Value())
	}
	return strings.Join(key, "\x00")
}

// ruleUsers is the meaning of a rule's user sets, and what it includes and
// excludes apart. Who is in an excluded set is unknown unless it holds everybody
// who can be in one, so that an exception leaves surely only who has not
// authenticated.
func (e *elements) ruleUsers(refs []schema.Ref) (m meaning, included, excluded Set) {
	m, listed := selection(refs, allUsers, e.userSet)
	if !listed {
		m = unknownWithin(allUsers, "it names no users")
		return m, m.set, Set{}
	}
	for _, r := range refs {
		s := e.userSet(r).set
		if status, _ := includeStatus(r); status != excludedRef {
			included = included.Union(s)
			continue
		}
		excluded = excluded.Union(s)
		if !s.Sure.Covers(authenticated) && !s.May.Empty() {
			m.set.Sure = m.set.Sure.Intersect(Span(anonymous, anonymous))
			m.unknown = join(m.unknown, []string{"who is in " + target(r) + " besides other sets"})
		}
	}
	return m, included, excluded
}
