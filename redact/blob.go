package redact

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf16"

	"tmgaudit/schema"
)

// binary redacts a bin.hex property. Nothing of it is kept but what is technical
// in its own form, and the numbers of a list of named values.
func (r *Redactor) binary(p *schema.Property, v string) string {
	if form := technical[p.Name]; form != nil && form().MatchString(v) {
		return v
	}
	digits := strings.TrimSpace(v)
	raw, err := hex.DecodeString(digits)
	if err != nil {
		return strings.Map(r.notDigit, v)
	}
	start := strings.Index(v, digits)
	code := ""
	switch {
	case p.Name == "BlobData":
		code = r.blob(raw)
		if digits == strings.ToUpper(digits) {
			code = strings.ToUpper(code)
		}
	case isBinarySID(raw):
		code = r.binarySID(raw, digits)
	default:
		code = r.codes.hex(digits)
	}
	return v[:start] + code + v[start+len(digits):]
}

// notDigit spoils what is no hexadecimal number in such a way that it stays none:
// digits become zeros, everything else a letter beyond them.
func (r *Redactor) notDigit(c rune) rune {
	switch {
	case c == ' ' || c == '\t' || c == '\n':
		return c
	case c < 0x80 && strings.ContainsRune("0123456789abcdefABCDEF", c):
		return '0'
	}
	return 'x'
}

// isBinarySID reports whether bytes are a SID of a domain in binary form.
func isBinarySID(b []byte) bool {
	return len(b) >= 8 && b[0] == 1 && len(b) == 8+4*int(b[1]) && b[1] >= 2 &&
		string(b[2:8]) == "\x00\x00\x00\x00\x00\x05" && binary.LittleEndian.Uint32(b[8:]) == 21
}

// binarySID gives the domain the numbers that it has in text.
func (r *Redactor) binarySID(b []byte, digits string) string {
	parts := []string{"S", "1", "5"}
	for i := 8; i < len(b); i += 4 {
		parts = append(parts, decimal(binary.LittleEndian.Uint32(b[i:])))
	}
	code := strings.Split(r.domainSID(parts), "-")
	out := append([]byte(nil), b...)
	for i, p := range code[3:] {
		binary.LittleEndian.PutUint32(out[8+4*i:], parseDecimal(p))
	}
	s := hex.EncodeToString(out)
	if digits == strings.ToUpper(digits) {
		s = strings.ToUpper(s)
	}
	return s
}

// blob redacts a list of named values in its place: a string becomes a pseudonym
// of the same length, and so does a name that is not known; numbers stay. What is
// no such list is overwritten with zeros, which are none either.
func (r *Redactor) blob(b []byte) string {
	w := blobWriter{redactor: r, rest: append([]byte(nil), b...)}
	out := w.rest
	if !w.list() {
		clear(out)
	}
	return hex.EncodeToString(out)
}

// blobWriter goes through a list of named values and changes it. Its layout is
// told at schema.VendorParametersSet.Values.
type blobWriter struct {
	redactor *Redactor
	rest     []byte
}

func (w *blobWriter) list() bool {
	count, ok := w.uint32()
	if !ok {
		return false
	}
	for range count {
		name, ok := w.bytes()
		if !ok {
			return false
		}
		head, tail := cutText(name)
		label := utf16Text(head)
		if !known(label) {
			w.redactor.overwrite(head)
		}
		w.redactor.overwrite(tail)
		if !w.value(label) {
			return false
		}
	}
	return len(w.rest) == 0
}

// fixedWidths are the bytes of the kinds of value that have a fixed number.
var fixedWidths = map[schema.VarType]int{
	schema.VarInt8: 1, schema.VarUint8: 1,
	schema.VarInt16: 2, schema.VarUint16: 2, schema.VarBool: 2,
	schema.VarInt32: 4, schema.VarUint32: 4, schema.VarInt: 4, schema.VarUint: 4, schema.VarError: 4, schema.VarFloat32: 4,
	schema.VarInt64: 8, schema.VarUint64: 8,
}

func (w *blobWriter) value(label string) bool {
	secret := schema.SecretName(label)
	kind, ok := w.take(2)
	if !ok {
		return false
	}
	t := schema.VarType(binary.LittleEndian.Uint16(kind))
	if width, fixed := fixedWidths[t]; fixed {
		b, ok := w.take(width)
		if secret && t != schema.VarBool && !known(label) {
			clear(b)
		}
		return ok
	}
	if t == schema.VarEmpty || t == schema.VarNull {
		if len(w.rest) < 4 || binary.LittleEndian.Uint32(w.rest) > 2 {
			return true
		}
	}
	data, ok := w.bytes()
	switch {
	case !ok:
		return false
	case t == schema.VarString && !secret:
		w.text(label, data)
	default:
		clear(data)
	}
	return true
}

// text redacts a string value.
func (w *blobWriter) text(label string, data []byte) {
	head, tail := cutText(data)
	s := utf16Text(head)
	keeps := number(s) && !personal(label) && w.redactor.number(s) == s
	if !keeps && !known(s) && !guidForm().MatchString(s) {
		w.redactor.overwrite(head)
	}
	w.redactor.overwrite(tail)
}

func (w *blobWriter) take(n int) ([]byte, bool) {
	if n < 0 || n > len(w.rest) {
		return nil, false
	}
	part := w.rest[:n:n]
	w.rest = w.rest[n:]
	return part, true
}

func (w *blobWriter) uint32() (uint32, bool) {
	b, ok := w.take(4)
	if !ok {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}

func (w *blobWriter) bytes() ([]byte, bool) {
	n, ok := w.uint32()
	if !ok || int64(n) > int64(len(w.rest)) {
		return nil, false
	}
	return w.take(int(n))
}

// overwrite writes a pseudonym over little-endian UTF-16, again and again to its
// end; NULs at the end stay.
func (r *Redactor) overwrite(b []byte) {
	for n := len(b); n > 0 && b[n-1] == 0 && (n == 1 || b[n-2] == 0); n = len(b) {
		b = b[:max(0, n-2)]
	}
	if len(b) == 0 {
		return
	}
	code := r.codes.newCode(utf16Text(b))
	for i := range b {
		b[i] = 0
		if i%2 == 0 {
			b[i] = code[i/2%len(code)]
		}
	}
}

// cutText divides little-endian UTF-16 into its text, which ends at a NUL, and what
// nobody reads: what follows the NUL, or half a character.
func cutText(b []byte) (head, tail []byte) {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return b[:i], b[i+2:]
		}
	}
	even := len(b) &^ 1
	return b[:even], b[even:]
}

// utf16Text is the text of little-endian UTF-16, NULs included.
func utf16Text(b []byte) string {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}
