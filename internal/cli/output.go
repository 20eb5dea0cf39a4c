package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"
)

// checkOutputs refuses to write over an input, into nowhere, or twice into one
// file.
func checkOutputs(c *cli.Context, outputs []string, inputs []input) error {
	seen := map[string]bool{}
	for _, path := range outputs {
		key := pathKey(path)
		if seen[key] {
			return usagef(c, "output file %q is named twice; give each report its own", path)
		}
		seen[key] = true
		if in, same := overwrites(path, inputs); same {
			return usagef(c, "output file %q is the input %q; inputs are never written, name another file", path, in)
		}
		if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
			return usagef(c, "the directory of output file %q does not exist; create it first", path)
		}
		if there, err := os.Stat(path); err == nil && there.IsDir() {
			return usagef(c, "output file %q is a directory; name a file", path)
		}
	}
	return nil
}

// overwrites reports which input a path is, under whatever name.
func overwrites(path string, inputs []input) (string, bool) {
	out, err := os.Stat(path)
	if err != nil || !out.Mode().IsRegular() {
		return "", false
	}
	for _, in := range inputs {
		if info, err := os.Stat(in.file()); in.path != "-" && err == nil && os.SameFile(out, info) {
			return in.path, true
		}
	}
	return "", false
}

// newMode is the mode of a new file.
const newMode fs.FileMode = 0o644

// writeFile writes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	return writeAs(path, newMode, write)
}

// writeCopy is writeFile for what holds the content of an input: a new file can be read
// by nobody who cannot read that.
func writeCopy(path, input string, write func(io.Writer) error) error {
	return writeAs(path, copyMode(input), write)
}

// copyMode is the mode of a new file with the content of an input.
func copyMode(input string) fs.FileMode {
	if inside := splitMember(input); inside != "" {
		input = inside
	}
	if info, err := os.Stat(input); err == nil && info.Mode().IsRegular() {
		return info.Mode().Perm()&newMode | 0o600
	}
	return newMode
}

func writeAs(path string, mode fs.FileMode, write func(io.Writer) error) error {
	f, err := newOutFile(path, mode)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.discard()
		return err
	}
	return f.commit()
}

// outFile is a file that is being written: beside its place first, in its place
// once it is whole. What is no regular file, such as a pipe, is written directly.
type outFile struct {
	*bufio.Writer
	file *os.File
	path string // "" when file stands there already
}

func newOutFile(path string, mode fs.FileMode) (*outFile, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &outFile{bufio.NewWriter(f), f, ""}, nil
	case err == nil:
		mode = info.Mode().Perm() // of what it replaces
	}
	temp := fmt.Sprintf("%s.%08x.tmp", path, rand.Uint32())
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, unwritable(path, err)
	}
	return &outFile{bufio.NewWriter(f), f, path}, nil
}

// commit puts the file in its place.
func (o *outFile) commit() error {
	err := finish(o.file, o.Flush())
	if o.path == "" {
		return err
	}
	if err == nil {
		err = os.Rename(o.file.Name(), o.path)
	}
	if err != nil {
		os.Remove(o.file.Name())
	}
	return err
}

// discard leaves what stood in its place.
func (o *outFile) discard() {
	o.file.Close()
	if o.path != "" {
		os.Remove(o.file.Name())
	}
}

// unwritable is an error in making the file that takes the place of path.
func unwritable(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s cannot be written: the directory does not allow new files; name a file elsewhere", path)
	}
	var bad *fs.PathError
	if errors.As(err, &bad) {
		err = bad.Err
	}
	return fmt.Errorf("%s cannot be written: %w", path, err)
}

// writeTo writes and closes f.
func writeTo(f *os.File, write func(io.Writer) error) error {
	b := bufio.NewWriter(f)
	err := write(b)
	if err == nil {
		err = b.Flush()
	}
	return finish(f, err)
}

// finish closes f, with the error that there was before or that arises. What is a
// file reaches the disk before it takes the place of another.
func finish(f *os.File, err error) error {
	if info, statErr := f.Stat(); err == nil && statErr == nil && info.Mode().IsRegular() {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
