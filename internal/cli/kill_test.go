package cli

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tmgaudit/internal/synth"
)

// A program killed at any moment of an in-place fix leaves the old file or the
// new one, whole, and never a copy that is not the old one.
func TestKilledFixLeavesOldOrNew(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a symbolic link to the test binary")
	}
	var export bytes.Buffer
	if err := synth.Write(&export, synth.Options{Seed: 3, Size: 3_000_000, Story: synth.Aged, Faults: synth.MessyFaults}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program := filepath.Join(dir, programName) // the test binary runs the program under its name
	self, err := os.Executable()
	if err == nil {
		err = os.Symlink(self, program)
	}
	if err != nil {
		t.Fatal(err)
	}
	old, fixed := export.Bytes(), fixedBytes(t, export.Bytes())
	path := filepath.Join(dir, "x.xml")
	changed := 0
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 60 {
		if err := os.WriteFile(path, old, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, "fix", "--in-place", "--force", "--unsafe", "--quiet", path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(60)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("kill %d: the file is gone: %v", i, err)
		}
		switch {
		case bytes.Equal(got, fixed):
			changed++
		case !bytes.Equal(got, old):
			t.Fatalf("kill %d: %d bytes that are neither the old nor the new file", i, len(got))
		}
		if backup, err := os.ReadFile(path + ".bak"); err == nil && !bytes.Equal(backup, old) {
			t.Fatalf("kill %d: the copy is not the old file", i)
		}
	}
	t.Logf("%d of 60 ended before the kill", changed)
}

func fixedBytes(t *testing.T, source []byte) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	args := []string{programName, "fix", "-", "-o", "-", "--unsafe", "--quiet"}
	if code := Main(args, bytes.NewReader(source), &out, &errs); code != exitOK || out.Len() == 0 {
		t.Fatalf("exit %d: %s", code, strings.TrimSpace(errs.String()))
	}
	return out.Bytes()
}
