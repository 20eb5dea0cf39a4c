package config

import (
	"bytes"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The schema and the reader accept and refuse the same documents. What the reader
// alone can know is in no row: whether a name is that of a check, whether a
// condition can be evaluated.
func TestSchemaAgreesWithReader(t *testing.T) {
	schema := compiledSchema(t)
	check := func(rest string) string {
		return "checks:\n  - {code: U001, name: a-b, severity: low, title: x" + rest + "}\n"
	}
	for _, tt := range []struct {
		reason, source string
		ok             bool
	}{
		{"nothing", "", true},
		{"comments", "# nothing\n", true},
		{"keys without values", "families:\nsuppress:\nseverity:\nfail-on:\nchecks:\n", true},
		{"everything", "fail-on: High\nfamilies: [com-default, A, user]\nignore: [C023, com-basic*]\nseverity: {C001: Low}\nsuppress: [{check: C, object: '**', reason: r, expires: 2027-01-31}]\n", true},
		{"never", "fail-on: never\n", true},
		{"a list", "- a\n", false},
		{"a word", "a\n", false},
		{"an unknown key", "fail_on: low\n", false},
		{"a bad severity", "fail-on: loud\n", false},
		{"a list for a severity", "fail-on: [low]\n", false},
		{"a word for a list", "families: com-default\n", false},
		{"a selector of several words", "ignore: [a b]\n", false},
		{"a list in a list", "ignore: [[C001]]\n", false},
		{"a bad severity of a check", "severity: {C001: loud}\n", false},
		{"a severity without value", "severity: {C001: }\n", false},
		{"a list of severities", "severity: [C001]\n", false},
		{"thresholds", "thresholds: {S010: 50000, pol-rule-count: 1, p045: '7'}\n", true},
		{"a threshold of no number", "thresholds: {S010: many}\n", false},
		{"a threshold of nothing", "thresholds: {S010: 0}\n", false},
		{"a threshold with a fraction", "thresholds: {S010: 1.5}\n", false},
		{"a threshold of a check without", "thresholds: {C001: 5}\n", false},
		{"a suppression without reason", "suppress: [{check: C001}]\n", false},
		{"a suppression with an empty reason", "suppress: [{check: C001, reason: ' '}]\n", false},
		{"a number as reason", "suppress: [{check: C001, reason: 4711}]\n", true},
		{"a suppression of nothing", "suppress: [{reason: x}]\n", false},
		{"no date", "suppress: [{check: C001, reason: x, expires: soon}]\n", false},
		{"a slip in a suppression", "suppress: [{check: C001, reason: x, until: 2027-01-01}]\n", false},
		{"a check", check(", class: Network, when: EnableWebProxyClients"), true},
		{"a check with everything", check(", class: Network, when: 'true', property: Name, message: m, why: w, remedy: r, evidence: [e], fix: {property: Name, value: v, safety: safe}"), true},
		{"a check by path", check(", path: //Network"), true},
		{"a check of nothing", check(""), false},
		{"a check without condition", check(", class: Network"), false},
		{"a check with both", check(", class: Network, when: 'true', path: //Network"), false},
		{"a check by path with a property", check(", path: //Network, property: Name"), false},
		{"a fix without value", check(", class: Network, when: 'true', fix: {property: Name}"), false},
		{"a number as value", check(", class: Network, when: 'true', fix: {property: NetworkType, value: 4}"), true},
		{"a safety of another kind", check(", class: Network, when: 'true', fix: {property: Name, value: v, safety: sure}"), false},
		{"a slip in a fix", check(", class: Network, when: 'true', fix: {propety: Name, value: v}"), false},
		{"a code of ours", "checks: [{code: C001, name: a, severity: low, title: x, path: //Network}]\n", false},
		{"a name in capitals", "checks: [{code: U001, name: A, severity: low, title: x, path: //Network}]\n", false},
		{"no severity", "checks: [{code: U001, name: a, title: x, path: //Network}]\n", false},
		{"no title", "checks: [{code: U001, name: a, severity: low, path: //Network}]\n", false},
	} {
		_, err := Parse("x.yaml", []byte(tt.source))
		if (err == nil) != tt.ok {
			t.Errorf("%s: the reader says %v", tt.reason, err)
		}
		var document any
		if err := yaml.Unmarshal([]byte(tt.source), &document); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(plainValue(t, document)); (err == nil) != tt.ok {
			t.Errorf("%s: the schema says %v", tt.reason, err)
		}
	}
}

// plainValue is a YAML value as JSON has it.
func plainValue(t *testing.T, v any) any {
	t.Helper()
	j, err := yaml.MarshalWithOptions(v, yaml.JSON())
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(j))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	source, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("tmgaudit.schema.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("tmgaudit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every key is explained to whoever hovers over it.
func TestSchemaDescribesItsKeys(t *testing.T) {
	var look func(path string, n node)
	look = func(path string, n node) {
		for key, child := range n["properties"].(node) {
			at := key
			if path != "" {
				at = path + "." + key
			}
			c := child.(node)
			if descriptions[at] == "" {
				t.Errorf("%s has no description", at)
			}
			if items, ok := c["items"].(node); ok && items["properties"] != nil {
				look(at+"[]", items)
			} else if c["properties"] != nil {
				look(at, c)
			}
		}
	}
	look("", documentSchema())
}

func TestSchemaInTheRepository(t *testing.T) {
	want, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	if have, err := os.ReadFile("../../docs/tmgaudit.schema.json"); err != nil || !bytes.Equal(have, want) {
		t.Errorf("docs/tmgaudit.schema.json is out of date (%v); run go generate", err)
	}
}
