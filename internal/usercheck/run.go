package usercheck

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"tmgaudit/checks"
	"tmgaudit/query"
	"tmgaudit/schema"
)

// Stopped is what made a run of the check state nothing, nil where nothing did.
func (c *Check) Stopped() *Fault { return c.stopped.Load() }

// outcome is the end of a run.
type outcome struct {
	found []checks.Finding
	more  int // findings that are left out
	fault *Fault
	panic any
}

// run looks at one document, for a limited time. What has not ended then is
// abandoned: it states nothing and ends at its next object.
func (c *Check) run(p *checks.Pass) {
	var late atomic.Bool
	end := make(chan outcome, 1)
	go func() {
		var out outcome
		defer func() {
			out.panic = recover()
			end <- out
		}()
		out.found, out.more, out.fault = c.look(p.Doc, &late)
	}()
	limit := c.limit + time.Duration(len(p.Doc.File.Text())>>20)*TimeForMB
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case out := <-end:
		c.conclude(p, out)
	case <-timer.C:
		late.Store(true)
		c.stop(&Fault{Field: c.field(), Msg: fmt.Sprintf("%s was stopped after %s and states nothing; simplify it", c.Code, limit)})
	}
}

func (c *Check) conclude(p *checks.Pass, out outcome) {
	if out.panic != nil {
		panic(out.panic)
	}
	if out.fault != nil {
		c.stop(out.fault)
		return
	}
	for _, f := range out.found {
		p.Report(f)
	}
	p.LeaveOut(out.more)
}

func (c *Check) stop(f *Fault) { c.stopped.CompareAndSwap(nil, f) }

func (c *Check) field() Field {
	if c.path != nil {
		return FieldPath
	}
	return FieldWhen
}

func (c *Check) look(doc *schema.Document, late *atomic.Bool) (found []checks.Finding, more int, fault *Fault) {
	if c.path != nil {
		found, more = c.matches(doc, late)
		return found, more, nil
	}
	v := newValues(late)
	for o := range c.scope.objects(doc) {
		if late.Load() {
			return nil, 0, nil
		}
		yes, err := c.when.holds(v, o)
		if err != nil {
			return nil, 0, c.runtimeFault(o, err)
		}
		if !yes {
			continue
		}
		if len(found) >= c.Most() {
			more++
			continue
		}
		p := o.Property(c.definition.Property)
		span := o.TagSpan()
		if p != nil {
			span = p.ValueSpan()
		}
		found = append(found, c.finding(o, p, span, p.Display(), v))
	}
	return found, more, nil
}

// runtimeFault is a condition that could not be evaluated for an object.
func (c *Check) runtimeFault(o *schema.Object, err error) *Fault {
	var long *excess
	if errors.As(err, &long) {
		return &Fault{Field: FieldWhen, Msg: fmt.Sprintf("%s says nothing: at %s %s", c.Code, o.Path(), long.Error())}
	}
	f := &Fault{Field: FieldWhen, Msg: fmt.Sprintf("%s cannot be evaluated for %s: %v; guard it with ?? or present()", c.Code, o.Path(), err)}
	var at *Fault
	if errors.As(err, &at) {
		f.Offset = at.Offset
	}
	return f
}

// matches are the findings of a path. Like every check it leaves skeletons and
// what an export takes along alone.
func (c *Check) matches(doc *schema.Document, late *atomic.Bool) (found []checks.Finding, more int) {
	v := newValues(late)
	for _, m := range c.path.Find(doc) {
		if late.Load() {
			return nil, 0
		}
		if m.Object == nil || !m.Object.Audited() {
			continue
		}
		if len(found) >= c.Most() {
			more++
			continue
		}
		v.object, v.match = m.Object, m.Value
		p := m.Property
		if m.Kind == query.Entry {
			p = nil // a fix would replace the whole list
		}
		f := c.finding(m.Object, p, m.Span, m.Value, v)
		if m.Property != nil {
			f.Property = m.Property.Name
		}
		found = append(found, f)
	}
	return found, more
}
