package fixer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

const carryExport = `<?xml version="1.0" encoding="%s"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="A" StorageType="1">
			<fpc4:Name dt:dt="string">Büro</fpc4:Name>
			<fpc4:WebProxy StorageName="WebProxy" StorageType="1">%s</fpc4:WebProxy>
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`

func carryDoc(t *testing.T, disk []byte) *schema.Document {
	t.Helper()
	f, err := text.Decode(disk)
	if err != nil {
		t.Fatal(err)
	}
	d, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func webProxy(t *testing.T, d *schema.Document) *schema.Object {
	t.Helper()
	list := d.Objects("WebProxy")
	if len(list) != 1 {
		t.Fatal("no WebProxy")
	}
	return list[0]
}

func carrySource(body string) []byte { return fmt.Appendf(nil, carryExport, "UTF-8", body) }

func agree(*schema.Document, []Transfer) string { return "" }

func property(name, dt, value string) string {
	return fmt.Sprintf("\n\t\t\t\t<fpc4:%[1]s dt:dt=%[2]q>%[3]s</fpc4:%[1]s>", name, dt, value)
}

func TestTransferEdit(t *testing.T) {
	for _, tt := range []struct {
		reason, to, from, property string
		want                       string // what To holds afterwards, or
		refused                    string // part of the error
	}{
		{"set", property("Odd", "int", "1"), property("Odd", "int", "2"), "Odd", property("Odd", "int", "2"), ""},
		{"markup", property("Odd", "string", "1"), property("Odd", "string", "a &lt;b&gt; &amp;"), "Odd", property("Odd", "string", "a &lt;b&gt; &amp;"), ""},
		{"an unknown property is added with the type that it has", "", property("Odd", "int", "2"), "Odd", `<fpc4:Odd dt:dt="int">2</fpc4:Odd>`, ""},
		{"an unknown type is not", "", property("Odd", "weird", "2"), "Odd", "", "type is not known"},
		{"a type that is markup", "", `<fpc4:Odd dt:dt='a" b="c'>2</fpc4:Odd>`, "Odd", "", "type is not known"},
		{"the documented default is written", property("ConnectCacheSize", "int", "3"), "", "ConnectCacheSize", property("ConnectCacheSize", "int", "128"), ""},
		{"a string that is not stored is empty", property("Odd", "string", "x"), "", "Odd", property("Odd", "string", ""), ""},
		{"no default is documented", property("Odd", "int", "3"), "", "Odd", "", "no default is documented"},
		{"on neither side", "", "", "Odd", "", "neither side"},
		{"another type", property("Odd", "int", "3"), property("Odd", "string", "x"), "Odd", "", "not of the type"},
		{"a secret", property("SomePassword", "string", "x"), property("SomePassword", "string", "y"), "SomePassword", "", "secret"},
		{"a secret that is not there", "", property("SomePassword", "string", "y"), "SomePassword", "", "secret"},
		{"a list", "<fpc4:OddStrings><fpc4:Str dt:dt=\"string\">a</fpc4:Str></fpc4:OddStrings>", "<fpc4:OddStrings><fpc4:Str dt:dt=\"string\">b</fpc4:Str></fpc4:OddStrings>", "OddStrings", "", "list"},
	} {
		a, b := carryDoc(t, carrySource(tt.to)), carryDoc(t, carrySource(tt.from))
		edit, err := Transfer{webProxy(t, a), webProxy(t, b), tt.property}.Edit()
		if err != nil || tt.refused != "" {
			if err == nil || tt.refused == "" || !strings.Contains(err.Error(), tt.refused) {
				t.Errorf("%s: error %v", tt.reason, err)
			}
			continue
		}
		out, err := a.File.Apply([]text.Edit{edit})
		if err != nil || !strings.Contains(string(out), strings.TrimSpace(tt.want)) {
			t.Errorf("%s: %v\n%s", tt.reason, err, out)
		}
	}
}

// Law: in every form of a file, what is carried has the value of the other file and
// every other byte stays.
func TestCarryInEveryForm(t *testing.T) {
	body := property("Beta", "string", "eins") + property("Gamma", "int", "1")
	from := carryDoc(t, carrySource(property("Alpha", "string", "ä &amp; ö")+property("Beta", "string", "zwei")+property("Delta", "int", "4")+property("Epsilon", "int", "5")))
	want := property("Alpha", "string", "ä &amp; ö") + property("Beta", "string", "zwei") + property("Delta", "int", "4") + property("Epsilon", "int", "5") + property("Gamma", "int", "1")
	for _, f := range forms {
		for _, end := range []string{"\n", "\r\n"} {
			disk := func(body string) []byte {
				return f.encode(strings.ReplaceAll(fmt.Sprintf(carryExport, f.label, body), "\n", end))
			}
			a := carryDoc(t, disk(body))
			var list []Transfer
			for _, name := range []string{"Alpha", "Beta", "Delta", "Epsilon"} {
				list = append(list, Transfer{webProxy(t, a), webProxy(t, from), name})
			}
			plan, err := Carry(a, list, []*checks.Check{}, agree)
			if err != nil || plan.Count(Applied) != len(list) {
				t.Fatalf("%s: %v %+v", f.name, err, plan.Outcomes)
			}
			for _, name := range []string{"Alpha", "Beta", "Delta", "Epsilon"} {
				if got, want := webProxy(t, plan.After).Text(name), webProxy(t, from).Text(name); got != want {
					t.Errorf("%s: %s is %q, want %q", f.name, name, got, want)
				}
			}
			if webProxy(t, plan.After).Text("Gamma") != "1" {
				t.Errorf("%s: what was not chosen changed", f.name)
			}
			again, err := a.File.Apply(plan.Edits)
			if err != nil || !bytes.Equal(again, plan.Result()) {
				t.Errorf("%s: the edits do not make the result: %v", f.name, err)
			}
			if got := plan.Result(); !bytes.Equal(got, disk(want)) {
				t.Errorf("%s %q: %q", f.name, end, got)
			}
		}
	}
}

// Properties that are added to an object that holds none follow one another.
func TestCarryIntoNothing(t *testing.T) {
	a, b := carryDoc(t, carrySource("")), carryDoc(t, carrySource(property("A", "int", "1")+property("B", "int", "2")+property("C", "int", "3")))
	var list []Transfer
	for _, name := range []string{"C", "A", "B"} {
		list = append(list, Transfer{webProxy(t, a), webProxy(t, b), name})
	}
	plan, err := Carry(a, list, []*checks.Check{}, agree)
	if err != nil || plan.Count(Applied) != 3 {
		t.Fatal(err, plan)
	}
	var names []string
	for _, p := range webProxy(t, plan.After).Properties() {
		names = append(names, p.Name+p.Value())
	}
	if fmt.Sprint(names) != "[A1 B2 C3]" {
		t.Errorf("properties %q", names)
	}
}

// What the judge finds fault with is withdrawn, and nothing else.
func TestCarryWithdraws(t *testing.T) {
	body := func(n int) string {
		var b strings.Builder
		for _, name := range []string{"P1", "P2", "P3", "P4", "P5"} {
			b.WriteString(property(name, "int", fmt.Sprint(n)))
		}
		return b.String()
	}
	a, b := carryDoc(t, carrySource(body(1))), carryDoc(t, carrySource(body(2)))
	var list []Transfer
	for _, name := range []string{"P1", "P2", "P3", "P4", "P5"} {
		list = append(list, Transfer{webProxy(t, a), webProxy(t, b), name})
	}
	plan, err := Carry(a, list, []*checks.Check{}, func(after *schema.Document, carried []Transfer) string {
		if webProxy(t, after).Text("P3") == "2" {
			return "three is one too many"
		}
		return ""
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"P1", "P2", "P4", "P5"} {
		if webProxy(t, plan.After).Text(name) != "2" {
			t.Errorf("%s was not carried", name)
		}
	}
	if webProxy(t, plan.After).Text("P3") != "1" || plan.Count(Withdrawn) != 1 || plan.Count(Applied) != 4 {
		t.Errorf("%+v", plan.Outcomes)
	}
}

// A value that the encoding of the file cannot write is withdrawn or written as a
// character reference; never is the file broken.
func TestCarryWhatTheEncodingLacks(t *testing.T) {
	windows := forms[len(forms)-1]
	a := carryDoc(t, windows.encode(fmt.Sprintf(carryExport, windows.label, property("Odd", "string", "x"))))
	b := carryDoc(t, encode16(binary.LittleEndian, "\uFEFF"+fmt.Sprintf(carryExport, "UTF-16", property("Odd", "string", "東京"))))
	plan, err := Carry(a, []Transfer{{webProxy(t, a), webProxy(t, b), "Odd"}}, []*checks.Check{}, agree)
	if err != nil || len(plan.Outcomes) != 1 {
		t.Fatal(err, plan)
	}
	got := webProxy(t, plan.After).Text("Odd")
	if applied := plan.Outcomes[0].Status == Applied; applied != (got == "東京") || !applied && plan.Changed() {
		t.Errorf("%+v, value %q", plan.Outcomes, got)
	}
}

// The header of a file tells what the file is.
func TestCarryLeavesTheHeader(t *testing.T) {
	a, b := carryDoc(t, carrySource("")), carryDoc(t, carrySource(""))
	if _, err := (Transfer{a.Root, b.Root, "Build"}).Edit(); err == nil || !strings.Contains(err.Error(), "header") {
		t.Error(err)
	}
}

func TestCarryRefusesISAInfo(t *testing.T) {
	a := carryDoc(t, carrySource(""))
	a.Kind = schema.KindISAInfo
	if _, err := Carry(a, nil, nil, agree); !errors.Is(err, ErrISAInfo) {
		t.Error(err)
	}
}
