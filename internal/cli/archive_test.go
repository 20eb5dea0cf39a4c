package cli

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packed is a file for an archive of a test.
type packed struct {
	name   string
	data   []byte
	change func(*zip.FileHeader, *[]byte) // of the head and the packed bytes; nil for none
}

func writeArchive(path string, files ...packed) error {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		var body bytes.Buffer
		deflate, _ := flate.NewWriter(&body, flate.BestCompression)
		deflate.Write(f.data)
		deflate.Close()
		raw := body.Bytes()
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(f.data), UncompressedSize64: uint64(len(f.data))}
		if f.change != nil {
			f.change(h, &raw)
		}
		h.CompressedSize64 = uint64(len(raw))
		part, err := w.CreateRaw(h)
		if err != nil {
			return err
		}
		part.Write(raw)
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func testArchive(t *testing.T, files ...packed) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "x.zip")
	if err := writeArchive(path, files...); err != nil {
		t.Fatal(err)
	}
	return path
}

func sampleExport(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "exports", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// One bad member is told of and stops nothing.
func TestArchiveMembers(t *testing.T) {
	good := sampleExport(t, "founding.xml")
	bomb := append(good[:len(good):len(good)], bytes.Repeat([]byte("\n"), 100<<20)...)
	for _, tt := range []struct {
		reason string
		file   packed
		want   string // in the message; "" for a member that is read, "-" for one that is not looked at
	}{
		{"an export", packed{name: "a.xml", data: good}, ""},
		{"in a folder", packed{name: "backup/fw1/B.XML", data: good}, ""},
		{"a text", packed{name: "readme.txt", data: good}, "-"},
		{"what macOS adds", packed{name: "__MACOSX/._a.xml", data: []byte("\x00\x05")}, "-"},
		{"a folder", packed{name: "x.xml/"}, "-"},
		{"out of the folder, which nothing follows", packed{name: "../../etc/a.xml", data: good}, ""},
		{"a name for a terminal", packed{name: "\x1b[2J.xml", data: good}, ""},
		{"an archive", packed{name: "inner.zip", data: []byte("PK\x03\x04")}, "an archive in an archive"},
		{"an archive by another name", packed{name: "inner.xml", data: []byte("PK\x03\x04\x00")}, "this is a ZIP archive"},
		{"encrypted", packed{"a.xml", good, func(h *zip.FileHeader, _ *[]byte) { h.Flags |= 1 }}, "it is encrypted; unpack"},
		{"of a method of today", packed{"a.xml", good, func(h *zip.FileHeader, _ *[]byte) { h.Method = 9 }}, "compressed by method 9"},
		{"another checksum", packed{"a.xml", good, func(h *zip.FileHeader, _ *[]byte) { h.CRC32++ }}, "it is damaged in the archive"},
		{"cut off", packed{"a.xml", good, func(_ *zip.FileHeader, raw *[]byte) { *raw = (*raw)[:len(*raw)/2] }}, "it is damaged in the archive"},
		{"noise", packed{"a.xml", good, func(_ *zip.FileHeader, raw *[]byte) { *raw = bytes.Repeat([]byte{0xFF}, 50) }}, "it is damaged in the archive"},
		{"longer than it says", packed{"a.xml", good, func(h *zip.FileHeader, _ *[]byte) { h.UncompressedSize64 = 10 }}, "it is damaged in the archive"},
		{"shorter than it says", packed{"a.xml", good, func(h *zip.FileHeader, _ *[]byte) { h.UncompressedSize64 += 10 }}, "it is damaged in the archive"},
		{"larger than any export", packed{"a.xml", good, func(h *zip.FileHeader, raw *[]byte) {
			h.UncompressedSize64, *raw = 2<<30, make([]byte, 12<<20)
		}}, "it has 2147483648 bytes; at most"},
		{"a bomb", packed{name: "a.xml", data: bomb}, "would grow"},
		{"a bomb that denies it", packed{"a.xml", bomb, func(h *zip.FileHeader, _ *[]byte) { h.UncompressedSize64 = uint64(len(good)) }}, "it is damaged in the archive"},
	} {
		path := testArchive(t, packed{name: "0.xml", data: good}, tt.file)
		var got []string
		for _, in := range expand([]string{path}) {
			_, bad := readDocument(in, nil)
			message := ""
			if bad != nil {
				message = bad.Message
			}
			got = append(got, message)
		}
		switch {
		case tt.want == "-":
			if len(got) != 1 || got[0] != "" {
				t.Errorf("%s: inputs %q, want the other member only", tt.reason, got)
			}
		case strings.Contains(tt.want, "grow") && len(got) == 1: // the archive as a whole
			if !strings.Contains(got[0], "would grow") {
				t.Errorf("%s: %q", tt.reason, got)
			}
		case len(got) != 2 || !strings.Contains(strings.Join(got, ""), tt.want) || strings.Join(got, "") == "" != (tt.want == ""):
			t.Errorf("%s: inputs %q, want one with %q", tt.reason, got, tt.want)
		}
	}
}

// An archive is closed behind its last member, so that a folder of thousands does
// not use up the files that a process may open.
func TestArchivesAreClosed(t *testing.T) {
	path := testArchive(t, packed{name: "a.xml", data: []byte("a")}, packed{name: "b.xml", data: []byte("b")})
	inputs := expand([]string{path, path, path + "!a.xml"})
	if len(inputs) != 2 {
		t.Fatalf("%d inputs, want each member once", len(inputs))
	}
	a := inputs[0].member.archive
	for i, in := range inputs {
		if _, err := in.bytes(nil); err != nil {
			t.Fatal(err)
		}
		if open := a.file != nil; open != (i == 0) {
			t.Errorf("after member %d the archive is open: %v", i, open)
		}
	}
}

// A name in the code page of DOS, as Windows wrote archives for long.
func TestMemberNameInCodePage(t *testing.T) {
	path := testArchive(t, packed{"M\x81nchen.xml", []byte("a"), func(h *zip.FileHeader, _ *[]byte) { h.NonUTF8 = true }})
	if in := expand([]string{path})[0]; in.path != path+"!München.xml" {
		t.Errorf("the member is called %q", in.path)
	}
}
