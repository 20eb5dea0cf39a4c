package winetest

import (
	"bytes"
	"debug/pe"
	"strings"
	"testing"
)

// What is written must be read as a DLL for 64 bits with the export table in its
// section; that it works is seen in the tests that start a program.
func TestForwarderIsADLL(t *testing.T) {
	f, err := pe.NewFile(bytes.NewReader(forwarder("a.dll", "Function", "other.Target")))
	if err != nil {
		t.Fatal(err)
	}
	head, ok := f.OptionalHeader.(*pe.OptionalHeader64)
	if !ok || f.Machine != pe.IMAGE_FILE_MACHINE_AMD64 || f.Characteristics&pe.IMAGE_FILE_DLL == 0 || len(f.Sections) != 1 {
		t.Fatalf("not a DLL of one section: %+v", f.FileHeader)
	}
	table := head.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT]
	if s := f.Sections[0]; table.VirtualAddress != s.VirtualAddress || table.Size != s.VirtualSize {
		t.Errorf("export table %+v, section %+v", table, s.SectionHeader)
	}
	data, err := f.Sections[0].Data()
	if err != nil {
		t.Fatal(err)
	}
	if got := string(data[stringsAt:table.Size]); got != strings.Join([]string{"a.dll", "Function", "other.Target", ""}, "\x00") {
		t.Errorf("names %q", got)
	}
}
