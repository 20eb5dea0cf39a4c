package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"tmgaudit/report"
)

// sparse makes files of a size that take no room on the disk.
func sparse(t *testing.T, sizes ...int64) (inputs []input) {
	t.Helper()
	dir := t.TempDir()
	for i, size := range sizes {
		path := filepath.Join(dir, fmt.Sprintf("%d.xml", i))
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
			t.Skip(err)
		}
		inputs = append(inputs, input{path: path})
	}
	return inputs
}

// What is read and not reported yet has a bound, however many cores there are.
func TestEachFileBoundsWhatIsThere(t *testing.T) {
	for _, tt := range []struct {
		reason string
		sizes  []int64
	}{
		{"small ones", []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		{"halves", []int64{mostAtOnce / 2, mostAtOnce / 2, mostAtOnce / 2, mostAtOnce / 2, mostAtOnce / 2}},
		{"a large one between small ones", []int64{1, 2, mostAtOnce, 3, 4, mostAtOnce, 5}},
		{"one that is larger than the bound", []int64{1, 3 * mostAtOnce, 2, 3 * mostAtOnce}},
	} {
		inputs := sparse(t, tt.sizes...)
		inputs = append(inputs, input{path: "missing"}, input{path: "bad", err: errors.New("bad")})
		var there, worst atomic.Int64
		read := func(in input) report.File {
			now := there.Add(min(in.size(), mostAtOnce))
			for old := worst.Load(); now > old && !worst.CompareAndSwap(old, now); old = worst.Load() {
			}
			return report.File{Path: in.path}
		}
		next := 0
		err := eachFile(inputs, read, func(f *report.File) error {
			if f.Path != inputs[next].path {
				t.Errorf("%s: %s is used, want %s", tt.reason, f.Path, inputs[next].path)
			}
			there.Add(-min(inputs[next].size(), mostAtOnce))
			next++
			return nil
		})
		if err != nil || next != len(inputs) || worst.Load() > mostAtOnce {
			t.Errorf("%s: %v, %d of %d files used, %d bytes at once; at most %d are allowed", tt.reason, err, next, len(inputs), worst.Load(), int64(mostAtOnce))
		}
	}
}

// An error ends the run while other files wait for room.
func TestEachFileEnds(t *testing.T) {
	inputs := sparse(t, mostAtOnce, mostAtOnce, mostAtOnce)
	want := errors.New("full")
	err := eachFile(inputs, func(in input) report.File { return report.File{Path: in.path} }, func(*report.File) error { return want })
	if err != want {
		t.Errorf("%v, want %v", err, want)
	}
}
