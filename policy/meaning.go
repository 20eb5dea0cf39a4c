package policy

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
)

// meaning is what a reference or a criterion stands for: a set, why parts of it
// are unknown, and which of the elements that it is made of hold nothing.
type meaning struct {
	set     Set
	unknown []string
	empty   []string
}

func known(p Points) meaning { return meaning{set: Exactly(p)} }

// unknownWithin is a meaning of which only the upper bound is known, and why.
func unknownWithin(p Points, format string, args ...any) meaning {
	return meaning{set: Within(p), unknown: []string{fmt.Sprintf(format, args...)}}
}

func (m meaning) union(o meaning) meaning {
	return meaning{m.set.Union(o.set), join(m.unknown, o.unknown), join(m.empty, o.empty)}
}

// minus takes an exception away. That an exception is empty takes nothing away.
func (m meaning) minus(o meaning) meaning {
	return meaning{m.set.Minus(o.set), join(m.unknown, o.unknown), m.empty}
}

// join appends without changing what may be shared.
func join(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	return append(a[:len(a):len(a)], b...)
}

// selection is what the references of a criterion stand for: those included less
// those excluded. listed is false when nothing is included.
func selection(refs []schema.Ref, unknownAll Points, resolve func(schema.Ref) meaning) (m meaning, listed bool) {
	var excluded meaning
	for _, r := range refs {
		switch status, ok := includeStatus(r); {
		case !ok:
			m, listed = m.union(unknownWithin(unknownAll, "%s is neither included nor excluded", target(r))), true
		case status == excludedRef:
			excluded = excluded.union(resolve(r))
		default:
			m, listed = m.union(resolve(r)), true
		}
	}
	return m.minus(excluded), listed
}

// Values of the product's FpcIncludeStatus.
const (
	includedRef = 0
	excludedRef = 1
)

// includeStatus reads FpcIncludeStatus of a reference; absent means included. The
// product's viewer reads it under a misspelt name.
func includeStatus(r schema.Ref) (int64, bool) {
	for _, name := range []string{"IncludeStatus", "IncludeSatus"} {
		if p := r.Property(name); p != nil {
			v, ok := p.Int()
			return v, ok && (v == includedRef || v == excludedRef)
		}
	}
	return includedRef, true
}

// exported is the target of a reference when the file holds all of it. An object
// that was only taken along by reference may lack parts.
func exported(r schema.Ref) (*schema.Object, bool) {
	t := r.Resolve()
	if t.State == schema.Resolved && t.Object != nil && t.Object.Storage == schema.Exported {
		return t.Object, true
	}
	return nil, false
}

// elementWords are the elements that rules refer to, in the console's words.
var elementWords = map[string]string{
	"AddressRange": "address range", "Computer": "computer", "ComputerSet": "computer set", "ContentTypeSet": "content type set",
	"DomainNameSet": "domain name set", "EnterpriseNetwork": "enterprise network", "Network": "network", "NetworkSet": "network set",
	"Protocol": "protocol", "ProxyScheduleTemplate": "schedule", "Subnet": "subnet", "URLSet": "URL set", "UrlCategory": "URL category",
	"UrlCategorySet": "URL category set", "UserSet": "user set", "WebListener": "web listener",
}

// describe is an object in the console's words: computer set "Servers".
func describe(o *schema.Object) string { return wordFor(o.Element) + " " + quote(o.Label()) }

// target is what a reference names, in the console's words.
func target(r schema.Ref) string { return wordFor(r.TargetElement()) + " " + quote(r.Label()) }

func wordFor(element string) string {
	if w, ok := elementWords[element]; ok {
		return w
	}
	return strings.ToLower(element)
}

func quote(s string) string { return fmt.Sprintf("%q", s) }

// unresolved is the meaning of a reference whose target the file does not hold.
func unresolved(r schema.Ref, all Points) meaning {
	return unknownWithin(all, "%s is not in the file", target(r))
}
