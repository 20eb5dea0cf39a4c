package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"tmgaudit/checks"
)

// ChecklistText writes checks as a table for a terminal.
func ChecklistText(w io.Writer, list []*checks.Check) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CODE\tSEVERITY\tFIX\tFAMILY\tSLUG\tTITLE")
	for _, c := range list {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", c.Code, c.Severity, fixColumn(c), c.Family().Name, c.Slug, c.Title)
	}
	return t.Flush()
}

// ChecklistMarkdown writes checks as a Markdown table.
func ChecklistMarkdown(w io.Writer, list []*checks.Check) error {
	var b strings.Builder
	b.WriteString("| code | severity | fix | family | slug | title |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, c := range list {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` | %s |\n", c.Code, c.Severity, fixColumn(c), c.Family().Name, c.Slug, MarkdownCell(c.Title))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fixColumn is the kind of fix with its grade: "always (safe)".
func fixColumn(c *checks.Check) string {
	if c.Fix == checks.Never {
		return c.Fix.String()
	}
	return c.Fix.String() + " (" + c.Safety.String() + ")"
}

// MarkdownCell makes text safe for a cell of a Markdown table.
func MarkdownCell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s)
}

// ChecklistJSON is the list of checks as JSON.
type ChecklistJSON struct {
	SchemaVersion int         `json:"schema_version"`
	Checks        []CheckJSON `json:"checks"`
}

// ChecklistAsJSON writes checks as ChecklistJSON.
func ChecklistAsJSON(w io.Writer, list []*checks.Check) error {
	out := ChecklistJSON{SchemaVersion: 1, Checks: []CheckJSON{}}
	for _, c := range list {
		out.Checks = append(out.Checks, checkJSON(c))
	}
	return writeJSON(w, out)
}
