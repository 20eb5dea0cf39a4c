package policy

import (
	"slices"
	"strings"
)

// host is the name of the destination that the query knows, "" for none.
func (r *request) host() string {
	h, _ := splitURL(r.URL)
	return h
}

// web says whether the query is a web request, for which URL sets are read.
func (r *request) web() Truth {
	if r.URL != "" {
		return Yes
	}
	return r.serviceIn(Exactly(r.model.web))
}

// named says whether the request matches a name set. Rules share sets, so each is
// asked once.
func (r *request) named(u nameUse) Truth {
	if u.set == nil || u.set.object == nil {
		return Maybe
	}
	in, asked := r.names[u.set]
	if !asked {
		in = r.lookUp(u.set)
		r.names[u.set] = in
	}
	return in
}

// lookUp compares the request with the entries of a name set.
func (r *request) lookUp(s *nameSet) Truth {
	if s.element == "URLSet" && r.web() == No {
		return No // URL sets are read for web requests only
	}
	if _, known := entryLists[s.element]; !known || r.URL == "" {
		return Maybe
	}
	best := No
	for _, entry := range s.list().Entries() {
		if s.element == "URLSet" {
			best = max(best, matchURL(entry, r.URL))
		} else {
			best = max(best, matchDomain(entry, r.host()))
		}
		if best == Yes {
			break
		}
	}
	return best
}

// contentIn says whether content of the query's type is one that a rule is for.
func (r *request) contentIn(rule *Rule) Truth {
	if rule.Contents.Sure.Equal(allNames) {
		return Yes
	}
	access, ok := rule.Object.Access()
	if !ok || r.ContentType == "" || !rule.Contents.Known() {
		return truth(!rule.Contents.May.Empty()).min(Maybe)
	}
	best := No
	for ref := range access.Refs("ContentTypeSetsUsed") {
		o, ok := exported(ref)
		if !ok {
			best = max(best, Maybe)
			continue
		}
		for _, entry := range o.Property(entryLists["ContentTypeSet"]).Entries() {
			best = max(best, matchContent(entry, r.ContentType))
		}
	}
	return best
}

// matchContent compares a content type with an entry: equal, or in a family such
// as text/*.
func matchContent(entry, content string) Truth {
	entry, content = strings.ToLower(entry), strings.ToLower(content)
	family, wild := strings.CutSuffix(entry, "*")
	return truth(entry == content || wild && strings.HasPrefix(content, family))
}

// destinationIn says whether the request goes where a rule is for: to one of its
// addresses or to one of its names, and to none of its exceptions.
func (r *request) destinationIn(rule *Rule) Truth {
	if rule.Publishes() {
		return r.published(rule)
	}
	in := No
	for _, u := range rule.names {
		if !u.excluded {
			in = max(in, r.named(u))
		}
	}
	in = min(in, r.to.in(rule.excludedIP).Not())
	in = max(in, r.to.in(r.addressesOf(rule)))
	for _, u := range rule.names {
		if u.excluded {
			in = min(in, r.named(u).Not())
		}
	}
	return in
}

// addressesOf are the addresses of a rule's destination. Its exceptions by name,
// which leave nothing certain there, are looked at by themselves.
func (r *request) addressesOf(rule *Rule) Set {
	if slices.ContainsFunc(rule.names, func(u nameUse) bool { return u.excluded }) {
		return rule.addresses
	}
	return rule.Destination
}
