package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"tmgaudit/checks"
)

// fingerprintVersion names the way in which fingerprints are made.
const fingerprintVersion = "tmgaudit/v1"

// fingerprints tell the findings of one file apart across its versions. A
// fingerprint is made of the identity of a finding, never of lines, display names
// or values: it survives what moves or renames things, and is another one for
// another object. Findings with one identity are told apart by their order.
type fingerprints map[checks.Identity]int

func (p fingerprints) next(found *checks.Finding) string {
	id := found.Identity()
	p[id]++
	parts := []string{id.Code, id.Object, id.Property}
	if n := p[id]; n > 1 {
		parts = append(parts, strconv.Itoa(n))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}
