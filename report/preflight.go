package report

import (
	"fmt"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
)

// ImportStepJSON is one step of the checklist of an import.
type ImportStepJSON struct {
	State   string `json:"state"` // stop, open or ok
	Text    string `json:"text"`
	HRESULT string `json:"hresult"` // that the import stops with when the step is left out, "" when none is known
}

// ImportJSON is the pre-flight of an import: the target and what is to be done.
type ImportJSON struct {
	Target    string           `json:"target"` // in words
	Checklist []ImportStepJSON `json:"checklist"`
}

func importJSON(f *File) *ImportJSON {
	if f.Target == nil {
		return nil
	}
	j := &ImportJSON{Target: f.Target.String(), Checklist: []ImportStepJSON{}}
	for _, s := range f.checklist() {
		j.Checklist = append(j.Checklist, ImportStepJSON{string(s.State), s.Text, s.HRESULT})
	}
	return j
}

// checklist is the steps of the import of a file, after what was suppressed.
func (f *File) checklist() []checks.Step { return checks.Checklist(f.Doc, f.Findings, f.Target) }

// stepMarks stand before the steps of a checklist.
var stepMarks = map[checks.StepState]string{checks.Stops: "[!]", checks.Open: "[ ]", checks.Done: "[x]"}

// checklist writes the steps of an import, when one was asked about.
func (t *textReport) checklist(f *File) {
	if f.Target == nil {
		return
	}
	fmt.Fprintf(t.w, "%s\n", t.style.paint(bold, "Import of "+place(f.Path, text.Position{})+" to "+f.Target.String()+":"))
	for _, s := range f.checklist() {
		mark := stepMarks[s.State]
		switch s.State {
		case checks.Stops:
			mark = t.style.paint(boldRed, mark)
		case checks.Done:
			mark = t.style.paint(green, mark)
		}
		t.paragraph("  "+mark+" ", "      ", clip(stepText(s), mostMessage))
	}
	fmt.Fprintln(t.w)
}

// stepText is a step with the error that leaving it out leads to.
func stepText(s checks.Step) string {
	if s.HRESULT == "" || strings.Contains(s.Text, s.HRESULT) {
		return s.Text
	}
	return s.Text + " (else " + s.HRESULT + ")"
}

// checklist writes the steps of the import of a file as a task list, when one was asked
// about.
func (m *markdown) checklist(f *File) {
	if f.Target == nil {
		return
	}
	m.heading(2, "Import of "+span(f.Path)+" to "+escaped(f.Target.String()))
	for _, s := range f.checklist() {
		box := "[ ]"
		if s.State == checks.Done {
			box = "[x]"
		}
		text := escaped(stepText(s))
		if s.State == checks.Stops {
			text = "**stops:** " + text
		}
		fmt.Fprintf(m, "- %s %s\n", box, text)
	}
	fmt.Fprintln(m)
}
