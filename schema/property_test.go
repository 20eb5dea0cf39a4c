package schema

import (
	"slices"
	"testing"

	"tmgaudit/internal/text"
)

// only is the property P of an export whose root holds source.
func only(t testing.TB, source string) *Property {
	t.Helper()
	return &parse(t, export(source)).Root.props[0]
}

func TestBool(t *testing.T) {
	for _, c := range []struct {
		value    string
		want, ok bool
		reason   string
	}{
		{"1", true, true, "as exports write true"},
		{"0", false, true, "as exports write false"},
		{" 1\n", true, true, "space around it"},
		{"TRUE", true, true, "by hand"},
		{"False", false, true, "by hand"},
		{"-1", true, true, "VARIANT_TRUE"},
		{"&#49;", true, true, "a reference"},
		{"", false, false, "empty is not false"},
		{"2", false, false, "no boolean"},
		{"yes", false, false, "no boolean"},
	} {
		p := only(t, typed("P", "boolean", c.value))
		if v, ok := p.Bool(); v != c.want || ok != c.ok || p.True() != c.want {
			t.Errorf("%q: %t, %t, want %t, %t: %s", c.value, v, ok, c.want, c.ok, c.reason)
		}
	}
}

func TestInt(t *testing.T) {
	for _, c := range []struct {
		value  string
		want   int64
		ok     bool
		reason string
	}{
		{"0", 0, true, "zero"},
		{"-1", -1, true, "negative"},
		{" 8080\t", 8080, true, "space around it"},
		{"4294967295", 4294967295, true, "an unsigned DWORD"},
		{"", 0, false, "empty"},
		{"0x10", 0, false, "hexadecimal is not what exports write"},
		{"1_000", 0, false, "Go's digits are not XML's"},
		{"1.5", 0, false, "no integer"},
		{"99999999999999999999", 0, false, "too large"},
	} {
		if n, ok := only(t, typed("P", "int", c.value)).Int(); ok != c.ok || ok && n != c.want {
			t.Errorf("%q: %d, %t, want %d, %t: %s", c.value, n, ok, c.want, c.ok, c.reason)
		}
	}
}

func TestTypeAndPlaces(t *testing.T) {
	for _, c := range []struct{ reason, source, dt, dtAt, valueAt string }{
		{"a scalar", `<fpc4:P dt:dt="int">5</fpc4:P>`, "int", "int", "5"},
		{"an empty scalar", `<fpc4:P dt:dt="string"></fpc4:P>`, "string", "string", ""},
		{"without room for a value", `<fpc4:P dt:dt="string"/>`, "string", "string", `<fpc4:P dt:dt="string"/>`},
		{"an odd type", `<fpc4:P dt:dt='a&amp;b'>5</fpc4:P>`, "a&b", "a&amp;b", "5"},
		{"other attributes", `<fpc4:P dt="x" a="y" xmlns:dt="` + DTNamespace + `" dt:dt = "bin.hex" >00</fpc4:P>`, "bin.hex", "bin.hex", "00"},
		{"no type", `<fpc4:P a="b">5</fpc4:P>`, "", `<fpc4:P a="b">`, "5"},
		{"no type, no value", `<fpc4:P />`, "", `<fpc4:P />`, `<fpc4:P />`},
		{"a list", `<fpc4:P><fpc4:Str>a</fpc4:Str></fpc4:P>`, "", `<fpc4:P>`, `<fpc4:Str>a</fpc4:Str>`},
	} {
		p := only(t, c.source)
		d := p.Object().Document()
		if p.Type() != c.dt || sourceAt(d, p.TypeSpan()) != c.dtAt || sourceAt(d, p.ValueSpan()) != c.valueAt || sourceAt(d, p.Span()) != c.source {
			t.Errorf("%s: type %q at %q, value at %q", c.reason, p.Type(), sourceAt(d, p.TypeSpan()), sourceAt(d, p.ValueSpan()))
		}
	}
}

