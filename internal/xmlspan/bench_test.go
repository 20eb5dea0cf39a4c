package xmlspan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
)

// exportLike writes a document of at least size bytes in the shape of a real
// export: CRLF, tabs, objects with StorageName and StorageType, typed properties,
// long lists of strings, and now and then a reference.
func exportLike(size int) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" +
		"<fpc4:Root xmlns:fpc4=\"http://schemas.microsoft.com/isa/config-4\"" +
		" xmlns:dt=\"urn:schemas-microsoft-com:datatypes\" StorageName=\"FPC\" StorageType=\"0\">\r\n" +
		"\t<fpc4:Build dt:dt=\"string\">7.0.9193.500</fpc4:Build>\r\n" +
		"\t<fpc4:Comment dt:dt=\"string\"/>\r\n" +
		"\t<fpc4:URLSets StorageName=\"URLSets\" StorageType=\"1\">\r\n")
	for i := 0; b.Len() < size; i++ {
		writeURLSet(&b, i)
	}
	b.WriteString("\t</fpc4:URLSets>\r\n</fpc4:Root>\r\n")
	return b.Bytes()
}

func writeURLSet(b *bytes.Buffer, i int) {
	fmt.Fprintf(b, "\t\t<fpc4:URLSet StorageName=\"{83372B6C-7ECE-4662-B478-%012X}\" StorageType=\"1\">\r\n", i)
	fmt.Fprintf(b, "\t\t\t<fpc4:Description dt:dt=\"string\">Rack &amp; room %d, Grundstra\u00dfe</fpc4:Description>\r\n", i)
	fmt.Fprintf(b, "\t\t\t<fpc4:Name dt:dt=\"string\">Set %d</fpc4:Name>\r\n", i)
	b.WriteString("\t\t\t<fpc4:Predefined dt:dt=\"boolean\">0</fpc4:Predefined>\r\n")
	b.WriteString("\t\t\t<fpc4:Order dt:dt=\"bin.hex\">0000000000000000</fpc4:Order>\r\n")
	b.WriteString("\t\t\t<fpc4:Comment dt:dt=\"string\"/>\r\n\t\t\t<fpc4:URLStrings>\r\n")
	for j := range 40 {
		fmt.Fprintf(b, "\t\t\t\t<fpc4:Str dt:dt=\"string\">http://host%d.example.com/path/%d/*</fpc4:Str>\r\n", i*7+j, j)
	}
	b.WriteString("\t\t\t</fpc4:URLStrings>\r\n\t\t</fpc4:URLSet>\r\n")
}

// BenchmarkScanner reads a document of 20 MB.
func BenchmarkScanner(b *testing.B) {
	src := exportLike(20 << 20)
	b.SetBytes(int64(len(src)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	for b.Loop() {
		if err := drain(src); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	kb := float64(len(src)) / 1024 * float64(b.N)
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/kb, "allocs/KB")
}

// BenchmarkFragment reads one property again, as the model does on demand.
func BenchmarkFragment(b *testing.B) {
	src := []byte("<fpc4:Name dt:dt=\"string\">Set 1 &amp; 2</fpc4:Name>")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scan(NewFragment(src)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations holds that the scanner allocates for distinct names, not for
// what the document holds.
func TestAllocations(t *testing.T) {
	small, large := exportLike(100_000), exportLike(1_000_000)
	count := func(src []byte) float64 {
		return testing.AllocsPerRun(3, func() {
			if err := drain(src); err != nil {
				t.Fatal(err)
			}
		})
	}
	if s, l := count(small), count(large); s != l || l > 100 {
		t.Errorf("%v allocations for %d bytes, %v for %d; expected the same, and at most 100", s, len(small), l, len(large))
	}
}

func drain(src []byte) error {
	s := New(src)
	var t Token
	for {
		if err := s.Next(&t); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
