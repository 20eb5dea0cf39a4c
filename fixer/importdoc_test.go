package fixer

import (
	"bytes"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// fixable are the samples for which there is a plan.
func fixable(t *testing.T) map[string]*schema.Document {
	t.Helper()
	names, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatal("no samples")
	}
	docs := map[string]*schema.Document{}
	for _, path := range names {
		if doc := sample(t, filepath.Base(path)); doc.Kind != schema.KindISAInfo {
			docs[filepath.Base(path)] = doc
		}
	}
	return docs
}

// Law: every document that is made was proven; none of the samples' objects fails
// the proof.
func TestImportDocumentsOfSamples(t *testing.T) {
	for name, doc := range fixable(t) {
		t.Run(name, func(t *testing.T) {
			p := plan(t, doc, Options{Unsafe: true})
			docs, not := p.Imports(checks.All())
			if n := len(p.Changes()); n < p.Count(Applied) || (n > 0 && len(docs)+len(not) == 0) {
				t.Errorf("%d changes, %d fixes applied", n, p.Count(Applied))
			}
			for _, n := range not {
				if strings.Contains(n.Reason, "proven") {
					t.Errorf("%s: %s", n.Object.Path(), n.Reason)
				}
				t.Logf("%s: %s", n.Object.Path(), n.Reason)
			}
			for _, d := range docs {
				t.Logf("%s: %s", d.Path, d.Object.Path())
				checkDocument(t, p, d)
			}
		})
	}
}

// Law: a document can be made of every object of the samples that the product
// exports alone, whatever the changes are.
func TestDocumentOfEveryObject(t *testing.T) {
	for name, doc := range fixable(t) {
		t.Run(name, func(t *testing.T) {
			p := importPlanner{checks.All(), count(checks.Run(doc, checks.All())), len(doc.Problems)}
			made := map[string]int{}
			for o := range doc.All() {
				at, reason := importable(o)
				if reason != "" || at != o || testing.Short() && made[o.Element] > 3 {
					continue
				}
				made[o.Element]++
				if d, reason := p.document(&group{object: o}); reason != "" {
					t.Errorf("%s: %s\n%s", o.Path(), reason, d.Data)
				}
			}
			if len(made) == 0 {
				t.Error("no documents")
			}
		})
	}
}

// checkDocument judges a document by other means than the proof in the program.
func checkDocument(t *testing.T, p *Plan, d ImportDocument) {
	t.Helper()
	doc := read(t, d.Data)
	if doc.Kind != schema.KindObject {
		t.Errorf("%s is of kind %s", d.Path, doc.Kind)
	}
	h := doc.Header()
	if item := doc.Item(); h.Property("ExportItemClassCLSID") != nil && (h.ItemCLSID() != item.Class().CLSID || h.ItemStorageName() != item.StorageName) {
		t.Errorf("%s: the header names %s %s", d.Path, h.ItemCLSID(), h.ItemStorageName())
	}
	for o := range doc.All() {
		inside := o == doc.Item()
		for at := o; at != nil; at = at.Parent {
			inside = inside || at == doc.Item()
		}
		if !inside && o.Storage != schema.Skeleton {
			t.Errorf("%s: %s is no bare path", d.Path, o.Path())
		}
	}
	xmllint(t, d.Data)
}

func xmllint(t *testing.T, b []byte) {
	t.Helper()
	cmd := exec.Command(tool(t, "xmllint"), "--noout", "-")
	cmd.Stdin = bytes.NewReader(b)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// An import document of an export of one object is that export, but for what was
// changed: nothing in its form is ours.
func TestDocumentOfAnObjectExportIsThatExport(t *testing.T) {
	for _, newline := range []string{"\n", "\r\n", ""} {
		source := sample(t, "tmg2010-network-internal.xml").File.Disk()
		if newline == "" {
			source = bytes.ReplaceAll(source, []byte("\t"), nil)
		}
		source = bytes.ReplaceAll(source, []byte("\n"), []byte(newline))
		doc := read(t, source)
		got, err := objectDocument(doc.Item())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(source), string(got)); diff != "" {
			t.Errorf("newline %q: -want +got\n%s", newline, diff)
		}
	}
}

