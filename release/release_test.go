package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tmgaudit/internal/build"
)

// some are the targets that the tests build: a Windows, and this machine.
var some = []build.Target{{OS: "windows", Arch: "amd64"}, {OS: runtime.GOOS, Arch: runtime.GOARCH}}

// Law: the same source, version and time make the same bytes, wherever it lies.
func TestReproducible(t *testing.T) {
	t.Parallel() // it mostly waits
	first, second := t.TempDir(), t.TempDir()
	make1 := release{version: "1.2.3", time: time.Unix(1700000001, 0).UTC(), source: ".."}
	make2 := make1
	make2.source = copyOfSource(t)
	for _, target := range some {
		for dir, r := range map[string]release{first: make1, second: make2} {
			if err := r.write(target, dir); err != nil {
				t.Fatalf("%s: %v", target, err)
			}
		}
	}
	for _, dir := range []string{first, second} {
		if err := writeSums(dir); err != nil {
			t.Fatal(err)
		}
	}
	names := filesIn(t, first)
	if len(names) != 2*len(some)+1 || !slices.Equal(names, filesIn(t, second)) {
		t.Errorf("files %q and %q", names, filesIn(t, second))
	}
	for _, name := range names {
		if !bytes.Equal(read(t, first, name), read(t, second, name)) {
			t.Errorf("%s differs", name)
		}
	}
	t.Run("archive", func(t *testing.T) { testArchive(t, make1, first) })
	t.Run("bill", func(t *testing.T) { testBill(t, make1, first) })
	t.Run("program", func(t *testing.T) { testProgram(t, make1, first) })
	t.Run("checksums", func(t *testing.T) {
		for _, line := range strings.Split(strings.TrimSpace(string(read(t, first, "SHA256SUMS"))), "\n") {
			sum, name, _ := strings.Cut(line, "  ")
			if got, err := sumFile(filepath.Join(first, name)); err != nil || got != sum {
				t.Errorf("%s: %v", line, err)
			}
		}
	})
}

// copyOfSource is the repository in another folder, as far as a release needs it.
func copyOfSource(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel("..", path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "dist" || rel != "." && d.Name()[0] == '.'):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(top, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(filepath.Join(top, rel), b, 0o644)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return top
}

func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func read(t *testing.T, elements ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func testArchive(t *testing.T, r release, dir string) {
	for _, target := range some {
		z, err := zip.OpenReader(filepath.Join(dir, r.name(target)+".zip"))
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		program := "tmgaudit"
		if target.OS == "windows" {
			program += ".exe"
		}
		var names []string
		for _, f := range z.File {
			name, ok := strings.CutPrefix(f.Name, r.name(target)+"/")
			if !ok || !f.Modified.Equal(r.time) || (f.Mode().Perm() == 0o755) != (name == program) {
				t.Errorf("%s: %s of %s, mode %s", target, f.Name, f.Modified, f.Mode())
			}
			names = append(names, name)
		}
		if want := slices.Sorted(slices.Values(append([]string{program}, documents...))); !slices.Equal(names, want) {
			t.Errorf("%s: files %q, want %q", target, names, want)
		}
	}
}

// The fields are those that CycloneDX 1.6 requires, and those that its readers
// look modules up by.
func testBill(t *testing.T, r release, dir string) {
	for _, target := range some {
		var b bill
		decoder := json.NewDecoder(bytes.NewReader(read(t, dir, r.name(target)+".cdx.json")))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&b); err != nil {
			t.Fatal(err)
		}
		if b.Format != "CycloneDX" || b.SpecVersion != "1.6" || b.Version != 1 || !serialForm.MatchString(b.SerialNumber) {
			t.Errorf("%s: head %q %q %d %q", target, b.Format, b.SpecVersion, b.Version, b.SerialNumber)
		}
		self := b.Metadata.Component
		if self.Type != "application" || self.Name != "tmgaudit" || self.Version != "1.2.3" || len(self.Hashes) != 1 || len(self.Hashes[0].Content) != 64 {
			t.Errorf("%s: program %+v", target, self)
		}
		if b.Metadata.Timestamp != r.time.Format(time.RFC3339) {
			t.Errorf("%s: time %s", target, b.Metadata.Timestamp)
		}
		refs := map[string]bool{self.Ref: true}
		for _, c := range b.Components {
			if c.Type != "library" || c.Name == "" || c.Version == "" || c.PackageURL != "pkg:golang/"+c.Name+"@"+c.Version || refs[c.Ref] {
				t.Errorf("%s: component %+v", target, c)
			}
			refs[c.Ref] = true
		}
		if !refs["pkg:golang/stdlib@"+strings.TrimPrefix(runtime.Version(), "go")] || len(b.Components) < 5 {
			t.Errorf("%s: components %v", target, refs)
		}
		if len(b.Dependencies) != len(refs) || len(b.Dependencies[0].DependsOn) != len(b.Components) {
			t.Errorf("%s: dependencies %+v", target, b.Dependencies)
		}
	}
}

var serialForm = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// The program knows its version and holds no path of the machine that built it.
func testProgram(t *testing.T, r release, dir string) {
	here := some[1]
	z, err := zip.OpenReader(filepath.Join(dir, r.name(here)+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	unpacked := t.TempDir()
	if err := os.CopyFS(unpacked, z); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(unpacked, r.name(here), "tmgaudit")
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	top, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(read(t, program), []byte(top+string(filepath.Separator))) {
		t.Errorf("the program holds the path %s", top)
	}
	out, err := exec.Command(program, "version").Output()
	if err != nil || !strings.HasPrefix(string(out), "tmgaudit 1.2.3 (") {
		t.Errorf("%q %v", out, err)
	}
}

func TestVersionForm(t *testing.T) {
	for version, want := range map[string]bool{
		"1.2.3": true, "1.2.3-rc.1": true, "0.1.0": true,
		"v1.2.3": false, "1.2": false, "": false, "1.2.3-": false, "../1.2.3": false, "1.2.3 -X x=y": false,
	} {
		if got := versionForm.MatchString(version); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}
