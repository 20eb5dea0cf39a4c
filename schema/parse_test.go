package schema

import (
	"fmt"
	"strings"
	"testing"
)

// outline writes what the model holds below o: properties, objects, then foreign
// elements. Name:type="value", Name:type/ for <a/>, Name[a|b] for a list,
// Element(StorageName 1){...}, ~Foreign.
func outline(o *Object) string {
	var parts []string
	for i := range o.props {
		parts = append(parts, outlineProperty(&o.props[i]))
	}
	for _, c := range o.children {
		storage := fmt.Sprint(c.Storage)
		if c.Storage == NoStorage {
			storage = "-"
		}
		parts = append(parts, fmt.Sprintf("%s(%s %s){%s}", c.Element, c.StorageName, storage, outline(c)))
	}
	for _, f := range o.doc.Foreign {
		if f.Parent == o {
			parts = append(parts, "~"+f.Name)
		}
	}
	return strings.Join(parts, " ")
}

func outlineProperty(p *Property) string {
	switch {
	case p.IsList():
		var entries []string
		for _, e := range p.Entries() {
			entries = append(entries, e)
		}
		return p.Name + "[" + strings.Join(entries, "|") + "]"
	case p.SelfClosing():
		return p.Name + ":" + p.Type() + "/"
	}
	return fmt.Sprintf("%s:%s=%q", p.Name, p.Type(), p.Value())
}

// outlineProblems writes problems as severity, source at the span, message.
func outlineProblems(d *Document) string {
	var all []string
	for _, p := range d.Problems {
		all = append(all, fmt.Sprintf("%s at %s: %s", p.Severity, sourceAt(d, p.Span), p.Message))
	}
	return strings.Join(all, "\n")
}

type toleranceCase struct {
	reason   string
	body     string // below the root, or a whole document
	want     string
	problems []string // each the start of severity, source and message
}

func (c toleranceCase) source() string {
	if strings.Contains(c.body, "Root xmlns") {
		return c.body
	}
	return export(c.body)
}

const untyped = `no dt:dt; expected a data type such as dt:dt="string"`