// The form is that of real exports of one URL set by TMG 2010 SP2, with other
// names: header, bare ancestors, dummy properties of the array, and the set.
const (
	urlSetHeader = `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>
	<fpc4:Comment dt:dt="string"/>
	<fpc4:Edition dt:dt="int">32</fpc4:Edition>
	<fpc4:EnterpriseLevel dt:dt="int">2</fpc4:EnterpriseLevel>
	<fpc4:ExportItemClassCLSID dt:dt="string">%s</fpc4:ExportItemClassCLSID>
	<fpc4:ExportItemCompatibilityVersion dt:dt="int">4</fpc4:ExportItemCompatibilityVersion>
	<fpc4:ExportItemScope dt:dt="int">0</fpc4:ExportItemScope>
	<fpc4:ExportItemStorageName dt:dt="string">%s</fpc4:ExportItemStorageName>
	<fpc4:IsaXmlVersion dt:dt="string">9.0</fpc4:IsaXmlVersion>
	<fpc4:OptionalData dt:dt="int">12</fpc4:OptionalData>
	<fpc4:Upgrade dt:dt="boolean">0</fpc4:Upgrade>
	<fpc4:ConfigurationMode dt:dt="int">0</fpc4:ConfigurationMode>
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{614284B0-7B63-4905-B7F4-8EFB814CF9BC}" StorageType="%s">
			<fpc4:AdminMajorVersion dt:dt="int">%s</fpc4:AdminMajorVersion>
			<fpc4:AdminMinorVersion dt:dt="int">0</fpc4:AdminMinorVersion>
			<fpc4:Components dt:dt="int">-1</fpc4:Components>
%s			<fpc4:RuleElements StorageName="RuleElements" StorageType="%[3]s">
				<fpc4:URLSets StorageName="URLSets" StorageType="%[3]s">
`
	urlSetDummies = `			<fpc4:DNSName dt:dt="string"/>
			<fpc4:Name dt:dt="string"/>
			<fpc4:Version dt:dt="string">0</fpc4:Version>
`
	urlSet = `					<fpc4:URLSet StorageName="{83372B6C-7ECE-4662-B478-504F673A10D8}" StorageType="1">
						<fpc4:Name dt:dt="string">Blocked &quot;by&quot; address</fpc4:Name>
						<fpc4:Predefined dt:dt="boolean">0</fpc4:Predefined>
						<fpc4:URLStrings>
						</fpc4:URLStrings>
					</fpc4:URLSet>
`
	urlSetEnd = `				</fpc4:URLSets>
			</fpc4:RuleElements>
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`
)

