package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var outOfRange = &Check{
	Code:     "I027",
	Slug:     "imp-type-out-of-range",
	Severity: High,
	Title:    "A value lies outside what the product documents as allowed",
	Why:      "Saving such a value is refused with an error; where an import lets it through, the service that reads it fails or falls back in a way that nobody sees.",
	Remedy:   "Set a value that the documentation allows, normally the documented default.",
	Evidence: []string{
		"https://learn.microsoft.com/en-us/previous-versions/dd446762(v=msdn.10)",
		"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff827033(v=vs.85)",
		"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825911(v=vs.85)",
	},
	Fix:    Sometimes,
	Safety: Unsafe,
	Bad: func() string {
		return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:AutoDiscoveryPort dt:dt="int">«70000»</fpc4:AutoDiscoveryPort>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>`
	},
	Good: func() string {
		return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:AutoDiscoveryPort dt:dt="int">65535</fpc4:AutoDiscoveryPort>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>`
	},
	Run: func(p *Pass) {
		for _, found := range p.survey().outOfRange {
			reportRange(p, found.Property, found.fact.domain)
		}
	},
}

// domain is the set of values that the documentation allows for a property.
type domain struct {
	com      *catalog.Property
	lo, hi   int64
	hasRange bool
	enum     *catalog.Enum // nil for a property that is no enumeration
}

// domainOf is nil for a property whose values are not restricted, or which a
// file cannot set.
func domainOf(com *catalog.Property) *domain {
	d := &domain{com: com}
	d.lo, d.hi, d.hasRange = com.Range()
	d.enum, _ = com.Enum()
	if com.Access != "rw" || !d.hasRange && d.enum == nil {
		return nil
	}
	return d
}

func (d *domain) holds(n int64) bool {
	return (!d.hasRange || n >= d.lo && n <= d.hi) && (d.enum == nil || d.enum.Has(n))
}

func (d *domain) String() string {
	if d.hasRange {
		return fmt.Sprintf("%d to %d", d.lo, d.hi)
	}
	return memberList(d.enum)
}

// memberList names the members of an enumeration, as far as a line holds them.
func memberList(e *catalog.Enum) string {
	const most = 8
	var names []string
	for i, m := range e.Members {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(e.Members)-most))
			break
		}
		names = append(names, fmt.Sprintf("%d (%s)", m.Value, m.Name))
	}
	return strings.Join(names, ", ")
}

func reportRange(p *Pass, prop *schema.Property, d *domain) {
	f := p.Value(prop, "", "%s of %q is %s; allowed are %s", prop.Name, owner(prop.Object()), prop.Display(), d)
	com := d.com
	if com.Source != "" {
		f.Evidence = []string{com.Source}
	}
	if com.HasStoredDefault() {
		f.Expected = com.StoredDefault
		f.Set(prop, com.StoredDefault)
	}
}
