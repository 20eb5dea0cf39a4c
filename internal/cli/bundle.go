package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"tmgaudit/fixer"
	"tmgaudit/report"
)

// freeBundle refuses a directory for a bundle that holds something, before any
// work. "" is no directory.
func freeBundle(dir string) error {
	if dir == "" {
		return nil
	}
	return freeFolder(dir, "a bundle")
}

// freeFolder refuses a directory for some things that holds others.
func freeFolder(dir, things string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return parentOf(dir)
	case err != nil:
		return fmt.Errorf("%s cannot hold %s: %w", dir, things, err)
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty; name a new or an empty directory for %s", dir, things)
	case sameFile(dir, "."):
		return fmt.Errorf("%s is the current directory, which cannot be replaced; name a directory in it for %s", dir, things)
	}
	return nil
}

func parentOf(dir string) error {
	if info, err := os.Stat(filepath.Dir(filepath.Clean(dir))); err != nil || !info.IsDir() {
		return fmt.Errorf("the directory in which %s would stand does not exist; create it first", dir)
	}
	return nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// writeBundle writes the bundle of a plan that changes something.
func (o fixOptions) writeBundle(p *fixer.Plan, s streams) error {
	say := func(format string, args ...any) {
		if !o.quiet {
			fmt.Fprintf(s.err, "%s: %s\n", programName, report.Printable(fmt.Sprintf(format, args...)))
		}
	}
	if !p.Changed() {
		say("no fix was applied, so there is no bundle; nothing was written")
		return nil
	}
	b, err := p.Bundle(bundleName(o.input), o.config.Checks())
	if err != nil {
		return err
	}
	files, err := report.BundleFiles(b, versionName())
	if err != nil {
		return err
	}
	if err := writeDir(o.bundle, files, copyMode(o.input)); err != nil {
		return err
	}
	say("%d files written to %s; start with report.html", len(files), o.bundle)
	return nil
}

// bundleName is the name of the input in its bundle.
func bundleName(path string) string {
	if path == "-" {
		return "export.xml"
	}
	if inside := splitMember(path); inside != "" {
		path = path[len(inside)+1:]
	}
	base := filepath.Base(path)
	if !filepath.IsLocal(base) || strings.ContainsAny(base, `\:`) { // as a member of an archive may be called
		return "export.xml"
	}
	return base
}

// writeDir writes files of a mode into a directory whole or not at all.
func writeDir(dir string, files []fixer.BundleFile, mode fs.FileMode) error {
	return inPlace(dir, func(temp string) error { return fillDir(temp, files, mode) })
}

// inPlace fills a directory whole or not at all: beside it first, then in its place.
func inPlace(dir string, fill func(temp string) error) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target
	}
	temp := fmt.Sprintf("%s.%08x.tmp", dir, rand.Uint32())
	if err := os.Mkdir(temp, 0o755); err != nil {
		return err
	}
	if err = fill(temp); err == nil {
		err = takePlace(temp, dir)
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(temp))
	}
	return err
}

func fillDir(dir string, files []fixer.BundleFile, mode fs.FileMode) error {
	for _, file := range files {
		path := filepath.Join(dir, filepath.FromSlash(file.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return err
		}
		if err := writeTo(f, put(file.Data)); err != nil {
			return err
		}
	}
	return nil
}

// takePlace puts a finished directory in the place of an empty one, or of none.
// An empty one goes first, since Windows renames over no directory; it comes back
// when the rename fails.
func takePlace(temp, dir string) error {
	info, err := os.Stat(dir)
	if err == nil {
		err = os.Remove(dir) // fails when it is not empty any more
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	if err = os.Rename(temp, dir); err != nil && info != nil {
		err = errors.Join(err, os.Mkdir(dir, info.Mode().Perm()))
	}
	return err
}
