package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
)

const optionalDataPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824835(v=vs.85)"

var secretsMissing = &Check{
	Code:     "I008",
	Slug:     "imp-password-missing-secrets",
	Severity: Info,
	Inferred: true,
	Title:    "The configuration needs secrets that the file does not hold",
	Why: "The file was exported without confidential data. Where it is imported to a computer that does not know them already, shared secrets and " +
		"passwords are blank afterwards, and what needs them fails later.",
	Remedy:   "Enter the secrets again after the import, or export with confidential data and keep that file safe.",
	Evidence: []string{optionalDataPage},
	Bad: func() string {
		return strings.Replace(withOptionalData(12, radiusFragment(`
						<fpc4:RadiusAlwaysUseMessageAuthenticator dt:dt="boolean">1</fpc4:RadiusAlwaysUseMessageAuthenticator>`)),
			`dt:dt="int">12<`, `dt:dt="int">«12»<`, 1)
	},
	Good: func() string { return withOptionalData(12, emptyCollection("RadiusServers")) },
	Run: func(p *Pass) {
		header := p.Doc.Header()
		data, ok := header.OptionalData()
		if !ok || data&schema.Passwords != 0 || p.Doc.Kind == schema.KindISAInfo {
			return
		}
		if holders := secretHolders(p); len(holders) > 0 {
			f := p.Value(header.Property("OptionalData"), "", "the file holds no confidential data, but %s needs %s%s", holders[0].label, holders[0].secret, more(len(holders)-1))
			f.Message = strings.Replace(f.Message, "; so are", "; so do", 1)
			for _, h := range holders[:min(len(holders), mostRelated)] {
				f.Related = append(f.Related, Related{Object: h.object, Span: h.object.TagSpan(), Message: h.label + " needs " + h.secret})
			}
		}
	},
}

// secretHolder is an object that needs a secret.
type secretHolder struct {
	object        *schema.Object
	label, secret string
}

// secretHolders are the objects whose secret the documentation says to be left out
// of an export without confidential data, where the file has the object itself.
func secretHolders(p *Pass) []secretHolder {
	var all []secretHolder
	for o := range p.Objects("RadiusServer") {
		all = append(all, secretHolder{o, fmt.Sprintf("RADIUS server %q", o.Label()), "its shared secret"})
	}
	for o := range p.Objects("Credentials") {
		if user := o.Text("UserName"); user != "" && o.Property("Password").Value() == "" {
			all = append(all, secretHolder{o, quoted(o.Parent), "the password of " + user})
		}
	}
	return all
}

var enterpriseReference = &Check{
	Code:     "I019",
	Slug:     "imp-enterprise-ref",
	Severity: Info,
	Title:    "The array uses objects of its enterprise, which the file does not hold",
	Why: "References with the scope of the enterprise are resolved where the file is imported. On a computer whose enterprise does not have these " +
		"objects, or that has no enterprise, the import stops: the X referenced by Y does not exist (0xC0040357).",
	Remedy:   "Nothing need be done for an import to the same enterprise; elsewhere import its objects first.",
	Evidence: []string{"https://ant-sh.blogspot.com/2012/07/?m=1"},
	Bad: func() string {
		return strings.Replace(refFragment("«{0A1B2C3D-0000-4000-8000-00000000BEEF}»"), scopeAfter, scopeAfter+enterpriseScope, 1)
	},
	Good: func() string { return refFragment("{0a1b2c3d-0000-4000-8000-00000000000a}") },
	Run: func(p *Pass) {
		byArray := map[*schema.Object][]schema.Ref{}
		var arrays []*schema.Object
		for o := range p.Objects("Ref") {
			ref := schema.Ref{Object: o}
			if ref.Property("Scope") == nil || ref.Scope() != schema.EnterpriseScope || ref.Resolve().State != schema.Outside {
				continue
			}
			if _, known := p.Target.holds(ref); known {
				continue // the target has it, or imp-unresolved-reference says that it has not
			}
			array := o.Owner()
			if byArray[array] == nil {
				arrays = append(arrays, array)
			}
			byArray[array] = append(byArray[array], ref)
		}
		for _, array := range arrays {
			if array.Element == "Array" && array.Audited() { // not a part of an array, which never holds all that it uses
				reportEnterprise(p, array, byArray[array])
			}
		}
	},
}

const (
	scopeAfter      = `<fpc4:RefClass dt:dt="string">msFPCURLSet</fpc4:RefClass>`
	enterpriseScope = `
									<fpc4:Scope dt:dt="int">1</fpc4:Scope>`
)

func reportEnterprise(p *Pass, array *schema.Object, refs []schema.Ref) {
	first := refs[0]
	f := p.Value(first.Property("Name"), "", "%q uses %d objects of its enterprise that are not in the file, first a %s for %s",
		array.Label(), len(refs), first.TargetElement(), quoted(first.Holder()))
	for _, ref := range refs[1:min(len(refs), mostRelated)] {
		f.Related = append(f.Related, Related{Object: ref.Object, Span: ref.TagSpan(), Message: "a " + ref.TargetElement() + " for " + quoted(ref.Holder())})
	}
}

