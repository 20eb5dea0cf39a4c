package checks

import (
	"fmt"
	"slices"

	"tmgaudit/schema"
)

// Step is one line of the list that somebody works through before, during and
// after an import.
type Step struct {
	State   StepState
	Text    string // one sentence or two; what to do
	HRESULT string // that the import stops with when the step is left out, "" when none is known
}

// StepState says how a step stands.
type StepState string

// The states of a step.
const (
	Stops StepState = "stop" // the import is refused, or must not be made as things are
	Open  StepState = "open" // somebody has to do or to find out something
	Done  StepState = "ok"   // the files show that it is so
)

// Checklist is what stands between an export and its import to a target: what
// findings say of it, what only a person can know, and how the import is done. In
// the order in which one works through it.
func Checklist(doc *schema.Document, found []Finding, t *Target) []Step {
	steps := stoppers(found)
	steps = append(steps, versionStep(doc, t, found), levelStep(doc, t, found))
	steps = append(steps, referenceSteps(doc, t)...)
	steps = append(steps, dataSteps(doc, t)...)
	if t.Major == 7 && (doc.Product.Major == 4 || doc.Product.Major == 5) {
		steps = append(steps, migrationSteps(doc)...)
	}
	return append(steps, procedure(doc, t)...)
}

// stoppers are the findings of the import family that stop an import, once for a
// check with the same error.
func stoppers(found []Finding) (steps []Step) {
	type kind struct {
		check   *Check
		hresult string
	}
	count := map[kind]int{}
	var order []*Finding
	for i := range found {
		f := &found[i]
		k := kind{f.Check, f.HRESULT}
		if f.Check.Family().Letter != 'I' || f.HRESULT == "" && f.Severity < Critical {
			continue
		}
		if count[k]++; count[k] == 1 {
			order = append(order, f)
		}
	}
	for _, f := range order {
		text := f.Check.Code + ": " + f.Message
		if n := count[kind{f.Check, f.HRESULT}]; n > 1 {
			text += fmt.Sprintf(", and %d more of the kind", n-1)
		}
		steps = append(steps, Step{Stops, text, f.HRESULT})
	}
	return steps
}

func stopped(found []Finding, list ...*Check) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return slices.Contains(list, f.Check) })
}

func versionStep(doc *schema.Document, t *Target, found []Finding) Step {
	text := fmt.Sprintf("version: the file was written by %s, the target is %s", written(doc), t.written())
	switch {
	case stopped(found, versionNewer, versionOlder):
		return Step{Stops, text, ""}
	case t.tooOldFor(doc) || doc.Product.Major == 0 || t.Build == "" || doc.Product.Build == "":
		return Step{Open, text + "; make sure that the target is not older", "0xC004033E"}
	}
	return Step{Done, text, ""}
}

func levelStep(doc *schema.Document, t *Target, found []Finding) Step {
	item := doc.Item()
	what := "the whole configuration"
	if item != doc.Root {
		what = quoted(item)
	}
	scope, known := doc.Header().ItemScope()
	switch {
	case stopped(found, rootLevelMismatch):
		return Step{Stops, "place: the file holds " + what + ", which does not go there", ""}
	case known && t.Scope != nil && scope == *t.Scope:
		return Step{Open, fmt.Sprintf("place: start the import at the object that the file was exported from (%s, %s level)", what, scopeName(scope)), "0xC0040338"}
	}
	return Step{Open, "place: start the import at the object that the file was exported from (" + what + "), at the same level", "0xC00403A5"}
}

