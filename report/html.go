package report

import (
	"cmp"
	_ "embed" // the template, its style and script
	"fmt"
	"io"
	"slices"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/schema"
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

// mostOpen is how many findings a page shows with their details at first.
const mostOpen = 12

// HTML writes the report of a run, of one file or of a fleet, as one page that
// needs nothing else: counts as bars, a table of the files, and each file's
// findings by check. Without script everything is there; the script filters, and
// groups by object.
func HTML(w io.Writer, r Lint, _ Options) error {
	return lintTemplate.Execute(w, newLintView(r, mostPageFindings))
}

// lintView is a run as the page shows it. Its strings are printable.
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
}

// lintFilters are the values that the findings on the page have.
type lintFilters struct {
	Severities []string
	Families   []checks.Family
	Checks     []*checks.Check
	Files      []*lintFile // none for one file
	Fixable    bool
}

// lintFile is a file with those of its findings that the page shows.
type lintFile struct {
	ID, Path, Kind, Product, Build string
	Worst                          string // "" without findings
	Counts                         []int  // by severity, the worst first
	Fixable                        int
	Checks                         []*lintCheck
	Shown, Left                    int // findings on the page and not

	file *File
	sum  Summary
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

func newLintView(r Lint, most int) *lintView {
	v := &lintView{Verdict: sentence(r.Summary().String()), Unreadable: problemList{ID: "unreadable"}, Problems: problemList{ID: "form"}}
	title := plural(len(r.Files), "file")
	if len(r.Files) == 1 {
		title = clip(baseName(r.Files[0].Path), mostValue)
	}
	v.Page = newPage(title, r.Version, lintStyle)
	for i := range r.Files {
		v.file(&r.Files[i])
	}
	slices.SortStableFunc(v.Files, worseFile)
	v.Charts = []chart{severityChart(r.Summary()), familyChart(r)}
	v.choose(most)
	v.filters()
	if v.Found {
		v.Page = v.Page.filtered(lintScript)
	}
	v.MoreFiles = max(len(v.Files)-mostPageFiles, 0)
	return v
}

// file adds what is said of a file without its findings.
func (v *lintView) file(f *File) {
	if f.Doc == nil {
		v.Unreadable.add("error", place(f.Path, f.Err.Start), f.Err.Message)
		return
	}
	out := &lintFile{Path: Printable(f.Path), Kind: string(f.Doc.Kind), Product: Printable(f.Doc.Product.Name), Build: clip(f.Doc.Product.Build, mostValue), file: f}
	out.sum.add(f)
	for s := checks.Critical; s >= checks.Info; s-- {
		n := out.sum.Severity[s]
		if out.Counts = append(out.Counts, n); n > 0 && out.Worst == "" {
			out.Worst = s.String()
		}
	}
	out.Fixable = out.sum.Fixable
	v.Files = append(v.Files, out)
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		v.Problems.add(string(p.Severity), place(f.Path, start), p.Message)
	}
}

// worseFile puts files with more of the worst findings first.
func worseFile(a, b *lintFile) int { return slices.Compare(b.Counts, a.Counts) }

// choose takes the findings for the page, at most most.
func (v *lintView) choose(most int) {
	all := v.ranked()
	left := max(len(all)-most, 0)
	if left > 0 {
		v.Left = fmt.Sprintf("This page shows %d of %d findings, the worst first and of every check in every file the first ones. The other formats have all of them.", most, len(all))
		all = all[:most]
	}
	chosen := map[*File][]*checks.Finding{}
	for _, x := range all {
		chosen[x.file] = append(chosen[x.file], x.finding)
	}
	l := layout{map[*checks.Check]bool{}, map[*schema.Object]string{}, len(all) <= mostOpen}
	for _, f := range v.Files {
		f.Shown = len(chosen[f.file])
		f.Left = f.sum.Findings - f.Shown
		if f.Shown == 0 {
			continue
		}
		v.Found = true
		f.ID = fmt.Sprintf("f%d", len(v.Filters.Files)+1)
		v.Filters.Files = append(v.Filters.Files, f)
		f.byCheck(chosen[f.file], &l)
	}
}

// ranked are all findings, the worst first; of one severity the first of each
// check in each file, then the second of each, so that a limit silences none.
func (v *lintView) ranked() []placed {
	type rankedFinding struct {
		placed
		rank int
	}
	var all []rankedFinding
	for _, f := range v.Files {
		ranks := map[*checks.Check]int{}
		for i := range f.file.Findings {
			x := &f.file.Findings[i]
			all = append(all, rankedFinding{placed{f.file, x}, ranks[x.Check]})
			ranks[x.Check]++
		}
	}
	slices.SortStableFunc(all, func(a, b rankedFinding) int {
		return cmp.Or(cmp.Compare(b.finding.Severity, a.finding.Severity), cmp.Compare(a.rank, b.rank))
	})
	list := make([]placed, len(all))
	for i, x := range all {
		list[i] = x.placed
	}
	return list
}

// layout is what the parts of a page share.
type layout struct {
	explained map[*checks.Check]bool
	objects   map[*schema.Object]string // short names of the objects
	open      bool                      // details are shown at first
}

// object is the short name of an object.
func (l *layout) object(o *schema.Object) string {
	if l.objects[o] == "" {
		l.objects[o] = fmt.Sprintf("o%d", len(l.objects)+1)
	}
	return l.objects[o]
}

// byCheck groups findings, which come the worst first, by check.
func (f *lintFile) byCheck(list []*checks.Finding, l *layout) {
	groups := map[*checks.Check]*lintCheck{}
	for _, x := range list {
		g := groups[x.Check]
		if g == nil {
			g = &lintCheck{Check: x.Check, Worst: x.Severity}
			groups[x.Check] = g
			f.Checks = append(f.Checks, g)
		}
		g.Findings = append(g.Findings, newLintFinding(f, x, l))
	}
	slices.SortStableFunc(f.Checks, func(a, b *lintCheck) int {
		return cmp.Or(cmp.Compare(b.Worst, a.Worst), cmp.Compare(a.Code, b.Code))
	})
	for _, g := range f.Checks {
		g.First = !l.explained[g.Check]
		l.explained[g.Check] = true
	}
}

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

// Facts are what is known of a file, in words.
func (f *lintFile) Facts() string {
	words := []string{string(f.file.Doc.Kind), f.file.Doc.File.Encoding()}
	if product := strings.TrimSpace(f.Product + " " + f.Build); product != "" {
		words = slices.Insert(words, 0, product)
	}
	return strings.Join(words, ", ")
}

// Many reports whether the run had several files.
func (v *lintView) Many() bool { return len(v.Files)+len(v.Unreadable.Rows) > 1 }
