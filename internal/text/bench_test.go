package text_test

import (
	"fmt"
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

// export is about size bytes of text in the shape of an export: CRLF, tabs,
// some 40 bytes a line.
func export(size int) string {
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		fmt.Fprintf(&b, "\t\t\t<fpc4:Str dt:dt=\"string\">host%d</fpc4:Str>\r\n", n)
	}
	return b.String()
}

const benchSize = 20 << 20

func BenchmarkDecode(b *testing.B) {
	s := export(benchSize)
	page := form{label: "windows-1252", encoder: forms[10].encoder}
	for name, m := range map[string]form{"utf-8": forms[0], "utf-16le": forms[3], "windows-1252": page} {
		tail := ""
		if name == "windows-1252" {
			tail = "ü" // or it would not need decoding
		}
		disk, _ := m.write(b, s+tail)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(disk)))
			b.ReportAllocs()
			for b.Loop() {
				decode(b, disk)
			}
		})
	}
}

func BenchmarkLineIndex(b *testing.B) {
	crlf := export(benchSize)
	for _, c := range []struct{ name, text string }{
		{"crlf", crlf},
		{"lf", strings.ReplaceAll(crlf, "\r", "")},
		{"one-line", strings.ReplaceAll(crlf, "\r\n", "")},
	} {
		data := []byte(c.text)
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				decode(b, data).Lines()
			}
		})
	}
}

func BenchmarkPosition(b *testing.B) {
	crlf := export(benchSize)
	for _, c := range []struct{ name, text string }{
		{"crlf", crlf},
		{"one-line", strings.ReplaceAll(crlf, "\r\n", "")},
	} {
		f := decode(b, []byte(c.text))
		f.Lines() // make the index
		b.Run(c.name, func(b *testing.B) {
			at := 0
			for b.Loop() {
				f.Position(at)
				at = (at + 999_983) % len(c.text)
			}
		})
	}
}

func BenchmarkUnified(b *testing.B) {
	crlf := export(benchSize)
	for _, c := range []struct {
		name, text string
		edits      int
	}{
		{"5", crlf, 5},
		{"5000", crlf, 5000},
		{"5000-in-one-line", strings.ReplaceAll(crlf, "\r\n", ""), 5000},
	} {
		src := []byte(c.text)
		var edits []text.Edit
		for i := range c.edits {
			at := i * (len(src) / c.edits)
			edits = append(edits, edit(at, at+1, "changed"))
		}
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := text.Unified("a", "b", src, edits, 3); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
