package xmlspan

import (
	"encoding/xml"
	"strings"
	"testing"
)

var unescapeCases = []struct {
	raw, text, attribute, reason string
}{
	{"", "", "", "nothing"},
	{"plain é", "plain é", "plain é", "nothing to do"},
	{"&lt;&gt;&amp;&quot;&apos;", `<>&"'`, `<>&"'`, "the five entities"},
	{"&amp;lt;&#38;amp;", "&lt;&amp;", "&lt;&amp;", "resolved once"},
	{"&#65;&#x42;&#x0000043;&#00068;", "ABCD", "ABCD", "both bases, padded"},
	{"&#xe9;&#x4E2D;&#x1F600;", "é中😀", "é中😀", "beyond ASCII"},
	{"a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d", "section 2.11: line ends are LF; 3.3.3: white space is a space in an attribute"},
	{"\r\r\n\n\r", "\n\n\n\n", "    ", "line ends that touch"},
	{"a\tb", "a\tb", "a b", "a tab stays in text"},
	{"&#13;&#10;&#9;", "\r\n\t", "\r\n\t", "white space by reference is kept"},
	{"&#13;\n", "\r\n", "\r ", "a reference is no part of a line end"},
	{"  a  ", "  a  ", "  a  ", "an attribute of no declared type keeps its spaces"},
	{"& &x; &#; &amp", "& &x; &#; &amp", "& &x; &#; &amp", "what is no reference stays"},
}

func TestUnescape(t *testing.T) {
	for _, c := range unescapeCases {
		if got := Unescape([]byte(c.raw), false); got != c.text {
			t.Errorf("%s: text of %q is %q; expected %q", c.reason, c.raw, got, c.text)
		}
		if got := Unescape([]byte(c.raw), true); got != c.attribute {
			t.Errorf("%s: attribute value of %q is %q; expected %q", c.reason, c.raw, got, c.attribute)
		}
	}
}

func TestNormalizeCData(t *testing.T) {
	cases := []struct{ raw, want, reason string }{
		{"", "", "nothing"},
		{"a&amp;<b>\t\n", "a&amp;<b>\t\n", "nothing is markup, nothing to do"},
		{"a\r\nb\rc\nd\r", "a\nb\nc\nd\n", "line ends of all kinds"},
		{"\r\r\n\n\r", "\n\n\n\n", "line ends that touch"},
		{"&#13;", "&#13;", "a reference is text"},
	}
	for _, c := range cases {
		if got := NormalizeCData([]byte(c.raw)); got != c.want {
			t.Errorf("%s: %q became %q; expected %q", c.reason, c.raw, got, c.want)
		}
	}
}

// TestUnescapeAgrees holds Unescape and NormalizeCData against encoding/xml. That
// leaves white space in attributes as it is, so there both are compared with it
// made spaces.
func TestUnescapeAgrees(t *testing.T) {
	for _, c := range unescapeCases[:len(unescapeCases)-1] { // the last is no XML
		var v struct {
			Attr string `xml:"a,attr"`
			Text string `xml:"t"`
			Data string `xml:"d"`
		}
		doc := `<r a="` + c.raw + `"><t>` + c.raw + `</t><d><![CDATA[` + c.raw + `]]></d></r>`
		if err := xml.Unmarshal([]byte(doc), &v); err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		if got := Unescape([]byte(c.raw), false); got != v.Text {
			t.Errorf("text of %q is %q; encoding/xml has %q", c.raw, got, v.Text)
		}
		if got := NormalizeCData([]byte(c.raw)); got != v.Data {
			t.Errorf("CDATA of %q is %q; encoding/xml has %q", c.raw, got, v.Data)
		}
		if got := Unescape([]byte(c.raw), true); flat(got) != flat(v.Attr) {
			t.Errorf("attribute value of %q is %q; encoding/xml has %q", c.raw, got, v.Attr)
		}
	}
}

// flat makes tabs and line ends spaces.
func flat(s string) string { return strings.NewReplacer("\n", " ", "\t", " ").Replace(s) }
