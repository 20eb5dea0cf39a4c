// Package fixer turns findings into corrected bytes. It chooses fixes, merges
// their edits on one baseline, proves the result, and writes what goes with it: a
// diff, a way back, and the bundle that a support engineer sends.
//
// Laws: every byte outside the edits is the input's; each fixed finding is gone
// and no other has come, or the fix is withdrawn and said so; fixing twice
// changes nothing.
package fixer

import (
	"errors"
	"fmt"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Status says what became of a fix.
type Status string

// The states of a fix.
const (
	Applied     Status = "applied"
	Conflict    Status = "conflict"     // its edits overlap those of another
	NotSelected Status = "not selected" // left out by selection or for its grade
	Manual      Status = "manual"       // a person must do it
	Withdrawn   Status = "withdrawn"    // the proof failed
)

// Unchosen is the Reason of a fix whose check is not among Options.Selected.
const Unchosen = "not among the selected checks"

// Outcome is a fix and what became of it.
type Outcome struct {
	Title   string
	Finding *checks.Finding // nil for a value set by hand
	Object  *schema.Object  // of the document in which the fix was found
	Status  Status
	Reason  string // why it was not applied; "" when it was
}

// Options says which fixes to apply.
type Options struct {
	Checks   []*checks.Check              // run for the findings and for the proof
	Selected func(*checks.Check) bool     // nil selects all
	Unsafe   bool                         // also fixes that are not safe
	Accepted func(*checks.Finding) string // why a finding is accepted and stays, "" where it is not; nil accepts none
	Set      []Assignment                 // values set by hand, applied first
}

// Plan is the outcome of fixing one document.
type Plan struct {
	Before   *schema.Document
	After    *schema.Document // Before itself when nothing was applied
	Edits    []text.Edit      // of the text of Before, sorted
	Outcomes []Outcome
	Found    []checks.Finding // in Before
	Left     []checks.Finding // in After
	Settled  bool             // false: fixes kept asking for others and were stopped
}

// maxRounds bounds how often the result of fixes is fixed again.
const maxRounds = 10

// ErrISAInfo refuses to fix the output of ISAInfo.
var ErrISAInfo = errors.New("this file was written by ISAInfo: it is no export to import again; fix an export from the console instead")

// Make plans the fixes of a document and proves them. The error is for a document
// that must not be fixed or an assignment that cannot be carried out; a fix that
// fails is an outcome.
func Make(doc *schema.Document, o Options) (*Plan, error) {
	if doc.Kind == schema.KindISAInfo {
		return nil, ErrISAInfo
	}
	p := &planner{
		options: o,
		plan:    &Plan{Before: doc, After: doc, Settled: true},
		decided: map[checks.Identity]int{},
	}
	p.plan.Found = checks.Run(doc, o.Checks)
	p.plan.Left = p.plan.Found
	if err := p.assign(); err != nil {
		return nil, err
	}
	return p.plan, p.settle()
}

// planner works on a plan, round by round.
type planner struct {
	options Options
	plan    *Plan
	decided map[checks.Identity]int // findings by identity that have an outcome
	waiting []candidate             // left out of a round for a conflict, to be tried in the next
}

// settle applies fixes until no finding asks for one that was not decided on.
func (p *planner) settle() error {
	for round := 0; ; round++ {
		batch := p.choose()
		p.concludeVanished(batch)
		if len(batch) == 0 {
			return nil
		}
		if round == maxRounds {
			p.plan.Settled = false
			return nil
		}
		if err := p.apply(p.prove(p.merge(batch))); err != nil {
			return err
		}
	}
}

// apply makes a proven step part of the plan.
func (p *planner) apply(s step) error {
	if len(s.edits) == 0 {
		return nil
	}
	edits, err := text.Compose(len(p.plan.Before.File.Text()), p.plan.Edits, s.edits)
	if err != nil {
		return fmt.Errorf("join edits: %w", err)
	}
	p.plan.Edits, p.plan.After, p.plan.Left = edits, s.doc, s.findings
	for _, c := range s.fixes {
		p.conclude(c, Applied, "")
	}
	return nil
}

func (p *planner) conclude(c candidate, status Status, reason string) {
	p.plan.Outcomes = append(p.plan.Outcomes, Outcome{
		Title: c.title, Finding: c.finding, Object: c.object, Status: status, Reason: reason,
	})
}

// Count is the number of outcomes with a status.
func (p *Plan) Count(s Status) int {
	n := 0
	for i := range p.Outcomes {
		if p.Outcomes[i].Status == s {
			n++
		}
	}
	return n
}

// Changed reports whether the plan changes the file.
func (p *Plan) Changed() bool { return len(p.Edits) > 0 }

// Result is the corrected file as it stands on disk.
func (p *Plan) Result() []byte { return p.After.File.Disk() }
