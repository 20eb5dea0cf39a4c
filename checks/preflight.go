package checks

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tmgaudit/schema"
)

const (
	errorCodesPage = "https://github.com/ramonsmits/XFF-Filter4TMG" // FpcErrorCodes.h
	persistentPage = "http://certsrv.ru/tmgsdk.en/tmg/about_persistence.htm"
	importPage     = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825682(v=vs.85)"
	migrationBlog  = "http://tmgblog.richardhicks.com/2010/03/20/migrating-from-isa-to-tmg/"
)

// ontoSP2 is the import that most fragments are judged for.
var ontoSP2 = &Import{Target: "tmg2010-sp2", Scope: "array"}

var rootLevelMismatch = &Check{
	Code:     "I001",
	Slug:     "imp-root-level-mismatch",
	Severity: Critical,
	Title:    "The file holds another level than the object that it is to be imported to",
	Why: "An import goes into an object of the kind that was exported. What was exported from the enterprise cannot go into an array, nor the other " +
		"way round, and files of ISA Server are taken at one object only. The import is refused as a whole.",
	Remedy:   "Start the import at the object that the file was exported from, or export the wanted object.",
	Evidence: []string{persistentPage, errorCodesPage},
	Import:   ontoSP2,
	Bad: func() string {
		return headerFragment(`<fpc4:ExportItemScope dt:dt="int">«1»</fpc4:ExportItemScope>`, "")
	},
	Good: func() string { return headerFragment(`<fpc4:ExportItemScope dt:dt="int">0</fpc4:ExportItemScope>`, "") },
	Run: func(p *Pass) {
		scope, known := p.Doc.Header().ItemScope()
		switch want := p.Target.Scope; {
		case want == nil:
		case known && scope != *want:
			p.refuse("0xC00403A5", "ExportItemScope", "the file was exported at the %s level, but the import is started at the %s level", scopeName(scope), scopeName(*want))
		case !known && *want == schema.ArrayScope && p.Doc.Kind == schema.KindEnterprise:
			p.refuse("0xC00403A5", "", "the file holds an enterprise, but the import is started at the array level")
		}
		reportOlderLevel(p)
	},
}

func scopeName(s schema.Scope) string {
	if s < 0 || int(s) >= len(ScopeNames) {
		return fmt.Sprintf("unknown (%d)", s)
	}
	return ScopeNames[s]
}

// refuse states something that an import stops at, about a property of the header
// or the exported item, and with which error.
func (p *Pass) refuse(hresult, property, format string, args ...any) {
	if hresult != "" {
		format += "; expect " + hresult
	}
	f := Finding{Object: p.Doc.Item(), HRESULT: hresult, Message: fmt.Sprintf(format, args...)}
	if prop := p.Doc.Root.Property(property); prop != nil {
		f.Object, f.Property, f.Span, f.Value = p.Doc.Root, prop.Name, prop.ValueSpan(), prop.Display()
	}
	p.Report(f)
}

// Editions as ISA Server writes them. In files of TMG the number says nothing: a
// stand-alone TMG writes that of the Enterprise Edition too.
var enterpriseEditions = map[int]int64{4: 81, 5: 32}

// olderEnterprise says whether a file of ISA Server comes from the Enterprise
// Edition.
func olderEnterprise(doc *schema.Document) (enterprise, known bool) {
	want, older := enterpriseEditions[doc.Product.Major]
	edition, stated := doc.Header().Edition()
	return edition == want, older && stated
}

// reportOlderLevel reports a file of ISA Server that TMG does not take, because it
// was exported from the wrong object.
func reportOlderLevel(p *Pass) {
	enterprise, known := olderEnterprise(p.Doc)
	if !known || p.Target.Major != 7 {
		return
	}
	item := p.Doc.Item()
	switch {
	case enterprise && item != p.Doc.Root && item.Element != "Enterprise":
		p.refuse("0xC00403CD", "Edition", "the file was exported from %s of an ISA Server Enterprise Edition; TMG takes such files of the root only", quoted(item))
	case !enterprise && item.Element != "Array" && item.Element != "Arrays" && item != p.Doc.Root:
		p.refuse("0xC00403B6", "Edition", "the file was exported from %s of an ISA Server Standard Edition; TMG takes such files of an array only", quoted(item))
	}
}

