package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestDocumentsAreUpToDate(t *testing.T) {
	for path, write := range documents {
		var want bytes.Buffer
		if err := write(&want); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%s needs updating; run go generate ./...", path)
		}
	}
}

func TestDedent(t *testing.T) {
	for _, tt := range []struct{ in, want, reason string }{
		{"\n\t\ta\n\t\t\tb\n\t\t", "a\n\tb", "shared tabs go, the rest stays"},
		{"a", "a", "nothing to take off"},
		{"", "", "an empty fragment"},
		{"\n\ta\n\n\tb", "a\n\nb", "an empty line does not count"},
	} {
		if got := dedent(tt.in); got != tt.want {
			t.Errorf("dedent(%q) = %q, want %q: %s", tt.in, got, tt.want, tt.reason)
		}
	}
}
