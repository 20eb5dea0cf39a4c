package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Text writes a report for a person: each finding with its source line, the
// value found and expected, why it matters and what to do. Why and what to do
// stand in full at the first finding of a check; the others point there.
func Text(w io.Writer, r Lint, o Options) error { return atOnce(openText, w, r, o) }

func openText(w io.Writer, _ Run, o Options) Stream {
	b := bufio.NewWriter(w)
	t := textReport{w: b, style: style{o.Color}, width: o.Width, explained: map[*checks.Check]string{}}
	if t.width <= 0 {
		t.width = DefaultWidth
	}
	return eachFile{
		write: func(f *File) error {
			t.file(f)
			return b.Flush()
		},
		close: func(s Summary) error {
			if !o.Quiet {
				fmt.Fprintln(b, t.summary(s))
			}
			return b.Flush()
		},
	}
}

type textReport struct {
	w         io.Writer
	style     style
	width     int
	explained map[*checks.Check]string // where a check was explained
}

func (t *textReport) summary(s Summary) string {
	colour := bold
	if s.Findings == 0 && s.Unreadable == 0 {
		colour = green
	}
	return t.style.paint(colour, s.String())
}

func (t *textReport) file(f *File) {
	if f.Doc == nil {
		t.unreadable(f)
		return
	}
	for i := range f.Findings {
		t.finding(f, &f.Findings[i])
	}
	for _, p := range f.Doc.Problems {
		t.problem(f, p)
	}
	t.checklist(f)
}

func (t *textReport) unreadable(f *File) {
	t.headline(place(f.Path, f.Err.Start), t.style.paint(boldRed, "error"), f.Err.Message)
	if f.Err.Source != nil && f.Err.Start.Line > 0 {
		t.excerpt(nil, f.Err.Source, f.Err.Span, red, "")
	}
	fmt.Fprintln(t.w)
}

func (t *textReport) problem(f *File, p schema.Problem) {
	start, _ := f.location(p.Span)
	colour := yellow
	if p.Severity == schema.ProblemError {
		colour = red
	}
	t.headline(place(f.Path, start), t.style.paint(colour, string(p.Severity)), p.Message)
	t.excerpt(f.Doc, f.Doc.File, p.Span, colour, "")
	fmt.Fprintln(t.w)
}

func (t *textReport) headline(place, kind, message string) {
	fmt.Fprintf(t.w, "%s: %s: %s\n", t.style.paint(bold, place), kind, clip(message, mostMessage))
}

func (t *textReport) finding(f *File, found *checks.Finding) {
	start, _ := f.location(found.Span)
	at := place(f.Path, start)
	c := found.Check
	fmt.Fprintf(t.w, "%s: %s %s %s\n", t.style.paint(bold, at), t.style.severity(found.Severity), t.style.paint(bold, c.Code), c.Slug)
	t.paragraph("  ", "  ", clip(found.Message, mostMessage))
	t.excerpt(f.Doc, f.Doc.File, found.Span, severityColours[found.Severity], expectation(found))
	t.facts(found)
	t.related(f, found)
	t.explain(at, found)
	fmt.Fprintln(t.w)
}

func expectation(found *checks.Finding) string {
	if found.Expected == "" {
		return ""
	}
	return " expected " + clip(found.Expected, mostValue)
}

// excerpt shows the source line around a span, with a note behind the carets.
func (t *textReport) excerpt(doc *schema.Document, f *text.File, s text.Span, colour, note string) {
	const frame = 12 // columns for the gutter and for what is cut off
	x := newExcerpt(doc, f, s, max(t.width-frame, 40))
	number := fmt.Sprintf("%5d", x.number)
	bar := t.style.paint(blue, "|")
	fmt.Fprintf(t.w, "%s %s %s\n", t.style.paint(blue, number), bar, splitHashes(x.line, `\x23`))
	if utf8.RuneCountInString(x.mark)+len(note)+len(number) > t.width+frame {
		note = ""
	}
	fmt.Fprintf(t.w, "%*s %s %s\n", len(number), "", bar, underline(t.style, colour, x.mark, note))
}

// underline paints the carets, not the blanks before them.
func underline(s style, colour, mark, note string) string {
	carets := strings.TrimLeft(mark, " ")
	return mark[:len(mark)-len(carets)] + s.paint(colour, carets+note)
}

// facts are what the finding says about its place.
func (t *textReport) facts(found *checks.Finding) {
	object := clip(found.Object.Path(), mostPath)
	if class := found.Class(); class != "" {
		object += " (" + class + ")"
	}
	t.line("object", object)
	t.line("property", clip(found.Property, mostValue))
	t.line("found", clip(found.Value, mostValue))
	t.line("expected", clip(found.Expected, mostValue))
}

func (t *textReport) related(f *File, found *checks.Finding) {
	for i, r := range found.Related {
		if left := len(found.Related) - i; i == mostRelated && left > 1 {
			t.line("related", fmt.Sprintf("and %d more", left))
			return
		}
		start, _ := f.location(r.Span)
		t.line("related", place(f.Path, start)+": "+clip(r.Message, mostMessage))
	}
}

// explain says why the finding matters and what to do, once for each check.
func (t *textReport) explain(at string, found *checks.Finding) {
	c := found.Check
	first, before := t.explained[c]
	if before {
		t.line("why", "as for "+c.Code+" at "+first)
	} else {
		t.explained[c] = at
		t.field("why", c.Why)
		t.field("remedy", c.Remedy)
	}
	if found.Fix != nil {
		t.field("fix", found.Fix.Safety.String()+": "+clip(found.Fix.Title, mostMessage))
	}
	if !before || found.Evidence != nil {
		for _, address := range evidence(found) {
			t.line("see", address)
		}
	}
}

// line writes a named fact as it is, for the reader to copy; nothing for "".
func (t *textReport) line(name, value string) {
	if value != "" {
		fmt.Fprintf(t.w, "%s%s\n", t.style.paint(dim, label(name)), value)
	}
}

// field writes a named text, wrapped.
func (t *textReport) field(name, words string) {
	l := label(name)
	t.paragraph(t.style.paint(dim, l), strings.Repeat(" ", len(l)), words)
}

// label stands before a fact. The names are at most eight letters.
func label(name string) string { return fmt.Sprintf("  %-10s", name+":") }

// paragraph writes words in lines no wider than the report where they allow it.
// first stands before the first line, rest before the others.
func (t *textReport) paragraph(first, rest, words string) {
	room := max(t.width-len(rest), 40)
	prefix, used := first, 0
	for i, word := range strings.Fields(words) {
		n := utf8.RuneCountInString(word)
		if i > 0 && used+1+n > room {
			fmt.Fprintln(t.w)
			prefix, used = rest, 0
		}
		if used == 0 {
			fmt.Fprint(t.w, prefix, word)
			used = n
			continue
		}
		fmt.Fprint(t.w, " ", word)
		used += 1 + n
	}
	fmt.Fprintln(t.w)
}
