package report

import (
	"cmp"
	"fmt"
	"slices"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// mostOpen is how many findings a page shows with their details at first.
const mostOpen = 12

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
		f.Left = f.Findings - f.Shown
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

// placed is a finding with its file.
type placed struct {
	file    *File
	finding *checks.Finding
}
