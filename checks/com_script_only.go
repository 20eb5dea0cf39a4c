package checks

import "strings"

var scriptOnlyNonDefault = &Check{
	Code:     "C036",
	Slug:     "com-script-only-nondefault",
	Severity: Low,
	Title:    "A property that the console cannot set is not at its documented default",
	Why: "Nobody can see or change this value in the console; a script or an imported file set it. Servers then behave differently " +
		"though their consoles show the same.",
	Remedy:   "Find out who set it and whether the reason still holds; else set the documented default.",
	Evidence: []string{"https://docs.microsoft.com/en-us/previous-versions/windows/desktop/ff825283%28v%3dvs.85%29"},
	Fix:      Sometimes,
	Safety:   Unsafe,
	Bad:      func() string { return lowLevelFragment("«500»") },
	Good:     func() string { return lowLevelFragment("10000") },
	Run: func(p *Pass) {
		for _, found := range p.survey().scriptOnly {
			com := found.fact.com
			f := p.Value(found.Property, com.StoredDefault, "%s of %q is %s; the documented default is %s, and the console cannot set it",
				found.Name, owner(found.Object()), found.Display(), com.StoredDefault)
			if isAddress(com.Source) {
				f.Evidence = []string{com.Source}
			}
			if !found.Secret() {
				f.Set(found.Property, com.StoredDefault)
			}
		}
	},
}

// isAddress reports whether a source of the catalogue is the address of a page.
func isAddress(source string) bool {
	return strings.HasPrefix(source, "https://") || strings.HasPrefix(source, "http://")
}

func lowLevelFragment(value string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:LowLevelSettings StorageName="LowLevelSettings" StorageType="1">
					<fpc4:DnsCacheSize dt:dt="int">` + value + `</fpc4:DnsCacheSize>
				</fpc4:LowLevelSettings>
			</fpc4:ArrayPolicy>`
}
