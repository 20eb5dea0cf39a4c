package xmlspan

import (
	"strings"
	"testing"
)

// nameCases hold productions [4] NameStartChar to [5] Name, and NCName and QName
// of Namespaces in XML 1.0.
var nameCases = []formCase{
	{`<_a.b-c1/>`, "", "everything that ASCII offers"},
	{`<a·‿̀/>`, "", "characters that may follow but not start"},
	{"<\U00010000é中Ā/>", "", "letters of many scripts"},
	{"<\u2070\u218F\u3001/>", "", "names of the 5th edition"},
	{`<⟦1a⟧/>`, "not a valid name", "digit first"},
	{`<⟦-a⟧/>`, "not a valid name", "hyphen first"},
	{`<⟦.a⟧/>`, "not a valid name", "point first"},
	{`<⟦·a⟧/>`, "not a valid name", "middle dot first"},
	{"<⟦\u0300a⟧/>", "not a valid name", "combining mark first"},
	{`<⟦a×⟧/>`, "not a valid name", "multiplication sign"},
	{"<⟦a\u037E⟧/>", "not a valid name", "Greek question mark"},
	{"<⟦a\u2000⟧/>", "not a valid name", "typographic space"},
	{"<⟦a\uFFFE⟧/>", "not a valid name", "noncharacter in a name"},
	{"<⟦a\U000F0000⟧/>", "not a valid name", "private use beyond the planes of names"},
	{`<⟦:a⟧/>`, "not a valid name", "empty prefix"},
	{`<⟦a:⟧/>`, "not a valid name", "empty local name"},
	{`<⟦:⟧/>`, "not a valid name", "a colon alone"},
	{`<a xmlns:a="u"><⟦a:b:c⟧/></a>`, "not a valid name", "two colons"},
	{`<a xmlns:a="u"><⟦a:1⟧/></a>`, "not a valid name", "digit after the colon"},
	{`<a xmlns:a="u"><b ⟦a::b⟧="1"/></a>`, "not a valid name", "two colons in an attribute"},
	{`<a ⟦xmlns:⟧="u"/>`, "not a valid name", "declaration of no prefix"},
	{`<a ⟦xmlns:b:c⟧="u"/>`, "not a valid name", "declaration of two prefixes"},
}

func TestName(t *testing.T) { runFormCases(t, nameCases) }

// prefixCases hold the scoping of Namespaces in XML 1.0, section 6.
var prefixCases = []formCase{
	{`<p:a xmlns:p="u"/>`, "", "declared on the element itself"},
	{`<a p:b="1" xmlns:p="u"/>`, "", "declared after its use in one tag"},
	{`<a xmlns:p="u"><b><p:c p:d="1"/></b></a>`, "", "declared on an ancestor"},
	{`<a xmlns:p="u"><p:b xmlns:p="v"/><p:c/></a>`, "", "shadowed and restored"},
	{`<a xml:lang="en" xml:space="preserve"><xml:b/></a>`, "", "xml is always bound"},
	{`<a xmlns="u"><b xmlns=""><c/></b></a>`, "", "the default namespace is undeclared"},
	{`<⟦p:a⟧/>`, `prefix "p" of p:a is not bound`, "unbound prefix of an element"},
	{`<a ⟦p:b⟧="1"/>`, `prefix "p" of p:b is not bound`, "unbound prefix of an attribute"},
	{`<a><b xmlns:p="u"/><⟦p:c⟧/></a>`, "is not bound", "declared on a sibling, an empty tag"},
	{`<a><b xmlns:p="u"></b><⟦p:c⟧/></a>`, "is not bound", "declared on a sibling"},
	{`<a><b xmlns:p="u"><p:c/></b><d ⟦p:e⟧="1"/></a>`, "is not bound", "out of scope after use"},
	{`<a xmlns:P="u"><⟦p:b⟧/></a>`, "is not bound", "prefixes differ by case"},
	{`<⟦fpc4:Root⟧/>`, "xmlns:fpc4=", "fragment of an export without its declarations"},
}

func TestPrefix(t *testing.T) { runFormCases(t, prefixCases) }

