package inventory

import (
	"slices"

	"tmgaudit/schema"
)

// criteria are what a rule asks of a connection, in names.
type criteria struct {
	from, to, protocols, users, schedule, content Cell
}

// all stands where a criterion lets everything through.
const all = "all"

func criteriaOf(r schema.PolicyRule) criteria {
	c := criteria{from: refItems(r.Sources()), schedule: scheduleOf(r), content: text1(all)}
	if access, ok := r.Access(); ok {
		c.to = refItems(r.Destinations())
		for _, role := range destinationRoles {
			c.to = append(c.to, refItems(access.Refs(role))...)
		}
		c.protocols = protocolsOf(access)
		c.users = refItems(access.Refs("UserSets"))
		if sets := refItems(access.Refs("ContentTypeSetsUsed")); sets != nil {
			c.content = sets
		}
	}
	if web, ok := r.Web(); ok {
		c.to = Cell{{Text: web.Text("PublishedServerIP"), Note: "published server"}}
		c.users = refItems(web.Refs("UserSets"))
		if l, ok := web.ListenerRef(); ok {
			i := refItem(l)
			i.Note = join("web listener", i.Note)
			c.protocols = Cell{i}
		}
	}
	if server, ok := r.Server(); ok {
		c.to = Cell{{Text: server.Text("PublishedServerIP"), Note: "published server"}}
		c.users = text1(all)
		if p, ok := server.Protocol(); ok {
			c.protocols = Cell{refItem(p)}
		}
	}
	return c
}

// destinationRoles are the groups of references of an access rule that name where
// connections go to, besides addresses.
var destinationRoles = []string{"DestinationDomainNameSets", "URLSet", "URLSets", "UrlCategory", "UrlCategorySet"}

// protocolsOf is which traffic an access rule is for: FpcProtocolSelectionType is
// all, the listed protocols, or all but those.
func protocolsOf(access *schema.Object) Cell {
	listed := refItems(access.Refs("ProtocolsUsed"))
	switch method, ok := access.Property("ProtocolSelectionMethod").Int(); {
	case access.Property("ProtocolSelectionMethod") == nil || ok && method == 0:
		return append(Cell{{Text: "all outbound traffic"}}, listed...)
	case ok && method == 1:
		return listed
	case ok && method == 2:
		return append(Cell{{Text: "all outbound traffic except"}}, listed...)
	}
	return append(value(access, "ProtocolSelectionMethod"), listed...)
}

func scheduleOf(r schema.PolicyRule) Cell {
	if ref, ok := r.Named("Ref", "ScheduleUsed"); ok {
		c := Cell{refItem(schema.Ref{Object: ref})}
		if always, ok := r.Property("AppliesAlways").Bool(); ok && always {
			c = append(Cell{{Text: "always"}}, c...)
		}
		return c
	}
	if always, ok := r.Property("AppliesAlways").Bool(); ok && !always {
		return text1(unknown)
	}
	return text1("always")
}

// criterionOf says what a reference of a rule is for.
func criterionOf(r schema.Ref) string {
	if s, ok := r.Ancestor("SelectionIPs"); ok {
		switch s.StorageName {
		case "SourceSelectionIPs":
			return "from"
		case "DestinationSelectionIPs":
			return "to"
		}
		return s.StorageName
	}
	role := r.Role()
	if slices.Contains(destinationRoles, role) {
		return "to"
	}
	if word, ok := criterionWords[role]; ok {
		return word
	}
	return role
}

// criterionWords are the roles of references in rules, in words.
var criterionWords = map[string]string{
	"ProtocolsUsed": "protocols", "UserSets": "users", "ContentTypeSetsUsed": "content", "ScheduleUsed": "schedule",
	"PublishedProtocol": "published protocol", "Network": "listens on", "IPsOnNetworkSets": "listens on", "WebListenerUsed": "web listener",
}
