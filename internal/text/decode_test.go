package text_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"tmgaudit/internal/text"
)

// wide is ASCII in UTF-16.
func wide(s string, bigEndian bool) string {
	var b strings.Builder
	for i := range len(s) {
		if bigEndian {
			b.WriteString("\x00" + s[i:i+1])
		} else {
			b.WriteString(s[i:i+1] + "\x00")
		}
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	const declared = `<?xml version="1.0" encoding="%s"?>`
	label := func(s string) string { return fmt.Sprintf(declared, s) }
	for _, c := range []struct {
		reason   string
		disk     string
		encoding string
		text     string
	}{
		{"an empty file is UTF-8", "", "utf-8", ""},
		{"one byte tells nothing", "<", "utf-8", "<"},
		{"no mark, no label", "<a>ü</a>", "utf-8", "<a>ü</a>"},
		{"not XML is no concern of decoding", "hello\x00", "utf-8", "hello\x00"},
		{"a mark is no text", "\xEF\xBB\xBF<a/>", "utf-8", "<a/>"},
		{"only one mark is taken", "\xEF\xBB\xBF\xEF\xBB\xBF", "utf-8", "\uFEFF"},
		{"nothing but a mark", "\xFF\xFE", "utf-16le", ""},
		{"UTF-16 without mark, by <", wide("<a/>", false), "utf-16le", "<a/>"},
		{"UTF-16 without mark, by <", wide("<a/>", true), "utf-16be", "<a/>"},
		{"UTF-16 without mark, by a line end", wide("\r\n<a/>", false), "utf-16le", "\r\n<a/>"},
		{"UTF-16 without mark, by a space", wide(" <a/>", true), "utf-16be", " <a/>"},
		{"label agrees with UTF-16", wide(label("UTF-16"), false), "utf-16le", label("UTF-16")},
		{"label names the byte order", wide(label("utf-16BE"), true), "utf-16be", label("utf-16BE")},
		{"old Microsoft name", wide(label("ISO-10646-UCS-2"), true), "utf-16be", label("ISO-10646-UCS-2")},
		{"label in capitals", label("WINDOWS-1252") + "\x80", "windows-1252", label("WINDOWS-1252") + "€"},
		{"label of old Java", label("Cp1252") + "\x80", "windows-1252", label("Cp1252") + "€"},
		{"ISO 8859-1 has all bytes", label("iso-8859-1") + "\x80", "iso-8859-1", label("iso-8859-1") + "\u0080"},
		{"old ISO name", label("ISO_8859-15") + "\xA4", "iso-8859-15", label("ISO_8859-15") + "€"},
		{"Thai", label("iso-8859-11") + "\xA1", "iso-8859-11", label("iso-8859-11") + "ก"},
		{"ASCII", label("us-ascii"), "us-ascii", label("us-ascii")},
		{"single quotes, spaces round =", "<?xml version='1.0'\r\n encoding = 'cp1250' ?>\x8A", "windows-1250", "<?xml version='1.0'\r\n encoding = 'cp1250' ?>Š"},
		{"the other kind of quote in a value", `<?xml version="'1.0'" encoding="utf-8"?>`, "utf-8", `<?xml version="'1.0'" encoding="utf-8"?>`},
		{"encoding inside another value is none", `<?xml version="encoding='x'"?>`, "utf-8", `<?xml version="encoding='x'"?>`},
		{"encoding after the declaration is none", `<?xml version="1.0"?><a encoding="x"/>`, "utf-8", `<?xml version="1.0"?><a encoding="x"/>`},
		{"a declaration stands at the very start", ` <?xml encoding="x"?>`, "utf-8", ` <?xml encoding="x"?>`},
		{"another processing instruction", `<?xml-stylesheet encoding="x"?>`, "utf-8", `<?xml-stylesheet encoding="x"?>`},
		{"value without end", `<?xml encoding="x`, "utf-8", `<?xml encoding="x`},
		{"value without quotes", `<?xml encoding=x?>`, "utf-8", `<?xml encoding=x?>`},
		{"label too far away", "<?xml " + strings.Repeat(" ", 1024) + `encoding="x"?>`, "utf-8", "<?xml " + strings.Repeat(" ", 1024) + `encoding="x"?>`},
		{"beyond the BMP", "\xFF\xFE\x3D\xD8\x00\xDE", "utf-16le", "😀"},
		{"beyond the BMP", "\xFE\xFF\xD8\x3D\xDE\x00", "utf-16be", "😀"},
	} {
		f, err := text.Decode([]byte(c.disk))
		if err != nil {
			t.Errorf("%s: %.60q: %v", c.reason, c.disk, err)
			continue
		}
		if f.Encoding() != c.encoding || string(f.Text()) != c.text {
			t.Errorf("%s: %.60q is %s %q, want %s %q", c.reason, c.disk, f.Encoding(), f.Text(), c.encoding, c.text)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, c := range []struct {
		reason               string
		disk                 string
		offset, line, column int
		says                 string
	}{
		{"bad byte after characters of two bytes", "<a>\nüü\xFC", 8, 2, 3, `0xFC is not valid UTF-8`},
		{"the usual cause is named", "\xFC", 0, 1, 1, `Windows code page`},
		{"a character is cut off", "ab\xE2\x82", 2, 1, 3, "0xE2"},
		{"surrogates are not UTF-8", "\xED\xA0\x80", 0, 1, 1, "0xED"},
		{"offset includes the mark", "\xEF\xBB\xBFa\r\xFF", 5, 2, 1, "0xFF"},
		{"undefined in the code page", "<?xml encoding='windows-1252'?>\n\xFCa\x81", 34, 2, 3, "0x81 is not defined in windows-1252"},
		{"undefined in Hebrew", "<?xml encoding='windows-1255'?>\xD9", 31, 1, 32, "0xD9"},
		{"undefined in Thai", "<?xml encoding='iso-8859-11'?>\xDB", 30, 1, 31, "0xDB"},
		{"not ASCII", "<?xml encoding='us-ascii'?>\xE4", 27, 1, 28, "0xE4 is not defined in us-ascii"},
		{"odd length", wide("<a>\n", false) + "b", 8, 2, 1, "middle of a UTF-16 character"},
		{"odd length, nothing else", "\xFE\xFF\x00", 2, 1, 1, "middle"},
		{"high surrogate alone", "\xFF\xFEa\x00\x3D\xD8b\x00", 4, 1, 2, "0xD83D stands alone"},
		{"high surrogate at the end", "\xFE\xFF\xD8\x3D", 2, 1, 1, "0xD83D"},
		{"high surrogate and half a unit", "\xFE\xFF\xD8\x3D\xDE", 2, 1, 1, "0xD83D"},
		{"low surrogate first", "\xFF\xFE\x00\xDE\x3D\xD8", 2, 1, 1, "0xDE00"},
		{"UTF-32 mark", "\xFF\xFE\x00\x00<\x00\x00\x00", 0, 1, 1, "UTF-32"},
		{"UTF-32 mark", "\x00\x00\xFE\xFF\x00\x00\x00<", 0, 1, 1, "UTF-32"},
		{"UTF-32 pattern", "<\x00\x00\x00", 0, 1, 1, "UTF-32"},
		{"UTF-32 pattern", "\x00\x00\x00<", 0, 1, 1, "UTF-32"},
		{"written by PowerShell", "\xFF\xFE" + wide("<?xml encoding='utf-8'?>", false), 2 + 2*16, 1, 17, "PowerShell"},
		{"a code page cannot be UTF-16", wide("<?xml encoding='cp1252'?>", true), 2 * 16, 1, 17, `"cp1252" but the file is in UTF-16`},
		{"the other byte order", wide("<?xml encoding='utf-16le'?>", true), 2 * 16, 1, 17, `is in utf-16be`},
		{"label of UTF-16 on bytes", "<?xml encoding='UTF-16'?>", 16, 1, 17, `"UTF-16" but the file is not in UTF-16`},
		{"label of UTF-16, mark of UTF-8", "\xEF\xBB\xBF<?xml encoding='UTF-16'?>", 19, 1, 17, `not in UTF-16`},
		{"mark of UTF-8, other label", "\xEF\xBB\xBF<?xml encoding='latin1'?>", 19, 1, 17, `byte order mark of UTF-8`},
		{"unknown label is named", "<?xml\nencoding='ebcdic-us'?>", 16, 2, 11, `"ebcdic-us" is not supported`},
		{"what is known is listed", "<?xml encoding='x'?>", 16, 1, 17, `utf-16, us-ascii, iso-8859-1 to`},
		{"never existed", "<?xml encoding='iso-8859-12'?>", 16, 1, 17, `not supported`},
	} {
		_, err := text.Decode([]byte(c.disk))
		e := new(text.Error)
		if !errors.As(err, &e) {
			t.Errorf("%s: %q: %v, want an Error", c.reason, c.disk, err)
			continue
		}
		want := text.Error{Offset: c.offset, Line: c.line, Column: c.column, Msg: e.Msg}
		if diff := cmp.Diff(want, *e); diff != "" || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q: %q, want %q\n%s", c.reason, c.disk, err, c.says, diff)
		}
	}
}

// Every supported label decodes every byte that it defines to what x/text says,
// and encodes it back.
func TestCodePages(t *testing.T) {
	pages := map[string]*charmap.Charmap{"iso-8859-1": charmap.ISO8859_1, "iso-8859-16": charmap.ISO8859_16, "windows-1250": charmap.Windows1250}
	labels := []string{"us-ascii", "windows-874"}
	for i := 1; i <= 16; i++ {
		if i != 12 {
			labels = append(labels, fmt.Sprintf("iso-8859-%d", i))
		}
	}
	for i := 1250; i <= 1258; i++ {
		labels = append(labels, fmt.Sprintf("windows-%d", i))
	}
	for _, label := range labels {
		head := `<?xml encoding="` + label + `"?>`
		defined := 0
		for b := range 256 {
			disk := append([]byte(head), byte(b))
			f, err := text.Decode(disk)
			if err != nil {
				continue
			}
			defined++
			got := f.Text()[len(head):]
			control := b >= 0x80 && b < 0xA0 && !strings.HasPrefix(label, "windows") // x/text lacks some
			if page := pages[label]; page != nil && !control && string(got) != string(page.DecodeByte(byte(b))) {
				t.Errorf("%s: byte 0x%02X is %q, want %q", label, b, got, page.DecodeByte(byte(b)))
			}
			if back, err := f.Encode(string(got)); err != nil || string(back) != string(disk[len(head):]) {
				t.Errorf("%s: %q encodes to %X (%v), want %02X", label, got, back, err, b)
			}
		}
		if label != "us-ascii" && defined < 200 || defined < 128 {
			t.Errorf("%s: only %d bytes are defined", label, defined)
		}
	}
}

func TestDecodeThenEncodeIsTheInput(t *testing.T) {
	for _, m := range forms {
		for seed := range 40 {
			disk, want := m.write(t, m.prose(dice(seed)))
			f := decode(t, disk)
			if f.Encoding() != m.name || f.BOM() != (m.bom != "") || !bytes.Equal(f.Disk(), disk) {
				t.Fatalf("%v: decoded as %s, bom %t", m, f.Encoding(), f.BOM())
			}
			if !bytes.Equal(f.Text(), want) {
				t.Fatalf("%v, seed %d: text differs from that of x/text", m, seed)
			}
			back, err := f.Encode(string(f.Text()))
			if err != nil || !bytes.Equal(append([]byte(m.bom), back...), disk) {
				t.Fatalf("%v, seed %d: encodes to other bytes (%v)", m, seed, err)
			}
			if same, err := f.Apply(nil); err != nil || !bytes.Equal(same, disk) {
				t.Fatalf("%v, seed %d: no edits changed the file (%v)", m, seed, err)
			}
		}
	}
}

func TestUTF8SharesMemory(t *testing.T) {
	for _, head := range []string{"", "\xEF\xBB\xBF", "<?xml encoding='cp1252'?>"} {
		disk := []byte(head + "<a/>")
		if f := decode(t, disk); &f.Text()[len(f.Text())-1] != &disk[len(disk)-1] {
			t.Errorf("%q was copied", disk)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	for _, c := range []struct {
		reason, label, s, says string
	}{
		{"no euro in Latin 1", "iso-8859-1", "1 €", `character '€' (U+20AC) is not in iso-8859-1`},
		{"nothing but ASCII", "us-ascii", "ü", `(U+00FC) is not in us-ascii`},
		{"undefined in Windows stays so", "windows-1252", "\u0081", `(U+0081)`},
		{"the replacement character is in no code page", "windows-1255", "\uFFFD", `(U+FFFD)`},
		{"strings must be UTF-8", "utf-8", "ab\xFF", `0xFF at 2`},
		{"strings must be UTF-8", "windows-1252", "\xE4", `0xE4 at 0`},
	} {
		f := decode(t, []byte(`<?xml encoding="`+c.label+`"?>`))
		if b, err := f.Encode(c.s); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q in %s: %X, %v; want %q", c.reason, c.s, c.label, b, err, c.says)
		}
	}
}

// A large text is looked at in pieces. What counts is its bytes, wherever a piece
// ends.
func TestDecodeInPieces(t *testing.T) {
	const size = 3 << 20
	for _, c := range []struct {
		reason string
		char   string
	}{
		{"every second byte starts a character", "é"},
		{"no power of two ends with a character", "€"},
		{"four bytes", "😀"},
	} {
		for shift := range 4 {
			good := strings.Repeat("x", shift) + strings.Repeat(c.char, size/len(c.char))
			if _, err := text.Decode([]byte(good)); err != nil {
				t.Errorf("%s, from %d on: %v", c.reason, shift, err)
			}
			for _, at := range []int{1<<20 - 1, 1 << 20, 1<<20 + 1, 2 << 20, len(good) - 1} {
				bad := []byte(good)
				bad[at] = 0xFF
				var e *text.Error
				if _, err := text.Decode(bad); !errors.As(err, &e) || e.Offset > at || at-e.Offset >= len(c.char) {
					t.Errorf("%s, from %d on, with a bad byte at %d: %v", c.reason, shift, at, err)
				}
			}
		}
	}
}
