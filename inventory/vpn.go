package inventory

import "tmgaudit/schema"

var vpnSection = section{
	name: "vpn", title: "VPN",
	about: "Remote access by VPN and the networks of remote sites. Preshared keys are not shown.",
	needs: []string{"VpnConfig", "VpnNetworkConfiguration"}, lacks: "VPN configuration",
	build: func(b *builder) []Table {
		return []Table{
			b.settingsTable("vpn-settings", "Settings", b.all("VpnConfig"), true),
			b.table("vpn-addresses", "Address pools", []string{"of", "from", "to"}, b.poolRows),
			b.settingsTable("vpn-sites", "Remote sites", b.all("VpnNetworkConfiguration"), true),
		}
	},
}

// poolRows are the static addresses for VPN clients, of the array or of a server.
func (b *builder) poolRows(yield func(Row) bool) {
	for o := range b.all("IpRangeEntry") {
		set := o.Parent
		if set.Parent == nil || set.Parent.Element != "VpnConfig" && set.Parent.Element != "Server" {
			continue
		}
		r := schema.AddressRange{Object: o}
		if !yield(rowOf(o, Cell{{Text: placeOf(set.Parent), Object: set.Parent}}, text1(r.Text("IPFrom")), text1(r.Text("IPTo")))) {
			return
		}
	}
}
