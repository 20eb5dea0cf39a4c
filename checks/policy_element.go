package checks

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/policy"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// elementKinds are the rule elements that administrators make for rules to name.
var elementKinds = []string{
	"Computer", "AddressRange", "Subnet", "ComputerSet", "URLSet", "DomainNameSet", "Protocol", "ContentTypeSet", "UserSet", "ProxyScheduleTemplate",
}

// ownElements calls f for each rule element of an array that an administrator made.
// Members of computer sets, and elements of the enterprise, which other arrays may
// use, are not among them.
func ownElements(p *Pass, element string, f func(o *schema.Object)) {
	for o := range p.Objects(element) {
		if o.Parent == nil || o.Parent.Parent == nil || o.Parent.Parent.Element != "RuleElements" || o.Owner().Element != "Array" || o.Property("Predefined").True() {
			continue
		}
		if _, known := catalog.PredefinedByGUID(o.StorageName); !known {
			f(o)
		}
	}
}

var elementUnused = &Check{
	Code:     "P025",
	Slug:     "pol-unused-element",
	Severity: Info,
	Inferred: true,
	Title:    "A rule element is used by nothing",
	Why:      "It makes lists longer and tempts people to use what nobody keeps up to date.",
	Remedy:   "Delete the element when nobody needs it any more.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return policyFragment(ownProtocols(portProtocol(appProtocol, "Application", "5500", "5500"), marked(portProtocol(wideProtocol, "Applications", "5500", "5510"))),
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol}})
	},
	Good: func() string {
		return policyFragment(appProtocols,
			ruled{name: "Application", order: 1, from: fromInternal, to: fromExternal, protocols: []string{appProtocol, wideProtocol}})
	},
	Run: func(p *Pass) {
		for _, element := range elementKinds {
			unused := map[*schema.Object][]*schema.Object{} // by collection
			var lists []*schema.Object
			ownElements(p, element, func(o *schema.Object) {
				rules, ok := o.Owner().Find("ArrayPolicy", "PolicyRules")
				if ok && rules.Audited() && len(o.Users()) == 0 && !p.cut()[o.Owner()] {
					if unused[o.Parent] == nil {
						lists = append(lists, o.Parent)
					}
					unused[o.Parent] = append(unused[o.Parent], o)
				}
			})
			for _, list := range lists {
				reportUnused(p, list, unused[list])
			}
		}
	},
}

// mostUnused is the number of unused elements of one collection that are told one
// by one; more are told together, with as many of them named.
const mostUnused = 10

func reportUnused(p *Pass, list *schema.Object, unused []*schema.Object) {
	if len(unused) <= mostUnused {
		for _, o := range unused {
			p.Report(Finding{Object: o, Message: fmt.Sprintf("%s %q is used by nothing", o.Element, o.Label())})
		}
		return
	}
	f := Finding{Object: list, Message: fmt.Sprintf("%d of the %d objects in %s are used by nothing", len(unused), len(list.Children()), list.Element)}
	for _, o := range unused[:mostUnused] {
		f.Related = append(f.Related, Related{Object: o, Span: o.TagSpan(), Message: fmt.Sprintf("%q is one of them", o.Label())})
	}
	p.Report(f)
}

var elementTwice = &Check{
	Code:     "P026",
	Slug:     "pol-element-duplicate-content",
	Severity: Low,
	Title:    "Two rule elements say the same under different names",
	Why:      "Who changes one of them forgets the other, and rules that should agree no longer do.",
	Remedy:   "Let all rules use one of them and delete the other.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return ruleElementsFragment(ownProtocols(portProtocol(appProtocol, "Application", "5500", "5500"), marked(portProtocol(wideProtocol, "ERP", "5500", "5500"))))
	},
	Good: func() string { return ruleElementsFragment(appProtocols) },
	Run: func(p *Pass) {
		type key struct {
			list    *schema.Object
			content uint64
		}
		seed := maphash.MakeSeed()
		for _, element := range elementKinds {
			first := map[key]*schema.Object{}
			ownElements(p, element, func(o *schema.Object) {
				var h maphash.Hash
				h.SetSeed(seed)
				if !writeContent(&h, o, true) {
					return
				}
				at := key{o.Parent, h.Sum64()}
				before := first[at]
				if before == nil {
					first[at] = o
					return
				}
				p.Report(Finding{
					Object:  o,
					Message: fmt.Sprintf("%s %q says the same as %q", element, o.Label(), before.Label()),
					Related: []Related{{Object: before, Span: before.TagSpan(), Message: "says the same"}},
				})
			})
		}
	},
}