var versionNewer = &Check{
	Code:     "I002",
	Slug:     "imp-version-newer",
	Severity: Critical,
	Title:    "The file comes from a newer product than the one that it is to be imported to",
	Why:      "A product reads files of its own version and older ones. It refuses newer ones, whatever is in them.",
	Remedy:   "Bring the target to the service pack of the source first. Do not lower the numbers in the file.",
	Evidence: []string{migrationPage, errorCodesPage},
	Import:   &Import{Target: "isa2006"},
	Bad:      func() string { return buildFragment("«7.0.9193.500»") },
	Good:     func() string { return buildFragment("5.0.5720.100") },
	Run: func(p *Pass) {
		header := p.Doc.Header()
		switch {
		case p.Target.tooOldFor(p.Doc):
			p.refuse("0xC004033E", "Build", "the file was written by %s, which is newer than the target (%s)", written(p.Doc), p.Target.written())
		case newer(header.IsaXMLVersion(), p.Target.XML):
			p.refuse("0xC0040399", "IsaXmlVersion", "the format of the file is %s, which is newer than that of the target (%s)", header.IsaXMLVersion(), p.Target.XML)
		}
	},
}

// tooOldFor reports whether a file was written by a later product or build.
func (t *Target) tooOldFor(doc *schema.Document) bool {
	return doc.Product.Major > t.Major || newer(doc.Header().Build(), t.Build)
}

// newer compares versions by their first three numbers: rollups change the fourth
// and take each other's files. It is false where one is not known.
func newer(a, b string) bool {
	of, okA := numbersOf(a)
	than, okB := numbersOf(b)
	return okA && okB && slices.CompareFunc(of[:min(3, len(of))], than[:min(3, len(than))], cmp.Compare[int]) > 0
}

// written is the product and build that wrote a file, as far as they are known.
func written(doc *schema.Document) string {
	if doc.Product.Name == "" {
		return "build " + doc.Product.Build
	}
	return strings.TrimSpace(doc.Product.Name + " " + doc.Product.Build)
}

func (t *Target) written() string { return strings.TrimSpace(t.Title + " " + t.Build) }

var versionOlder = &Check{
	Code:     "I003",
	Slug:     "imp-version-older",
	Severity: Critical,
	Title:    "The file comes from a product that the target takes no files of",
	Why: "Files of ISA Server 2000 are refused. Of ISA Server 2004 those with Service Pack 3 can go to TMG, of ISA Server 2006 those with Service " +
		"Pack 1; an export does not say which service pack wrote it, so the checklist asks.",
	Remedy:   "Upgrade the source step by step, and export again.",
	Evidence: []string{migrationPage, migrationBlog, errorCodesPage},
	Import:   ontoSP2,
	Bad:      func() string { return buildFragment("«3.0.1200.235»") },
	Good:     func() string { return buildFragment("5.0.5720.100") },
	Run: func(p *Pass) {
		if build, ok := numbersOf(p.Doc.Header().Build()); ok && build[0] == 3 && p.Target.Major > 3 {
			p.refuse("0xC00403DC", "Build", "the file was written by ISA Server 2000 (build %s), of which %s takes no files", p.Doc.Header().Build(), p.Target.Title)
		}
	},
}

// headerFragment is an export of an array with further properties in its header
// and the content of the array.
func headerFragment(header, content string) string {
	return strings.Replace(withOptionalData(12, content), `
	<fpc4:OptionalData `, "\n\t"+header+`
	<fpc4:OptionalData `, 1)
}
