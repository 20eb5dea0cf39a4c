package cli

import (
	"os"
	"path/filepath"
	"testing"

	"tmgaudit/fixer"
)

var bundleOfTwo = []fixer.BundleFile{{Path: "a.txt", Data: []byte("a")}, {Path: "import/b.xml", Data: []byte("b")}}

func filesBelow(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if path != dir {
			found = append(found, path[len(dir)+1:])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestWriteDir(t *testing.T) {
	base := t.TempDir()
	for _, tt := range []struct{ reason, dir string }{
		{"new", "new"},
		{"empty", "empty"},
		{"with a slash at its end", "slash/"},
	} {
		dir := filepath.Join(base, tt.reason)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if tt.reason == "empty" {
			if err := os.Mkdir(filepath.Join(dir, tt.dir), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := writeDir(dir+string(filepath.Separator)+tt.dir, bundleOfTwo, newMode); err != nil {
			t.Errorf("%s: %v", tt.reason, err)
		}
		if got := filesBelow(t, dir); len(got) != 4 {
			t.Errorf("%s: %q", tt.reason, got)
		}
	}
}

// Whatever fails, nothing is left behind and what was there is still there.
func TestWriteDirLeavesNothing(t *testing.T) {
	for _, tt := range []struct {
		reason string
		files  []fixer.BundleFile
		there  []string // before, below dir
		want   int      // names after
	}{
		{"a file cannot be written", append([]fixer.BundleFile{{Path: "import", Data: []byte("in the way")}}, bundleOfTwo...), nil, 0},
		{"the same file twice", append(bundleOfTwo[:1:1], bundleOfTwo...), nil, 0},
		{"the directory was filled meanwhile", bundleOfTwo, []string{"dir", "dir/other.txt"}, 2},
	} {
		base := t.TempDir()
		for i, name := range tt.there {
			var err error
			if path := filepath.Join(base, name); i == 0 {
				err = os.Mkdir(path, 0o755)
			} else {
				err = os.WriteFile(path, nil, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := writeDir(filepath.Join(base, "dir"), tt.files, newMode); err == nil {
			t.Errorf("%s: no error", tt.reason)
		}
		if got := filesBelow(t, base); len(got) != tt.want {
			t.Errorf("%s: %q is left", tt.reason, got)
		}
	}
}
