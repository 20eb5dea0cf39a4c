package xmlspan

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

var kindNames = map[Kind]string{Declaration: "decl", StartTag: "start", EmptyTag: "empty", EndTag: "end",
	CharData: "text", CData: "cdata", Comment: "comment", ProcInst: "pi"}

// describe writes a token as `kind source {namespace}local @attributes`, each
// attribute as {namespace}local=raw value.
func describe(src string, t Token) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q", kindNames[t.Kind], src[t.Span.Start:t.Span.End])
	if t.Name != nil {
		fmt.Fprintf(&b, " {%s}%s", t.Space, t.Name.Local)
	}
	for _, a := range t.Attrs {
		fmt.Fprintf(&b, " @{%s}%s=%q", a.Space, a.Name.Local, src[a.Value.Start:a.Value.End])
	}
	return b.String()
}

var tokenCases = []struct {
	src    string
	reason string
	want   []string
}{
	{`<a/>`, "an empty tag is one token", []string{`empty "<a/>" {}a`}},
	{`<a></a>`, "no text token between tags that touch", []string{`start "<a>" {}a`, `end "</a>" {}a`}},
	{"<?xml version=\"1.0\"?>\r\n<!--c--><?p d?><a>x<![CDATA[y]]>z</a>\n", "every kind", []string{
		`decl "<?xml version=\"1.0\"?>"`, `text "\r\n"`, `comment "<!--c-->"`, `pi "<?p d?>"`, `start "<a>" {}a`,
		`text "x"`, `cdata "<![CDATA[y]]>"`, `text "z"`, `end "</a>" {}a`, `text "\n"`}},
	{`<a>1 &amp; &#50;]</a>`, "references belong to their text", []string{
		`start "<a>" {}a`, `text "1 &amp; &#50;]"`, `end "</a>" {}a`}},
	{"<a  b = '1'\r\n\tc=\"\" >é</a >", "spans take spaces as they stand", []string{
		`start "<a  b = '1'\r\n\tc=\"\" >" {}a @{}b="1" @{}c=""`, `text "é"`, `end "</a >" {}a`}},
	{`<a b="&lt;'&#10;"/>`, "values are raw", []string{`empty "<a b=\"&lt;'&#10;\"/>" {}a @{}b="&lt;'&#10;"`}},
	{`<f:R xmlns:f="u" f:a="1" b="2"><f:S/></f:R>`, "prefixes", []string{
		`start "<f:R xmlns:f=\"u\" f:a=\"1\" b=\"2\">" {u}R @{http://www.w3.org/2000/xmlns/}f="u" @{u}a="1" @{}b="2"`,
		`empty "<f:S/>" {u}S`, `end "</f:R>" {u}R`}},
	{`<a xmlns="u" b="1"><c xmlns=""/><d xmlns="v"></d></a>`, "default namespaces do not reach attributes", []string{
		`start "<a xmlns=\"u\" b=\"1\">" {u}a @{http://www.w3.org/2000/xmlns/}xmlns="u" @{}b="1"`,
		`empty "<c xmlns=\"\"/>" {}c @{http://www.w3.org/2000/xmlns/}xmlns=""`,
		`start "<d xmlns=\"v\">" {v}d @{http://www.w3.org/2000/xmlns/}xmlns="v"`, `end "</d>" {v}d`, `end "</a>" {u}a`}},
	{`<p:a xmlns:p="u"><p:b xmlns:p="v"><p:c/></p:b><p:d/></p:a>`, "shadowing ends with the element", []string{
		`start "<p:a xmlns:p=\"u\">" {u}a @{http://www.w3.org/2000/xmlns/}p="u"`,
		`start "<p:b xmlns:p=\"v\">" {v}b @{http://www.w3.org/2000/xmlns/}p="v"`,
		`empty "<p:c/>" {v}c`, `end "</p:b>" {v}b`, `empty "<p:d/>" {u}d`, `end "</p:a>" {u}a`}},
	{`<a xml:lang="de" xmlns:p="u&amp;v"><p:b/></a>`, "xml needs no declaration; a namespace name is unescaped", []string{
		`start "<a xml:lang=\"de\" xmlns:p=\"u&amp;v\">" {}a @{http://www.w3.org/XML/1998/namespace}lang="de" @{http://www.w3.org/2000/xmlns/}p="u&amp;v"`,
		`empty "<p:b/>" {u&v}b`, `end "</a>" {}a`}},
}

func TestTokens(t *testing.T) {
	for _, c := range tokenCases {
		t.Run(c.reason, func(t *testing.T) {
			tokens, err := scanChecked(t, c.src)
			if err != nil {
				t.Fatal(err)
			}
			compareLines(t, c.src, describeAll(c.src, tokens), c.want)
		})
	}
}

