package fixer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/beevik/etree"
	"golang.org/x/text/encoding/charmap"

	"tmgaudit/schema"
)

// form is a way in which a file may stand on disk.
type form struct {
	name, label string
	encode      func(string) []byte
}

var forms = []form{
	{"utf-8", "UTF-8", func(s string) []byte { return []byte(s) }},
	{"utf-8 bom", "UTF-8", func(s string) []byte { return []byte("\uFEFF" + s) }},
	{"utf-16le", "UTF-16", func(s string) []byte { return encode16(binary.LittleEndian, "\uFEFF"+s) }},
	{"utf-16be", "UTF-16", func(s string) []byte { return encode16(binary.BigEndian, "\uFEFF"+s) }},
	{"windows-1252", "windows-1252", func(s string) []byte {
		b, err := charmap.Windows1252.NewEncoder().Bytes([]byte(s))
		if err != nil {
			panic(err)
		}
		return b
	}},
}

func encode16(order binary.AppendByteOrder, s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// newlines rewrites the line ends of a text.
var newlines = map[string]func(*rand.Rand, string) string{
	"lf":   func(_ *rand.Rand, s string) string { return s },
	"crlf": func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
	"mixed": func(r *rand.Rand, s string) string {
		lines := strings.Split(s, "\n")
		var b strings.Builder
		for i, l := range lines {
			b.WriteString(l)
			if i < len(lines)-1 {
				b.WriteString([]string{"\n", "\r\n"}[r.IntN(2)])
			}
		}
		return b.String()
	},
	"one line": func(_ *rand.Rand, s string) string { return strings.NewReplacer("\n", "", "\t", "").Replace(s) },
}

// value is one setting that the random documents hold: the property, a faulty and
// the good value.
type value struct{ element, property, bad, good string }

var values = []value{
	{"boolean", "IntegratedAuthPersistSingleRequest", "1", "0"},
	{"boolean", "ReturnAuthRequiredIfAuthUserDenied", "1", "0"},
	{"boolean", "SingleRadiusAuthPerSession", "1", "0"},
}

// randomExport is an export with random networks, some of whose settings are
// faulty, and the same with every fault corrected by hand.
func randomExport(r *rand.Rand, label string) (faulty, fixed string, faults int) {
	var bad, good strings.Builder
	both := func(format string, args ...any) {
		fmt.Fprintf(&bad, format, args...)
		fmt.Fprintf(&good, format, args...)
	}
	both("<?xml version=%s encoding='%s'?>\n", []string{`"1.0"`, `'1.0'`}[r.IntN(2)], label)
	both("<fpc4:Root xmlns:fpc4=\"http://schemas.microsoft.com/isa/config-4\" xmlns:dt='urn:schemas-microsoft-com:datatypes' StorageName=\"FPC\" StorageType=\"0\">\n")
	both("\t<!-- hand-made: \u00e4\u00f6\u00fc -->\n\t<fpc4:Arrays StorageName=\"Arrays\" StorageType=\"0\"><fpc4:Array StorageName=\"A\" StorageType=\"1\"><fpc4:NetConfig StorageName=\"N\" StorageType=\"1\"><fpc4:Networks StorageName=\"Networks\" StorageType=\"1\">\n")
	for i := range 1 + r.IntN(5) {
		both("\t\t<fpc4:Network  StorageName='{0A1B2C3D-0000-4000-8000-%012d}' StorageType=\"1\" >\n\t\t\t<fpc4:Name dt:dt=\"string\">Z\u00fcrich &amp; B\u00fcro &#65; %d</fpc4:Name>\n", i, i)
		both("\t\t\t<fpc4:WebListenerProperties StorageName=\"W\" StorageType=\"1\">\n")
		for _, v := range values {
			switch r.IntN(3) {
			case 0:
				both("\t\t\t\t<fpc4:%s dt:dt=\"%s\">%s</fpc4:%s>\n", v.property, v.element, v.good, v.property)
			case 1:
				faults++
				fmt.Fprintf(&bad, "\t\t\t\t<fpc4:%s dt:dt=\"%s\">%s</fpc4:%s>\n", v.property, v.element, v.bad, v.property)
				fmt.Fprintf(&good, "\t\t\t\t<fpc4:%s dt:dt=\"%s\">%s</fpc4:%s>\n", v.property, v.element, v.good, v.property)
			}
		}
		both("\t\t\t</fpc4:WebListenerProperties >\n\t\t</fpc4:Network>\n")
	}
	both("\t</fpc4:Networks></fpc4:NetConfig></fpc4:Array></fpc4:Arrays>\n</fpc4:Root>%s", []string{"", "\n", "\n\n<!-- end -->"}[r.IntN(3)])
	return bad.String(), good.String(), faults
}

// In every encoding and line form the output is the input but for the values that
// were meant, byte for byte, and other readers read it.
func TestOutputIsTheInputButForTheFixes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for _, f := range forms {
		for name, newline := range newlines {
			t.Run(f.name+" "+name, func(t *testing.T) {
				for range 25 {
					faulty, fixed, faults := randomExport(r, f.label)
					seed := r.Uint64()
					in := f.encode(newline(rand.New(rand.NewPCG(seed, 1)), faulty))
					want := f.encode(newline(rand.New(rand.NewPCG(seed, 1)), fixed))
					p := plan(t, read(t, in), Options{Unsafe: true})
					if !bytes.Equal(p.Result(), want) {
						t.Fatalf("%d faults: the result is not the input with the good values\n%q\nwant\n%q", faults, p.Result(), want)
					}
					if p.Count(Applied) != faults {
						t.Fatalf("%d of %d faults fixed", p.Count(Applied), faults)
					}
					sameByEtree(t, p.After, want, f)
				}
			})
		}
	}
}

