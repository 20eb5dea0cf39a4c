package schema

import (
	"sync"
	"testing"
)

// A document may be read by many goroutines at once, what is built on demand
// included. The race detector is the judge.
func TestConcurrentReaders(t *testing.T) {
	d := parse(t, samples(t)["founding-case.xml"])
	refs := d.References()
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range refs {
				r := refs[(i*len(refs)/16+j)%len(refs)]
				target := r.Resolve()
				if target.Object != nil && len(target.Object.Users()) == 0 {
					t.Errorf("%s has no users", target.Object.Path())
				}
				if target.Object != nil && target.Object.Name() != "" && len(d.Named(target.Object.Element, target.Object.Name())) == 0 {
					t.Errorf("%s is not found by its name", target.Object.Path())
				}
				_ = r.Path()
				_ = d.Secrets(r.Span())
			}
		})
	}
	wg.Wait()
}
