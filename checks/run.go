package checks

import (
	"cmp"
	"slices"
	"sync"

	"tmgaudit/internal/workers"
	"tmgaudit/schema"
)

// Run runs the checks over a document and returns their findings by place, then
// by code. Checks run side by side; the result does not depend on it. A panic in
// a check is raised in the caller. Of one check there are at most Check.Most.
func Run(doc *schema.Document, list []*Check) []Finding { return RunFor(doc, list, nil) }

// RunFor is Run for an export that is to be imported to a target; without one it
// leaves out the checks that ask about it.
func RunFor(doc *schema.Document, list []*Check, target *Target) []Finding {
	if target == nil {
		list = slices.DeleteFunc(slices.Clone(list), func(c *Check) bool { return c.Import != nil })
	}
	results := make([][]Finding, len(list))
	shared := newShared(doc)
	var running workers.Group
	for i, c := range list {
		// One goroutine a check: while some wait for a shared part, others go on.
		running.Go(func() {
			p := &Pass{Doc: doc, Target: target, check: c, found: &results[i], shared: shared}
			c.Run(p)
			p.conclude()
		})
	}
	running.Wait()
	found := slices.Concat(results...)
	slices.SortStableFunc(found, compareFindings)
	return found
}

// Bounds of what one check states about one file: nobody reads more, and a small
// archive may hold millions. What is not found is not fixed either, so that a check
// that repairs may state more.
const (
	mostFindings = 20_000
	mostFixable  = 100_000
)

// Most is how many findings the check may state about one file. The last of them
// says how many are left out.
func (c *Check) Most() int {
	if c.Fix == Never {
		return mostFindings
	}
	return mostFixable
}

// shared is what many checks need of the whole document. A Run makes each part once,
// for the first check that asks for it.
type shared struct {
	survey    func() *survey
	published func() *publishing
	policies  func() *policies
	cut       func() map[*schema.Object]bool // arrays that lack a part in which something could be named
}

func newShared(doc *schema.Document) *shared {
	return &shared{
		survey:    sync.OnceValue(func() *survey { return newSurvey(doc) }),
		published: sync.OnceValue(func() *publishing { return newPublishing(doc) }),
		policies:  sync.OnceValue(func() *policies { return newPolicies(doc) }),
		cut:       sync.OnceValue(func() map[*schema.Object]bool { return cutArrays(doc) }),
	}
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Check.Code, b.Check.Code),
		cmp.Compare(a.Span.End, b.Span.End))
}
