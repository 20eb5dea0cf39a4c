package checks

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"tmgaudit/schema"
)

const (
	tunnelPage  = "https://techgenix.com/5-critical-settings-not-available-forefront-threat-management-gateway-tmg-2010-management-console/"
	tunnelError = "http://fixmyitsystem.com/2011/03/"
)

// tunnel is a range of ports that CONNECT may reach through the web proxy.
type tunnel struct {
	*schema.Object
	low, high int64
}

// tunnelLists yields the tunnel port ranges of each web proxy with the ranges
// whose ports can be read.
func tunnelLists(p *Pass) iter.Seq2[*schema.Object, []tunnel] {
	return func(yield func(*schema.Object, []tunnel) bool) {
		for list := range p.Objects("ProxyTunnelPortRanges") {
			var ranges []tunnel
			for o := range list.Items("ProxyTunnelPortRange") {
				low, okLow := o.Property("TunnelLowPort").Int()
				high, okHigh := o.Property("TunnelHighPort").Int()
				if okLow && okHigh {
					ranges = append(ranges, tunnel{o, low, high})
				}
			}
			if !yield(list, ranges) {
				return
			}
		}
	}
}

// unread reports whether the file has ranges whose ports it does not say.
func unread(list *schema.Object, ranges []tunnel) bool {
	n := 0
	for range list.Items("ProxyTunnelPortRange") {
		n++
	}
	return n > len(ranges)
}

// usable reports whether the range holds a port at all.
func (t tunnel) usable() bool { return t.low <= t.high && t.high > 0 && t.low <= 65535 }

// initial reports whether the range is one of those that setup makes: HTTPS, and
// secure news, for which sources name 563 and 562.
func (t tunnel) initial() bool {
	return t.low == t.high && (t.low == 443 || t.low == 562 || t.low == 563)
}

func (t tunnel) covers(port int64) bool { return t.low <= port && port <= t.high }

func (t tunnel) ports() int64 { return min(t.high, 65535) - max(t.low, 1) + 1 }

func (t tunnel) String() string {
	if t.low == t.high {
		return fmt.Sprintf("port %d", t.low)
	}
	return fmt.Sprintf("ports %d to %d", t.low, t.high)
}

// manyPorts is the number of ports from which on a range is an open door rather
// than a list of needs.
const manyPorts = 1000

// dangerous are ports behind which a tunnel is worth much to whoever is not meant
// to have one.
var dangerous = []struct {
	port int64
	name string
}{
	{22, "SSH"}, {23, "Telnet"}, {25, "SMTP"}, {80, "HTTP"}, {445, "SMB"}, {3389, "RDP"},
}

func (t tunnel) dangers() []string {
	var names []string
	for _, d := range dangerous {
		if t.covers(d.port) {
			names = append(names, fmt.Sprintf("%d (%s)", d.port, d.name))
		}
	}
	return names
}

// wide reports whether C027 speaks of the range, so that C026 does not.
func (t tunnel) wide() bool { return t.ports() >= manyPorts || len(t.dangers()) > 0 }

var tunnelPortNonDefault = &Check{
	Code:     "C026",
	Slug:     "com-tunnel-port-nondefault",
	Severity: High,
	Title:    "CONNECT may reach ports other than those of HTTPS and secure news",
	Why: "The firewall looks at the port only: what goes through such a tunnel is not inspected, whatever the protocol. No console shows the " +
		"list of ports.",
	Remedy:   "Find out what the range is for, and take it out where nobody needs it.",
	Evidence: []string{tunnelPage, tunnelError},
	Bad:      func() string { return tunnelFragment("443 443", "«8443» 8443") },
	Good:     func() string { return tunnelFragment("443 443", "563 563") },
	Run: func(p *Pass) {
		for _, ranges := range tunnelLists(p) {
			for _, t := range ranges {
				if !t.usable() || t.initial() || t.wide() {
					continue
				}
				f := p.Value(t.Property("TunnelLowPort"), "", "CONNECT through the web proxy may reach %s (range %q)", t, t.Label())
				if t.low >= 1024 {
					f.Severity = Medium
				}
				f.Advise("take the range out with a script, unless it is needed")
			}
		}
	},
}

var tunnelPortWide = &Check{
	Code:     "C027",
	Slug:     "com-tunnel-port-wide",
	Severity: Critical,
	Title:    "CONNECT may reach nearly everything",
	Why: "Whoever may use the proxy can tunnel any protocol to these ports of any server that the rules let him reach, past every inspection: " +
		"remote desktops, file shares, mail.",
	Remedy:   "Narrow the range to the ports that are needed.",
	Evidence: []string{tunnelPage},
	Bad:      func() string { return tunnelFragment("443 443", "«1» 65535") },
	Good:     func() string { return tunnelFragment("443 443", "563 563") },
	Run: func(p *Pass) {
		for _, ranges := range tunnelLists(p) {
			for _, t := range ranges {
				if t.usable() && t.wide() {
					reportWide(p, t)
				}
			}
		}
	},
}

