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
		{"supress: []\n", `x.yaml:1:1: the key "supress" is unknown here (did you mean suppress?)`, "the key that was meant"},
		{"ignore: [com-integrated-auth-per-requst]\n", `(did you mean com-integrated-auth-per-request`, "the check that was meant"},
		{"severity: {C999: low}\n", `x.yaml:1:12: severity: "C999"`, "the place of a key"},
		{"suppress:\n  - check: C001\n    reason: ~\n", `x.yaml:2:12: the suppression of C001 has no reason`, "nothing as reason"},
		{"suppress:\n  - check: C001\n    reason: |\n", `has no reason`, "a block of nothing"},
		{"suppress:\n  - check: !!str C001\n    reason: x\n", `x.yaml:2:12: tags such as !!str are not supported`, "a tag"},
		{"fail-on: low\nfail-on: high\n", `x.yaml:2:1: mapping key "fail-on" already defined`, "a key twice"},
		{"fail-on: low\n---\nfail-on: high\n", `a second document starts here`, "a second document"},
		{strings.Repeat("[", 100000), `brackets stand in more than 50`, "brackets that the YAML reader would take minutes for"},
		{strings.Repeat("# x\n", 100000), `at most 262144 are read`, "too large"},
		{"fail-on: lou\td\n", "    1 | fail-on: lou\td\n      |          ^", "the line and a mark"},
		{userCheckYAML("when: EnabelWebProxyClients"), `x.yaml:6:11: Network has no property "EnabelWebProxyClients" (did you mean EnableWebProxyClients`, "a condition"},
		{userCheckYAML("when: 'true && Nome'"), `x.yaml:6:20: Network has no property "Nome"`, "within a quoted condition"},
		{userCheckYAML("when: |\n      true\n        && Nome"), `x.yaml:8:12: Network has no property "Nome"`, "within a condition of several lines"},
		{"checks: [{code: U001, name: nome, severity: low, title: Nome Ünd, class: Network, when: Nome}]\n", `x.yaml:1:89: Network has no property "Nome"`, "a condition whose words stand before it too"},
		{userCheckYAML("when: true\n    message: in {Nome}"), `x.yaml:7:18: Network has no property "Nome"`, "within a message"},
		{userCheckYAML("when: true\n    fix: {value: 1, safety: sure}"), `safety is "sure"; expected safe, unsafe or manual`, "a safety"},
		{userCheckYAML("when: true") + strings.TrimPrefix(userCheckYAML("when: true"), "checks:\n"), `x.yaml:8:11: "U001" is the check of line 2 already`, "a code twice"},
		{userCheckYAML("when: true") + "families: [auth]\n", `x.yaml:8:12: families leaves out the checks of this file; add user, or ignore them`, "checks that would never run"},
		{"suppress:\n  - check: U001\n    reason: x\n", `"U001" names no check`, "a check of the user that is not there"},
	} {
		_, err := Parse("x.yaml", []byte(tt.source))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.want)
		}
	}
}

// userCheckYAML is a check with some lines more.
func userCheckYAML(lines string) string {
	return "checks:\n  - code: U001\n    name: mine\n    severity: low\n" +
		"    title: x\n    " + lines + "\n    class: Network\n"
}

