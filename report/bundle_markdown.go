package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/fixer"
)

// BundleMarkdown writes the report of a bundle as Markdown with tables, the same
// content as BundleHTML. What comes from an input stands in code spans or is
// escaped: it can be no markup, no link and no HTML.
func BundleMarkdown(w io.Writer, b *fixer.Bundle, version string) error {
	m := markdown{}
	m.report(newBundleView(b, version))
	_, err := io.WriteString(w, strings.TrimRight(m.String(), "\n")+"\n")
	return err
}

// markdown is a document being written.
type markdown struct{ strings.Builder }

func (m *markdown) report(v *bundleView) {
	m.heading(1, "Remediation of "+code(v.Name))
	m.paragraph(string(v.Verdict))
	for _, w := range v.Warnings {
		m.paragraph("**Note.** " + string(w))
	}
	m.heading(2, "Summary")
	var facts [][]string
	for _, f := range v.Facts {
		facts = append(facts, []string{f.Name, code(f.Value)})
	}
	m.table([]string{"Fact", "Value"}, facts)
	m.found(v)
	m.changes(v)
	m.notDone(v)
	m.restarts(v)
	m.imports(v)
	m.heading(2, "What an import does not do")
	m.list("-", v.Guide.ImportNotes)
	m.heading(2, "How to check that it worked")
	m.steps(v.Guide.Check)
	var symptoms []prose
	for _, s := range v.Guide.Symptoms {
		symptoms = append(symptoms, prose(s.Code+": "+escaped(s.Why)))
	}
	if len(symptoms) > 0 {
		m.list("-", symptoms)
	}
	m.heading(2, "How to undo it")
	m.steps(v.Guide.Undo)
	m.files(v)
	m.paragraph("Made by tmgaudit " + escaped(v.Version) + ". The checksums of all files stand in `manifest.json`.")
}

func (m *markdown) found(v *bundleView) {
	m.heading(2, "What was wrong")
	if len(v.Checks) == 0 {
		m.paragraph("Nothing was found. The changes were asked for by hand.")
	}
	for _, c := range v.Checks {
		m.heading(3, fmt.Sprintf("%s %s (%s)", c.Code, escaped(c.Title), c.Severity))
		var rows [][]string
		for _, p := range c.Places {
			rows = append(rows, []string{code(p.Object), code(p.Property), code(p.Found), code(p.Expected), p.Where, p.Status, escaped(p.Message)})
		}
		m.table([]string{"Object", "Property", "Found", "Expected", "In the file", "Fix", "Finding"}, rows)
		m.paragraph("Why it matters: " + escaped(c.Why))
		m.paragraph("Remedy: " + escaped(c.Remedy))
		var evidence []prose
		for _, address := range c.Evidence {
			evidence = append(evidence, prose("<"+address+">"))
		}
		if len(evidence) > 0 {
			m.paragraph("Evidence:")
			m.list("-", evidence)
		}
	}
}

func (m *markdown) changes(v *bundleView) {
	m.heading(2, "What changes")
	for _, o := range v.Changes {
		title := code(o.Object)
		if o.Class != "" {
			title += " (" + o.Class + ")"
		}
		m.heading(3, title)
		var rows [][]string
		for _, c := range o.Changes {
			property := code(c.Property)
			if c.Property == "" {
				property = "the object itself"
			}
			rows = append(rows, []string{property, marked(c.Before, "~~", "absent"), marked(c.After, "**", "gone"), escaped(c.Note)})
		}
		m.table([]string{"Property", "Before", "After", "Meaning"}, rows)
	}
	m.paragraph("Every byte of the export outside these places is as it was.")
}

// marked is a value with what differs between two marks. none stands for no
// value.
func marked(parts []part, mark, none string) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Changed {
			b.WriteString(mark + code(p.Text) + mark)
		} else {
			b.WriteString(code(p.Text))
		}
	}
	if b.Len() == 0 {
		return none
	}
	return b.String()
}

func (m *markdown) notDone(v *bundleView) {
	m.heading(2, "What is not changed, and why")
	if len(v.NotDone) == 0 {
		m.paragraph("Nothing was left out.")
		return
	}
	var rows [][]string
	for _, o := range v.NotDone {
		rows = append(rows, []string{o.Code, code(o.Object), escaped(o.Title), o.Status, escaped(o.Reason)})
	}
	m.table([]string{"Check", "Object", "Fix", "Status", "Why"}, rows)
}

