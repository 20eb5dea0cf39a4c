package checks

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"tmgaudit/schema"
)

// Target is what an export is to be imported to. Checks of the pre-flight ask what
// an import there would refuse, lose or leave behind.
type Target struct {
	Release
	Scope  *schema.Scope        // level of the object that the import is started at; nil when it is not said
	Asks   *schema.OptionalData // optional data that the import asks for; nil when it is not said
	Export *schema.Document     // the target's own export, nil without one

	objects func() map[storagePlace]*schema.Object // of Export
}

// Release is a release of the product that files are imported to. Only releases of
// which exports have been seen have a build and a version of the format.
type Release struct {
	Name  string // as on the command line: "tmg2010-sp2"
	Title string // "TMG 2010 SP2"
	Major int    // as schema.Product.Major
	Build string // "7.0.9193", "" when it is not known
	XML   string // IsaXmlVersion that it writes, "" when it is not known
}

// Releases are the targets that can be named, oldest first.
var Releases = []Release{
	{Name: "isa2004", Title: "ISA Server 2004", Major: 4},
	{Name: "isa2006", Title: "ISA Server 2006", Major: 5},
	{Name: "tmg2010-rtm", Title: "TMG 2010 RTM", Major: 7, Build: "7.0.7734", XML: "7.3"},
	{Name: "tmg2010-sp2", Title: "TMG 2010 SP2", Major: 7, Build: "7.0.9193", XML: "9.0"},
}

// Import is an import in the words of a command line. The zero value of a field
// leaves it open.
type Import struct {
	Target string // name of a Release
	Scope  string // "array" or "enterprise"
	Data   string // optional data that it asks for: names of OptionalDataNames with commas between them, or "none"
	Export string // the target's own export, in the form that a reader of Resolve knows
}

// ReleaseNames are the names of all releases.
func ReleaseNames() []string {
	var names []string
	for _, r := range Releases {
		names = append(names, r.Name)
	}
	return names
}

// ScopeNames are the levels that an import is started at.
var ScopeNames = []string{"array", "enterprise"}

// OptionalDataNames are the kinds of optional data, from the least bit.
var OptionalDataNames = []string{"passwords", "permissions", "server", "enterprise"}

// Resolve finds what the words mean. read reads the target's export; it is not
// called without one. Of its release only the export itself speaks then.
func (i Import) Resolve(read func(string) (*schema.Document, error)) (*Target, error) {
	at := slices.IndexFunc(Releases, func(r Release) bool { return strings.EqualFold(r.Name, i.Target) })
	if at < 0 {
		return nil, fmt.Errorf("target %q is unknown; expected one of %s", i.Target, strings.Join(ReleaseNames(), ", "))
	}
	t := &Target{Release: Releases[at]}
	if i.Scope != "" {
		scope := schema.Scope(slices.Index(ScopeNames, strings.ToLower(i.Scope)))
		if scope < 0 {
			return nil, fmt.Errorf("target scope %q is unknown; expected one of %s", i.Scope, strings.Join(ScopeNames, ", "))
		}
		t.Scope = &scope
	}
	if i.Data != "" {
		data, err := parseOptionalData(i.Data)
		if err != nil {
			return nil, err
		}
		t.Asks = &data
	}
	if i.Export == "" {
		return t, nil
	}
	var err error
	if t.Export, err = read(i.Export); err != nil {
		return nil, err
	}
	t.objects = sync.OnceValue(t.indexExport)
	return t, t.trustExport()
}

func parseOptionalData(names string) (data schema.OptionalData, err error) {
	if strings.EqualFold(names, "none") {
		return 0, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		bit := slices.Index(OptionalDataNames, strings.ToLower(strings.TrimSpace(name)))
		if bit < 0 {
			return 0, fmt.Errorf("optional data %q is unknown; expected none or a list of %s", name, strings.Join(OptionalDataNames, ", "))
		}
		data |= 1 << bit
	}
	return data, nil
}

// trustExport takes the build and the version of the format from the target's own
// export.
func (t *Target) trustExport() error {
	product := t.Export.Product
	if product.Major != 0 && product.Major != t.Major {
		return fmt.Errorf("the export of the target was written by %s, which is not %s; name the release that wrote it", product.Name, t.Title)
	}
	if product.Build != "" {
		t.Build, t.Title = product.Build, product.Name
	}
	if v := t.Export.Header().IsaXMLVersion(); v != "" {
		t.XML = v
	}
	return nil
}

// serverNames are the names of the array members in the target's export, in lower
// case. Without an export there are none.
func (t *Target) serverNames() []string {
	if t.Export == nil {
		return nil
	}
	var names []string
	for _, o := range t.Export.Objects("Server") {
		if name := o.Name(); name != "" && o.Audited() {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}

// arrays are the arrays in the target's export.
func (t *Target) arrays() []schema.Array {
	if t.Export == nil {
		return nil
	}
	return t.Export.Arrays()
}

// String is the target in words: TMG 2010 SP2, array level.
func (t *Target) String() string {
	if t.Scope == nil {
		return t.Title
	}
	return t.Title + ", " + ScopeNames[*t.Scope] + " level"
}

// dataNames are optional data in words: "permissions, server".
func dataNames(data schema.OptionalData) string {
	var names []string
	for bit, name := range OptionalDataNames {
		if data>>bit&1 == 1 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
