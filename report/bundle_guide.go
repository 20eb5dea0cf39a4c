package report

import (
	"fmt"
	"slices"
	"strings"

	"tmgaudit/fixer"
	"tmgaudit/schema"
)

// prose is text of our own, with `code` between backquotes. It never holds a
// name from an input.
type prose string

// guide is what a person does with the bundle, step by step.
type guide struct {
	Console     string // name of the management console
	Import      []prose
	ImportNotes []prose
	Check       []prose
	Symptoms    []symptom
	Undo        []prose
}

// symptom is what should not happen any more.
type symptom struct{ Code, Why string }

func verdict(b *fixer.Bundle) prose {
	p := b.Plan
	line := plural(len(p.Found), "finding") + "; " + fixes(p.Count(fixer.Applied)) + " applied and proven"
	if n := len(p.Outcomes) - p.Count(fixer.Applied); n > 0 {
		line += fmt.Sprintf(", %d not applied", n)
	}
	if len(p.Left) == 0 {
		return prose(line + ". The corrected export has no findings.")
	}
	return prose(line + ". The corrected export has " + plural(len(p.Left), "finding") + ".")
}

func bundleWarnings(b *fixer.Bundle) []prose {
	var list []prose
	if !b.Plan.Settled {
		list = append(list, "The fixes did not come to rest: they kept causing findings with fixes of their own and were stopped. Check the result before you use it.")
	}
	if n := secretsOf(b.Plan.After); n > 0 {
		list = append(list, prose(fmt.Sprintf("`corrected.xml` carries %s of the original export (passwords, keys; as they stand there, not shown here). Keep the bundle where only administrators can read it.", plural(n, "confidential value"))))
	}
	return list
}

func secretsOf(d *schema.Document) int { return len(d.Secrets(d.Root.Span())) }

// consoles are the names of the management consoles by major version.
var consoles = map[int]string{4: "ISA Server Management", 5: "ISA Server Management", 6: "Forefront TMG Management", 7: "Forefront TMG Management"}

func newGuide(b *fixer.Bundle) guide {
	g := guide{Console: consoles[b.Plan.Before.Product.Major]}
	if g.Console == "" {
		g.Console = "the management console"
	}
	g.Import, g.ImportNotes = importSteps(b, g.Console), importNotes
	g.Check, g.Symptoms = checkSteps(b), symptoms(b)
	g.Undo = undoSteps(b)
	return g
}

func importSteps(b *fixer.Bundle, console string) []prose {
	steps := []prose{
		prose(fmt.Sprintf("Keep the original export, whose checksum stands above. In %s, %s, to a place that only administrators can read. It is your way back.", console, backup(b.Plan.Before.Product.Major))),
		"Run `tmgaudit compare` on the original export and that new backup. If somebody changed one of the objects below in the meantime, make this bundle again from the new backup: an import writes the whole object, and would put the old values back.",
	}
	if len(b.Imports) > 0 {
		steps = append(steps, "For each import document below: go to the place in the console that lists objects of this kind and import the file there. The level must match: what comes from the array goes to the array, what comes from the enterprise goes to the enterprise.")
		steps = append(steps, optionalStep(b))
	}
	steps = append(steps, wholeStep(b))
	if b.Scripted() {
		steps = append(steps, "Or change the values without an import: on the server, run `cscript //nologo apply.vbs /dryrun`, read what it would do, then run it without `/dryrun`. It stops where a value is not the one expected.")
	} else {
		steps = append(steps, "There is no script in this bundle: none of these changes is one that the documented COM model lets a script make safely.")
	}
	return append(steps, "Apply the changes in the console. Then see which services must be started again, in the section before.")
}

// backup is how the product makes a copy of its configuration.
func backup(major int) string {
	switch major {
	case 4:
		return "back up the configuration as it is now (right-click the name of the server, then Back Up)"
	case 5:
		return "back up or export the whole configuration as it is now"
	}
	return "export the whole configuration as it is now, which is how this product makes a backup"
}

// optionalStep says what to choose when the import asks about optional data.
func optionalStep(b *fixer.Bundle) prose {
	n := 0
	for i := range b.Imports {
		n += b.Imports[i].Secrets
	}
	options, _ := b.Plan.Before.Header().OptionalData()
	switch {
	case n == 0:
		return "None of the import documents carries confidential values: import without confidential information and without user permissions."
	case options&schema.Passwords == 0:
		return "The original export was made without confidential information: import without it. The documents that are marked below hold values all the same that are named like passwords; they stand there as in the original."
	}
	return "The documents that are marked below carry confidential values, which the product can read only with the password that was given when the original export was made. Without it, import without confidential information."
}