func (m *markdown) restarts(v *bundleView) {
	m.heading(2, "What must be saved and started again")
	m.paragraph("Nothing takes effect before the changes are saved: with Apply in the console, or by the script.")
	var rows [][]string
	for _, r := range v.Restarts {
		source := ""
		if isLink(r.Source) {
			source = "<" + r.Source + ">"
		}
		rows = append(rows, []string{code(r.Property), escaped(r.Note), source})
	}
	m.table([]string{"Property", "What is documented", "Source"}, rows)
	if len(v.UnknownRestarts) == 0 {
		return
	}
	m.paragraph("Unknown: for these the documentation at hand does not say whether a service must be started again. Ask the product " +
		"when the changes are made: its COM method `GetServiceRestartMask` tells.")
	var names []prose
	for _, n := range v.UnknownRestarts {
		names = append(names, prose(code(n)))
	}
	m.list("-", names)
}

func (m *markdown) imports(v *bundleView) {
	m.heading(2, "How to bring it to the server")
	m.steps(v.Guide.Import)
	if len(v.Imports) > 0 {
		m.heading(3, "Import documents")
		m.paragraph("Each holds one whole object as the corrected export has it, in the form in which the product exports that object alone.")
	}
	var rows [][]string
	for _, d := range v.Imports {
		secrets := "none"
		if d.Secrets > 0 {
			secrets = fmt.Sprintf("**%d, carried as they are**", d.Secrets)
		}
		rows = append(rows, []string{code(d.Path), code(d.Object), d.Class, code(d.StorageName), string(d.Console), secrets})
	}
	m.table([]string{"File", "Object", "Class", "StorageName", "Import in the console", "Confidential values"}, rows)
	rows = nil
	for _, n := range v.NotImportable {
		rows = append(rows, []string{code(n.Object), code(n.Fields), escaped(n.Reason)})
	}
	if len(rows) > 0 {
		m.heading(3, "Not importable alone")
		m.table([]string{"Object", "Changes", "Why"}, rows)
	}
	rows = nil
	for _, n := range v.NotScripted {
		rows = append(rows, []string{code(n.Place), escaped(n.Reason)})
	}
	if len(rows) > 0 {
		m.heading(3, "Not in the script")
		m.table([]string{"Change", "Why"}, rows)
	}
}

func (m *markdown) files(v *bundleView) {
	m.heading(2, "Files in this bundle")
	var rows [][]string
	for _, f := range v.Files {
		rows = append(rows, []string{code(f.Path), escaped(f.What)})
	}
	m.table([]string{"File", "What it is"}, rows)
}

func (m *markdown) heading(level int, title string) {
	m.WriteString(strings.Repeat("#", level) + " " + title + "\n\n")
}

func (m *markdown) paragraph(s string) { m.WriteString(s + "\n\n") }

// list writes items behind a mark: "-" or "*".
func (m *markdown) list(mark string, items []prose) {
	for _, i := range items {
		fmt.Fprintf(m, "%s %s\n", mark, i)
	}
	m.WriteByte('\n')
}

func (m *markdown) steps(items []prose) {
	for n, i := range items {
		fmt.Fprintf(m, "%d. %s\n", n+1, i)
	}
	m.WriteByte('\n')
}

// table writes rows of finished Markdown, nothing when there are none.
func (m *markdown) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	m.row(head)
	m.row(make([]string, len(head)))
	for _, r := range rows {
		m.row(r)
	}
	m.WriteByte('\n')
}

func (m *markdown) row(cells []string) {
	for _, c := range cells {
		if c == "" && cells[0] == "" {
			c = "---"
		}
		m.WriteString("| " + c + " ")
	}
	m.WriteString("|\n")
}

// code is text as a code span, in which nothing is markup; "" for no text. The
// fence is longer than any run of backquotes inside. Text with a bar, which would
// end a cell of a table, is escaped instead.
func code(s string) string {
	if s = Printable(s); s == "" || strings.Contains(s, "|") {
		return escaped(s)
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.TrimSpace(s) == "" {
		s = " " + s + " "
	}
	return fence + s + fence
}

// markdownMarks are the characters that can mean something in Markdown inside a
// line. Escaped, they mean themselves.
var markdownMarks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", "&#124;", "~", `\~`, "#", `\#`, "$", `\$`, "^", `\^`,
	"@", `\@`, "!", `\!`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "://", `\://`, "www.", `www\.`,
)

// escaped is text that stands for itself in a line of Markdown.
func escaped(s string) string { return markdownMarks.Replace(Printable(s)) }
