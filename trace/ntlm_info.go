package trace

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// NTLMFlags are the NegotiateFlags of a message (MS-NLMP, 2.2.2.5).
type NTLMFlags uint32

// The flags that decide how a message is read.
const (
	FlagUnicode          NTLMFlags = 0x00000001
	FlagAnonymous        NTLMFlags = 0x00000800
	FlagExtendedSecurity NTLMFlags = 0x00080000
	FlagTargetInfo       NTLMFlags = 0x00800000
	FlagVersion          NTLMFlags = 0x02000000
)

// ntlmFlagNames are the flags by bit, without their NTLMSSP_ prefix.
var ntlmFlagNames = map[NTLMFlags]string{
	0x00000001: "NEGOTIATE_UNICODE",
	0x00000002: "NEGOTIATE_OEM",
	0x00000004: "REQUEST_TARGET",
	0x00000010: "NEGOTIATE_SIGN",
	0x00000020: "NEGOTIATE_SEAL",
	0x00000040: "NEGOTIATE_DATAGRAM",
	0x00000080: "NEGOTIATE_LM_KEY",
	0x00000200: "NEGOTIATE_NTLM",
	0x00000800: "NEGOTIATE_ANONYMOUS",
	0x00001000: "NEGOTIATE_OEM_DOMAIN_SUPPLIED",
	0x00002000: "NEGOTIATE_OEM_WORKSTATION_SUPPLIED",
	0x00008000: "NEGOTIATE_ALWAYS_SIGN",
	0x00010000: "TARGET_TYPE_DOMAIN",
	0x00020000: "TARGET_TYPE_SERVER",
	0x00080000: "NEGOTIATE_EXTENDED_SESSIONSECURITY",
	0x00100000: "NEGOTIATE_IDENTIFY",
	0x00400000: "REQUEST_NON_NT_SESSION_KEY",
	0x00800000: "NEGOTIATE_TARGET_INFO",
	0x02000000: "NEGOTIATE_VERSION",
	0x20000000: "NEGOTIATE_128",
	0x40000000: "NEGOTIATE_KEY_EXCH",
	0x80000000: "NEGOTIATE_56",
}

// Names are the names of the flags that are set, from the lowest bit; bits
// without a name are shown as numbers.
func (f NTLMFlags) Names() []string {
	var names []string
	for bit := NTLMFlags(1); bit != 0; bit <<= 1 {
		switch name := ntlmFlagNames[bit]; {
		case f&bit == 0:
		case name != "":
			names = append(names, name)
		default:
			names = append(names, fmt.Sprintf("0x%08x", uint32(bit)))
		}
	}
	return names
}

// AVPair is one fact of the target information (MS-NLMP, 2.2.2.1).
type AVPair struct {
	ID    int
	Name  string // "DNS computer name"
	Value string
}

const (
	avEnd       = 0
	avFlags     = 6
	avTimestamp = 7
)

// avNames are the identifiers whose value is a name; the others are below.
var avNames = map[int]string{
	1: "NetBIOS computer name",
	2: "NetBIOS domain name",
	3: "DNS computer name",
	4: "DNS domain name",
	5: "DNS forest name",
	9: "target name",
}

// pairs reads target information up to its end mark. Single-host data and channel
// bindings are named, not shown.
func (m *ntlmMessage) pairs(b []byte) []AVPair {
	var all []AVPair
	for len(b) >= 4 && len(all) < maxMembers {
		id, size := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:]))
		b = b[4:]
		if id == avEnd {
			return all
		}
		if size > len(b) {
			m.fail("an entry of the target information is longer than the rest (%d of %d bytes)", size, len(b))
			return all
		}
		all = append(all, avPair(id, b[:size]))
		b = b[size:]
	}
	if len(b) > 0 {
		m.fail("the target information has no end mark")
	}
	return all
}

func avPair(id int, value []byte) AVPair {
	p := AVPair{ID: id, Name: avNames[id]}
	switch {
	case p.Name != "":
		p.Value = wide(value)
	case id == avFlags && len(value) == 4:
		p.Name, p.Value = "flags", avFlagText(binary.LittleEndian.Uint32(value))
	case id == avTimestamp && len(value) == 8:
		p.Name, p.Value = "time of the server", fileTime(binary.LittleEndian.Uint64(value))
	case id == 8:
		p.Name = "single host data"
	case id == 10:
		p.Name = "channel bindings"
	default:
		p.Name = fmt.Sprintf("unknown (%d)", id)
	}
	return p
}

func avFlagText(v uint32) string {
	var words []string
	for i, w := range []string{"the account's authentication is constrained", "message integrity code present", "target name from an untrusted source"} {
		if v&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// fileTime is a FILETIME: 100 ns since 1601.
func fileTime(v uint64) string {
	const unixEpoch = 116444736000000000
	if v < unixEpoch || v > unixEpoch+1<<62 {
		return ""
	}
	v -= unixEpoch
	return time.Unix(int64(v/1e7), int64(v%1e7)*100).UTC().Format(time.RFC3339)
}
