package policy

import (
	"cmp"
	"slices"

	"tmgaudit/schema"
)

// Level is where a rule stands in the whole order. Rules are read level by level,
// in a level by their Order property, until one matches:
//
//  1. the system policy of the array,
//  2. enterprise rules before the array's,
//  3. the rules of the array,
//  4. enterprise rules after the array's,
//  5. the default rule, which denies what is left.
//
// Order property and document order agree in what the product writes. Of rules
// with the same Order, or without, nobody knows which comes first; they stand in
// document order, and nothing is claimed from that.
type Level int

// The levels in the order in which they are read.
const (
	SystemPolicy Level = iota
	EnterpriseBefore
	ArrayPolicy
	EnterpriseAfter
	DefaultRule
)

func (l Level) String() string {
	return [...]string{"system policy", "enterprise policy before the array", "array policy", "enterprise policy after the array", "default rule"}[l]
}

// enterprise reports whether rules of the level are those of an enterprise policy.
func (l Level) enterprise() bool { return l == EnterpriseBefore || l == EnterpriseAfter }

// levelled is a rule of the file with its place.
type levelled struct {
	rule  schema.PolicyRule
	level Level
	rank  uint32
}

// arrayRules are the rules of the array itself.
func arrayRules(a schema.Array) []levelled {
	var all []levelled
	for _, r := range a.Rules() {
		level := ArrayPolicy
		switch {
		case r.IsDefault():
			level = DefaultRule
		case r.System():
			level = SystemPolicy
		}
		all = append(all, levelled{rule: r, level: level})
	}
	return all
}

// enterprisePolicy is the policy that the array's PolicyAssignment names. missing
// is true when the array has one that the file does not hold.
func enterprisePolicy(a schema.Array) (policy *schema.Object, missing bool) {
	joined := a.Property("IsJoinedToEnterprise").True()
	assignment, ok := a.Child("PolicyAssignment")
	if !ok {
		return nil, joined
	}
	ref, ok := assignment.Named("Ref", "EnterprisePolicyUsed")
	if !ok {
		return nil, joined
	}
	o, ok := exported(schema.Ref{Object: ref})
	if !ok {
		return nil, true
	}
	return o, false
}

// enterpriseRules are the rules of an enterprise policy: those ranked before the
// place holder of the array's rules and those after it.
func enterpriseRules(policy *schema.Object) (all []levelled, placed bool) {
	c, ok := policy.Child("PolicyRules")
	if !ok {
		return nil, false
	}
	var holder uint32
	for o := range c.Items("PolicyRule") {
		r := schema.PolicyRule{Object: o}
		if rank, ranked := r.Order(); r.Type() == schema.ArrayPlaceHolder && ranked {
			holder, placed = rank, true
		}
	}
	for o := range c.Items("PolicyRule") {
		r := schema.PolicyRule{Object: o}
		rank, _ := r.Order()
		switch {
		case r.Type() == schema.ArrayPlaceHolder:
		case r.IsDefault():
			all = append(all, levelled{rule: r, level: DefaultRule})
		case rank > holder:
			all = append(all, levelled{rule: r, level: EnterpriseAfter})
		default:
			all = append(all, levelled{rule: r, level: EnterpriseBefore})
		}
	}
	return all, placed
}

// inOrder sorts rules by level and Order. A rule without Order stays behind the
// one before it in the file.
func inOrder(rules []levelled) {
	last := map[Level]uint32{}
	for i := range rules {
		rank, ok := rules[i].rule.Order()
		if !ok {
			rank = last[rules[i].level]
		}
		rules[i].rank, last[rules[i].level] = rank, rank
	}
	slices.SortStableFunc(rules, func(a, b levelled) int {
		return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.rank, b.rank))
	})
}

// before reports whether r is surely read before s.
func (r *Rule) before(s *Rule) bool {
	return r.Level < s.Level || r.Level == s.Level && r.ranked && s.ranked && r.rank < s.rank
}
