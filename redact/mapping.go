package redact

import (
	"cmp"
	"slices"
)

// kind is what a value is, for people who read the mapping.
type kind string

const (
	kindName    kind = "name"
	kindText    kind = "text"
	kindLabel   kind = "host label"
	kindAccount kind = "account"
	kindSID     kind = "domain SID"
	kindAddress kind = "address"
	kindHash    kind = "hash"
	kindPath    kind = "path"
)

// Entry says what a pseudonym stands for. Secrets have none.
type Entry struct {
	Kind      string `json:"kind"`
	Original  string `json:"original"`
	Pseudonym string `json:"pseudonym"`
}

// mapping is everything that was replaced, by kind and original.
func (r *Redactor) mapping() []Entry {
	entries := make([]Entry, 0, len(r.codes.taken))
	for pseudonym, original := range r.codes.taken {
		entries = append(entries, Entry{string(r.codes.kinds[original]), original, pseudonym})
	}
	for original, pseudonym := range r.addresses.used {
		entries = append(entries, Entry{string(kindAddress), original, pseudonym})
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Original, b.Original), cmp.Compare(a.Pseudonym, b.Pseudonym))
	})
	return entries
}
