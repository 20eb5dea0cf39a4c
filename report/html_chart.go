package report

import (
	"fmt"
	"strings"

	"tmgaudit/checks"
)

// chart is a table whose counts are drawn as bars. The numbers stand beside them,
// so that the picture says nothing that the text does not.
type chart struct {
	Title, Head string
	Bars        []bar
	Empty       string // said when there are no bars
}

// bar is a row of a chart: a count made of parts by severity.
type bar struct {
	Name   string
	Total  int
	Counts string // of its parts in words, "" where the name says it
	Parts  []barPart
	count  [checks.Critical + 1]int
}

// barPart is a piece of a bar, in hundredths of the longest bar.
type barPart struct {
	Severity string
	X, Width float64
}

// severityChart counts findings by severity, all severities named.
func severityChart(s Summary) chart {
	c := chart{Title: "By severity", Head: "Severity"}
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		b := bar{Name: severity.String()}
		b.count[severity] = s.Severity[severity]
		c.Bars = append(c.Bars, b)
	}
	c.draw()
	for i := range c.Bars {
		c.Bars[i].Counts = ""
	}
	return c
}

// familyChart counts findings by family, those without findings left out.
func familyChart(r Lint) chart {
	c := chart{Title: "By family", Head: "Family of checks", Empty: "Nothing was found."}
	counts := map[byte]*bar{}
	for _, f := range checks.Families {
		counts[f.Letter] = &bar{Name: string(f.Letter) + ": " + f.Title}
	}
	for i := range r.Files {
		for _, x := range r.Files[i].Findings {
			counts[x.Check.Code[0]].count[x.Severity]++
		}
	}
	for _, f := range checks.Families {
		if b := counts[f.Letter]; b.count != [checks.Critical + 1]int{} {
			c.Bars = append(c.Bars, *b)
		}
	}
	c.draw()
	return c
}

// draw sizes the parts, once all counts are known.
func (c *chart) draw() {
	longest := 1
	for i := range c.Bars {
		b := &c.Bars[i]
		for _, n := range b.count {
			b.Total += n
		}
		longest = max(longest, b.Total)
	}
	for i := range c.Bars {
		b, x, words := &c.Bars[i], 0.0, []string(nil)
		for s := checks.Critical; s >= checks.Info; s-- {
			if n := b.count[s]; n > 0 {
				width := 100 * float64(n) / float64(longest)
				b.Parts = append(b.Parts, barPart{s.String(), x, width})
				words = append(words, fmt.Sprintf("%d %s", n, s))
				x += width
			}
		}
		b.Counts = strings.Join(words, ", ")
	}
}
