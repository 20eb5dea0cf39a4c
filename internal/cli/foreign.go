package cli

import (
	"bytes"
	"fmt"

	"tmgaudit/internal/text"
	"tmgaudit/report"
)

// signatures are the first bytes of files that get named in place of an export,
// each with what it is.
var signatures = []struct{ magic, what string }{
	{"\x89PNG", "a PNG image"},
	{"\xFF\xD8\xFF", "a JPEG image"},
	{"GIF8", "a GIF image"},
	{"BM", "a bitmap image"},
	{"MZ", "a Windows program"},
	{"\x7FELF", "a Linux program"},
	{"PK\x03\x04", "a ZIP archive (or an Office document)"},
	{"\x1F\x8B", "a gzip archive"},
	{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"},
	{"Rar!", "a RAR archive"},
	{"MSCF", "a cabinet archive"},
	{"%PDF", "a PDF document"},
	{"{\\rtf", "an RTF document"},
	{"\xD0\xCF\x11\xE0", "an Office document or another OLE file"},
	{"ElfFile\x00", "a Windows event log"},
	{"regf", "a registry hive"},
	{"SQLite format 3", "a database"},
	{"\x0A\x0D\x0D\x0A", "a network capture"},
	{"\xD4\xC3\xB2\xA1", "a network capture"},
	{"GMBU", "a Network Monitor capture"},
}

// expectation is what to name instead.
const expectation = "expected the XML file that the console or a script exported"

// foreign recognises what is no text at all, or nothing. It returns nil for what
// may be XML.
func foreign(disk []byte) *report.Unreadable {
	if len(bytes.Trim(disk, " \t\r\n")) == 0 {
		what := "the file is empty"
		if len(disk) > 0 {
			what = "the file holds nothing but white space"
		}
		return atStart(what + "; " + expectation)
	}
	for _, s := range signatures {
		if bytes.HasPrefix(disk, []byte(s.magic)) && looksBinary(disk) {
			return atStart(fmt.Sprintf("this is %s, not an export; %s", s.what, expectation))
		}
	}
	return nil
}

// startsLikeXML reports whether a < is the first that the start of a file holds, in
// any encoding, behind what may stand before it: a byte order mark, white space, and
// the NULs of UTF-16. White space alone may be the start of anything.
func startsLikeXML(start []byte) bool {
	rest := bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimPrefix(bytes.TrimPrefix(start, []byte("\xEF\xBB\xBF")), []byte("\xFF\xFE")), []byte("\xFE\xFF")), " \t\r\n\x00")
	return bytes.HasPrefix(rest, []byte("<")) || len(rest) == 0 && len(bytes.Trim(start, "\x00")) > 0
}

// looksBinary reports whether the start of a file holds bytes that no text has, which
// tells a bitmap from a text that starts with BM.
func looksBinary(disk []byte) bool {
	const head = 512
	for _, b := range disk[:min(len(disk), head)] {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b >= 0x7F {
			return true
		}
	}
	return bytes.HasPrefix(disk, []byte("%PDF")) || bytes.HasPrefix(disk, []byte("{\\rtf"))
}

func atStart(message string) *report.Unreadable {
	start := text.Position{Line: 1, Column: 1}
	return &report.Unreadable{Message: message, Start: start, End: start}
}
