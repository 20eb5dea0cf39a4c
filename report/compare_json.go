package report

import (
	"io"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/schema"
)

// CompareSchemaVersion is the version of the JSON form of comparisons. Additions do
// not change it; there are no removals.
const CompareSchemaVersion = 1

// CompareResultJSON is a comparison of two documents as JSON.
type CompareResultJSON struct {
	SchemaVersion int                `json:"schema_version"`
	Tool          ToolJSON           `json:"tool"`
	A             ComparedFileJSON   `json:"a"`
	B             ComparedFileJSON   `json:"b"`
	Scope         ScopeJSON          `json:"scope"`
	Profile       string             `json:"profile"`
	Changes       []ChangeJSON       `json:"changes"`         // what counts, the worst first
	Apart         []ChangeJSON       `json:"apart"`           // what the profile does not count
	Defaults      []ChangeJSON       `json:"defaults"`        // the default on both sides, written in different ways
	OnlyA         []FindingOfJSON    `json:"findings_only_a"` // that no single change explains
	OnlyB         []FindingOfJSON    `json:"findings_only_b"`
	Summary       CompareSummaryJSON `json:"summary"`
}

// ScopeJSON is how much of two documents was compared: Compared are the paths of
// the objects that were, empty where that is everything.
type ScopeJSON struct {
	Partial  bool     `json:"partial"` // a file holds more than what was compared
	Compared []string `json:"compared"`
}

func scopeJSON(s *compare.Scope) ScopeJSON {
	j := ScopeJSON{s.Partial, make([]string, len(s.Parts))}
	for i, p := range s.Parts {
		j.Compared[i] = p.Path()
	}
	return j
}

// ComparedFileJSON is one of the documents.
type ComparedFileJSON struct {
	Path    string `json:"path"`
	Kind    string `json:"kind"`
	Product string `json:"product"`
	Build   string `json:"build"`
}

// ChangeJSON is one change. Secrets are masked. A value that is not written out is
// the documented default where one is known, else "".
type ChangeJSON struct {
	Kind       string          `json:"kind"` // added, removed, changed or moved
	Object     string          `json:"object"`
	Class      string          `json:"class"`
	Property   string          `json:"property"` // "" for the object itself
	Entry      *string         `json:"entry"`    // of a list or of named values, else null
	A          string          `json:"a"`
	B          string          `json:"b"`
	AIsDefault bool            `json:"a_is_default"`
	BIsDefault bool            `json:"b_is_default"`
	APresent   bool            `json:"a_present"` // written out
	BPresent   bool            `json:"b_present"`
	PositionA  int             `json:"position_a"` // in an ordered collection, from 1; else 0
	PositionB  int             `json:"position_b"`
	Default    *string         `json:"default"` // documented, null when unknown
	Console    string          `json:"console"` // whether a console sets it: yes, no or unknown
	LocationA  *LocationJSON   `json:"location_a"`
	LocationB  *LocationJSON   `json:"location_b"`
	Checks     []string        `json:"checks"` // slugs of what the change causes
	Causes     []FindingOfJSON `json:"causes"`
	Cures      []FindingOfJSON `json:"cures"`
	Apart      string          `json:"apart"` // why it does not count between servers, "" when it does
}

// FindingOfJSON is a finding in short.
type FindingOfJSON struct {
	Check    string `json:"check"`
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Object   string `json:"object"`
	Property string `json:"property"`
}

// CompareSummaryJSON counts what counts, by kind, and what does not.
type CompareSummaryJSON struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Changed int `json:"changed"`
	Moved   int `json:"moved"`
	Apart   int `json:"apart"`
	Causes  int `json:"causes"`
	Cures   int `json:"cures"`
}

// CompareJSON writes a comparison as JSON: CompareResultJSON for two documents,
// CompareGridJSON for more.
func CompareJSON(w io.Writer, r Compare, _ CompareOptions) error {
	if r.Grid != nil {
		return writeJSON(w, gridJSON(r))
	}
	return writeJSON(w, compareJSON(r))
}

func compareJSON(r Compare) CompareResultJSON {
	return CompareResultJSON{
		SchemaVersion: CompareSchemaVersion,
		Tool:          ToolJSON{"tmgaudit", r.Version},
		A:             comparedFileJSON(r.Paths[0], r.Result.A),
		B:             comparedFileJSON(r.Paths[1], r.Result.B),
		Scope:         scopeJSON(&r.Result.Scope),
		Profile:       r.Profile.String(),
		Changes:       changesJSON(r.Result.Changes),
		Apart:         changesJSON(r.Result.Apart),
		Defaults:      changesJSON(r.Result.Defaults),
		OnlyA:         findingsOfJSON(r.Result.Cures),
		OnlyB:         findingsOfJSON(r.Result.Causes),
		Summary:       CompareSummaryJSON(r.Result.Summary),
	}
}

func comparedFileJSON(path string, doc *schema.Document) ComparedFileJSON {
	return ComparedFileJSON{path, string(doc.Kind), doc.Product.Name, doc.Product.Build}
}

func changesJSON(list []compare.Change) []ChangeJSON {
	all := make([]ChangeJSON, len(list))
	for i := range list {
		all[i] = changeJSON(&list[i])
	}
	return all
}

func changeJSON(c *compare.Change) ChangeJSON {
	j := ChangeJSON{
		Kind:       c.Kind.String(),
		Object:     c.Path(),
		Class:      c.Class(),
		Property:   c.Property,
		A:          c.A.Value,
		B:          c.B.Value,
		AIsDefault: c.A.Default,
		BIsDefault: c.B.Default,
		APresent:   c.A.Present,
		BPresent:   c.B.Present,
		PositionA:  c.A.Position,
		PositionB:  c.B.Position,
		Console:    "unknown",
		LocationA:  sideJSON(&c.A),
		LocationB:  sideJSON(&c.B),
		Checks:     []string{},
		Causes:     findingsOfJSON(c.Causes()),
		Cures:      findingsOfJSON(c.Cures()),
	}
	if c.IsEntry {
		j.Entry = &c.Entry
	}
	if c.COM != nil {
		j.Console = c.COM.Console
		if c.COM.HasStoredDefault() {
			j.Default = &c.COM.StoredDefault
		}
	}
	if c.Apart != nil {
		j.Apart = c.Apart.Why
	}
	for _, f := range c.Causes() {
		j.Checks = append(j.Checks, f.Check.Slug)
	}
	return j
}

func sideJSON(s *compare.Side) *LocationJSON {
	start, end, ok := sideRange(s)
	if !ok {
		return nil
	}
	return locationJSON(start, end)
}

func findingsOfJSON(list []checks.Finding) []FindingOfJSON {
	all := make([]FindingOfJSON, len(list))
	for i := range list {
		f := &list[i]
		all[i] = FindingOfJSON{f.Check.Slug, f.Check.Code, f.Severity.String(), f.Message, f.Object.Path(), f.Property}
	}
	return all
}
