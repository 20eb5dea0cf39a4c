package cli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"sync"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// maxInput is the size in bytes above which a file is refused: no export comes
// near it, and the model counts in 32 bits.
const maxInput = math.MaxUint32

// readAll reads and checks the inputs, several at a time. The results are in the
// order of the inputs.
func readAll(inputs []input, o lintOptions, s streams) []report.File {
	var p *progress
	if !o.quiet && isTerminal(s.err) {
		p = startProgress(s.err, len(inputs))
		defer p.finish()
	}
	files := make([]report.File, len(inputs))
	faults := make([]*fault, len(inputs))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(inputs)) {
		workers.Go(func() {
			for i := range next {
				files[i], faults[i] = guarded(inputs[i], o, s.in)
				p.step()
			}
		})
	}
	for i := range inputs {
		next <- i
	}
	close(next)
	workers.Wait()
	for _, f := range faults {
		if f != nil {
			panic(f)
		}
	}
	return files
}

// guarded checks one input and catches a panic, which must not die in a worker.
func guarded(in input, o lintOptions, stdin io.Reader) (file report.File, f *fault) {
	defer catch(in.path, &f)
	return lintFile(in, o.checks, o.target, stdin), nil
}

// lintFile reads one input and runs the checks over it, with those that ask about
// an import to target unless it is nil.
func lintFile(in input, list []*checks.Check, target *checks.Target, stdin io.Reader) report.File {
	doc, unreadable := readDocument(in, stdin)
	if unreadable != nil {
		return report.File{Path: in.path, Err: unreadable}
	}
	return report.File{Path: in.path, Doc: doc, Target: target, Findings: checks.RunFor(doc, list, target)}
}

// readDocument reads one input as an export.
func readDocument(in input, stdin io.Reader) (*schema.Document, *report.Unreadable) {
	if in.err != nil {
		return nil, &report.Unreadable{Message: in.err.Error()}
	}
	disk, err := readBytes(in.path, stdin)
	if err != nil {
		return nil, &report.Unreadable{Message: err.Error()}
	}
	if u := foreign(disk); u != nil {
		return nil, u
	}
	f, err := text.Decode(disk)
	if err != nil {
		return nil, undecodable(err)
	}
	doc, err := schema.Parse(f)
	var bad *schema.Error
	switch {
	case errors.As(err, &bad):
		return nil, report.NewUnreadable(f, bad)
	case err != nil:
		return nil, &report.Unreadable{Message: err.Error(), Source: f}
	}
	return doc, nil
}

// undecodable is a text error at its place.
func undecodable(err error) *report.Unreadable {
	u := &report.Unreadable{Message: err.Error()}
	var bad *text.Error
	if errors.As(err, &bad) {
		u.Start = text.Position{Line: bad.Line, Column: bad.Column, Offset: bad.Offset}
		u.End = u.Start
	}
	return u
}

// readBytes reads a whole file, or standard input for "-".
func readBytes(path string, stdin io.Reader) ([]byte, error) {
	if path == "-" {
		return readBounded(stdin)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(err)
	}
	if info.Size() > maxInput {
		return nil, tooLarge(info.Size())
	}
	if info.Mode().IsRegular() {
		disk, err := os.ReadFile(path)
		if err != nil {
			return nil, readError(err)
		}
		return disk, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	return readBounded(f)
}

// readBounded reads a stream whose size is not known before.
func readBounded(r io.Reader) ([]byte, error) {
	disk, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, readError(err)
	}
	if len(disk) > maxInput {
		return nil, tooLarge(int64(len(disk)))
	}
	return disk, nil
}

func tooLarge(size int64) error {
	return fmt.Errorf("the file has %d bytes; at most %d are read, and no export is as large", size, int64(maxInput))
}
