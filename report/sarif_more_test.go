package report

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
)

// Law: a fingerprint does not change with lines, encoding, display names or
// values, and no two findings of a file share one.
func TestFingerprints(t *testing.T) {
	source, err := os.ReadFile("../samples/messy-array.xml")
	if err != nil {
		t.Fatal(err)
	}
	prints := func(source []byte) map[string]string {
		run := validateSARIF(t, written(t, "sarif", Lint{Files: []File{checkedFile(t, "a.xml", source, checks.All())}}))
		all := map[string]string{}
		for _, r := range run.Results {
			p := r.Fingerprints[fingerprintVersion]
			if all[p] != "" {
				t.Errorf("%s and %s have one fingerprint", all[p], r.RuleID)
			}
			all[p] = r.RuleID
		}
		return all
	}
	want := prints(source)
	replace := func(old, new string) []byte {
		changed := bytes.ReplaceAll(source, []byte(old), []byte(new))
		if bytes.Equal(changed, source) {
			t.Fatalf("%q is not in the sample", old)
		}
		return changed
	}
	for reason, changed := range map[string][]byte{
		"lines before": bytes.Replace(source, []byte("?>"), []byte("?>\n<!-- -->\n\n"), 1),
		"line ends":    replace("\n", "\r\n"),
		"display name": replace("Portal Listener", "Another"),
		"another case": replace("{143F5698-103B-12D4-FF34-1F34767DEABC}", "{143f5698-103b-12d4-ff34-1f34767deabc}"),
	} {
		got := prints(changed)
		for p, rule := range want {
			if got[p] == "" {
				t.Errorf("%s: a finding of %s has another fingerprint", reason, rule)
			}
		}
	}
}

func TestFileURI(t *testing.T) {
	for _, tt := range []struct {
		path, uri string
		absolute  bool
	}{
		{"a.xml", "a.xml", false},
		{"./exports/a b.xml", "exports/a%20b.xml", false},
		{"../a.xml", "../a.xml", false},
		{"c:d.xml", "c%3Ad.xml", false},
		{"Büro#1?.xml", "B%C3%BCro%231%3F.xml", false},
		{"evil\x1b\n\u202e\xff.xml", "evil%1B%0A%E2%80%AE%FF.xml", false},
		{"/var/a.xml", "file:///var/a.xml", true},
		{`C:\Exports\a b.xml`, "file:///C:/Exports/a%20b.xml", true},
		{"c:/a.xml", "file:///c:/a.xml", true},
		{`\\server\share\a.xml`, "file://server/share/a.xml", true},
		{"-", "-", false},
	} {
		if uri, absolute := fileURI(tt.path); uri != tt.uri || absolute != tt.absolute {
			t.Errorf("%q: %q, absolute %v; expected %q, %v", tt.path, uri, absolute, tt.uri, tt.absolute)
		}
	}
}

func TestUTF16Index(t *testing.T) {
	s := strings.Repeat("aü€\U0001F525", 3000)
	x := &utf16Index{text: []byte(s)}
	units := 0
	for i, r := range s {
		if got := x.before(i); got != units {
			t.Fatalf("%d units before byte %d; expected %d", got, i, units)
		}
		if units++; r > 0xFFFF {
			units++
		}
	}
	if got := x.before(len(s) + 5); got != units {
		t.Errorf("%d units; expected %d", got, units)
	}
	if got := (&utf16Index{}).before(0); got != 0 {
		t.Errorf("%d units in nothing", got)
	}
}

func TestSARIFText(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{`network "{0}"`, `network "{{0}}"`},
		{"[click](https://evil.example)", "[click] (https://evil.example)"},
		{`[a\](1)`, `[a\] (1)`},
		{"a\nb\u202e", `a\nb\u202e`},
	} {
		if got := sarifText(tt.in).Text; got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}

// A log shows the line of a finding only where it may and where it is of use.
func TestSnippets(t *testing.T) {
	const export = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
<fpc4:Network StorageName="N" StorageType="1"><fpc4:WebListenerProperties StorageName="W" StorageType="1">
	%s<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>
</fpc4:WebListenerProperties></fpc4:Network></fpc4:Root>`
	for _, tt := range []struct {
		before, reason string
		shown          bool
	}{
		{"", "a line", true},
		{"<!-- Köln -->", "not ASCII", true},
		{"<fpc4:VpnPresharedKey dt:dt=\"string\">k</fpc4:VpnPresharedKey>", "a secret", false},
		{"<!-- \u202e -->", "a change of direction", false},
		{"<!--" + strings.Repeat("x", 500) + "-->", "a long line", false},
	} {
		r := lintOf(t, [2]string{"a.xml", fmt.Sprintf(export, tt.before)})
		run := validateSARIF(t, written(t, "sarif", r))
		for _, x := range run.Results {
			if x.RuleID == portCheck.Code && (x.Locations[0].Physical.Context != nil) != tt.shown {
				t.Errorf("%s: shown %v", tt.reason, !tt.shown)
			}
		}
	}
}

// A fix that would move a secret, or write what the encoding of the file lacks,
// is not in the log.
func TestFixesLeftOut(t *testing.T) {
	f, err := text.Decode([]byte(`<?xml version="1.0" encoding="us-ascii"?><a/>`))
	if err != nil {
		t.Fatal(err)
	}
	s := &sarifFile{source: f, units: &utf16Index{text: f.Text()}}
	for _, tt := range []struct {
		insert string
		ok     bool
	}{
		{"", true},
		{"<b>1</b>", true},
		{"<fpc4:Password>k</fpc4:Password>", false},
		{"ü", false},
	} {
		if _, ok := s.replacement(text.Edit{New: tt.insert}); ok != tt.ok {
			t.Errorf("%q: %v", tt.insert, ok)
		}
	}
}
