package cli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGlob(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.xml", "b.xml", "c.txt", "one/a.xml", "one/two/a.xml", "one/two/d.xml", "[z].xml", "dir.xml/e.txt"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		pattern string
		want    []string
		reason  string
	}{
		{"*.xml", []string{"[z].xml", "a.xml", "b.xml"}, "files only, not directories"},
		{"?.xml", []string{"a.xml", "b.xml"}, ""},
		{"[ab].xml", []string{"a.xml", "b.xml"}, ""},
		{"**/a.xml", []string{"a.xml", "one/a.xml", "one/two/a.xml"}, "** is also no directory"},
		{"**/two/*.xml", []string{"one/two/a.xml", "one/two/d.xml"}, ""},
		{"**/**/d.xml", []string{"one/two/d.xml"}, "each file once"},
		{"one/**", []string{"one/a.xml", "one/two/a.xml", "one/two/d.xml"}, "** at the end is every file"},
		{"*/a.xml", []string{"one/a.xml"}, "* is one level"},
		{"one//*.xml", []string{"one/a.xml"}, "a doubled separator"},
		{"one/../?.xml", []string{"a.xml", "b.xml"}, ""},
		{"none/*.xml", nil, "a directory that is not there"},
		{"a.xml/*", nil, "a file is no directory"},
	}
	for _, tt := range tests {
		found, err := glob(dir + "/" + tt.pattern)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
		}
		var got []string
		for _, path := range found {
			rel, err := filepath.Rel(dir, path)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, filepath.ToSlash(rel))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (%s): -want +got\n%s", tt.pattern, tt.reason, diff)
		}
	}
	if _, err := glob(dir + "/[a"); err == nil {
		t.Error("a pattern without ] is accepted")
	}
}
