package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strings"
	"unicode"
)

// coder makes pseudonyms for words. A pseudonym follows from the key and the
// word alone, is told apart by case as words are, and has no vowels and none of
// the digits 0 and 1, so that it forms no word and no number.
type coder struct {
	mac       hash.Hash
	words     map[string]string // pseudonym by word
	taken     map[string]string // word by pseudonym
	kinds     map[string]kind   // what a word was, for the mapping
	collision bool
}

// Alphabet of pseudonyms. The first and the middle character are letters.
const (
	letters    = "bcdfghjkmnpqrstvwxz"
	symbols    = letters + "23456789"
	codeLength = 10 // 19*19*27^8, about 1e14
	middle     = codeLength / 2
)

func newCoder(key []byte) *coder {
	return &coder{mac: hmac.New(sha256.New, key), words: map[string]string{}, taken: map[string]string{}, kinds: map[string]kind{}}
}

// digest is keyed and different for each use.
func (c *coder) digest(use, s string) []byte {
	c.mac.Reset()
	c.mac.Write([]byte(use))
	c.mac.Write([]byte{0})
	c.mac.Write([]byte(s))
	return c.mac.Sum(nil)
}

// word is the pseudonym of a word or a text; white space around it stays.
func (c *coder) word(k kind, s string) string {
	inner := strings.TrimSpace(s)
	if inner == "" {
		return s
	}
	code, ok := c.words[inner]
	if !ok {
		code = c.newCode(inner)
		c.remember(k, inner, code)
		c.words[inner] = code
	}
	start := strings.Index(s, inner)
	return s[:start] + code + s[start+len(inner):]
}

// remember enters a pseudonym into the mapping.
func (c *coder) remember(k kind, original, pseudonym string) {
	if other, used := c.taken[pseudonym]; used && other != original {
		c.collision = true
	}
	c.taken[pseudonym] = original
	if _, known := c.kinds[original]; !known {
		c.kinds[original] = k
	}
}

// newCode spells a pseudonym: the letters follow from the word without regard to
// case, their case from how the word is written.
func (c *coder) newCode(word string) string {
	n := binary.BigEndian.Uint64(c.digest("word", strings.ToLower(word)))
	code := make([]byte, codeLength)
	for i := range code {
		set := symbols
		if i == 0 || i == middle {
			set = letters
		}
		code[i] = set[n%uint64(len(set))]
		n /= uint64(len(set))
	}
	var capital uint64
	switch styleOf(word) {
	case lower:
		return string(code)
	case upper:
		return strings.ToUpper(string(code))
	case sentence:
		capital = 1
	case title:
		capital = 1 | 1<<middle
	default:
		capital = binary.BigEndian.Uint64(c.digest("case", word))
	}
	for i := range code {
		if capital>>i&1 == 1 {
			code[i] = byte(unicode.ToUpper(rune(code[i])))
		}
	}
	return string(code)
}

// style is how a word is written in capitals.
type style int

const (
	mixed style = iota
	lower
	upper
	sentence // A capital first
	title    // Every Word Has One
)

func styleOf(s string) style {
	switch {
	case s == strings.ToLower(s):
		return lower
	case s == strings.ToUpper(s):
		return upper
	}
	first, wordStart, titled := true, true, true
	tail := true // all behind the first letter is lower case
	for _, r := range s {
		if unicode.IsUpper(r) {
			tail = tail && first
			titled = titled && wordStart
		} else if unicode.IsLower(r) {
			titled = titled && !wordStart
			tail = tail && !first
		}
		if unicode.IsLetter(r) {
			first = false
		}
		wordStart = r == ' '
	}
	switch {
	case tail:
		return sentence
	case titled:
		return title
	}
	return mixed
}

// hex replaces hexadecimal digits by as many others, in the case of the input.
func (c *coder) hex(s string) string {
	const digits = "0123456789abcdef"
	fold := strings.ToLower(s)
	var out []byte
	for block := 0; len(out) < len(s); block++ {
		for _, b := range c.digest("hex"+string(rune('A'+block%26)), fold+string(rune(block))) {
			out = append(out, digits[b>>4], digits[b&15])
		}
	}
	code := string(out[:len(s)])
	if s == strings.ToUpper(s) {
		code = strings.ToUpper(code)
	}
	c.remember(kindHash, s, code)
	return code
}
