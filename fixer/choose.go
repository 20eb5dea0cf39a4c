package fixer

import (
	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// candidate is a fix that may be applied.
type candidate struct {
	title   string
	finding *checks.Finding
	object  *schema.Object
	edits   []text.Edit
}

// choose decides on every finding that was not decided on before, and returns the
// fixes to apply.
func (p *planner) choose() []candidate {
	seen := map[checks.Identity]int{}
	var batch []candidate
	for i := range p.plan.Left {
		f := &p.plan.Left[i]
		id := f.Identity()
		if seen[id]++; seen[id] <= p.decided[id] {
			continue
		}
		p.decided[id]++
		c := candidate{title: title(f), finding: f, object: f.Object}
		if status, reason := p.decide(f); status != Applied {
			p.conclude(c, status, reason)
			continue
		}
		c.edits = f.Fix.Edits
		batch = append(batch, c)
	}
	return batch
}

func title(f *checks.Finding) string {
	if f.Fix != nil {
		return f.Fix.Title
	}
	return f.Check.Title
}

// decide says whether the fix of a finding is wanted; Applied stands for yes.
func (p *planner) decide(f *checks.Finding) (Status, string) {
	switch {
	case p.options.Selected != nil && !p.options.Selected(f.Check):
		return NotSelected, Unchosen
	case p.options.Accepted != nil && p.options.Accepted(f) != "":
		return NotSelected, "the configuration accepts it: " + p.options.Accepted(f)
	case f.Fix == nil:
		return Manual, "there is no automatic fix: " + f.Check.Remedy
	case f.Fix.Safety == checks.Manual:
		return Manual, "a person must decide: " + f.Check.Remedy
	case f.Fix.Safety == checks.Unsafe && !p.options.Unsafe:
		return NotSelected, "it is unsafe, it changes what or whom the policy lets through or needs a decision; --unsafe applies it"
	}
	return Applied, ""
}

// merge keeps the fixes whose edits do not overlap those of an earlier one; the
// others wait for the next round, in which their findings stand in a document
// that has the earlier ones. All at once is the common case; only where it fails
// each is tried by itself.
func (p *planner) merge(batch []candidate) step {
	if merged, ok := text.Merge(editsOf(batch), nil); ok {
		return step{fixes: batch, edits: merged}
	}
	var s step
	for _, c := range batch {
		merged, ok := text.Merge(s.edits, c.edits)
		if !ok {
			p.waiting = append(p.waiting, c)
			p.decided[c.finding.Identity()]--
			continue
		}
		s.fixes, s.edits = append(s.fixes, c), merged
	}
	return s
}

// concludeVanished names the fixes that waited for this round and whose findings
// went away meanwhile.
func (p *planner) concludeVanished(batch []candidate) {
	again := map[checks.Identity]bool{}
	for _, c := range batch {
		again[c.finding.Identity()] = true
	}
	for _, c := range p.waiting {
		if !again[c.finding.Identity()] {
			p.conclude(c, Conflict, "another fix rewrote the same place")
		}
	}
	p.waiting = nil
}

func editsOf(fixes []candidate) []text.Edit {
	var edits []text.Edit
	for _, c := range fixes {
		edits = append(edits, c.edits...)
	}
	return edits
}
