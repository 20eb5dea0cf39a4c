package report

import (
	"fmt"
	"io"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
)

// jsonStream is a LintJSON, or another object of its form, being written: what is
// told of a file goes out with it.
type jsonStream struct {
	w       io.Writer
	head    string // what stands before the first file
	file    func(f *File) any
	summary func(s Summary) any
	next    string // stands before the next file
}

func openJSON(w io.Writer, r Run, _ Options) Stream {
	return newJSONStream(w, r, func(f *File) any { return fileJSON(f) }, func(s Summary) any { return summaryJSON(s) })
}

func newJSONStream(w io.Writer, r Run, file func(f *File) any, summary func(s Summary) any) *jsonStream {
	tool, err := jsonText(ToolJSON{"tmgaudit", r.Version}, "  ")
	if err != nil {
		panic(err) // two strings
	}
	head := fmt.Sprintf("{\n  \"schema_version\": %d,\n  \"tool\": %s,\n  \"files\": [", LintSchemaVersion, tool)
	return &jsonStream{w: w, head: head, file: file, summary: summary, next: "\n    "}
}

func (j *jsonStream) Add(f *File) error {
	text, err := jsonText(j.file(f), "    ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, j.head+j.next+text)
	j.head, j.next = "", ",\n    "
	return err
}

func (j *jsonStream) Close(s Summary) error {
	text, err := jsonText(j.summary(s), "  ")
	if err != nil {
		return err
	}
	end := "]"
	if j.head == "" {
		end = "\n  ]"
	}
	_, err = io.WriteString(j.w, j.head+end+",\n  \"summary\": "+text+"\n}\n")
	return err
}

func summaryJSON(s Summary) SummaryJSON {
	return SummaryJSON{
		Files:    s.Files,
		Findings: s.Findings,
		Critical: s.Severity[checks.Critical],
		High:     s.Severity[checks.High],
		Medium:   s.Severity[checks.Medium],
		Low:      s.Severity[checks.Low],
		Info:     s.Severity[checks.Info],
		Fixable:  s.Fixable,

		Suppressed: s.Suppressed,
	}
}

func fileJSON(f *File) FileJSON {
	if f.Doc == nil {
		return unreadableJSON(f)
	}
	j := FileJSON{
		Path:     f.Path,
		Kind:     string(f.Doc.Kind),
		Product:  f.Doc.Product.Name,
		Build:    f.Doc.Product.Build,
		Findings: make([]FindingJSON, len(f.Findings)),
		Problems: make([]ProblemJSON, len(f.Doc.Problems)),
	}
	j.form(f.Doc.File)
	for i := range f.Findings {
		j.Findings[i] = findingJSON(f, &f.Findings[i])
	}
	j.Import = importJSON(f)
	for i, p := range f.Doc.Problems {
		j.Problems[i] = ProblemJSON{string(p.Severity), p.Message, locationJSON(f.location(p.Span))}
	}
	return j
}

func unreadableJSON(f *File) FileJSON {
	p := ProblemJSON{Severity: "error", Message: f.Err.Message}
	if f.Err.Start.Line > 0 {
		p.Location = locationJSON(f.Err.Start, f.Err.End)
	}
	j := FileJSON{Path: f.Path, Findings: []FindingJSON{}, Problems: []ProblemJSON{p}}
	if f.Err.Source != nil {
		j.form(f.Err.Source)
	}
	return j
}

func (j *FileJSON) form(f *text.File) {
	j.Encoding, j.Newline = f.Encoding(), f.Newline().String()
}

func findingJSON(f *File, found *checks.Finding) FindingJSON {
	j := FindingJSON{
		Check:    found.Check.Slug,
		Code:     found.Check.Code,
		Severity: found.Severity.String(),
		Message:  found.Message,
		Object:   found.Object.Path(),
		Class:    found.Class(),
		Property: found.Property,
		Value:    found.Value,
		Expected: found.Expected,
		Location: locationJSON(f.location(found.Span)),
		Evidence: evidence(found),
		Related:  make([]RelatedJSON, len(found.Related)),
		HRESULT:  found.HRESULT,
	}
	if found.Fix != nil {
		j.Fix = &FixJSON{found.Fix.Safety.String(), found.Fix.Title}
	}
	for i, r := range found.Related {
		j.Related[i] = RelatedJSON{Message: r.Message, Location: locationJSON(f.location(r.Span))}
		if r.Object != nil {
			j.Related[i].Object = r.Object.Path()
		}
	}
	return j
}

func locationJSON(start, end text.Position) *LocationJSON {
	return &LocationJSON{
		Line:      start.Line,
		Column:    start.Column,
		EndLine:   end.Line,
		EndColumn: end.Column,
		Offset:    start.Offset,
		Length:    max(end.Offset-start.Offset, 0),
	}
}