// referenceSteps say which references the target must be able to follow.
func referenceSteps(doc *schema.Document, t *Target) []Step {
	const dangling = "0xC0040357"
	var there, unknown int
	for _, r := range doc.References() {
		if state := r.Resolve().State; !r.Audited() || state != schema.Outside && state != schema.Missing {
			continue
		}
		switch found, known := t.holds(r); {
		case found:
			there++
		case !known && r.Resolve().State == schema.Outside:
			unknown++
		}
	}
	var steps []Step
	if there > 0 {
		steps = append(steps, Step{Done, fmt.Sprintf("references: %d to objects that are not in the file lead to objects of the target", there), ""})
	}
	switch {
	case unknown > 0 && t.Export == nil:
		steps = append(steps, Step{Open, fmt.Sprintf("references: %d lead out of the file; give the target's own export with --target-export to see whether it has what they name", unknown), dangling})
	case unknown > 0:
		steps = append(steps, Step{Open, fmt.Sprintf("references: %d lead to objects that neither the file nor the target's export shows", unknown), dangling})
	case there == 0:
		steps = append(steps, Step{Done, "references: none leads out of the file, except to objects of every installation or to those that findings name", ""})
	}
	return steps
}

// dataSteps are about optional data.
func dataSteps(doc *schema.Document, t *Target) []Step {
	data, known := doc.Header().OptionalData()
	if !known {
		return []Step{{Open, "optional data: the file does not say which it holds; ask for none at the import", "0xC0040342"}}
	}
	steps := []Step{{Open, fmt.Sprintf("optional data: the file holds %s (OptionalData %d); ask for no more at the import, else expect 0xC004033F to 0xC0040341", dataNames(data), data), ""}}
	switch {
	case t.Asks == nil:
	case *t.Asks&^data == 0:
		steps[0] = Step{Done, fmt.Sprintf("optional data: the file holds %s, the import asks for %s", dataNames(data), dataNames(*t.Asks)), ""}
	default:
		steps[0].State = Stops
	}
	if data&schema.Passwords != 0 {
		steps = append(steps, Step{Open, "password: have the password that was chosen at the export, of 8 or more characters", "0xC0040343"})
	}
	if data&schema.UserPermissions != 0 {
		steps = append(steps, Step{Open, "permissions: roles are stored as SIDs; leave them out, or make sure that the target is in the same domain", ""})
	}
	if data&schema.ServerSpecific != 0 {
		steps = append(steps, Step{Open, "server-specific data: drives of the cache and certificates must be there on the target; leave these data out for another computer", ""})
	}
	return steps
}

// migrationSteps are about what no file shows of the way from ISA Server to TMG.
func migrationSteps(doc *schema.Document) []Step {
	pack := "Service Pack 3 of ISA Server 2004"
	if doc.Product.Major == 5 {
		pack = "Service Pack 1 of ISA Server 2006"
	}
	return []Step{
		{Open, "migration: make sure that the source had " + pack + " when the file was exported", "0xC004048D"},
		{Open, "migration: log fields, reports, thresholds of alerts, the VPN address pool and the web proxy of the Local Host are not taken over; filters of other vendors are disabled", ""},
	}
}

// procedure is how an import is done, whatever the file.
func procedure(doc *schema.Document, t *Target) []Step {
	steps := []Step{
		{Open, "backup: export the target whole, with confidential data, and keep that file; it is the way back", ""},
		{Open, "dry run: FPCPersist.CanImport says whether the object takes the document; let a script ask it first", ""},
		{Open, "merge: leave CleanCollections off, or everything that is not in the file is deleted; with it off old rules stay, so look at their order afterwards", "0xC004033C"},
		{Open, "pending changes: apply or discard them first, an import saves them too", ""},
	}
	if doc.Kind == schema.KindEnterprise || t.Scope != nil && *t.Scope == schema.EnterpriseScope {
		steps = append(steps, Step{Open, "members: make sure that all array members are synchronised with the configuration storage after the import", ""})
	}
	return append(steps,
		Step{Open, "restart: FPCPersist.GetServiceRestartMask says which services have to be restarted before a change takes effect", ""},
		Step{Open, "afterwards: export the target again; that it can be exported shows that no reference is broken. Compare the two with tmgaudit compare", ""},
	)
}
