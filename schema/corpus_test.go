package schema

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tmgaudit/internal/synth"
	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
)

const rootTag = `<fpc4:Root xmlns:fpc4="` + Namespace + `" xmlns:dt="` + DTNamespace + `" StorageName="FPC" StorageType="0">`

// export is a whole export with body directly below its root.
func export(body string) string { return rootTag + body + "</fpc4:Root>" }

// arrayExport is an export of one array that holds body.
func arrayExport(body string) string {
	return export(`<fpc4:Arrays StorageName="Arrays" StorageType="0">` + array(guidArray, "ARRAY1", body) + `</fpc4:Arrays>`)
}

func array(guid, name, body string) string {
	return object("Array", guid, property("Name", name)+body)
}

// object is an exported object.
func object(element, storageName, body string) string {
	return `<fpc4:` + element + ` StorageName="` + storageName + `" StorageType="1">` + body + `</fpc4:` + element + `>`
}

// single is an object whose StorageName is its element name.
func single(element, body string) string { return object(element, element, body) }

// skeleton is a StorageType 0 ancestor.
func skeleton(element, storageName, body string) string {
	return strings.Replace(object(element, storageName, body), `StorageType="1"`, `StorageType="0"`, 1)
}

func property(name, value string) string { return typed(name, "string", value) }

func typed(name, dt, value string) string {
	return `<fpc4:` + name + ` dt:dt="` + dt + `">` + value + `</fpc4:` + name + `>`
}

const (
	guidArray  = "{0A1B2C3D-0000-4000-8000-000000000001}"
	guidArray2 = "{0A1B2C3D-0000-4000-8000-000000000002}"
	guidSet    = "{0A1B2C3D-0000-4000-8000-00000000000A}"
	guidSet2   = "{0A1B2C3D-0000-4000-8000-00000000000B}"
	guidRef    = "{0A1B2C3D-0000-4000-8000-0000000000F1}"
	guidAbsent = "{0A1B2C3D-0000-4000-8000-00000000DEAD}"
)

func parse(t testing.TB, source string) *Document {
	t.Helper()
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	doc, err := Parse(f)
	if err != nil {
		t.Fatalf("parse: %v\n%.2000s", err, source)
	}
	return doc
}

// find follows labels from the root, as Path writes them.
func find(t testing.TB, d *Document, path string) *Object {
	t.Helper()
	for o := range d.All() {
		if o.Parent != nil && o.Path() == path {
			return o
		}
	}
	t.Fatalf("no object has the path %q", path)
	return nil
}

func sourceAt(d *Document, s text.Span) string { return string(d.File.Text()[s.Start:s.End]) }

// samples reads the sample exports of the repository, by file name.
func samples(t testing.TB) map[string]string {
	t.Helper()
	files := readAll(t, "../samples", "*.xml")
	for _, s := range synth.Samples() {
		if files[s.Name] == "" {
			t.Fatalf("sample %s is missing; write it with go run ./internal/synth/cmd/synth -samples samples", s.Name)
		}
	}
	return files
}

const realFolder = "../../shared/real"

// realDocuments reads the real exports that stand beside the repository for
// those who have them.
func realDocuments(t testing.TB) map[string]string {
	t.Helper()
	files := readAll(t, realFolder, "*.xml")
	for name := range files {
		if strings.HasSuffix(name, fragmentSuffix) {
			delete(files, name)
		}
	}
	if len(files) == 0 {
		t.Logf("no real exports in %s: only made ones are read", realFolder)
	}
	return files
}

const fragmentSuffix = ".fragment.xml"

func realFragments(t testing.TB) map[string]string {
	t.Helper()
	files := readAll(t, realFolder, "*"+fragmentSuffix)
	if len(files) == 0 {
		t.Skipf("no real fragments in %s", realFolder)
	}
	return files
}

func readAll(t testing.TB, folder, pattern string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(p)] = string(b)
	}
	return files
}

// everyDocument is the samples and the real exports.
func everyDocument(t testing.TB) map[string]string {
	t.Helper()
	files := samples(t)
	for name, source := range realDocuments(t) {
		files[name] = source
	}
	return files
}

