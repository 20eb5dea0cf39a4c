package inventory

import (
	"cmp"
	"slices"

	"tmgaudit/schema"
)

var chainingSection = section{
	name: "chaining", title: "Chaining",
	about: "Where web requests are sent on to, in the order in which the rules are read, and the chaining of firewall clients.",
	needs: []string{"ProxyRoutingRule", "ProxyRoutingRules", "WspChaining"}, lacks: "chaining",
	build: func(b *builder) []Table {
		return []Table{
			b.home("web-chaining", "Web chaining", []string{"position", "name", "enabled", "default", "to*", "route", "upstream_server", "http_port", "https_port", "account",
				"redirect_host", "backup", "description"}, b.chainingRows),
			b.settingsTable("firewall-chaining", "Firewall chaining", b.all("WspChaining"), true),
			b.settingsTable("web-chaining-settings", "All settings of web chaining", b.all("ProxyRoutingRule"), true),
		}
	},
}

// ordered are the objects of an element, collection by collection in their Order,
// the default one last.
func (b *builder) ordered(element string) []*schema.Object {
	list := slices.Collect(b.all(element))
	slices.SortStableFunc(list, func(x, y *schema.Object) int {
		if x.Parent != y.Parent {
			return cmp.Compare(x.Parent.Span().Start, y.Parent.Span().Start)
		}
		// These rules keep their place as policy rules do.
		first, second := schema.PolicyRule{Object: x}, schema.PolicyRule{Object: y}
		a, _ := first.Order()
		c, _ := second.Order()
		return cmp.Or(cmp.Compare(rankDefault(first), rankDefault(second)), cmp.Compare(a, c))
	})
	return list
}

// positions numbers objects within their collections.
func positions(list []*schema.Object) func(i int) Cell {
	place := make([]int, len(list))
	for i, o := range list {
		place[i] = 1
		if i > 0 && list[i-1].Parent == o.Parent {
			place[i] = place[i-1] + 1
		}
	}
	return func(i int) Cell { return number(place[i]) }
}

func (b *builder) chainingRows(yield func(Row) bool) {
	list := b.ordered("ProxyRoutingRule")
	position := positions(list)
	for i, o := range list {
		route, _ := o.Child("PrimaryRoute")
		backup, account := text1(""), text1("")
		if route != nil {
			backup = value(route, "BackupRouteType")
			if c, ok := route.Child("Credentials"); ok {
				account = plain(c, "UserName")
			}
		}
		if !yield(rowOf(o, position(i), named(o), flag(schema.PolicyRule{Object: o}.Enabled()), flag(o.Property("IsDefaultRule").True()), refItems(below(o)), value(route, "RouteType"),
			value(route, "RouteServerName"), value(route, "RouteHostPort"), value(route, "RouteHostSSLPort"), account, value(route, "RedirectHost"), backup, plain(o, "Description"))) {
			return
		}
	}
}
