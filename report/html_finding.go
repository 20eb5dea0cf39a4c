package report

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"tmgaudit/checks"
)

// lintFinding is a finding as a page shows it.
type lintFinding struct {
	File                         string // ID of its file
	Severity, Family, Code, Slug string
	Message, Place               string
	ID, Object, Class            string // of the object
	at                           int    // where the object starts in its file
	Facts                        []fact // what its place says
	Excerpt                      excerptParts
	Fix                          string
	Fixable, Open                bool
	Related                      []string
	Evidence                     []string // of this place; the check's stands with the check
}

// excerptParts is the source line of a finding, with what it is about apart.
type excerptParts struct {
	Number                int
	Before, Marked, After string
}

// newLintFinding is a finding as it will be shown, less what follows from the whole
// page: File, ID and Open.
func newLintFinding(f *File, x *checks.Finding) lintFinding {
	const width = 160 // characters of the source line
	start, _ := f.location(x.Span)
	out := lintFinding{
		Severity: x.Severity.String(), Family: x.Check.Family().Name, Code: x.Check.Code, Slug: x.Check.Slug,
		Message: clip(x.Message, mostMessage), Place: fmt.Sprintf("line %d, column %d", start.Line, start.Column),
		Object: clip(x.Object.Path(), mostPath), Class: x.Class(), at: x.Object.Span().Start,
		Excerpt: newExcerpt(f.Doc, f.Doc.File, x.Span, width).parts(), Fixable: f.fixable(x), Evidence: x.Evidence,
	}
	for _, said := range []fact{{"Property", x.Property}, {"Found", x.Value}, {"Expected", x.Expected}} {
		if said.Value != "" {
			out.Facts = append(out.Facts, fact{said.Name, clip(said.Value, mostValue)})
		}
	}
	if x.Fix != nil {
		out.Fix = x.Fix.Safety.String() + ": " + clip(x.Fix.Title, mostMessage)
	}
	for i, r := range x.Related {
		if left := len(x.Related) - i; i == mostRelated && left > 1 {
			out.Related = append(out.Related, fmt.Sprintf("and %d more", left))
			break
		}
		at, _ := f.location(r.Span)
		out.Related = append(out.Related, fmt.Sprintf("line %d: %s", at.Line, clip(r.Message, mostMessage)))
	}
	return out
}

// parts splits the line at its carets, which stand in one row. What a build server
// would take for a command of its own is broken up.
func (x excerpt) parts() excerptParts {
	start := strings.IndexByte(x.mark, '^')
	if start < 0 {
		return excerptParts{Number: x.number, Before: splitHashes(x.line, `\x23`)}
	}
	line := []rune(x.line)
	start = min(start, len(line))
	end := min(utf8.RuneCountInString(x.mark), len(line))
	shown := func(part []rune) string { return splitHashes(string(part), `\x23`) }
	return excerptParts{x.number, shown(line[:start]), shown(line[start:end]), shown(line[end:])}
}
