package catalog

import (
	"strconv"
	"strings"
)

// Property is one property of a COM class, with what the SDK and the product help say about it.
//
// Default, SetupValue and ConsoleValue are three different things: what COM documents, what setup writes, and what
// the management console writes. A value that setup or the console writes is no deviation.
type Property struct {
	Class    string
	Name     string
	Revision int    // interface revision that brought it: 1, 2, 3 are roughly ISA 2004, ISA 2006, TMG; up to 4
	Access   string // "rw" or "ro" (read-only in COM; most of these are stored all the same)
	Kind     string // "value", "enum" or "object"
	Type     string // Boolean, Long, String, ..., the enum's name, or the object's class

	DefaultDocumented string // "yes" on the SDK page, "help" only in the product help, "no" where none is known
	Default           string // as documented; may be a description
	StoredDefault     string // as it stands in an export: booleans 0 or 1, enums and hex as numbers
	DefaultForm       string // "value", "empty" (the default is the empty string), "description" (cannot be compared), or ""

	Console      string // whether the SDK says that the console can set it: "yes", "no", "unknown"
	ConsoleNote  string
	RangeText    string // as documented, see Range
	SetupValue   string // what setup writes, with its condition, where documented
	ConsoleValue string // what the console writes, with its condition, where documented
	Note         string // contradictions of the documentation stand here
	Source       string

	dt string // dt:dt where it is not the one that Type suggests: seen in exports, or "unknown"
}

// HasStoredDefault reports whether StoredDefault is the value that stands for the default in an export, the empty
// string included. It is false where the default is unknown or documented only in words.
func (p *Property) HasStoredDefault() bool {
	return p.DefaultForm == "value" || p.DefaultForm == "empty"
}

// Enum returns the enumeration that the values of the property belong to.
func (p *Property) Enum() (*Enum, bool) {
	if p.Kind != "enum" {
		return nil, false
	}
	return EnumByName(p.Type)
}

// DT is the dt:dt attribute expected in an export: "boolean", "int", "string" or "bin.hex"; "" where it is not
// known (dates, 64-bit numbers, variants, objects).
func (p *Property) DT() string {
	switch {
	case p.dt == "unknown":
		return ""
	case p.dt != "":
		return p.dt
	case p.Kind == "enum":
		return "int"
	}
	switch p.Type {
	case "Boolean":
		return "boolean"
	case "Long", "LONG", "UShort":
		return "int"
	case "String":
		return "string"
	}
	return ""
}

// Range returns the documented bounds, both inclusive, in the unit of the stored value. ok is false where RangeText
// is not simply two numbers, such as ">=35" or "minutes".
func (p *Property) Range() (lo, hi int64, ok bool) { return parseRange(p.RangeText) }

// parseRange reads "1..65535", "0-50000", "15-1440 seconds", "0..9,999,999". Words may follow, more numbers may not.
func parseRange(s string) (lo, hi int64, ok bool) {
	lo, rest, ok := leadingNumber(s)
	if !ok {
		return 0, 0, false
	}
	after, ok := strings.CutPrefix(rest, "..")
	if !ok {
		after, ok = strings.CutPrefix(rest, "-")
	}
	if !ok {
		return 0, 0, false
	}
	hi, rest, ok = leadingNumber(after)
	if !ok || lo > hi || strings.ContainsAny(rest, "0123456789.-(") {
		return 0, 0, false
	}
	return lo, hi, true
}

// leadingNumber reads an integer at the start of s; a comma belongs to it when three digits follow.
func leadingNumber(s string) (n int64, rest string, ok bool) {
	end := 0
	if strings.HasPrefix(s, "-") {
		end = 1
	}
	for end < len(s) && (isDigit(s[end]) || isThousands(s[end:])) {
		end++
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(s[:end], ",", ""), 10, 64)
	return n, s[end:], err == nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isThousands(s string) bool {
	return len(s) >= 4 && s[0] == ',' && isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3])
}

// loadProperties reads a stretch of the property table.
func loadProperties(rows string) []*Property {
	records := make([]Property, 0, strings.Count(rows, "\n"))
	propertyTable.eachOf(rows, func(f []string) {
		records = append(records, Property{
			Class: f[0], Name: f[1], Revision: number(f[2]), Access: f[3], Kind: f[4], Type: f[5], dt: f[6],
			DefaultDocumented: f[7], Default: f[8], StoredDefault: f[9], DefaultForm: f[10],
			Console: f[11], ConsoleNote: f[12], RangeText: f[13], SetupValue: f[14], ConsoleValue: f[15],
			Note: f[16], Source: f[17],
		})
	})
	return pointers(records)
}
