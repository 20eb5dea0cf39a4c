package inventory

import (
	"cmp"
	"strings"

	"tmgaudit/schema"
)

var publishingSection = section{
	name: "publishing", title: "Publishing rules",
	about: "What is published, where the firewall listens for it, and the server that answers.",
	needs: []string{"PolicyRule", "PolicyRules"}, lacks: "policy rules",
	build: func(b *builder) []Table {
		return []Table{
			b.table("web-publishing", "Web publishing", []string{"policy_of?", "position", "rule", "enabled", "action", "public_names*", "paths*", "listener*", "server", "server_type",
				"http_port", "https_port", "link_translation", "original_host_header", "delegation", "users*", "custom_forms"}, b.webPublishingRows),
			b.table("server-publishing", "Server publishing", []string{"policy_of?", "position", "rule", "enabled", "protocol*", "listens_on*", "published_port", "server", "server_port", "requests_appear_from_firewall"}, b.serverPublishingRows),
			b.table("path-mappings", "Paths", []string{"policy_of?", "rule", "external_path", "internal_path"}, b.pathRows),
		}
	},
}

func (b *builder) webPublishingRows(yield func(Row) bool) {
	for _, r := range b.rules() {
		web, ok := r.Web()
		if !ok {
			continue
		}
		listener := Cell{}
		if l, ok := web.ListenerRef(); ok {
			listener = Cell{refItem(l)}
		}
		if !yield(rowOf(r.Object, text1(r.of), number(r.position), named(r.Object), flag(r.Enabled()), text1(action(r.PolicyRule)), publicNames(web), pathCell(web), listener,
			plain(web.Object, "PublishedServerIP"), value(web.Object, "PublishedServerType"), value(web.Object, "HTTPRedirectPort"), value(web.Object, "SSLRedirectPort"),
			value(web.Object, "TranslateLinks"), value(web.Object, "SendOriginalHostHeader"), value(web.Object, "CredentialsDelegationType"),
			refItems(web.Refs("UserSets")), plain(web.Object, "CustomFormsDirectory"))) {
			return
		}
	}
}

// publicNames are the names that a web publishing rule answers for.
func publicNames(web schema.WebPublication) Cell {
	if web.Property("AllPublicNames").True() {
		return text1("all names")
	}
	var c Cell
	for _, name := range web.PublicNames().Entries() {
		c = append(c, Item{Text: name})
	}
	return c
}

func pathCell(web schema.WebPublication) Cell {
	var c Cell
	for m := range web.Paths() {
		i := Item{Text: m.Text("ExternalPath")}
		if in := m.Text("InternalPath"); in != i.Text {
			i.Note = "inside " + cmp.Or(in, unknown)
		}
		c = append(c, i)
	}
	return c
}

func (b *builder) pathRows(yield func(Row) bool) {
	for _, r := range b.rules() {
		web, ok := r.Web()
		if !ok {
			continue
		}
		for m := range web.Paths() {
			if !yield(rowOf(m, text1(r.of), named(r.Object), plain(m, "ExternalPath"), plain(m, "InternalPath"))) {
				return
			}
		}
	}
}

func (b *builder) serverPublishingRows(yield func(Row) bool) {
	for _, r := range b.rules() {
		server, ok := r.Server()
		if !ok {
			continue
		}
		protocol := Cell{}
		if p, ok := server.Protocol(); ok {
			protocol = Cell{refItem(p)}
		}
		if !yield(rowOf(r.Object, text1(r.of), number(r.position), named(r.Object), flag(r.Enabled()), protocol, listenCell(server.Object), portCell(server.Object, "OverridePublishPort"),
			plain(server.Object, "PublishedServerIP"), portCell(server.Object, "OverrideServerPort"), value(server.Object, "UseFirewallIPAsSource"))) {
			return
		}
	}
}

// portCell is a port that replaces that of the protocol, if any.
func portCell(o *schema.Object, name string) Cell {
	if v := o.Text(name); v != "" && v != "0" {
		return text1(v)
	}
	return text1("as the protocol")
}

// listenCell is where a listener or a publishing rule listens.
func listenCell(o *schema.Object) Cell {
	var c Cell
	for _, on := range o.IPsOnNetworks() {
		i := Item{Text: unknown}
		if n, ok := on.Network(); ok {
			i = refItem(n)
			i.Note = ""
		}
		i.Note = join(i.Note, selectionText(on))
		c = append(c, i)
	}
	return append(c, refItems(o.Refs("IPsOnNetworkSets"))...)
}

func selectionText(on schema.IPOnNetwork) string {
	switch on.Selection() {
	case schema.AllAddresses:
		return "all addresses"
	case schema.DefaultAddress:
		return "the default address"
	case schema.SpecifiedAddresses:
		var list []string
		for _, a := range on.Addresses().Entries() {
			list = append(list, a)
		}
		return strings.Join(list, ", ")
	}
	return enumText("FpcIpSelectionMethods", int64(on.Selection()), true)
}
