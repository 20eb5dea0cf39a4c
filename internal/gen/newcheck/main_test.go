package main

import (
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestScaffold(t *testing.T) {
	dir := t.TempDir()
	var out strings.Builder
	if err := run([]string{"C999", "com-new-thing"}, dir, &out); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(filepath.Join(dir, "com_new_thing.go"))
	if err != nil {
		t.Fatal(err)
	}
	formatted, err := format.Source(written)
	if err != nil || string(formatted) != string(written) {
		t.Errorf("the scaffold is not gofmt-clean: %v\n%s", err, written)
	}
	if !strings.Contains(string(written), "var newThing = &Check{") || !strings.Contains(out.String(), "newThing") {
		t.Errorf("unexpected scaffold:\n%s", written)
	}
	if run([]string{"C999", "com-new-thing"}, dir, &out) == nil {
		t.Error("an existing file was overwritten")
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		args   []string
		reason string
	}{
		{nil, "no arguments"},
		{[]string{"Z001", "zed-thing"}, "unknown family"},
		{[]string{"C01", "com-thing"}, "short code"},
		{[]string{"C998", "thing"}, "a slug needs a family word"},
		{[]string{"C998", "Com-Thing"}, "capitals"},
		{[]string{"C001", "com-new-thing"}, "code in use"},
		{[]string{"C998", "com-integrated-auth-per-request"}, "slug in use"},
	} {
		if run(tt.args, t.TempDir(), &strings.Builder{}) == nil {
			t.Errorf("%v was accepted: %s", tt.args, tt.reason)
		}
	}
}