func TestEntries(t *testing.T) {
	for _, c := range []struct {
		reason, source string
		want           []string
	}{
		{"plain", `<fpc4:L><fpc4:Str dt:dt="string">a</fpc4:Str><fpc4:Str dt:dt="string">b</fpc4:Str></fpc4:L>`, []string{"a", "b"}},
		{"empty entries", `<fpc4:L><fpc4:Str/><fpc4:Str></fpc4:Str></fpc4:L>`, []string{"", ""}},
		{"references, CDATA, comments", `<fpc4:L><fpc4:Str>a&amp;b<!-- x --><![CDATA[<c>]]></fpc4:Str></fpc4:L>`, []string{"a&b<c>"}},
		{"line ends", "<fpc4:L>\r\n<fpc4:Str>a\r\nb</fpc4:Str>\r\n</fpc4:L>", []string{"a\nb"}},
		{"an empty list", `<fpc4:LStrings/>`, nil},
		{"a scalar has none", property("P", "x"), nil},
	} {
		p := only(t, c.source)
		var got []string
		for _, e := range p.Entries() {
			got = append(got, e)
		}
		if !slices.Equal(got, c.want) || p.Len() != len(c.want) {
			t.Errorf("%s: %q, Len %d, want %q", c.reason, got, p.Len(), c.want)
		}
		for range p.Entries() {
			break
		}
	}
	p := only(t, `<fpc4:L><fpc4:Str>a</fpc4:Str> <fpc4:Str dt:dt="string">b</fpc4:Str><fpc4:Str/></fpc4:L>`)
	for s, e := range p.Entries() {
		if at := sourceAt(p.Object().Document(), s); at != e {
			t.Errorf("entry %q stands at %q", e, at)
		}
	}
	if p.Value() != "" || p.Display() != "" {
		t.Errorf("a list has the value %q", p.Value())
	}
}

func TestAbsentProperty(t *testing.T) {
	p := parse(t, export("")).Root.Property("Nothing")
	if p != nil {
		t.Fatal("an absent property is there")
	}
	_, isBool := p.Bool()
	_, isInt := p.Int()
	for range p.Entries() {
		t.Error("it has an entry")
	}
	if isBool || isInt || p.True() || p.Value() != "" || p.Display() != "" || p.Raw() != nil || p.Type() != "" || p.Len() != 0 ||
		p.IsList() || p.Secret() || p.SelfClosing() || p.COM() != nil || p.Object() != nil {
		t.Error("it has a value")
	}
	if p.Span() != (text.Span{}) || p.ValueSpan() != (text.Span{}) || p.TypeSpan() != (text.Span{}) {
		t.Error("it has a place")
	}
}

func TestFirstOfTwoProperties(t *testing.T) {
	o := parse(t, export(property("P", "one")+property("P", "two"))).Root
	if o.Text("P") != "one" || len(o.Properties()) != 2 {
		t.Errorf("P is %q of %d", o.Text("P"), len(o.Properties()))
	}
}

func TestCOM(t *testing.T) {
	d := parse(t, arrayExport(single("NetConfig", single("Networks", object("Network", localNet, property("Name", "x")+property("Nonsense", "x")+
		single("WebListenerProperties", typed("IntegratedAuthPersistSingleRequest", "boolean", "1")+typed("ListenerConnectionTimeout", "int", "120")))))+
		single("Nonsense", property("Name", "x"))))
	for _, c := range []struct{ reason, element, property, want string }{
		{"the same name on both sides", "WebListenerProperties", "IntegratedAuthPersistSingleRequest", "FPCWebListenerProperties.IntegratedAuthPersistSingleRequest"},
		{"another storage name", "WebListenerProperties", "ListenerConnectionTimeout", "FPCWebListenerProperties.ConnectionTimeout"},
		{"no such property", "Network", "Nonsense", ""},
		{"no such class", "Nonsense", "Name", ""},
	} {
		got := ""
		if com := d.Objects(c.element)[0].Property(c.property).COM(); com != nil {
			got = com.Class + "." + com.Name
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}
