package checks

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// sample reads a sample export.
func sample(t *testing.T, file string) *schema.Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../samples", file))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

// loud are the codes of the findings above info, sorted.
func loud(doc *schema.Document, list []*Check) string {
	var codes []string
	for _, f := range Run(doc, list) {
		if f.Severity > Info {
			codes = append(codes, f.Check.Code)
		}
	}
	slices.Sort(codes)
	return strings.Join(codes, " ")
}

// Every check has its say about the two samples that the project is measured by.
func TestCleanAndFoundingSample(t *testing.T) {
	for file, want := range map[string]string{"tmg2010-sp2-default.xml": "", "founding-case.xml": "C001"} {
		if got := loud(sample(t, file), All()); got != want {
			t.Errorf("%s: above info %q, want %q", file, got, want)
		}
	}
}

func TestSamplesOfComAndForm(t *testing.T) {
	for _, tt := range []struct{ file, want, reason string }{
		{"tmg2010-enterprise.xml", "", "nothing planted"},
		{"tmg2010-network-internal.xml", "", "nothing planted"},
		{"tmg2010-urlsets.xml", "", "nothing planted"},
		{"isa2006-array.xml", "", "RADIUS is of another family"},
		{"isa2004-array.xml", "C007", "credentials for every request, so also for the clients' settings"},
		{"isainfo-tmg1.xml", "", "nothing planted"},
		{"messy-array.xml", "C001 C002 C003 C004 C006 C009 C011 C027 C029 X001", "everything that is planted there"},
	} {
		if got := loud(sample(t, tt.file), slices.Concat(comChecks, formChecks)); got != tt.want {
			t.Errorf("%s: above info %q, want %q: %s", tt.file, got, tt.want, tt.reason)
		}
	}
}

// What is quiet must stay so: the inferred checks of the file's form say nothing
// about what a product wrote.
func TestFormIsQuietOnSamples(t *testing.T) {
	want := map[string]string{"messy-array.xml": "X002"}
	files, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples", err)
	}
	for _, file := range files {
		var codes []string
		for _, f := range Run(sample(t, filepath.Base(file)), formChecks) {
			if f.Severity == Info {
				codes = append(codes, f.Check.Code)
			}
		}
		if got := strings.Join(codes, " "); got != want[filepath.Base(file)] {
			t.Errorf("%s: %s, want %q", file, got, want[filepath.Base(file)])
		}
	}
}

// Documents that the product itself wrote, where a folder of them lies beside the
// repository.
func TestRealDocuments(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "shared", "real", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no real exports beside the repository")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list := All()
		if strings.HasSuffix(file, ".fragment.xml") { // out of its place, so only its form says something
			data, list = asExport(data), []*Check{valueNotOfType, typeContradictsProperty, duplicateProperty, propertyOrder}
		}
		f, err := text.Decode(data)
		if err != nil {
			t.Fatal(file, err)
		}
		doc, err := schema.Parse(f)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, f := range Run(doc, list) {
			if f.Severity > Info || f.Check.Family().Letter == 'X' {
				t.Errorf("%s: %s %s", filepath.Base(file), f.Check.Code, f.Message)
			}
		}
	}
}

// asExport is a quoted fragment as the content of an array.
func asExport(fragment []byte) []byte {
	body := string(fragment)
	if _, rest, ok := strings.Cut(body, "?>"); ok {
		body = rest
	}
	return fmt.Append(nil, fragmentHead, body, fragmentTail)
}
