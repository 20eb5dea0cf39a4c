package schema

import (
	"encoding/binary"
	"encoding/hex"
	"iter"
	"strings"

	"tmgaudit/schema/catalog"
)

// PolicyRule is a view of a firewall rule: access rule, server publishing rule or
// web publishing rule.
type PolicyRule struct{ *Object }

// RuleType is the product's FpcPolicyRuleTypes.
type RuleType int64

// The types of policy rule.
const (
	AccessRule           RuleType = 0
	ServerPublishingRule RuleType = 1
	WebPublishingRule    RuleType = 2
	ArrayPlaceHolder     RuleType = 256 // where the array's rules stand in an enterprise policy
)

// Type is the kind of rule; absent means AccessRule.
func (r PolicyRule) Type() RuleType {
	v, _ := r.Property("Type").Int()
	return RuleType(v)
}

// Deny reports whether the rule denies; an absent Action allows.
func (r PolicyRule) Deny() bool {
	v, ok := r.Property("Action").Int()
	return ok && v == 1
}

// Enabled reports whether the rule is in force; absent means that it is.
func (r PolicyRule) Enabled() bool { return enabled(r.Object) }

// System reports whether the rule belongs to the system policy.
func (r PolicyRule) System() bool { return r.Property("System").True() }

// defaultRuleGUID is DEFAULT_POLICY_RULE, which the last rule has in every installation.
const defaultRuleGUID = "{4CF0F1C2-B10B-11D2-9A1D-006094EB634C}"

// IsDefault reports whether the rule is the predefined last one: by its own word, or
// by its GUID.
func (r PolicyRule) IsDefault() bool {
	return r.Property("IsDefaultRule").True() || catalog.SameGUID(r.StorageName, defaultRuleGUID)
}

// Order is the rank of the rule in its policy: the first double word of the
// Order property, least significant byte first.
func (r PolicyRule) Order() (uint32, bool) { return rank(r.Object) }

// Sources yields the references that name where connections come from.
func (r PolicyRule) Sources() iter.Seq[Ref] { return selection(r.Object, "SourceSelectionIPs") }

// Destinations yields the references to addresses that name where the
// connections of an access rule go to.
func (r PolicyRule) Destinations() iter.Seq[Ref] {
	access, ok := r.Access()
	if !ok {
		return func(func(Ref) bool) {}
	}
	return selection(access, "DestinationSelectionIPs")
}

// Access is the object with the criteria of an access rule.
func (r PolicyRule) Access() (*Object, bool) { return r.Child("AccessProperties") }

// Listener is the web listener of a web publishing rule, when the file holds it.
func (r PolicyRule) Listener() (WebListener, bool) {
	p, ok := r.Child("WebPublishingProperties")
	if !ok {
		return WebListener{}, false
	}
	for _, c := range p.Children() {
		if c.Element != "Ref" {
			continue
		}
		if t := (Ref{c}).Resolve(); t.Object != nil && t.Object.Element == "WebListener" {
			return WebListener{t.Object}, true
		}
	}
	return WebListener{}, false
}

// Refs yields the references of a group, the Refs child with this StorageName.
func (o *Object) Refs(role string) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		group, ok := o.Named("Refs", role)
		if !ok {
			return
		}
		for c := range group.Items("Ref") {
			if !yield(Ref{c}) {
				return
			}
		}
	}
}

// selection yields every reference below a SelectionIPs child.
func selection(o *Object, role string) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		s, ok := o.Named("SelectionIPs", role)
		if !ok {
			return
		}
		s.walk(func(c *Object) bool { return c.Element != "Ref" || yield(Ref{c}) })
	}
}

// enabled reads the Enabled property, whose documented default is true for rules.
func enabled(o *Object) bool {
	v, ok := o.Property("Enabled").Bool()
	return v || !ok
}

// rank decodes an Order property: eight bytes in hexadecimal.
func rank(o *Object) (uint32, bool) {
	b, err := hex.DecodeString(strings.TrimSpace(o.Text("Order")))
	if err != nil || len(b) < 4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}
