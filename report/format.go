package report

import "io"

// Writer writes a result in one format.
type Writer func(w io.Writer, r Lint, o Options) error

// Options is what the reader of a report wishes for. The formats for programs
// know none.
type Options struct {
	Color bool // use the colours of a terminal
	Width int  // columns to fill; 0 is DefaultWidth
	Quiet bool // findings and problems only, no summary
}

// DefaultWidth is the line width where no terminal says another.
const DefaultWidth = 100

// Format is one form of a report.
type Format struct {
	Name  string
	Title string // what it is for, one line
	Human bool   // for reading on a terminal
	Open  Opener
}

var lintFormats = []Format{
	{"text", "every finding with its source line, reason and remedy", true, openText},
	{"compact", "one line for each finding, for editors and grep", true, openCompact},
	{"json", "everything, for programs", false, openJSON},
	{"sarif", "SARIF 2.1.0, for code scanning and editors", false, openSARIF},
	{"junit", "test report, a case for each check, for build servers", false, openJUnit},
	{"github", "annotations of a GitHub workflow", false, openGitHub},
	{"azuredevops", "issues of an Azure pipeline", false, openAzureDevOps},
	{"markdown", "tables and explanations, for tickets", true, openMarkdown},
	{"html", "one offline page with search and filters, for a browser", false, openHTML},
	{"csv", "a row for each finding, for spreadsheets", false, openCSV},
}

// Formats returns the formats of lint results in the order in which they are
// listed. The slice is shared.
func Formats() []Format { return lintFormats }
