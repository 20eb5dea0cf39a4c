package inventory

import "tmgaudit/schema"

// elementKinds are the elements that rules are made of, as their sections in the
// console have them. Networks, protocols, users and listeners have sections of
// their own.
var elementKinds = []string{
	"Computer", "AddressRange", "Subnet", "ComputerSet", "URLSet", "DomainNameSet", "UrlCategory", "UrlCategorySet", "ContentTypeSet", "ProxyScheduleTemplate",
	"ServerFarm", "UserAgentMapping", "PolicyGroup", "RadiusServer", "LdapServersSet", "AuthenticationScheme", "ConnectivityVerifier",
}

var elementSection = section{
	name: "elements", title: "Rule elements",
	about: "The objects that rules are made of, with everything that they hold.",
	needs: append([]string{"RuleElements", "URLSets", "DomainNameSets", "ComputerSets"}, elementKinds...), lacks: "rule elements",
	build: func(b *builder) []Table {
		return []Table{
			b.home("elements", "Rule elements", []string{"kind", "name", "description", "predefined", "members", "first_members", "users"}, b.elementRows),
			b.table("element-members", "Members", []string{"kind", "element", "member", "member_name"}, b.elementMemberRows),
		}
	},
}

// elements yields the rule elements. The parts of computer sets are no elements of
// their own.
func (b *builder) elements(yield func(*schema.Object) bool) {
	for o := range b.all(elementKinds...) {
		if _, part := o.Ancestor("ComputerSet"); !part && !yield(o) {
			return
		}
	}
}

func (b *builder) elementRows(yield func(Row) bool) {
	const most = 10
	for o := range b.elements {
		if !yield(rowOf(o, kindName(o), named(o), plain(o, "Description"), predefined(o), number(memberCount(o)), text1(memberSummary(o, most)), number(len(o.Users())))) {
			return
		}
	}
}

func (b *builder) elementMemberRows(yield func(Row) bool) {
	for o := range b.elements {
		for m := range members(o) {
			row := Row{Object: o, Span: m.at, Cells: []Cell{kindName(o), named(o), {{Text: m.Text, Object: m.Object}}, text1(m.Note)}}
			if !yield(row) {
				return
			}
		}
	}
}
