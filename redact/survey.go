package redact

import (
	"bytes"
	"net/netip"
	"strings"

	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema"
)

// survey is which addresses there are and what lies between them.
type survey struct {
	points    map[uint32]bool
	intervals map[interval]bool
	six       map[netip.Addr]bool
}

// interval is a range of addresses, both ends included. host is the number of
// host bits of a subnet, -1 for another range.
type interval struct {
	from, to uint32
	host     int
}

func newSurvey() *survey {
	return &survey{points: map[uint32]bool{}, intervals: map[interval]bool{}, six: map[netip.Addr]bool{}}
}

func surveyOf(docs []*schema.Document) *survey {
	s := newSurvey()
	for _, d := range docs {
		s.document(d)
	}
	return s
}

func (s *survey) document(d *schema.Document) {
	src := d.File.Text()
	s.scan(src)
	if bytes.Contains(src, []byte("&#")) {
		s.references(src)
	}
	for o := range d.All() {
		s.object(o)
	}
}

// references takes the addresses that are written with character references, in
// text and in attributes.
func (s *survey) references(src []byte) {
	scan := func(raw []byte, attribute bool) {
		if bytes.Contains(raw, []byte("&#")) {
			s.scan([]byte(xmlspan.Unescape(raw, attribute)))
		}
	}
	tokens := xmlspan.New(src)
	var t xmlspan.Token
	for tokens.Next(&t) == nil {
		if t.Kind == xmlspan.CharData {
			scan(src[t.Span.Start:t.Span.End], false)
		}
		for _, a := range t.Attrs {
			scan(src[a.Value.Start:a.Value.End], true)
		}
	}
}

// pieces takes the addresses of a value that markup divides, a comment or CDATA.
func (s *survey) pieces(raw []byte, value string) {
	if bytes.IndexByte(raw, '<') >= 0 {
		s.scan([]byte(value))
	}
}

// object takes the ranges that properties make together: IPFrom and IPTo, an
// address and a mask.
func (s *survey) object(o *schema.Object) {
	props := o.Properties()
	first, hasFirst := uint32(0), false
	for i := range props {
		p := &props[i]
		if p.IsList() {
			for span, entry := range p.Entries() {
				s.pieces(o.Document().File.Text()[span.Start:span.End], entry)
			}
			continue
		}
		v := p.Value()
		if plain(p.Type(), v) {
			continue
		}
		s.pieces(p.Raw(), v)
		if host, ok := maskBits(v); ok && hasFirst && isMask(p.Name, v) {
			s.block(first, host)
			continue
		}
		a, ok := parse4(v)
		if !ok || isMask(p.Name, v) {
			continue
		}
		if !hasFirst {
			first, hasFirst = a, true
		}
		s.add(interval{a, a, -1})
		if partner := otherEnd(p.Name); partner != "" {
			if b, ok := parse4(o.Text(partner)); ok && a < b {
				s.add(interval{a, b, -1})
			}
		}
	}
}

// otherEnd is the name of the property that ends a range which name starts.
func otherEnd(name string) string {
	for _, pair := range [][2]string{{"From", "To"}, {"Low", "High"}, {"Start", "End"}} {
		if strings.Contains(name, pair[0]) {
			return strings.Replace(name, pair[0], pair[1], 1)
		}
	}
	return ""
}

func parse4(s string) (uint32, bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(s))
	if err != nil || !a.Unmap().Is4() {
		return 0, false
	}
	return number4(a.Unmap()), true
}

// see takes a single address.
func (s *survey) see(a netip.Addr) {
	if v4 := a.Unmap(); v4.Is4() {
		s.points[number4(v4)] = true
	} else {
		s.six[a.WithZone("")] = true
	}
}

func (s *survey) add(i interval) {
	s.points[i.from], s.points[i.to] = true, true
	s.intervals[i] = true
}

// block adds the subnet around an address. Its ends need not stand anywhere.
func (s *survey) block(a uint32, host int) {
	low := uint32(1)<<host - 1
	s.points[a] = true
	s.intervals[interval{a &^ low, a | low, host}] = true
}

// scan takes everything in a text that is written like an address.
func (s *survey) scan(src []byte) {
	for at := 0; at < len(src); {
		if !addressByte(src[at]) {
			at++
			continue
		}
		end := at
		for end < len(src) && addressByte(src[end]) {
			end++
		}
		if end-at >= len("::1") && end-at <= 64 {
			s.token(string(src[at:end]), src[end:])
		}
		at = end
	}
}

func addressByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' || c == '.' || c == ':'
}

// token takes an address; behind it, "/24" makes a block and "-10.0.0.9" a range.
func (s *survey) token(t string, rest []byte) {
	t = strings.Trim(t, ".")
	a, err := netip.ParseAddr(t)
	if err != nil {
		for part := range strings.SplitSeq(t, ":") { // a port, or what it stands behind
			if a, err := netip.ParseAddr(part); err == nil {
				s.see(a)
			}
		}
		return
	}
	s.see(a)
	if !a.Unmap().Is4() {
		return
	}
	n := number4(a.Unmap())
	if bits, ok := prefixLength(rest); ok {
		s.block(n, 32-bits)
		return
	}
	if len(rest) > 7 && rest[0] == '-' {
		end := 1
		for end < len(rest) && end < 17 && addressByte(rest[end]) {
			end++
		}
		if b, ok := parse4(string(rest[1:end])); ok && n < b {
			s.add(interval{n, b, -1})
		}
	}
}

func prefixLength(rest []byte) (int, bool) {
	n, digits := 0, 0
	for _, c := range rest[min(1, len(rest)):min(4, len(rest))] {
		if c < '0' || c > '9' {
			break
		}
		n, digits = 10*n+int(c-'0'), digits+1
	}
	return n, len(rest) > 0 && rest[0] == '/' && digits > 0 && digits < 3 && n > 0 && n <= 32
}
