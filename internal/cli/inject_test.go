//go:build linux || darwin

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// short is a stream that takes a part of what it is given, then nothing.
type short struct{ left int }

func (s *short) Write(b []byte) (int, error) {
	if len(b) <= s.left {
		s.left -= len(b)
		return len(b), nil
	}
	n := s.left
	s.left = 0
	return n, io.ErrShortWrite
}

// A command whose output ends early must not look like success.
func TestShortAndFullStreams(t *testing.T) {
	const export = "testdata/exports/founding.xml"
	for _, args := range [][]string{
		{"lint", export}, {"fix", export}, {"fix", "-o", "-", export}, {"compare", export, "testdata/exports/clean.xml"}, {"explain", "FPCArray"},
		{"checks"}, {"query", "//Network", export}, {"simulate", "--from", "10.1.1.1", "--url", "http://x/", export}, {"redact", "-o", "-", export},
		{"trace", "../../trace/testdata/founding.har"}, {"trace", "--format", "json", "../../trace/testdata/founding.har"},
	} {
		for name, stream := range map[string]io.Writer{"full": full{}, "short": &short{left: 100}} {
			var errs bytes.Buffer
			if code := Main(append([]string{programName}, args...), strings.NewReader(""), stream, &errs); code != exitIO || errs.Len() == 0 {
				t.Errorf("%v to a %s stream: exit code %d, %q; expected %d", args, name, code, errs.String(), exitIO)
			}
		}
	}
}

// writers are the ways in which the program writes files; OUT is a new name.
var writers = [][]string{
	{"fix", "--in-place"}, {"fix", "-o", "OUT"}, {"fix", "--bundle", "OUT"}, {"fix", "--diff", "OUT", "--in-place"},
	{"redact", "-o", "OUT"}, {"lint", "--output", "json=OUT"},
}

// A disk that fills up in the middle of a write, made by a limit for the size of
// files, changes nothing: the input stays, and nothing half-written has a name
// that anybody asked for.
func TestDiskFillsUp(t *testing.T) {
	dir, program := t.TempDir(), ownProgram(t)
	path := filepath.Join(dir, "x.xml")
	padded := append(read(t, "testdata/exports/founding.xml"), bytes.Repeat([]byte(" \n"), 4000)...)
	for _, args := range writers {
		if err := os.WriteFile(path, padded, 0o644); err != nil {
			t.Fatal(err)
		}
		// The limit counts blocks of 512 bytes: no output here is as small.
		cmd := exec.Command("/bin/sh", "-c", `ulimit -f 1; exec "$0" "$@"`, program)
		expectNothing(t, cmd, dir, path, args)
	}
}

// When the copy fits and the result does not, the copy of no use goes again.
func TestResultDoesNotFit(t *testing.T) {
	const block = 512
	dir, program := t.TempDir(), ownProgram(t)
	path := filepath.Join(dir, "x.xml")
	export := read(t, "testdata/exports/founding.xml")
	export = append(export, bytes.Repeat([]byte("\n"), block-len(export)%block)...)
	if err := os.WriteFile(path, export, 0o644); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, len(export)/block)
	longer := "Arrays/ARRAY1/NetConfig/Networks/Internal/Name=" + strings.Repeat("x", block)
	expectNothing(t, exec.Command("/bin/sh", "-c", script, program), dir, path, []string{"fix", "--in-place", "--set", longer})
}

// A folder in which nothing may be made, and a disk without any room, too.
func TestNothingMayBeWritten(t *testing.T) {
	dir := publicDir(t)
	path := filepath.Join(dir, "x.xml")
	if err := os.WriteFile(path, read(t, "testdata/exports/founding.xml"), 0o644); err != nil {
		t.Fatal(err)
	}
	program, nobody := programForNobody(t)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	for _, args := range writers {
		cmd := exec.Command(program)
		cmd.SysProcAttr = nobody
		expectNothing(t, cmd, dir, path, args)
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("the system has no /dev/full")
	}
	for _, args := range [][]string{{"fix", "-o", "/dev/full"}, {"fix", "--diff", "/dev/full"}, {"lint", "--output", "json=/dev/full"}} {
		expectNothing(t, exec.Command(program), dir, path, args)
	}
}

// expectNothing runs a command that must fail, say so, and leave only the input,
// as it was.
func expectNothing(t *testing.T, cmd *exec.Cmd, dir, path string, args []string) {
	t.Helper()
	before := read(t, path)
	args = slices.Clone(args)
	for i, a := range args {
		args[i] = strings.Replace(a, "OUT", filepath.Join(dir, "out"), 1)
	}
	cmd.Args = append(append(cmd.Args, args...), path)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitIO || !strings.Contains(string(out), programName+": ") {
		t.Errorf("%v: %v\n%.2000s", args, err, out)
	}
	if !bytes.Equal(read(t, path), before) {
		t.Errorf("%v: the input is another one", args)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%v: %v, %v; expected the input alone", args, entries, err)
	}
}

// programForNobody is the program where a user without rights may start it, and
// how to be that user: root is bound by no permission.
func programForNobody(t *testing.T) (string, *syscall.SysProcAttr) {
	t.Helper()
	if os.Geteuid() != 0 {
		return ownProgram(t), nil
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(publicDir(t), programName)
	if err := os.WriteFile(program, read(t, self), 0o755); err != nil {
		t.Fatal(err)
	}
	const nobody = 65534
	return program, &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
}

// publicDir is a folder that goes with the test and that every user may enter.
func publicDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tmgaudit-")
	if err == nil {
		t.Cleanup(func() { os.RemoveAll(dir) })
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
