package fixer

import (
	"fmt"
	"slices"
)

// Scripts are the two VBScripts that carry out a plan on the firewall host and
// take it back, for cscript of Windows Server 2003 to 2008 R2. They are ASCII
// with CRLF line ends.
type Scripts struct {
	Apply, Rollback []byte        // nil when no change can be scripted
	Steps           []ScriptStep  // in the order of the export, which is that of Apply
	Skipped         []SkippedStep // in the order of the export
}

// ScriptStep is one property of one object that the scripts set.
type ScriptStep struct {
	Object   string // path in names that a console user knows
	Class    string // COM class of the object
	Property string // COM property
	Storage  string // storage name of the property
	Old, New string // as they stand in a file; a property that is absent has its documented default
}

// SkippedStep is a change that is left out of the scripts.
type SkippedStep struct {
	Object   string
	Class    string // "" where the catalogue does not map the element
	Property string // storage name, with the name of a vendor parameter; "" where a whole object goes
	Old, New string // as they may be shown
	Reason   string // starts with "import instead: "
}

// importInstead starts the reason of every skipped step: an import document of
// the bundle carries the change.
const importInstead = "import instead: "

// Scripts writes the scripts of a plan. input is the name of the file that the
// plan is for, to be named in their headers; a directory in it is left out.
//
// They are made from Changes, not from the titles of fixes: whatever the corrected
// file does, a step does or a skipped step names.
func (p *Plan) Scripts(input string) (Scripts, error) {
	var s Scripts
	var steps []scriptStep
	changes := p.Changes()
	for i := range changes {
		step, reason := scriptStepOf(&changes[i])
		if reason != "" {
			s.Skipped = append(s.Skipped, skippedStepOf(&changes[i], reason))
			continue
		}
		steps = append(steps, step)
		s.Steps = append(s.Steps, step.ScriptStep)
	}
	if len(steps) == 0 {
		return s, nil
	}
	var err error
	if s.Apply, err = applyScript.write(input, steps, len(s.Skipped)); err != nil {
		return Scripts{}, fmt.Errorf("write %s: %w", applyScript.name, err)
	}
	if s.Rollback, err = rollbackScript.write(input, reversed(steps), len(s.Skipped)); err != nil {
		return Scripts{}, fmt.Errorf("write %s: %w", rollbackScript.name, err)
	}
	return s, nil
}

// scriptStep is a step with what the script needs to carry it out.
type scriptStep struct {
	ScriptStep
	array    itemHop // the array that holds the object
	hops     []hop   // from the array to the object
	keeper   int     // the object that is saved: 0 is the array, n the one after n hops
	keeps    string  // its class
	kind     valueKind
	old, new string // VBScript expressions
}

// reversed are the steps that take steps back: the last first, old for new.
func reversed(steps []scriptStep) []scriptStep {
	back := slices.Clone(steps)
	slices.Reverse(back)
	for i := range back {
		s := &back[i]
		s.Old, s.New, s.old, s.new = s.New, s.Old, s.new, s.old
	}
	return back
}
