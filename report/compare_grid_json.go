package report

import "tmgaudit/compare"

// CompareGridJSON is a comparison of three or more documents as JSON.
type CompareGridJSON struct {
	SchemaVersion int                `json:"schema_version"`
	Tool          ToolJSON           `json:"tool"`
	Files         []ComparedFileJSON `json:"files"`
	Gold          *int               `json:"gold"`   // index of the file that the others are held against, or null
	Scopes        []ScopeJSON        `json:"scopes"` // what was compared of each file with the gold one, or with the first
	Profile       string             `json:"profile"`
	Rows          []RowJSON          `json:"rows"` // the worst first
	Summary       GridSummaryJSON    `json:"summary"`
}

// RowJSON is one object, property or entry that is not the same in all files.
type RowJSON struct {
	Object   string     `json:"object"`
	Class    string     `json:"class"`
	Property string     `json:"property"` // "" for the object itself
	Entry    *string    `json:"entry"`
	Moved    bool       `json:"moved"` // the cells are places in an ordered collection
	Default  *string    `json:"default"`
	Console  string     `json:"console"`
	Cells    []CellJSON `json:"cells"` // one for each file, in their order
}

// CellJSON is what one file has.
type CellJSON struct {
	Exists     bool            `json:"exists"`     // the object is in the file
	Uncompared bool            `json:"uncompared"` // the file does not tell, see scopes
	Value      string          `json:"value"`
	Present    bool            `json:"present"` // written out
	IsDefault  bool            `json:"is_default"`
	Position   int             `json:"position"`
	Odd        bool            `json:"odd"` // not what the gold file, or most files, have
	Location   *LocationJSON   `json:"location"`
	Findings   []FindingOfJSON `json:"findings"`
}

// GridSummaryJSON counts rows; Apart are differences that the profile does not
// count, over all files.
type GridSummaryJSON struct {
	Rows  int `json:"rows"`
	Apart int `json:"apart"`
}

func gridJSON(r Compare) CompareGridJSON {
	j := CompareGridJSON{
		SchemaVersion: CompareSchemaVersion,
		Tool:          ToolJSON{"tmgaudit", r.Version},
		Profile:       r.Profile.String(),
		Rows:          make([]RowJSON, len(r.Grid.Rows)),
		Summary:       GridSummaryJSON{len(r.Grid.Rows), r.Grid.Apart},
	}
	if r.Grid.Gold >= 0 {
		j.Gold = &r.Grid.Gold
	}
	for i, doc := range r.Grid.Docs {
		j.Files = append(j.Files, comparedFileJSON(r.Paths[i], doc))
		j.Scopes = append(j.Scopes, scopeJSON(&r.Grid.Scopes[i]))
	}
	for i := range r.Grid.Rows {
		j.Rows[i] = rowJSON(&r.Grid.Rows[i])
	}
	return j
}

func rowJSON(row *compare.Row) RowJSON {
	c := compare.Change{Property: row.Property, Entry: row.Entry, IsEntry: row.IsEntry, COM: row.COM}
	c.A.Object = row.Object()
	base := changeJSON(&c)
	j := RowJSON{
		Object: base.Object, Class: base.Class, Property: base.Property, Entry: base.Entry,
		Moved: row.Moved, Default: base.Default, Console: base.Console, Cells: make([]CellJSON, len(row.Cells)),
	}
	for i := range row.Cells {
		cell := &row.Cells[i]
		j.Cells[i] = CellJSON{
			Exists: cell.Object != nil, Uncompared: cell.Uncompared, Value: cell.Value, Present: cell.Present, IsDefault: cell.Default,
			Position: cell.Position, Odd: cell.Odd, Location: sideJSON(&cell.Side), Findings: findingsOfJSON(cell.Findings),
		}
	}
	return j
}
