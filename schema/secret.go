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
var secretWords = []string{"password", "passphrase", "passcode", "passwd", "pwd", "preshared", "privatekey", "apikey", "secret", "encrypteddata"}

// shortSecretWords mark a name only as a word of it: "UserPin", but not "Mapping".
var shortSecretWords = []string{"pin", "token"}

// SecretName reports whether a name is that of a secret. Numbers and booleans about
// passwords ("ChangePasswordAllowed") are told apart by their type and value.
func SecretName(name string) bool {
	lower := strings.ToLower(name)
	for _, w := range secretWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	for _, w := range shortSecretWords {
		if strings.Contains(lower, w) && hasWord(name, w) {
			return true
		}
	}
	return false
}

// hasWord reports whether w is a word of a name, which writes its words with a
// capital or divides them by something else than letters.
func hasWord(name, w string) bool {
	for start := 0; start+len(w) <= len(name); start++ {
		end := start + len(w)
		if strings.EqualFold(name[start:end], w) && wordStarts(name, start) && wordEnds(name, end) {
			return true
		}
	}
	return false
}

func wordStarts(name string, at int) bool {
	return at == 0 || !isLetter(name[at-1]) || isLower(name[at-1]) && isUpper(name[at])
}

// wordEnds tells "PINCode" from "PING": of a word in capitals, the next one is not.
func wordEnds(name string, at int) bool {
	switch {
	case at == len(name) || !isLetter(name[at]):
		return true
	case isUpper(name[at-1]):
		return at+1 < len(name) && isUpper(name[at]) && isLower(name[at+1])
	}
	return isUpper(name[at])
}

func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool { return isLower(c) || isUpper(c) || c >= 0x80 }

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
