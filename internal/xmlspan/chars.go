package xmlspan

import (
	"sort"
	"unicode/utf8"
)

// plainText marks bytes that character data may hold without a second look:
// everything but markup, references, "]", control characters and the lead byte
// of U+FFFE and U+FFFF. The sets below build on it.
var plainText, plainValue, nameByte = byteSets()

func byteSets() (text, value, name [256]bool) {
	for c := range 256 {
		text[c] = c >= 0x20 || c == '\t' || c == '\n' || c == '\r'
		value[c] = text[c]
		name[c] = c >= 0x80 || isNameASCII(byte(c))
	}
	for _, c := range []byte{'<', '&', ']', 0xEF} {
		text[c] = false
	}
	for _, c := range []byte{'<', '&', '"', '\'', 0xEF} {
		value[c] = false
	}
	return text, value, name
}

func isNameASCII(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == ':' || c == '_' || c == '-' || c == '.'
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (s *Scanner) skipSpace(i int) int {
	for i < len(s.src) && isSpace(s.src[i]) {
		i++
	}
	return i
}

// checkChar steps over one character, refusing what production [2] Char of
// XML 1.0 excludes. The input being valid UTF-8, only control characters and two
// noncharacters are left to look for.
func (s *Scanner) checkChar(i int) (int, error) {
	c := s.src[i]
	if c < utf8.RuneSelf {
		if !isChar(rune(c)) {
			return 0, fail(i, i+1, "control character U+%04X is not allowed in XML; remove it", c)
		}
		return i + 1, nil
	}
	r, n := utf8.DecodeRune(s.src[i:])
	if !isChar(r) {
		return 0, fail(i, i+n, "character U+%04X is not allowed in XML; remove it", r)
	}
	return i + n, nil
}

// isChar is production [2] Char.
func isChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r <= 0xD7FF:
		return true
	case r < 0xE000:
		return false
	case r <= 0xFFFD:
		return true
	}
	return r >= 0x10000 && r <= 0x10FFFF
}

// nameStart and nameMore hold the ranges of productions [4] NameStartChar and
// [4a] NameChar above ASCII, sorted.
var nameStart = [][2]rune{
	{0xC0, 0xD6}, {0xD8, 0xF6}, {0xF8, 0x2FF}, {0x370, 0x37D}, {0x37F, 0x1FFF},
	{0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF}, {0x3001, 0xD7FF},
	{0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
}

var nameMore = [][2]rune{{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}

func inRanges(r rune, ranges [][2]rune) bool {
	i := sort.Search(len(ranges), func(i int) bool { return r <= ranges[i][1] })
	return i < len(ranges) && r >= ranges[i][0]
}

func isNameStart(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameASCII(byte(r)) && r != '-' && r != '.' && (r < '0' || r > '9')
	}
	return inRanges(r, nameStart)
}

func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return isNameASCII(byte(r))
	}
	return inRanges(r, nameStart) || inRanges(r, nameMore)
}

// isNCName reports whether s is a name without a colon.
func isNCName(s string) bool {
	for i, r := range s {
		if r == ':' || i == 0 && !isNameStart(r) || !isNameChar(r) {
			return false
		}
	}
	return s != ""
}
