package xmlspan

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// copied is what a reader has of a token when the next one is read.
func copied(t Token) Token {
	t.Attrs = slices.Clone(t.Attrs)
	if len(t.Attrs) == 0 {
		t.Attrs = nil
	}
	return t
}

// Law: a Stream has the tokens, the depths and the error of a Scanner, whatever
// the size of its batches.
func TestStream(t *testing.T) {
	for _, src := range corpus(t) {
		for _, size := range []int{1, 2, 7, batchSize} {
			a, b := Tokens(New([]byte(src))), newStream([]byte(src), size)
			for {
				var x, y Token
				errA, errB := a.Next(&x), b.Next(&y)
				if d := cmp.Diff(errA, errB, cmp.Comparer(func(x, y error) bool { return x.Error() == y.Error() })); d != "" {
					t.Fatalf("%.200q, batches of %d: %s", src, size, d)
				}
				if errA != nil {
					if again := b.Next(&y); again == nil || again.Error() != errB.Error() {
						t.Errorf("%.200q: after %v comes %v", src, errB, again)
					}
					break
				}
				if d := cmp.Diff(copied(x), copied(y)); d != "" || a.Depth() != b.Depth() {
					t.Fatalf("%.200q, batches of %d: depth %d and %d\n%s", src, size, a.Depth(), b.Depth(), d)
				}
			}
			b.Close()
		}
	}
}

// A Stream that is closed early leaves no goroutine behind, which the race
// detector and the memory of long runs would show; it must not block either.
func TestStreamClosed(t *testing.T) {
	src := []byte("<a>" + strings.Repeat("<b/>", 10_000) + "</a>")
	for read := range 20 {
		s := newStream(src, 3)
		for range read {
			if err := s.Next(new(Token)); err != nil {
				t.Fatal(err)
			}
		}
		s.Close()
	}
}

// A panic of the scanner reaches the reader, who can say what was read.
func TestStreamPanic(t *testing.T) {
	s := &Stream{full: make(chan *batch, 1), free: make(chan *batch, 1), quit: make(chan struct{}), current: &batch{}}
	s.free <- &batch{tokens: make([]Token, 0, 8)}
	go s.scan(&Scanner{src: []byte("<a/>")}) // lacks its tables
	defer s.Close()
	defer func() {
		if r, _ := recover().(string); !strings.Contains(r, "nil map") || !strings.Contains(r, "newName") {
			t.Errorf("the reader got %q; expected the panic with its stack", r)
		}
	}()
	for range 3 {
		if err := s.Next(new(Token)); errors.Is(err, io.EOF) {
			break
		}
	}
	t.Error("no panic")
}
