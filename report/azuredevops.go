package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// openAzureDevOps writes the logging commands that make an Azure pipeline list
// findings as errors and warnings of the build: critical and high ones are
// errors, the others warnings, since there is nothing less. The commands do not
// fail the build; the exit code does.
//
// Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands
func openAzureDevOps(w io.Writer, _ Run, _ Options) Stream { return flushed(w, azureFile) }

func azureFile(w io.Writer, f *File) {
	if f.Doc == nil {
		azureIssue(w, "error", f.Path, f.Err.Start.Line, f.Err.Start.Column, "", clip(f.Err.Message, mostMessage))
		return
	}
	for i := range f.Findings {
		found := &f.Findings[i]
		start, _ := f.location(found.Span)
		azureIssue(w, azureType(found.Severity), f.Path, start.Line, start.Column, found.Check.Code, azureMessage(found))
	}
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		kind := "warning"
		if p.Severity == schema.ProblemError {
			kind = "error"
		}
		azureIssue(w, kind, f.Path, start.Line, start.Column, "", clip(p.Message, mostMessage))
	}
}

func azureType(s checks.Severity) string {
	if s >= checks.High {
		return "error"
	}
	return "warning"
}

// azureMessage is a finding in one line: all that the list of a build shows.
func azureMessage(found *checks.Finding) string {
	return fmt.Sprintf("%s: %s [%s; %s]", found.Severity, clip(found.Message, mostMessage), clip(found.Object.Path(), mostPath), found.Check.Slug)
}

// azureIssue writes one command. line 0 stands for no place in the file.
func azureIssue(w io.Writer, kind, path string, line, column int, code, message string) {
	fmt.Fprintf(w, "##vso[task.logissue type=%s;", kind)
	if path != stdin {
		fmt.Fprintf(w, "sourcepath=%s;", azureEscape(path))
	}
	if line > 0 {
		fmt.Fprintf(w, "linenumber=%d;columnnumber=%d;", line, column)
	}
	if code != "" {
		fmt.Fprintf(w, "code=%s;", code)
	}
	fmt.Fprintf(w, "]%s\n", azureEscape(message))
}

// azureMarks are what the agent reads as part of a command. It resolves them in
// properties and messages alike.
var azureMarks = strings.NewReplacer("%", "%AZP25", ";", "%3B", "]", "%5D", "\r", "%0D", "\n", "%0A")

func azureEscape(s string) string { return azureMarks.Replace(Printable(s)) }

// stdin is the path of standard input.
const stdin = "-"
