package workers

import (
	"strings"
	"sync/atomic"
	"testing"
)

func TestEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		done := make([]atomic.Int32, n)
		Each(n, func(i int) { done[i].Add(1) })
		for i := range done {
			if got := done[i].Load(); got != 1 {
				t.Errorf("of %d, %d was done %d times", n, i, got)
			}
		}
	}
}

func breaks() { panic("nothing here") }

// A panic ends in the caller, with the function in which it arose, also through
// groups within groups; the other work is done.
func TestPanic(t *testing.T) {
	var done atomic.Int32
	defer func() {
		f, ok := recover().(Fault)
		if text := string(f); !ok || !strings.HasPrefix(text, "nothing here\n") || strings.Count(text, "[running]") != 1 || !strings.Contains(text, "workers.breaks") {
			t.Errorf("recovered %q", f)
		}
		if done.Load() != 9 {
			t.Errorf("%d of the others were done, want 9", done.Load())
		}
	}()
	var outer Group
	outer.Go(func() {
		var inner Group
		for i := range 10 {
			inner.Go(func() {
				if i == 5 {
					breaks()
				}
				done.Add(1)
			})
		}
		inner.Wait()
	})
	outer.Wait()
	t.Error("it did not panic")
}
