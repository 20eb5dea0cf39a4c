package fixer

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tool finds a program that a test judges by. Where it is missing the test skips,
// or fails when the environment asks for all tools.
func tool(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

// checkPatch applies a diff with patch and with git apply.
func checkPatch(t *testing.T, before, diff, want []byte) {
	t.Helper()
	for _, command := range [][]string{
		{tool(t, "patch"), "--binary", "-s", "x.xml", "d"},
		{tool(t, "git"), "apply", "--whitespace=nowarn", "d"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "x.xml"), before)
		write(t, filepath.Join(dir, "d"), diff)
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GIT_CONFIG_GLOBAL=/dev/null")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v: %v\n%s", command, err, out)
			continue
		}
		got, err := os.ReadFile(filepath.Join(dir, "x.xml"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s made other bytes", command[0])
		}
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}
