//go:build linux || darwin

package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tmgaudit/internal/synth"
)

// kills is how often each way of writing is interrupted.
const kills = 100

// A program that is killed at any moment loses nothing. An in-place fix leaves the
// old file or the new one, whole, and never a copy that is not the old one. A bundle
// is there whole or not at all.
func TestKilled(t *testing.T) {
	var export bytes.Buffer
	if err := synth.Write(&export, synth.Options{Seed: 3, Story: synth.Aged, Faults: synth.MessyFaults}); err != nil {
		t.Fatal(err)
	}
	old, program := export.Bytes(), ownProgram(t)
	fixed := fixedBytes(t, old)
	t.Run("fix", func(t *testing.T) {
		t.Parallel() // the disk is what it waits for
		k := killer{program: program, flags: []string{"--in-place", "--force"}, old: old, fixed: fixed}
		k.run(t, func(t *testing.T, path string) bool {
			if backup, err := os.ReadFile(path + ".bak"); err == nil && !bytes.Equal(backup, old) {
				t.Error("the copy is not the old file")
			}
			return bytes.Equal(read(t, path), fixed)
		})
	})
	t.Run("bundle", func(t *testing.T) {
		t.Parallel() // the disk is what it waits for
		dir := filepath.Join(t.TempDir(), "bundle")
		k := killer{program: program, flags: []string{"--bundle", dir}, old: old}
		k.finish(t)
		whole := tree(t, dir)
		removeAll(t, dir)
		k.run(t, func(t *testing.T, _ string) bool {
			got := tree(t, dir)
			if got != "" && got != whole {
				t.Errorf("a part of a bundle has its name:\n%s\nexpected\n%s", got, whole)
			}
			removeAll(t, dir+"*") // what a killed one leaves beside it, too
			return got != ""
		})
	})
}

// killer runs fix on an export and kills it.
type killer struct {
	program string
	flags   []string
	old     []byte
	fixed   []byte // what the input may have become, nil where it must stay
	path    string
}

func (k *killer) start(t *testing.T) *exec.Cmd {
	t.Helper()
	if k.path == "" {
		k.path = filepath.Join(t.TempDir(), "x.xml")
	}
	if err := os.WriteFile(k.path, k.old, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(k.program, append(append([]string{"fix", "--unsafe", "--quiet"}, k.flags...), k.path)...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// finish lets it end and returns how long it took.
func (k *killer) finish(t *testing.T) time.Duration {
	t.Helper()
	start := time.Now()
	if err := k.start(t).Wait(); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

// run kills it at random moments of its life. ended says whether the work was done,
// and complains of anything between.
func (k *killer) run(t *testing.T, ended func(t *testing.T, path string) bool) {
	life := k.finish(t)
	ended(t, k.path)
	r, done := rand.New(rand.NewPCG(1, 1)), 0
	for i := range kills {
		cmd := k.start(t)
		time.Sleep(time.Duration(r.Int64N(int64(life) * 5 / 4)))
		cmd.Process.Kill()
		cmd.Wait()
		if now := read(t, k.path); !bytes.Equal(now, k.old) && (k.fixed == nil || !bytes.Equal(now, k.fixed)) {
			t.Errorf("the input has %d bytes that are neither the old nor the new file", len(now))
		}
		if ended(t, k.path) {
			done++
		}
		if t.Failed() {
			t.Fatalf("kill %d of %d", i+1, kills)
		}
	}
	t.Logf("%d of %d had ended before the kill; a life is %v", done, kills, life)
}

func fixedBytes(t *testing.T, source []byte) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	args := []string{programName, "fix", "-", "-o", "-", "--unsafe", "--quiet"}
	if code := Main(args, bytes.NewReader(source), &out, &errs); code != exitOK || out.Len() == 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return out.Bytes()
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tree lists the files below a directory with their sizes; "" when there is none.
func tree(t *testing.T, dir string) string {
	t.Helper()
	if _, err := os.Stat(dir); err != nil {
		return ""
	}
	list := "."
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			list += fmt.Sprintf("\n%s %d", path[len(dir)+1:], len(read(t, path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func removeAll(t *testing.T, pattern string) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	for _, path := range paths {
		if err == nil {
			err = os.RemoveAll(path)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
