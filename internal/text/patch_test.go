package text_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tool is the path of an external program that judges us. Without it the test
// is skipped, or fails where TMGAUDIT_REQUIRE_TOOLS says that it must be there.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is required: %v", name, err)
	}
	t.Skipf("skipped, the judge is missing: %v", err)
	return ""
}

// diffForms are the forms whose diffs can be applied.
var diffForms = []form{forms[1], forms[2], forms[10]}

// applied runs a program that applies diffs to files in a directory, and
// compares what it makes of each with what Apply gives.
func applied(t *testing.T, runs, leastContext int, run func(dir, diff string) *exec.Cmd) {
	dir := t.TempDir()
	file, diffFile := filepath.Join(dir, "f.xml"), filepath.Join(dir, "f.diff")
	for seed := range runs {
		r := dice(seed)
		m := diffForms[seed%len(diffForms)]
		disk, whole := m.write(t, m.prose(r))
		f := decode(t, disk)
		edits := someEdits(r, string(whole), lineNews)
		want, err := f.Apply(edits)
		if err != nil {
			t.Fatal(err)
		}
		diff, err := f.Unified("a/f.xml", "b/f.xml", edits, leastContext+r.IntN(4))
		if err != nil {
			t.Fatal(err)
		}
		if len(diff) == 0 { // nothing to apply
			continue
		}
		write(t, file, disk)
		write(t, diffFile, diff)
		out, err := run(dir, "f.diff").CombinedOutput()
		got, _ := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("seed %d, %v: %v\n%s\n%v\n%s\ngives %.300q\nwant  %.300q", seed, m, err, out, edits, diff, got, want)
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPatchAppliesTheDiff(t *testing.T) {
	path := tool(t, "patch")
	applied(t, 300, 0, func(dir, diff string) *exec.Cmd {
		return exec.Command(path, "--quiet", "--binary", "--force", "--fuzz=0", "-p1", "-d", dir, "-i", diff)
	})
}

// On Unix patch leaves CR alone without --binary too, which is how it is called.
func TestPatchAppliesTheDiffWithoutOptions(t *testing.T) {
	path := tool(t, "patch")
	applied(t, 60, 3, func(dir, diff string) *exec.Cmd {
		return exec.Command(path, "-p1", "-d", dir, "-i", diff)
	})
}

func TestGitAppliesTheDiff(t *testing.T) {
	path := tool(t, "git")
	applied(t, 150, 1, func(dir, diff string) *exec.Cmd {
		cmd := exec.Command(path, "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", diff)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		return cmd
	})
}