var predefinedMissing = &Check{
	Code:     "I021",
	Slug:     "imp-predefined-missing",
	Severity: Info,
	Inferred: true,
	Title:    "A network that every installation has is not in the file",
	Why: "The file holds a whole array, but not the Local Host or the External network, which setup makes and nobody can delete. It was edited, and " +
		"rules that speak of the network lead nowhere after an import.",
	Remedy:   "Put the network back, with the GUID that it has in every installation.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825685(v=vs.85)"},
	Bad: func() string {
		return strings.Replace(wholeArrayFragment(localHostNetwork), `<fpc4:Networks StorageName="Networks" StorageType="1">`,
			`«<fpc4:Networks StorageName="Networks" StorageType="1">»`, 1)
	},
	Good: func() string { return wholeArrayFragment(localHostNetwork, externalNetwork) },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			networks, ok := array.Find("NetConfig", "Networks")
			if _, policy := array.Find("ArrayPolicy", "PolicyRules"); !ok || !policy || !networks.Audited() {
				continue
			}
			if _, elements := array.Child("RuleElements"); !elements {
				continue
			}
			for _, n := range []struct{ guid, name string }{{externalNetwork, "External"}, {localHostNetwork, "Local Host"}} {
				if _, there := networks.Named("Network", n.guid); !there {
					p.Report(Finding{Object: networks, Message: fmt.Sprintf("the networks of %q lack %s (%s), which every installation has", array.Label(), n.name, n.guid)})
				}
			}
		}
	},
}

func wholeArrayFragment(networks ...string) string {
	var b strings.Builder
	b.WriteString(emptyCollection("URLSets") + `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">`)
	for _, guid := range networks {
		b.WriteString(`
					<fpc4:Network StorageName="` + guid + `" StorageType="1"/>`)
	}
	b.WriteString(`
				</fpc4:Networks>
			</fpc4:NetConfig>` + rulesFragment(""))
	return b.String()
}

var policyWithoutSystem = &Check{
	Code:     "I023",
	Slug:     "imp-system-policy-not-in-policy-export",
	Severity: Info,
	Title:    "The file holds the firewall policy without the system policy",
	Why: "An export of the firewall policy leaves the rules of the system policy out; they have an export of their own. As a backup the file brings " +
		"back a firewall that lets other things through than before.",
	Remedy:   "Nothing need be done where only the rules were wanted; for a backup export the array.",
	Evidence: []string{"http://www.internetaccessmonitor.com/eng/support/docs/isaserver/FW_C_ExportImport.php"},
	Bad: func() string {
		return policyOnlyFragment("«<fpc4:PolicyRules StorageName=\"PolicyRules\" StorageType=\"1\">»", "0")
	},
	Good: func() string {
		return policyOnlyFragment("<fpc4:PolicyRules StorageName=\"PolicyRules\" StorageType=\"1\">", "1")
	},
	Run: func(p *Pass) {
		item := p.Doc.Item()
		if item.Element != "PolicyRules" {
			return
		}
		for r := range item.Items("PolicyRule") {
			if r.Property("System").True() {
				return
			}
		}
		p.Report(Finding{Object: item, Message: "the file holds rules of the firewall policy but none of the system policy"})
	},
}

func policyOnlyFragment(tag, system string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{0A1B2C3D-0000-4000-8000-000000000001}" StorageType="0">
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="0">
				` + tag + `
					<fpc4:PolicyRule StorageName="` + ruleTerminal + `" StorageType="1">
						<fpc4:Name dt:dt="string">Rule</fpc4:Name>
						<fpc4:System dt:dt="boolean">` + system + `</fpc4:System>
					</fpc4:PolicyRule>
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`
}

// ordered are the collections whose items are evaluated one after the other, by
// item. Policy rules have a check of their own; filters are ordered by priority
// first.
var ordered = []string{"NetworkRule", "ProxyRoutingRule", "ProxyCacheRule"}

var duplicateOrder = &Check{
	Code:     "I029",
	Slug:     "imp-order-attributes",
	Severity: High,
	Title:    "Two rules of one list have the same place",
	Why: "The first rule that matches decides, and Order says which comes first. Which of two with the same Order that is, is not said anywhere: after " +
		"an import the other may be first.",
	Remedy:   "Give every rule of the list an Order of its own, in the order that is meant.",
	Evidence: []string{"https://github.com/conorws/isainfotool"},
	Bad:      func() string { return orderFragment("«0000000000000000»") },
	Good:     func() string { return orderFragment("0100000000000000") },
	Run: func(p *Pass) {
		type place struct {
			list  *schema.Object
			order string
		}
		for _, element := range ordered {
			first := map[place]*schema.Object{}
			for o := range p.Objects(element) {
				prop := o.Property("Order")
				at := place{o.Parent, strings.ToLower(strings.TrimSpace(prop.Value()))}
				if at.order == "" {
					continue
				}
				if before := first[at]; before != nil {
					f := p.Value(prop, "", "%s %q has the same place in its list as %q", element, o.Label(), before.Label())
					f.Related = []Related{{Object: before, Span: before.Property("Order").ValueSpan(), Message: fmt.Sprintf("%q has it first", before.Label())}}
					continue
				}
				first[at] = o
			}
		}
	},
}

func orderFragment(second string) string {
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:NetworkRules StorageName="NetworkRules" StorageType="1">
					<fpc4:NetworkRule StorageName="{0A1B2C3D-0000-4000-8000-000000000068}" StorageType="1">
						<fpc4:Name dt:dt="string">First</fpc4:Name>
						<fpc4:Order dt:dt="bin.hex">0000000000000000</fpc4:Order>
					</fpc4:NetworkRule>
					<fpc4:NetworkRule StorageName="{0A1B2C3D-0000-4000-8000-000000000069}" StorageType="1">
						<fpc4:Name dt:dt="string">Second</fpc4:Name>
						<fpc4:Order dt:dt="bin.hex">` + second + `</fpc4:Order>
					</fpc4:NetworkRule>
				</fpc4:NetworkRules>
			</fpc4:NetConfig>`
}
