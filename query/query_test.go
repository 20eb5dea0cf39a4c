package query

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">`

const document = head + `
	<fpc4:Arrays StorageName="Arrays" StorageType="0">
		<fpc4:Array StorageName="{1}" StorageType="1">
			<fpc4:Name dt:dt="string">A &amp; B</fpc4:Name>
			<fpc4:Password dt:dt="string">hunter2</fpc4:Password>
			<fpc4:URLStrings><fpc4:Str dt:dt="string">http://a</fpc4:Str><fpc4:Str dt:dt="string">http://b</fpc4:Str></fpc4:URLStrings>
			<fpc4:Networks StorageName="Networks" StorageType="1">
				<fpc4:Network StorageName="{2}" StorageType="1"><fpc4:Name dt:dt="string">Internal</fpc4:Name><fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort></fpc4:Network>
				<fpc4:Network StorageName="{3}" StorageType="1"><fpc4:Name dt:dt="string">Other</fpc4:Name></fpc4:Network>
			</fpc4:Networks>
			<ISAInfoData><FQDN><![CDATA[fw <1>]]></FQDN><Passphrase>open sesame</Passphrase></ISAInfoData>
		</fpc4:Array>
	</fpc4:Arrays>
</fpc4:Root>
`

func parse(t testing.TB, source string) *schema.Document {
	t.Helper()
	file, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func find(t testing.TB, doc *schema.Document, path string) []Match {
	t.Helper()
	p, err := Compile(path)
	if err != nil {
		t.Fatal(err)
	}
	return p.Find(doc)
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ reason, path, want string }{
		{"a test on a value", "//Network[Name='Internal']/TCPPort", "property TCPPort=80"},
		{"with prefixes", "//fpc4:Network[fpc4:Name='Internal']/fpc4:TCPPort", "property TCPPort=80"},
		{"another prefix is another name", "//x:Network", ""},
		{"from the root", "/Root/Arrays/Array", "object Array="},
		{"an attribute", "//Network[@StorageName='{3}']/Name", "property Name=Other"},
		{"the type", "//Network/*[@dt:dt='int']", "property TCPPort=80"},
		{"a position", "//Networks/Network[2]/Name", "property Name=Other"},
		{"the parent", "//TCPPort/..", "object Network="},
		{"references are resolved", "//Array[Name='A & B']", "object Array="},
		{"a list", "//URLStrings", "list URLStrings="},
		{"an entry", "//URLStrings/Str[2]", "entry Str=http://b"},
		{"an entry by its text", "//*[text()='http://a']", "entry Str=http://a"},
		{"a list by its entry", "//*[Str='http://b']", "list URLStrings="},
		{"a secret is not shown", "//Password", "property Password=" + schema.Masked},
		{"a secret cannot be guessed", "//Array[Password='hunter2']", ""},
		{"a foreign element", "//ISAInfoData/FQDN", "foreign FQDN=fw <1>"},
		{"a foreign secret", "//Passphrase", "foreign Passphrase=" + schema.Masked},
		{"nothing", "//Nothing", ""},
		{"the document itself is no match", "/.", ""},
	} {
		var got []string
		for _, m := range find(t, parse(t, document), c.path) {
			got = append(got, string(m.Kind)+" "+m.Name+"="+m.Value)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %s gives %q, want %q", c.reason, c.path, s, c.want)
		}
	}
}

// Each match stands where the source has it.
func TestSpans(t *testing.T) {
	doc := parse(t, document)
	for _, c := range []struct{ path, want string }{
		{"//TCPPort", "80"},
		{"//URLStrings/Str[2]", "http://b"},
		{"//Network[1]", `<fpc4:Network StorageName="{2}" StorageType="1">`},
		{"//FQDN", "<FQDN>"},
	} {
		m := find(t, doc, c.path)[0]
		if got := string(doc.File.Text()[m.Span.Start:m.Span.End]); got != c.want {
			t.Errorf("%s stands at %q, want %q", c.path, got, c.want)
		}
	}
}

// On the samples, a path selects what etree selects in its own tree.
func TestAgreesWithEtree(t *testing.T) {
	for _, name := range []string{"founding-case.xml", "isainfo-tmg1.xml", "tmg2010-enterprise.xml"} {
		source, err := os.ReadFile("../samples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		tree := etree.NewDocument()
		if err := tree.ReadFromBytes(source); err != nil {
			t.Fatal(err)
		}
		doc := parse(t, string(source))
		for _, path := range []string{"//*", "//Name", "//Str", "//fpc4:Network/*", "//Network[Name='Internal']//TCPPort", "/Root/*", "//*[@StorageType='1']",
			"//Refs[@StorageName='Networks']/Ref[Name]", "//.", "//PolicyRule[2]", "//*[text()='1']", "//ISAInfoData/*", "//*[namespace-uri()='" + schema.Namespace + "']"} {
			want := len(tree.FindElements(path))
			if strings.HasSuffix(path, "//.") {
				want-- // the document itself
			}
			if got := len(find(t, doc, path)); got != want {
				t.Errorf("%s: %s selects %d, etree %d", name, path, got, want)
			}
		}
	}
}

func TestCompileErrors(t *testing.T) {
	for _, c := range []struct{ reason, path, want string }{
		{"empty", " ", "it is empty"},
		{"no quotes", "//Network[Name=Internal]", "a value needs quotes: [Name='Internal']"},
		{"open bracket", "//Network[Name='Internal'", "invalid filter"},
		{"unknown function", "//Network[foo()='x']", "unknown function foo"},
		{"a function of XPath", "//Network[contains(Name,'x')]", "is no test"},
		{"and", "//Network[Name='a' and TCPPort='1']", "one test behind the other"},
		{"or", "//Network[Name='a' or Name='b']", "run one query for each"},
		{"an attribute as step", "//Network/@StorageName", "attributes can only be tested"},
		{"an axis", "//child::Network", "is no step"},
		{"quotes that do not match", `//Network[Name='a"]`, "is no test"},
		{"a bracket in a value", "//Network[Name='a[1']", "cannot hold [ or ]"},
		{"union", "//A|//B", "is no step"},
	} {
		_, err := Compile(c.path)
		var bad *Error
		if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q gives %v, want %q", c.reason, c.path, err, c.want)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"//Network[Name='x']", "/", "//", "[", "a[", "a[]", "a['']", "..", "a[-1]", "a[@]", "a[99999999999999999999]", "*/..[text()]"} {
		f.Add(seed)
	}
	doc := parse(f, document)
	f.Fuzz(func(t *testing.T, path string) {
		if p, err := Compile(path); err == nil {
			p.Find(doc)
		}
	})
}