// writeContent writes what an element says, without what it is called, and reports
// whether it says anything.
func writeContent(h *maphash.Hash, o *schema.Object, top bool) (says bool) {
	props := o.Properties()
	for i := range props {
		switch v := &props[i]; {
		case top && (v.Name == "Name" || v.Name == "Predefined" || v.Name == "ProtocolCategory"), v.Name == "Description", v.Name == "Order":
		case !top && v.Name == "Name" && o.Element != "Ref" && o.Element != "Account":
		default:
			h.WriteString(v.Name)
			h.WriteByte(0)
			h.Write(v.Raw())
			h.WriteByte(0)
			says = true
		}
	}
	for _, c := range o.Children() {
		h.WriteString(c.Element)
		if _, guid := catalog.CanonicalGUID(c.StorageName); !guid {
			h.WriteString(c.StorageName)
		}
		h.WriteByte('{')
		if writeContent(h, c, false) {
			says = true
		}
		h.WriteByte('}')
	}
	return says
}

var oddWildcards = &Check{
	Code:     "P030",
	Slug:     "pol-url-wildcard-syntax",
	Severity: Info,
	Inferred: true,
	Title:    "A set of names has entries that match everything or nothing",
	Why:      "An asterisk stands for whole parts of a name at its start, and at the end of a path. Elsewhere it matches nothing; alone it matches everything.",
	Remedy:   "Write the domain with *. before it for everything below it, and the path with /* behind it.",
	Evidence: []string{ruleAdvicePage},
	Bad:      func() string { return domainsFragment("*.example.com", "«www.*.example.com»") },
	Good:     func() string { return domainsFragment("*.example.com", "www.example.com") },
	Run: func(p *Pass) {
		for _, s := range []struct{ element, list string }{{"DomainNameSet", "DomainNameStrings"}, {"URLSet", "URLStrings"}} {
			for o := range p.Objects(s.element) {
				prop := o.Property(s.list)
				if !suspicious(prop.Raw()) {
					continue
				}
				if span, entry, ok := firstOdd(prop); ok {
					p.Report(Finding{
						Object: o, Property: prop.Name, Span: span, Value: entry,
						Message: fmt.Sprintf("%s %q has the entry %q, whose asterisk does not stand at the start of a name or the end of a path", s.element, o.Label(), entry),
					})
				}
			}
		}
	},
}

// suspicious reports whether a list as written may have an odd asterisk: one that
// has neither the start of a host before it nor the end of an entry behind it.
func suspicious(raw []byte) bool {
	for i := 0; ; i++ {
		n := bytes.IndexByte(raw[i:], '*')
		if n < 0 {
			return false
		}
		i += n
		if i == 0 || i+1 == len(raw) {
			return true
		}
		before, after := raw[i-1], raw[i+1]
		starts := (before == '>' || before == '/') && after == '.'
		ends := before == '/' && after == '<'
		if !starts && !ends {
			return true
		}
	}
}

// firstOdd is the first entry of a list whose host has an asterisk within it.
func firstOdd(prop *schema.Property) (text.Span, string, bool) {
	for span, entry := range prop.Entries() {
		host := entry
		if _, rest, ok := strings.Cut(host, "://"); ok {
			host = rest
		}
		host, _, _ = strings.Cut(host, "/")
		if strings.Contains(strings.TrimPrefix(host, "*."), "*") && host != "*" {
			return span, entry, true
		}
	}
	return text.Span{}, "", false
}

