package inventory

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

var topologySection = section{
	name: "topology", title: "Topology",
	about: "How any two networks are related, as the network rules decide it, and what is published to which network.",
	needs: []string{"Array"}, lacks: "array",
	build: func(b *builder) []Table {
		t := b.table("relations", "Relations of networks", []string{"from", "to", "relation", "by_rule", "may_decide_instead*"}, b.relationRows)
		for _, m := range b.models {
			if n := len(m.Networks()); n > mostRelated {
				t.Note = fmt.Sprintf("only the first %d of %d networks of array %q are compared", mostRelated, n, m.Array.Label())
			}
		}
		return []Table{t}
	},
	graphs: func(b *builder) []Graph {
		var all []Graph
		for _, m := range b.models {
			all = append(all, topology(m))
		}
		return all
	},
}

// Bounds of what is drawn and compared: a drawing with more boxes is no help, and
// the pairs of networks grow with the square of their number.
const (
	mostRelated   = 100
	mostNetworks  = 24
	mostPublished = 24
)

func (b *builder) relationRows(yield func(Row) bool) {
	for _, m := range b.models {
		networks := m.Networks()
		networks = networks[:min(len(networks), mostRelated)]
		for i, from := range networks {
			for _, to := range networks[i+1:] {
				if !yield(relationRow(m, from, to)) {
					return
				}
			}
		}
	}
}

func relationRow(m *policy.Model, from, to *policy.Network) Row {
	r := m.NetworkRelation(from, to)
	if r.Kind == policy.ReverseNAT {
		from, to, r.Kind = to, from, policy.NAT
	}
	rule, maybe := Cell{{}}, Cell{}
	if r.Rule != nil {
		rule = named(r.Rule.Object.Object)
	}
	for _, o := range r.Maybe {
		maybe = append(maybe, Item{Text: o.Name, Object: o.Object.Object})
	}
	return rowOf(from.Object.Object, named(from.Object.Object), named(to.Object.Object), text1(string(r.Kind)), rule, maybe)
}

// topology draws the networks of an array around the firewall.
func topology(m *policy.Model) Graph {
	d := drawing{model: m, Graph: Graph{Title: m.Array.Label()}, places: map[*policy.Network]int{}}
	d.networks()
	d.relations()
	d.published()
	return d.Graph
}

// drawing is a graph being made.
type drawing struct {
	Graph
	model    *policy.Model
	firewall *policy.Network         // Local Host, nil where the file has none
	places   map[*policy.Network]int // of networks in Nodes
	drawn    []*policy.Network
}

func (d *drawing) networks() {
	left := 0
	for _, n := range d.model.Networks() {
		switch {
		case n.Addresses.May.Equal(policy.Span(policy.LocalHost, policy.LocalHost)):
			d.firewall = n
		case len(d.drawn) == mostNetworks:
			left++
		default:
			d.places[n] = len(d.Nodes)
			d.drawn = append(d.drawn, n)
			d.Nodes = append(d.Nodes, Node{Kind: NetworkNode, Label: n.Name, Lines: addressLines(n)})
		}
	}
	if left > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d more networks are not drawn", left))
	}
}

// addressLines are the first addresses of a network, one a line. The rest of all
// addresses is called that.
func addressLines(n *policy.Network) []string {
	const most = 3
	p := n.Addresses.May
	switch {
	case n.Object.Type() == schema.NetworkExternal:
		return []string{"all other addresses"}
	case p.Empty():
		return []string{"no addresses"}
	}
	lines := strings.Split(policy.FormatAddresses(p, 0), ", ")
	if slices.Equal(lines, []string{n.Name}) {
		return nil
	}
	if len(lines) > most {
		lines = append(lines[:most-1], fmt.Sprintf("and %d more ranges", len(lines)-most+1))
	}
	return lines
}

