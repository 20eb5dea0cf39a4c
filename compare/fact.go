package compare

import (
	"strconv"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// fact is what the catalogue says about the properties of one name in objects of
// one kind, as far as comparing needs it.
type fact struct {
	com  *catalog.Property // nil when unknown
	dt   string            // expected data type, "" when unknown
	init string            // the documented default as it stands in a file
	has  bool              // init is known
}

// facts are looked up once for every kind of object. They belong to one run.
type facts struct{ known map[factKey]*fact }

type factKey struct{ element, parent, property string }

func newFacts() *facts { return &facts{map[factKey]*fact{}} }

func (f *facts) of(o *schema.Object, property string) *fact {
	key := factKey{element: o.Element, property: property}
	if o.Parent != nil {
		key.parent = o.Parent.Element
	}
	known := f.known[key]
	if known == nil {
		known = newFact(key)
		f.known[key] = known
	}
	return known
}

func newFact(k factKey) *fact {
	row, ok := catalog.StorageProperty(k.element, k.parent, k.property)
	if !ok || row.Property == "" {
		return &fact{}
	}
	class, ok := catalog.ClassByName(row.Class)
	if !ok {
		return &fact{}
	}
	com, ok := class.Property(row.Property)
	if !ok || com.Kind == "object" {
		return &fact{}
	}
	return &fact{com: com, dt: com.DT(), init: com.StoredDefault, has: com.HasStoredDefault()}
}

// canonical writes a value so that equal strings mean the same: booleans and
// numbers by what they are, hexadecimal and GUIDs in one case. What is not of its
// type stays as it is.
func (f *fact) canonical(p *schema.Property, value string) string {
	return canonicalAs(f.dataType(p), value)
}

// dataType is the type that the catalogue asks for, else the one that the file
// states.
func (f *fact) dataType(p *schema.Property) string {
	if f.dt != "" {
		return f.dt
	}
	return p.Type()
}

func canonicalAs(dt, value string) string {
	switch trimmed := strings.TrimSpace(value); dt {
	case "boolean":
		switch strings.ToLower(trimmed) {
		case "1", "-1", "true":
			return "1"
		case "0", "false":
			return "0"
		}
	case "int":
		if n, err := strconv.ParseInt(trimmed, 10, 64); err == nil {
			return canonicalInt(n)
		}
	case "bin.hex":
		return strings.ToLower(strings.Join(strings.Fields(value), ""))
	default:
		value, _ = catalog.CanonicalGUID(value)
	}
	return value
}

// canonicalInt writes 32-bit numbers without sign, since exports write the mask
// of all bits both ways.
func canonicalInt(n int64) string {
	if n < 0 && n >= -1<<31 {
		n = int64(uint32(n))
	}
	return strconv.FormatInt(n, 10)
}

// isDefault reports whether value is the documented default. Where none is
// documented a string has the default "", which is what COM gives for one that is
// not stored.
func (f *fact) isDefault(p *schema.Property, value string) bool {
	if f.has {
		return f.canonical(p, value) == canonicalAs(f.dataType(p), f.init)
	}
	dt := f.dataType(p)
	return value == "" && (dt == "string" || dt == "")
}
