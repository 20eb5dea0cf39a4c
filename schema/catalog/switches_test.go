package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestSwitches(t *testing.T) {
	order := func(a, b *Switch) int { return strings.Compare(a.Set+a.Name, b.Set+b.Name) }
	if !slices.IsSortedFunc(Switches(), order) {
		t.Error("switches are not sorted by set and name")
	}
	seen := map[string]bool{}
	for _, s := range Switches() {
		if g, ok := CanonicalGUID(s.Set); !ok || g != s.Set {
			t.Errorf("%s: set %q is not a canonical GUID", s.Name, s.Set)
		}
		if s.Name == "" || s.Meaning == "" || s.Source == "" || strings.HasSuffix(s.Meaning, ".") {
			t.Errorf("%+v: incomplete", *s)
		}
		if key := strings.ToLower(s.Name); seen[key] {
			t.Errorf("%s stands twice", s.Name)
		} else {
			seen[key] = true
		}
	}
}

func TestSwitchByName(t *testing.T) {
	for _, tt := range []struct {
		name, set, kb string
		ok            bool
		reason        string
	}{
		{"LogUsernameForFailedAuthentication", HotfixSet, "2592929", true, "as documented"},
		{"loguserNAMEforfailedauthentication", HotfixSet, "2592929", true, "case does not matter"},
		{"KeepAliveTimeout", KeepAliveSet, "919355", true, "another set"},
		{"LogUsernamesForFailedAuthentication", "", "", false, "a slip is not known"},
		{"", "", "", false, "nothing"},
	} {
		s, ok := SwitchByName(tt.name)
		if ok != tt.ok || ok && (s.Set != tt.set || s.KB != tt.kb) {
			t.Errorf("SwitchByName(%q) = %v, %v: %s", tt.name, s, ok, tt.reason)
		}
	}
}
