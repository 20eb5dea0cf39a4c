package schema

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"tmgaudit/internal/text"
)

// counted is a string as a blob holds it: the length in bytes, then UTF-16 with
// its NUL.
func counted(s string) []byte {
	units := append(utf16.Encode([]rune(s)), 0)
	b := binary.LittleEndian.AppendUint32(nil, uint32(2*len(units)))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func entry(name string, t VarType, data ...byte) []byte {
	return append(binary.LittleEndian.AppendUint16(counted(name), uint16(t)), data...)
}

func blobOf(entries ...[]byte) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(entries))), slices.Concat(entries...)...)
}

// vendorSet is a set whose properties are written as given.
func vendorSet(t testing.TB, properties string) VendorParametersSet {
	t.Helper()
	f, err := text.Decode([]byte(`<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Arrays StorageName="Arrays" StorageType="0"><fpc4:Array StorageName="{0A1B2C3D-0000-4000-8000-000000000001}" StorageType="1">
		<fpc4:VendorParametersSets StorageName="VendorParametersSets" StorageType="1">
			<fpc4:VendorParametersSet StorageName="{143f5698-103b-12d4-ff34-1f34767DEabc}" StorageType="1">` + properties + `</fpc4:VendorParametersSet>
		</fpc4:VendorParametersSets>
	</fpc4:Array></fpc4:Arrays>
</fpc4:Root>`))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc.Arrays()[0].VendorParametersSets()[0]
}

func blobProperty(text string) string {
	return `<fpc4:BlobData dt:dt="bin.hex">` + text + `</fpc4:BlobData>`
}

