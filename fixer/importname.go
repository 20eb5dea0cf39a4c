package fixer

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tmgaudit/schema"
)

// documentPath names a document by number, element and name, in characters that
// every file system and archive takes.
func documentPath(n int, o *schema.Object) string {
	name := fmt.Sprintf("import/%03d-%s", n, fileWord(o.Element))
	if w := fileWord(o.Name()); w != "" {
		name += "-" + w
	}
	return name + ".xml"
}

// mostFileWord bounds a word of a file name.
const mostFileWord = 40

// fileWord is s in lower-case ASCII letters and digits, what is between them as
// one dash, accents dropped.
func fileWord(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch r = unicode.ToLower(r); {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // an accent of the letter before
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() == mostFileWord {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
