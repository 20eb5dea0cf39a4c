package winetest

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
)

// Places of a forwarder: the export table is its only section.
const (
	sectionAddress = 0x1000
	sectionOffset  = 0x200 // and the size of the headers, and of the section
	stringsAt      = 50    // behind the directory (40), one address, one name, one ordinal
)

// forwarder is a 64-bit DLL, called name, whose only function is that of another
// DLL: target is "dll.function". It holds no code.
func forwarder(name, function, target string) []byte {
	var text bytes.Buffer
	place := func(s string) uint32 {
		at := uint32(sectionAddress + stringsAt + text.Len())
		text.WriteString(s + "\x00")
		return at
	}
	nameAt, functionAt, targetAt := place(name), place(function), place(target)
	size := uint32(stringsAt + text.Len())

	var b bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			binary.Write(&b, binary.LittleEndian, v) // a buffer never fails
		}
	}
	put([]byte("MZ"), make([]byte, 58), uint32(64), []byte("PE\x00\x00"))
	head := optionalHeader(size)
	put(pe.FileHeader{
		Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(binary.Size(head)),
		Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
	}, head)
	put(pe.SectionHeader32{
		Name: [8]uint8{'.', 'r', 'd', 'a', 't', 'a'}, VirtualSize: size, VirtualAddress: sectionAddress,
		SizeOfRawData: sectionOffset, PointerToRawData: sectionOffset,
		Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
	})
	put(make([]byte, sectionOffset-b.Len()))
	// An address inside the export table is the name of a function elsewhere.
	put([]uint32{
		0, 0, 0, nameAt, 1, 1, 1, sectionAddress + 40, sectionAddress + 44, sectionAddress + 48,
		targetAt, functionAt,
	}, uint16(0))
	put(text.Bytes(), make([]byte, 2*sectionOffset-b.Len()-text.Len()))
	return b.Bytes()
}

func optionalHeader(size uint32) pe.OptionalHeader64 {
	head := pe.OptionalHeader64{
		Magic: 0x20b, ImageBase: 0x180000000, SectionAlignment: sectionAddress, FileAlignment: sectionOffset,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6,
		SizeOfInitializedData: sectionOffset, SizeOfImage: 2 * sectionAddress, SizeOfHeaders: sectionOffset,
		Subsystem:           pe.IMAGE_SUBSYSTEM_WINDOWS_CUI,
		DllCharacteristics:  pe.IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE | pe.IMAGE_DLLCHARACTERISTICS_NX_COMPAT | pe.IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA,
		NumberOfRvaAndSizes: 16,
	}
	head.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: sectionAddress, Size: size}
	return head
}
