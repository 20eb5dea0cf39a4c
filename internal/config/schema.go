package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"tmgaudit/checks"
)

// Schema is the JSON schema of a configuration, for editors. Its keys are those of
// the documents that Parse reads. What only the program knows, such as whether a
// condition can be evaluated, it cannot say.
func Schema() ([]byte, error) {
	root := documentSchema()
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Configuration of tmgaudit (" + FileName + ")"
	root["type"] = []string{"object", "null"}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(root)
	return b.Bytes(), err
}

type node = map[string]any

func documentSchema() node { return object(reflect.TypeFor[document](), "") }

// object is the schema of a mapping: its keys, and no others.
func object(t reflect.Type, path string) node {
	properties := node{}
	for i := range t.NumField() {
		key := t.Field(i).Tag.Get("yaml")
		at := strings.TrimPrefix(path+"."+key, ".")
		properties[key] = value(t.Field(i).Type, at)
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	for key, v := range objects[path] {
		n[key] = v
	}
	return n
}

// value is the schema of what stands behind a key. Every key may have nothing
// behind it.
func value(t reflect.Type, path string) node {
	var n node
	switch {
	case t == reflect.TypeFor[scalar]():
		n = scalars(path)
	case t == reflect.TypeFor[pairs]():
		names := selector()
		if path == "thresholds" {
			names = anyCase(limited()...)
		}
		n = node{"type": []string{"object", "null"}, "additionalProperties": scalars(path + ".*"), "propertyNames": names}
	case t.Kind() == reflect.Slice:
		n = node{"type": []string{"array", "null"}, "items": value(t.Elem(), path+"[]")}
	case t.Kind() == reflect.Pointer:
		n = object(t.Elem(), path)
	default:
		n = object(t, path)
	}
	if d := descriptions[path]; d != "" {
		n["description"] = d
	}
	return n
}

// scalars is the schema of a single value. One without a form of its own may be
// text, a number or a boolean: the program takes it as it is written.
func scalars(path string) node {
	form := forms()[path]
	if form == nil {
		return node{"type": []string{"string", "number", "boolean", "null"}}
	}
	return form
}

// pattern is a text of a form.
func pattern(p string) node { return node{"type": "string", "pattern": p} }

// anyCase are some words, in any case.
func anyCase(words ...string) node {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte('|')
		}
		for _, r := range w {
			if unicode.IsLetter(r) {
				fmt.Fprintf(&b, "[%c%c]", unicode.ToLower(r), unicode.ToUpper(r))
			} else {
				b.WriteRune(r)
			}
		}
	}
	return node{"anyOf": []node{{"enum": words}, pattern("^(" + b.String() + ")$")}}
}

// selector names checks: completion knows the program's own.
func selector() node {
	words := checks.Selectors(checks.All())
	slices.Sort(words)
	return node{"anyOf": []node{
		{"enum": slices.Compact(words)},
		pattern(`^([A-Za-z][0-9]{0,3}|[A-Za-z0-9-]+\*?|\*)$`),
	}}
}

func forms() map[string]node {
	severities := checks.Severities()
	return map[string]node{
		"fail-on":             {"anyOf": []node{anyCase(severities...), {"enum": []string{"never"}}, {"type": "null"}}},
		"families[]":          selector(),
		"ignore[]":            selector(),
		"severity.*":          anyCase(severities...),
		"thresholds.*":        {"anyOf": []node{{"type": "integer", "minimum": 1}, pattern("^0*[1-9][0-9]{0,8}$")}},
		"suppress[].check":    selector(),
		"suppress[].reason":   {"type": []string{"string", "number", "boolean"}, "pattern": `\S`},
		"suppress[].expires":  {"type": []string{"string", "null"}, "pattern": `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`},
		"checks[].code":       pattern("^U[0-9]{3}$"),
		"checks[].name":       pattern("^[a-z0-9]+(-[a-z0-9]+)*$"),
		"checks[].severity":   anyCase(severities...),
		"checks[].title":      pattern(`^[^\n]+$`),
		"checks[].fix.safety": {"enum": []any{"safe", "unsafe", "manual", nil}},
		"checks[].fix.value":  {"type": []string{"string", "number", "boolean"}},
	}
}

// objects is what a mapping asks for besides its keys.
var objects = map[string]node{
	"suppress[]": {"required": []string{"check", "reason"}},
	"checks[]": {
		"required": []string{"code", "name", "severity", "title"},
		"oneOf":    []node{{"required": []string{"class", "when"}, "not": node{"required": []string{"path"}}}, {"required": []string{"path"}, "not": node{"anyOf": []node{{"required": []string{"class"}}, {"required": []string{"when"}}, {"required": []string{"property"}}}}}},
	},
	"checks[].fix": {"required": []string{"value"}},
}

var descriptions = map[string]string{
	"fail-on":               "exit code 1 from this severity on, or never",
	"families":              "run only these families of checks",
	"ignore":                "leave these checks out: a code, the start of one, a slug, slug* or a family",
	"severity":              "how bad a finding of a check is here",
	"thresholds":            "number above which a check fires, for those that have one",
	"suppress":              "findings that are accepted, with a reason",
	"suppress[].check":      "a code, the start of one, a slug, slug* or a family",
	"suppress[].object":     "path of the object: * and ? within a name, ** for any number of names",
	"suppress[].reason":     "why the finding is accepted",
	"suppress[].expires":    "first day on which it counts again, such as 2027-01-31",
	"checks":                "checks of your own",
	"checks[].code":         "U and three digits",
	"checks[].name":         "words with hyphens; the slug is user- with it",
	"checks[].severity":     "how bad a finding is",
	"checks[].title":        "one line, what is wrong",
	"checks[].class":        "COM class such as FPCNetwork, or element such as Network",
	"checks[].when":         "condition over the properties of the object, such as EnableWebProxyClients && TCPPort != 8080",
	"checks[].path":         "path as query takes it, in place of class and when",
	"checks[].property":     "property at whose value the finding stands",
	"checks[].message":      "what a finding says; {Name} stands for a value",
	"checks[].why":          "what it does to the firewall or its users",
	"checks[].remedy":       "what to do",
	"checks[].evidence":     "addresses of documents",
	"checks[].fix":          "the value that fix writes",
	"checks[].fix.property": "property that gets the value; that of the finding where it is not named",
	"checks[].fix.value":    "the value as it stands in an export",
	"checks[].fix.safety":   "safe is applied by default, unsafe (where nothing is said) with --unsafe, manual never",
}

// keys are all keys, for the message about one that is none.
func keys() []string {
	seen := map[string]bool{}
	var collect func(t reflect.Type)
	collect = func(t reflect.Type) {
		for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t == reflect.TypeFor[scalar]() || t == reflect.TypeFor[pair]() {
			return
		}
		for i := range t.NumField() {
			seen[t.Field(i).Tag.Get("yaml")] = true
			collect(t.Field(i).Type)
		}
	}
	collect(reflect.TypeFor[document]())
	var list []string
	for k := range seen {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
