package schema

import (
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

const hunter = "hunter2"

func TestSecretsAreMasked(t *testing.T) {
	for _, c := range []struct {
		reason, body string
		secret       bool
	}{
		{"a password", property("Password", hunter), true},
		{"within a name", property("WebProxyFtpClientPassword", hunter), true},
		{"a preshared key", property("VpnNetworkPresharedKey", hunter), true},
		{"a preshared IPSec key", property("PreSharedIPSecKey", hunter), true},
		{"a RADIUS secret", property("SharedSecret", hunter), true},
		{"encrypted parameters", typed("EncryptedData", "bin.hex", hunter), true},
		{"without a type", `<fpc4:Password>` + hunter + `</fpc4:Password>`, true},
		{"of an odd type", typed("Password", "binary", hunter), true},
		{"of a type that it is not", typed("Password", "int", hunter), true},
		{"of a type that it is not, boolean", typed("LogDBPassword", "boolean", hunter), true},
		{"longer than an int", typed("Password", "int", "12345678901234"), true},
		{"in CDATA", property("Password", `<![CDATA[`+hunter+`]]>`), true},
		{"a list", `<fpc4:PasswordStrings><fpc4:Str dt:dt="string">` + hunter + `</fpc4:Str></fpc4:PasswordStrings>`, true},
		{"in an object of that name", single("Password", property("Value", hunter)), true},
		{"deep in an object of that name", single("Secrets", single("A", `<fpc4:B><fpc4:C>`+hunter+`</fpc4:C></fpc4:B>`)), true},
		{"a boolean about passwords", typed("ChangePasswordAllowed", "boolean", "1"), false},
		{"a number about passwords", typed("PasswordExpirationWarningPeriod", "int", " 15 "), false},
		{"an ordinary property", property("UserName", "x"), false},
	} {
		d := parse(t, arrayExport(c.body))
		var last *Property
		for o := range d.All() {
			for i := range o.props {
				if o.props[i].Name != "Name" {
					last = &o.props[i]
				}
			}
		}
		if last.Secret() != c.secret || (last.Display() == Masked) != c.secret {
			t.Errorf("%s: %s shows %q", c.reason, last.Name, last.Display())
		}
		secrets := d.Secrets(d.Root.Span())
		if (len(secrets) == 1) != c.secret {
			t.Errorf("%s: secrets at %v", c.reason, secrets)
		} else if c.secret && (secrets[0] != last.content() || !strings.Contains(sourceAt(d, secrets[0]), last.Value())) {
			t.Errorf("%s: the secret stands at %q", c.reason, sourceAt(d, secrets[0]))
		}
	}
}

func TestSecretsWithin(t *testing.T) {
	d := parse(t, export(property("Password", "one")+property("P", "x")+property("Password", "two")+`<fpc4:Password dt:dt="string"/>`))
	props := d.Root.Properties()
	for _, c := range []struct {
		reason string
		in     text.Span
		want   int
	}{
		{"the whole document", d.Root.Span(), 2},
		{"one property", props[0].Span(), 1},
		{"a part of a secret", text.Span{Start: props[2].ValueSpan().Start + 1, End: props[2].ValueSpan().Start + 2}, 1},
		{"up to a secret", text.Span{Start: 0, End: props[0].ValueSpan().Start}, 0},
		{"between secrets", props[1].Span(), 0},
		{"an empty secret", props[3].Span(), 0},
	} {
		if got := d.Secrets(c.in); len(got) != c.want {
			t.Errorf("%s: %v, want %d", c.reason, got, c.want)
		}
	}
}

// TestNothingForDisplayLeaks puts a secret into every place that the format has
// for one, and misuses of them, and looks for it in all that may be shown.
func TestNothingForDisplayLeaks(t *testing.T) {
	body := single("Credentials", property("UserName", "u")+property("Password", hunter)) +
		single("VpnNetworkIPSecSettings", property("VpnNetworkPresharedKey", hunter)) +
		object("VendorParametersSet", guidSet, typed("EncryptedData", "string", hunter)) +
		typed("Password", "boolean", hunter) + `<fpc4:Password>` + hunter + `</fpc4:Password>` +
		single("Password", hunter) + `<Password>` + hunter + `</Password>` +
		property("Password", "<fpc4:x>"+hunter+"</fpc4:x>") +
		`<fpc4:SecretStrings>` + hunter + `<fpc4:Str>` + hunter + `</fpc4:Str></fpc4:SecretStrings>`
	d := parse(t, arrayExport(body))
	var shown strings.Builder
	for o := range d.All() {
		shown.WriteString(o.Path() + o.Label() + o.Name() + "\n")
		for i := range o.props {
			shown.WriteString(o.props[i].Display() + o.props[i].Type() + "\n")
		}
	}
	shown.WriteString(outlineMessages(d))
	source := []byte(sourceAt(d, d.Root.Span()))
	for _, s := range d.Secrets(d.Root.Span()) {
		start := d.Root.Span().Start
		copy(source[s.Start-start:s.End-start], strings.Repeat("*", s.Len()))
	}
	if strings.Contains(shown.String(), hunter) {
		t.Errorf("shown:\n%s", shown.String())
	}
	if strings.Contains(string(source), hunter) {
		t.Errorf("masked source:\n%s", source)
	}
}

func outlineMessages(d *Document) string {
	var all strings.Builder
	for _, p := range d.Problems {
		all.WriteString(p.Message + "\n")
	}
	return all.String()
}

func TestSecretName(t *testing.T) {
	for _, c := range []struct {
		name   string
		secret bool
		reason string
	}{
		{"WebProxyFtpClientPassword", true, "within a name"},
		{"pwd", true, "an abbreviation"},
		{"PassCode", true, "a code"},
		{"ApiKey", true, "a key to a service"},
		{"Pin", true, "the word alone"},
		{"PIN", true, "in capitals"},
		{"UserPin", true, "the last word"},
		{"PINCode", true, "capitals before a word"},
		{"pin_code", true, "divided by an underscore"},
		{"pin2", true, "with a number"},
		{"AccessToken", true, "a token"},
		{"tokenValue", true, "the first word"},
		{"PathMappings", false, "Mapping holds pin"},
		{"PingOfDeathDetectionEnabled", false, "Ping begins with it"},
		{"PINGReply", false, "in capitals as well"},
		{"Spinning", false, "within a word"},
		{"IPInside", false, "capitals of two words"},
		{"Tokenize", false, "a longer word"},
		{"PassThrough", false, "no pass code"},
		{"Port", false, "an ordinary name"},
	} {
		if got := SecretName(c.name); got != c.secret {
			t.Errorf("%s is a secret: %t; %s", c.name, got, c.reason)
		}
	}
}
