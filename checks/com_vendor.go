package checks

import "tmgaudit/schema/catalog"

const vendorModePage = "https://learn.microsoft.com/en-us/previous-versions/dd447709(v=msdn.10)"

var vendorMode = &Check{
	Code:     "C034",
	Slug:     "com-vendor-mode",
	Severity: Low,
	Title:    "VendorMode is on",
	Why:      "With VendorMode on, scripts may add rules to the system policy and take them away. It is off by default and is meant for the time of an installation.",
	Remedy:   "Find the program that left it on, and set VendorMode of the root to false.",
	Evidence: []string{vendorModePage},
	Bad:      func() string { return rootFragment("VendorMode", "«1»") },
	Good:     func() string { return rootFragment("VendorMode", "0") },
	Run: func(p *Pass) {
		if prop := p.Doc.Root.Property("VendorMode"); prop.True() {
			p.Value(prop, "0", "VendorMode is on; scripts may change the system policy")
		}
	},
}

var vendorSystemRule = &Check{
	Code:     "C035",
	Slug:     "com-vendor-system-rule",
	Severity: Info,
	Inferred: true,
	Title:    "A rule of the system policy is not one of the product's",
	Why: "Rules of the system policy come before all others and are not shown among them. This one has a GUID that the product's headers do " +
		"not list: a vendor's program added it, or a service pack that is not known here.",
	Remedy:   "Find out which program added the rule and what it lets through.",
	Evidence: []string{vendorModePage},
	Bad: func() string {
		return systemRuleFragment("«<fpc4:PolicyRule StorageName=\"{0A1B2C3D-0000-4000-8000-000000000006}\" StorageType=\"1\">»")
	},
	Good: func() string {
		return systemRuleFragment("<fpc4:PolicyRule StorageName=\"{65FC6B53-981F-4C68-8DBD-C559C7F170DE}\" StorageType=\"1\">")
	},
	Run: func(p *Pass) {
		for o := range p.Objects("PolicyRule") {
			if !o.Property("System").True() {
				continue
			}
			if known, ok := catalog.PredefinedByGUID(o.StorageName); !ok || known.Element != "PolicyRule" {
				p.Report(Finding{Object: o, Value: o.StorageName, Message: "system policy rule \"" + o.Label() + "\" is not one of the product's known rules"})
			}
		}
	},
}

func rootFragment(property, value string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="1">
	<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>
	<fpc4:` + property + ` dt:dt="boolean">` + value + `</fpc4:` + property + `>
	<fpc4:Arrays StorageName="Arrays" StorageType="1"/>
</fpc4:Root>
`
}

func systemRuleFragment(tag string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">
					` + tag + `
						<fpc4:Name dt:dt="string">Allow the agent to its server</fpc4:Name>
						<fpc4:System dt:dt="boolean">1</fpc4:System>
					</fpc4:PolicyRule>
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>`
}
