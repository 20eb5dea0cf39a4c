package schema

import (
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

func TestSet(t *testing.T) {
	for _, c := range []struct{ reason, source, value, want string }{
		{"a value", `<fpc4:P dt:dt="int">1</fpc4:P>`, "0", `<fpc4:P dt:dt="int">0</fpc4:P>`},
		{"the same value", `<fpc4:P dt:dt="int">1</fpc4:P>`, "1", `<fpc4:P dt:dt="int">1</fpc4:P>`},
		{"an empty element", `<fpc4:P dt:dt="string"></fpc4:P>`, "x", `<fpc4:P dt:dt="string">x</fpc4:P>`},
		{"to empty", `<fpc4:P dt:dt="string">x</fpc4:P>`, "", `<fpc4:P dt:dt="string"></fpc4:P>`},
		{"tags as they are", "<fpc4:P\tdt:dt = 'int' >1</fpc4:P >", "0", "<fpc4:P\tdt:dt = 'int' >0</fpc4:P >"},
		{"no room", `<fpc4:P/>`, "x", `<fpc4:P>x</fpc4:P>`},
		{"no room, space", `<fpc4:P />`, "x", `<fpc4:P>x</fpc4:P>`},
		{"no room, type", `<fpc4:P dt:dt="x" />`, "x", `<fpc4:P dt:dt="x">x</fpc4:P>`},
		{"no room, lines", "<fpc4:P\r\n\tdt:dt='/>'\r\n/>", "x", "<fpc4:P\r\n\tdt:dt='/>'>x</fpc4:P>"},
		{"no room, a letter that Go takes for space", "<fpc4:P\u1680x dt:dt='string'/>", "x", "<fpc4:P\u1680x dt:dt='string'>x</fpc4:P\u1680x>"},
		{"markup in the value", `<fpc4:P dt:dt="string">1</fpc4:P>`, `a & b <c> ]]> "d"`, `<fpc4:P dt:dt="string">a &amp; b &lt;c&gt; ]]&gt; "d"</fpc4:P>`},
		{"lines in the value", `<fpc4:P dt:dt="string"/>`, "a\r\nb\n\tc", "<fpc4:P dt:dt=\"string\">a&#xD;\nb\n\tc</fpc4:P>"},
		{"other alphabets", `<fpc4:P dt:dt="string">1</fpc4:P>`, "Größe 漢字 😀", `<fpc4:P dt:dt="string">Größe 漢字 😀</fpc4:P>`},
		{"comments and CDATA go", `<fpc4:P dt:dt="string">a<!-- b --><![CDATA[c]]></fpc4:P>`, "x", `<fpc4:P dt:dt="string">x</fpc4:P>`},
		{"no type", `<fpc4:P>1</fpc4:P>`, "0", `<fpc4:P>0</fpc4:P>`},
	} {
		t.Run(c.reason, func(t *testing.T) {
			before, after := property("A", "&#65;"), property("Z", "\r\n")
			p := &parse(t, export(before+c.source+after)).Root.props[1]
			disk, err := p.Object().Document().File.Apply([]text.Edit{p.Set(c.value)})
			if err != nil {
				t.Fatal(err)
			}
			if want := export(before + c.want + after); string(disk) != want {
				t.Fatalf("document\n%s\nwant\n%s", disk, want)
			}
			d := parse(t, string(disk))
			if got := d.Root.props[1].Value(); got != c.value {
				t.Errorf("value %q, want %q", got, c.value)
			}
			again, err := d.File.Apply([]text.Edit{d.Root.props[1].Set(c.value)})
			if err != nil || string(again) != string(disk) {
				t.Errorf("setting it again changes the document: %s", again)
			}
		})
	}
}

// Setting every scalar of an export, one after the other and all together,
// changes these values and nothing else.
func TestSetInASample(t *testing.T) {
	d := parse(t, samples(t)["tmg2010-network-internal.xml"])
	was := outline(d.Root)
	var all []text.Edit
	for o := range d.All() {
		for i := range o.props {
			p := &o.props[i]
			if p.IsList() {
				continue
			}
			edit := p.Set("<&new&>")
			all = append(all, edit)
			disk, err := d.File.Apply([]text.Edit{edit})
			if err != nil {
				t.Fatal(err)
			}
			old := outlineProperty(p)
			want := p.Name + ":" + p.Type() + `="<&new&>"`
			if got := outline(parse(t, string(disk)).Root); len(got) != len(was)-len(old)+len(want) || !strings.Contains(got, want) {
				t.Fatalf("%s/%s: the model is now\n%s", o.Path(), p.Name, got)
			}
		}
	}
	disk, err := d.File.Apply(all)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(outline(parse(t, string(disk)).Root), `="<&new&>"`); n != len(all) {
		t.Errorf("%d values are new, want %d", n, len(all))
	}
}
