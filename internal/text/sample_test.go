package text_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"tmgaudit/internal/text"
)

// form is a way to write text to disk. The encoders of golang.org/x/text are
// the judge of the package's own codecs.
type form struct {
	name     string // as File.Encoding has it
	label    string // in the XML declaration
	bom      string
	encoder  encoding.Encoding
	alphabet string
}

var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

const world = "aZ <>\"&üß€ñ漢字\u2028\uFEFF\uFFFD😀𝄞\U0010FFFF\x00"

var forms = []form{
	{"utf-8", "utf-8", "", encoding.Nop, world},
	{"utf-8", "", "", encoding.Nop, world},
	{"utf-8", "UTF-8", "\xEF\xBB\xBF", encoding.Nop, world},
	{"utf-16le", "utf-16", "\xFF\xFE", utf16LE, world},
	{"utf-16be", "UTF-16", "\xFE\xFF", utf16BE, world},
	{"utf-16le", "utf-16le", "", utf16LE, world},
	{"utf-16be", "", "", utf16BE, world},
	{"us-ascii", "US-ASCII", "", encoding.Nop, "aZ <>\"&"},
	{"iso-8859-1", "latin1", "", charmap.ISO8859_1, "aZ <>üßñ\u0085\u00A0"},
	{"iso-8859-15", "ISO-8859-15", "", charmap.ISO8859_15, "aZ <>üß€"},
	{"windows-1252", "Windows-1252", "", charmap.Windows1252, "aZ <>üß€™"},
	{"windows-1251", "cp1251", "", charmap.Windows1251, "aZ <>Жя€"},
	{"windows-874", "windows-874", "", charmap.Windows874, "aZ <>กข€"},
}

func (m form) String() string { return fmt.Sprintf("%s bom=%t label=%q", m.name, m.bom != "", m.label) }

// write is s on disk, after a declaration with the label. Without a label the
// text starts with an element, so that UTF-16 shows.
func (m form) write(t testing.TB, s string) (disk, whole []byte) {
	t.Helper()
	whole = []byte("<a>" + s)
	if m.label != "" {
		whole = []byte(`<?xml version="1.0" encoding="` + m.label + `"?>` + s)
	}
	body, err := m.encoder.NewEncoder().Bytes(whole)
	if err != nil {
		t.Fatalf("%v: %v", m, err)
	}
	return append([]byte(m.bom), body...), whole
}

// prose is random text over the alphabet with every kind of line end. Some of
// it is longer than the distance of the marks in the index.
func (m form) prose(r *rand.Rand) string {
	letters := []rune(m.alphabet)
	ends := [][]string{{"\n"}, {"\r\n"}, {"\r"}, {"\n", "\r\n", "\r", "\n\r", "\r\r\n"}, {""}}[r.IntN(5)]
	var b strings.Builder
	for range r.IntN(60) {
		n := r.IntN(8)
		switch r.IntN(50) {
		case 0:
			n = 3000 + r.IntN(3000)
		case 1:
			b.WriteString(strings.Repeat(ends[0], r.IntN(3000)))
		}
		for range n {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		b.WriteString(ends[r.IntN(len(ends))])
	}
	return b.String()
}

func decode(t testing.TB, disk []byte) *text.File {
	t.Helper()
	f, err := text.Decode(disk)
	if err != nil {
		t.Fatalf("decode %.80q: %v", disk, err)
	}
	return f
}

func dice(seed int) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 1)) }
