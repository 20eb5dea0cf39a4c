package schema

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema/catalog"
)

// VendorParametersSet is a view of a set of named values that a vendor, or a
// hot-fix script of Microsoft, keeps below an object. The values stand in the
// property BlobData, or encrypted in EncryptedData.
type VendorParametersSet struct{ *Object }

// VarType says how a value of a vendor parameters set is stored: the VARTYPE of
// the product's automation interfaces.
type VarType uint16

// The types that Microsoft's viewer reads.
const (
	VarEmpty   VarType = 0
	VarNull    VarType = 1
	VarInt16   VarType = 2
	VarInt32   VarType = 3
	VarFloat32 VarType = 4
	VarString  VarType = 8
	VarError   VarType = 10
	VarBool    VarType = 11
	VarInt8    VarType = 16
	VarUint8   VarType = 17
	VarUint16  VarType = 18
	VarUint32  VarType = 19
	VarInt64   VarType = 20
	VarUint64  VarType = 21
	VarInt     VarType = 22
	VarUint    VarType = 23
)

// VendorValue is one named value of a set.
type VendorValue struct {
	Name string
	Type VarType

	blob *vendorBlob
	data []byte // without the length of a string
	at   int    // offset of data in the blob
}

// Errors of Values.
var (
	ErrEncrypted = errors.New("the values are encrypted")
	ErrBlob      = errors.New("BlobData is not a list of values")
)

// VendorParametersSets returns the sets that o holds, in document order.
func (o *Object) VendorParametersSets() []VendorParametersSet {
	c, ok := o.Child("VendorParametersSets")
	return views[VendorParametersSet](c, ok, "VendorParametersSet", func(s *Object) VendorParametersSet { return VendorParametersSet{s} })
}

// ID is the GUID that names the set in canonical form; a name that is no GUID is
// returned as it stands.
func (s VendorParametersSet) ID() string {
	for _, name := range []string{s.StorageName, s.Text("Name")} {
		if g, ok := catalog.CanonicalGUID(name); ok {
			return g
		}
	}
	return s.StorageName
}

// Of is the object that the set belongs to: what holds its VendorParametersSets.
func (s VendorParametersSet) Of() *Object {
	if s.Parent != nil && s.Parent.Element == "VendorParametersSets" && s.Parent.Parent != nil {
		return s.Parent.Parent
	}
	return s.Parent
}

// Blob is the property that holds the values, or nil.
func (s VendorParametersSet) Blob() *Property { return s.Property("BlobData") }

// Values decodes the values of the set. With an error it returns those that were
// read before the fault. A set without BlobData has none.
//
// The layout, little-endian: a 32-bit count; then for each value the length of
// its name in bytes, 32 bits, the name in UTF-16 with its NUL, a 16-bit VarType,
// and the value, a string as a name is written. Names and counts are bounded by
// the data that is there.
func (s VendorParametersSet) Values() ([]VendorValue, error) {
	p := s.Blob()
	if p == nil {
		if s.Property("EncryptedData") != nil {
			return nil, ErrEncrypted
		}
		return nil, nil
	}
	b, err := readBlob(p)
	if b == nil {
		return nil, err
	}
	return b.values()
}

// Int is the value of a number or boolean; true is 1, however it is stored.
func (v *VendorValue) Int() (int64, bool) {
	switch v.Type {
	case VarBool:
		if binary.LittleEndian.Uint16(v.data) != 0 {
			return 1, true
		}
		return 0, true
	case VarInt8:
		return int64(int8(v.data[0])), true
	case VarUint8:
		return int64(v.data[0]), true
	case VarInt16:
		return int64(int16(binary.LittleEndian.Uint16(v.data))), true
	case VarUint16:
		return int64(binary.LittleEndian.Uint16(v.data)), true
	case VarInt32, VarInt:
		return int64(int32(binary.LittleEndian.Uint32(v.data))), true
	case VarUint32, VarUint:
		return int64(binary.LittleEndian.Uint32(v.data)), true
	case VarInt64, VarUint64:
		return int64(binary.LittleEndian.Uint64(v.data)), true
	}
	return 0, false
}

// Bool is the value by its meaning: any number but 0 is true, so are the texts
// that scripts write for it. ok is false for what is neither.
func (v *VendorValue) Bool() (value, ok bool) {
	if n, ok := v.Int(); ok {
		return n != 0, true
	}
	if v.Type == VarString {
		switch strings.ToLower(strings.TrimSpace(v.text())) {
		case "1", "-1", "true":
			return true, true
		case "0", "false":
			return false, true
		}
	}
	return false, false
}

// String is the value as text: a number, true or false, the string, or what kind
// of value it is where the kind is not understood.
func (v *VendorValue) String() string {
	switch v.Type {
	case VarEmpty, VarNull:
		return "(empty)"
	case VarString:
		return v.text()
	case VarFloat32:
		return strconv.FormatFloat(float64(math.Float32frombits(binary.LittleEndian.Uint32(v.data))), 'g', -1, 32)
	case VarBool:
		b, _ := v.Bool()
		return strconv.FormatBool(b)
	case VarUint64:
		return strconv.FormatUint(binary.LittleEndian.Uint64(v.data), 10)
	}
	if n, ok := v.Int(); ok {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("(%d bytes of VARTYPE %d)", len(v.data), v.Type)
}

// Display is the value as it may be shown: one whose name is that of a secret is
// masked.
func (v *VendorValue) Display() string {
	if SecretName(v.Name) {
		return Masked
	}
	return v.String()
}

func (v *VendorValue) text() string { return utf16Text(v.data) }

// Span is the place of the value's digits in File.Text. ok is false when the text
// of BlobData is not just digits, or the value has none; then only the property
// has a place.
func (v *VendorValue) Span() (s text.Span, ok bool) {
	if v.blob.digits < 0 || len(v.data) == 0 {
		return text.Span{}, false
	}
	start := v.blob.digits + 2*v.at
	return text.Span{Start: start, End: start + 2*len(v.data)}, true
}

// Edit is the edit that gives a number or boolean a new value in its type and
// width. ok is false for other types, for a number that does not fit, and where
// the value has no place of its own.
func (v *VendorValue) Edit(n int64) (e text.Edit, ok bool) {
	s, ok := v.Span()
	if _, isInt := v.Int(); !ok || !isInt {
		return text.Edit{}, false
	}
	if v.Type == VarBool && n != 0 {
		n = -1
	}
	width := len(v.data)
	if bits := 8 * width; bits < 64 && n>>bits != 0 && n>>(bits-1) != -1 {
		return text.Edit{}, false
	}
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	return text.Edit{Span: s, New: hex.EncodeToString(b[:width])}, true
}
