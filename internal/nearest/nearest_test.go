package nearest

import (
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	names := []string{"AlwaysAuthenticate", "AuthPersistSingleRequest", "IntegratedAuthPersistSingleRequest", "Name", "Names", "SSLPort", "TCPPort"}
	for _, tt := range []struct {
		typed, want, reason string
	}{
		{"AlwaysAuthentcate", "AlwaysAuthenticate", "a letter is missing"},
		{"tcpport", "TCPPort", "case does not count"},
		{"nane", "Name", "one letter in four"},
		{"AuthPersist", "AuthPersistSingleRequest IntegratedAuthPersistSingleRequest", "a part of a name, the shorter first"},
		{"Quarantine", "", "nothing is near"},
		{"", "", "nothing was typed"},
	} {
		if got := strings.Join(Names(tt.typed, slices.Values(names), 3), " "); got != tt.want {
			t.Errorf("Names(%q) = %q, want %q: %s", tt.typed, got, tt.want, tt.reason)
		}
	}
	if got := Names("name", slices.Values(names), 1); len(got) != 1 {
		t.Errorf("more than asked for: %v", got)
	}
}
