package schema

import "strings"

// Lexical reports whether a value is written as its data type asks for; kinds of
// which no rule is known hold anything.
func Lexical(dt, value string) bool {
	value = strings.TrimSpace(value)
	if value == "" {
		return true // nobody knows how the importer takes an empty number
	}
	switch dt {
	case "boolean":
		return value == "0" || value == "1"
	case "int":
		return isInteger(value)
	case "bin.hex":
		return len(value)%2 == 0 && strings.Trim(value, "0123456789abcdefABCDEF") == ""
	}
	return true
}

// isInteger reports whether s is a decimal number with an optional sign.
func isInteger(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	return digits != "" && len(s)-len(digits) <= 1 && strings.Trim(digits, "0123456789") == ""
}
