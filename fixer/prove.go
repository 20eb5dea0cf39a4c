package fixer

import (
	"bytes"
	"fmt"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// step is a set of fixes applied to the current document together.
type step struct {
	fixes    []candidate
	edits    []text.Edit // of the current document
	doc      *schema.Document
	findings []checks.Finding
}

// prove applies a step and withdraws the fixes that break a law, until what is
// left holds. The step that it returns may be empty.
func (p *planner) prove(s step) step {
	for len(s.fixes) > 0 {
		fault, bad := p.attempt(&s)
		if fault == "" {
			return s
		}
		if len(bad) == 0 {
			bad = p.isolate(s.fixes)
		}
		s = p.withdraw(s, bad, fault)
	}
	return step{}
}

// attempt fills in the document and findings of a step. Where a law is broken it
// says which and, if that can be told, which fixes broke it, by index.
func (p *planner) attempt(s *step) (fault string, bad map[int]bool) {
	before := p.plan.After
	doc, err := edited(before, s.edits)
	if err != nil {
		return err.Error(), nil
	}
	s.doc, s.findings = doc, checks.Run(doc, p.options.Checks)
	had, has := count(p.plan.Left), count(s.findings)
	bad = map[int]bool{}
	for i, c := range s.fixes {
		if id := c.finding.Identity(); has[id] >= had[id] {
			bad[i] = true
		}
	}
	if len(bad) > 0 {
		return "its finding is still there after it", bad
	}
	if f := newFinding(p.plan.Left, s.findings); f != nil {
		return fmt.Sprintf("it causes %s: %s", f.Check.Code, f.Message), s.touching(f.Object)
	}
	return "", nil
}

// edited is the document after edits, proven to differ from before in them only.
func edited(before *schema.Document, edits []text.Edit) (*schema.Document, error) {
	disk, err := before.File.Apply(edits)
	if err != nil {
		return nil, err
	}
	file, err := text.Decode(disk)
	if err != nil {
		return nil, fmt.Errorf("the result cannot be decoded: %w", err)
	}
	if file.Encoding() != before.File.Encoding() || file.BOM() != before.File.BOM() || !same(before.File.Text(), file.Text(), edits) {
		return nil, fmt.Errorf("the result differs outside the edits")
	}
	doc, err := schema.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("the result is no export any more: %w", err)
	}
	return doc, nil
}

// same reports whether after is before with sorted edits and nothing else
// changed.
func same(before, after []byte, edits []text.Edit) bool {
	at := 0
	for _, e := range edits {
		kept := before[at:e.Start]
		if !bytes.HasPrefix(after, kept) || !bytes.HasPrefix(after[len(kept):], []byte(e.New)) {
			return false
		}
		after, at = after[len(kept)+len(e.New):], e.End
	}
	return bytes.Equal(after, before[at:])
}

func count(findings []checks.Finding) map[checks.Identity]int {
	n := make(map[checks.Identity]int, len(findings))
	for i := range findings {
		n[findings[i].Identity()]++
	}
	return n
}

// newFinding is the first finding that after has and before has not, nil when
// there is none.
func newFinding(before, after []checks.Finding) *checks.Finding {
	left := count(before)
	cut := map[string]bool{} // checks that stated more than were kept
	for i := range before {
		if before[i].More > 0 {
			cut[before[i].Check.Code] = true
		}
	}
	for i := range after {
		id := after[i].Identity()
		if left[id]--; left[id] < 0 && !cut[id.Code] {
			return &after[i]
		}
	}
	return nil
}

// touching are the fixes of the object at the place of o, or of one around it.
func (s *step) touching(o *schema.Object) map[int]bool {
	places := map[string]bool{}
	for ; o != nil && o.Parent != nil; o = o.Parent {
		places[o.StoragePath()] = true
	}
	bad := map[int]bool{}
	for i, c := range s.fixes {
		if places[c.object.StoragePath()] {
			bad[i] = true
		}
	}
	return bad
}

// isolate finds the fixes that fail by themselves; where none does, all of the
// second half, since they fail only together.
func (p *planner) isolate(fixes []candidate) map[int]bool {
	bad := map[int]bool{}
	if len(fixes) == 1 {
		bad[0] = true
		return bad
	}
	half := len(fixes) / 2
	for start, part := range map[int][]candidate{0: fixes[:half], half: fixes[half:]} {
		s := stepOf(part)
		if fault, guilty := p.attempt(&s); fault != "" {
			if len(guilty) == 0 {
				guilty = p.isolate(part)
			}
			for i := range guilty {
				bad[start+i] = true
			}
		}
	}
	if len(bad) == 0 {
		for i := half; i < len(fixes); i++ {
			bad[i] = true
		}
	}
	return bad
}

// withdraw concludes the bad fixes of a step and returns the rest, to be tried
// again.
func (p *planner) withdraw(s step, bad map[int]bool, fault string) step {
	var kept []candidate
	for i, c := range s.fixes {
		if bad[i] {
			p.conclude(c, Withdrawn, fault)
		} else {
			kept = append(kept, c)
		}
	}
	return stepOf(kept)
}

// stepOf is the step of fixes that are known not to conflict.
func stepOf(fixes []candidate) step {
	edits, _ := text.Merge(editsOf(fixes), nil)
	return step{fixes: fixes, edits: edits}
}
