package checks

import (
	"strings"

	"tmgaudit/schema"
)

var optionalDataMismatch = &Check{
	Code:     "I005",
	Slug:     "imp-optional-data-mismatch",
	Severity: High,
	Title:    "The import asks for data that were not exported",
	Why:      "Passwords, permissions, server-specific and enterprise-specific data are in a file only when its export asked for them. An import that asks for more is refused.",
	Remedy:   "Ask for no more than the file holds, or export again with what is missing.",
	Evidence: []string{importPage, optionalDataPage, persistentPage},
	Import:   &Import{Target: "tmg2010-sp2", Data: "permissions,server"},
	Bad: func() string {
		return strings.Replace(withOptionalData(12, ""), `dt:dt="int">12<`, `dt:dt="int">«12»<`, 1)
	},
	Good: func() string { return withOptionalData(14, "") },
	Run: func(p *Pass) {
		data, known := p.Doc.Header().OptionalData()
		if !known || p.Target.Asks == nil {
			return
		}
		for bit, name := range OptionalDataNames {
			if missing := *p.Target.Asks &^ data; missing>>bit&1 == 1 {
				p.refuse(missingData[missing&(1<<bit)], "OptionalData", "the import asks for the optional data %q, but the file holds %s only", name, dataNames(data))
			}
		}
	},
}

// missingData are the errors of an import that asks for data that the file does
// not hold. For enterprise-specific data there is none of its own.
var missingData = map[schema.OptionalData]string{
	schema.Passwords: "0xC004033F", schema.UserPermissions: "0xC0040340", schema.ServerSpecific: "0xC0040341", schema.EnterpriseSpecific: "0xC004033B",
}

var permissionsForUpgrade = &Check{
	Code:     "I006",
	Slug:     "imp-user-permissions-missing-upgrade",
	Severity: Critical,
	Title:    "The file of ISA Server 2004 Enterprise Edition lacks the user permissions that an upgrade needs",
	Why:      "The import of an ISA Server 2004 Enterprise Edition file into ISA Server 2006 is refused when it was exported without user permissions.",
	Remedy:   "Export again with user permissions.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2007/02/08/troubleshooting-an-isa-server-enterprise-edition-upgrade-what-if-i-forget-to-export-user-permission-settings/?replytocom=152"},
	Import:   &Import{Target: "isa2006"},
	Bad: func() string {
		return strings.Replace(isa2004Fragment(12), `dt:dt="int">12<`, `dt:dt="int">«12»<`, 1)
	},
	Good: func() string { return isa2004Fragment(14) },
	Run: func(p *Pass) {
		enterprise, _ := olderEnterprise(p.Doc)
		data, known := p.Doc.Header().OptionalData()
		if enterprise && known && p.Doc.Product.Major == 4 && p.Target.Major == 5 && data&schema.UserPermissions == 0 {
			p.refuse("", "OptionalData", "the file was exported without user permissions, and the upgrade to %s is refused without them", p.Target.Title)
		}
	},
}

// isa2004Fragment is an export of ISA Server 2004 Enterprise Edition.
func isa2004Fragment(data int) string {
	return strings.Replace(withOptionalData(data, ""), `<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>`,
		`<fpc4:Build dt:dt="string">4.0.2161.50</fpc4:Build>
	<fpc4:Edition dt:dt="int">81</fpc4:Edition>`, 1)
}

var serverDataOfOthers = &Check{
	Code:     "I012",
	Slug:     "imp-server-specific-other-host",
	Severity: Critical,
	Title:    "The file holds data of a server that the target does not have",
	Why: "Server-specific data are drives of the cache and certificates of listeners. Imported to another computer they name drives that may not be " +
		"there and certificates that are not installed: caches and SSL listeners fail.",
	Remedy:   "Import without server-specific data, and set drives and certificates on the target.",
	Evidence: []string{optionalDataPage},
	Import:   &Import{Target: "tmg2010-sp2", Export: serversFragment("FW02")},
	Bad: func() string {
		return strings.Replace(withOptionalData(12, serversFragment("FW01")), `dt:dt="int">12<`, `dt:dt="int">«12»<`, 1)
	},
	Good: func() string { return withOptionalData(8, serversFragment("FW01")) },
	Run: func(p *Pass) {
		data, known := p.Doc.Header().OptionalData()
		others := strangeServers(p)
		if !known || data&schema.ServerSpecific == 0 || len(others) == 0 {
			return
		}
		if asks := p.Target.Asks; asks != nil && *asks&schema.ServerSpecific == 0 {
			return
		}
		p.refuse("", "OptionalData", "the file holds server-specific data of %s, which is no member of the target's arrays", quoted(others[0]))
		(*p.found)[len(*p.found)-1].Related = placesOf(others, "is no member there")
	},
}

func placesOf(all []*schema.Object, what string) (places []Related) {
	for _, o := range all[:min(len(all), mostRelated)] {
		places = append(places, Related{Object: o, Span: o.TagSpan(), Message: quoted(o) + " " + what})
	}
	return places
}
