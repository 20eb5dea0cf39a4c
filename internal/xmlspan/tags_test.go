package xmlspan

import "testing"

// attributeCases hold productions [10] AttValue, [25] Eq and [41] Attribute.
var attributeCases = []formCase{
	{`<a b="1" c='2'/>`, "", "both quotes"},
	{`<a b=""/>`, "", "empty value"},
	{"<a\tb\r\n=\n\"1\"\r/>", "", "white space of all kinds"},
	{`<a b="'" c='"'/>`, "", "the other quote inside a value"},
	{"<a b='1\r\n\t2'></a >", "", "line ends in a value, space before the > of an end tag"},
	{`<a b="1" B="2"/>`, "", "names differ by case"},
	{`<a b="é>/>"/>`, "", "> and /> in a value"},
	{`<a b="1"⟦c⟧="2"/>`, "white space", "no space between attributes"},
	{`<a b⟦>⟧</a>`, `"=" after attribute b`, "HTML attribute without value"},
	{`<a b⟦/⟧>`, `"=" after attribute b`, "empty tag, attribute without value"},
	{`<a b ⟦c⟧="1"/>`, `"=" after attribute b`, "attribute without value before another"},
	{`<a b=⟦1⟧/>`, "quoted value of attribute b", "no quotes around a value"},
	{`<a b=⟦>⟧</a>`, "quoted value of attribute b", "nothing after the equals sign"},
	{`<a b=⟦“⟧1”/>`, "quoted value of attribute b", "typographic quotes"},
	{`<a b="1⟦<⟧c/>`, "write \"&lt;\"", "closing quote missing"},
	{`<a b="⟦<⟧"/>`, "write \"&lt;\"", "less-than in a value"},
	{`<a b=⟦"1/>⟧`, "not closed", "value open at the end of the file"},
	{`<a b=⟦"1'/>⟧`, "not closed", "quotes of two kinds"},
	{`<a b=⟦"⟧`, "not closed", "file ends at the opening quote"},
	{`<a b=⟦⟧`, "quoted value of attribute b", "file ends after the equals sign"},
	{`<a b⟦⟧`, `"=" after attribute b`, "file ends after an attribute name"},
	{`<a ⟦=⟧"1"/>`, "attribute name", "no attribute name"},
	{`<a ⟦"⟧b"/>`, "attribute name", "quoted attribute name"},
	{`<a ⟦1⟧="1"/>`, "attribute name", "attribute name that is a digit"},
	{`<a b="1" ⟦b="2"⟧/>`, "attribute b stands twice", "the same attribute twice"},
	{`<a b="1" c="2" ⟦b="1"⟧></a>`, "attribute b stands twice", "the same attribute twice with one value"},
	{`<a b="1"⟦"⟧/>`, "white space", "one quote too many"},
}

func TestAttribute(t *testing.T) { runFormCases(t, attributeCases) }

// tagCases hold productions [39] element to [44] EmptyElemTag.
var tagCases = []formCase{
	{"<a></a\r\n>", "", "line end in an end tag"},
	{"<a ><b\n/></a>", "", "space before the end of a tag"},
	{`<a><a><a/></a></a>`, "", "elements of one name nested"},
	{`<⟦⟧`, "expected a tag name", "file ends at <"},
	{`<a>⟦</b⟧></a>`, "expected </a>", "wrong end tag"},
	{`<a><b>⟦</a⟧></b>`, "expected </b>", "tags that overlap"},
	{`<a>⟦</A⟧></a>`, "expected </a>", "end tag in another case"},
	{`<ab>⟦</a⟧>`, "expected </ab>", "end tag is a prefix of the name"},
	{`<a>⟦</ab⟧>`, "expected </a>", "the name is a prefix of the end tag"},
	{`<a>⟦</aé⟧>`, "expected </a>", "end tag goes on beyond ASCII"},
	{`<p:a xmlns:p="u">⟦</a⟧></p:a>`, "expected </p:a>", "end tag without the prefix"},
	{`<a xmlns="u" xmlns:p="u">⟦</p:a⟧></a>`, "expected </a>", "end tag with another prefix of one namespace"},
	{`<a></⟦ ⟧a>`, "expected </a>", "space before the name of an end tag"},
	{`<a></⟦>⟧`, "expected </a>", "end tag without a name"},
	{`<a></⟦⟧`, "expected </a>", "file ends after </"},
	{`<a></a⟦⟧`, `">" at the end of </a`, "file ends inside an end tag"},
	{`<a></a ⟦b⟧="1">`, `">" at the end of </a`, "attribute in an end tag"},
	{`<a></a⟦/⟧>`, `">" at the end of </a`, "slash in an end tag"},
	{`<a></a⟦<⟧/b>`, `">" at the end of </a`, "end tag without >"},
	{`⟦</⟧a>`, "without a start tag", "end tag first"},
	{`<a/>⟦</⟧a>`, "without a start tag", "end tag after an empty tag"},
	{`<a></a>⟦</⟧a>`, "without a start tag", "one end tag too many"},
	{`⟦</⟧`, "without a start tag", "nothing but </"},
	{`<a/⟦⟧`, `">" after "/"`, "file ends after the slash"},
	{`<a/⟦ ⟧>`, `">" after "/"`, "space after the slash"},
	{`<a/⟦b⟧>`, `">" after "/"`, "name after the slash"},
	{`<a⟦⟧`, "white space", "file ends inside a start tag"},
	{`<a ⟦⟧`, "attribute name", "file ends after the space in a tag"},
	{`<a⟦<⟧b/></a>`, "white space", "tag without >"},
	{`<a><⟦<⟧b/></a>`, "a tag name", "two less-than signs"},
	{`<a><⟦ ⟧b/></a>`, "a tag name", "space before a name"},
	{`<a><⟦>⟧</a>`, "a tag name", "empty name"},
	{`<a>1 <⟦2⟧</a>`, "a tag name", "less-than in text"},
	{`<a><⟦=⟧</a>`, "a tag name", "operator in text"},
}

