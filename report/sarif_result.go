package report

import (
	"encoding/base64"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// results are the findings of the file; rules has the place of each check among
// the rules of the run.
func (f *sarifFile) results(rules map[*checks.Check]int) []sarifResult {
	list := make([]sarifResult, len(f.Findings))
	prints := fingerprints{}
	for i := range f.Findings {
		found := &f.Findings[i]
		list[i] = sarifResult{
			RuleID:       found.Check.Code,
			RuleIndex:    rules[found.Check],
			Level:        sarifLevels[found.Severity],
			Message:      sarifText(found.Message),
			Locations:    []sarifLocation{f.findingPlace(found)},
			Related:      f.related(found),
			Fingerprints: map[string]string{fingerprintVersion: prints.next(found)},
			Fixes:        f.fixes(found),
			Properties:   sarifProperties(found),
		}
	}
	return list
}

func sarifProperties(found *checks.Finding) sarifResultProperties {
	p := sarifResultProperties{
		Severity: found.Severity.String(),
		Class:    found.Class(),
		Property: clip(found.Property, mostValue),
		Value:    clip(found.Value, mostValue),
		Expected: clip(found.Expected, mostValue),
	}
	if found.Fix != nil {
		p.Fix = &FixJSON{found.Fix.Safety.String(), clip(found.Fix.Title, mostMessage)}
	}
	return p
}

func (f *sarifFile) findingPlace(found *checks.Finding) sarifLocation {
	l := f.place(f.region(found.Span))
	l.Physical.Context = f.context(found.Span)
	l.Logical = []sarifLogical{newLogical(found.Object)}
	return l
}

func (f *sarifFile) related(found *checks.Finding) []sarifLocation {
	var list []sarifLocation
	for i, r := range found.Related {
		l := f.place(f.region(r.Span))
		message := sarifText(r.Message)
		l.ID, l.Message = i+1, &message
		if r.Object != nil {
			l.Logical = []sarifLogical{newLogical(r.Object)}
		}
		list = append(list, l)
	}
	return list
}

func newLogical(o *schema.Object) sarifLogical {
	return sarifLogical{Name: Printable(o.Label()), Qualified: Printable(o.Path()), Kind: "object"}
}

// place is a location in the file; region may be nil.
func (f *sarifFile) place(region *sarifRegion) sarifLocation {
	return sarifLocation{Physical: sarifPhysical{Artifact: f.location, Region: region}}
}

// fixes is the repair of a finding, if the program could carry it out. One that
// would show a secret, as in a value moved to another place, is left out.
func (f *sarifFile) fixes(found *checks.Finding) []sarifFix {
	if !f.fixable(found) || len(found.Fix.Edits) == 0 {
		return nil
	}
	change := sarifChange{Artifact: f.location}
	for _, e := range found.Fix.Edits {
		r, ok := f.replacement(e)
		if !ok {
			return nil
		}
		change.Replacements = append(change.Replacements, r)
	}
	description := sarifText(found.Fix.Safety.String() + ": " + found.Fix.Title)
	return []sarifFix{{description, []sarifChange{change}}}
}

// replacement is an edit as text and as bytes: the standard wants new bytes where
// the bytes to be replaced are given. ok is false when it cannot or must not be
// shown.
func (f *sarifFile) replacement(e text.Edit) (r sarifReplacement, ok bool) {
	r.Deleted = *f.region(e.Span)
	if e.New == "" {
		return r, true
	}
	disk, err := f.source.Encode(e.New)
	if err != nil || len(namedSecrets([]byte(e.New), text.Span{End: len(e.New)}, secretReach)) > 0 {
		return r, false
	}
	r.Inserted = &sarifContent{Text: e.New, Binary: base64.StdEncoding.EncodeToString(disk)}
	return r, true
}
