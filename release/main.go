// Command release makes the files of a release from the commit that is checked
// out: for each target a zip with the program, its documents and the collector,
// and a bill of materials; and the checksums of all of them.
//
//	go run ./release VERSION
//
// They go to dist, which is emptied before. The same commit, version and Go make the same bytes anywhere.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

func main() {
	if len(os.Args) != 2 || !versionForm.MatchString(os.Args[1]) {
		fmt.Fprintln(os.Stderr, "usage: go run ./release VERSION, for example 1.2.0 or 1.2.0-rc.1")
		os.Exit(2)
	}
	if err := run(os.Args[1], "dist"); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// versionForm is a semantic version.
var versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)

func run(version, out string) error {
	at, err := commitTime()
	if err != nil {
		return err
	}
	r := release{version: version, time: at, source: ".", stamp: true}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, t := range targets {
		if err := r.write(t, out); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
		fmt.Println(r.name(t))
	}
	return writeSums(out)
}

// commitTime is the time of the commit that is checked out. What differs from it
// would make a release that nobody can make again.
func commitTime() (time.Time, error) {
	changes, err := git("status", "--porcelain")
	if err != nil {
		return time.Time{}, err
	}
	if changes != "" {
		return time.Time{}, errors.New("the working tree differs from the commit; commit or remove the changes:\n" + changes)
	}
	seconds, err := git("log", "-1", "--format=%ct")
	if err != nil {
		return time.Time{}, err
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	return time.Unix(n, 0).UTC(), err
}

func git(args ...string) (string, error) {
	var out, errs bytes.Buffer
	cmd := exec.Command("git", args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return strings.TrimSpace(out.String()), nil
}

// writeSums writes SHA256SUMS, in the form that sha256sum -c reads.
func writeSums(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, entry := range entries {
		sum, err := sumFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, entry.Name())
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(b.String()), 0o644)
}
