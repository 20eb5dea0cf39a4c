package report

import (
	"bufio"
	"fmt"
	"io"

	"tmgaudit/compare"
	"tmgaudit/fixer"
	"tmgaudit/internal/text"
)

// compareEdit is what became of one change on the way from A to B: an edit of A, or
// the reason why there is none.
type compareEdit struct {
	change *compare.Change
	edit   text.Edit
	reason string // "" where there is an edit
}

// compareEdits are the edits that turn A's values into B's, each by itself, in the
// order of the changes that count.
func compareEdits(r *compare.Result) []compareEdit {
	all := make([]compareEdit, len(r.Changes))
	for i := range r.Changes {
		c := &r.Changes[i]
		all[i] = compareEdit{change: c, reason: c.Uncarried()}
		if all[i].reason != "" {
			continue
		}
		edit, err := fixer.Transfer{To: c.A.Object, From: c.B.Object, Property: c.Property}.Edit()
		if err != nil {
			all[i].reason = err.Error()
			continue
		}
		all[i].edit = edit
	}
	return all
}

// insert reports whether the edit adds the property.
func (e *compareEdit) insert() bool { return !e.change.A.Present }

// old is the text that the edit replaces.
func (e *compareEdit) old() string {
	return string(e.change.A.Object.Document().File.Text()[e.edit.Start:e.edit.End])
}

// CompareEdits writes the edits of A that turn its values into those of B: where,
// the old and the new text. Then follows what cannot be done so, with the reason.
// Several properties that are added at one place are each an edit by itself;
// compare --apply-to makes them together.
func CompareEdits(w io.Writer, r Compare, o CompareOptions) error {
	b := bufio.NewWriter(w)
	s := style{o.Color}
	list := compareEdits(r.Result)
	var none []*compareEdit
	for i := range list {
		if e := &list[i]; e.reason != "" {
			none = append(none, e)
		} else {
			r.writeEdit(b, s, e)
		}
	}
	if len(none) > 0 && !o.Brief {
		fmt.Fprintln(b, s.paint(bold, "not carried"))
		for _, e := range none {
			fmt.Fprintf(b, "  %s\n    %s\n", briefChange(s, e.change), s.paint(dim, e.reason))
		}
		fmt.Fprintln(b)
	}
	if !o.Quiet {
		line := fmt.Sprintf("%s of %s; %d not carried", plural(len(list)-len(none), "edit"), Printable(r.Paths[0]), len(none))
		if n := r.Result.Summary.Apart; n > 0 {
			line += fmt.Sprintf("; %d bound to the server or the moment left alone", n)
		}
		if only := comparedOnly(&r.Result.Scope); only != "" {
			line += "; " + only
		}
		fmt.Fprintln(b, s.paint(bold, line))
	}
	return b.Flush()
}

func (r *Compare) writeEdit(w io.Writer, s style, e *compareEdit) {
	file := e.change.A.Object.Document().File
	what := "replace"
	if e.insert() {
		what = "insert"
	}
	at := place(r.Paths[0], file.Position(e.edit.Start))
	fmt.Fprintf(w, "%s: %s %s %s\n", s.paint(bold, at), what, clip(e.change.Path(), mostPath), e.change.Property)
	disk := file.DiskSpan(e.edit.Span)
	fmt.Fprintf(w, "  %s\n", s.paint(dim, fmt.Sprintf("byte %d, length %d", disk.Start, disk.Len())))
	if old := e.old(); old != "" {
		fmt.Fprintf(w, "  %s\n", s.paint(red, "- "+clip(old, mostMessage)))
	}
	fmt.Fprintf(w, "  %s\n\n", s.paint(green, "+ "+clip(e.edit.New, mostMessage)))
}

// CompareEditsResultJSON is the list of edits as JSON.
type CompareEditsResultJSON struct {
	SchemaVersion int               `json:"schema_version"`
	Tool          ToolJSON          `json:"tool"`
	A             ComparedFileJSON  `json:"a"` // which the edits are of
	B             ComparedFileJSON  `json:"b"`
	Scope         ScopeJSON         `json:"scope"`
	Profile       string            `json:"profile"`
	Edits         []CompareEditJSON `json:"edits"`
	NotCarried    []NotCarriedJSON  `json:"not_carried"`
	Apart         int               `json:"apart"` // changes that the profile does not count and no edit is of
}

// CompareEditJSON is one edit. Location is the place of Old in A as it is on disk;
// Old and New are XML text, to be written in the encoding of A.
type CompareEditJSON struct {
	Action   string        `json:"action"` // replace or insert
	Object   string        `json:"object"`
	Class    string        `json:"class"`
	Property string        `json:"property"`
	A        string        `json:"a"` // the value that A has
	B        string        `json:"b"` // the value that the edit gives it
	Location *LocationJSON `json:"location"`
	Old      string        `json:"old"`
	New      string        `json:"new"`
}

// NotCarriedJSON is a change without an edit.
type NotCarriedJSON struct {
	ChangeJSON
	Reason string `json:"reason"`
}

// CompareEditsJSON writes the edits as CompareEditsResultJSON.
func CompareEditsJSON(w io.Writer, r Compare, _ CompareOptions) error {
	j := CompareEditsResultJSON{
		SchemaVersion: CompareSchemaVersion,
		Tool:          ToolJSON{"tmgaudit", r.Version},
		A:             comparedFileJSON(r.Paths[0], r.Result.A),
		B:             comparedFileJSON(r.Paths[1], r.Result.B),
		Scope:         scopeJSON(&r.Result.Scope),
		Profile:       r.Profile.String(),
		Edits:         []CompareEditJSON{},
		NotCarried:    []NotCarriedJSON{},
		Apart:         len(r.Result.Apart),
	}
	list := compareEdits(r.Result)
	for i := range list {
		e := &list[i]
		if e.reason != "" {
			j.NotCarried = append(j.NotCarried, NotCarriedJSON{changeJSON(e.change), e.reason})
			continue
		}
		j.Edits = append(j.Edits, e.json())
	}
	return writeJSON(w, j)
}

func (e *compareEdit) json() CompareEditJSON {
	c := e.change
	action := "replace"
	if e.insert() {
		action = "insert"
	}
	start, end := c.A.Object.Document().File.Range(e.edit.Span)
	return CompareEditJSON{
		Action: action, Object: c.Path(), Class: c.Class(), Property: c.Property, A: c.A.Value, B: c.B.Value,
		Location: locationJSON(start, end), Old: e.old(), New: e.edit.New,
	}
}
