package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Checks of their own keep these tests apart from what the program's say.
var (
	portCheck = &checks.Check{
		Code: "C901", Slug: "com-port", Severity: checks.Critical, Safety: checks.Safe,
		Why:      "A port that nobody expects keeps every client out, and the console shows it in a place where nobody looks for it at night.",
		Remedy:   "Set it to 80.",
		Evidence: []string{"https://example.org/port"},
		Run: func(p *checks.Pass) {
			for o := range p.Objects("WebListenerProperties") {
				prop := o.Property("TCPPort")
				p.Value(prop, "80", "the port of %q is %s", o.Parent.Label(), prop.Display()).Set(prop, "80")
			}
		},
	}
	secretCheck = &checks.Check{
		Code: "A901", Slug: "auth-key", Severity: checks.Medium, Safety: checks.Manual,
		Why: "Keys are kept.", Remedy: "Change it.", Evidence: []string{"https://example.org/a", "https://example.org/b"},
		Run: func(p *checks.Pass) {
			for o := range p.Objects("WebListenerProperties") {
				if prop := o.Property("VpnPresharedKey"); prop != nil {
					f := p.Value(prop, "", "a key stands here")
					f.Advise("choose a new key")
					f.Related = []checks.Related{{Object: o.Parent, Span: o.Parent.TagSpan(), Message: "the network that uses it"}}
				}
			}
		},
	}
	emptyCheck = &checks.Check{
		Code: "S901", Slug: "empty-description", Severity: checks.Low,
		Why: "It helps nobody.", Remedy: "Describe it.",
		Run: func(p *checks.Pass) {
			for o := range p.Objects("Network") {
				if prop := o.Property("Description"); prop != nil && prop.Value() == "" {
					p.Value(prop, "", "network %q has no description", o.Label())
				}
			}
		},
	}
)

// lintOf is the result for sources by path, in the order of the paths given.
func lintOf(t *testing.T, sources ...[2]string) Lint {
	t.Helper()
	r := Lint{Version: "1.2.3"}
	for _, s := range sources {
		r.Files = append(r.Files, fileOf(t, s[0], s[1]))
	}
	return r
}

func fileOf(t *testing.T, path, source string) File {
	t.Helper()
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	var bad *schema.Error
	switch {
	case errors.As(err, &bad):
		return File{Path: path, Err: NewUnreadable(f, bad)}
	case err != nil:
		t.Fatal(err)
	}
	list := []*checks.Check{portCheck, secretCheck, emptyCheck}
	return File{Path: path, Doc: doc, Findings: checks.Run(doc, list)}
}

// messy is a run with everything in it: findings with and without fix, related
// places, problems, a secret, unreadable files with and without a place.
func messy(t *testing.T) Lint {
	t.Helper()
	source, err := os.ReadFile("testdata/messy.xml")
	if err != nil {
		t.Fatal(err)
	}
	r := lintOf(t, [2]string{"messy.xml", string(source)}, [2]string{"page.xml", "<html>\n\t<body></html>\n"})
	r.Files = append(r.Files, File{Path: "missing.xml", Err: &Unreadable{Message: "the file does not exist"}})
	return r
}

func TestGolden(t *testing.T) {
	r := messy(t)
	tests := []struct {
		name    string
		write   Writer
		options Options
	}{
		{"text.golden", Text, Options{}},
		{"text-narrow.golden", Text, Options{Width: 60, Quiet: true}},
		{"text-colour.golden", Text, Options{Color: true}},
		{"compact.golden", Compact, Options{}},
		{"json.golden", JSON, Options{}},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := tt.write(&b, r, tt.options); err != nil {
			t.Fatal(err)
		}
		golden(t, tt.name, b.Bytes())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if strings.HasSuffix(name, ".html") {
		got = withoutStyle(got)
	}
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: -want +got; write it anew with -update\n%s", name, diff)
	}
}

func TestClean(t *testing.T) {
	source := `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" StorageName="FPC" StorageType="0"/>`
	r := lintOf(t, [2]string{"a.xml", source}, [2]string{"b.xml", source})
	for _, tt := range []struct {
		write   Writer
		options Options
		want    string
	}{
		{Text, Options{}, "no findings in 2 files\n"},
		{Text, Options{Quiet: true}, ""},
		{Compact, Options{}, ""},
	} {
		var b bytes.Buffer
		if err := tt.write(&b, r, tt.options); err != nil || b.String() != tt.want {
			t.Errorf("%q, error %v; expected %q", b.String(), err, tt.want)
		}
	}
}

func TestSummaryLine(t *testing.T) {
	tests := []struct {
		s    Summary
		want string
	}{
		{Summary{Files: 1}, "no findings in 1 file"},
		{Summary{Files: 3, Findings: 4, Severity: [5]int{1, 0, 1, 0, 2}, Fixable: 2}, "3 files, 4 findings: 2 critical, 1 medium, 1 info; 2 fixable"},
		{Summary{Files: 2, Unreadable: 1}, "no findings in 1 file; 1 input could not be read"},
		{Summary{Files: 1, Warnings: 2}, "no findings in 1 file; 2 problems with the form of the input"},
	}
	for _, tt := range tests {
		if got := tt.s.String(); got != tt.want {
			t.Errorf("%+v: %q; expected %q", tt.s, got, tt.want)
		}
	}
}
