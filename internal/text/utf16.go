package text

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"tmgaudit/internal/pages"
)

// unicode16 is UTF-16 in one byte order.
type unicode16 struct{ big bool }

func (c unicode16) name() string {
	if c.big {
		return "utf-16be"
	}
	return "utf-16le"
}

func (unicode16) width(chars, astral int) int { return 2 * (chars + astral) }

func (c unicode16) decode(body []byte) ([]byte, *fault) {
	size, at := c.measure(body)
	if at < len(body) {
		msg := "the file ends in the middle of a UTF-16 character; it is cut off or not UTF-16: export or copy it again"
		if at+1 < len(body) {
			msg = fmt.Sprintf("surrogate 0x%04X stands alone in UTF-16; the file is damaged: export or copy it again", c.unit(body[at:]))
		}
		return nil, &fault{at, c.appendText(pages.Make(size)[:0], body[:at]), msg}
	}
	return c.appendText(pages.Make(size)[:0], body), nil
}

// asciiMask has the bits that are zero in a word of four ASCII characters.
func (c unicode16) asciiMask() uint64 {
	if c.big {
		return 0x80FF80FF80FF80FF
	}
	return 0xFF80FF80FF80FF80
}

func (c unicode16) unit(b []byte) rune {
	if c.big {
		return rune(binary.BigEndian.Uint16(b))
	}
	return rune(binary.LittleEndian.Uint16(b))
}

// char is the character that b starts with and its bytes; 0 bytes where b
// starts with a surrogate without its other half, or has one byte only.
func (c unicode16) char(b []byte) (r rune, n int) {
	if len(b) < 2 {
		return 0, 0
	}
	if r = c.unit(b); !utf16.IsSurrogate(r) {
		return r, 2
	}
	if len(b) < 4 {
		return r, 0
	}
	if r = utf16.DecodeRune(r, c.unit(b[2:])); r == utf8.RuneError {
		return r, 0
	}
	return r, 4
}

// measure is the length in UTF-8 of the valid part of body, which ends at at.
func (c unicode16) measure(body []byte) (size, at int) {
	mask := c.asciiMask()
	for at < len(body) {
		if len(body)-at >= 8 && binary.LittleEndian.Uint64(body[at:])&mask == 0 {
			size, at = size+4, at+8
			continue
		}
		r, n := c.char(body[at:])
		if n == 0 {
			return size, at
		}
		size, at = size+utf8.RuneLen(r), at+n
	}
	return size, at
}

// appendText appends body, which is valid, in UTF-8.
func (c unicode16) appendText(dst, body []byte) []byte {
	mask, shift := c.asciiMask(), 0
	if c.big {
		shift = 8
	}
	for at := 0; at < len(body); {
		if len(body)-at >= 8 {
			if w := binary.LittleEndian.Uint64(body[at:]); w&mask == 0 {
				w >>= shift
				dst = append(dst, byte(w), byte(w>>16), byte(w>>32), byte(w>>48))
				at += 8
				continue
			}
		}
		r, n := c.char(body[at:])
		dst, at = utf8.AppendRune(dst, r), at+n
	}
	return dst
}

func (c unicode16) encode(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, notUTF8(s)
	}
	put := binary.LittleEndian.AppendUint16
	if c.big {
		put = binary.BigEndian.AppendUint16
	}
	for _, r := range s {
		if r <= 0xFFFF {
			dst = put(dst, uint16(r))
			continue
		}
		high, low := utf16.EncodeRune(r)
		dst = put(put(dst, uint16(high)), uint16(low))
	}
	return dst, nil
}
