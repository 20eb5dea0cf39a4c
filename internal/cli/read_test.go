package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// endless is a stream that never ends, of which no more than so much may be read.
type endless struct {
	piece    string
	at, most int
}

func (e *endless) Read(b []byte) (int, error) {
	if e.at >= e.most {
		return 0, errors.New("too much is read")
	}
	for i := range b {
		b[i] = e.piece[e.at%len(e.piece)]
		e.at++
	}
	return len(b), nil
}

// A stream is read to its end only where it starts like XML.
func TestStreamsThatAreNoXML(t *testing.T) {
	for _, tt := range []struct{ reason, piece, want string }{
		{"/dev/zero", "\x00", "is this XML?"},
		{"a text", "y\n", "is this XML?"},
		{"a text that is cut within a character", "€uro\n", "is this XML?"},
		{"a program", "\x7FELF\x02\x01", "this is a Linux program"},
		{"UTF-16", "y\x00", "is this XML?"},
		{"XML, which might be good", "<a>", "too much is read"},
		{"XML behind white space", "\n", "too much is read"},
		{"XML in UTF-16", "<\x00a\x00", "too much is read"},
		{"XML in UTF-16 of the other order", "\x00<\x00a", "too much is read"},
	} {
		_, bad := readDocument(input{path: "-"}, &endless{piece: tt.piece, most: 4 * firstBlock})
		if bad == nil || !strings.Contains(bad.Message, tt.want) {
			t.Errorf("%s: %v, want %q", tt.reason, bad, tt.want)
		}
	}
}
