package inventory

import (
	"fmt"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var networkSection = section{
	name: "networks", title: "Networks",
	about: "Networks with the addresses that belong to them. External is every address that is in no other network.",
	needs: []string{"Network", "EnterpriseNetwork", "NetworkSet"}, lacks: "network",
	build: func(b *builder) []Table {
		return []Table{
			b.home("networks", "Networks", []string{"name", "type", "description", "addresses*", "web_proxy", "web_proxy_http_port", "web_proxy_https_port", "firewall_clients", "not_known*"}, b.networkRows),
			b.table("network-ranges", "Address ranges", []string{"network", "from", "to"}, b.rangeRows),
			b.home("network-sets", "Network sets", []string{"name", "description", "predefined", "networks*"}, b.networkSetRows),
			b.table("network-clients", "Client settings", []string{"network", "firewall_client_server", "browser_automatic", "browser_script", "browser_script_address", "browser_server", "internal_domains*"}, b.clientRows),
		}
	},
}

func (b *builder) networkRows(yield func(Row) bool) {
	known := map[*schema.Object]*policy.Network{}
	for _, m := range b.models {
		for _, n := range m.Networks() {
			known[n.Object.Object] = n
		}
	}
	for o := range b.all("Network", "EnterpriseNetwork") {
		n := schema.Network{Object: o}
		addresses, open := b.addresses(n, known[o])
		kind := text1("enterprise network")
		if o.Element == "Network" {
			kind = text1(enumText("FpcNetworkTypes", int64(n.Type()), true))
		}
		var listener *schema.Object
		if l, ok := n.Listener(); ok {
			listener = l.Object
		}
		cells := []Cell{named(o), kind, plain(o, "Description"), addresses}
		if o.Element == "Network" {
			cells = append(cells, value(o, "EnableWebProxyClients"), value(listener, "TCPPort"), value(listener, "SSLPort"), value(o, "EnableFirewallClients"))
		} else {
			cells = append(cells, text1(""), text1(""), text1(""), text1(""))
		}
		if !yield(rowOf(o, append(cells, open)...)) {
			return
		}
	}
}

// addresses are the addresses of a network as the policy has them, or its ranges
// where the file holds no array; and what of them is not known.
func (b *builder) addresses(n schema.Network, known *policy.Network) (addresses, open Cell) {
	for r := range n.Refs("EnterpriseNetworks") {
		open = append(open, Item{Text: "includes " + refItem(r).Text})
	}
	if known == nil {
		for _, r := range n.Ranges() {
			addresses = append(addresses, Item{Text: rangeText(r)})
		}
		return addresses, open
	}
	for _, r := range known.Addresses.May {
		i := Item{Text: policy.FormatAddresses(policy.Points{r}, 0)}
		if known.Addresses.Holds(policy.Points{r}) != policy.Yes {
			i.Note = "not certain"
		}
		addresses = append(addresses, i)
	}
	for _, u := range known.Unknown {
		open = append(open, Item{Text: u})
	}
	return addresses, open
}

func (b *builder) rangeRows(yield func(Row) bool) {
	for o := range b.all("Network", "EnterpriseNetwork") {
		for _, r := range (schema.Network{Object: o}).Ranges() {
			if !yield(rowOf(r.Object, named(o), text1(r.Text("IPFrom")), text1(r.Text("IPTo")))) {
				return
			}
		}
	}
}

func (b *builder) networkSetRows(yield func(Row) bool) {
	for o := range b.all("NetworkSet") {
		if !yield(rowOf(o, named(o), plain(o, "Description"), predefined(o), memberCell(o))) {
			return
		}
	}
}

// memberCell is all members of a small element.
func memberCell(o *schema.Object) Cell {
	const most = 200
	var c Cell
	for m := range members(o) {
		if len(c) == most {
			return append(c, Item{Text: fmt.Sprintf("... (%d in all)", memberCount(o))})
		}
		c = append(c, m.Item)
	}
	return c
}

func (b *builder) clientRows(yield func(Row) bool) {
	for o := range b.all("Network") {
		config, ok := o.Child("ProxyClientConfig")
		if !ok {
			continue
		}
		winsock, _ := config.Child("WinsockClientConfig")
		browser, _ := config.Child("BrowserClientConfig")
		var domains Cell
		if t, ok := o.Child("ProxyLDT"); ok {
			for e := range t.Items("ProxyLDTEntry") {
				domains = append(domains, Item{Text: e.Label()})
			}
		}
		if winsock == nil && browser == nil && domains == nil {
			continue
		}
		if !yield(rowOf(o, named(o), value(winsock, "ServerOrArrayNameOrIP"), value(browser, "BrowserAutoDetect"), value(browser, "BrowserConfigScriptEnabled"),
			value(browser, "BrowserConfigScriptAddress"), value(browser, "ServerOrArrayName"), domains)) {
			return
		}
	}
}
