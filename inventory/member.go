package inventory

import (
	"fmt"
	"iter"
	"net/netip"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/policy"
	"tmgaudit/schema"
)

// member is one thing that an element is made of.
type member struct {
	Item
	in *schema.Object // where it stands
	at text.Span
}

// members yields what an element is made of: addresses, entries of a list, accounts,
// connections, hours, or what it refers to.
func members(o *schema.Object) iter.Seq[member] {
	return func(yield func(member) bool) {
		if text, ok := ownMember(o); ok {
			if !yield(member{Item{Text: text}, o, o.TagSpan()}) {
				return
			}
		}
		_ = listMembers(o, yield) && childMembers(o, yield) && refMembers(o, yield)
	}
}

// ownMember is the one thing that a simple element stands for.
func ownMember(o *schema.Object) (string, bool) {
	switch o.Element {
	case "Computer":
		return o.Text("IPAddress"), true
	case "AddressRange", "IpRangeEntry":
		return rangeText(schema.AddressRange{Object: o}), true
	case "Subnet":
		return subnetText(schema.Subnet{Object: o}), true
	case "ProxyScheduleTemplate":
		return scheduleText(o), true
	case "ProtocolConnection":
		return connectionText(schema.Connection{Object: o}), true
	case "Account":
		return accountText(schema.Account{Object: o}), true
	case "NonWindows-User":
		return o.Label(), true
	case "PublishedServer":
		return o.Text("NameOrIP"), true
	case "LdapServer", "ProxyLDTEntry":
		return o.Label(), true
	}
	return "", false
}

func listMembers(o *schema.Object, yield func(member) bool) bool {
	props := o.Properties()
	for i := range props {
		if props[i].Secret() {
			continue
		}
		for at, entry := range props[i].Entries() {
			if !yield(member{Item{Text: entry}, o, at}) {
				return false
			}
		}
	}
	return true
}

// containers are the collections that hold the members of an element.
var containers = map[string]bool{
	"Computers": true, "AddressRanges": true, "Subnets": true, "IpRangeSet": true, "Accounts": true, "NonWindows-Users": true,
	"ProtocolConnections": true, "PublishedServers": true, "LdapServersSet": true, "LdapServers": true,
}

func childMembers(o *schema.Object, yield func(member) bool) bool {
	for _, c := range o.Children() {
		if !containers[c.Element] {
			continue
		}
		for _, m := range c.Children() {
			text, ok := ownMember(m)
			if ok && !yield(member{Item{Text: text, Note: memberName(m)}, m, m.TagSpan()}) {
				return false
			}
		}
	}
	return true
}

// memberName is the name of a part of a set, where it has one that says more.
func memberName(m *schema.Object) string {
	switch m.Element {
	case "Computer", "AddressRange", "Subnet":
		return m.Name()
	case "ProtocolConnection":
		if m.Parent.StorageName == "SecondaryConnections" {
			return "secondary"
		}
	}
	return ""
}

// refMembers are what a set refers to. Of a set of all networks with exceptions
// (FpcNetworkSetType) the first entry says that it holds the others.
func refMembers(o *schema.Object, yield func(member) bool) bool {
	switch o.Element {
	case "NetworkSet", "UrlCategorySet", "Network", "EnterpriseNetwork":
	default:
		return true
	}
	first, next := "", ""
	n, ok := o.Property("NetworkSetType").Int()
	rest := ok && n == 1
	if rest {
		first, next = "all networks but ", "not "
	}
	prefix := first
	for c := range refsOf(o) {
		i := refItem(schema.Ref{Object: c})
		i.Text, i.Note = prefix+i.Text, ""
		if !yield(member{i, c, c.TagSpan()}) {
			return false
		}
		prefix = next
	}
	if rest && prefix == first {
		return yield(member{Item{Text: "all networks"}, o, o.TagSpan()})
	}
	return true
}

// refsOf yields what stands in the collections of references of an object.
func refsOf(o *schema.Object) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for _, group := range o.Children() {
			if group.Element != "Refs" {
				continue
			}
			for c := range group.Items("Ref") {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// memberCount is the number of members. Long lists are counted without reading
// them.
func memberCount(o *schema.Object) int {
	n := 0
	props := o.Properties()
	for i := range props {
		if !props[i].Secret() {
			n += props[i].Len()
		}
	}
	if n > 0 {
		return n
	}
	for range members(o) {
		n++
	}
	return n
}

// memberSummary is the first members of an element in one line.
func memberSummary(o *schema.Object, most int) string {
	var first []string
	for m := range members(o) {
		if len(first) == most {
			return fmt.Sprintf("%s, ... (%d in all)", strings.Join(first, ", "), memberCount(o))
		}
		first = append(first, m.Text)
	}
	return strings.Join(first, ", ")
}

func rangeText(r schema.AddressRange) string {
	from, to := r.Text("IPFrom"), r.Text("IPTo")
	if from == to {
		return from
	}
	return from + "-" + to
}

// subnetText is a subnet in CIDR form, where its mask has one.
func subnetText(s schema.Subnet) string {
	address, mask, ok := s.Address()
	if !ok || !mask.Is4() {
		return s.Text("IPAddress") + "/" + s.Text("IPMask")
	}
	bits := 0
	for _, b := range mask.As4() {
		for ; b&0x80 != 0; b <<= 1 {
			bits++
		}
	}
	if p := netip.PrefixFrom(address, bits); maskOf(bits) == mask {
		return p.String()
	}
	return s.Text("IPAddress") + "/" + s.Text("IPMask")
}

// maskOf is the mask of a prefix.
func maskOf(bits int) netip.Addr {
	m := ^uint32(0)
	if bits < 32 {
		m <<= 32 - bits
	}
	return netip.AddrFrom4([4]byte{byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)})
}

// scheduleText is the hours of a schedule: "Mon-Fri 09:00-18:00".
func scheduleText(o *schema.Object) string {
	hours, ok := policy.ScheduleHours(o)
	switch {
	case !ok:
		return unknown
	case hours.Empty():
		return "never"
	}
	return hoursText(hours)
}