func domainsFragment(entries ...string) string {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(`
							<fpc4:Str dt:dt="string">` + e + `</fpc4:Str>`)
	}
	return ruleElementsFragment(`
				<fpc4:DomainNameSets StorageName="DomainNameSets" StorageType="1">
					<fpc4:DomainNameSet StorageName="{0A1B2C3D-0000-4000-8000-000000000630}" StorageType="1">
						<fpc4:DomainNameStrings>` + b.String() + `
						</fpc4:DomainNameStrings>
						<fpc4:Name dt:dt="string">Sites</fpc4:Name>
					</fpc4:DomainNameSet>
				</fpc4:DomainNameSets>`)
}

// private are the addresses that no host on the Internet has.
var private = policy.Span(10<<24, 10<<24|0xFFFFFF).Union(policy.Span(172<<24|16<<16, 172<<24|31<<16|0xFFFF)).
	Union(policy.Span(192<<24|168<<16, 192<<24|168<<16|0xFFFF)).Union(policy.Span(127<<24, 127<<24|0xFFFFFF)).Union(policy.Span(224<<24, 1<<32-1))

// many is the number of addresses of a /8.
const many = 1 << 24

var broadSet = &Check{
	Code:     "P032",
	Slug:     "pol-broad-computer-set",
	Severity: Medium,
	Title:    "A set of addresses holds a large part of the Internet",
	Why:      "Its name looks harmless in a rule, and whoever reads the rule does not see that it is nearly for everyone.",
	Remedy:   "Name the addresses that are meant, or use the network External, which says what it is.",
	Evidence: []string{"https://github.com/UnitOneAI/SecuritySkills/issues/59"},
	Bad:      func() string { return broadFragment("«", "»", "0.0.0.0") },
	Good:     func() string { return broadFragment("", "", "203.0.113.0") },
	Run: func(p *Pass) {
		for _, element := range []string{"AddressRange", "ComputerSet"} {
			ownElements(p, element, func(o *schema.Object) {
				var held policy.Points
				if element == "AddressRange" {
					held = addresses(schema.AddressRange{Object: o})
				}
				for _, r := range (schema.ComputerSet{Object: o}).Ranges() {
					held = held.Union(addresses(r))
				}
				if n := held.Minus(private).Count(); n >= many {
					p.Report(Finding{Object: o, Message: fmt.Sprintf("%s %q holds %d addresses of the Internet", element, o.Label(), n)})
				}
			})
		}
	},
}

func broadFragment(open, end, first string) string {
	return ruleElementsFragment(`
				<fpc4:AddressRanges StorageName="AddressRanges" StorageType="1">
					` + open + `<fpc4:AddressRange StorageName="{0A1B2C3D-0000-4000-8000-000000000640}" StorageType="1">` + end + `
						<fpc4:IPFrom dt:dt="string">` + first + `</fpc4:IPFrom>
						<fpc4:IPTo dt:dt="string">203.0.113.255</fpc4:IPTo>
						<fpc4:Name dt:dt="string">Branch offices</fpc4:Name>
					</fpc4:AddressRange>
				</fpc4:AddressRanges>`)
}

var wideProtocolPorts = &Check{
	Code:     "P033",
	Slug:     "pol-wide-port-range",
	Severity: High,
	Title:    "A protocol takes in nearly every port",
	Why:      "A rule that names it reads as if it were about one application, and lets every service pass.",
	Remedy:   "Define the protocol with the ports that the application needs.",
	Evidence: []string{ruleAdvicePage},
	Bad: func() string {
		return ruleElementsFragment(ownProtocols(replaceOnce(portProtocol(appProtocol, "Application", "1", "65535"), ">1</fpc4:PortLow>", ">«1»</fpc4:PortLow>")))
	},
	Good: func() string {
		return ruleElementsFragment(ownProtocols(portProtocol(appProtocol, "Application", "5500", "5600")))
	},
	Run: func(p *Pass) {
		ownElements(p, "Protocol", func(o *schema.Object) {
			for _, c := range (schema.Protocol{Object: o}).Primary() {
				low, high := c.Ports()
				if prop := c.Property("PortLow"); prop != nil && 0 < low && high <= 65535 && high-low >= 60000 {
					p.Value(prop, "", "protocol %q takes in ports %d to %d", o.Label(), low, high)
				}
			}
		})
	},
}