// Checks of the file are named like any other, by everything in the file.
func TestUserChecks(t *testing.T) {
	source := userCheckYAML("when: EnableWebProxyClients") + "severity: {user: critical, user-mine: info}\nsuppress: [{check: U, object: '**/Perimeter', reason: known}]\n"
	c, err := Parse("x.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	list := c.Checks()
	own := list[len(list)-1]
	if len(list) != len(checks.All())+1 || own.Code != "U001" || own.Slug != "user-mine" || own.Family().Name != "user" {
		t.Errorf("the last of %d checks is %s %s", len(list), own.Code, own.Slug)
	}
	if c.Severity[own] != checks.Info || !c.Suppress[0].Checks[own] || c.Suppress[0].Reason != "known" {
		t.Errorf("severity %v, suppressions %+v", c.Severity, c.Suppress)
	}
	for selector, want := range map[string]bool{"families: [com-default]\nignore: [U001]": false, "families: [user]": true, "ignore: [user-*]": false} {
		c, err := Parse("x.yaml", []byte(userCheckYAML("when: true")+selector+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		on := c.Select(c.Checks())
		if runs := len(on) > 0 && on[len(on)-1].Code == "U001"; runs != want {
			t.Errorf("%s: it runs: %v", selector, runs)
		}
	}
}

// A check with another threshold takes the place of the program's for everything.
func TestThresholds(t *testing.T) {
	c, err := Parse("x.yaml", []byte("thresholds: {S010: 2}\nseverity: {S010: low}\n"))
	if err != nil {
		t.Fatal(err)
	}
	s010 := checks.MatchIn(c.Checks(), "S010")
	source, _ := checks.Document(s010[0].Good()) // three entries
	doc := parsed(t, source)
	found := checks.Run(doc, s010)
	if len(found) != 1 || len(checks.Run(doc, checks.MatchIn(checks.All(), "S010"))) != 0 {
		t.Fatalf("%d findings with the threshold", len(found))
	}
	if kept, _ := c.NewFilter(time.Now(), s010).Apply(found); kept[0].Severity != checks.Low {
		t.Errorf("severity %s, want the configured low", kept[0].Severity)
	}
}

// A reason in lines is the reason, not the mark before it.
func TestReasonInLines(t *testing.T) {
	c, err := Parse("x.yaml", []byte("suppress:\n  - check: C001\n    reason: >\n      known\n      well\n"))
	if err != nil || c.Suppress[0].Reason != "known well" {
		t.Errorf("%v, %+v", err, c)
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
	source, _ := checks.Document(c001.Bad())
	return checks.Run(parsed(t, source), []*checks.Check{c001})
}

func parsed(t *testing.T, source string) *schema.Document {
	t.Helper()
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
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
		f := c.NewFilter(day(tt.today), c.Checks())
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
	if fresh, n := known.Apply(findings(t)); len(fresh) != 0 || n != 1 || len(known.Gone(checks.All())) != 0 {
		t.Errorf("%d new, %d known, gone %v", len(fresh), n, known.Gone(checks.All()))
	}
	twice := b.Known()
	if fresh, n := twice.Apply(append(findings(t), findings(t)...)); len(fresh) != 1 || n != 1 {
		t.Errorf("the same finding twice: %d new, %d known", len(fresh), n)
	}
	none := b.Known()
	none.Apply(nil)
	if gone := none.Gone(nil); len(gone) != 0 {
		t.Errorf("nothing ran, and %v is gone", gone)
	}
	if gone := none.Gone(checks.All()); len(gone) != 1 || !strings.Contains(gone[0], "C001 at Arrays/ARRAY1/NetConfig/Networks/Internal") {
		t.Errorf("gone %v", gone)
	}
	for _, bad := range []string{"", "[]", `{"schema_version":9,"findings":[]}`, `{"typo":1}`, `{"schema_version":1,"findings":[]} {}`, `{"schema_version":1,"findings":[{"code":"C001","count":-1}]}`} {
		if _, err := ParseBaseline("b.json", []byte(bad)); err == nil {
			t.Errorf("%q was read as a baseline", bad)
		}
	}
}

// A finding is known by its check and the identity of its object, whatever moved
// or was renamed around it.
func TestBaselineSurvives(t *testing.T) {
	c001, _ := checks.ByName("C001")
	source, _ := checks.Document(c001.Bad())
	const network = `<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}"`
	start := strings.Index(source, network)
	end := strings.Index(source, "</fpc4:Network>") + len("</fpc4:Network>")
	twin := strings.Replace(source[start:end], "{4E32B556-", "{4E32B557-", 1)
	run := func(source string) []checks.Finding { return checks.Run(parsed(t, source), []*checks.Check{c001}) }
	b := NewBaseline()
	b.Add(run(source))
	for _, tt := range []struct {
		reason, source string
		fresh, gone    int
	}{
		{"lines before it", strings.Replace(source, "<fpc4:Arrays", "\n\n<fpc4:Arrays", 1), 0, 0},
		{"all in one line", strings.NewReplacer("\n", "", "\t", "").Replace(source), 0, 0},
		{"another name of the array", strings.Replace(source, "ARRAY1", "FW-NEW", 1), 0, 0},
		{"another name of the network", strings.Replace(source, ">Internal<", ">Inside<", 1), 0, 0},
		{"GUIDs in the other case", strings.ReplaceAll(source, "{4E32B556-0FAF-4A27-9111-085F679EDC9B}", "{4e32b556-0faf-4a27-9111-085f679edc9b}"), 0, 0},
		{"another network before it", source[:start] + twin + source[start:], 1, 0},
		{"the same object twice", source[:start] + source[start:end] + source[start:], 1, 0},
		{"another object in its place", strings.ReplaceAll(source, "{4E32B556-", "{4E32B557-"), 1, 1},
	} {
		known := b.Known()
		fresh, _ := known.Apply(run(tt.source))
		if gone := known.Gone(checks.All()); len(fresh) != tt.fresh || len(gone) != tt.gone {
			t.Errorf("%s: %d new, %d gone, want %d and %d", tt.reason, len(fresh), len(gone), tt.fresh, tt.gone)
		}
	}
}
