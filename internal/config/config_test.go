package config

import (
	"strings"
	"testing"
	"time"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func TestParse(t *testing.T) {
	c, err := Parse("x.yaml", []byte(`
fail-on: High
families: [com-default, A]
ignore: [C023, com-basic*]
severity:
  C: low
  C001: info
suppress:
  - check: A001
    object: "**/Perimeter/**"
    reason: no programs there
    expires: 2027-01-31
`))
	if err != nil {
		t.Fatal(err)
	}
	on := map[string]bool{}
	for _, check := range c.Select(checks.All()) {
		on[check.Code] = true
	}
	for code, want := range map[string]bool{"C001": true, "A001": true, "C023": false, "C003": false, "I018": false, "X001": false} {
		if on[code] != want {
			t.Errorf("%s runs: %v, want %v", code, on[code], want)
		}
	}
	c001, _ := checks.ByName("C001")
	c002, _ := checks.ByName("C002")
	if c.Severity[c001] != checks.Info || c.Severity[c002] != checks.Low {
		t.Errorf("severities %v and %v, want the longer selector to win", c.Severity[c001], c.Severity[c002])
	}
	if c.FailOn != "high" || len(c.Suppress) != 1 || c.Suppress[0].Line != 9 {
		t.Errorf("fail-on %q, suppressions %+v", c.FailOn, c.Suppress)
	}
}

func TestParseRefusals(t *testing.T) {
	for _, tt := range []struct{ source, want, reason string }{
		{"fail_on: low\n", `x.yaml:1:1: `, "a slip in a key"},
		{"fail-on: loud\n", `x.yaml:1:10: fail-on: severity "loud" is unknown`, "a bad severity"},
		{"ignore: [C999]\n", `x.yaml:1:10: ignore: "C999" names no check`, "an unknown check"},
		{"severity:\n  C001: loud\n", `x.yaml:2:9: severity of C001`, "a bad severity of a check"},
		{"severity:\n  nonsense: low\n", `names no check`, "an unknown check in severity"},
		{"suppress:\n  - check: C001\n", `x.yaml:2:12: the suppression of C001 has no reason`, "no reason"},
		{"suppress:\n  - check: com-nothing\n    reason: x\n", `x.yaml:2:12: suppress: "com-nothing" names no check`, "an unknown check in a suppression"},
		{"suppress:\n  - reason: x\n", `names no check`, "no check"},
		{"suppress:\n  - check: C001\n    reason: x\n    expires: soon\n", `x.yaml:4:14: expires is "soon"`, "no date"},
		{"suppress:\n  - check: C001\n    reason: x\n    object: \"[\"\n", `x.yaml:4:13: object pattern`, "a malformed pattern"},
		{"suppress:\n  - check: [C001]\n    reason: x\n", `expected a single value`, "a list for a value"},
		{"fail-on: [\n", `x.yaml:1:`, "no YAML"},
	} {
		_, err := Parse("x.yaml", []byte(tt.source))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.want)
		}
	}
}

func TestEmptyAndExampleChangeNothing(t *testing.T) {
	for _, source := range []string{"", "# nothing\n", Example} {
		c, err := Parse("x.yaml", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Select(checks.All())) != len(checks.All()) || len(c.Suppress)+len(c.Severity) != 0 || c.FailOn != "" {
			t.Errorf("%q changes something: %+v", source, c)
		}
	}
}

// The example's lines are right once they are uncommented.
func TestExampleUncommented(t *testing.T) {
	source := strings.ReplaceAll(Example, "\n# ", "\n")
	if _, err := Parse("x.yaml", []byte(source)); err != nil {
		t.Errorf("%v in\n%s", err, source)
	}
}

func TestMatchPath(t *testing.T) {
	for _, tt := range []struct {
		pattern, path string
		want          bool
		reason        string
	}{
		{"**", "Arrays/A/NetConfig", true, "everything"},
		{"Arrays/*/NetConfig", "Arrays/A/NetConfig", true, "one name"},
		{"Arrays/*", "Arrays/A/NetConfig", false, "a star is one name"},
		{"Arrays/**", "Arrays/A/NetConfig", true, "two stars are any"},
		{"**/NetConfig", "Arrays/A/NetConfig", true, "at the front"},
		{"**/A/**/Networks", "Arrays/A/NetConfig/Networks", true, "in the middle"},
		{"**/A/**", "Arrays/A", true, "two stars may be none"},
		{"Arrays/A?", "Arrays/A1", true, "one character"},
		{"Arrays/A", "arrays/a", false, "case counts"},
	} {
		if got := matchPath(tt.pattern, tt.path); got != tt.want {
			t.Errorf("matchPath(%q, %q) = %v: %s", tt.pattern, tt.path, got, tt.reason)
		}
	}
}

// findings are those of the bad example of C001, at the Internal network.
func findings(t *testing.T) []checks.Finding {
	t.Helper()
	c001, _ := checks.ByName("C001")
	source, _ := checks.Document(c001.Bad)
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return checks.Run(doc, []*checks.Check{c001})
}

func TestFilter(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		reason, suppress, today string
		kept                    int
		note                    string
	}{
		{"it fits", "object: '**/Internal/**'", "2026-01-01", 0, ""},
		{"another object", "object: '**/Perimeter/**'", "2026-01-01", 1, "suppressed nothing"},
		{"before its day", "expires: 2026-06-01", "2026-05-31", 0, ""},
		{"on its day", "expires: 2026-06-01", "2026-06-01", 1, "expired on 2026-06-01"},
	} {
		c, err := Parse("x.yaml", []byte("severity: {C001: low}\nsuppress:\n  - check: C001\n    reason: r\n    "+tt.suppress+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		f := c.NewFilter(day(tt.today))
		kept, suppressed := f.Apply(findings(t))
		if len(kept) != tt.kept || suppressed != 1-tt.kept {
			t.Errorf("%s: kept %d, suppressed %d", tt.reason, len(kept), suppressed)
		}
		for _, k := range kept {
			if k.Severity != checks.Low {
				t.Errorf("%s: severity %s, want the configured low", tt.reason, k.Severity)
			}
		}
		if notes := strings.Join(f.Notes(), "\n"); (notes == "") != (tt.note == "") || !strings.Contains(notes, tt.note) {
			t.Errorf("%s: notes %q, want %q", tt.reason, notes, tt.note)
		}
	}
}

func TestBaseline(t *testing.T) {
	found := findings(t)
	fresh := NewBaseline()
	fresh.Add(found)
	file, err := fresh.JSON()
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseBaseline("b.json", file)
	if err != nil {
		t.Fatal(err)
	}
	known := b.Known()
	if fresh, n := known.Apply(findings(t)); len(fresh) != 0 || n != 1 || len(known.Gone()) != 0 {
		t.Errorf("%d new, %d known, gone %v", len(fresh), n, known.Gone())
	}
	twice := b.Known()
	if fresh, n := twice.Apply(append(findings(t), findings(t)...)); len(fresh) != 1 || n != 1 {
		t.Errorf("the same finding twice: %d new, %d known", len(fresh), n)
	}
	none := b.Known()
	none.Apply(nil)
	if gone := none.Gone(); len(gone) != 1 || !strings.Contains(gone[0], "C001 at Arrays/ARRAY1/NetConfig/Networks/Internal") {
		t.Errorf("gone %v", gone)
	}
	for _, bad := range []string{"", "[]", `{"schema_version":9,"findings":[]}`, `{"typo":1}`} {
		if _, err := ParseBaseline("b.json", []byte(bad)); err == nil {
			t.Errorf("%q was read as a baseline", bad)
		}
	}
}
