package xmlspan

import "testing"

// commentCases hold production [15] Comment.
var commentCases = []formCase{
	{`<!--a--><a><!-- b --><!----></a><!--c-->`, "", "comments before, in and after the root"},
	{`<a><!-- - - > -> <b> & ]]> <!- ?> --></a>`, "", "what looks like markup in a comment"},
	{`<a><!--->--></a>`, "", "> and -> are text at the start of a comment"},
	{"<a><!--\r\nü\t--></a>", "", "line ends and letters in a comment"},
	{`<a><!-- a⟦--⟧ b --></a>`, `inside a comment`, "two hyphens inside"},
	{`<a><!-- a ⟦--⟧-></a>`, `inside a comment`, "three hyphens at the end"},
	{`<a><!--⟦--⟧-></a>`, `inside a comment`, "nothing but hyphens"},
	{`<a><!--⟦--⟧--></a>`, `inside a comment`, "an empty comment with two hyphens"},
	{`<a>⟦<!-- </a>⟧`, `expected "-->"`, "comment not closed"},
	{`<a>⟦<!-->⟧`, `expected "-->"`, "the opening hyphens do not close it"},
	{`<a>⟦<!--->⟧`, `expected "-->"`, "one hyphen more does not close it"},
	{`<a><!-- ⟦--⟧`, `expected "-->"`, "file ends before the last >"},
	{`<a><!⟦-⟧ x --></a>`, `"--" or "[CDATA["`, "one hyphen to open"},
	{"<a><!--⟦\x00⟧--></a>", "U+0000", "NUL in a comment"},
	{"<a><!--\u007F\u0085⟦\x1F⟧--></a>", "U+001F", "DEL and NEL are allowed, US is not"},
	{`<a ⟦<⟧!-- x -->></a>`, "attribute name", "comment inside a tag"},
}

func TestComment(t *testing.T) { runFormCases(t, commentCases) }

// cdataCases hold production [18] CDSect.
var cdataCases = []formCase{
	{`<a><![CDATA[]]></a>`, "", "empty section"},
	{`<a><![CDATA[<b>&x;&#0; ]] > ]>]]></a>`, "", "nothing in a section is markup"},
	{`<a><![CDATA[x]]]></a>`, "", "brackets before the end"},
	{`<a><![CDATA[a]]]]><![CDATA[>b]]></a>`, "", "the usual way to write ]]>"},
	{`<a><![CDATA[<![CDATA[]]></a>`, "", "an opening inside is text"},
	{`⟦<![CDATA[⟧x]]><a/>`, "outside the root", "section before the root"},
	{`<a/>⟦<![CDATA[⟧ ]]>`, "outside the root", "section after the root, even of white space"},
	{`<a>⟦<![CDATA[x</a>⟧`, `expected "]]>"`, "section not closed"},
	{`<a>⟦<![CDATA[x]]⟧`, `expected "]]>"`, "file ends before the last > of a section"},
	{`<a><!⟦[⟧cdata[x]]></a>`, `"[CDATA["`, "lower case"},
	{`<a><!⟦[⟧CDATA [x]]></a>`, `"[CDATA["`, "space before the bracket"},
	{`<a><!⟦[⟧INCLUDE[x]]></a>`, `"[CDATA["`, "conditional section"},
	{"<a><![CDATA[⟦\x02⟧]]></a>", "U+0002", "control character in a section"},
	{"<a><![CDATA[⟦\uFFFE⟧]]></a>", "U+FFFE", "noncharacter in a section"},
}

func TestCData(t *testing.T) { runFormCases(t, cdataCases) }

// charCases hold production [2] Char and [14] CharData.
var charCases = []formCase{
	{"<a>\t\r\n !\u007F\u0080\u0085\u009F</a>", "", "tab, CR, LF, DEL and C1 controls are characters"},
	{"<a>\uD7FF\uE000\uFFFD\U00010000\U0010FFFF</a>", "", "the ends of the allowed ranges"},
	{"<a>\uFEFF\uFDD0\U0001FFFE\uF000</a>", "", "BOM and other noncharacters are allowed"},
	{"<a>] ]] > ]] > x> \" '</a>", "", "brackets, quotes and > in text"},
	{"<a b=']]>\uFEFF>'/>", "", "]]> and > in an attribute value"},
	{"<a>⟦\x00⟧</a>", "U+0000", "NUL in text"},
	{"<a>⟦\x0B⟧</a>", "U+000B", "vertical tab"},
	{"<a>x⟦\x1B⟧[1m</a>", "U+001B", "escape sequence"},
	{"<a b='⟦\x08⟧'/>", "U+0008", "control character in a value"},
	{"<a>⟦\uFFFE⟧</a>", "U+FFFE", "noncharacter U+FFFE in text"},
	{"<a>\uFFFD⟦\uFFFF⟧</a>", "U+FFFF", "noncharacter U+FFFF after its neighbour"},
	{"<a b='⟦\uFFFF⟧'/>", "U+FFFF", "noncharacter in a value"},
	{"<a⟦\x00⟧/>", "U+0000", "NUL in a tag"},
	{"<a⟦\x0C⟧/>", "U+000C", "form feed is not white space"},
	{"<a ⟦\u00A0⟧/>", "attribute name", "no-break space is not white space"},
	{"<a>⟦]]>⟧</a>", "]]&gt;", "]]> in text"},
	{"<a>]⟦]]>⟧</a>", "]]&gt;", "]]> after another bracket"},
	{"<a>⟦]]>⟧]]></a>", "]]&gt;", "]]> twice"},
}

