package synth

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// setting is one value of a BlobData list; all are written as VT_I4, the only variant type whose layout is certain.
type setting struct {
	name  string
	value int32
}

const variantI4 = 3

// blob is the hex text of a BlobData property: DWORD count, then for each value the byte length of its name, the
// name in UTF-16LE with its NUL, WORD variant type and the value, all little-endian.
func blob(settings ...setting) string {
	b := binary.LittleEndian.AppendUint32(nil, uint32(len(settings)))
	for _, s := range settings {
		name := append(utf16.Encode([]rune(s.name)), 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(2*len(name)))
		for _, u := range name {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		b = binary.LittleEndian.AppendUint16(b, variantI4)
		b = binary.LittleEndian.AppendUint32(b, uint32(s.value))
	}
	return hex.EncodeToString(b)
}

// rank is the Order property of an ordered collection: 8 bytes, the first DWORD little-endian is the rank.
func rank(n int) string {
	var b [8]byte
	binary.LittleEndian.PutUint32(b[:], uint32(n))
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