func describeAll(src string, tokens []Token) []string {
	var out []string
	for _, tok := range tokens {
		out = append(out, describe(src, tok))
	}
	return out
}

// compareLines reports the first difference of two views of one document.
func compareLines(t *testing.T, src string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "nothing", "nothing"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("%.2000q, item %d\n got %s\nwant %s", src, i, g, w)
			return
		}
	}
}

func TestNames(t *testing.T) {
	tokens, err := scanChecked(t, `<f:a xmlns:f="u" b="1"><b f:a=""/></f:a>`)
	if err != nil {
		t.Fatal(err)
	}
	start, empty := tokens[0], tokens[1]
	if want := (Name{Raw: "f:a", Prefix: "f", Local: "a", ID: 0}); *start.Name != want {
		t.Errorf("first name %+v; expected %+v", *start.Name, want)
	}
	if empty.Name != start.Attrs[1].Name || empty.Attrs[0].Name != start.Name || tokens[2].Name != start.Name {
		t.Error("one spelling has two values; expected elements and attributes to share them")
	}
	if id := empty.Name.ID; id != 2 {
		t.Errorf("the third name has ID %d; expected 2", id)
	}
}

func TestDepth(t *testing.T) {
	s := New([]byte(`<a><b/>x<c></c></a>`))
	var got []int
	for tok := (Token{}); s.Next(&tok) == nil; {
		got = append(got, s.Depth())
	}
	if want := []int{1, 1, 1, 2, 1, 0}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("depth after each token %v; expected %v", got, want)
	}
}

func TestEndStays(t *testing.T) {
	s := New([]byte(`<a/>`))
	tok := Token{}
	for i, want := range []error{nil, io.EOF, io.EOF} {
		if err := s.Next(&tok); !errors.Is(err, want) {
			t.Errorf("call %d returned %v; expected %v", i, err, want)
		}
	}
}

// fragmentCases are read by NewFragment; the columns are those of tokenCases,
// with the message of the refusal as the only item of want behind "!".
var fragmentCases = []struct {
	src    string
	reason string
	want   []string
}{
	{"", "nothing", nil},
	{"text <![CDATA[x]]>", "text without an element", []string{`text "text "`, `cdata "<![CDATA[x]]>"`}},
	{"<a/>x<b/>", "any number of elements", []string{`empty "<a/>" {}a`, `text "x"`, `empty "<b/>" {}b`}},
	{`<p:a q:b="1"/>`, "prefixes declared outside have no namespace", []string{`empty "<p:a q:b=\"1\"/>" {}a @{}b="1"`}},
	{`<p:a xmlns:p="u"/><p:a/>`, "scopes end", []string{
		`empty "<p:a xmlns:p=\"u\"/>" {u}a @{http://www.w3.org/2000/xmlns/}p="u"`, `empty "<p:a/>" {}a`}},
	{`<a p:x="" q:x=""/>`, "unbound prefixes differ", []string{`empty "<a p:x=\"\" q:x=\"\"/>" {}a @{}x="" @{}x=""`}},
	{`<a p:x="" q:x="" x="" b1="" b2="" b3="" b4="" b5="" b6=""/>`, "unbound prefixes differ among many attributes", []string{
		`empty "<a p:x=\"\" q:x=\"\" x=\"\" b1=\"\" b2=\"\" b3=\"\" b4=\"\" b5=\"\" b6=\"\"/>" {}a` +
			` @{}x="" @{}x="" @{}x="" @{}b1="" @{}b2="" @{}b3="" @{}b4="" @{}b5="" @{}b6=""`}},
	{`<a p:x="" p:x=""/>`, "the same name twice", []string{"!attribute p:x stands twice"}},
	{`<?xml version="1.0"?>`, "no declaration", []string{"!only at the very start"}},
	{`<a>`, "elements are closed", []string{"!expected </a>"}},
	{`</a>`, "elements are opened", []string{"!without a start tag"}},
	{`<!DOCTYPE a>`, "no document type", []string{"!DOCTYPE"}},
	{`<xmlns:a/>`, "xmlns stays reserved", []string{"!reserved"}},
}

func TestFragment(t *testing.T) {
	for _, c := range fragmentCases {
		t.Run(c.reason, func(t *testing.T) {
			tokens, err := scan(NewFragment([]byte(c.src)))
			if len(c.want) == 1 && c.want[0][0] == '!' {
				if err == nil || !strings.Contains(err.Error(), c.want[0][1:]) {
					t.Errorf("%q gave %v; expected %s", c.src, err, c.want[0][1:])
				}
				return
			}
			if err != nil {
				t.Fatalf("%q is refused: %v", c.src, err)
			}
			compareLines(t, c.src, describeAll(c.src, tokens), c.want)
		})
	}
}
