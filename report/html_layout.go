package report

import (
	"cmp"
	"fmt"
	"slices"

	"tmgaudit/checks"
)

// mostOpen is how many findings a page shows with their details at first.
const mostOpen = 12

// chosenFinding is a finding that may stand on the page.
type chosenFinding struct {
	lintFinding
	file     *lintFile
	check    *checks.Check
	severity checks.Severity
	rank     int // among the findings of its check in its file
}

// compare says which findings a page takes first: the worst, and of one severity the
// first of each check in each file, then the second of each, so that a limit
// silences none.
func (x *chosenFinding) compare(y *chosenFinding) int {
	return cmp.Or(cmp.Compare(y.severity, x.severity), cmp.Compare(x.rank, y.rank))
}

// selection is the findings for the page, at most most of them, while files come.
type selection struct {
	most int
	list []chosenFinding
	last *chosenFinding // once the page is full: what comes after it is left out
}

// add takes those findings of a file that may stand on the page.
func (s *selection) add(out *lintFile, f *File) {
	ranks := map[*checks.Check]int{}
	for i := range f.Findings {
		x := &f.Findings[i]
		c := chosenFinding{file: out, check: x.Check, severity: x.Severity, rank: ranks[x.Check]}
		ranks[x.Check]++
		if s.last != nil && c.compare(s.last) >= 0 {
			continue
		}
		c.lintFinding = newLintFinding(f, x)
		if s.list = append(s.list, c); len(s.list) > 2*s.most {
			s.cut()
		}
	}
}

// cut sorts the list and leaves out what does not fit.
func (s *selection) cut() {
	slices.SortStableFunc(s.list, func(x, y chosenFinding) int { return x.compare(&y) })
	if len(s.list) > s.most {
		clear(s.list[s.most:])
		s.list = s.list[:s.most]
	}
	if len(s.list) == s.most && s.most > 0 {
		last := s.list[s.most-1]
		s.last = &last
	}
}

// layOut puts the chosen findings in their files; all is how many there were.
func (v *lintView) layOut(all int) {
	v.chosen.cut()
	list := v.chosen.list
	if len(list) < all {
		v.Left = fmt.Sprintf("This page shows %d of %d findings, the worst first and of every check in every file the first ones. The other formats have all of them.", len(list), all)
	}
	byFile := map[*lintFile][]*chosenFinding{}
	for i := range list {
		byFile[list[i].file] = append(byFile[list[i].file], &list[i])
	}
	l := layout{map[*checks.Check]bool{}, map[string]string{}, len(list) <= mostOpen}
	for _, f := range v.Files {
		f.Shown = len(byFile[f])
		f.Left = f.Findings - f.Shown
		if f.Shown == 0 {
			continue
		}
		v.Found = true
		f.ID = fmt.Sprintf("f%d", len(v.Filters.Files)+1)
		v.Filters.Files = append(v.Filters.Files, f)
		f.byCheck(byFile[f], &l)
	}
}

// layout is what the parts of a page share.
type layout struct {
	explained map[*checks.Check]bool
	objects   map[string]string // short names of the objects, by file and place
	open      bool              // details are shown at first
}

// object is the short name of the object that starts at a place of a file.
func (l *layout) object(f *lintFile, at int) string {
	key := fmt.Sprint(f.ID, at)
	if l.objects[key] == "" {
		l.objects[key] = fmt.Sprintf("o%d", len(l.objects)+1)
	}
	return l.objects[key]
}

// byCheck groups findings, which come the worst first, by check.
func (f *lintFile) byCheck(list []*chosenFinding, l *layout) {
	groups := map[*checks.Check]*lintCheck{}
	for _, x := range list {
		g := groups[x.check]
		if g == nil {
			g = &lintCheck{Check: x.check, Worst: x.severity}
			groups[x.check] = g
			f.Checks = append(f.Checks, g)
		}
		x.File, x.ID, x.Open = f.ID, l.object(f, x.at), l.open
		g.Findings = append(g.Findings, x.lintFinding)
	}
	slices.SortStableFunc(f.Checks, func(a, b *lintCheck) int {
		return cmp.Or(cmp.Compare(b.Worst, a.Worst), cmp.Compare(a.Code, b.Code))
	})
	for _, g := range f.Checks {
		g.First = !l.explained[g.Check]
		l.explained[g.Check] = true
	}
}
