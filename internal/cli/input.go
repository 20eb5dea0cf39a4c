package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// input is one file to read, or the reason why a name led to none.
type input struct {
	path   string // as the user named it or as it follows from that; "-" is standard input
	err    error
	member *member // in an archive; nil for a file of its own
}

// file is the file on disk that holds the input.
func (in input) file() string {
	if in.member != nil {
		return in.member.archive.path
	}
	return in.path
}

// single is the input that a name stands for where one export is wanted: an
// archive may stand for the only one in it.
func single(name string) input {
	if !isArchive(name) && splitMember(name) == "" {
		return input{path: name}
	}
	list := expand([]string{name})
	if len(list) == 1 {
		return list[0]
	}
	return input{path: name, err: fmt.Errorf("the archive holds %d exports; name one of them, as in %s", len(list), list[0].path)}
}

// expand finds the files that the arguments name, in their order, each once.
// A directory stands for every *.xml below it and in the archives there, an
// archive for every *.xml in it. What exists is never taken for a glob.
func expand(args []string) []input {
	var e expansion
	for _, arg := range args {
		e.argument(arg)
	}
	return e.inputs
}

type expansion struct {
	inputs []input
	seen   map[string]bool
}

func (e *expansion) argument(arg string) {
	if arg == "-" {
		e.add(arg)
		return
	}
	info, err := os.Stat(arg)
	switch {
	case err == nil && info.IsDir():
		e.directory(arg)
	case err == nil && isArchive(arg):
		e.archive(arg)
	case err == nil:
		e.add(arg)
	case splitMember(arg) != "":
		e.named(arg)
	case hasMeta(arg):
		e.glob(arg)
	default:
		e.fail(arg, readError(err))
	}
}

// add enters a file that was not named before.
func (e *expansion) add(path string) { e.enter(pathKey(path), input{path: path}) }

// enter enters an input and reports whether it was not there before.
func (e *expansion) enter(key string, in input) bool {
	if e.seen[key] {
		return false
	}
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	e.seen[key] = true
	e.inputs = append(e.inputs, in)
	return true
}

func (e *expansion) fail(path string, err error) {
	e.inputs = append(e.inputs, input{path: path, err: err})
}

// directory enters the exports below a directory, by name. Links to directories
// are not followed, so that there is an end.
func (e *expansion) directory(dir string) {
	before := len(e.inputs)
	exports := 0
	var walk func(string)
	walk = func(dir string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			e.fail(dir, readError(err))
		}
		for _, entry := range entries {
			path := filepath.Join(dir, entry.Name())
			switch {
			case entry.IsDir():
				walk(path)
			case strings.EqualFold(filepath.Ext(path), ".xml") && isFile(path):
				exports++
				e.add(path)
			case isArchive(path) && isFile(path):
				exports += e.archiveBelow(path)
			}
		}
	}
	walk(dir)
	if exports == 0 && len(e.inputs) == before {
		e.fail(dir, errors.New("the directory holds no *.xml file, nor an archive with one; name one that holds exports, or the exports themselves"))
	}
}

func (e *expansion) glob(pattern string) {
	paths, err := glob(pattern)
	if err != nil {
		e.fail(pattern, err)
		return
	}
	if len(paths) == 0 {
		e.fail(pattern, errors.New("no file matches the pattern; check it and the directory that it starts from"))
	}
	for _, path := range paths {
		if isArchive(path) {
			e.archive(path)
		} else {
			e.add(path)
		}
	}
}

// isFile reports whether a path that was found, not named, is a file to read, or a
// link to one. Pipes, sockets and devices are not: nobody may ever write to them.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&(fs.ModeDir|fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice) == 0
}

// pathKey is the same for two ways of writing one path.
func pathKey(path string) string {
	if path == "-" {
		return path
	}
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if runtime.GOOS == "windows" {
		path = strings.ToLower(path)
	}
	return filepath.Clean(path)
}

// readError says why a file cannot be read. The path is for the caller to print.
func readError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("the file does not exist; check its name and the current directory")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("permission to read is denied; run as a user who may read it, or copy it")
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("cannot be read: %w", err)
}
