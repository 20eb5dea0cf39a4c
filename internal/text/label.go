package text

import (
	"bytes"
	"strings"
)

// declarationLimit is how far the XML declaration is looked at, in bytes.
const declarationLimit = 1024

// declaredEncoding is the value of the encoding pseudo attribute in an XML
// declaration at the very start of head and where it stands; "" without one.
// Whether the declaration is well formed is for the XML scanner to say.
func declaredEncoding(head []byte) (label string, at int) {
	head = head[:min(len(head), declarationLimit)]
	rest, ok := bytes.CutPrefix(head, []byte("<?xml"))
	if !ok || len(rest) == 0 || !isSpace(rest[0]) {
		return "", 0
	}
	for {
		name, value, after, ok := pseudoAttribute(rest)
		if !ok {
			return "", 0
		}
		if name == "encoding" {
			return value, len(head) - len(after) - len(value) - 1
		}
		rest = after
	}
}

// pseudoAttribute reads name = "value" and what follows it.
func pseudoAttribute(b []byte) (name, value string, after []byte, ok bool) {
	before, b, ok := bytes.Cut(b, []byte("="))
	if !ok || bytes.ContainsAny(before, `"'?<>`) {
		return "", "", nil, false
	}
	b = bytes.TrimLeft(b, spaces)
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return "", "", nil, false
	}
	val, after, ok := bytes.Cut(b[1:], b[:1])
	return string(bytes.Trim(before, spaces)), string(val), after, ok
}

const spaces = " \t\r\n" // XML 1.0 production 3

func isSpace(b byte) bool { return strings.IndexByte(spaces, b) >= 0 }

// supported lists the labels for messages.
const supported = "utf-8, utf-16, us-ascii, iso-8859-1 to iso-8859-16 (no 12), windows-874, windows-1250 to windows-1258"

// aliases are other names of encodings, in lower case. Families of names are in
// canonical.
var aliases = map[string]string{
	"utf8":            "utf-8",
	"utf16":           "utf-16",
	"utf16le":         "utf-16le",
	"utf16be":         "utf-16be",
	"ucs-2":           "utf-16",
	"iso-10646-ucs-2": "utf-16",
	"unicode":         "utf-16", // the name in .NET and old MSXML
	"ascii":           "us-ascii",
	"ansi_x3.4-1968":  "us-ascii",
	"iso646-us":       "us-ascii",
	"cp367":           "us-ascii",
	"cp819":           "iso-8859-1",
	"latin1":          "iso-8859-1",
	"latin2":          "iso-8859-2",
	"latin3":          "iso-8859-3",
	"latin4":          "iso-8859-4",
	"latin5":          "iso-8859-9",
	"latin6":          "iso-8859-10",
	"latin7":          "iso-8859-13",
	"latin8":          "iso-8859-14",
	"latin9":          "iso-8859-15",
	"latin10":         "iso-8859-16",
	"tis-620":         "iso-8859-11",
	"dos-874":         "windows-874",
}

// canonical is the IANA name, in lower case, that a label stands for. An unknown
// label stands for itself.
func canonical(label string) string {
	s := strings.ToLower(label)
	if name, ok := aliases[s]; ok {
		return name
	}
	for _, family := range []struct{ prefix, name string }{
		{"iso_8859-", "iso-8859-"}, {"iso8859-", "iso-8859-"}, {"iso8859_", "iso-8859-"},
		{"x-cp", "windows-"}, {"cp", "windows-"},
	} {
		if n, ok := strings.CutPrefix(s, family.prefix); ok {
			return family.name + n
		}
	}
	return s
}
