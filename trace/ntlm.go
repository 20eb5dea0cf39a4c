package trace

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
)

// NTLM is an NTLM message (MS-NLMP, 2.2.1) without challenge and responses.
type NTLM struct {
	Type        int // 1 negotiate, 2 challenge, 3 authenticate
	Flags       NTLMFlags
	Domain      string   // types 1 and 3
	User        string   // type 3
	Workstation string   // types 1 and 3
	Target      string   // type 2: name of the server or its domain
	Info        []AVPair // type 2; type 3 when the response is NTLMv2
	Version     string   // "5.1.2600" of Windows, "" when the message has none
	Response    string   // type 3: "NTLMv2", "NTLMv1", "NTLMv1 with session security", "LM", "anonymous"
	Anonymous   bool     // type 3: nobody logs on (MS-NLMP, 3.2.5.1.2)
	MIC         bool     // type 3: the message has an integrity code that is not zero
}

var ntlmSignature = []byte("NTLMSSP\x00")

// setNTLM decodes an NTLM message into t.
func (t *Token) setNTLM(b []byte) {
	n, problem := parseNTLM(b)
	t.Problem = problem
	if n == nil {
		return
	}
	t.NTLM = n
	t.Kind = [...]TokenKind{KindNTLMNegotiate, KindNTLMChallenge, KindNTLMAuthenticate}[n.Type-1]
}

// parseNTLM decodes a message that starts with the signature. problem says what
// is malformed; what can be read is read all the same.
func parseNTLM(b []byte) (n *NTLM, problem string) {
	if len(b) < 12 {
		return nil, "the NTLM message ends before its type"
	}
	m := ntlmMessage{b: b}
	switch kind := m.u32(8); kind {
	case 1:
		n = m.negotiate()
	case 2:
		n = m.challenge()
	case 3:
		n = m.authenticate()
	default:
		return nil, fmt.Sprintf("the NTLM message has type %d; expected 1, 2 or 3", kind)
	}
	return n, m.problem
}

// ntlmMessage reads a message by offsets; what lies outside is a problem and
// reads as empty.
type ntlmMessage struct {
	b       []byte
	problem string
}

func (m *ntlmMessage) fail(format string, args ...any) {
	if m.problem == "" {
		m.problem = fmt.Sprintf(format, args...)
	}
}

func (m *ntlmMessage) u32(at int) uint32 {
	if at+4 > len(m.b) {
		m.fail("the NTLM message ends at byte %d, inside its fixed part", len(m.b))
		return 0
	}
	return binary.LittleEndian.Uint32(m.b[at:])
}

// buffer is the payload that the fields at an offset describe: length, maximal
// length, offset (MS-NLMP, 2.2.1.1).
func (m *ntlmMessage) buffer(at int, what string) []byte {
	if at+8 > len(m.b) {
		return nil // an older, shorter form of the message
	}
	size := int(binary.LittleEndian.Uint16(m.b[at:]))
	offset := uint64(binary.LittleEndian.Uint32(m.b[at+4:]))
	if size == 0 {
		return nil
	}
	if offset+uint64(size) > uint64(len(m.b)) {
		m.fail("the %s lies outside the message (%d bytes at %d of %d)", what, size, offset, len(m.b))
		return nil
	}
	return m.b[offset : offset+uint64(size)]
}

// version is the VERSION structure (MS-NLMP, 2.2.2.10), when the flags announce
// it and the payload leaves room for it.
func (m *ntlmMessage) version(at int, f NTLMFlags) string {
	if f&FlagVersion == 0 || at+8 > len(m.b) {
		return ""
	}
	v := m.b[at:]
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], binary.LittleEndian.Uint16(v[2:]))
}

// negotiate reads type 1 (MS-NLMP, 2.2.1.1). Its names are in the OEM character
// set whatever the flags say.
func (m *ntlmMessage) negotiate() *NTLM {
	f := NTLMFlags(m.u32(12))
	return &NTLM{
		Type: 1, Flags: f,
		Domain:      oem(m.buffer(16, "domain")),
		Workstation: oem(m.buffer(24, "workstation")),
		Version:     m.version(32, f),
	}
}

