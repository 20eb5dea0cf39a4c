package checks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tmgaudit/schema"
)

var authenticatedCached = &Check{
	Code:     "H024",
	Slug:     "sec-cache-authenticated",
	Severity: High,
	Title:    "Content that one user logged on for is served to others from the cache",
	Why: "The rule keeps answers that a web server gave to one user with his credentials, and gives them to whoever asks next. Off is the documented " +
		"default.",
	Remedy:   "Set CacheAuthenticatedContent to 0, the documented default.",
	Evidence: []string{"https://learn.microsoft.com/en-gb/previous-versions/windows/desktop/ff824398(v=vs.85)"},
	Fix:      Always,
	Safety:   Safe,
	Bad:      func() string { return cacheRuleFragment("«1»") },
	Good:     func() string { return cacheRuleFragment("0") },
	Run: switched{
		at:       place{element: "ProxyCacheRule"},
		property: "CacheAuthenticatedContent",
		wrong:    true,
		message:  "cache rule %q serves content that one user logged on for to others",
		fix:      true,
		when: func(o *schema.Object) bool {
			v, ok := o.Property("Enabled").Bool()
			return v || !ok
		},
	}.run,
}

func cacheRuleFragment(value string) string {
	return cacheFragment(`
					<fpc4:ProxyCacheRules StorageName="ProxyCacheRules" StorageType="1">
						<fpc4:ProxyCacheRule StorageName="{0A1B2C3D-0000-4000-8000-000000000067}" StorageType="1">
							<fpc4:CacheAuthenticatedContent dt:dt="boolean">` + value + `</fpc4:CacheAuthenticatedContent>
							<fpc4:Name dt:dt="string">Portal</fpc4:Name>
						</fpc4:ProxyCacheRule>
					</fpc4:ProxyCacheRules>`)
}

func cacheFragment(content string) string {
	return `
			<fpc4:Cache StorageName="Cache" StorageType="1">
				<fpc4:ProxyCacheConfiguration StorageName="ProxyCacheConfiguration" StorageType="1">` + content + `
				</fpc4:ProxyCacheConfiguration>
			</fpc4:Cache>`
}

// lastServicePack is the build of TMG 2010 SP2. The builds of the last service packs
// of ISA Server have not been seen in files, so nothing is said of them.
var lastServicePack = []int{7, 0, 9193}

var belowServicePack = &Check{
	Code:     "H027",
	Slug:     "sec-build-below-sp",
	Severity: Medium,
	Title:    "The firewall lacks service packs",
	Why: "The configuration was exported by a TMG 2010 before Service Pack 2. Fixes that other checks speak of are missing, holes that were closed are " +
		"open.",
	Remedy:   "Install Service Pack 2 and the rollups for it.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/tn-archive/dd897002(v=technet.10)", "http://tmgblog.richardhicks.com/2010/03/20/migrating-from-isa-to-tmg/"},
	Bad:      func() string { return buildFragment("«7.0.7734.100»") },
	Good:     func() string { return buildFragment("7.0.9193.500") },
	Run: func(p *Pass) {
		prop := p.Doc.Root.Property("Build")
		build, ok := numbersOf(prop.Value())
		whole := p.Doc.Kind == schema.KindArray || p.Doc.Kind == schema.KindEnterprise || p.Doc.Kind == schema.KindISAInfo
		if whole && ok && len(build) >= 3 && build[0] == 7 && slices.Compare(build, lastServicePack) < 0 {
			p.Value(prop, "", "the file comes from build %s, which is before TMG 2010 SP2 (7.0.9193)", prop.Value())
		}
	},
}

// numbersOf reads a version: numbers with dots between them.
func numbersOf(version string) (numbers []int, ok bool) {
	for part := range strings.SplitSeq(strings.TrimSpace(version), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, false
		}
		numbers = append(numbers, n)
	}
	return numbers, true
}

func buildFragment(build string) string {
	return strings.Replace(withOptionalData(12, ""), "7.0.9193.500", build, 1)
}

var secretsInFile = &Check{
	Code:     "H028",
	Slug:     "sec-secrets-in-file",
	Severity: High,
	Title:    "The file holds passwords",
	Why: "Whoever has the file has the passwords and shared secrets of the firewall, encrypted with a password that can be guessed at leisure. It must " +
		"be kept and sent like the passwords themselves.",
	Remedy:   "Store the file as you would a password, and send a copy without them: tmgaudit redact, or an export without confidential data.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824835(v=vs.85)"},
	Bad: func() string {
		return strings.Replace(withOptionalData(13, ""), `dt:dt="int">13<`, `dt:dt="int">«13»<`, 1)
	},
	Good: func() string { return withOptionalData(12, "") },
	Run: func(p *Pass) {
		header := p.Doc.Header()
		if data, ok := header.OptionalData(); ok && data&schema.Passwords != 0 {
			p.Value(header.Property("OptionalData"), "", "the file was exported with confidential data (bit 1 of OptionalData)")
			return
		}
		secrets := keptSecrets(p)
		if len(secrets) == 0 {
			return
		}
		first := secrets[0]
		f := p.Value(first, "", "%s of %q is in the file, though it was exported without confidential data", first.Name, nameOf(first.Object()))
		for _, other := range secrets[1:min(len(secrets), mostRelated)] {
			f.Related = append(f.Related, Related{Object: other.Object(), Span: other.ValueSpan(), Message: fmt.Sprintf("so is %s of %q", other.Name, nameOf(other.Object()))})
		}
	},
}

// keptSecrets are the values that an export holds only when it was made with
// confidential data.
func keptSecrets(p *Pass) []*schema.Property {
	var all []*schema.Property
	for _, place := range [][2]string{{"Credentials", "Password"}, {"VendorParametersSet", "EncryptedData"}} {
		for o := range p.Objects(place[0]) {
			if prop := o.Property(place[1]); prop.Secret() && strings.TrimSpace(prop.Value()) != "" {
				all = append(all, prop)
			}
		}
	}
	return all
}
