package policy

import (
	"crypto/sha256"
	"slices"
	"strings"

	"tmgaudit/internal/workers"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// fingerprint is the same for objects that say the same.
type fingerprint [sha256.Size]byte

// labels are the properties of a rule, not of what stands in it, that say nothing of
// what it does.
var labels = []string{"Name", "Description", "Order", "Id"}

// criteria are the properties and children of a rule and of its AccessProperties
// that say which connections match; everything else is what happens to them.
var criteria = []string{
	"AppliesAlways", "AppliesToContentMethod", "Enabled", "LimitSourcePortHigh", "LimitSourcePortLow", "ProtocolSelectionMethod",
	"SourceSelectionIPs", "DestinationSelectionIPs", "ScheduleUsed", "PolicyGroupUsed",
	"ProtocolsUsed", "ContentTypeSetsUsed", "UserSets", "DestinationDomainNameSets", "URLSet", "URLSets", "UrlCategory", "UrlCategorySet",
}

// fingerprints are those of a rule.
type fingerprints struct {
	identity fingerprint // of everything but its labels
	effect   fingerprint // of that without its criteria
}

func fingerprintsOf(rules []*Rule) map[*Rule]fingerprints {
	list := make([]fingerprints, len(rules))
	workers.Each(len(rules), func(i int) { list[i] = fingerprints{identity(rules[i]), effectOf(rules[i].Object)} })
	all := make(map[*Rule]fingerprints, len(rules))
	for i, r := range rules {
		all[r] = list[i]
	}
	return all
}

// findDuplicates finds, for rules that people edit and that may match, the first one
// with their identity, where they are not that themselves.
func (a *analysis) findDuplicates() {
	known := map[fingerprint]*Rule{}
	a.firsts = map[*Rule]*Rule{}
	for _, r := range a.rules {
		if !r.edited() || len(r.may) == 0 {
			continue
		}
		key := a.prints[r].identity
		if first := known[key]; first != nil {
			a.firsts[r] = first
		} else {
			known[key] = r
		}
	}
}

// identity is the same for rules that are equal in everything but their labels.
func identity(r *Rule) fingerprint {
	return fingerprintOf(r.Object.Object, func(name string) bool { return name == "PolicyGroupUsed" })
}

// effectOf is everything that a rule says besides its labels and its criteria.
func effectOf(r schema.PolicyRule) fingerprint {
	return fingerprintOf(r.Object, func(name string) bool { return slices.Contains(criteria, name) })
}

// fingerprintOf hashes a rule without its labels and without the parts whose name is
// skipped: properties by their name, children by their StorageName. References count by
// what they name, those of a group in any order.
func fingerprintOf(rule *schema.Object, skip func(string) bool) fingerprint {
	return sha256.Sum256(appendSaid(nil, rule, labels, skip))
}

// end stands behind each part of what is hashed, since no value can hold it.
const end = "\x00"

// appendSaid appends what an object says, without some of its own properties.
func appendSaid(b []byte, o *schema.Object, without []string, skip func(string) bool) []byte {
	b = append(b, o.Element+end+"{"...)
	for i := range o.Properties() {
		p := &o.Properties()[i]
		if !slices.Contains(without, p.Name) && !skip(p.Name) {
			b = append(append(b, p.Name...), '=')
			b = append(append(b, p.Raw()...), end...)
		}
	}
	var refs []string
	for _, c := range o.Children() {
		switch {
		case skip(c.StorageName):
		case c.Element == "Ref" && o.Element == "Refs":
			refs = append(refs, refKey(schema.Ref{Object: c}))
		case c.Element == "Ref":
			b = append(b, nameOf(c)+"="+refKey(schema.Ref{Object: c})+end...)
		default:
			b = appendSaid(append(b, nameOf(c)...), c, nil, skip)
		}
	}
	slices.Sort(refs)
	for _, r := range refs {
		b = append(append(b, r...), end...)
	}
	return append(b, '}')
}

// nameOf is the StorageName of a child that has a role; a GUID is no role.
func nameOf(o *schema.Object) string {
	if _, guid := catalog.CanonicalGUID(o.StorageName); guid {
		return ""
	}
	return o.StorageName
}

func refKey(r schema.Ref) string {
	id, _ := catalog.CanonicalGUID(r.TargetName())
	status, _ := includeStatus(r)
	return strings.Join([]string{r.TargetElement(), id, r.Text("Scope"), string(rune('0' + status))}, "\x00")
}
