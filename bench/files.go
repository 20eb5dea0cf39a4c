package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"tmgaudit/internal/synth"
)

// size is how large a file is and how often each command reads it.
type size struct {
	megabytes, rounds int
}

func (s size) String() string { return fmt.Sprintf("%d MB", s.megabytes) }

// parseSizes reads sizes such as "1,20,200:3"; rounds is for those without a
// number of their own.
func parseSizes(list string, rounds int) ([]size, error) {
	var all []size
	for word := range strings.SplitSeq(list, ",") {
		s := size{rounds: rounds}
		megabytes, own, has := strings.Cut(word, ":")
		var err, bad error
		s.megabytes, err = strconv.Atoi(megabytes)
		if has {
			s.rounds, bad = strconv.Atoi(own)
		}
		if err != nil || bad != nil || s.megabytes < 1 || s.megabytes > 4000 || s.rounds < 1 {
			return nil, fmt.Errorf("size %q is none; expected megabytes from 1 to 4000, as in 20, or 20:3 for three rounds", word)
		}
		all = append(all, s)
	}
	return all, nil
}

// faults are five that fix repairs, each in a line of its own and away from
// secrets, so that the difference is a unified diff.
const faults = synth.IntegratedInternal | synth.IntegratedListener | synth.ReturnAuth | synth.SingleRadius | synth.ConnectCacheZero

var (
	shapes   = map[string]synth.Shape{"list": synth.Lists, "rule": synth.Rules, "mixed": synth.Mixed}
	newlines = map[string]synth.Newline{"lf": synth.LF, "crlf": synth.CRLF}
)

// content is what a file of that size holds.
func (o options) content(megabytes int) (synth.Options, error) {
	shape, ok := shapes[o.shape]
	newline, known := newlines[o.newline]
	if !ok || !known {
		return synth.Options{}, fmt.Errorf("shape %q or line end %q is unknown; expected list, rule or mixed, and lf or crlf", o.shape, o.newline)
	}
	return synth.Options{Seed: 42, Story: synth.Aged, Size: int64(megabytes) * 1e6, Shape: shape, Newline: newline, OneLine: o.oneLine, Faults: faults}, nil
}

// describe says what the files are, in words.
func (o options) describe() string {
	lines := strings.ToUpper(o.newline)
	if o.oneLine {
		lines = "one line"
	}
	return lines + ", " + o.shape
}

// export is a file to read, and the same one repaired.
type export struct {
	path, fixed string
	bytes       int64
}

func (o options) write(megabytes int) (export, error) {
	content, err := o.content(megabytes)
	if err != nil {
		return export{}, err
	}
	name := fmt.Sprintf("%s-%s-%d-%t", o.shape, o.newline, megabytes, o.oneLine)
	e := export{path: filepath.Join(o.dir, name+".xml"), fixed: filepath.Join(o.dir, name+"-fixed.xml")}
	f, err := os.Create(e.path)
	if err != nil {
		return e, err
	}
	w := bufio.NewWriter(f)
	if err := errors.Join(synth.Write(w, content), w.Flush(), f.Close()); err != nil {
		return e, err
	}
	info, err := os.Stat(e.path)
	if err != nil {
		return e, err
	}
	e.bytes = info.Size()
	fix := exec.Command(o.program, "fix", "--unsafe", "--quiet", "--force", "-o", e.fixed, e.path)
	if said, err := fix.CombinedOutput(); err != nil {
		return e, fmt.Errorf("make the second file: %w: %s", err, said)
	}
	return e, nil
}

func (e export) remove() error { return errors.Join(os.Remove(e.path), os.Remove(e.fixed)) }
