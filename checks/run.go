package checks

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"tmgaudit/schema"
)

// Run runs the checks over a document and returns their findings by place, then
// by code. Checks run side by side; the result does not depend on it. A panic in
// a check is raised in the caller.
func Run(doc *schema.Document, list []*Check) []Finding { return RunFor(doc, list, nil) }

// RunFor is Run for an export that is to be imported to a target; without one it
// leaves out the checks that ask about it.
func RunFor(doc *schema.Document, list []*Check, target *Target) []Finding {
	if target == nil {
		list = slices.DeleteFunc(slices.Clone(list), func(c *Check) bool { return c.Import != nil })
	}
	results := make([][]Finding, len(list))
	survey := sync.OnceValue(func() *survey { return newSurvey(doc) })
	var next atomic.Int64
	var fault atomic.Pointer[string]
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(list)) {
		workers.Go(func() {
			defer keepPanic(&fault)
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				list[i].Run(&Pass{Doc: doc, Target: target, check: list[i], found: &results[i], survey: survey})
			}
		})
	}
	workers.Wait()
	if f := fault.Load(); f != nil {
		panic(*f)
	}
	found := slices.Concat(results...)
	slices.SortStableFunc(found, compareFindings)
	return found
}

// keepPanic notes a panic of the current goroutine with its stack.
func keepPanic(fault *atomic.Pointer[string]) {
	if r := recover(); r != nil {
		text := fmt.Sprintf("%v\n%s", r, debug.Stack())
		fault.Store(&text)
	}
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Check.Code, b.Check.Code),
		cmp.Compare(a.Span.End, b.Span.End))
}
