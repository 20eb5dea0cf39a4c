package schema

import (
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

const insertHead = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">`

func TestInsert(t *testing.T) {
	for _, tt := range []struct {
		reason, name, body, want string
	}{
		{"between two", "M", "\n\t<fpc4:A dt:dt=\"int\">1</fpc4:A>\n\t<fpc4:Z dt:dt=\"int\">1</fpc4:Z>\n",
			"\n\t<fpc4:A dt:dt=\"int\">1</fpc4:A>\n\t<fpc4:M dt:dt=\"int\">5</fpc4:M>\n\t<fpc4:Z dt:dt=\"int\">1</fpc4:Z>\n"},
		{"first, CRLF", "A", "\r\n\t<fpc4:Z dt:dt=\"int\">1</fpc4:Z>\r\n",
			"\r\n\t<fpc4:A dt:dt=\"int\">5</fpc4:A>\r\n\t<fpc4:Z dt:dt=\"int\">1</fpc4:Z>\r\n"},
		{"last, before a child object", "Z", "\n  <fpc4:A dt:dt=\"int\">1</fpc4:A>\n  <fpc4:C StorageName=\"C\" StorageType=\"1\"/>\n",
			"\n  <fpc4:A dt:dt=\"int\">1</fpc4:A>\n  <fpc4:Z dt:dt=\"int\">5</fpc4:Z>\n  <fpc4:C StorageName=\"C\" StorageType=\"1\"/>\n"},
		{"before the only child object", "Z", "\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\"/>\n",
			"\n\t<fpc4:Z dt:dt=\"int\">5</fpc4:Z>\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\"/>\n"},
		{"one line", "M", `<fpc4:A dt:dt="int">1</fpc4:A><fpc4:Z dt:dt="int">1</fpc4:Z>`,
			`<fpc4:A dt:dt="int">1</fpc4:A><fpc4:M dt:dt="int">5</fpc4:M><fpc4:Z dt:dt="int">1</fpc4:Z>`},
	} {
		doc := parseInsert(t, insertHead+tt.body+"</fpc4:Root>")
		got := applyOne(t, doc, doc.Root.Insert(tt.name, "int", "5"))
		if want := insertHead + tt.want + "</fpc4:Root>"; got != want {
			t.Errorf("%s:\n got %q\nwant %q", tt.reason, got, want)
		}
		if v := parseInsert(t, got).Root.Text(tt.name); v != "5" {
			t.Errorf("%s: the value reads %q", tt.reason, v)
		}
	}
}

func TestInsertIntoEmptyObject(t *testing.T) {
	for _, tt := range []struct{ reason, body, want string }{
		{"self-closing", "\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\"/>\n",
			"\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\">\n\t\t<fpc4:N dt:dt=\"string\">a&lt;b</fpc4:N>\n\t</fpc4:C>\n"},
		{"self-closing with a space", "\n  <fpc4:C StorageName=\"C\" StorageType=\"1\" />\n",
			"\n  <fpc4:C StorageName=\"C\" StorageType=\"1\">\n    <fpc4:N dt:dt=\"string\">a&lt;b</fpc4:N>\n  </fpc4:C>\n"},
		{"open and empty", "\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\"></fpc4:C>\n",
			"\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\">\n\t\t<fpc4:N dt:dt=\"string\">a&lt;b</fpc4:N>\n\t</fpc4:C>\n"},
		{"open on two lines", "\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\">\n\t</fpc4:C>\n",
			"\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\">\n\t\t<fpc4:N dt:dt=\"string\">a&lt;b</fpc4:N>\n\t</fpc4:C>\n"},
		{"one line", `<fpc4:C StorageName="C" StorageType="1"/>`,
			`<fpc4:C StorageName="C" StorageType="1"><fpc4:N dt:dt="string">a&lt;b</fpc4:N></fpc4:C>`},
	} {
		doc := parseInsert(t, insertHead+tt.body+"</fpc4:Root>")
		c, _ := doc.Root.Child("C")
		got := applyOne(t, doc, c.Insert("N", "string", "a<b"))
		if want := insertHead + tt.want + "</fpc4:Root>"; got != want {
			t.Errorf("%s:\n got %q\nwant %q", tt.reason, got, want)
		}
	}
}

func TestInsertKeepsPrefixes(t *testing.T) {
	doc := parseInsert(t, `<Root xmlns="http://schemas.microsoft.com/isa/config-4" xmlns:t="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0"><B t:dt="int">1</B></Root>`)
	if got := applyOne(t, doc, doc.Root.Insert("A", "int", "2")); !strings.Contains(got, `<A t:dt="int">2</A><B`) {
		t.Errorf("got %s", got)
	}
}

func TestInsertBindsAMissingPrefix(t *testing.T) {
	doc := parseInsert(t, `<Root xmlns="http://schemas.microsoft.com/isa/config-4" StorageName="FPC" StorageType="0"><C StorageName="C" StorageType="1"><B xmlns:q="urn:schemas-microsoft-com:datatypes" q:dt="int">1</B></C></Root>`)
	c, _ := doc.Root.Child("C")
	after := parseInsert(t, applyOne(t, doc, c.Insert("A", "int", "2")))
	c, _ = after.Root.Child("C")
	if p := c.Property("A"); p.Value() != "2" || p.Type() != "int" {
		t.Errorf("the new property reads %q of type %q", p.Value(), p.Type())
	}
}

func TestRemoveAndSetType(t *testing.T) {
	doc := parseInsert(t, insertHead+"\n\t<fpc4:A dt:dt=\"int\">x</fpc4:A>\n\t<fpc4:B>y</fpc4:B>\n\t<fpc4:C StorageName=\"C\" StorageType=\"1\">\n\t</fpc4:C>\n\t<fpc4:D StorageName=\"D\" StorageType=\"1\"/>\n</fpc4:Root>")
	c, _ := doc.Root.Child("C")
	if got := applyOne(t, doc, c.Remove()); strings.Contains(got, "fpc4:C ") || !strings.Contains(got, "</fpc4:B>\n\t<fpc4:D ") {
		t.Errorf("after Remove: %s", got)
	}
	if got := applyOne(t, doc, doc.Root.Property("A").SetType("string")); !strings.Contains(got, `<fpc4:A dt:dt="string">x<`) {
		t.Errorf("after SetType: %s", got)
	}
	if got := applyOne(t, doc, doc.Root.Property("B").SetType("string")); !strings.Contains(got, `<fpc4:B dt:dt="string">y<`) {
		t.Errorf("after SetType without one: %s", got)
	}
}

func applyOne(t *testing.T, doc *Document, e text.Edit) string {
	t.Helper()
	out, err := doc.File.Apply([]text.Edit{e})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func parseInsert(t *testing.T, source string) *Document {
	t.Helper()
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Parse(f)
	if err != nil {
		t.Fatalf("%v in %s", err, source)
	}
	return doc
}
