package checks

import (
	"fmt"
	"iter"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// refsBelow yields every reference below o.
func refsBelow(o *schema.Object) iter.Seq[schema.Ref] {
	return func(yield func(schema.Ref) bool) { eachRef(o, yield) }
}

func eachRef(o *schema.Object, yield func(schema.Ref) bool) bool {
	for _, c := range o.Children() {
		if c.Element == "Ref" && !yield(schema.Ref{Object: c}) || !eachRef(c, yield) {
			return false
		}
	}
	return true
}

var malwareExemptionBroad = &Check{
	Code:     "H010",
	Slug:     "sec-malware-exempt-broad",
	Severity: Info,
	Inferred: true,
	Title:    "Malware inspection leaves everything out",
	Why:      "The exemptions of malware inspection name a set that holds every address. Whether as source or as destination, nothing is left to inspect.",
	Remedy:   "Name the few sites or computers that inspection harms.",
	Evidence: []string{
		"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825408(v=vs.85)",
		"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825406(v=vs.85)",
	},
	Bad: func() string {
		return inspectionContent("MalwareInspectionSettings", `
				<fpc4:SelectionIPs StorageName="SourceSelectionIPs" StorageType="1">`+refsFragment("ComputerSets", "ComputerSet", "«"+anywhere+"»")+`
				</fpc4:SelectionIPs>`)
	},
	Good: func() string {
		return inspectionContent("MalwareInspectionSettings", `
				<fpc4:SelectionIPs StorageName="SourceSelectionIPs" StorageType="1">`+refsFragment("ComputerSets", "ComputerSet", remoteManagement)+`
				</fpc4:SelectionIPs>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("MalwareInspectionSettings") {
			reportEverything(p, o, "malware inspection of %q leaves out %q, which is every address")
		}
	},
}

// reportEverything states a finding at each reference below o to a set of every
// address. The message is about the array and the set.
func reportEverything(p *Pass, o *schema.Object, message string) {
	for ref := range refsBelow(o) {
		if !excluded(ref) && sameAsAny(ref.TargetName(), anywhere, allNetworks) {
			p.Value(ref.Property("Name"), "", message, arrayOf(o), ref.Label())
		}
	}
}

const httpsInspection = "OutboundHTTPSInspectionConfiguration"

var httpsValidationOnly = &Check{
	Code:     "H011",
	Slug:     "sec-https-inspection-validation-only",
	Severity: Medium,
	Title:    "HTTPS inspection looks at certificates only",
	Why: "The firewall checks the certificates of sites but never opens the connection: neither malware inspection nor URL filtering sees what goes " +
		"through it.",
	Remedy:   "Set InspectionWithCertificateValidation to 0, the documented default, where the content is to be inspected.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825644(v=vs.85)"},
	Bad: func() string {
		return httpsFragment(`
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>
						<fpc4:CheckServerCertificateRevocation dt:dt="boolean">1</fpc4:CheckServerCertificateRevocation>
						<fpc4:InspectionWithCertificateValidation dt:dt="int">«1»</fpc4:InspectionWithCertificateValidation>`)
	},
	Good: func() string {
		return httpsFragment(`
						<fpc4:CheckServerCertificateRevocation dt:dt="boolean">1</fpc4:CheckServerCertificateRevocation>
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>
						<fpc4:InspectionWithCertificateValidation dt:dt="int">0</fpc4:InspectionWithCertificateValidation>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects(httpsInspection) {
			prop := o.Property("InspectionWithCertificateValidation")
			on, ok := o.Property("Enabled").Bool()
			if n, known := prop.Int(); known && n == 1 && (on || !ok) {
				p.Value(prop, "0", "HTTPS inspection of %q looks at certificates only", arrayOf(o))
			}
		}
	},
}

var httpsRevocationOff = &Check{
	Code:     "H012",
	Slug:     "sec-https-inspection-no-revocation",
	Severity: Medium,
	Title:    "HTTPS inspection accepts revoked certificates",
	Why: "Users see a certificate that the firewall made, not that of the site, so their browsers cannot notice that the site's was revoked. With " +
		"CheckServerCertificateRevocation off, the documented default, the firewall does not notice either.",
	Remedy:   "Set CheckServerCertificateRevocation to 1.",
	Evidence: []string{"https://learn.microsoft.com/en-gb/previous-versions/windows/desktop/ff825636(v=vs.85)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return httpsFragment(`
						<fpc4:CheckServerCertificateRevocation dt:dt="boolean">«0»</fpc4:CheckServerCertificateRevocation>
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>`)
	},
	Good: func() string {
		return httpsFragment(`
						<fpc4:CheckServerCertificateRevocation dt:dt="boolean">1</fpc4:CheckServerCertificateRevocation>
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects(httpsInspection) {
			on, prop := o.Property("Enabled"), o.Property("CheckServerCertificateRevocation")
			if v, ok := prop.Bool(); !on.True() || v || !ok && prop != nil {
				continue
			}
			message := fmt.Sprintf("HTTPS inspection of %q accepts certificates of sites that were revoked", arrayOf(o))
			if prop != nil {
				p.Value(prop, "1", "%s", message).Set(prop, "1")
				continue
			}
			p.Value(on, "", "%s", message).Fix = &Fix{
				Safety: Unsafe,
				Title:  "add CheckServerCertificateRevocation with the value 1",
				Edits:  []text.Edit{o.Insert("CheckServerCertificateRevocation", "boolean", "1")},
			}
		}
	},
}

var httpsExemptionBroad = &Check{
	Code:     "H014",
	Slug:     "sec-https-inspection-exempt",
	Severity: High,
	Title:    "HTTPS inspection leaves everything out",
	Why:      "The exemptions of HTTPS inspection hold every site or every computer. It is on, costs its price, and inspects nothing.",
	Remedy:   "Name the few sites that inspection harms, such as banks, and take the entry for everything out.",
	Evidence: []string{
		"https://learn.microsoft.com/en-us/archive/blogs/isablog/common-problems-while-implementing-https-inspection-on-forefront-tmg-2010-rc",
		"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825640(v=vs.85)",
	},
	Bad:  func() string { return exemptFragment("«*»") },
	Good: func() string { return exemptFragment("*.bank.example") },
	Run: func(p *Pass) {
		for o := range p.Objects(httpsInspection) {
			if v, ok := o.Property("Enabled").Bool(); ok && !v {
				continue
			}
			reportEverything(p, o, "HTTPS inspection of %q leaves out %q, which is every address")
			for ref := range refsBelow(o) {
				if t := ref.Resolve().Object; t != nil && t.Element == "DomainNameSet" && t.Audited() {
					reportEverySite(p, t)
				}
			}
		}
	},
}

// reportEverySite states a finding at an entry of a domain name set that stands for
// every site.
func reportEverySite(p *Pass, set *schema.Object) {
	list := schema.DomainNameSet{Object: set}.Domains()
	for span, domain := range list.Entries() {
		if d := strings.TrimSpace(domain); d == "*" || d == "*.*" {
			f := p.Value(list, "", "domain name set %q, which HTTPS inspection of %q leaves out, holds %q: every site", set.Label(), arrayOf(set), domain)
			f.Span, f.Value = span, domain
		}
	}
}

func httpsFragment(content string) string {
	return webProxyFragment(`
					<fpc4:` + httpsInspection + ` StorageName="` + httpsInspection + `" StorageType="1">` + content + `
					</fpc4:` + httpsInspection + `>`)
}

func exemptFragment(domain string) string {
	return ruleElementsFragment(`
				<fpc4:DomainNameSets StorageName="DomainNameSets" StorageType="1">
					<fpc4:DomainNameSet StorageName="{0A1B2C3D-0000-4000-8000-000000000061}" StorageType="1">
						<fpc4:DomainNameStrings>
							<fpc4:Str dt:dt="string">`+domain+`</fpc4:Str>
						</fpc4:DomainNameStrings>
						<fpc4:Name dt:dt="string">Not inspected</fpc4:Name>
					</fpc4:DomainNameSet>
				</fpc4:DomainNameSets>`) + httpsFragment(`
						<fpc4:CheckServerCertificateRevocation dt:dt="boolean">1</fpc4:CheckServerCertificateRevocation>
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>`+refsFragment("DomainNameSetsExceptionList", "DomainNameSet", "{0A1B2C3D-0000-4000-8000-000000000061}"))
}
