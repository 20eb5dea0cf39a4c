package report

import (
	"bufio"
	"fmt"
	"io"

	"tmgaudit/query"
	"tmgaudit/schema"
)

// QuerySchemaVersion is the version of the JSON form of what a query found.
const QuerySchemaVersion = 1

// Query is what a path selects in some inputs.
type Query struct {
	Path  string // the path as it was given
	Files []QueryFile
}

// QueryFile is what a path selects in one input. Findings are not used.
type QueryFile struct {
	File
	Matches []query.Match
}

// Matches is the number of matches in all files.
func (q Query) Matches() int {
	n := 0
	for i := range q.Files {
		n += len(q.Files[i].Matches)
	}
	return n
}

// QueryText writes a line for each match: its place, its path and its value; below
// an object its properties.
func QueryText(w io.Writer, q Query, o Options) error {
	b := bufio.NewWriter(w)
	s := style{o.Color}
	for i := range q.Files {
		f := &q.Files[i]
		if f.Doc == nil {
			fmt.Fprintln(b, f.Err.Line(f.Path))
			continue
		}
		for k := range f.Matches {
			f.text(b, s, &f.Matches[k])
		}
	}
	return b.Flush()
}

func (f *QueryFile) text(w io.Writer, s style, m *query.Match) {
	start, _ := f.location(m.Span)
	at := s.paint(bold, place(f.Path, start)) + ": " + clip(matchPath(m), mostPath)
	switch m.Kind {
	case query.Object:
		if class := className(m.Object); class != "" {
			at += s.paint(dim, " ("+class+")")
		}
		fmt.Fprintln(w, at)
		props := m.Object.Properties()
		for i := range props {
			fmt.Fprintf(w, "  %s = %s\n", Printable(props[i].Name), leafText(&props[i]))
		}
		if n := len(m.Object.Children()); n > 0 {
			fmt.Fprintf(w, "  %s\n", s.paint(dim, plural(n, "object")+" below"))
		}
	case query.List:
		fmt.Fprintf(w, "%s = %s\n", at, leafText(m.Property))
	default:
		fmt.Fprintf(w, "%s = %s\n", at, quoteEmpty(clip(m.Value, mostValue)))
	}
}

// leafText is the value of a property, or how many entries a list has.
func leafText(p *schema.Property) string {
	if !p.IsList() {
		return quoteEmpty(clip(p.Display(), mostValue))
	}
	if p.Len() == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", p.Len())
}

// matchPath is the place of a match in names that a console user knows.
func matchPath(m *query.Match) string {
	if m.Kind == query.Object {
		return m.Object.Path()
	}
	name := m.Name
	if m.Kind == query.Entry {
		name = m.Property.Name + "/" + name
	}
	if m.Object.Parent == nil {
		return name // as objects below the root are called
	}
	return m.Object.Path() + "/" + name
}

// QueryJSON is what a query found as JSON.
type QueryJSON struct {
	SchemaVersion int             `json:"schema_version"`
	Path          string          `json:"path"`
	Files         []QueryFileJSON `json:"files"`
	Summary       QuerySumJSON    `json:"summary"`
}

// QuerySumJSON counts.
type QuerySumJSON struct {
	Files   int `json:"files"`
	Matches int `json:"matches"`
}

// QueryFileJSON is one input; Problem says why it could not be read.
type QueryFileJSON struct {
	Path    string      `json:"path"`
	Matches []MatchJSON `json:"matches"` // by place
	Problem string      `json:"problem"`
}

// MatchJSON is one match. Secrets are masked.
type MatchJSON struct {
	Kind       string        `json:"kind"`       // object, property, list, entry or foreign
	Path       string        `json:"path"`       // of the match, in names that a console user knows
	Object     string        `json:"object"`     // path of the object, or of the one around the match
	Class      string        `json:"class"`      // COM class of the object, "" when unknown
	Element    string        `json:"element"`    // name of the element, without prefix
	Storage    string        `json:"storage"`    // StorageName of the object
	Property   string        `json:"property"`   // storage name, "" for objects and foreign elements
	Type       string        `json:"type"`       // dt:dt, "" when there is none
	Value      *string       `json:"value"`      // null for objects and lists
	Entries    []string      `json:"entries"`    // of a list
	Properties []LeafJSON    `json:"properties"` // of an object
	Location   *LocationJSON `json:"location"`   // of the value; of an object's start tag
}

// LeafJSON is a property of a matching object.
type LeafJSON struct {
	Name     string        `json:"name"`
	Type     string        `json:"type"`
	Value    *string       `json:"value"`  // null for a list
	Length   *int          `json:"length"` // entries of a list, else null
	Location *LocationJSON `json:"location"`
}

// QueryAsJSON writes the matches as QueryJSON.
func QueryAsJSON(w io.Writer, q Query, _ Options) error {
	out := QueryJSON{SchemaVersion: QuerySchemaVersion, Path: q.Path, Files: []QueryFileJSON{}}
	out.Summary = QuerySumJSON{Files: len(q.Files), Matches: q.Matches()}
	for i := range q.Files {
		f := &q.Files[i]
		file := QueryFileJSON{Path: f.Path, Matches: []MatchJSON{}}
		if f.Doc == nil {
			file.Problem = f.Err.Line(f.Path)
		}
		for k := range f.Matches {
			file.Matches = append(file.Matches, f.json(&f.Matches[k]))
		}
		out.Files = append(out.Files, file)
	}
	return writeJSON(w, out)
}

func (f *QueryFile) json(m *query.Match) MatchJSON {
	j := MatchJSON{
		Kind: string(m.Kind), Path: matchPath(m), Object: m.Object.Path(), Class: className(m.Object), Element: m.Name,
		Storage: m.Object.StorageName, Entries: []string{}, Properties: []LeafJSON{}, Location: locationJSON(f.location(m.Span)),
	}
	if m.Property != nil {
		j.Property, j.Type = m.Property.Name, m.Property.Type()
	}
	switch m.Kind {
	case query.Object:
		props := m.Object.Properties()
		for i := range props {
			j.Properties = append(j.Properties, f.leaf(&props[i]))
		}
	case query.List:
		for _, v := range m.Property.Entries() {
			j.Entries = append(j.Entries, entryShown(m.Property, v))
		}
	case query.Entry:
		j.Type = "string"
		j.Value = &m.Value
	default:
		j.Value = &m.Value
	}
	return j
}

// entryShown is a value of p as it may be shown.
func entryShown(p *schema.Property, v string) string {
	if p.Secret() {
		return schema.Masked
	}
	return v
}

func (f *QueryFile) leaf(p *schema.Property) LeafJSON {
	j := LeafJSON{Name: p.Name, Type: p.Type(), Location: locationJSON(f.location(p.ValueSpan()))}
	if p.IsList() {
		n := p.Len()
		j.Length = &n
		return j
	}
	v := p.Display()
	j.Value = &v
	return j
}
