package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// openGitHub writes the workflow commands that make GitHub annotate a file with
// findings: critical and high ones as errors, medium ones as warnings, the others
// as notices. GitHub shows ten of each kind for a step and drops the rest; SARIF
// has no such limit.
//
// Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
func openGitHub(w io.Writer, _ Run, _ Options) Stream { return flushed(w, githubFile) }

func githubFile(w io.Writer, f *File) {
	if f.Doc == nil {
		githubCommand(w, "error", f.Path, f.Err.Start, f.Err.End, "input could not be read", clip(f.Err.Message, mostMessage))
		return
	}
	for i := range f.Findings {
		found := &f.Findings[i]
		start, end := f.location(found.Span)
		title := fmt.Sprintf("%s %s (%s)", found.Check.Code, found.Check.Slug, found.Severity)
		githubCommand(w, githubCommands[found.Severity], f.Path, start, end, title, githubMessage(found)...)
	}
	for _, p := range f.Doc.Problems {
		start, end := f.location(p.Span)
		kind := "warning"
		if p.Severity == schema.ProblemError {
			kind = "error"
		}
		githubCommand(w, kind, f.Path, start, end, "form of the file", clip(p.Message, mostMessage))
	}
}

// githubCommands is indexed by checks.Severity.
var githubCommands = [...]string{"notice", "notice", "warning", "error", "error"}

// githubMessage is a finding in the lines of an annotation.
func githubMessage(found *checks.Finding) []string {
	lines := []string{clip(found.Message, mostMessage), "Object: " + clip(found.Object.Path(), mostPath)}
	if found.Property != "" {
		lines = append(lines, "Property: "+clip(found.Property, mostValue))
	}
	if found.Expected != "" {
		lines = append(lines, "Found "+clip(found.Value, mostValue)+", expected "+clip(found.Expected, mostValue))
	}
	return append(lines, "Remedy: "+found.Check.Remedy)
}

// githubCommand writes one command. Without a line in start it concerns the whole
// file. Columns can be given within one line only.
func githubCommand(w io.Writer, kind, path string, start, end text.Position, title string, lines ...string) {
	fmt.Fprintf(w, "::%s ", kind)
	if path != stdin {
		fmt.Fprintf(w, "file=%s,", githubProperty(slashed(path)))
		if start.Line > 0 {
			fmt.Fprintf(w, "line=%d,endLine=%d,", start.Line, end.Line)
		}
		if start.Line > 0 && start.Line == end.Line {
			fmt.Fprintf(w, "col=%d,endColumn=%d,", start.Column, end.Column)
		}
	}
	for i, l := range lines {
		lines[i] = githubData.Replace(Printable(l))
	}
	fmt.Fprintf(w, "title=%s::%s\n", githubProperty(title), strings.Join(lines, "%0A"))
}

// What the runner resolves in the message of a command, and what it resolves in
// its properties besides.
var (
	githubData  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubMarks = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func githubProperty(s string) string { return githubMarks.Replace(Printable(s)) }
