package inventory

import (
	"strconv"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// unknown stands where neither the file nor the documentation gives a value.
const unknown = "unknown"

func text1(s string) Cell { return Cell{{Text: s}} }

func number(n int) Cell { return text1(strconv.Itoa(n)) }

func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

func flag(v bool) Cell { return text1(yesNo(v)) }

// value is a property of an object as it stands or, where it is absent, its
// documented default.
func value(o *schema.Object, name string) Cell {
	if o == nil {
		return Cell{{Text: unknown, Note: "not in the file"}}
	}
	p, com := o.Property(name), o.COM(name)
	switch {
	case p != nil:
		return Cell{present(p, com)}
	case com != nil && com.HasStoredDefault():
		return Cell{{Text: meaning(com.StoredDefault, com, ""), Note: "not set: the default"}}
	}
	return Cell{{Text: unknown, Note: "not set"}}
}

// present is a property that is in the file.
func present(p *schema.Property, com *catalog.Property) Item {
	switch {
	case p.Secret():
		return Item{Text: p.Display()}
	case p.IsList():
		return Item{Text: entryCount(p.Len())}
	case p.Value() == "":
		return Item{Note: "empty"}
	}
	return Item{Text: meaning(p.Value(), com, p.Type())}
}

func entryCount(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return strconv.Itoa(n) + " entries"
}

// meaning is a stored value as a person would write it: booleans as yes and no,
// enumerations by name.
func meaning(v string, com *catalog.Property, dt string) string {
	if com != nil {
		if e, ok := com.Enum(); ok {
			if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
				return e.String(n)
			}
			return v
		}
	}
	if dt == "boolean" || com != nil && com.Type == "Boolean" {
		switch strings.TrimSpace(v) {
		case "0":
			return "no"
		case "1":
			return "yes"
		}
	}
	return v
}

// plain is a text that a person wrote, such as a description; absent and empty are
// the same.
func plain(o *schema.Object, name string) Cell { return text1(o.Property(name).Display()) }

// named is an object by its name.
func named(o *schema.Object) Cell { return Cell{{Text: o.Label(), Object: o}} }

// predefined says whether setup made an object, as far as the file or the GUID
// tells.
func predefined(o *schema.Object) Cell {
	if o.Property("Predefined").True() {
		return flag(true)
	}
	_, known := catalog.PredefinedByGUID(o.StorageName)
	return flag(known)
}
