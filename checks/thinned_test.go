package checks

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// expected are the findings that a file of which something was taken away may have and the
// whole file has not, by the check and what was taken away (the element, or element
// and property; "" is anything): what is not there has a documented meaning, or a whole
// list that is in the file no longer holds the thing. A rule that never decided may do
// so, and then what it overlaps counts.
var expected = []struct{ code, without, reason string }{
	{"I018", "", "a reference leads to what is no longer in its collection"},
	{"I019", "", "so does one to the enterprise"},
	{"P002 P003 P004", "", "a weaker word in the place of a stronger one, or of one about fewer rules"},
	{"P001 P005 P027 N009", "IpRangeEntry", "the list of ranges is in the file, and holds fewer"},
	{"P027", "URLSet.URLStrings DomainNameSet.DomainNameStrings ContentTypeSet.ContentStrings Account Computer AddressRange Subnet", "a set whose list is in the file, and empty"},
	{"P027", "WebListenerProperties.SSLPort WebListenerProperties.TCPPort", "a listener without ports: SSLPort is 0 unless it is set"},
	{"P001 P004 P007 P008 P009 P010 P036 P042 N011 C005", "PolicyRule.Action", "a rule without Action allows"},
	{"P017", "PolicyRule.System", "a rule without System is an administrator's"},
	{"A029 P007 P008 P009 P010 P036", "PolicyRule.System", "and so are the judgements about it"},
	{"H001 P001", "PolicyRule.Enabled", "a rule without Enabled is enabled"},
	{"P014", "PolicyRule", "the default rule is not in the list of rules"},
	{"A038", "PolicyRule DomainNameSet.DomainNameStrings", "the exception for Windows Update is not in the list, or its list of domains is empty"},
	{"P025 W004", "PolicyRule", "nothing names the element any more"},
	{"W005", "Ref", "the rule names no listener"},
	{"W006", "AppliedSSLCertificate AppliedSSLCertificate.SSLCertificateHash", "the list of certificates is in the file, and empty"},
	{"A012", "RadiusServer.RadiusAlwaysUseMessageAuthenticator", "the default is not to sign"},
	{"A016", "RadiusServer", "the list of servers is in the file, and empty"},
	{"C028", "ProxyTunnelPortRange", "the list of ranges is in the file, without 443"},
	{"I021", "Network", "the list of networks is in the file, without one of every installation"},
	{"N011 P005", "NetworkRule", "the list of network rules is in the file, without the one"},
}

// mayBeSaid reports whether a finding of a thinned file is one of those in expected.
func mayBeSaid(code, without string) bool {
	for _, s := range expected {
		if slices.Contains(strings.Fields(s.code), code) && (s.without == "" || slices.Contains(strings.Fields(s.without), without)) {
			return true
		}
	}
	return false
}

// part is a part of an export that another export may lack.
type part struct {
	name string // Element or Element.Property
	span text.Span
}

func partsOf(doc *schema.Document) map[string][]part {
	all := map[string][]part{}
	add := func(name string, span text.Span) { all[name] = append(all[name], part{name, span}) }
	for o := range doc.All() {
		if o.Parent == nil || !o.Audited() {
			continue
		}
		add(o.Element, o.Span())
		for i := range o.Properties() {
			add(o.Element+"."+o.Properties()[i].Name, o.Properties()[i].Span())
		}
	}
	return all
}

// No check fires because something is unknown: a file without one property, object or
// collection has no finding that the whole file has not, apart from those that expected
// lists with their reasons.
func TestThinnedExports(t *testing.T) {
	rarely := 1
	if testing.Short() {
		rarely = 3
	}
	for _, name := range []string{"tmg2010-sp2-default.xml", "isa2004-array.xml", "tmg2010-enterprise.xml", "founding-case.xml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := sample(t, name)
			known := identities(Run(doc, All()))
			r := rand.New(rand.NewPCG(1, 1))
			parts := partsOf(doc)
			for _, name := range slices.Sorted(maps.Keys(parts)) {
				if r.IntN(rarely) > 0 {
					continue
				}
				p := parts[name][r.IntN(len(parts[name]))]
				whole := doc.File.Text()
				for _, f := range Run(parse(t, string(whole[:p.span.Start])+string(whole[p.span.End:])), All()) {
					if !known[f.Identity()] && !mayBeSaid(f.Check.Code, p.name) {
						t.Errorf("without %s: %s %s %s", p.name, f.Check.Code, f.Severity, f.Message)
					}
				}
			}
		})
	}
}

func identities(found []Finding) map[Identity]bool {
	all := map[Identity]bool{}
	for _, f := range found {
		all[f.Identity()] = true
	}
	return all
}

// aboutParts are checks that speak of a part as such.
var aboutParts = []string{"I019", "I023"}

// The export of a part, between skeletons of what holds it, has no finding that the
// export of the whole has not.
func TestPartsOfExports(t *testing.T) {
	for _, name := range []string{"tmg2010-sp2-default.xml", "messy-array.xml", "isa2006-array.xml", "tmg2010-enterprise.xml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := sample(t, name)
			known := identities(Run(doc, All()))
			r := rand.New(rand.NewPCG(2, 2))
			byElement := map[string][]*schema.Object{}
			for o := range doc.All() {
				if o.Parent != nil && o.Audited() && o.Element != "Ref" && o.Element != "Array" {
					byElement[o.Element] = append(byElement[o.Element], o)
				}
			}
			for _, element := range slices.Sorted(maps.Keys(byElement)) {
				o := byElement[element][r.IntN(len(byElement[element]))]
				for _, f := range Run(parse(t, alone(doc, o)), All()) {
					if !known[f.Identity()] && !slices.Contains(aboutParts, f.Check.Code) {
						t.Errorf("%s alone: %s %s %s", o.Path(), f.Check.Code, f.Severity, f.Message)
					}
				}
			}
		})
	}
}

// alone is the export of one object: what holds it is a skeleton with its properties.
func alone(doc *schema.Document, o *schema.Object) string {
	source := doc.File.Text()
	inner := string(source[o.Span().Start:o.Span().End])
	for p := o.Parent; p != nil; p = p.Parent {
		tag := string(source[p.TagSpan().Start:p.TagSpan().End])
		props := ""
		for i := range p.Properties() {
			props += string(source[p.Properties()[i].Span().Start:p.Properties()[i].Span().End])
		}
		inner = strings.Replace(tag, `StorageType="1"`, `StorageType="0"`, 1) + props + inner + "</fpc4:" + p.Element + ">"
	}
	return `<?xml version="1.0" encoding="UTF-8"?>` + inner
}

func TestExpectedNamesChecks(t *testing.T) {
	for _, s := range expected {
		for _, code := range strings.Fields(s.code) {
			if _, ok := ByName(code); !ok {
				t.Errorf("%s (%s) is no check", code, s.reason)
			}
		}
	}
}