func TestTag(t *testing.T) { runFormCases(t, tagCases) }

// documentCases hold production [1] document.
var documentCases = []formCase{
	{"\r\n <a/> \t\r\n", "", "white space around the root"},
	{"⟦⟧", "expected a root element", "empty input"},
	{" \r\n\t⟦⟧", "expected a root element", "white space only"},
	{`<?xml version="1.0"?>⟦⟧`, "expected a root element", "declaration only"},
	{`<!-- x --><?p?>⟦⟧`, "expected a root element", "comment and instruction only"},
	{`<a/>⟦<⟧b/>`, "second root", "two roots"},
	{`<a></a> ⟦<⟧a></a>`, "second root", "two roots of one name"},
	{`⟦x⟧<a/>`, "before the root", "text before the root"},
	{"⟦\uFEFF⟧<a/>", "before the root", "a byte order mark that was not removed"},
	{`⟦{"a": "&"}⟧`, "is this XML?", "JSON"},
	{"⟦PK\x03\x04\x00⟧", "is this XML?", "binary file"},
	{` ⟦&#32;⟧<a/>`, "before the root", "even a space, if it is a reference"},
	{`<a/>⟦x⟧`, "after the end of the root", "text after the root"},
	{"<a/>\r\n⟦\x1A⟧", "after the end of the root", "end-of-file mark of DOS"},
	{"<a/>\n⟦\x00\x00⟧", "after the end of the root", "padded with NUL"},
	{`<a/> ⟦x ⟧<b/>`, "after the end of the root", "text before a second root"},
	{`<a>⟦⟧`, "expected </a>", "root not closed"},
	{`<a><b></b>⟦⟧`, "expected </a>", "cut off between tags"},
	{`<a><b>text⟦⟧`, "expected </b>", "cut off in text"},
}

func TestDocument(t *testing.T) { runFormCases(t, documentCases) }

// doctypeCases hold the decision to refuse document type declarations.
var doctypeCases = []formCase{
	{`⟦<!DOCTYPE⟧ a><a/>`, "DOCTYPE", "before the root"},
	{`<?xml version="1.0"?><!-- x -->⟦<!DOCTYPE⟧ a [<!ENTITY b "c">]><a>&b;</a>`, "DOCTYPE", "with entities"},
	{`⟦<!DOCTYPE⟧ html>`, "DOCTYPE", "HTML"},
	{`<a>⟦<!DOCTYPE⟧ a></a>`, "DOCTYPE", "inside the root"},
	{`<a/>⟦<!DOCTYPE⟧ a>`, "DOCTYPE", "after the root"},
	{`<!⟦d⟧octype html>`, `"--" or "[CDATA["`, "lower case is nothing that XML knows"},
	{`<a><!⟦E⟧NTITY b "c"></a>`, `"--" or "[CDATA["`, "entity declaration outside a document type"},
	{`<!⟦>⟧<a/>`, `"--" or "[CDATA["`, "empty declaration"},
	{`<!⟦⟧`, `"--" or "[CDATA["`, "file ends after <!"},
}

func TestDoctype(t *testing.T) { runFormCases(t, doctypeCases) }
