package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tmgaudit/internal/build"
)

var targets = []build.Target{
	{OS: "windows", Arch: "amd64"}, {OS: "windows", Arch: "arm64"},
	{OS: "linux", Arch: "amd64"}, {OS: "linux", Arch: "arm64"},
	{OS: "darwin", Arch: "amd64"}, {OS: "darwin", Arch: "arm64"},
}

// documents go into every archive beside the program, by path from the top of the
// repository.
var documents = []string{
	"CHANGELOG.md", "LICENSE", "README.md",
	"collect/collect.vbs",
	"docs/catalog.md", "docs/checks.md", "docs/commands.md", "docs/performance.md", "docs/tmgaudit.1",
	"samples/founding-case.xml",
}

// release is what does not depend on the target.
type release struct {
	version string
	time    time.Time // of every file in the archives
	source  string    // top of the repository
	stamp   bool      // the program names its commit
}

// name is the name of the archive without its extension, and of the folder in it.
func (r release) name(t build.Target) string {
	return fmt.Sprintf("tmgaudit-%s-%s-%s", r.version, t.OS, t.Arch)
}

// write writes the archive and the bill of materials of a target into dir.
func (r release) write(t build.Target, dir string) error {
	work, err := os.MkdirTemp("", "release-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	program := filepath.Join(work, "tmgaudit")
	if t.OS == "windows" {
		program += ".exe"
	}
	if err := build.Program(build.Options{Source: r.source, Target: t, Version: r.version, Stamp: r.stamp, Out: program}); err != nil {
		return err
	}
	bill, err := r.bill(program)
	if err != nil {
		return fmt.Errorf("bill of materials: %w", err)
	}
	base := filepath.Join(dir, r.name(t))
	if err := os.WriteFile(base+".cdx.json", bill, 0o644); err != nil {
		return err
	}
	return r.archive(base+".zip", r.name(t), program)
}

// archive writes a zip with the program and the documents below one folder, sorted.
func (r release) archive(path, folder, program string) error {
	from := map[string]string{filepath.Base(program): program}
	for _, name := range documents {
		from[name] = filepath.Join(r.source, filepath.FromSlash(name))
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z := zip.NewWriter(f)
	for _, name := range slices.Sorted(maps.Keys(from)) {
		mode := os.FileMode(0o644)
		if from[name] == program {
			mode = 0o755
		}
		if err := r.add(z, folder+"/"+name, from[name], mode); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

func (r release) add(z *zip.Writer, name, path string, mode os.FileMode) error {
	head := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: r.time.UTC()}
	head.SetMode(mode)
	w, err := z.CreateHeader(head)
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// sumFile is the SHA-256 of a file, in hexadecimal.
func sumFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
