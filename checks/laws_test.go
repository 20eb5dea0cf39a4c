package checks

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// parse reads a whole export or fails the test.
func parse(t *testing.T, source string) *schema.Document {
	t.Helper()
	f, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatalf("parse: %v\n%s", err, source)
	}
	return doc
}

func TestEveryCheckIsDocumented(t *testing.T) {
	code := regexp.MustCompile(`^[CAWPNHISX]\d{3}$`)
	slug := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	for _, c := range All() {
		if !code.MatchString(c.Code) || !slug.MatchString(c.Slug) {
			t.Errorf("%s %s: malformed code or slug", c.Code, c.Slug)
		}
		for field, value := range map[string]string{"title": c.Title, "why": c.Why, "remedy": c.Remedy, "bad": c.Bad(), "good": c.Good()} {
			if strings.TrimSpace(value) == "" {
				t.Errorf("%s: %s is empty", c.Code, field)
			}
		}
		if strings.HasSuffix(c.Title, ".") || !strings.HasSuffix(c.Why, ".") || !strings.HasSuffix(c.Remedy, ".") {
			t.Errorf("%s: a title has no full stop, why and remedy end with one", c.Code)
		}
		if len(c.Evidence) == 0 {
			t.Errorf("%s: no evidence", c.Code)
		}
		if c.Inferred && c.Severity != Info {
			t.Errorf("%s: an inferred check is louder than info", c.Code)
		}
		if (c.Fix == Never) != (c.Safety == Manual) {
			t.Errorf("%s: fix %s with safety %s", c.Code, c.Fix, c.Safety)
		}
	}
}

func TestRegistryIsSortedAndUnique(t *testing.T) {
	var letters []byte
	for _, f := range Families {
		letters = append(letters, f.Letter)
	}
	rank := func(c *Check) string { return string(rune('a'+bytes.IndexByte(letters, c.Code[0]))) + c.Code }
	if !slices.IsSortedFunc(All(), func(a, b *Check) int { return strings.Compare(rank(a), rank(b)) }) {
		t.Error("checks are not sorted by family and code")
	}
	codes, slugs := map[string]bool{}, map[string]bool{}
	for _, c := range All() {
		if codes[c.Code] || slugs[c.Slug] {
			t.Errorf("%s %s stands twice", c.Code, c.Slug)
		}
		codes[c.Code], slugs[c.Slug] = true, true
	}
}

func TestBadFiresExactlyThereAndGoodIsSilent(t *testing.T) {
	for _, c := range All() {
		t.Run(c.Code, func(t *testing.T) {
			bad, want := Document(c.Bad())
			if len(want) == 0 {
				t.Fatal("the bad fragment marks no place")
			}
			var got [][2]int
			for _, f := range RunFor(parse(t, bad), []*Check{c}, c.Target()) {
				got = append(got, [2]int{f.Span.Start, f.Span.End})
				checkFinding(t, &f)
			}
			if !slices.Equal(got, want) {
				t.Errorf("findings at %v, want %v", got, want)
			}
			good, _ := Document(c.Good())
			for _, f := range RunFor(parse(t, good), []*Check{c}, c.Target()) {
				t.Errorf("good fragment: %s", f.Message)
			}
		})
	}
}

func checkFinding(t *testing.T, f *Finding) {
	t.Helper()
	if f.Object == nil || f.Message == "" || strings.Contains(f.Message, "%!") {
		t.Errorf("incomplete finding: %+v", f)
	}
	if f.Severity > f.Check.Severity {
		t.Errorf("finding is %s, louder than its check (%s)", f.Severity, f.Check.Severity)
	}
	if f.Fix != nil && f.Fix.Safety != Manual && len(f.Fix.Edits) == 0 {
		t.Error("an automatic fix without edits")
	}
}

// A good fragment is a clean configuration: no check says anything above info.
func TestGoodIsCleanForEveryCheck(t *testing.T) {
	for _, c := range All() {
		good, _ := Document(c.Good())
		for _, f := range Run(parse(t, good), All()) {
			if f.Severity > Info {
				t.Errorf("good fragment of %s: %s says %q", c.Code, f.Check.Code, f.Message)
			}
		}
	}
}

func TestFixRemovesTheFinding(t *testing.T) {
	for _, c := range All() {
		bad, _ := Document(c.Bad())
		doc := parse(t, bad)
		fixed := 0
		for _, f := range Run(doc, []*Check{c}) {
			if f.Fix == nil || f.Fix.Safety == Manual {
				continue
			}
			fixed++
			if f.Fix.Safety != c.Safety {
				t.Errorf("%s: a fix graded %s, declared %s", c.Code, f.Fix.Safety, c.Safety)
			}
			after, err := doc.File.Apply(f.Fix.Edits)
			if err != nil {
				t.Fatalf("%s: %v", c.Code, err)
			}
			for _, left := range Run(parse(t, string(after)), []*Check{c}) {
				if left.Object.Path() == f.Object.Path() && left.Property == f.Property {
					t.Errorf("%s: still there after its fix: %s", c.Code, left.Message)
				}
			}
		}
		if declared := c.Fix != Never; declared != (fixed > 0) {
			t.Errorf("%s: fix is declared %s, %d offered", c.Code, c.Fix, fixed)
		}
	}
}

func TestSelectors(t *testing.T) {
	for _, tt := range []struct {
		selector string
		want     string
		reason   string
	}{
		{"C001", "C001", "a code"},
		{"c001", "C001", "case does not matter"},
		{"com-integrated-auth-per-request", "C001", "a slug does not match longer slugs"},
		{"com-integrated*", "C001 C002", "a trailing star does"},
		{"file-form", "X001 X002 X003 X004 X005 X006", "a family name"},
		{"A01", "A010 A012 A013 A014 A015 A016 A017 A018 A019", "the start of a code"},
		{"consistency", "S008 S010 S011 S012 S013 S014 S015", "another family name"},
		{"A00", "A001 A002 A003 A004 A005 A006 A007 A008 A009", "the start of a code"},
		{"", "", "nothing matches nothing"},
		{"nonsense", "", "an unknown name"},
	} {
		var got []string
		for _, c := range MatchIn(All(), tt.selector) {
			got = append(got, c.Code)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("MatchIn(%q) = %q, want %q: %s", tt.selector, s, tt.want, tt.reason)
		}
	}
	if len(MatchIn(All(), "all")) != len(All()) {
		t.Error("all does not match all")
	}
}
