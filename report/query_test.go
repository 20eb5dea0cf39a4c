package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/query"
	"tmgaudit/schema"
)

const hostileQuery = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
<fpc4:Network StorageName="{1}" StorageType="1"><fpc4:Name dt:dt="string">a&#x9B;2J&#x202E;b</fpc4:Name><fpc4:Password dt:dt="string">hunter2</fpc4:Password>
<fpc4:PasswordStrings><fpc4:Str dt:dt="string">hunter2</fpc4:Str></fpc4:PasswordStrings></fpc4:Network></fpc4:Root>`

// No form of the matches shows a secret or a character that a terminal acts upon,
// whatever is matched, and the JSON form is an object.
func TestQueryFormsAreSafe(t *testing.T) {
	file, err := text.Decode([]byte(hostileQuery))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"//*", "//Network", "//Name", "//Password", "//PasswordStrings", "//Str", "//*[Password='hunter2']"} {
		path, err := query.Compile(source)
		if err != nil {
			t.Fatal(err)
		}
		q := Query{Path: source, Files: []QueryFile{{File: File{Path: "a\x1b[2J.xml", Doc: doc}, Matches: path.Find(doc)}}}
		for name, write := range map[string]func(*bytes.Buffer) error{
			"text": func(b *bytes.Buffer) error { return QueryText(b, q, Options{}) },
			"json": func(b *bytes.Buffer) error { return QueryAsJSON(b, q, Options{}) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			if s := strings.ReplaceAll(b.String(), source, ""); strings.ContainsAny(s, "\x1b\u009b\u202e") || strings.Contains(strings.ReplaceAll(s, "='hunter2'", ""), "hunter2") {
				t.Errorf("%s of %s:\n%q", name, source, s)
			}
			if name == "json" && !json.Valid(b.Bytes()) {
				t.Errorf("no JSON: %s", b.String())
			}
		}
	}
}
