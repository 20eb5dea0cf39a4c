// Package text turns the bytes of a configuration export into UTF-8 and back.
//
// A File remembers how it was written (encoding, byte order mark, line ends)
// and maps every place in the decoded text to a line, a column and an offset on
// disk. Corrections are Edits on the decoded text; File.Apply carries them to
// the disk bytes and leaves every other byte as it was.
//
// Laws, held by the tests:
//
//   - encoding the decoded text gives the bytes on disk, less the byte order mark
//   - no edits, no change: Apply of nothing is the input
//   - bytes outside the edits are those on disk, in every encoding
//   - Merge is symmetric; Apply does not depend on the order of the edits
//   - a unified diff, applied by patch, gives exactly what Apply gives
package text

import (
	"sync"
	"unsafe"
)

// File is an input decoded to UTF-8, with the way back to its bytes on disk.
// It never changes after Decode and may be used by many goroutines at once.
type File struct {
	disk   []byte
	text   []byte
	source string // text again, in the same memory
	codec  codec
	bom    int  // bytes of byte order mark
	shared bool // text is disk[bom:]

	once sync.Once
	idx  *index // by lookup only
}

// Decode reads the bytes of a file. The encoding follows from the byte order
// mark, the pattern of the first bytes and the label in the XML declaration,
// in this order (XML 1.0 appendix F); without any of them it is UTF-8. Empty
// input is an empty UTF-8 file.
//
// Bytes that are not in the encoding, a label that contradicts the bytes and an
// encoding that is not supported are an *Error. The File keeps disk and may
// share it with Text; the caller must not change it.
func Decode(disk []byte) (*File, error) {
	s, err := sniff(disk)
	if err != nil {
		return nil, err
	}
	c, err := s.choose(disk)
	if err != nil {
		return nil, err
	}
	body := disk[s.bom:]
	text, bad := c.decode(body)
	if bad != nil {
		return nil, errorAt(s.bom+bad.at, bad.before, "%s", bad.msg)
	}
	shared := len(text) == 0 || &text[0] == &body[0]
	// Nobody changes text from here on, so that a string may share its memory, as
	// in strings.Builder: a model of the file is made of parts of it.
	source := unsafe.String(unsafe.SliceData(text), len(text))
	return &File{disk: disk, text: text, source: source, codec: c, bom: s.bom, shared: shared}, nil
}

// Disk is the file as it was given to Decode. Read-only.
func (f *File) Disk() []byte { return f.disk }

// Text is the file in UTF-8 without byte order mark, line ends as on disk. It
// shares memory with Disk where the bytes are the same. Read-only.
func (f *File) Text() []byte { return f.text }

// Source is Text as a string. Parts of it cost nothing, and keep the whole file in
// memory.
func (f *File) Source() string { return f.source }

// Encoding is the name of the encoding on disk, in lower case as IANA has it:
// utf-8, utf-16le, utf-16be, us-ascii, iso-8859-1, windows-1252 and so on.
func (f *File) Encoding() string { return f.codec.name() }

// BOM reports whether the file starts with a byte order mark.
func (f *File) BOM() bool { return f.bom > 0 }

// Encode is s in the encoding of the file, without byte order mark. A character
// that the encoding lacks is an error that names it; so is invalid UTF-8.
func (f *File) Encode(s string) ([]byte, error) {
	return f.codec.encode(make([]byte, 0, f.codec.width(len(s), 0)), s)
}