func wholeStep(b *fixer.Bundle) prose {
	intro := "Or import everything at once: "
	if len(b.Imports) == 0 {
		intro = "Import the whole configuration: "
	}
	level := map[schema.Kind]string{
		schema.KindArray:      "at the array",
		schema.KindEnterprise: "at the enterprise",
		schema.KindObject:     "at the object",
		schema.KindCollection: "at the collection",
	}[b.Plan.Before.Kind]
	return prose(intro + "`corrected.xml`, " + level + " from which the original export was made. It carries every object of that export as it was then.")
}

var importNotes = []prose{
	"An import merges. It adds objects and sets properties; what is on the server and not in the file stays there. (In scripts: the argument CleanCollections is False unless it is given.) Nothing is removed.",
	"It sets every property that the document holds. What it does with one that the document leaves out is not documented; therefore each fix writes the good value and never deletes a property to get back to a default.",
	"It cannot bring optional data that was not exported: passwords, user permissions, server-specific and enterprise-specific data.",
	"System policy rules cannot be imported one by one.",
	"Called by a script, it also saves changes that were pending, and it starts no service again unless it is asked to.",
	"It refuses a document that is newer than the product, of another edition, or that names an object which does not exist. `tmgaudit explain` tells what its error numbers mean.",
}

func checkSteps(b *fixer.Bundle) []prose {
	steps := []prose{"Export again from the console, at the same level and with the same options as the original export, for example to `after.xml`."}
	if codes := appliedCodes(b.Plan); len(codes) > 0 {
		steps = append(steps, prose("Run `tmgaudit lint --select "+strings.Join(codes, ",")+" after.xml`. "+expectLint(b, codes)))
	}
	steps = append(steps, "Run `tmgaudit compare corrected.xml after.xml`. It names what is not as it should be; changes that others made since stand there too.")
	return append(steps, "See that the symptoms are gone:")
}

// expectLint says what lint shows when the changes took effect.
func expectLint(b *fixer.Bundle, codes []string) string {
	left := 0
	for i := range b.Plan.Left {
		if slices.Contains(codes, b.Plan.Left[i].Check.Code) {
			left++
		}
	}
	if left == 0 {
		return "It must find nothing and exit with 0."
	}
	return fmt.Sprintf("It must find no more than the %s of these checks that could not be fixed.", plural(left, "finding"))
}

// appliedCodes are the codes of the checks whose fixes were applied, sorted.
func appliedCodes(p *fixer.Plan) []string {
	var codes []string
	for i := range p.Outcomes {
		if out := &p.Outcomes[i]; out.Status == fixer.Applied && out.Finding != nil {
			codes = append(codes, out.Finding.Check.Code)
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func symptoms(b *fixer.Bundle) []symptom {
	var list []symptom
	seen := map[string]bool{}
	for i := range b.Plan.Outcomes {
		out := &b.Plan.Outcomes[i]
		if out.Status != fixer.Applied || out.Finding == nil || seen[out.Finding.Check.Code] {
			continue
		}
		seen[out.Finding.Check.Code] = true
		list = append(list, symptom{out.Finding.Check.Code, out.Finding.Check.Why})
	}
	slices.SortFunc(list, func(x, y symptom) int { return strings.Compare(x.Code, y.Code) })
	return list
}

func undoSteps(b *fixer.Bundle) []prose {
	var steps []prose
	if b.Scripted() {
		steps = append(steps, "On the server, run `cscript //nologo rollback.vbs /dryrun`, then without `/dryrun`. It sets the values that were there before, and stops where a value is not the one that `apply.vbs` wrote.")
	}
	steps = append(steps,
		"Or import the backup that you made in the first step, or the original export, at the level from which it was made. An import merges: properties that were absent before keep the value that was set.",
		"Apply the changes in the console.")
	if b.DiffForm == fixer.UnifiedDiff {
		return append(steps, "For the file alone: `patch` or `git apply` with `rollback.diff` turns `corrected.xml` into the original export again, byte for byte.")
	}
	return append(steps, "For the file alone: keep the original export; `rollback.txt` lists the differences for reading and cannot be applied.")
}

// Where the documentation of the products names objects that the console can
// export and import one by one: help of ISA Server 2004 ("Export and import") and
// of TMG ("a single rule, or a single network object").
var (
	consoleItems   = []string{"Network", "NetworkSet", "NetworkRule", "ProxyRoutingRule", "PolicyRule", "ConnectivityVerifier", "URLSet"}
	networkObjects = []string{"Computer", "ComputerSet", "AddressRange", "Subnet", "DomainNameSet", "WebListener"}
)

// consolePlace says whether the console imports such an object.
func consolePlace(o *schema.Object) prose {
	major := o.Document().Product.Major
	if slices.Contains(consoleItems, o.Element) || major >= 6 && slices.Contains(networkObjects, o.Element) {
		return "yes"
	}
	return "not documented; else by a script, with the object's method ImportFromFile"
}
