package catalog

// guid is a GUID in the order of its text. As a map key it needs no canonical string.
type guid [16]byte

// SameGUID reports whether a and b are the same GUID. Case and braces do not matter: exports and headers mix them.
// It is false when one of them is no GUID.
func SameGUID(a, b string) bool {
	x, ok := parseGUID(a)
	if !ok {
		return false
	}
	y, ok := parseGUID(b)
	return ok && x == y
}

// CanonicalGUID returns the GUID in upper case with braces. ok is false when s is no GUID; then s comes back as it is.
// A canonical s comes back itself, without allocation.
func CanonicalGUID(s string) (canonical string, ok bool) {
	g, ok := parseGUID(s)
	if !ok || len(s) == guidLength && !hasLower(s) {
		return s, ok
	}
	return g.String(), true
}

// String is the canonical form.
func (g guid) String() string {
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, guidLength)
	b = append(b, '{')
	for i, v := range g {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hex[v>>4], hex[v&15])
	}
	return string(append(b, '}'))
}

const guidLength = len("{00000000-0000-0000-0000-000000000000}")

func parseGUID(s string) (g guid, ok bool) {
	if len(s) == guidLength && s[0] == '{' && s[guidLength-1] == '}' {
		s = s[1 : guidLength-1]
	}
	if len(s) != guidLength-2 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return guid{}, false
	}
	bad, at := byte(0), 0
	for i := range g {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			at++
		}
		high, low := hexValues[s[at]], hexValues[s[at+1]]
		bad |= high | low
		g[i] = high<<4 | low&15
		at += 2
	}
	if bad >= notHex {
		return guid{}, false
	}
	return g, true
}

// notHex marks a character that is no hex digit.
const notHex = 0x80

var hexValues = func() (values [256]byte) {
	for i := range values {
		values[i] = notHex
	}
	for i := range byte(10) {
		values['0'+i] = i
	}
	for i := range byte(6) {
		values['a'+i], values['A'+i] = 10+i, 10+i
	}
	return values
}()

func hasLower(s string) bool {
	for i := range len(s) {
		if 'a' <= s[i] && s[i] <= 'f' {
			return true
		}
	}
	return false
}

// mustGUID reads a GUID of our own tables.
func mustGUID(s string) guid {
	g, ok := parseGUID(s)
	if !ok {
		panic("catalog: no GUID: " + s)
	}
	return g
}