func reportWide(p *Pass, t tunnel) {
	f := p.Value(t.Property("TunnelLowPort"), "", "CONNECT through the web proxy may reach %s (range %q)", t, t.Label())
	if dangers := t.dangers(); len(dangers) > 0 {
		f.Message += ", among them " + strings.Join(dangers, ", ")
	}
	if t.ports() < manyPorts {
		f.Severity = High
	}
	f.Advise("narrow the range to the ports that are needed")
}

var tunnelPort443Missing = &Check{
	Code:     "C028",
	Slug:     "com-tunnel-port-443-missing",
	Severity: High,
	Title:    "CONNECT may not reach port 443",
	Why:      "No range covers 443, so every HTTPS page through the web proxy fails with error 12204, the port not being one that tunnels may use.",
	Remedy:   "Add a range from 443 to 443.",
	Evidence: []string{tunnelError},
	Bad: func() string {
		return strings.Replace(tunnelFragment("563 563"), tunnelListTag, markOpen+tunnelListTag+markClose, 1)
	},
	Good: func() string { return tunnelFragment("443 443") },
	Run: func(p *Pass) {
		for list, ranges := range tunnelLists(p) {
			if len(ranges) == 0 || unread(list, ranges) || slices.ContainsFunc(ranges, func(t tunnel) bool { return t.covers(443) }) {
				continue
			}
			p.Report(Finding{
				Object:  list,
				Message: fmt.Sprintf("no tunnel port range of %q covers 443; HTTPS through the web proxy fails with error 12204", list.Owner().Label()),
				Fix:     &Fix{Safety: Manual, Title: "add a range from 443 to 443 with a script"},
			})
		}
	},
}

var tunnelPortInvalid = &Check{
	Code:     "C029",
	Slug:     "com-tunnel-port-invalid",
	Severity: Low,
	Title:    "A tunnel port range is empty or says what another one says",
	Why:      "A range whose first port is above its last, or that holds no port, does nothing; one that overlaps another hides which of the two lets a port through.",
	Remedy:   "Take the range out, or correct its ports.",
	Evidence: []string{tunnelPage},
	Bad:      func() string { return tunnelFragment("443 443", "«700» 600", "«443» 443") },
	Good:     func() string { return tunnelFragment("443 443", "563 563") },
	Run: func(p *Pass) {
		for _, ranges := range tunnelLists(p) {
			for i, t := range ranges {
				reportInvalid(p, t, ranges[:i])
			}
		}
	},
}

// reportInvalid says what is wrong with t beside the ranges before it.
func reportInvalid(p *Pass, t tunnel, before []tunnel) {
	at := t.Property("TunnelLowPort")
	if !t.usable() {
		p.Value(at, "", "range %q goes from %d to %d and lets no port through; expected ports of 1 to 65535, the lower one first", t.Label(), t.low, t.high)
		return
	}
	var related []Related
	for _, b := range before {
		if b.usable() && b.low <= t.high && t.low <= b.high {
			related = append(related, Related{Object: b.Object, Span: b.Property("TunnelLowPort").ValueSpan(), Message: fmt.Sprintf("%q covers %s", b.Label(), b)})
		}
	}
	if len(related) > 0 {
		f := p.Value(at, "", "range %q (%s) overlaps %q", t.Label(), t, related[0].Object.Label())
		f.Related = related
	}
}

const tunnelListTag = `<fpc4:ProxyTunnelPortRanges StorageName="ProxyTunnelPortRanges" StorageType="1">`

// tunnelFragment is a web proxy with ranges, each a first and a last port.
func tunnelFragment(ranges ...string) string {
	var b strings.Builder
	b.WriteString("\n\t\t\t\t\t" + tunnelListTag)
	for i, r := range ranges {
		low, high, _ := strings.Cut(r, " ")
		fmt.Fprintf(&b, `
						<fpc4:ProxyTunnelPortRange StorageName="{0A1B2C3D-0000-4000-8000-0000000001%02d}" StorageType="1">
							<fpc4:Name dt:dt="string">Range %d</fpc4:Name>
							<fpc4:TunnelHighPort dt:dt="int">%s</fpc4:TunnelHighPort>
							<fpc4:TunnelLowPort dt:dt="int">%s</fpc4:TunnelLowPort>
						</fpc4:ProxyTunnelPortRange>`, i, i+1, high, low)
	}
	b.WriteString("\n\t\t\t\t\t</fpc4:ProxyTunnelPortRanges>")
	return webProxyFragment(b.String())
}
