package redact

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

var testKey = []byte("correct horse battery staple")

func samples(t testing.TB) map[string]*schema.Document {
	t.Helper()
	paths, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	docs := map[string]*schema.Document{}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		docs[filepath.Base(path)] = parse(t, source)
	}
	return docs
}

func read(disk []byte) (*schema.Document, error) {
	file, err := text.Decode(disk)
	if err != nil {
		return nil, err
	}
	return schema.Parse(file)
}

func parse(t testing.TB, disk []byte) *schema.Document {
	t.Helper()
	doc, err := read(disk)
	if err != nil {
		t.Fatalf("%v\n%.2000s", err, disk)
	}
	return doc
}

func redacted(t testing.TB, doc *schema.Document) (*Result, *schema.Document) {
	t.Helper()
	r, err := Make(doc, Options{Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	return r, parse(t, r.Disk)
}

// findings are what the checks say, by the number of the object in the document:
// names are not the same after redaction.
func findings(doc *schema.Document) []string {
	number := map[*schema.Object]int{}
	for o := range doc.All() {
		number[o] = len(number)
	}
	var all []string
	for _, f := range checks.Run(doc, checks.All()) {
		all = append(all, fmt.Sprintf("%s %s object %d <%s> %s related %d", f.Check.Code, f.Severity, number[f.Object], f.Object.Element, f.Property, len(f.Related)))
	}
	return all
}

func TestFindingsStay(t *testing.T) {
	for name, doc := range samples(t) {
		r, after := redacted(t, doc)
		sameFindings(t, name, doc, after)
		if r.Stuck > 0 {
			t.Errorf("%s: %d addresses stay", name, r.Stuck)
		}
	}
}

func sameFindings(t *testing.T, name string, before, after *schema.Document) {
	t.Helper()
	want, got := findings(before), findings(after)
	if len(want) != len(got) {
		t.Errorf("%s: %d findings, want %d", name, len(got), len(want))
	}
	for i := range min(len(want), len(got)) {
		if want[i] != got[i] {
			t.Errorf("%s: finding %q, want %q", name, got[i], want[i])
		}
	}
}
