package redact

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"tmgaudit/schema"
)

// blobBytes is a list of one string.
func blobBytes(name, value []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, 1)
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(name))), name...)
	b = binary.LittleEndian.AppendUint16(b, uint16(schema.VarString))
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(value))), value...)
}

func wide(s string) []byte {
	b, _ := hex.DecodeString(hexUTF16(s))
	return b
}

func TestBlob(t *testing.T) {
	for _, c := range []struct {
		reason      string
		name, value []byte
		keptName    string
		kept        string
		gone        []byte
	}{
		{"a known name and a number", wide("Enabled\x00"), wide("1\x00"), "Enabled", "1", wide("JohnSmith")},
		{"a text behind a number", wide("Enabled\x00"), wide("1\x00JohnSmithSecret99"), "Enabled", "1", wide("JohnSmith")},
		{"and its end", wide("Enabled\x00"), wide("1\x00JohnSmithSecret99"), "Enabled", "1", wide("Secret99")},
		{"a text behind a name", wide("Name\x00JohnSmithLabel"), wide("1"), "Name", "1", wide("JohnSmith")},
		{"behind two NULs", wide("Enabled\x00\x00JohnSmith\x00\x00"), wide("1"), "Enabled", "1", wide("JohnSmith")},
		{"behind a text", wide("Enabled"), wide("Ann\x00JohnSmith\x00"), "Enabled", "", wide("JohnSmith")},
		{"half a character", wide("Enabled"), append(wide("1"), 'J'), "Enabled", "1", []byte{'1', 0, 'J'}},
	} {
		doc := parse(t, []byte(export(`<fpc4:VendorParametersSet StorageName="V" StorageType="1"><fpc4:BlobData dt:dt="bin.hex">`+
			hex.EncodeToString(blobBytes(c.name, c.value))+`</fpc4:BlobData></fpc4:VendorParametersSet>`)))
		r, after := redacted(t, doc)
		if strings.Contains(string(r.Disk), hex.EncodeToString(c.gone)) {
			t.Errorf("%s: it is left in %s", c.reason, r.Disk)
		}
		blob := after.Root.Children()[0].Property("BlobData").Value()
		if len(blob) != 2*len(blobBytes(c.name, c.value)) {
			t.Errorf("%s: the layout has changed: %s", c.reason, blob)
		}
		for _, kept := range []string{c.keptName, c.kept} {
			if kept != "" && !strings.Contains(blob, hexUTF16(kept)) {
				t.Errorf("%s: %q is not kept in %s", c.reason, kept, blob)
			}
		}
	}
}

// Strings that differ behind a NUL differ in the copy as well.
func TestBlobTellsApart(t *testing.T) {
	r := newRedactor()
	one, two, again := blobBytes(wide("Enabled"), wide("1\x00Ann Lee")), blobBytes(wide("Enabled"), wide("1\x00Bob Lee")), blobBytes(wide("Enabled"), wide("1\x00Ann Lee"))
	if a, b := r.blob(one), r.blob(two); a == b {
		t.Error("two strings became one")
	}
	if a, b := r.blob(one), r.blob(again); a != b {
		t.Error("one string became two")
	}
}