// challenge reads type 2 (MS-NLMP, 2.2.1.2). The challenge itself is dropped.
func (m *ntlmMessage) challenge() *NTLM {
	f := NTLMFlags(m.u32(20))
	n := &NTLM{Type: 2, Flags: f, Target: name(m.buffer(12, "target name"), f), Version: m.version(48, f)}
	if f&FlagTargetInfo != 0 {
		n.Info = m.pairs(m.buffer(40, "target information"))
	}
	return n
}

// authenticate reads type 3 (MS-NLMP, 2.2.1.3). The responses are looked at for
// their form and dropped.
func (m *ntlmMessage) authenticate() *NTLM {
	m.u32(32) // the fields up to the user name are in every form of the message
	var f NTLMFlags
	if len(m.b) >= 64 {
		f = NTLMFlags(m.u32(60))
	}
	n := &NTLM{
		Type: 3, Flags: f,
		Domain:      name(m.buffer(28, "domain"), f),
		User:        name(m.buffer(36, "user"), f),
		Workstation: name(m.buffer(44, "workstation"), f),
		Version:     m.version(64, f),
	}
	lm, nt := m.buffer(12, "LM response"), m.buffer(20, "NT response")
	n.Anonymous = f&FlagAnonymous != 0 || n.User == "" && len(nt) == 0 && (len(lm) == 0 || len(lm) == 1 && lm[0] == 0)
	n.Response = responseForm(n.Anonymous, f, lm, nt)
	if n.Response == "NTLMv2" && len(nt) > 44 {
		n.Info = m.pairs(nt[44:])
		n.MIC = m.mic(n.Info)
	}
	return n
}

// responseForm tells the versions apart by the sizes of the responses (MS-NLMP,
// 2.2.2.3 to 2.2.2.8): those of NTLMv1 have 24 bytes, and with extended session
// security the LM response is 8 bytes and zeros.
func responseForm(anonymous bool, f NTLMFlags, lm, nt []byte) string {
	switch {
	case anonymous:
		return "anonymous"
	case len(nt) > 24:
		return "NTLMv2"
	case len(nt) == 24 && f&FlagExtendedSecurity != 0 && len(lm) == 24 && len(bytes.Trim(lm[8:], "\x00")) == 0:
		return "NTLMv1 with session security"
	case len(nt) == 24:
		return "NTLMv1"
	case len(nt) == 0 && len(lm) == 24:
		return "LM"
	}
	return "unknown"
}

// mic reports whether the message says that it carries an integrity code, and
// has one (MS-NLMP, 2.2.2.1, MsvAvFlags bit 2).
func (m *ntlmMessage) mic(info []AVPair) bool {
	for _, p := range info {
		if p.ID == avFlags && strings.Contains(p.Value, "integrity") {
			return len(m.b) >= 88 && len(bytes.Trim(m.b[72:88], "\x00")) > 0
		}
	}
	return false
}

// name is a name in the character set that the flags agree on.
func name(b []byte, f NTLMFlags) string {
	if f&FlagUnicode == 0 && !(len(b) > 1 && b[1] == 0) {
		return oem(b)
	}
	return wide(b)
}

// wide is text in UTF-16, little endian.
func wide(b []byte) string {
	units := make([]uint16, 0, min(len(b)/2, maxName))
	for i := 0; i+1 < len(b) && len(units) < maxName; i += 2 {
		units = append(units, binary.LittleEndian.Uint16(b[i:]))
	}
	return clean(string(utf16.Decode(units)))
}

// oem is text in the peer's code page, which the message does not name: ASCII as
// itself, every other byte as unknown.
func oem(b []byte) string {
	var s strings.Builder
	for _, c := range b[:min(len(b), maxName)] {
		if c < 0x80 {
			s.WriteByte(c)
		} else {
			s.WriteRune('\uFFFD')
		}
	}
	return s.String()
}
