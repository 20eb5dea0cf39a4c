package trace

import (
	"errors"
	"fmt"
	"strings"
)

// element is one element of DER (X.690), as far as tokens need it: one-byte tags,
// definite lengths.
type element struct {
	tag     byte
	body    []byte
	size    int // the length that the element declares
	missing int // bytes of the body that the input lacks
}

// Tags of X.690 and of RFC 4178 and 4120.
const (
	tagInteger    = 0x02
	tagOctets     = 0x04
	tagOID        = 0x06
	tagEnumerated = 0x0A
	tagSequence   = 0x30
)

// context is the tag of a constructed, context-specific element.
func context(n byte) byte { return 0xA0 | n }

// application is the tag of a constructed, application-specific element.
func application(n byte) byte { return 0x60 | n }

var (
	errDERShort  = errors.New("it ends in the middle of an element")
	errDERLength = errors.New("a length is not in a form that DER allows")
	errDERTag    = errors.New("a tag is longer than one byte")
)

// readElement reads the first element of b. A body that goes beyond the end is cut and
// counted as missing. It never looks into a body, so that depth costs nothing.
func readElement(b []byte) (el element, rest []byte, err error) {
	if len(b) < 2 {
		return el, nil, errDERShort
	}
	if b[0]&0x1F == 0x1F {
		return el, nil, errDERTag
	}
	el.tag, el.size = b[0], int(b[1])
	b = b[2:]
	if el.size >= 0x80 {
		n := el.size & 0x7F
		if n == 0 || n > 4 {
			return el, nil, errDERLength
		}
		if len(b) < n {
			return el, nil, errDERShort
		}
		size := uint64(0)
		for _, c := range b[:n] {
			size = size<<8 | uint64(c)
		}
		if size > 1<<30 {
			return el, nil, errDERLength
		}
		el.size, b = int(size), b[n:]
	}
	n := min(el.size, len(b))
	el.body, el.missing = b[:n], el.size-n
	return el, b[n:], nil
}

// expect reads the first element of b, which must have this tag.
func expect(b []byte, tag byte) (element, []byte, error) {
	el, rest, err := readElement(b)
	if err == nil && el.tag != tag {
		err = fmt.Errorf("tag 0x%02x stands where 0x%02x is expected", el.tag, tag)
	}
	return el, rest, err
}

// maxMembers bounds the members of a sequence that are looked at.
const maxMembers = 64

// members calls f for the elements of a body, in order, until one cannot be read.
func members(body []byte, f func(element)) error {
	for i := 0; len(body) > 0 && i < maxMembers; i++ {
		el, rest, err := readElement(body)
		if err != nil {
			return err
		}
		f(el)
		body = rest
	}
	return nil
}

// inner is the body of the one element that an explicit tag wraps.
func (el element) inner(tag byte) []byte {
	in, _, err := expect(el.body, tag)
	if err != nil {
		return nil
	}
	return in.body
}

// integer is the value of an INTEGER or ENUMERATED in an explicit tag; ok is
// false when it is none or does not fit.
func (el element) integer() (v int, ok bool) {
	in, _, err := readElement(el.body)
	if err != nil || in.tag != tagInteger && in.tag != tagEnumerated || len(in.body) == 0 || len(in.body) > 4 || in.missing > 0 {
		return 0, false
	}
	v = int(int8(in.body[0]))
	for _, b := range in.body[1:] {
		v = v<<8 | int(b)
	}
	return v, true
}

// text is the value of a string type in an explicit tag (GeneralString in RFC
// 4120, 5.2.1), cut to what is shown.
func (el element) text() string {
	in, _, err := readElement(el.body)
	if err != nil {
		return ""
	}
	return clean(string(in.body))
}

// oid is an object identifier in dotted form, "" when it is malformed.
func oid(b []byte) string {
	if len(b) == 0 || len(b) > 32 {
		return ""
	}
	var arcs []string
	v := uint64(0)
	for i, c := range b {
		v = v<<7 | uint64(c&0x7F)
		if c&0x80 != 0 {
			if i == len(b)-1 || v > 1<<56 {
				return ""
			}
			continue
		}
		if len(arcs) == 0 {
			first := min(v/40, 2)
			arcs = append(arcs, fmt.Sprint(first))
			v -= first * 40
		}
		arcs = append(arcs, fmt.Sprint(v))
		v = 0
	}
	return strings.Join(arcs, ".")
}

// maxName bounds, in bytes, a name that a token carries.
const maxName = 256

// clean is a name from a token: valid UTF-8, bounded, and no part of a longer
// string that would stay in memory with it.
func clean(s string) string {
	if len(s) > maxName {
		s = s[:maxName]
	}
	return strings.Clone(strings.ToValidUTF8(s, "\uFFFD"))
}
