package text

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"tmgaudit/internal/pages"
)

// codepage is an encoding of one byte a character whose lower half is ASCII.
type codepage struct {
	label string
	high  [128]rune // characters of the bytes from 0x80; utf8.RuneError is undefined
}

// charmaps has the code pages that golang.org/x/text knows, by IANA name.
// us-ascii and iso-8859-11 are made by newCodepage; iso-8859-12 never existed.
var charmaps = map[string]*charmap.Charmap{
	"iso-8859-1":   charmap.ISO8859_1,
	"iso-8859-2":   charmap.ISO8859_2,
	"iso-8859-3":   charmap.ISO8859_3,
	"iso-8859-4":   charmap.ISO8859_4,
	"iso-8859-5":   charmap.ISO8859_5,
	"iso-8859-6":   charmap.ISO8859_6,
	"iso-8859-7":   charmap.ISO8859_7,
	"iso-8859-8":   charmap.ISO8859_8,
	"iso-8859-9":   charmap.ISO8859_9,
	"iso-8859-10":  charmap.ISO8859_10,
	"iso-8859-11":  charmap.Windows874,
	"iso-8859-13":  charmap.ISO8859_13,
	"iso-8859-14":  charmap.ISO8859_14,
	"iso-8859-15":  charmap.ISO8859_15,
	"iso-8859-16":  charmap.ISO8859_16,
	"us-ascii":     nil,
	"windows-874":  charmap.Windows874,
	"windows-1250": charmap.Windows1250,
	"windows-1251": charmap.Windows1251,
	"windows-1252": charmap.Windows1252,
	"windows-1253": charmap.Windows1253,
	"windows-1254": charmap.Windows1254,
	"windows-1255": charmap.Windows1255,
	"windows-1256": charmap.Windows1256,
	"windows-1257": charmap.Windows1257,
	"windows-1258": charmap.Windows1258,
}

// newCodepage is the code page with that IANA name, or nil. The tables of x/text
// are those of browsers, which give undefined bytes of Windows code pages a
// control character; here they stay undefined, as in Microsoft's own tables.
func newCodepage(name string) *codepage {
	table, ok := charmaps[name]
	if !ok {
		return nil
	}
	c := &codepage{label: name}
	windows := strings.HasPrefix(name, "windows-")
	for i := range c.high {
		control := i < 0x20
		switch {
		case table == nil, control && windows && table.DecodeByte(byte(i+0x80)) == rune(i+0x80):
			c.high[i] = utf8.RuneError
		case control && !windows:
			c.high[i] = rune(i + 0x80)
		default:
			c.high[i] = table.DecodeByte(byte(i + 0x80))
		}
	}
	return c
}

func (c *codepage) name() string                { return c.label }
func (c *codepage) width(chars, astral int) int { return chars }

func (c *codepage) decode(body []byte) ([]byte, *fault) {
	size, at := c.measure(body)
	if at < len(body) {
		before := c.appendText(pages.Make(size)[:0], body[:at])
		return nil, &fault{at, before, fmt.Sprintf("byte 0x%02X is not defined in %s, the encoding that the XML declaration names; "+
			"name the true encoding there, or save the file as UTF-8", body[at], c.label)}
	}
	if size == len(body) { // nothing but ASCII
		return body, nil
	}
	return c.appendText(pages.Make(size)[:0], body), nil
}

// measure is the length in UTF-8 of the part of body before at, where the first
// undefined byte stands.
func (c *codepage) measure(body []byte) (size, at int) {
	var lengths [256]uint8
	for i := range lengths {
		lengths[i] = 1
		if i >= 0x80 && c.high[i-0x80] == utf8.RuneError {
			lengths[i] = 0
		} else if i >= 0x80 {
			lengths[i] = uint8(utf8.RuneLen(c.high[i-0x80]))
		}
	}
	for at, b := range body {
		n := lengths[b]
		if n == 0 {
			return size, at
		}
		size += int(n)
	}
	return size, len(body)
}

// appendText appends body, which is valid, in UTF-8.
func (c *codepage) appendText(dst, body []byte) []byte {
	for _, b := range body {
		if b < utf8.RuneSelf {
			dst = append(dst, b)
		} else {
			dst = utf8.AppendRune(dst, c.high[b-0x80])
		}
	}
	return dst
}

func (c *codepage) encode(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, notUTF8(s)
	}
	for _, r := range s {
		if r < utf8.RuneSelf {
			dst = append(dst, byte(r))
			continue
		}
		i := slices.Index(c.high[:], r)
		if i < 0 || r == utf8.RuneError {
			return nil, lacking(r, c.label)
		}
		dst = append(dst, byte(i+0x80))
	}
	return dst, nil
}