// checkSpans holds the laws of places on a whole document: every span is in the
// text, holds what it says, lies in its parent's and after its elder sibling's.
func checkSpans(t testing.TB, d *Document) {
	t.Helper()
	whole := text.Span{Start: 0, End: len(d.File.Text())}
	for o := range d.All() {
		outer := whole
		if o.Parent != nil {
			outer = text.Span{Start: o.Parent.TagSpan().End, End: o.Parent.Span().End}
		}
		checkElement(t, d, o.Span(), outer, o.Element)
		tag := o.TagSpan()
		if tag.Start != o.Span().Start || !o.Span().Contains(tag) || !strings.HasSuffix(sourceAt(d, tag), ">") {
			t.Fatalf("%s: start tag %q", o.Element, sourceAt(d, tag))
		}
		if s := o.StorageNameSpan(); s != tag && (!tag.Contains(s) || xmlspan.Unescape(d.File.Text()[s.Start:s.End], true) != o.StorageName) {
			t.Fatalf("%s: StorageName %q stands at %q", o.Element, o.StorageName, sourceAt(d, s))
		}
		end := tag.End
		for i := range o.props {
			p := &o.props[i]
			checkProperty(t, d, p)
			end = inOrder(t, p.Span(), end)
		}
		end = tag.End
		for _, c := range o.children {
			if c.Parent != o || c.doc != d {
				t.Fatalf("%s: its parent is not %s", c.Element, o.Element)
			}
			end = inOrder(t, c.Span(), end)
		}
	}
	for _, f := range d.Foreign {
		checkElement(t, d, f.Span, f.Parent.Span(), f.Name)
	}
	for _, p := range d.Problems {
		if !whole.Contains(p.Span) || p.Message == "" || len(p.Message) > 1000 {
			t.Fatalf("problem %+v", p)
		}
	}
	for _, s := range d.secrets {
		if !whole.Contains(s) {
			t.Fatalf("secret at %v", s)
		}
	}
}

func inOrder(t testing.TB, s text.Span, end int) int {
	t.Helper()
	if s.Start < end {
		t.Fatalf("%v starts before %d", s, end)
	}
	return s.End
}

func checkElement(t testing.TB, d *Document, s, outer text.Span, name string) {
	t.Helper()
	if s.Start >= s.End || !outer.Contains(s) {
		t.Fatalf("<%s> at %v is outside %v", name, s, outer)
	}
	source := d.File.Text()[s.Start:s.End]
	tag, _, _ := bytes.Cut(source, []byte(">"))
	if source[0] != '<' || source[len(source)-1] != '>' || !bytes.Contains(tag, []byte(name)) {
		t.Fatalf("<%s> is %.200q", name, source)
	}
}

func checkProperty(t testing.TB, d *Document, p *Property) {
	t.Helper()
	checkElement(t, d, p.Span(), p.object.Span(), p.Name)
	value := p.ValueSpan()
	if !p.Span().Contains(value) || p.SelfClosing() != (value == p.Span()) {
		t.Fatalf("%s: value %v of %v", p.Name, value, p.Span())
	}
	if !p.SelfClosing() && sourceAt(d, value) != string(p.Raw()) || p.SelfClosing() && len(p.Raw()) != 0 {
		t.Fatalf("%s: Raw is %q", p.Name, p.Raw())
	}
	at := p.TypeSpan()
	if !p.Span().Contains(at) {
		t.Fatalf("%s: type at %v", p.Name, at)
	}
	if p.dt != noType && xmlspan.Unescape(d.File.Text()[at.Start:at.End], true) != p.Type() {
		t.Fatalf("%s: type %q stands at %q", p.Name, p.Type(), sourceAt(d, at))
	}
	n, end := 0, value.Start
	for s, entry := range p.Entries() {
		if !value.Contains(s) || s.Start < end {
			t.Fatalf("%s: entry %q at %v of %v", p.Name, entry, s, value)
		}
		n, end = n+1, s.End
	}
	if n != p.Len() || !p.IsList() && n != 0 {
		t.Fatalf("%s: %d entries, Len is %d", p.Name, n, p.Len())
	}
}

func TestSpansOfEveryDocument(t *testing.T) {
	for name, source := range everyDocument(t) {
		d := parse(t, source)
		checkSpans(t, d)
		for _, p := range d.Problems {
			t.Errorf("%s: %s %q: %s", name, p.Severity, sourceAt(d, p.Span), p.Message)
		}
	}
}