func TestVendorValues(t *testing.T) {
	s := vendorSet(t, blobProperty(hex.EncodeToString(blobOf(
		entry("I2", VarInt16, 0xFE, 0xFF),
		entry("I4", VarInt32, 1, 0, 0, 0),
		entry("Yes", VarBool, 0xFF, 0xFF),
		entry("No", VarBool, 0, 0),
		entry("Byte", VarUint8, 200),
		entry("UI4", VarUint32, 0xFF, 0xFF, 0xFF, 0xFF),
		entry("UI8", VarUint64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF),
		entry("Text", VarString, counted("Köln & Ё")...),
		entry("Truth", VarString, counted("True")...),
		entry("Nothing", VarEmpty),
		entry("Null", VarNull, counted("")...),
		entry("Strange", 999, counted("x")...),
		entry("Last", VarInt32, 0xFF, 0xFF, 0xFF, 0xFF),
	))))
	values, err := s.Values()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range values {
		v := &values[i]
		n, isInt := v.Int()
		b, isBool := v.Bool()
		got = append(got, fmt.Sprintf("%s %s %d %t %t %t", v.Name, v, n, isInt, b, isBool))
	}
	want := []string{
		"I2 -2 -2 true true true",
		"I4 1 1 true true true",
		"Yes true 1 true true true",
		"No false 0 true false true",
		"Byte 200 200 true true true",
		"UI4 4294967295 4294967295 true true true",
		"UI8 18446744073709551615 -1 true true true",
		"Text Köln & Ё 0 false false false",
		"Truth True 0 false true true",
		"Nothing (empty) 0 false false false",
		"Null (empty) 0 false false false",
		"Strange (4 bytes of VARTYPE 999) 0 false false false",
		"Last -1 -1 true true true",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s.ID() != "{143F5698-103B-12D4-FF34-1F34767DEABC}" || s.Of().Element != "Array" {
		t.Errorf("ID %s of %s", s.ID(), s.Of().Element)
	}
}

func TestVendorValuesOfBrokenData(t *testing.T) {
	good := blobOf(entry("A", VarInt32, 1, 0, 0, 0))
	for _, tt := range []struct {
		property string
		read     int
		err      error
		reason   string
	}{
		{``, 0, nil, "no data is no values"},
		{`<fpc4:BlobData dt:dt="bin.hex"/>`, 0, nil, "empty data is no values"},
		{`<fpc4:EncryptedData dt:dt="string">AAAA</fpc4:EncryptedData>`, 0, ErrEncrypted, "secret"},
		{blobProperty("0"), 0, ErrBlob, "half a byte"},
		{blobProperty("zz"), 0, ErrBlob, "not hexadecimal"},
		{blobProperty("01"), 0, ErrBlob, "no room for the count"},
		{blobProperty("ffffffff"), 0, ErrBlob, "a count beyond the data"},
		{blobProperty("01000000ffffffff0300"), 0, ErrBlob, "a name beyond the data"},
		{blobProperty(hex.EncodeToString(good[:len(good)-1])), 0, ErrBlob, "a value that is cut off"},
		{blobProperty(hex.EncodeToString(append(slices.Clone(good), 0))), 1, ErrBlob, "something follows"},
		{blobProperty("00000000"), 0, nil, "an empty list"},
		{blobProperty("\n\t" + strings.ToUpper(hex.EncodeToString(good)) + "\n"), 1, nil, "white space around"},
	} {
		values, err := vendorSet(t, tt.property).Values()
		if len(values) != tt.read || !errors.Is(err, tt.err) {
			t.Errorf("%s: %d values, error %v", tt.reason, len(values), err)
		}
	}
}

func TestVendorValueEdit(t *testing.T) {
	s := vendorSet(t, blobProperty(hex.EncodeToString(blobOf(
		entry("First", VarBool, 0xFF, 0xFF),
		entry("Second", VarInt32, 1, 0, 0, 0),
		entry("Text", VarString, counted("1")...),
	))))
	doc := s.Document()
	values, _ := s.Values()
	for i, want := range []string{"false", "0", "1"} {
		e, ok := values[i].Edit(0)
		if ok != (i < 2) {
			t.Fatalf("%s: edit %v", values[i].Name, ok)
		}
		if !ok {
			continue
		}
		after, err := doc.File.Apply([]text.Edit{e})
		if err != nil {
			t.Fatal(err)
		}
		f, _ := text.Decode(after)
		changed, err := Parse(f)
		if err != nil {
			t.Fatal(err)
		}
		again, err := changed.Arrays()[0].VendorParametersSets()[0].Values()
		if err != nil || again[i].String() != want {
			t.Errorf("%s became %s (%v), want %s", values[i].Name, &again[i], err, want)
		}
	}
	if _, ok := values[1].Edit(1 << 40); ok {
		t.Error("a number was squeezed into 32 bits")
	}
	spaced := vendorSet(t, blobProperty(" "+hex.EncodeToString(blobOf(entry("A", VarInt32, 1, 0, 0, 0)))))
	loose, err := spaced.Values()
	if _, ok := loose[0].Edit(0); ok || err != nil {
		t.Error("a value without a place of its own was edited")
	}
}

// Reading never panics and never holds more than the data does.
func FuzzVendorValues(f *testing.F) {
	f.Add(blobOf(entry("A", VarInt32, 1, 0, 0, 0), entry("B", VarString, counted("x")...), entry("C", VarEmpty)))
	f.Add([]byte{255, 255, 255, 255, 2, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		values, err := (&vendorBlob{data, 0}).values()
		total := 4
		for i := range values {
			v := &values[i]
			total += minEntry + len(v.data)
			_ = v.String()
			v.Int()
			v.Bool()
			if at, ok := v.Span(); ok && (at.Start < 0 || at.End > 2*len(data)) {
				t.Errorf("value %d at %v of %d digits", i, at, 2*len(data))
			}
			if e, ok := v.Edit(0); ok && len(e.New) != e.End-e.Start {
				t.Errorf("an edit changes the length: %v", e)
			}
		}
		if total > len(data)+4 || err == nil && len(data) < 4 {
			t.Errorf("%d bytes of values from %d", total, len(data))
		}
	})
}
