package cli

import (
	"bytes"
	"testing"
)

func TestColoured(t *testing.T) {
	tests := []struct {
		mode   string
		env    map[string]string
		want   bool
		reason string
	}{
		{"auto", nil, false, "a buffer is no terminal"},
		{"always", nil, true, "asked for"},
		{"never", map[string]string{"CLICOLOR_FORCE": "1"}, false, "the flag wins"},
		{"always", map[string]string{"NO_COLOR": "1"}, true, "the flag wins"},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1"}, true, "forced"},
		{"auto", map[string]string{"CLICOLOR_FORCE": "0"}, false, "0 forces nothing"},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, false, "NO_COLOR before force"},
		{"auto", map[string]string{"CLICOLOR_FORCE": "1", "NO_COLOR": ""}, true, "an empty NO_COLOR is none"},
	}
	for _, tt := range tests {
		got := coloured(tt.mode, &bytes.Buffer{}, func(name string) string { return tt.env[name] })
		if got != tt.want {
			t.Errorf("%s with %v is %v; expected %v: %s", tt.mode, tt.env, got, tt.want, tt.reason)
		}
	}
}