func TestDocumentHasTheFormOfTheProduct(t *testing.T) {
	set, other := strings.ReplaceAll(urlSet, "&quot;", `"`), strings.ReplaceAll(urlSet, "83372B6C", "D0A22390")
	head := func(class, name, storage, version, properties string) string {
		return fmt.Sprintf(urlSetHeader, class, name, storage, version, properties)
	}
	const array = "{E603489F-FA78-41CA-ADFE-EDC572C944DE}"
	whole := head(array, "{614284B0-7B63-4905-B7F4-8EFB814CF9BC}", "1", "7", "\t\t\t<fpc4:Name dt:dt=\"string\">ARRAY1</fpc4:Name>\n") + other + set + urlSetEnd
	doc := read(t, []byte(whole))
	got, err := objectDocument(doc.Objects("URLSet")[1])
	if err != nil {
		t.Fatal(err)
	}
	want := head("{AA2E238A-0B11-4EF8-9257-DA4864F87A5A}", "{83372B6C-7ECE-4662-B478-504F673A10D8}", "0", "0", urlSetDummies) + set + urlSetEnd
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestImportable(t *testing.T) {
	array, enterprise, messy := sample(t, "founding-case.xml"), sample(t, "tmg2010-enterprise.xml"), sample(t, "messy-array.xml")
	for _, tt := range []struct {
		doc     *schema.Document
		element string
		below   string // an object of this element around it
		want    string // element of the object that is imported
		reason  string
	}{
		{array, "WebListenerProperties", "Network", "Network", ""},
		{array, "WebListenerProperties", "WebListener", "WebListener", ""},
		{array, "IpRangeEntry", "Network", "Network", ""},
		{array, "Ref", "NetworkRule", "NetworkRule", ""},
		{messy, "Computer", "ComputerSet", "ComputerSet", ""},
		{messy, "Computer", "Computers", "Computer", ""},
		{array, "WebProxy", "ArrayPolicy", "WebProxy", ""},
		{messy, "ProxyTunnelPortRange", "WebProxy", "WebProxy", ""},
		{messy, "VendorParametersSet", "Array", "", wholeOnly},
		{array, "LowLevelSettings", "Array", "", holdsObjects},
		{array, "Networks", "NetConfig", "", holdsObjects},
		{array, "Array", "Arrays", "", wholeOnly},
		{enterprise, "PolicyRule", "Policy", "PolicyRule", ""},
		{enterprise, "Policy", "Policies", "", holdsObjects},
		{enterprise, "Enterprise", "Root", "", wholeOnly},
	} {
		t.Run(tt.element+" in "+tt.below, func(t *testing.T) {
			o := objectBelow(tt.doc, tt.element, tt.below)
			if o == nil {
				t.Skip("not in the sample")
			}
			got, reason := importable(o)
			if reason != tt.reason || tt.want != "" && got.Element != tt.want {
				t.Errorf("%s, %q", got.Element, reason)
			}
		})
	}
}

func objectBelow(doc *schema.Document, element, below string) *schema.Object {
	for _, o := range doc.Objects(element) {
		if _, ok := o.Ancestor(below); ok {
			return o
		}
	}
	return nil
}

func TestSystemRulesAreNotImportedAlone(t *testing.T) {
	p := plan(t, sample(t, "founding-case.xml"), Options{Checks: []*checks.Check{fakeRule()}})
	docs, not := p.Imports(nil)
	if len(docs) == 0 || len(not) == 0 {
		t.Fatalf("%d documents, %d not importable", len(docs), len(not))
	}
	for _, d := range docs {
		if (schema.PolicyRule{Object: d.Object}).System() {
			t.Errorf("%s is a system rule", d.Object.Path())
		}
	}
	for _, n := range not {
		if n.Reason != systemRule {
			t.Errorf("%s: %s", n.Object.Path(), n.Reason)
		}
	}
}

// fakeRule gives every rule a property.
func fakeRule() *checks.Check {
	return &checks.Check{Code: "P901", Slug: "fake", Severity: checks.Low, Remedy: "none.", Run: func(p *checks.Pass) {
		for o := range p.Objects("PolicyRule") {
			if o.Property("Z") == nil {
				edit := o.Insert("Z", "string", "z")
				p.Report(checks.Finding{Object: o, Message: "fake", Fix: &checks.Fix{Safety: checks.Safe, Title: "z", Edits: []text.Edit{edit}}})
			}
		}
	}}
}

func TestScopeAndOptionalData(t *testing.T) {
	doc := sample(t, "tmg2010-enterprise.xml")
	rule := objectBelow(doc, "PolicyRule", "Enterprise")
	b, err := objectDocument(rule)
	if err != nil {
		t.Fatal(err)
	}
	got := read(t, b)
	if s, ok := got.Header().ItemScope(); !ok || s != schema.EnterpriseScope {
		t.Errorf("scope %v", s)
	}
	if got.Root.Storage != schema.Skeleton {
		t.Error("the root is not bare")
	}
	for _, tt := range []struct {
		reason string
		in     string
		secret string
		want   int
	}{
		{"as in the input", "12", "", 12},
		{"passwords exported, none here", "15", "", 12},
		{"passwords exported, one here", "15", "QUJD", 13},
		{"passwords not exported, something like one here", "12", "QUJD", 12},
	} {
		source := strings.Replace(string(sample(t, "founding-case.xml").File.Disk()), `OptionalData dt:dt="int">12<`, `OptionalData dt:dt="int">`+tt.in+`<`, 1)
		if tt.secret != "" {
			source = strings.Replace(source, `<fpc4:NetworkType`, `<fpc4:NetPassword dt:dt="string">`+tt.secret+`</fpc4:NetPassword><fpc4:NetworkType`, 1)
		}
		doc := read(t, []byte(source))
		for _, o := range doc.Objects("Network") {
			if o.Property("NetPassword") == nil && tt.secret != "" {
				continue
			}
			b, err := objectDocument(o)
			if err != nil {
				t.Fatal(err)
			}
			if n, _ := read(t, b).Header().OptionalData(); int(n) != tt.want {
				t.Errorf("%s: %d; expected %d", tt.reason, n, tt.want)
			}
		}
	}
}

func TestDocumentPath(t *testing.T) {
	doc := sample(t, "messy-array.xml")
	for _, tt := range []struct{ name, want string }{
		{"Internal", "import/007-network-internal.xml"},
		{"Portal Listener Köln", "import/007-network-portal-listener-koln.xml"},
		{"Доступ", "import/007-network.xml"},
		{`..\..\x:|<>"`, "import/007-network-x.xml"},
		{"", "import/007-network.xml"},
		{strings.Repeat("a b", 99), "import/007-network-" + "a-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba-ba" + ".xml"},
	} {
		source := strings.Replace(string(doc.File.Disk()), `<fpc4:Name dt:dt="string">Internal<`, `<fpc4:Name dt:dt="string">`+strings.NewReplacer("<", "&lt;").Replace(tt.name)+`<`, 1)
		for _, o := range read(t, []byte(source)).Objects("Network") {
			if n, _ := o.Property("NetworkType").Int(); n == 4 {
				if got := documentPath(7, o); got != tt.want {
					t.Errorf("%q: %q; expected %q", tt.name, got, tt.want)
				}
			}
		}
	}
}

// A UTF-16 or a one-line file gives documents of the same form.
func TestDocumentForms(t *testing.T) {
	source := string(sample(t, "founding-case.xml").File.Disk())
	oneLine := strings.NewReplacer("\n", "", "\t", "").Replace(source)
	wide := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(strings.Replace(source, "UTF-8", "UTF-16", 1))) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	for _, tt := range []struct {
		name   string
		source []byte
	}{
		{"utf-16", wide},
		{"one line", []byte(oneLine)},
		{"crlf", []byte(strings.ReplaceAll(source, "\n", "\r\n"))},
		{"cr", []byte(strings.ReplaceAll(source, "\n", "\r"))},
		{"mixed", []byte(strings.Replace(source, "\n", "\r\n", 9))},
		{"no last line end", []byte(strings.TrimRight(source, "\n"))},
	} {
		p := plan(t, read(t, tt.source), Options{})
		docs, not := p.Imports(checks.All())
		if len(docs) != 1 {
			t.Fatalf("%s: %+v", tt.name, not)
		}
		in, out := read(t, tt.source).File, read(t, docs[0].Data).File
		mixed := in.Newline() == text.Mixed && out.Newline() == text.CRLF
		if in.Encoding() != out.Encoding() || in.BOM() != out.BOM() || in.Newline() != out.Newline() && !mixed {
			t.Errorf("%s: became %s, byte order mark %v, line ends %s", tt.name, out.Encoding(), out.BOM(), out.Newline())
		}
		xmllint(t, docs[0].Data)
	}
}

// The documents keep the encoding of the input.
func TestDocumentEncodings(t *testing.T) {
	source := string(sample(t, "founding-case.xml").File.Disk())
	for _, tt := range []struct{ name, from, to string }{
		{"BOM", "<?xml", "\uFEFF<?xml"},
		{"windows-1252", `encoding="UTF-8"`, `encoding="windows-1252"`},
		{"no declaration", `<?xml version="1.0" encoding="UTF-8"?>` + "\n", ""},
		{"standalone", `encoding="UTF-8"?`, `encoding="UTF-8" standalone="no"?`},
		{"single quotes", `version="1.0"`, `version='1.0'`},
	} {
		p := plan(t, read(t, []byte(strings.Replace(source, tt.from, tt.to, 1))), Options{})
		docs, not := p.Imports(checks.All())
		if len(docs) != 1 {
			t.Fatalf("%s: %+v", tt.name, not)
		}
		head, _, _ := strings.Cut(string(docs[0].Data), "<fpc4:Root")
		wantHead, _, _ := strings.Cut(string(p.Result()), "<fpc4:Root")
		if head != wantHead {
			t.Errorf("%s: starts with %q; expected %q", tt.name, head, wantHead)
		}
	}
}
