package report

import (
	"cmp"
	_ "embed" // the template, its style and script
	"io"
	"slices"
	"strings"

	"tmgaudit/checks"
)

var (
	//go:embed templates/lint.html
	lintPage string
	//go:embed templates/lint.css
	lintStyle string
	//go:embed templates/lint.js
	lintScript string
)

var lintTemplate = pageTemplate("lint", lintPage, nil)

// What one page holds at most, so that a browser stays quick whatever the run
// found. The page says what it leaves out.
const (
	mostPageFindings = 5000
	mostPageFiles    = 2000
	mostPageProblems = 500
)

// openHTML starts the report of a run, of one file or of a fleet, as one page that
// needs nothing else: counts as bars, a table of the files, and each file's
// findings by check. Without script everything is there; the script filters, and
// groups by object.
func openHTML(w io.Writer, r Run, _ Options) Stream {
	v := newLintView(r.Version, mostPageFindings)
	return eachFile{v.add, func(s Summary) error {
		v.finish(s)
		return lintTemplate().Execute(w, v)
	}}
}

// lintView is a run as the page shows it. Its strings are printable, and keep no
// file in memory.
type lintView struct {
	Page       page
	Verdict    string
	Left       string // what is left out, "" for nothing
	Charts     []chart
	Found      bool // there are findings on the page
	Filters    lintFilters
	Files      []*lintFile // that could be read, the worst first
	MoreFiles  int         // that the table leaves out
	Unreadable problemList
	Problems   problemList // of the form of the files

	version  string
	title    string // path of the last file
	families familyCounts
	chosen   selection
}

// lintFilters are the values that the findings on the page have.
type lintFilters struct {
	Severities []string
	Families   []checks.Family
	Checks     []*checks.Check
	Files      []*lintFile // those with findings on the page
	Fixable    bool
}

// lintFile is a file with those of its findings that the page shows.
type lintFile struct {
	ID, Path, Kind, Product, Build string
	Worst                          string // "" without findings
	Counts                         []int  // by severity, the worst first
	Checks                         []*lintCheck
	Shown, Left                    int    // findings on the page and not
	Facts                          string // what is known of it, in words

	Summary
}

// lintCheck is the findings of a check in a file.
type lintCheck struct {
	*checks.Check
	Worst    checks.Severity
	First    bool // the first of the check on the page, where it is explained
	Findings []lintFinding
}

// problemList is what is wrong with inputs, up to a limit.
type problemList struct {
	ID   string // of its heading
	Rows []problemView
	More int // that the page leaves out
}

type problemView struct {
	Severity, Place, Message string
}

func (l *problemList) add(severity, place, message string) {
	if len(l.Rows) == mostPageProblems {
		l.More++
		return
	}
	l.Rows = append(l.Rows, problemView{severity, place, clip(message, mostMessage)})
}

func newLintView(version string, most int) *lintView {
	return &lintView{
		Unreadable: problemList{ID: "unreadable"}, Problems: problemList{ID: "form"},
		version: version, families: familyCounts{}, chosen: selection{most: most},
	}
}

// add takes the next file.
func (v *lintView) add(f *File) error {
	v.title = f.Path
	if f.Doc == nil {
		v.Unreadable.add("error", place(f.Path, f.Err.Start), f.Err.Message)
		return nil
	}
	out := v.file(f)
	v.families.add(f)
	v.chosen.add(out, f)
	return nil
}

// finish lays the page out, once all files are there.
func (v *lintView) finish(s Summary) {
	title := clip(baseName(v.title), mostValue)
	if s.Files != 1 {
		title = plural(s.Files, "file")
	}
	v.Page = newPage(title, v.version, lintStyle)
	v.Verdict = sentence(s.String())
	slices.SortStableFunc(v.Files, worseFile)
	v.Charts = []chart{severityChart(s), v.families.chart()}
	v.layOut(s.Findings)
	v.filters()
	if v.Found {
		v.Page = v.Page.filtered(lintScript)
	}
	v.MoreFiles = max(len(v.Files)-mostPageFiles, 0)
}

// file adds what is said of a file without its findings.
func (v *lintView) file(f *File) *lintFile {
	product := f.Doc.Product
	out := &lintFile{Path: Printable(f.Path), Kind: string(f.Doc.Kind), Product: Printable(product.Name), Build: clip(product.Build, mostValue)}
	out.Facts = factsOf(out, f.Doc.File.Encoding())
	out.Add(f)
	for s := checks.Critical; s >= checks.Info; s-- {
		n := out.Severity[s]
		if out.Counts = append(out.Counts, n); n > 0 && out.Worst == "" {
			out.Worst = s.String()
		}
	}
	v.Files = append(v.Files, out)
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		v.Problems.add(string(p.Severity), place(f.Path, start), p.Message)
	}
	return out
}

// worseFile puts files with more of the worst findings first.
func worseFile(a, b *lintFile) int { return slices.Compare(b.Counts, a.Counts) }

// filters are the values that the findings on the page have, in a fixed order.
func (v *lintView) filters() {
	severities, families, list := map[string]bool{}, map[byte]bool{}, map[*checks.Check]bool{}
	for _, f := range v.Filters.Files {
		for _, g := range f.Checks {
			families[g.Code[0]] = true
			if !list[g.Check] {
				list[g.Check] = true
				v.Filters.Checks = append(v.Filters.Checks, g.Check)
			}
			for i := range g.Findings {
				severities[g.Findings[i].Severity] = true
				v.Filters.Fixable = v.Filters.Fixable || g.Findings[i].Fixable
			}
		}
	}
	slices.SortFunc(v.Filters.Checks, func(a, b *checks.Check) int { return cmp.Compare(a.Code, b.Code) })
	for s := checks.Critical; s >= checks.Info; s-- {
		if severities[s.String()] {
			v.Filters.Severities = append(v.Filters.Severities, s.String())
		}
	}
	for _, f := range checks.Families {
		if families[f.Letter] {
			v.Filters.Families = append(v.Filters.Families, f)
		}
	}
}

// Table is the files that the table has.
func (v *lintView) Table() []*lintFile { return v.Files[:len(v.Files)-v.MoreFiles] }

// SeverityNames are the columns of the table.
func (v *lintView) SeverityNames() []string {
	names := slices.Clone(checks.Severities())
	slices.Reverse(names)
	return names
}

// factsOf is what is known of a file, in words.
func factsOf(f *lintFile, encoding string) string {
	words := []string{f.Kind, encoding}
	if product := strings.TrimSpace(f.Product + " " + f.Build); product != "" {
		words = slices.Insert(words, 0, product)
	}
	return strings.Join(words, ", ")
}

// Many reports whether the run had several files.
func (v *lintView) Many() bool { return len(v.Files)+len(v.Unreadable.Rows) > 1 }
