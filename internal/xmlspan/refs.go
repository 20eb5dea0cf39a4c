package xmlspan

import (
	"strconv"
	"strings"
)

// predefined is the character of an entity that every document has; without a
// document type declaration there are no others.
func predefined[T string | []byte](name T) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	return 0, false
}

// referenceEnd is the offset of the ";" that closes the reference at the start of
// b, or -1. Character references may be padded with any number of zeros.
func referenceEnd[T string | []byte](b T) int {
	i := 1
	for i < len(b) && (nameByte[b[i]] || b[i] == '#') {
		i++
	}
	if i < len(b) && b[i] == ';' {
		return i
	}
	return -1
}

// reference checks the character or entity reference at i and returns the
// offset behind it.
func (s *Scanner) reference(i int) (int, error) {
	rest := s.src[i:]
	n := referenceEnd(rest)
	if n < 0 {
		return 0, fail(i, i+1, `"&" does not start a reference; write "&amp;"`)
	}
	end := i + n + 1
	if _, ok := predefined(rest[1:n]); ok {
		return end, nil
	}
	name := string(rest[1:n])
	digits, numeric := strings.CutPrefix(name, "#")
	if numeric {
		if r, ok := charRef(digits); !ok || !isChar(r) {
			return 0, fail(i, end, "%q is not a character that XML allows; expected the number of one, as in &#65; or &#x41;", "&"+name+";")
		}
		return end, nil
	}
	if isNCName(name) {
		return 0, fail(i, end, `entity &%s; is not declared; expected &amp; &lt; &gt; &quot; &apos; or a character reference`, name)
	}
	return 0, fail(i, i+1, `"&" does not start a reference; write "&amp;"`)
}

// charRef is the number in a character reference, without "&#" and ";".
func charRef(digits string) (rune, bool) {
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	// ParseUint takes signs and underscores only in forms that these exclude.
	if digits == "" || strings.ContainsAny(digits, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil
}

// Unescape is the value of raw character data, or of a raw attribute value: its
// references resolved and its line ends made LF; in an attribute, white space
// becomes spaces (XML 1.0 sections 2.11 and 3.3.3). It comes from a Scanner's
// token; anything that is no reference stays as it is. Of a string without any of
// these the value is that string.
func Unescape[T string | []byte](source T, attribute bool) string {
	raw := string(source)
	if strings.IndexByte(raw, '&') < 0 && strings.IndexByte(raw, '\r') < 0 &&
		!(attribute && strings.ContainsAny(raw, "\n\t")) {
		return raw
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		i += unescapeOne(&b, raw[i:], attribute)
	}
	return b.String()
}

// unescapeOne writes the first character of raw and returns its raw length.
func unescapeOne(b *strings.Builder, raw string, attribute bool) int {
	switch c := raw[0]; {
	case c == '&':
		if r, n, ok := decodeReference(raw); ok {
			b.WriteRune(r)
			return n
		}
	case c == '\r':
		b.WriteByte(lineEnd(attribute))
		if len(raw) > 1 && raw[1] == '\n' {
			return 2
		}
		return 1
	case attribute && isSpace(c):
		b.WriteByte(' ')
		return 1
	}
	b.WriteByte(raw[0])
	return 1
}

func lineEnd(attribute bool) byte {
	if attribute {
		return ' '
	}
	return '\n'
}

func decodeReference(raw string) (rune, int, bool) {
	n := referenceEnd(raw)
	if n < 0 {
		return 0, 0, false
	}
	if r, ok := predefined(raw[1:n]); ok {
		return r, n + 1, true
	}
	digits, numeric := strings.CutPrefix(raw[1:n], "#")
	if !numeric {
		return 0, 0, false
	}
	r, ok := charRef(digits)
	return r, n + 1, ok
}

// NormalizeCData is the value of a raw CDATA section's content: its line ends
// made LF.
func NormalizeCData[T string | []byte](raw T) string {
	return strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n")
}
