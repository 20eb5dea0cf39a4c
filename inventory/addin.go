package inventory

var addInSection = section{
	name: "add-ins", title: "Add-ins",
	about: "Application filters and web filters, and what their vendors keep with the configuration.",
	needs: []string{"Extensions", "ProxyPlugin", "ISAPIFilter", "VendorParametersSet"}, lacks: "add-ins",
	build: func(b *builder) []Table {
		return []Table{
			b.home("add-ins", "Filters", []string{"kind", "name", "vendor", "version", "enabled", "predefined", "file", "direction", "protocols*", "description"}, b.filterRows),
			b.table("vendor-parameters", "Parameters of vendors and scripts", []string{"of", "set", "name", "value"}, b.vendorRows),
		}
	},
}

func (b *builder) filterRows(yield func(Row) bool) {
	for o := range b.all("ProxyPlugin", "ISAPIFilter") {
		kind := "application filter"
		direction := text1("")
		if o.Element == "ISAPIFilter" {
			kind, direction = "web filter", value(o, "FilterDirection")
		}
		var protocols Cell
		for _, r := range o.Users() {
			protocols = append(protocols, userItem(r))
		}
		if !yield(rowOf(o, text1(kind), named(o), plain(o, "Vendor"), plain(o, "Version"), value(o, "Enabled"), predefined(o), plain(o, "RelativePath"), direction, protocols, plain(o, "Description"))) {
			return
		}
	}
}