func TestChars(t *testing.T) { runFormCases(t, charCases) }

// referenceCases hold productions [66] CharRef and [68] EntityRef.
var referenceCases = []formCase{
	{`<a b="&lt;&gt;&amp;&quot;&apos;">&lt;&gt;&amp;&quot;&apos;</a>`, "", "the five entities"},
	{`<a b="&#9;&#10;&#13;">&#x9;&#xA;&#xd;</a>`, "", "the allowed control characters"},
	{`<a>&#65;&#x41;&#0000000000000000000000000000065;&#x000000000000000000000000041;</a>`, "", "padded with zeros"},
	{`<a>&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10FFFF;&#1114111;</a>`, "", "the ends of the ranges as references"},
	{`<a>&amp;lt;&#38;amp;</a>`, "", "references are not resolved twice"},
	{`<a>⟦&#0;⟧</a>`, "not a character", "NUL as a reference"},
	{`<a>⟦&#x0;⟧</a>`, "not a character", "NUL in hexadecimal"},
	{`<a>⟦&#8;⟧</a>`, "not a character", "control character as a reference"},
	{`<a>⟦&#x1F;⟧</a>`, "not a character", "last control character as a reference"},
	{`<a>⟦&#xD800;⟧</a>`, "not a character", "high surrogate"},
	{`<a>⟦&#57343;⟧</a>`, "not a character", "low surrogate in decimal"},
	{`<a>⟦&#xFFFE;⟧</a>`, "not a character", "noncharacter as a reference"},
	{`<a>⟦&#x110000;⟧</a>`, "not a character", "beyond Unicode"},
	{`<a>⟦&#4294967361;⟧</a>`, "not a character", "65 when cut to 32 bits"},
	{`<a>⟦&#18446744073709551681;⟧</a>`, "not a character", "65 when cut to 64 bits"},
	{`<a>⟦&#x100000000000000041;⟧</a>`, "not a character", "65 when cut to 64 bits, in hexadecimal"},
	{`<a>⟦&#X41;⟧</a>`, "not a character", "the x is lower case"},
	{`<a>⟦&#x;⟧</a>`, "not a character", "no hexadecimal digits"},
	{`<a>⟦&#;⟧</a>`, "not a character", "no digits"},
	{`<a>⟦&#-65;⟧</a>`, "not a character", "sign"},
	{`<a>⟦&#x-41;⟧</a>`, "not a character", "sign in hexadecimal"},
	{`<a>⟦&#1_0;⟧</a>`, "not a character", "underscore as in Go"},
	{`<a>⟦&#0x41;⟧</a>`, "not a character", "0x as in Go"},
	{`<a>⟦&#6A;⟧</a>`, "not a character", "hexadecimal digit in decimal"},
	{`<a>⟦&#٦٥;⟧</a>`, "not a character", "Arabic digits"},
	{`<a>⟦&#` + "\u009B" + `;⟧</a>`, `\u009b`, "a control character is quoted in the message"},
	{`<a>⟦&nbsp;⟧</a>`, "not declared", "HTML entity"},
	{`<a b="⟦&copy;⟧"/>`, "not declared", "HTML entity in a value"},
	{`<a>⟦&AMP;⟧</a>`, "not declared", "entities differ by case"},
	{`<a>⟦&⟧ b</a>`, `write "&amp;"`, "lone ampersand"},
	{`<a>⟦&⟧amp</a>`, `write "&amp;"`, "no semicolon before the tag"},
	{`<a>⟦&⟧amp b;</a>`, `write "&amp;"`, "no semicolon before a space"},
	{`<a>⟦&⟧;</a>`, `write "&amp;"`, "no name"},
	{`<a>⟦&⟧1;</a>`, `write "&amp;"`, "name that starts with a digit"},
	{`<a>⟦&⟧a:b;</a>`, `write "&amp;"`, "Namespaces 1.0 section 7: no colon in an entity"},
	{`<a>⟦&⟧a#1;</a>`, `write "&amp;"`, "number sign inside a name"},
	{`<a b="http://x/?a=1⟦&⟧b=2"/>`, `write "&amp;"`, "URL with a query"},
	{`<a b="⟦&⟧"/>`, `write "&amp;"`, "ampersand before the closing quote"},
	{`<a>⟦&⟧`, `write "&amp;"`, "file ends at an ampersand"},
	{`<a>⟦&⟧#`, `write "&amp;"`, "file ends inside a reference"},
}

func TestReference(t *testing.T) { runFormCases(t, referenceCases) }
