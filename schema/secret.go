package schema

import (
	"strconv"
	"strings"
)

// Masked stands in place of a secret value wherever it would be shown.
const Masked = "(secret, not shown)"

// secretWords mark the storage names whose text is confidential: the product
// stores them encrypted and only in exports made with the passwords option.
var secretWords = []string{"password", "preshared", "secret", "encrypteddata"}

// secretWord reports whether a storage name is that of a secret. Numbers and
// booleans about passwords ("ChangePasswordAllowed") are told apart by their
// type and value.
func secretWord(name string) bool {
	lower := strings.ToLower(name)
	for _, w := range secretWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// isPlain reports whether raw is a number or boolean, which is all that a
// property of these types may hold.
func isPlain(raw []byte) bool {
	switch v := strings.ToLower(strings.TrimSpace(string(raw))); v {
	case "", "true", "false":
		return true
	default:
		_, err := strconv.ParseInt(v, 10, 32)
		return err == nil
	}
}