// sameByEtree reads the result with another reader; only that of UTF-8 can be
// given to it as it is.
func sameByEtree(t *testing.T, doc *schema.Document, want []byte, f form) {
	t.Helper()
	if !strings.HasPrefix(f.name, "utf-8") {
		return
	}
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(want); err != nil {
		t.Fatal(err)
	}
	listed := tree.FindElements("//fpc4:WebListenerProperties/*")
	var values []string
	for _, o := range doc.Objects("WebListenerProperties") {
		for i := range o.Properties() {
			p := &o.Properties()[i]
			values = append(values, p.Name+"="+p.Value())
		}
	}
	if len(listed) != len(values) {
		t.Fatalf("etree reads %d properties, the model has %d", len(listed), len(values))
	}
	for i, e := range listed {
		if got := e.Tag + "=" + e.Text(); got != values[i] {
			t.Errorf("etree reads %s, the model %s", got, values[i])
		}
	}
}

// xmllint reads every result.
func TestXMLLintReadsTheResults(t *testing.T) {
	xmllint := tool(t, "xmllint")
	r := rand.New(rand.NewPCG(5, 5))
	dir := t.TempDir()
	args := []string{"--noout"}
	for i, f := range forms {
		for name, newline := range newlines {
			faulty, _, _ := randomExport(r, f.label)
			p := plan(t, read(t, f.encode(newline(r, faulty))), Options{Unsafe: true})
			path := filepath.Join(dir, fmt.Sprintf("%d-%s.xml", i, strings.ReplaceAll(name, " ", "-")))
			if err := os.WriteFile(path, p.Result(), 0o644); err != nil {
				t.Fatal(err)
			}
			args = append(args, path)
		}
	}
	if out, err := exec.Command(xmllint, args...).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// BenchmarkPlan is 5,000 fixes in a large export: choice, proof and diff.
func BenchmarkPlan(b *testing.B) {
	doc := manyFaults(b, 5000)
	b.SetBytes(int64(len(doc.File.Disk())))
	b.ReportAllocs()
	for b.Loop() {
		p := plan(b, doc, Options{})
		if p.Count(Applied) != 5000 {
			b.Fatalf("%d applied", p.Count(Applied))
		}
		if _, form, err := p.Diff("a", "b"); err != nil || form != UnifiedDiff {
			b.Fatal(form, err)
		}
	}
}

// manyFaults is an export with n networks that have the founding fault, among
// long lists.
func manyFaults(tb testing.TB, n int) *schema.Document {
	tb.Helper()
	var s strings.Builder
	s.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
<fpc4:Arrays StorageName="Arrays" StorageType="0"><fpc4:Array StorageName="A" StorageType="1"><fpc4:NetConfig StorageName="N" StorageType="1"><fpc4:Networks StorageName="Networks" StorageType="1">
`)
	for i := range n {
		fmt.Fprintf(&s, "<fpc4:Network StorageName=\"N%d\" StorageType=\"1\">\n<fpc4:Name dt:dt=\"string\">N%d</fpc4:Name>\n<fpc4:WebListenerProperties StorageName=\"W\" StorageType=\"1\">\n<fpc4:IntegratedAuthPersistSingleRequest dt:dt=\"boolean\">1</fpc4:IntegratedAuthPersistSingleRequest>\n</fpc4:WebListenerProperties>\n<fpc4:DomainNameStrings>\n", i, i)
		for k := range 80 {
			fmt.Fprintf(&s, "<fpc4:Str dt:dt=\"string\">host%d.example.com</fpc4:Str>\n", k)
		}
		s.WriteString("</fpc4:DomainNameStrings>\n</fpc4:Network>\n")
	}
	s.WriteString("</fpc4:Networks></fpc4:NetConfig></fpc4:Array></fpc4:Arrays>\n</fpc4:Root>\n")
	return read(tb, []byte(s.String()))
}
