package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/fixer"
)

// A file that changed while it was being fixed is left alone.
func TestInPlaceRefusesAChangedFile(t *testing.T) {
	source, err := os.ReadFile("../../samples/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.xml")
	write := func(b []byte) {
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(source)
	doc, unreadable := readDocument(input{path: path}, nil)
	if unreadable != nil {
		t.Fatal(unreadable.Message)
	}
	plan, err := fixer.Make(doc, fixer.Options{Checks: checks.All()})
	if err != nil {
		t.Fatal(err)
	}
	changed := append(source, '\n')
	write(changed)
	o := fixOptions{input: path, inPlace: true}
	if err := o.replace(plan); err == nil || !strings.Contains(err.Error(), "changed while it was being fixed") {
		t.Errorf("got %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(changed) {
		t.Errorf("the file was touched (%v)", err)
	}
	if _, err := os.Stat(backupName(path)); err == nil {
		t.Error("a copy was written")
	}
}

// A file that may not be written is an error, and stays.
func TestInPlaceInAReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "x.xml")
	source, err := os.ReadFile("../../samples/founding-case.xml")
	if err == nil {
		err = os.WriteFile(path, source, 0o444)
	}
	if err == nil {
		err = os.Chmod(dir, 0o555)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	var out, errs strings.Builder
	if code := Main([]string{programName, "fix", "--in-place", path}, nil, &out, &errs); code != exitIO {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(source) {
		t.Errorf("the file was touched (%v)", err)
	}
}
