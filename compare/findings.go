package compare

import (
	"tmgaudit/checks"
	"tmgaudit/schema"
)

// attach subtracts the findings of the two sides and gives what remains to the
// changes that explain it. Findings are the same when one check says the same of
// aligned objects; the check, object and property suffice where only the words
// differ, as when a value went from one bad one to another. What was not compared
// is neither caused nor cured.
func (d *differ) attach(inA, inB []checks.Finding) {
	scope := &d.result.Scope
	onlyA, onlyB := d.subtract(scope.about(inA), scope.about(inB))
	cures := explain(d.all, onlyA, func(c *Change) *Side { return &c.A })
	causes := explain(d.all, onlyB, func(c *Change) *Side { return &c.B })
	d.result.Cures = d.filter.findings(scope.closed(cures))
	d.result.Causes = d.filter.findings(scope.closed(causes))
}

// findings are those about what was asked for.
func (f filter) findings(list []checks.Finding) []checks.Finding {
	var kept []checks.Finding
	for _, found := range list {
		side := Side{Object: found.Object}
		if f.wants(&Change{Property: found.Property, A: side, B: side}) {
			kept = append(kept, found)
		}
	}
	return kept
}

// findingKey identifies a finding in either document. object is that of B where
// there is one.
type findingKey struct {
	check        *checks.Check
	object       *schema.Object
	property     string
	value, words string
}

func (d *differ) subtract(inA, inB []checks.Finding) (onlyA, onlyB []checks.Finding) {
	aligned := func(f *checks.Finding) *schema.Object {
		if p := d.align.partner(f.Object); p != nil {
			return p
		}
		return f.Object
	}
	same := func(f *checks.Finding) *schema.Object { return f.Object }
	exact := func(f *checks.Finding, o *schema.Object) findingKey {
		return findingKey{f.Check, o, f.Property, f.Value, f.Message}
	}
	loose := func(f *checks.Finding, o *schema.Object) findingKey {
		if f.Property == "BlobData" { // holds many values, of each of which a check speaks
			return exact(f, o)
		}
		return findingKey{check: f.Check, object: o, property: f.Property}
	}
	for _, key := range []func(*checks.Finding, *schema.Object) findingKey{exact, loose} {
		left := map[findingKey]int{}
		for i := range inB {
			left[key(&inB[i], same(&inB[i]))]++
		}
		both := map[findingKey]int{}
		onlyA = keep(inA, func(f *checks.Finding) bool {
			k := key(f, aligned(f))
			if left[k] == 0 {
				return true
			}
			left[k]--
			both[k]++
			return false
		})
		onlyB = keep(inB, func(f *checks.Finding) bool {
			k := key(f, same(f))
			both[k]--
			return both[k] < 0
		})
		inA, inB = onlyA, onlyB
	}
	return onlyA, onlyB
}

func keep(list []checks.Finding, want func(*checks.Finding) bool) []checks.Finding {
	var kept []checks.Finding
	for i := range list {
		if want(&list[i]) {
			kept = append(kept, list[i])
		}
	}
	return kept
}

// explain gives each finding of one side to a change and returns those that no
// change explains.
func explain(all []Change, found []checks.Finding, side func(*Change) *Side) []checks.Finding {
	if len(found) == 0 {
		return nil
	}
	index := map[*schema.Object][]*Change{}
	for i := range all {
		if o := side(&all[i]).Object; o != nil {
			index[o] = append(index[o], &all[i])
		}
	}
	var left []checks.Finding
	for i := range found {
		if c := explains(index, &found[i], side); c != nil {
			s := side(c)
			s.Findings = append(s.Findings, found[i])
		} else {
			left = append(left, found[i])
		}
	}
	return left
}

// explains finds the change that a finding comes from: that of the very value, else
// the appearance of the object, else a change of what the finding is related to.
func explains(index map[*schema.Object][]*Change, f *checks.Finding, side func(*Change) *Side) *Change {
	if c := ofValue(index[f.Object], f, side); c != nil {
		return c
	}
	for o := f.Object; o != nil; o = o.Parent {
		for _, c := range index[o] {
			if whole(c) {
				return c
			}
		}
	}
	for _, r := range f.Related {
		for _, c := range index[r.Object] {
			if at := side(c).Span; at.Start < r.Span.End && r.Span.Start < at.End || whole(c) {
				return c
			}
		}
	}
	if f.Property == "" && len(index[f.Object]) > 0 {
		return index[f.Object][0]
	}
	return nil
}

// ofValue is the change of the property that a finding is about; of several entries
// that where the finding stands.
func ofValue(changes []*Change, f *checks.Finding, side func(*Change) *Side) *Change {
	var first *Change
	for _, c := range changes {
		if f.Property == "" || c.Property != f.Property {
			continue
		}
		if at := side(c).Span; !c.IsEntry || at.Start < f.Span.End && f.Span.Start < at.End {
			return c
		}
		if first == nil {
			first = c
		}
	}
	return first
}

// whole reports whether the change is of an object as such, which is on one side
// only.
func whole(c *Change) bool { return c.Property == "" && c.Kind != Moved }
