package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Shells of Windows pass globs on as they are, and filepath.Glob knows no "**".

// hasMeta reports whether a name may be a glob.
func hasMeta(name string) bool { return strings.ContainsAny(name, "*?[") }

// glob finds the files that a pattern matches, sorted. In each part * and ? and
// [...] are those of filepath.Match, without regard to case on Windows; a part
// that is "**" stands for any number of directories, also none.
func glob(pattern string) ([]string, error) {
	volume := filepath.VolumeName(pattern)
	parts := strings.Split(filepath.ToSlash(pattern[len(volume):]), "/")
	for _, part := range parts {
		if _, err := filepath.Match(part, ""); err != nil {
			return nil, fmt.Errorf("the pattern is not valid in %q; a [ needs its ]", part)
		}
	}
	dir := volume
	if parts[0] == "" {
		dir += string(filepath.Separator)
		parts = parts[1:]
	}
	found := descend(dir, parts)
	slices.Sort(found)
	return slices.Compact(found), nil
}

// descend matches the parts of a pattern below dir, "" for the current one.
func descend(dir string, parts []string) []string {
	part, rest := parts[0], parts[1:]
	switch {
	case part == "":
		return step(dir, rest)
	case part == "**":
		found := step(dir, rest)
		if len(rest) == 0 {
			found = match1(dir, "*", rest)
		}
		for _, sub := range directories(dir) {
			found = append(found, descend(sub, parts)...)
		}
		return found
	case !hasMeta(part):
		return step(filepath.Join(dir, part), rest)
	}
	return match1(dir, part, rest)
}

// step goes on below a path, or takes it when nothing is left to match.
func step(path string, rest []string) []string {
	if len(rest) > 0 {
		return descend(path, rest)
	}
	if path != "" && isFile(path) {
		return []string{path}
	}
	return nil
}

// match1 matches one part of a pattern with the entries of dir.
func match1(dir, part string, rest []string) []string {
	var found []string
	for _, entry := range entries(dir) {
		if ok, _ := filepath.Match(fold(part), fold(entry.Name())); ok {
			found = append(found, step(filepath.Join(dir, entry.Name()), rest)...)
		}
	}
	return found
}

// directories are those below dir. Links are left out, so that there is an end.
func directories(dir string) []string {
	var list []string
	for _, entry := range entries(dir) {
		if entry.IsDir() {
			list = append(list, filepath.Join(dir, entry.Name()))
		}
	}
	return list
}

// entries are what a directory holds; nothing where it cannot be read, as in a
// shell.
func entries(dir string) []os.DirEntry {
	if dir == "" {
		dir = "."
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	return list
}

// fold makes names comparable as the system compares them.
func fold(name string) string {
	if runtime.GOOS == "windows" {
		return strings.ToLower(name)
	}
	return name
}
