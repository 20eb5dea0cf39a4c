package inventory

import (
	"fmt"
	"strconv"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var protocolSection = section{
	name: "protocols", title: "Protocols",
	about: "Protocol definitions with their connections and the application filters that handle them.",
	needs: []string{"Protocol", "Protocols"}, lacks: "protocol",
	build: func(b *builder) []Table {
		return []Table{
			b.home("protocols", "Protocols", []string{"name", "predefined", "description", "connections*", "filters*", "used_by_rules"}, b.protocolRows),
			b.table("connections", "Connections", []string{"protocol", "role", "transport", "direction", "from_port", "to_port", "icmp_type", "icmp_code"}, b.connectionRows),
		}
	},
}

func (b *builder) protocolRows(yield func(Row) bool) {
	for o := range b.all("Protocol") {
		if !yield(rowOf(o, named(o), predefined(o), plain(o, "Description"), memberCell(o), refItems(o.Refs("ApplicationFilters")), number(len(o.Users())))) {
			return
		}
	}
}

func (b *builder) connectionRows(yield func(Row) bool) {
	for o := range b.all("Protocol") {
		p := schema.Protocol{Object: o}
		for role, list := range [][]schema.Connection{p.Primary(), p.Secondary()} {
			for _, c := range list {
				low, high := c.Ports()
				row := rowOf(c.Object, named(o), text1([]string{"primary", "secondary"}[role]), text1(transportName(c.Transport())), text1(directionText(c)))
				if c.Transport() == policy.TCP || c.Transport() == policy.UDP {
					row.Cells = append(row.Cells, text1(strconv.FormatInt(low, 10)), text1(strconv.FormatInt(high, 10)), text1(""), text1(""))
				} else {
					row.Cells = append(row.Cells, text1(""), text1(""), plain(c.Object, "ICMPType"), plain(c.Object, "ICMPCode"))
				}
				if !yield(row) {
					return
				}
			}
		}
	}
}

func transportName(n int64) string {
	switch n {
	case policy.TCP:
		return "TCP"
	case policy.UDP:
		return "UDP"
	case policy.ICMP:
		return "ICMP"
	}
	return "IP protocol " + strconv.FormatInt(n, 10)
}

// directionText is the direction of a connection by name: TCP has an enumeration of
// its own, and absent is the first member.
func directionText(c schema.Connection) string {
	v, _ := c.Property("Direction").Int()
	enum := "FpcUDPConnectionDirectionType"
	if c.Transport() == policy.TCP {
		enum = "FpcConnectionDirectionType"
	}
	return enumText(enum, v, true)
}

// directionWords are the members of both enumerations of directions, in words.
var directionWords = map[string]string{
	"fpcInbound": "inbound", "fpcOutbound": "outbound", "fpcReceiveOnly": "receive", "fpcSendOnly": "send", "fpcReceiveSend": "receive send", "fpcSendReceive": "send receive",
}

// connectionText is a connection in a few words: "TCP 80-81 outbound".
func connectionText(c schema.Connection) string {
	name := transportName(c.Transport())
	switch low, high := c.Ports(); {
	case c.Transport() == policy.ICMP:
		name += fmt.Sprintf(" type %s code %s", orZero(c.Text("ICMPType")), orZero(c.Text("ICMPCode")))
	case c.Transport() != policy.TCP && c.Transport() != policy.UDP:
	case low == high:
		name += fmt.Sprintf(" %d", low)
	default:
		name += fmt.Sprintf(" %d-%d", low, high)
	}
	direction, _, _ := strings.Cut(directionText(c), " ")
	if word, ok := directionWords[direction]; ok {
		direction = word
	}
	return name + " " + direction
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}
