package text

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// codec is one encoding. Its bytes never include a byte order mark.
type codec interface {
	// name is the IANA name in lower case.
	name() string
	// decode gives UTF-8, body itself where that is the same.
	decode(body []byte) ([]byte, *fault)
	// encode appends s to dst.
	encode(dst []byte, s string) ([]byte, error)
	// width is the bytes on disk of that many code points, astral of them
	// beyond U+FFFF. UTF-8 maps offsets without it.
	width(chars, astral int) int
}

// unicode8 is UTF-8.
type unicode8 struct{}

func (unicode8) name() string                { return "utf-8" }
func (unicode8) width(chars, astral int) int { return chars }

func (unicode8) decode(body []byte) ([]byte, *fault) {
	if validUTF8(body) {
		return body, nil
	}
	at := invalidUTF8(body)
	return nil, &fault{at, body[:at], fmt.Sprintf("byte 0x%02X is not valid UTF-8; the file is probably in a Windows code page: "+
		`save it as UTF-8, or name the code page in the XML declaration (for example encoding="windows-1252")`, body[at])}
}

func (unicode8) encode(dst []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, notUTF8(s)
	}
	return append(dst, s...), nil
}

// validPiece is how many bytes one goroutine looks at.
const validPiece = 1 << 20

// validUTF8 is utf8.Valid, piece by piece on all cores. A piece starts where a
// character may start, so that none is cut.
func validUTF8(b []byte) bool {
	if len(b) <= validPiece {
		return utf8.Valid(b)
	}
	var bad atomic.Bool
	var pieces sync.WaitGroup
	for len(b) > 0 {
		n := min(validPiece, len(b))
		for n < len(b) && !utf8.RuneStart(b[n]) {
			n++
		}
		piece := b[:n]
		b = b[n:]
		pieces.Go(func() {
			if !bad.Load() && !utf8.Valid(piece) {
				bad.Store(true)
			}
		})
	}
	pieces.Wait()
	return !bad.Load()
}

// invalidUTF8 is the offset of the first byte that is no part of a character.
func invalidUTF8[T string | []byte](s T) int {
	b := []byte(s)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
	return len(b)
}

func notUTF8(s string) error {
	at := invalidUTF8(s)
	return fmt.Errorf("text to write is not valid UTF-8: byte 0x%02X at %d", s[at], at)
}

// lacking is the error for a character that an encoding cannot express.
func lacking(r rune, encoding string) error {
	return fmt.Errorf("character %q (%U) is not in %s; write it as a character reference or save the file as UTF-8", r, r, encoding)
}
