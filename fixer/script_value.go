package fixer

import (
	"math"
	"strconv"
	"strings"

	"tmgaudit/schema/catalog"
)

// valueKind says how a script compares values: by meaning, since COM hands out a
// Boolean as True where a file has 1.
type valueKind string

// The kinds of value that scripts set. Nothing else has a plain value in VBScript.
const (
	booleanValue valueKind = "boolean"
	numberValue  valueKind = "number"
	stringValue  valueKind = "string"
)

// kindOf is the kind of a property's values, or the reason why there is none.
func kindOf(com *catalog.Property) (valueKind, string) {
	kind := map[string]valueKind{"boolean": booleanValue, "int": numberValue, "string": stringValue}[com.DT()]
	if kind == "" || com.Kind == "object" {
		return "", "a script has no plain value for its type, " + com.Type
	}
	return kind, ""
}

// literal is a stored value as a VBScript expression of its kind, or the reason
// why it is none.
func literal(kind valueKind, stored string) (expression, reason string) {
	expression, ok := expressionOf(kind, stored)
	if !ok {
		return "", "its value " + strconv.Quote(shortened(stored)) + " is no " + string(kind)
	}
	return expression, ""
}

func expressionOf(kind valueKind, stored string) (expression string, ok bool) {
	switch kind {
	case booleanValue:
		switch strings.ToLower(strings.TrimSpace(stored)) {
		case "1", "-1", "true":
			return "True", true
		case "0", "false":
			return "False", true
		}
		return "", false
	case numberValue:
		n, err := strconv.ParseInt(strings.TrimSpace(stored), 10, 64)
		if n > math.MaxInt32 && n <= math.MaxUint32 {
			n -= 1 << 32 // a Long is signed: 4294967295 is the -1 that COM hands out
		}
		return strconv.FormatInt(n, 10), err == nil && n >= math.MinInt32 && n <= math.MaxInt32
	}
	return vbString(stored), true
}
