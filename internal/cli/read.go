package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"runtime"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"

	"tmgaudit/checks"
	"tmgaudit/internal/pages"
	"tmgaudit/internal/text"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// maxInput is the size in bytes above which a file is refused: no export comes
// near it, and the model counts in 32 bits.
const maxInput = math.MaxUint32

// ahead is how many files for each worker may be read and not yet reported: what
// finished before its turn waits. It bounds the memory of a run.
const ahead = 2

// checked is an input that a worker is done with.
type checked struct {
	file  report.File
	fault *fault
	size  int64 // of the input in bytes, as far as it is known before
}

// mostAtOnce bounds the bytes of inputs that are in memory at one time; a larger one
// is there alone. A small archive may hold several of a gigabyte.
const mostAtOnce = 512 << 20

// eachFile reads the inputs, several at a time, and hands each to use, in the order
// of the inputs. An error of use ends the run; a panic in a worker is raised here.
// Files that were handed over are not kept. No more than mostAtOnce bytes of inputs
// are there at one time, from when they are read until use is done with them.
func eachFile(inputs []input, read func(input) report.File, use func(*report.File) error) error {
	workers := min(runtime.GOMAXPROCS(0), len(inputs))
	results := make(chan chan checked, ahead*workers)
	jobs := make(chan func())
	room := semaphore.NewWeighted(mostAtOnce)
	running, stop := context.WithCancel(context.Background())
	defer stop()
	for range workers {
		go func() {
			for job := range jobs {
				job()
			}
		}()
	}
	go func() {
		defer close(results)
		defer close(jobs)
		for _, in := range inputs {
			// In the order of the inputs, so that those whose turn it is never wait for
			// room that later ones hold.
			size := min(in.size(), mostAtOnce)
			if room.Acquire(running, size) != nil {
				return
			}
			done := make(chan checked, 1)
			select {
			case results <- done:
			case <-running.Done():
				return
			}
			jobs <- func() {
				file, f := guarded(in, read)
				done <- checked{file, f, size}
			}
		}
	}()
	for done := range results {
		c := <-done
		if c.fault != nil {
			panic(c.fault)
		}
		if err := use(&c.file); err != nil {
			return err
		}
		c.file = report.File{}
		room.Release(c.size)
	}
	return nil
}

// guarded reads one input and catches a panic, which must not die in a worker.
func guarded(in input, read func(input) report.File) (file report.File, f *fault) {
	defer catch(in.path, &f)
	return read(in), nil
}

// lintFile reads one input and runs the checks over it, with those that ask about
// an import to target unless it is nil.
func lintFile(in input, list []*checks.Check, target *checks.Target, stdin io.Reader) report.File {
	disk, err := in.bytes(stdin)
	return lintBytes(in.path, disk, err, list, target)
}

// lintBytes is lintFile for an input that was read, or could not be.
func lintBytes(path string, disk []byte, err error, list []*checks.Check, target *checks.Target) report.File {
	doc, unreadable := parseDocument(disk, err)
	if unreadable != nil {
		return report.File{Path: path, Err: unreadable}
	}
	return report.File{Path: path, Doc: doc, Target: target, Findings: checks.RunFor(doc, list, target)}
}

// readDocument reads one input as an export.
func readDocument(in input, stdin io.Reader) (*schema.Document, *report.Unreadable) {
	return parseDocument(in.bytes(stdin))
}

// parseDocument is the export that was read, unless it could not be.
func parseDocument(disk []byte, err error) (*schema.Document, *report.Unreadable) {
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

// size is how many bytes the input has, 0 where that is not known before it is read.
func (in input) size() int64 {
	switch {
	case in.err != nil:
		return 0
	case in.member != nil:
		return int64(min(in.member.size, mostAtOnce))
	}
	info, err := os.Stat(in.path)
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// bytes reads the whole input.
func (in input) bytes(stdin io.Reader) ([]byte, error) {
	switch {
	case in.err != nil:
		return nil, in.err
	case in.member != nil:
		return in.member.read()
	}
	return readBytes(in.path, stdin)
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
	if err := tooLarge(info.Size(), maxInput, "no export"); err != nil {
		return nil, err
	}
	switch {
	case info.Mode().IsRegular():
		return readWhole(path, info.Size())
	case isDevice(info):
		return nil, errDevice
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	return readBounded(f)
}

var errDevice = errors.New("this is a device, not a file; name a file")

// isDevice reports whether a file is a device, which may never end, and not just
// another name of standard input.
func isDevice(file fs.FileInfo) bool {
	if file.Mode()&fs.ModeDevice == 0 {
		return false
	}
	in, err := os.Stdin.Stat()
	return err != nil || !os.SameFile(file, in)
}

// readPiece is how many bytes of a large file one goroutine reads.
const readPiece = 8 << 20

// readWhole reads a regular file. Large ones are read in pieces side by side: what
// takes time is less the disk than the memory that the system has to find. A file
// that became shorter meanwhile is read again from the start.
func readWhole(path string, size int64) ([]byte, error) {
	if size > readPiece {
		if disk, err := readPieces(path, size); err == nil {
			return disk, nil
		}
	}
	disk, err := os.ReadFile(path)
	if err != nil {
		return nil, readError(err)
	}
	return disk, nil
}

func readPieces(path string, size int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	disk := pages.Make(int(size))
	var pieces errgroup.Group
	pieces.SetLimit(runtime.GOMAXPROCS(0))
	for at := int64(0); at < size; at += readPiece {
		pieces.Go(func() error {
			_, err := f.ReadAt(disk[at:min(at+readPiece, size)], at)
			return err
		})
	}
	if err := pieces.Wait(); err != nil {
		return nil, err
	}
	return disk, nil
}

// firstBlock is how many bytes of a stream are looked at before the rest is read.
const firstBlock = 64 << 10

// readBounded reads a stream whose size is not known before. Of one that does not
// start like XML it reads no more than that shows: it may never end.
func readBounded(r io.Reader) ([]byte, error) {
	start, err := io.ReadAll(io.LimitReader(r, firstBlock))
	if err != nil {
		return nil, readError(err)
	}
	if len(start) == firstBlock && !startsLikeXML(start) {
		return wholeRunes(start), nil
	}
	disk, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(start), r), maxInput+1))
	if err != nil {
		return nil, readError(err)
	}
	return disk, tooLarge(int64(len(disk)), maxInput, "no export")
}

// wholeRunes is the start of a text in UTF-8 without the character at which it was
// cut, and any other as it is.
func wholeRunes(start []byte) []byte {
	for cut := range utf8.UTFMax {
		if whole := start[:len(start)-cut]; utf8.Valid(whole) {
			return whole
		}
	}
	return start
}

// tooLarge is the error for more bytes than are read of something, nil for no more.
func tooLarge(size, most int64, nothing string) error {
	if size <= most {
		return nil
	}
	return fmt.Errorf("the file has %d bytes; at most %d are read, and %s is as large", size, most, nothing)
}
