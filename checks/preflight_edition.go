package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
)

var enterpriseToStandalone = &Check{
	Code:     "I004",
	Slug:     "imp-edition-ee-to-standalone",
	Severity: Critical,
	Title:    "The file comes from an edition or an enterprise that the target does not take",
	Why: "A stand-alone TMG has no enterprise: it refuses the export of one. The editions do not take each other's files, and an export of ISA Server " +
		"Enterprise Edition goes to a stand-alone TMG only after Microsoft's conversion tool, which takes one array with one member.",
	Remedy:   "Export the array alone; for ISA Server Enterprise Edition run EESingleServerConversion over the file first.",
	Evidence: []string{migrationBlog, errorCodesPage},
	Import:   &Import{Target: "tmg2010-sp2", Export: modeFragment("0", "")},
	Bad:      func() string { return modeFragment("«1»", "") },
	Good:     func() string { return modeFragment("0", "") },
	Run: func(p *Pass) {
		if p.Target.Export == nil {
			return
		}
		target := p.Target.Export.Header()
		edition, stated := p.Doc.Header().Edition()
		other, known := target.Edition()
		if stated && known && edition != other && p.Doc.Product.Major == p.Target.Major {
			p.refuse("0xC004033D", "Edition", "the edition of the file is %d, that of the target %d", edition, other)
		}
		if mode, ok := configurationMode(p.Target.Export); ok && mode == standalone {
			reportStandalone(p)
		}
	},
}

// Values of the product's FpcConfigurationMode. ISA Server does not write it.
const (
	standalone     = 0
	enterpriseMode = 1
)

func configurationMode(doc *schema.Document) (int64, bool) {
	return doc.Root.Property("ConfigurationMode").Int()
}

// reportStandalone reports what a stand-alone TMG does not take.
func reportStandalone(p *Pass) {
	if mode, ok := configurationMode(p.Doc); ok && mode == enterpriseMode || p.Doc.Kind == schema.KindEnterprise && p.Doc.Product.Major == p.Target.Major {
		p.refuse("0xC0040427", "ConfigurationMode", "the file comes from an enterprise, the target is stand-alone")
		return
	}
	if older, known := olderEnterprise(p.Doc); known && older {
		p.refuse("0xC004048B", "Edition", "the file comes from ISA Server Enterprise Edition, the target is stand-alone%s", conversionBlockers(p.Doc))
	}
}

// conversionBlockers are what the conversion tool does not take, in words.
func conversionBlockers(doc *schema.Document) string {
	var blockers []string
	if n := len(doc.Arrays()); n > 1 {
		blockers = append(blockers, fmt.Sprintf("%d arrays", n))
	}
	for _, a := range doc.Arrays() {
		if n := members(a); n > 1 {
			blockers = append(blockers, fmt.Sprintf("%d members in %q", n, a.Label()))
		}
	}
	if len(blockers) == 0 {
		return ""
	}
	return "; the conversion takes one array with one member, here are " + strings.Join(blockers, ", ")
}

func members(a schema.Array) (n int) {
	if c, ok := a.Child("Servers"); ok {
		for range c.Items("Server") {
			n++
		}
	}
	return n
}

// modeFragment is the export of a TMG with a configuration mode.
func modeFragment(mode, content string) string {
	return strings.Replace(withOptionalData(12, content), `
	<fpc4:Arrays `, `
	<fpc4:ConfigurationMode dt:dt="int">`+mode+`</fpc4:ConfigurationMode>
	<fpc4:Arrays `, 1)
}
