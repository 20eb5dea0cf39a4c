package report

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// sampleRun is a run of the checks named by code over a sample, so that a new
// check does not change the reports; of all checks when none is named.
func sampleRun(t *testing.T, name string, codes ...string) Lint {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	list := checks.All()
	if len(codes) > 0 {
		list = nil
	}
	for _, code := range codes {
		c, ok := checks.ByName(code)
		if !ok {
			t.Fatal("no check", code)
		}
		list = append(list, c)
	}
	return Lint{Version: "1.2.3", Checks: list, Files: []File{checkedFile(t, name, source, list)}}
}

// checkedFile is the findings of checks in a source.
func checkedFile(t *testing.T, path string, source []byte, list []*checks.Check) File {
	t.Helper()
	f, err := text.Decode(source)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return File{Path: path, Doc: doc, Findings: checks.Run(doc, list)}
}

// written is a result in one format.
func written(t *testing.T, format string, r Lint) []byte {
	t.Helper()
	i := slices.IndexFunc(Formats(), func(f Format) bool { return f.Name == format })
	if i < 0 {
		t.Fatal("no format", format)
	}
	var b bytes.Buffer
	if err := Formats()[i].Write(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exchangeFormats are the formats for build servers, tickets and spreadsheets,
// each with the ending of its golden files.
var exchangeFormats = []struct{ name, ending string }{
	{"sarif", "sarif"},
	{"junit", "junit.xml"},
	{"github", "github.txt"},
	{"azuredevops", "azuredevops.txt"},
	{"markdown", "md"},
	{"csv", "csv"},
	{"html", "html"},
}

// goldenRuns are the results with golden files in testdata/formats.
func goldenRuns(t *testing.T) map[string]Lint {
	return map[string]Lint{
		"founding-case": sampleRun(t, "founding-case.xml", "C001", "C002"),
		"messy-array":   sampleRun(t, "messy-array.xml", "C001", "C002", "C003", "C004", "C006", "C009", "C011", "C023", "C027", "C029", "I018", "I020", "I027", "X001", "X002"),
		"unreadable":    messy(t),
	}
}

func TestGoldenFormats(t *testing.T) {
	for name, r := range goldenRuns(t) {
		for _, f := range exchangeFormats {
			golden(t, filepath.Join("formats", name+"."+f.ending), written(t, f.name, r))
		}
	}
}

func TestEveryFormatIsListed(t *testing.T) {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
		if f.Title == "" || f.Open == nil {
			t.Errorf("%s has no title or writer", f.Name)
		}
	}
	for _, f := range exchangeFormats {
		if !slices.Contains(names, f.name) {
			t.Errorf("%s is not listed", f.name)
		}
	}
}

// A run without findings and one without files are complete reports too.
func TestNothingFound(t *testing.T) {
	clean := `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" StorageName="FPC" StorageType="0"/>`
	for reason, r := range map[string]Lint{"clean": lintOf(t, [2]string{"a.xml", clean}), "no files": {}} {
		validateSARIF(t, written(t, "sarif", r))
		parseJUnit(t, written(t, "junit", r))
		if rows := readCSV(t, written(t, "csv", r)); len(rows) != 1 {
			t.Errorf("%s: %d rows of CSV", reason, len(rows))
		}
		for _, format := range []string{"github", "azuredevops"} {
			if out := written(t, format, r); len(out) != 0 {
				t.Errorf("%s: %s writes %q", reason, format, out)
			}
		}
	}
}

func TestSplitHashes(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"C# and F#", "C# and F#"},
		{"##vso[x]", "#/vso[x]"},
		{"###[x]", "#//[x]"},
		{"#\u034f#[x]", "#\u034f/[x]"},
		{"a#b#c", "a#b#c"},
	} {
		if got := splitHashes(tt.in, "/"); got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}
