package xmlspan

import "testing"

// declarationCases hold production [23] XMLDecl and its place in [22] prolog.
var declarationCases = []formCase{
	{`<a/>`, "", "the declaration is optional"},
	{`<?xml version="1.0"?><a/>`, "", "version alone"},
	{`<?xml version='1.0'?><a/>`, "", "single quotes"},
	{`<?xml version="1.0" encoding="UTF-8"?><a/>`, "", "as TMG writes it"},
	{`<?xml version="1.0" encoding="utf-8" standalone="no"?><a/>`, "", "as ISAInfo writes it"},
	{`<?xml version="1.0" standalone='yes'?><a/>`, "", "encoding left out"},
	{"<?xml\r\n\tversion = \"1.0\"\n encoding= 'UTF-8' ?>\r\n<a/>", "", "white space around everything"},
	{`<?xml version="1.1"?><a/>`, "", "a 1.0 processor reads later 1.x documents"},
	{`<?xml version="1.10"?><a/>`, "", "more than one digit after the point"},
	{`<?xml version="1.0" encoding="x-A.b_9"?><a/>`, "", "encoding names hold letters, digits, points, hyphens, underscores"},

	{` ⟦<?xml version="1.0"?>⟧<a/>`, "only at the very start", "space before the declaration"},
	{"\n⟦<?xml version=\"1.0\"?>⟧<a/>", "only at the very start", "line end before the declaration"},
	{`<!----> ⟦<?xml version="1.0"?>⟧<a/>`, "only at the very start", "comment before the declaration"},
	{`<?xml version="1.0"?>⟦<?xml version="1.0"?>⟧<a/>`, "only at the very start", "two declarations"},
	{`<a>⟦<?xml version="1.0"?>⟧</a>`, "only at the very start", "declaration inside the root"},
	{`<a/>⟦<?xml version="1.0"?>⟧`, "only at the very start", "a second file appended"},
	{`<?⟦XML⟧ version="1.0"?><a/>`, "lower case", "upper case target at the start"},
	{`<a/><?⟦Xml⟧ x?>`, "reserved", "reserved target in any case, anywhere"},

	{`<?xml ⟦?⟧><a/>`, `expected version="1.0"`, "nothing in it"},
	{`<?xml⟦?⟧><a/>`, `expected version="1.0"`, "not even a space in it"},
	{`<?xml ⟦e⟧ncoding="UTF-8"?><a/>`, `expected version="1.0"`, "version left out"},
	{`<?xml ⟦e⟧ncoding="UTF-8" version="1.0"?><a/>`, `expected version="1.0"`, "encoding before version"},
	{`<?xml version="1.0" standalone="yes" ⟦e⟧ncoding="UTF-8"?><a/>`, "in this order", "standalone before encoding"},
	{`<?xml version="1.0" ⟦v⟧ersion="1.0"?><a/>`, "in this order", "version twice"},
	{`<?xml version="1.0" ⟦a⟧="b"?><a/>`, "in this order", "unknown part"},
	{`<?xml version="1.0"⟦e⟧ncoding="UTF-8"?><a/>`, "white space before encoding", "no space between parts"},
	{`<?xml version ⟦"⟧1.0"?><a/>`, `"=" after version`, "no equals sign"},
	{`<?xml version=⟦1⟧.0?><a/>`, "quoted value of version", "no quotes"},
	{`<?xml version=⟦?⟧><a/>`, "quoted value of version", "no value"},
	{`<?xml version=⟦"1.0'⟧?><a/>`, "not closed", "quotes that do not match"},
	{`<?xml version="⟦⟧"?><a/>`, `version is ""`, "empty version"},
	{`<?xml version="⟦2.0⟧"?><a/>`, `expected "1.0"`, "version 2.0"},
	{`<?xml version="⟦1.⟧"?><a/>`, `expected "1.0"`, "version without a minor number"},
	{`<?xml version="⟦1.0 ⟧"?><a/>`, `expected "1.0"`, "space in the version"},
	{`<?xml version="⟦1.0a⟧"?><a/>`, `expected "1.0"`, "letter in the version"},
	{`<?xml version="1.0" encoding="⟦⟧"?><a/>`, "encoding name", "empty encoding"},
	{`<?xml version="1.0" encoding="⟦8859-1⟧"?><a/>`, "encoding name", "encoding that starts with a digit"},
	{`<?xml version="1.0" encoding="⟦utf 8⟧"?><a/>`, "encoding name", "space in the encoding"},
	{`<?xml version="1.0" encoding="⟦utf:8⟧"?><a/>`, "encoding name", "colon in the encoding"},
	{`<?xml version="1.0" encoding="⟦ütf⟧"?><a/>`, "encoding name", "letter beyond ASCII in the encoding"},
	{`<?xml version="1.0" standalone="⟦YES⟧"?><a/>`, `expected "yes" or "no"`, "standalone in upper case"},
	{`<?xml version="1.0" standalone="⟦⟧"?><a/>`, `expected "yes" or "no"`, "empty standalone"},
	{`<?xml version="1.0"⟦>⟧<a/><?p?>`, `then "?>"`, "question mark forgotten"},
	{`⟦<?xml version="1.0"><a/>⟧`, `expected "?>"`, "never closed"},
	{`<?xml version="1.0" ⟦/⟧?><a/>`, `then "?>"`, "closed like an empty tag"},
}

func TestDeclaration(t *testing.T) { runFormCases(t, declarationCases) }

// instructionCases hold production [16] PI.
var instructionCases = []formCase{
	{`<?p?><a><?p ?><?p x="<&>"?></a><?p ??>`, "", "instructions before, in and after the root"},
	{`<a><?xml-stylesheet href="x"?></a>`, "", "a target that only begins with xml"},
	{`<a><?xm x?></a>`, "", "part of the reserved target"},
	{"<a><?é\r\nü?></a>", "", "letters beyond ASCII, line end after the target"},
	{`<a><?p a--b ]]> &x; ?></a>`, "", "nothing in an instruction is markup"},
	{`<a><?p > ?></a>`, "", "a lone > does not end it"},
	{`<a><?⟦?⟧></a>`, "target name", "no target"},
	{`<a><?⟦ ⟧p?></a>`, "target name", "space before the target"},
	{`<a><?⟦1p⟧?></a>`, "target name", "target that starts with a digit"},
	{`<a><?⟦p:q⟧ x?></a>`, "colon", "Namespaces 1.0 section 7: no colon in a target"},
	{`<a><?p⟦=⟧?></a>`, `white space or "?>"`, "no space after the target"},
	{`<a><?p⟦"⟧x"?></a>`, `white space or "?>"`, "quote right after the target"},
	{`<a>⟦<?p x></a>⟧`, `expected "?>"`, "instruction not closed"},
	{`<a>⟦<?⟧`, `expected "?>"`, "file ends at the start of an instruction"},
	{`<a>⟦<?p ?⟧`, `expected "?>"`, "file ends inside the closing of an instruction"},
	{"<a><?p ⟦\x01⟧?></a>", "U+0001", "control character in an instruction"},
	{"<a><?p ⟦\uFFFF⟧?></a>", "U+FFFF", "noncharacter in an instruction"},
}

func TestInstruction(t *testing.T) { runFormCases(t, instructionCases) }
