package schema

import (
	"strconv"
	"strings"
)

// Masked stands in place of a secret value wherever it would be shown.
const Masked = "(secret, not shown)"

// secretWords mark the names whose text is confidential: what the product stores
// encrypted and exports only with the passwords option, and what programs of others
// add to an export.
var secretWords = []string{"password", "passphrase", "preshared", "privatekey", "secret", "encrypteddata"}

// SecretName reports whether a name is that of a secret. Numbers and booleans about
// passwords ("ChangePasswordAllowed") are told apart by their type and value.
func SecretName(name string) bool {
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
