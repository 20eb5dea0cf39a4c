package catalog

import (
	"strings"
	"testing"
)

func TestCanonicalGUID(t *testing.T) {
	const canonical = "{4E32B556-0FAF-4A27-9111-085F679EDC9B}"
	for _, c := range []struct {
		in, want string
		ok       bool
		reason   string
	}{
		{canonical, canonical, true, "as it is"},
		{strings.ToLower(canonical), canonical, true, "lower case"},
		{"{4e32B556-0faf-4A27-9111-085f679EDC9b}", canonical, true, "mixed case"},
		{"4E32B556-0FAF-4A27-9111-085F679EDC9B", canonical, true, "no braces"},
		{"", "", false, "empty"},
		{"Access", "Access", false, "a role name is a legal StorageName"},
		{"{4E32B556-0FAF-4A27-9111-085F679EDC9B", "{4E32B556-0FAF-4A27-9111-085F679EDC9B", false, "one brace"},
		{"{4E32B556-0FAF-4A27-9111-085F679EDC9G}", "{4E32B556-0FAF-4A27-9111-085F679EDC9G}", false, "G is no digit"},
		{"{4E32B556 0FAF-4A27-9111-085F679EDC9B}", "{4E32B556 0FAF-4A27-9111-085F679EDC9B}", false, "a blank for a hyphen"},
		{"(4E32B556-0FAF-4A27-9111-085F679EDC9B)", "(4E32B556-0FAF-4A27-9111-085F679EDC9B)", false, "round brackets"},
		{" " + canonical, " " + canonical, false, "a blank in front"},
		{"{4E32B556-0FAF-4A27-9111-085F679EDCé}", "{4E32B556-0FAF-4A27-9111-085F679EDCé}", false, "bytes beyond ASCII"},
	} {
		if got, ok := CanonicalGUID(c.in); got != c.want || ok != c.ok {
			t.Errorf("CanonicalGUID(%q) = %q, %v: %s", c.in, got, ok, c.reason)
		}
	}
}

func TestSameGUID(t *testing.T) {
	for _, c := range []struct {
		a, b   string
		want   bool
		reason string
	}{
		{"{18d0438b-5144-4362-b79e-742712513729}", "18D0438B-5144-4362-B79E-742712513729", true, "case and braces"},
		{"{18d0438b-5144-4362-b79e-742712513729}", "{18d0438b-5144-4362-b79e-742712513728}", false, "last digit"},
		{"Access", "Access", false, "no GUIDs"},
		{"{18d0438b-5144-4362-b79e-742712513729}", "", false, "one is empty"},
	} {
		if SameGUID(c.a, c.b) != c.want || SameGUID(c.b, c.a) != c.want {
			t.Errorf("SameGUID(%q, %q) is not %v: %s", c.a, c.b, c.want, c.reason)
		}
	}
}

func FuzzCanonicalGUID(f *testing.F) {
	f.Add("{4e32b556-0faf-4a27-9111-085f679edc9b}")
	f.Add("4E32B556-0FAF-4A27-9111-085F679EDC9B")
	f.Add("{}")
	f.Fuzz(func(t *testing.T, s string) {
		once, ok := CanonicalGUID(s)
		if !ok {
			if once != s {
				t.Errorf("%q came back as %q", s, once)
			}
			return
		}
		if again, ok := CanonicalGUID(once); !ok || again != once || !SameGUID(s, once) {
			t.Errorf("%q: %q, then %q", s, once, again)
		}
	})
}
