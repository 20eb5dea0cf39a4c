package schema

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"
)

// vendorBlob is a decoded BlobData property. digits is where its text starts in
// the file, or -1 when the text is more than the digits.
type vendorBlob struct {
	bytes  []byte
	digits int
}

// widths are the bytes of the types that have a fixed number of them.
var widths = map[VarType]int{
	VarInt8: 1, VarUint8: 1,
	VarInt16: 2, VarUint16: 2, VarBool: 2,
	VarInt32: 4, VarUint32: 4, VarInt: 4, VarUint: 4, VarError: 4, VarFloat32: 4,
	VarInt64: 8, VarUint64: 8,
}

// readBlob decodes the hexadecimal text of a property; an empty one is nil.
func readBlob(p *Property) (*vendorBlob, error) {
	value := p.Value()
	if strings.TrimSpace(value) == "" {
		return nil, nil
	}
	if b, err := hex.DecodeString(value); err == nil {
		digits := -1
		if len(value) == len(p.Raw()) {
			digits = p.ValueSpan().Start
		}
		return &vendorBlob{b, digits}, nil
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(value), ""))
	if err != nil {
		return nil, fmt.Errorf("%w: it is not hexadecimal", ErrBlob)
	}
	return &vendorBlob{b, -1}, nil
}

// minEntry is the fewest bytes of a value: a length and a type.
const minEntry = 6

func (b *vendorBlob) values() ([]VendorValue, error) {
	r := blobReader{rest: b.bytes}
	count, ok := r.uint32()
	if !ok || int64(count)*minEntry > int64(len(r.rest)) {
		return nil, fmt.Errorf("%w: it cannot hold the number of values that it names", ErrBlob)
	}
	var all []VendorValue
	for range count {
		v := VendorValue{blob: b}
		name, _, nameOK := r.text()
		kind, kindOK := r.uint16()
		if !nameOK || !kindOK {
			return all, fmt.Errorf("%w: value %d is cut off", ErrBlob, len(all)+1)
		}
		v.Name, v.Type = name, VarType(kind)
		if v.data, v.at, ok = r.value(v.Type); !ok {
			return all, fmt.Errorf("%w: value %q is cut off", ErrBlob, name)
		}
		all = append(all, v)
	}
	if len(r.rest) > 0 {
		return all, fmt.Errorf("%w: %d bytes follow the last value", ErrBlob, len(r.rest))
	}
	return all, nil
}

// blobReader takes the parts of a blob one after the other. at counts the bytes
// taken.
type blobReader struct {
	rest []byte
	at   int
}

func (r *blobReader) take(n int64) ([]byte, bool) {
	if n < 0 || n > int64(len(r.rest)) {
		return nil, false
	}
	part := r.rest[:n]
	r.rest, r.at = r.rest[n:], r.at+int(n)
	return part, true
}

func (r *blobReader) uint32() (uint32, bool) {
	b, ok := r.take(4)
	if !ok {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}

func (r *blobReader) uint16() (uint16, bool) {
	b, ok := r.take(2)
	if !ok {
		return 0, false
	}
	return binary.LittleEndian.Uint16(b), true
}

// bytes takes a length and that many bytes.
func (r *blobReader) bytes() (b []byte, at int, ok bool) {
	n, ok := r.uint32()
	if !ok {
		return nil, 0, false
	}
	at = r.at
	b, ok = r.take(int64(n))
	return b, at, ok
}

func (r *blobReader) text() (s string, at int, ok bool) {
	b, at, ok := r.bytes()
	return utf16Text(b), at, ok
}

// value takes a value. The product writes what is neither a number nor a boolean
// as a string; an empty value is that or nothing, which can be told apart since
// a name is never that short.
func (r *blobReader) value(t VarType) (data []byte, at int, ok bool) {
	if width, fixed := widths[t]; fixed {
		at = r.at
		data, ok = r.take(int64(width))
		return data, at, ok
	}
	if t == VarEmpty || t == VarNull {
		if n, ok := r.peek(); !ok || n > 2 {
			return nil, r.at, true
		}
	}
	return r.bytes()
}

func (r *blobReader) peek() (uint32, bool) {
	look := *r
	return look.uint32()
}

// utf16Text is the text of little-endian UTF-16 up to its NUL.
func utf16Text(b []byte) string {
	units := make([]uint16, 0, len(b)/2)
	for ; len(b) >= 2; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}
