// Package winetest runs Windows programs and scripts under Wine in tests. Where
// Wine is missing the test is skipped, or fails when TMGAUDIT_REQUIRE_TOOLS is set.
package winetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	startLimit = 4 * time.Minute // a new prefix takes a while on a busy machine
	runLimit   = time.Minute
)

// Wine is a prefix, a Windows of its own, that goes with a test.
type Wine struct {
	program, prefix string
}

// Start makes a prefix that is a Windows 10 and removes it when the test ends.
// It takes some seconds and some hundred megabytes, so a package has one.
func Start(t *testing.T) *Wine {
	t.Helper()
	w := &Wine{program: tool(t, "wine"), prefix: filepath.Join(t.TempDir(), "prefix")}
	server := tool(t, "wineserver")
	start := time.Now()
	w.must(t, w.program, "wineboot", "-i")
	t.Cleanup(func() { // else Wine still writes to the folder that is removed
		for _, flag := range []string{"-k", "-w"} {
			w.command(t, runLimit, Run{}, server, flag)
		}
	})
	// Go programs ask for Windows 10; a new prefix of Wine 8 is a Windows 7.
	w.must(t, w.program, "reg", "add", `HKCU\Software\Wine`, "/v", "Version", "/d", "win10", "/f")
	// What wineboot started goes on in the background and must be done first.
	w.must(t, server, "-w")
	if err := w.addRandom(); err != nil {
		t.Fatal(err)
	}
	t.Logf("wine is ready after %v", time.Since(start).Round(time.Millisecond))
	return w
}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is missing; TMGAUDIT_REQUIRE_TOOLS asks for it", name)
	}
	t.Skipf("%s is missing; install it to run this test", name)
	return ""
}

// addRandom gives the prefix the library from which a Go program takes random
// numbers. Wine has it from version 9 on; without it no Go program starts.
func (w *Wine) addRandom() error {
	path := filepath.Join(w.prefix, "drive_c", "windows", "system32", "bcryptprimitives.dll")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, forwarder("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036"), 0o644)
}

// Run is how a program is run.
type Run struct {
	Dir   string        // "" for the current directory
	Stdin io.Reader     // nil for none
	Limit time.Duration // 0 for one minute
}

// Result is what a program wrote, as it is, and its exit code.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Exec runs a Windows program with arguments. It must end within Run.Limit.
func (w *Wine) Exec(t *testing.T, r Run, name string, args ...string) Result {
	t.Helper()
	if r.Limit == 0 {
		r.Limit = runLimit
	}
	result, err := w.command(t, r.Limit, r, w.program, append([]string{name}, args...)...)
	var exit *exec.ExitError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		t.Fatalf("%s %q did not end within %v:\n%s%s", name, args, r.Limit, result.Stdout, result.Stderr)
	case errors.As(err, &exit):
		result.Code = exit.ExitCode()
	case err != nil:
		t.Fatal(err)
	}
	return result
}

// Start starts a Windows program that runs until its standard input is closed,
// which stop does; it must end without a fault then.
func (w *Wine) Start(t *testing.T, name string, args ...string) (stdout io.Reader, stop func()) {
	t.Helper()
	cmd := exec.Command(w.program, append([]string{name}, args...)...)
	cmd.Env = w.environment()
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return out, func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Path is a path of this machine as Windows programs in Wine name it.
func Path(path string) string { return "Z:" + strings.ReplaceAll(path, "/", `\`) }

func (w *Wine) must(t *testing.T, name string, args ...string) {
	t.Helper()
	if result, err := w.command(t, startLimit, Run{}, name, args...); err != nil {
		t.Fatalf("%s %q: %v\n%s%s", filepath.Base(name), args, err, result.Stdout, result.Stderr)
	}
}

func (w *Wine) environment() []string {
	return append(os.Environ(), "WINEPREFIX="+w.prefix, "TMPDIR="+filepath.Dir(w.prefix), "WINEDEBUG=-all", "WINEARCH=win64", "DISPLAY=",
		"WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=")
}

// command runs a program with its output in files: processes that Wine leaves
// behind would keep a pipe open.
func (w *Wine) command(t *testing.T, limit time.Duration, r Run, name string, args ...string) (result Result, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Dir, cmd.Stdin = w.environment(), r.Dir, r.Stdin
	stdout, stderr := scratch(t), scratch(t)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err = errors.Join(cmd.Run(), ctx.Err())
	result.Stdout, result.Stderr = take(t, stdout), take(t, stderr)
	return result, err
}

func scratch(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp("", "wine-*.out")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// take reads a scratch file and removes it.
func take(t *testing.T, f *os.File) string {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err := errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		t.Fatal(fmt.Errorf("output of wine: %w", err))
	}
	return string(b)
}
