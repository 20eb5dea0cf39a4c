package inventory

import "tmgaudit/schema"

var arraySection = section{
	name: "arrays", title: "Arrays and servers",
	about: "The arrays and the enterprise in the file, and the servers of each array.",
	needs: []string{"Array", "Enterprise", "Server"}, lacks: "array, enterprise or server",
	build: func(b *builder) []Table {
		return []Table{
			b.home("arrays", "Arrays and enterprise", []string{"name", "kind", "description", "dns_name", "version", "joined_to_enterprise", "enterprise_policy*", "servers*"}, b.arrayRows),
			b.home("servers", "Servers", []string{"name", "intra_array_address", "cache_drives*", "vpn_address_pool*"}, b.serverRows),
			b.settingsTable("array-settings", "Settings of arrays", b.all("Array", "Enterprise"), false),
		}
	},
}

func (b *builder) arrayRows(yield func(Row) bool) {
	for o := range b.all("Array", "Enterprise") {
		var servers Cell
		if c, ok := o.Child("Servers"); ok {
			for s := range c.Items("Server") {
				servers = append(servers, Item{Text: s.Label(), Object: s})
			}
		}
		assigned := Cell{}
		if a, ok := o.Child("PolicyAssignment"); ok {
			assigned = refItems(below(a))
		}
		joined := text1("")
		if o.Element == "Array" {
			joined = value(o, "IsJoinedToEnterprise")
		}
		if !yield(rowOf(o, named(o), text1(arrayKind(o)), plain(o, "Description"), plain(o, "DNSName"), plain(o, "Version"), joined, assigned, servers)) {
			return
		}
	}
}

func arrayKind(o *schema.Object) string {
	if o.Element == "Array" {
		return "array"
	}
	return "enterprise"
}

func (b *builder) serverRows(yield func(Row) bool) {
	for o := range b.all("Server") {
		var drives, pool Cell
		for _, c := range o.Children() {
			switch c.Element {
			case "ProxyCacheDirectories":
				for d := range c.Items("ProxyCacheDirectory") {
					drives = append(drives, Item{Text: d.Text("DirectoryName"), Note: d.Text("CacheLimitInMegs") + " MB"})
				}
			case "IpRangeSet":
				pool = append(pool, rangeItems(c)...)
			}
		}
		if !yield(rowOf(o, named(o), plain(o, "IntraArrayAddress"), drives, pool)) {
			return
		}
	}
}

// rangeItems are the ranges of an IpRangeSet.
func rangeItems(set *schema.Object) Cell {
	var c Cell
	for r := range set.Items("IpRangeEntry") {
		c = append(c, Item{Text: rangeText(schema.AddressRange{Object: r})})
	}
	return c
}