func (d *drawing) relations() {
	for i, from := range d.drawn {
		for _, to := range d.drawn[i+1:] {
			d.relation(from, to)
		}
	}
	if d.firewall == nil {
		return
	}
	byKind := map[policy.RelationKind][]string{}
	for _, n := range d.drawn {
		kind := d.model.NetworkRelation(d.firewall, n).Kind
		byKind[kind] = append(byKind[kind], n.Name)
	}
	for _, kind := range []policy.RelationKind{policy.Route, policy.NAT, policy.ReverseNAT, policy.NoRelation, policy.Undecided} {
		names := byKind[kind]
		if len(names) == 0 {
			continue
		}
		to := strings.Join(names, ", ")
		if len(names) == len(d.drawn) {
			to = "every network"
		}
		d.Notes = append(d.Notes, fmt.Sprintf("the firewall itself (%s) to %s: %s", d.firewall.Name, to, relationWord(kind)))
	}
}

func relationWord(k policy.RelationKind) string {
	switch k {
	case policy.NAT:
		return "NAT"
	case policy.ReverseNAT:
		return "NAT in the other direction"
	case policy.NoRelation:
		return "no relation"
	case policy.Undecided:
		return unknown
	}
	return string(k)
}

// edgeKinds are the relations that are drawn.
var edgeKinds = map[policy.RelationKind]EdgeKind{policy.Route: RouteEdge, policy.NAT: NATEdge, policy.ReverseNAT: NATEdge, policy.Undecided: UnsureEdge}

func (d *drawing) relation(from, to *policy.Network) {
	r := d.model.NetworkRelation(from, to)
	kind, ok := edgeKinds[r.Kind]
	if !ok {
		return
	}
	if r.Kind == policy.ReverseNAT {
		from, to = to, from
	}
	label := relationWord(r.Kind)
	if r.Rule != nil {
		label += ": " + r.Rule.Name
	}
	d.Edges = append(d.Edges, Edge{d.places[from], d.places[to], kind, label})
}

func (d *drawing) published() {
	left, count := 0, 0
	for _, r := range d.model.Rules() {
		if r.Publication == nil {
			continue
		}
		if count == mostPublished {
			left++
			continue
		}
		count++
		at := len(d.Nodes)
		d.Nodes = append(d.Nodes, Node{PublishedNode, r.Name, d.publishedLines(r)})
		for _, on := range r.Publication.Networks {
			if i := slices.IndexFunc(d.drawn, func(n *policy.Network) bool { return n.Name == on.Network }); i >= 0 {
				d.Edges = append(d.Edges, Edge{d.places[d.drawn[i]], at, PublishEdge, "published"})
			}
		}
	}
	if left > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%d more publishing rules are not drawn", left))
	}
}

// publishedLines say what a publishing rule publishes, where, and in which network
// the server is.
func (d *drawing) publishedLines(r *policy.Rule) []string {
	p := r.Publication
	var lines []string
	switch {
	case p.AllHosts:
		lines = append(lines, "all names")
	case len(p.Hosts) > 0:
		lines = append(lines, p.Hosts[0])
	case !p.Services.May.Empty() && p.Services.Known():
		lines = append(lines, policy.ServiceName(p.Services.Sure[0].First))
	}
	for _, on := range p.Networks {
		if len(on.Addresses) > 0 {
			lines = append(lines, "on "+strings.Join(on.Addresses[:min(len(on.Addresses), 2)], ", "))
		}
	}
	server := "to " + orUnknown(p.Server)
	if n := d.networkOf(p.Server); n != "" {
		server += " in " + n
	}
	lines = append(lines, server)
	if !r.Enabled {
		lines = append(lines, "disabled")
	}
	return lines
}

// networkOf is the network that a server surely belongs to, "" where it is known by
// name only.
func (d *drawing) networkOf(server string) string {
	a, err := netip.ParseAddr(server)
	if err != nil || !a.Unmap().Is4() {
		return ""
	}
	b := a.Unmap().As4()
	if sure, _ := d.model.NetworksOf(uint64(binary.BigEndian.Uint32(b[:]))); len(sure) == 1 {
		return sure[0].Name
	}
	return ""
}
