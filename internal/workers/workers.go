// Package workers runs work side by side. A panic of a worker, which nobody could
// recover in its own goroutine, is raised in the goroutine that waits.
package workers

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Fault is the value of a panic that was passed on: that of the worker, and the stack
// where it arose, line by line.
type Fault string

// Group is work that is under way. The zero Group is ready.
type Group struct {
	running sync.WaitGroup
	fault   atomic.Pointer[Fault]
}

// Go runs work in a goroutine of its own.
func (g *Group) Go(work func()) {
	g.running.Go(func() {
		defer g.keep()
		work()
	})
}

// keep notes a panic of the current goroutine.
func (g *Group) keep() {
	p := recover()
	if p == nil {
		return
	}
	f, passed := p.(Fault)
	if !passed {
		f = Fault(fmt.Sprintf("%v\n%s", p, debug.Stack()))
	}
	g.fault.CompareAndSwap(nil, &f)
}

// Wait returns when all work is done. It panics with the first Fault if some of it did.
func (g *Group) Wait() {
	g.running.Wait()
	if f := g.fault.Load(); f != nil {
		panic(*f)
	}
}

// Each calls work with 0 to n-1, on as many goroutines as there are cores, and returns
// when all are done. Order is up to chance. It panics as Wait does.
func Each(n int, work func(i int)) {
	var next atomic.Int64
	var all Group
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				work(int(i))
			}
		})
	}
	all.Wait()
}
