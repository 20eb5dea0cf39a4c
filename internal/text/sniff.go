package text

import (
	"bytes"
	"strings"
)

// signature is what the first bytes of a file say about its encoding.
type signature struct {
	bom  int    // bytes of byte order mark
	name string // utf-8, utf-16le, utf-16be; "" where only a label can tell
}

// sniff looks at the byte order mark, then at the pattern that "<" or a space
// makes, which is all that XML can start with.
func sniff(disk []byte) (signature, error) {
	switch {
	case bytes.HasPrefix(disk, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(disk, []byte("\x00\x00\xFE\xFF")),
		bytes.HasPrefix(disk, []byte("<\x00\x00\x00")), bytes.HasPrefix(disk, []byte("\x00\x00\x00<")):
		return signature{}, errorAt(0, nil, "the file is in UTF-32, which is not supported; save it as UTF-8")
	case bytes.HasPrefix(disk, []byte("\xEF\xBB\xBF")):
		return signature{3, "utf-8"}, nil
	case bytes.HasPrefix(disk, []byte("\xFF\xFE")):
		return signature{2, "utf-16le"}, nil
	case bytes.HasPrefix(disk, []byte("\xFE\xFF")):
		return signature{2, "utf-16be"}, nil
	case len(disk) < 2:
		return signature{}, nil
	case disk[1] == 0 && startsXML(disk[0]):
		return signature{0, "utf-16le"}, nil
	case disk[0] == 0 && startsXML(disk[1]):
		return signature{0, "utf-16be"}, nil
	}
	return signature{}, nil
}

func startsXML(b byte) bool { return b == '<' || isSpace(b) }

// choose is the codec that the signature and the label agree on.
func (s signature) choose(disk []byte) (codec, error) {
	head := s.head(disk[s.bom:])
	label, at := declaredEncoding(head)
	fail := func(format string, args ...any) error {
		offset := at
		if s.wide() {
			offset *= 2
		}
		return errorAt(s.bom+offset, head[:at], format, args...)
	}
	name := canonical(label)
	labelled16 := strings.HasPrefix(name, "utf-16")
	switch {
	case s.wide() && label != "" && name != "utf-16" && name != s.name:
		if labelled16 {
			return nil, fail("the XML declaration says %q but the file is in %s; correct the declaration", label, s.name)
		}
		return nil, fail("the XML declaration says %q but the file is in UTF-16; PowerShell writes UTF-16 with > and Out-File: "+
			"copy the file as it is instead, or save it as UTF-8", label)
	case s.wide():
		return unicode16{big: s.name == "utf-16be"}, nil
	case labelled16:
		return nil, fail("the XML declaration says %q but the file is not in UTF-16; "+
			`it was saved anew without correcting the declaration: change it to encoding="utf-8", or save the file as UTF-16`, label)
	case s.name == "utf-8" && label != "" && name != "utf-8":
		return nil, fail("the XML declaration says %q but the file starts with the byte order mark of UTF-8; "+
			`change it to encoding="utf-8", or remove the mark if the label is right`, label)
	case label == "" || name == "utf-8":
		return unicode8{}, nil
	}
	if page := newCodepage(name); page != nil {
		return page, nil
	}
	return nil, fail("encoding %q is not supported; save the file as UTF-8 (supported: %s)", label, supported)
}

// wide reports whether the bytes are UTF-16.
func (s signature) wide() bool { return strings.HasPrefix(s.name, "utf-16") }

// head is the start of the file as ASCII, enough for an XML declaration. What is
// not ASCII becomes "?", which no label holds.
func (s signature) head(body []byte) []byte {
	if !s.wide() {
		return body[:min(len(body), declarationLimit)]
	}
	c := unicode16{big: s.name == "utf-16be"}
	var head []byte
	for i := 0; i+1 < len(body) && len(head) < declarationLimit; i += 2 {
		if u := c.unit(body[i:]); u < 0x80 {
			head = append(head, byte(u))
		} else {
			head = append(head, '?')
		}
	}
	return head
}
