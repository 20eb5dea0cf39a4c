package compare

import (
	"tmgaudit/checks"
	"tmgaudit/internal/workers"
	"tmgaudit/schema"
)

// Documents says how b differs from a.
func Documents(a, b *schema.Document, o Options) *Result {
	var found [2][]checks.Finding
	var running workers.Group
	for i, doc := range []*schema.Document{a, b} {
		running.Go(func() { found[i] = o.findings(doc) })
	}
	d := newDiffer(a, b, o)
	d.run()
	running.Wait()
	d.attach(found[0], found[1])
	return d.finish()
}

// findings runs the checks over a document.
func (o *Options) findings(doc *schema.Document) []checks.Finding {
	list := o.Checks
	if list == nil {
		list = checks.All()
	}
	return checks.Run(doc, list)
}

// differ compares two documents. It collects changes in the order in which it
// meets them.
type differ struct {
	options Options
	filter  filter
	align   *aligner
	facts   *facts
	result  *Result
	all     []Change
	above   map[*schema.Object]*schema.Object // of what is in B only: the object of A that would hold it
}

func newDiffer(a, b *schema.Document, o Options) *differ {
	f := newFacts()
	return &differ{
		options: o,
		filter:  newFilter(o),
		align:   newAligner(a, b, f),
		facts:   f,
		result:  &Result{A: a, B: b},
		above:   map[*schema.Object]*schema.Object{},
	}
}

func (d *differ) run() {
	d.objects(d.align.a.Root, d.align.b.Root)
	d.result.Scope = d.scope()
}

// objects compares a pair and everything below it.
func (d *differ) objects(a, b *schema.Object) {
	if sameBytes(a, b) || a.Storage == schema.ByReference || b.Storage == schema.ByReference {
		return
	}
	if own(a) && own(b) {
		d.properties(a, b)
	}
	f := d.align.family(a, b)
	for _, p := range f.pairs {
		d.objects(p.a, p.b)
	}
	d.only(f, a, b)
	d.moves(f)
}

// own reports whether the properties of o are its own: those of a skeleton are
// dummies. Those of the root are the header of the file, which is one in any case.
func own(o *schema.Object) bool { return o.Audited() || o.Parent == nil }

// only adds what stands on one side, unless the other does not tell.
func (d *differ) only(f *family, a, b *schema.Object) {
	if !skips(a, b) {
		for _, o := range f.onlyA {
			d.onlyOn(Removed, o)
		}
	}
	if !skips(b, a) {
		for _, o := range f.onlyB {
			d.above[o] = a
			d.onlyOn(Added, o)
		}
	}
}

func (d *differ) onlyOn(kind Kind, o *schema.Object) {
	if o.Storage == schema.ByReference || trivial(o) {
		return
	}
	c := Change{Kind: kind, A: objectSide(o)}
	if kind == Added {
		c.A, c.B = c.B, c.A
	}
	d.add(c)
}

// trivial reports whether o holds nothing and has no name, so that it is the same
// as none: an empty group of references, an empty collection.
func trivial(o *schema.Object) bool {
	if anonymous(o) || len(o.Properties()) > 0 {
		return false
	}
	for _, c := range o.Children() {
		if !trivial(c) {
			return false
		}
	}
	return true
}

// add enters a change that was asked for.
func (d *differ) add(c Change) {
	if d.wanted(&c) {
		c.Apart = bound(&c)
		d.all = append(d.all, c)
	}
}

func (d *differ) wanted(c *Change) bool { return d.filter.wants(c) }

// finish ranks the changes and tells apart what does not count.
func (d *differ) finish() *Result {
	r := d.result
	rankAll(d.all)
	for i := range d.all {
		c := &d.all[i]
		if c.Apart != nil && d.options.Profile == Servers {
			r.Apart = append(r.Apart, *c)
		} else {
			r.Changes = append(r.Changes, *c)
		}
		r.Summary.Causes += len(c.Causes())
		r.Summary.Cures += len(c.Cures())
	}
	r.Summary.Apart = len(r.Apart)
	r.Summary.Causes += len(r.Causes)
	r.Summary.Cures += len(r.Cures)
	for i := range r.Changes {
		r.Summary.count(r.Changes[i].Kind)
	}
	return r
}

func (s *Summary) count(k Kind) {
	switch k {
	case Added:
		s.Added++
	case Removed:
		s.Removed++
	case Changed:
		s.Changed++
	case Moved:
		s.Moved++
	}
}
