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

// Numbers stay, since findings depend on them, unless they are a secret, mean a
// person or are an address.
func TestNumbers(t *testing.T) {
	const source = `<fpc4:IPFrom dt:dt="string">192.168.1.1</fpc4:IPFrom><fpc4:IPTo dt:dt="string">192.168.1.77</fpc4:IPTo>`
	for _, c := range []struct {
		reason, body string
		number       string
		stays        bool
	}{
		{"a password of the wrong type", `<fpc4:Password dt:dt="int">998877</fpc4:Password>`, "998877", false},
		{"longer than an int", `<fpc4:Password dt:dt="int">12345678901234</fpc4:Password>`, "12345678901234", false},
		{"a pin", `<fpc4:Pin dt:dt="string">665544</fpc4:Pin>`, "665544", false},
		{"a pin in a name", `<fpc4:UserPIN dt:dt="int">665544</fpc4:UserPIN>`, "665544", false},
		{"an abbreviation", `<fpc4:Pwd dt:dt="string">665544</fpc4:Pwd>`, "665544", false},
		{"a code", `<fpc4:PassCode dt:dt="string">665544</fpc4:PassCode>`, "665544", false},
		{"a key", `<fpc4:ApiKey dt:dt="string">665544</fpc4:ApiKey>`, "665544", false},
		{"a token", `<fpc4:AccessToken dt:dt="string">665544</fpc4:AccessToken>`, "665544", false},
		{"an attribute", `<x pin="123456"/>`, "123456", false},
		{"a telephone in an attribute", `<x phone="301234567"/>`, "301234567", false},
		{"a telephone", `<fpc4:Telephone dt:dt="string">301234567</fpc4:Telephone>`, "301234567", false},
		{"a telephone as a number", `<fpc4:Telephone dt:dt="int">301234567</fpc4:Telephone>`, "301234567", false},
		{"a telephone under another name", `<fpc4:Reach dt:dt="string">0301234567</fpc4:Reach>`, "301234567", false},
		{"an international one", `<fpc4:Reach dt:dt="string">+491234567</fpc4:Reach>`, "491234567", false},
		{"an address", `<fpc4:P dt:dt="string">3232235777</fpc4:P>`, "3232235777", false},
		{"an address with a fraction", `<fpc4:P dt:dt="string">3232235777.0</fpc4:P>`, "3232235777", false},
		{"an address of another type", `<fpc4:P dt:dt="int">3232235777</fpc4:P>`, "3232235777", false},
		{"an address with a sign", `<fpc4:P dt:dt="int">-1062731519</fpc4:P>`, "-1062731519", false},
		{"an address in an attribute", `<fpc4:P dt:dt="string" ip="3232235777"/>`, "3232235777", false},
		{"an address in a list", `<fpc4:A><fpc4:Str>3232235777</fpc4:Str></fpc4:A>`, "3232235777", false},
		{"no address of the file", `<fpc4:P dt:dt="string">3232235779</fpc4:P>`, "3232235779", true},
		{"a port", `<fpc4:P dt:dt="string">8080</fpc4:P>`, "8080", true},
		{"a limit", `<fpc4:P dt:dt="int">4294967295</fpc4:P>`, "4294967295", true},
		{"a word that holds pin", `<fpc4:Mapping dt:dt="string">665544</fpc4:Mapping>`, "665544", true},
		{"a documented number about passwords", `<fpc4:FormsBasedAuthenticationProperties StorageName="FormsBasedAuthenticationProperties" StorageType="1">` +
			`<fpc4:PasswordExpirationWarningPeriod dt:dt="int">15</fpc4:PasswordExpirationWarningPeriod></fpc4:FormsBasedAuthenticationProperties>`, ">15<", true},
	} {
		doc := parse(t, []byte(thing(source+c.body)))
		r, after := redacted(t, doc)
		if got := bytes.Contains(r.Disk, []byte(c.number)); got != c.stays {
			t.Errorf("%s: %s stays: %t in %s", c.reason, c.number, got, r.Disk)
		}
		sameFindings(t, c.reason, doc, after)
	}
}

// A number that is an address becomes the number of its pseudonym.
func TestNumberOfAddress(t *testing.T) {
	r, _ := redacted(t, parse(t, []byte(thing(`<fpc4:P dt:dt="string">192.168.1.1</fpc4:P><fpc4:Q dt:dt="string">3232235777</fpc4:Q>`))))
	m := regexp.MustCompile(`>(192\.168\.[0-9.]+)<.*"string">([0-9]+)<`).FindSubmatch(r.Disk)
	if m == nil {
		t.Fatalf("%s", r.Disk)
	}
	if a, _ := parse4(string(m[1])); decimal(a) != string(m[2]) {
		t.Errorf("%s and %s differ", m[1], m[2])
	}
}
