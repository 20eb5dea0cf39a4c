package report

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tmgaudit/explain"
)

// Every property with a documented default is answered with the same default,
// stored default and type as the table has. The table is read here by itself.
func TestExplainAnswersEveryDocumentedDefault(t *testing.T) {
	raw, err := os.ReadFile("../schema/catalog/properties.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
	column := map[string]int{}
	for i, name := range strings.Split(lines[0], "\t") {
		column[name] = i
	}
	documented := 0
	for _, line := range lines[1:] {
		row := strings.Split(line, "\t")
		if row[column["default_documented"]] == "no" {
			continue
		}
		documented++
		topic := row[column["class"]] + "." + row[column["property"]]
		var b bytes.Buffer
		answers := explain.Lookup(topic)
		if len(answers) == 0 {
			t.Errorf("%s is unknown", topic)
			continue
		}
		if err := ExplainAsJSON(&b, topic, answers); err != nil {
			t.Fatal(err)
		}
		got := map[string]any{}
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"class", "property", "type", "access", "default_documented", "default", "stored_default", "console"} {
			if got[name] != row[column[name]] {
				t.Errorf("%s: %s is %q, want %q", topic, name, got[name], row[column[name]])
			}
		}
		if got["kind"] != "property" || got["schema_version"] != float64(1) {
			t.Errorf("%s: kind %v, schema version %v", topic, got["kind"], got["schema_version"])
		}
	}
	if documented < 500 {
		t.Errorf("only %d documented defaults", documented)
	}
}

// Every topic has a text and a JSON form that ends with a newline and carries no
// control character.
func TestExplainEveryTopic(t *testing.T) {
	for topic := range explain.Topics() {
		var text, object bytes.Buffer
		answers := explain.Lookup(topic)
		if err := ExplainText(&text, answers, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := ExplainAsJSON(&object, topic, answers); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(object.Bytes()) || !bytes.HasSuffix(object.Bytes(), []byte("}\n")) {
			t.Fatalf("%s: no JSON object:\n%s", topic, object.Bytes())
		}
		if i := bytes.IndexFunc(text.Bytes(), func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 || text.Len() == 0 {
			t.Fatalf("%s: control character at %d of %q", topic, i, text.Bytes())
		}
	}
}

// explained is the text of the first answer to a topic, in one line a field.
func explained(t *testing.T, topic string) string {
	t.Helper()
	answers := explain.Lookup(topic)
	if len(answers) == 0 {
		t.Fatalf("%q is unknown", topic)
	}
	var b bytes.Buffer
	if err := ExplainText(&b, answers, Options{Width: 1000}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is documented of a property and the console stands in one field, and claims
// nothing that the SDK does not say.
func TestExplainConsole(t *testing.T) {
	for _, tt := range []struct{ topic, want, reason string }{
		{"FPCWebListenerProperties.TCPPort", "can be set in the management console; the console writes 80 when an HTTP publishing listener is created", "the note says the same as the value"},
		{"FPCWebListenerProperties.AlwaysAuthenticate", "can be set in the management console: Web listener, advanced authentication options: Require all users to authenticate", "a note alone"},
		{"FPCWebPublishingProperties.SendAcceptEncodingHeader", "the SDK does not say whether the management console can set it; the console writes True for OWA rules made by the Mail Publishing wizard; checks about it: W020", "a value alone"},
		{"FPCWebListenerProperties.IntegratedAuthPersistSingleRequest", "the SDK does not say whether the management console can set it; checks about it: C001, C002", "the founding case with its checks"},
		{"FPCWebListenerProperties.NumberOfConnections", "the SDK does not say whether the management console can set it", "nothing is known"},
	} {
		text := explained(t, tt.topic)
		if n := strings.Count(text, "  console:"); n != 1 || !strings.Contains(text, "  console:  "+tt.want+"\n") {
			t.Errorf("%s has %d fields of the console, expected one with %q: %s\n%s", tt.topic, n, tt.want, tt.reason, text)
		}
	}
}

// An error is found again by either number that its answer shows.
func TestExplainErrorNumbers(t *testing.T) {
	if text := explained(t, "0xC0040357"); !strings.Contains(text, "decimal:  -1073478825, or 3221488471 without a sign\n") {
		t.Errorf("the numbers are missing:\n%s", text)
	}
}
