package inventory

import (
	"cmp"
	"slices"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var policySection = section{
	name: "policy", title: "Firewall policy",
	about: "The rules in the order in which they are read: system policy, enterprise rules before the array's, the array's, enterprise rules after them, default rule. The first that fits decides.",
	needs: []string{"PolicyRule", "PolicyRules"}, lacks: "policy rules",
	build: func(b *builder) []Table {
		return []Table{
			b.home("policy", "Rules", []string{"policy_of?", "position", "level", "name", "enabled", "action", "type", "from*", "to*", "protocols*", "users*",
				"schedule*", "content*", "source_ports", "logged", "description", "not_known*"}, b.policyRows),
			b.table("policy-elements", "What the rules refer to", []string{"policy_of?", "position", "rule", "criterion", "use", "kind", "element", "state", "members", "first_members"}, b.policyElementRows),
		}
	},
}

// policyRule is a rule with its place in a policy.
type policyRule struct {
	schema.PolicyRule
	of       string // array or enterprise policy that it is read for
	position int
	level    string
	open     []string // what of it is not known
}

// rules are the rules of every array in their order, enterprise rules with them,
// then the rules of policies that no array in the file has, and rules that stand
// alone.
func (b *builder) rules() []policyRule {
	if b.ruleList != nil {
		return b.ruleList
	}
	seen := map[*schema.Object]bool{}
	for _, m := range b.models {
		for _, r := range m.Rules() {
			seen[r.Object.Object] = true
			b.ruleList = append(b.ruleList, policyRule{r.Object, "array " + m.Array.Label(), r.Position, r.Level.String(), r.Unknown})
		}
	}
	var rest []schema.PolicyRule
	for o := range b.all("PolicyRule") {
		if r := (schema.PolicyRule{Object: o}); !seen[o] && !(r.Type() == schema.ArrayPlaceHolder && seen[sibling(o)]) {
			rest = append(rest, r)
		}
	}
	b.ruleList = append(b.ruleList, loose(rest)...)
	return b.ruleList
}

// sibling is another rule of the collection, nil when there is none.
func sibling(o *schema.Object) *schema.Object {
	for s := range o.Parent.Items("PolicyRule") {
		if s != o {
			return s
		}
	}
	return nil
}

// loose are rules of no array, each collection by itself in its order, the default
// rule last.
func loose(rules []schema.PolicyRule) []policyRule {
	slices.SortStableFunc(rules, func(a, b schema.PolicyRule) int {
		if a.Parent != b.Parent {
			return cmp.Compare(a.Parent.Span().Start, b.Parent.Span().Start)
		}
		first, _ := a.Order()
		second, _ := b.Order()
		return cmp.Or(cmp.Compare(rankDefault(a), rankDefault(b)), cmp.Compare(first, second))
	})
	var list []policyRule
	for i, r := range rules {
		p := policyRule{PolicyRule: r, of: unknown, position: 1, level: "a rule alone"}
		if above, ok := r.Ancestor("Policy"); ok {
			p.of, p.level = "policy "+above.Label(), "enterprise policy"
		}
		if i > 0 && rules[i-1].Parent == r.Parent {
			p.position = list[i-1].position + 1
		}
		list = append(list, p)
	}
	return list
}

// rankDefault puts the default rule behind the others, whatever its Order.
func rankDefault(r schema.PolicyRule) int {
	if r.IsDefault() {
		return 1
	}
	return 0
}

func (b *builder) policyRows(yield func(Row) bool) {
	for _, r := range b.rules() {
		cells := []Cell{text1(r.of), number(r.position), text1(r.level), named(r.Object), flag(r.Enabled()), text1(action(r.PolicyRule)), text1(ruleType(r.Type()))}
		c := criteriaOf(r.PolicyRule)
		cells = append(cells, c.from, c.to, c.protocols, c.users, c.schedule, c.content, sourcePorts(r.PolicyRule), value(r.Object, "EnableLogging"), plain(r.Object, "Description"), texts(r.open))
		if !yield(rowOf(r.Object, cells...)) {
			return
		}
	}
}

func action(r schema.PolicyRule) string {
	switch {
	case r.Type() == schema.ArrayPlaceHolder:
		return "the array's rules"
	case r.Deny():
		return string(policy.Denied)
	}
	return string(policy.Allowed)
}

// ruleTypes are the types of rule in the console's words.
var ruleTypes = map[schema.RuleType]string{
	schema.AccessRule: "access", schema.ServerPublishingRule: "server publishing", schema.WebPublishingRule: "web publishing", schema.ArrayPlaceHolder: "place of the array's rules",
}

func ruleType(t schema.RuleType) string {
	if name, ok := ruleTypes[t]; ok {
		return name
	}
	return enumText("FpcPolicyRuleTypes", int64(t), true)
}

func sourcePorts(r schema.PolicyRule) Cell {
	low, high := r.Text("LimitSourcePortLow"), r.Text("LimitSourcePortHigh")
	if low == "" && high == "" {
		return text1("any")
	}
	return text1(cmp.Or(low, "0") + "-" + cmp.Or(high, "0"))
}

func (b *builder) policyElementRows(yield func(Row) bool) {
	const most = 20
	for _, r := range b.rules() {
		for ref := range below(r.Object) {
			use := "included"
			if excepted, known := policy.Excepted(ref); excepted {
				use = "excepted"
			} else if !known {
				use = unknown
			}
			element := Item{Text: ref.Label()}
			count, first := text1(unknown), text1(unknown)
			if t := ref.Resolve().Object; t != nil {
				element.Object, count, first = t, number(memberCount(t)), text1(memberSummary(t, most))
			}
			row := rowOf(ref.Object, text1(r.of), number(r.position), named(r.Object), text1(criterionOf(ref)), text1(use), text1(policy.ElementWord(ref.TargetElement())), Cell{element}, text1(state(ref)), count, first)
			if !yield(row) {
				return
			}
		}
	}
}