var toleranceCases = []toleranceCase{
	{"no header at all", ``, ``, nil},
	{"one header property", `<fpc4:Comment dt:dt="string">x</fpc4:Comment>`, `Comment:string="x"`, nil},
	{"objects before properties, white space everywhere", "\n\t<fpc4:A\n\tStorageType='1'\r\n StorageName = \"n\" >\n<fpc4:B StorageName=\"b\" StorageType=\"1\" />  <fpc4:P dt:dt='int' > 5 </fpc4:P >\n</fpc4:A\n>\n",
		`A(n 1){P:int=" 5 " B(b 1){}}`, nil},
	{"no white space", `<fpc4:A StorageName="a" StorageType="1"><fpc4:P dt:dt="int">5</fpc4:P></fpc4:A>`, `A(a 1){P:int="5"}`, nil},
	{"two dt attributes, one of them the product's", `<fpc4:P fpc4:dt="int" dt:dt="string">1</fpc4:P>`, `P:string="1"`, nil},
	{"elements that nobody knows are kept", `<fpc4:Nonsense StorageName="x" StorageType="1"><fpc4:Más dt:dt="string">é</fpc4:Más></fpc4:Nonsense>`,
		`Nonsense(x 1){Más:string="é"}`, nil},
	{"a foreign element is one, whatever it holds", `<ISAInfoData><a><![CDATA[<b>]]></a><fpc4:P dt:dt="int">1</fpc4:P><c/></ISAInfoData><fpc4:P dt:dt="int">2</fpc4:P>`,
		`P:int="2" ~ISAInfoData`, nil},
	{"an empty foreign element and one of another namespace", `<a/><x:b xmlns:x="u"/>`, `~a ~b`, nil},
	{"Enterprise beside Arrays", `<fpc4:Enterprise StorageName="E" StorageType="1"/><fpc4:Arrays StorageName="Arrays" StorageType="1"/>`,
		`Enterprise(E 1){} Arrays(Arrays 1){}`, nil},
	{"all storage types", `<fpc4:A StorageName="a" StorageType="0"><fpc4:B StorageName="b" StorageType="2"/></fpc4:A>`, `A(a 0){B(b 2){}}`, nil},
	{"a data type that exports do not use", `<fpc4:P dt:dt="dateTime.tz">1</fpc4:P>`, `P:dateTime.tz="1"`,
		[]string{`warning at dateTime.tz: dt:dt is "dateTime.tz"; exports use`}},
	{"data types are case-sensitive", `<fpc4:P dt:dt="Boolean">1</fpc4:P>`, `P:Boolean="1"`, []string{`warning at Boolean: dt:dt is "Boolean"`}},
	{"an empty data type", `<fpc4:P dt:dt="">1</fpc4:P>`, `P:="1"`, []string{`warning at : dt:dt is ""`}},
	{"no data type", `<fpc4:P>1</fpc4:P>`, `P:="1"`, []string{`error at <fpc4:P>: <fpc4:P> has ` + untyped}},
	{"no data type and no value", `<fpc4:P/><fpc4:Q></fpc4:Q>`, `P:/ Q:=""`,
		[]string{`error at <fpc4:P/>: <fpc4:P> has ` + untyped, `error at <fpc4:Q>: <fpc4:Q> has ` + untyped}},
	{"a dt attribute without or with the wrong prefix is no data type", `<fpc4:P dt="int">1</fpc4:P><fpc4:Q fpc4:dt="int">1</fpc4:Q>`, `P:="1" Q:="1"`,
		[]string{`error at <fpc4:P dt="int">: <fpc4:P> has no dt:dt`, `error at <fpc4:Q fpc4:dt="int">: <fpc4:Q> has no dt:dt`}},
	{"no StorageName", `<fpc4:A StorageType="1"/>`, `A( 1){}`, []string{`warning at <fpc4:A StorageType="1"/>: <fpc4:A> has no StorageName`}},
	{"no StorageType", `<fpc4:A StorageName="a"/>`, `A(a -){}`, []string{`warning at <fpc4:A StorageName="a"/>: <fpc4:A> has no StorageType; expected 0, 1 or 2`}},
	{"a StorageType that does not exist", `<fpc4:A StorageName="a" StorageType="3"/>`, `A(a -){}`, []string{`warning at 3: StorageType is "3"; expected 0, 1 or 2`}},
	{"Storage attributes with a prefix are none", `<fpc4:P dt:StorageName="a" dt:dt="int">1</fpc4:P>`, `P:int="1"`, nil},
	{"object and scalar at once", `<fpc4:A StorageName="a" StorageType="1" dt:dt="string">x</fpc4:A>`, `A(a 1){}`,
		[]string{`warning at <fpc4:A StorageName="a" StorageType="1" dt:dt="string">: <fpc4:A> has both`, `warning at x: text stands between the properties of <A>`}},
	{"a scalar with elements", `<fpc4:P dt:dt="odd">a<fpc4:B dt:dt="int">b</fpc4:B>c<d/></fpc4:P>`, `P:odd="abc"`,
		[]string{`warning at <fpc4:P dt:dt="odd">: property <fpc4:P> holds elements`, `warning at odd: dt:dt is "odd"`}},
	{"an object without attributes", `<fpc4:A> <!-- c --><fpc4:B dt:dt="int">1</fpc4:B><fpc4:C StorageName="c" StorageType="1"/></fpc4:A>`,
		`A( -){B:int="1" C(c 1){}}`, []string{`error at <fpc4:A>: <fpc4:A> holds elements but has no StorageName and StorageType`}},
	{"nested objects without attributes", `<fpc4:A><fpc4:B><fpc4:C dt:dt="int">1</fpc4:C></fpc4:B><x/></fpc4:A>`, `A( -){B( -){C:int="1"} ~x}`,
		[]string{`error at <fpc4:A>: <fpc4:A> holds`, `error at <fpc4:B>: <fpc4:B> holds`}},
	{"text before the first element of an object without attributes", `<fpc4:A>lost<fpc4:B dt:dt="int">1</fpc4:B>more</fpc4:A>`, `A( -){B:int="1"}`,
		[]string{`error at <fpc4:A>: `, `warning at lost: text stands between the properties of <A>`}},
	{"an element that holds a foreign one", `<fpc4:A><x/></fpc4:A>`, `A( -){~x}`, []string{`error at <fpc4:A>: <fpc4:A> holds elements`}},
	{"a list", "<fpc4:L>\n <fpc4:Str dt:dt=\"string\">a</fpc4:Str><!-- c -->\n <fpc4:Str dt:dt=\"string\"/>\n <fpc4:Str>b</fpc4:Str></fpc4:L>", `L[a||b]`, nil},
	{"a list with other elements", `<fpc4:L><fpc4:Str dt:dt="string">a</fpc4:Str><fpc4:Int dt:dt="int">1</fpc4:Int><fpc4:Int/></fpc4:L>`, `L[a|1|]`,
		[]string{`warning at <fpc4:L>: list <fpc4:L> holds other elements than Str`}},
	{"a list with a foreign Str", `<fpc4:L><fpc4:Str dt:dt="string">a</fpc4:Str><Str>b</Str></fpc4:L>`, `L[a|b]`,
		[]string{`warning at <fpc4:L>: list <fpc4:L> holds other elements than Str`}},
	{"a list with text between", `<fpc4:L>x<fpc4:Str dt:dt="string">a</fpc4:Str>y</fpc4:L>`, `L[a]`,
		[]string{`warning at x: text stands between the entries of list <fpc4:L>`}},
	{"a list with text behind", `<fpc4:L><fpc4:Str dt:dt="string">a</fpc4:Str>y<fpc4:Str/>z</fpc4:L>`, `L[a|]`,
		[]string{`warning at y: text stands between the entries of list <fpc4:L>`}},
	{"nested elements of an entry are not entries", `<fpc4:L><fpc4:Str><fpc4:Str>a</fpc4:Str><fpc4:Str/>b</fpc4:Str></fpc4:L>`, `L[ab]`, nil},
	{"an entry is a Str only in the namespace", `<fpc4:L><Str/></fpc4:L>`, `L( -){~Str}`, []string{`error at <fpc4:L>: `}},
	{"an empty list, three ways", "<fpc4:URLStrings/><fpc4:URLStrings></fpc4:URLStrings><fpc4:URLStrings>\n\t</fpc4:URLStrings>", `URLStrings[] URLStrings[] URLStrings[]`, nil},
	{"comments, CDATA and instructions inside a value", `<fpc4:P dt:dt="string">a<!-- x -->b<![CDATA[<&>]]>&amp;<?pi y?>c</fpc4:P>`, `P:string="ab<&>&c"`, nil},
	{"comments and instructions between elements", `<!-- a --><fpc4:P dt:dt="int">1</fpc4:P><?pi?><!-- b -->`, `P:int="1"`, nil},
	{"stray text, once an object", `a<fpc4:P dt:dt="int">1</fpc4:P>b<fpc4:A StorageName="a" StorageType="1"><![CDATA[c]]></fpc4:A>`, `P:int="1" A(a 1){}`,
		[]string{`warning at a: text stands between the properties of <Root>`, `warning at <![CDATA[c]]>: text stands between the properties of <A>`}},
	{"<a/> and <a></a> have the same value", `<fpc4:P dt:dt="string"/><fpc4:P dt:dt="string" /><fpc4:P dt:dt="string"></fpc4:P>`, `P:string/ P:string/ P:string=""`, nil},
	{"references in values and StorageNames", `<fpc4:A StorageName="a&amp;&#x41;&#13;" StorageType="1"><fpc4:P dt:dt="string">&lt;&gt;&quot;&apos;&#228;&#x1F600;&#xD;</fpc4:P></fpc4:A>`,
		"A(a&A\r 1){P:string=\"<>\\\"'ä😀\\r\"}", nil},
	{"line ends of a value become LF, those of an attribute spaces", "<fpc4:A StorageName=\"a\r\nb\tc\" StorageType=\"1\"><fpc4:P dt:dt=\"string\">x\r\ny\rz\n<![CDATA[\r\n]]></fpc4:P></fpc4:A>",
		`A(a b c 1){P:string="x\ny\nz\n\n"}`, nil},
	{"other prefixes", `<?xml version="1.0"?><!-- c --><q:Root xmlns:q="` + Namespace + `" xmlns:d="` + DTNamespace + `"><q:P d:dt="int">1</q:P><q:A StorageName="a" StorageType="1"/></q:Root>`,
		`P:int="1" A(a 1){}`, nil},
	{"the default namespace", `<Root xmlns="` + Namespace + `" xmlns:d="` + DTNamespace + `"><P d:dt="int">1</P><x xmlns=""/><L><Str>s</Str></L></Root>`,
		`P:int="1" L[s] ~x`, nil},
	{"two prefixes for one namespace", `<a:Root xmlns:a="` + Namespace + `" xmlns:b="` + Namespace + `" xmlns:dt="` + DTNamespace + `"><a:N StorageName="1" StorageType="1"/><b:N StorageName="2" StorageType="1"/><a:N StorageName="3" StorageType="1"/></a:Root>`,
		`N(1 1){} N(2 1){} N(3 1){}`, nil},
	{"a declaration of its own", `<fpc4:A xmlns:z="` + Namespace + `" StorageName="a" StorageType="1"><z:P xmlns:y="` + DTNamespace + `" y:dt="int">1</z:P></fpc4:A>`, `A(a 1){P:int="1"}`, nil},
	{"an empty root", `<fpc4:Root xmlns:fpc4="` + Namespace + `"/>`, ``, nil},
}

