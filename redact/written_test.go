package redact

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// thing is an export with one object that holds properties.
func thing(body string) string {
	return export(`<fpc4:Thing StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">` + body + `</fpc4:Thing>`)
}

// An address is found however XML lets it be written, and it stays one.
func TestAddressesHoweverWritten(t *testing.T) {
	for _, c := range []struct {
		reason, body, result string
	}{
		{"a character reference in a list", `<fpc4:AStrings><fpc4:Str>10.77.2&#46;3</fpc4:Str></fpc4:AStrings>`, `<fpc4:Str>ADDRESS</fpc4:Str>`},
		{"CDATA in a list", `<fpc4:AStrings><fpc4:Str>10.77.2.<![CDATA[3]]></fpc4:Str></fpc4:AStrings>`, `<fpc4:Str>ADDRESS</fpc4:Str>`},
		{"CDATA in a property", `<fpc4:P dt:dt="string">10.77.2.<![CDATA[3]]></fpc4:P>`, `"string">ADDRESS<`},
		{"a comment in a property", `<fpc4:P dt:dt="string">10.77.2.<!-- -->3</fpc4:P>`, `"string">ADDRESS<`},
		{"a character reference in a property", `<fpc4:P dt:dt="string">10&#46;77.2.3</fpc4:P>`, `"string">ADDRESS<`},
		{"hexadecimal", `<fpc4:P dt:dt="string">10&#x2E;77.2.3</fpc4:P>`, `"string">ADDRESS<`},
		{"an attribute", `<fpc4:P dt:dt="string" ip="10.77.2&#46;3"/>`, `ip="ADDRESS"`},
		{"the type of a number", `<fpc4:P dt:dt="int">10&#46;77.2.3</fpc4:P>`, `"int">ADDRESS<`},
		{"a foreign element", `<x>10.77.2&#46;3</x>`, `<x>ADDRESS</x>`},
		{"a foreign element, in pieces", `<x>10.77<![CDATA[.2]]><!-- -->.3</x>`, ``},
		{"IPv4 at the end of IPv6", `<fpc4:P dt:dt="string">64:ff9b:0:0:0:0:10.77.2.3</fpc4:P>`, `"string">2001:db8:`},
		{"short", `<fpc4:P dt:dt="string">64:ff9b::10.77.2.3</fpc4:P>`, `"string">2001:db8:`},
		{"IPv4 in IPv6", `<fpc4:P dt:dt="string">::ffff:10.77.2.3</fpc4:P>`, `"string">::ffff:ADDRESS<`},
		{"with a port", `<fpc4:P dt:dt="string">10.77.2.3:80</fpc4:P>`, `"string">ADDRESS:80<`},
		{"with a zone", `<fpc4:P dt:dt="string">fe80::dead:beef%contoso</fpc4:P>`, `"string">fe80::`},
	} {
		r, _ := redacted(t, parse(t, []byte(thing(c.body))))
		for _, gone := range []string{"10.77", "a4d:203", ".2.3", "&#", "beef", "contoso"} {
			if bytes.Contains(r.Disk, []byte(gone)) {
				t.Errorf("%s: %q is left in %s", c.reason, gone, r.Disk)
			}
		}
		want := strings.ReplaceAll(regexp.QuoteMeta(c.result), "ADDRESS", `10\.[0-9]+\.[0-9]+\.[0-9]+`)
		if !regexp.MustCompile(want).Match(r.Disk) {
			t.Errorf("%s: no %s in %s", c.reason, c.result, r.Disk)
		}
	}
}

// What the survey does not see is not kept: the redactor asks for it.
func TestUnseenAddress(t *testing.T) {
	doc := parse(t, []byte(thing(`<fpc4:P dt:dt="string">10.77.2.3</fpc4:P><fpc4:P2 dt:dt="string">2a00:1450::17</fpc4:P2>`)))
	r := run(doc, testKey, newSurvey())
	if len(r.addresses.unseen) != 2 {
		t.Errorf("unseen: %v", r.addresses.unseen)
	}
}
