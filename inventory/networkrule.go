package inventory

import (
	"slices"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var networkRuleSection = section{
	name: "network-rules", title: "Network rules",
	about: "How networks are related, in the order in which the rules are read: the first that fits decides. Routing works in both directions, NAT in one.",
	needs: []string{"NetworkRule", "NetworkRules"}, lacks: "network rules",
	build: func(b *builder) []Table {
		return []Table{b.home("network-rules", "Network rules", []string{"position", "name", "enabled", "relation", "from*", "to*", "nat_addresses*", "description", "not_known*"}, b.networkRuleRows)}
	},
}

// networkRules are the network rules of the arrays in their order, then those that
// stand in no array, with what the policy does not know of them.
func (b *builder) networkRules() (list []schema.NetworkRule, open map[*schema.Object][]string) {
	open = map[*schema.Object][]string{}
	for _, m := range b.models {
		for _, r := range m.NetworkRules() {
			list = append(list, r.Object)
			open[r.Object.Object] = r.Unknown
		}
	}
	for o := range b.all("NetworkRule") {
		if _, seen := open[o]; !seen {
			list = append(list, schema.NetworkRule{Object: o})
		}
	}
	return list, open
}

func (b *builder) networkRuleRows(yield func(Row) bool) {
	list, open := b.networkRules()
	position, owner := 0, (*schema.Object)(nil)
	for _, r := range list {
		if o := r.Owner(); o != owner {
			position, owner = 0, o
		}
		position++
		relation := string(policy.NAT)
		if r.Routed() {
			relation = string(policy.Route)
		}
		var addresses Cell
		if c, ok := r.Child("IPAddresses"); ok {
			addresses = memberCell(c)
		}
		if !yield(rowOf(r.Object, number(position), named(r.Object), flag(r.Enabled()), text1(relation), refItems(r.Sources()), refItems(r.Destinations()),
			addresses, plain(r.Object, "Description"), texts(open[r.Object]))) {
			return
		}
	}
}

// texts are plain items.
func texts(list []string) Cell {
	var c Cell
	for _, s := range slices.Compact(slices.Clone(list)) {
		c = append(c, Item{Text: s})
	}
	return c
}