const (
	xmlURI   = "http://www.w3.org/XML/1998/namespace"
	xmlnsURI = "http://www.w3.org/2000/xmlns/"
)

// reservedCases hold the constraints of Namespaces in XML 1.0, sections 2.2 and 3.
var reservedCases = []formCase{
	{`<a xmlns:xml="` + xmlURI + `"/>`, "", "xml may be declared as what it is"},
	{`<a xmlns:xml="` + strings.Replace(xmlURI, "h", "&#104;", 1) + `"/>`, "", "namespace names are compared after references"},
	{`<a xmlns:xmlish="u"><xmlish:b/></a>`, "", "a prefix that begins with xml"},
	{`<a xmlns:p="u" xmlns:q="u"><p:b q:c="1"/></a>`, "", "two prefixes of one namespace"},
	{`<a ⟦xmlns:xml="u"⟧/>`, `prefix "xml" cannot be bound`, "xml bound to something else"},
	{`<a ⟦xmlns:xml=""⟧/>`, `prefix "xml" cannot be bound`, "xml undeclared"},
	{`<a ⟦xmlns:xmlns="u"⟧/>`, `prefix "xmlns" cannot be declared`, "xmlns declared"},
	{`<a ⟦xmlns:xmlns="` + xmlnsURI + `"⟧/>`, `prefix "xmlns" cannot be declared`, "xmlns declared as what it is"},
	{`<a ⟦xmlns:p="` + xmlURI + `"⟧/>`, "cannot be bound to this prefix", "another prefix for xml"},
	{`<a ⟦xmlns="` + xmlURI + `"⟧/>`, "cannot be bound to this prefix", "xml as default namespace"},
	{`<a ⟦xmlns:p="` + xmlnsURI + `"⟧/>`, "cannot be bound to this prefix", "another prefix for xmlns"},
	{`<a ⟦xmlns="` + xmlnsURI + `"⟧/>`, "cannot be bound to this prefix", "xmlns as default namespace"},
	{`<a xmlns:p="u"><b ⟦xmlns:p=""⟧/></a>`, "empty namespace name", "a prefix cannot be undeclared in 1.0"},
	{`<⟦xmlns:a⟧/>`, `prefix "xmlns" of element xmlns:a is reserved`, "element with the prefix xmlns"},
}

func TestReserved(t *testing.T) { runFormCases(t, reservedCases) }

// uniqueCases hold "Attributes Unique", section 6.3 of Namespaces in XML 1.0.
var uniqueCases = []formCase{
	{`<a xmlns="u" xmlns:p="u"><b c="1" p:c="2"/></a>`, "", "an attribute without prefix is in no namespace"},
	{`<a xmlns:p="u" xmlns:q="v"><b p:c="1" q:c="2"/></a>`, "", "two namespaces"},
	{`<a xmlns:p="u" xmlns:q="u"><b p:c="1" q:d="2"/></a>`, "", "two local names"},
	{`<a xmlns:p="u" xmlns:q="u"><b p:c="1" ⟦q:c="2"⟧/></a>`, "stands twice", "one namespace under two prefixes"},
	{`<a xmlns:p="u" ⟦xmlns:p="v"⟧/>`, "stands twice", "a prefix declared twice in one tag"},
	{`<a xmlns="u" ⟦xmlns="v"⟧/>`, "stands twice", "the default namespace declared twice in one tag"},
	{`<a xmlns:p="u" xmlns:q="u" b1="" b2="" b3="" b4="" b5="" b6="" p:c="1" ⟦q:c="2"⟧/>`, "stands twice", "expanded names among many attributes"},
	{`<a b1="" b2="" b3="" b4="" b5="" b6="" b7="" b8="" ⟦b1=""⟧/>`, "stands twice", "names among many attributes"},
	{`<a xmlns:p="u" p:b1="" b1="" b2="" b3="" b4="" b5="" b6="" b7="" b8=""/>`, "", "with and without a prefix among many attributes"},
}

func TestUnique(t *testing.T) { runFormCases(t, uniqueCases) }
