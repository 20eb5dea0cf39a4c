package redact

import (
	"encoding/binary"
	"strconv"
	"strings"

	"tmgaudit/internal/lazy"
)

var sidForm = lazy.Regexp(`^[Ss]-1-[0-9]+(-[0-9]+)+$`)

// sid redacts a security identifier. Those of Windows itself stay; of an account
// the domain's numbers are replaced and the relative identifier is kept.
func (r *Redactor) sid(s string) string {
	parts := strings.Split(s, "-")
	authority := parts[2]
	switch {
	case authority == "5" && parts[3] == "21":
		return r.domainSID(parts)
	case len(authority) == 1 && strings.Contains("012345", authority), authority == "16", authority == "18":
		return s // well known: everyone, system, BUILTIN, services, integrity levels
	}
	for i := 3; i < len(parts); i++ {
		parts[i] = decimal(r.sidNumber("sid"+s, i))
	}
	code := strings.Join(parts, "-")
	r.codes.remember(kindSID, s, code)
	return code
}

// domainSID replaces the three numbers behind 21. A shorter one is incomplete and
// replaced as far as it goes.
func (r *Redactor) domainSID(parts []string) string {
	const first, most = 4, 3
	end := min(first+most, len(parts))
	domain := strings.Join(parts[:end], "-")
	head := append([]string(nil), parts[:first]...)
	for i := first; i < end; i++ {
		head = append(head, decimal(r.sidNumber(strings.Join(parts[first:end], "-"), i-first)))
	}
	code := strings.Join(head, "-")
	if end > first {
		r.codes.remember(kindSID, domain, code)
	}
	return strings.Join(append(head, parts[end:]...), "-")
}

// sidNumber is one of the three keyed numbers for a domain.
func (r *Redactor) sidNumber(domain string, i int) uint32 {
	d := r.codes.digest("sid", domain)
	return binary.BigEndian.Uint32(d[4*(i%8):])
}

// account redacts DOMAIN\user.
func (r *Redactor) account(s string) string {
	domain, user, _ := strings.Cut(s, `\`)
	if strings.Contains(domain, ".") {
		return r.host(domain) + `\` + r.part(kindAccount, user)
	}
	return r.part(kindAccount, domain) + `\` + r.part(kindAccount, user)
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

func parseDecimal(s string) uint32 {
	n, _ := strconv.ParseUint(s, 10, 32)
	return uint32(n)
}