func TestParseTolerates(t *testing.T) {
	for _, c := range toleranceCases {
		t.Run(c.reason, func(t *testing.T) {
			d := parse(t, c.source())
			checkSpans(t, d)
			if got := outline(d.Root); got != c.want {
				t.Errorf("model\n%s\nwant\n%s", got, c.want)
			}
			got := outlineProblems(d)
			if len(d.Problems) != len(c.problems) {
				t.Fatalf("problems\n%s\nwant\n%s", got, strings.Join(c.problems, "\n"))
			}
			for i, line := range strings.Split(got, "\n") {
				if i < len(c.problems) && !strings.HasPrefix(line, c.problems[i]) {
					t.Errorf("problem\n%s\nwant\n%s", line, c.problems[i])
				}
			}
		})
	}
}

func TestObjectsOfTwoPrefixesAreInDocumentOrder(t *testing.T) {
	d := parse(t, `<a:Root xmlns:a="`+Namespace+`" xmlns:b="`+Namespace+`"><b:N StorageName="1" StorageType="1"><a:N StorageName="2" StorageType="1"/></b:N><b:N StorageName="3" StorageType="1"/></a:Root>`)
	var got string
	for _, o := range d.Objects("N") {
		got += o.StorageName
	}
	if got != "123" {
		t.Errorf("order %s, want 123", got)
	}
}
