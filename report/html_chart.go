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

// familyCounts are findings by the letter of their family, then by severity.
type familyCounts map[byte][checks.Critical + 1]int

func (c familyCounts) add(f *File) {
	for i := range f.Findings {
		x := &f.Findings[i]
		n := c[x.Check.Code[0]]
		n[x.Severity]++
		c[x.Check.Code[0]] = n
	}
}

// chart draws the families that have findings.
func (c familyCounts) chart() chart {
	out := chart{Title: "By family", Head: "Family of checks", Empty: "Nothing was found."}
	for _, f := range checks.Families {
		if count, ok := c[f.Letter]; ok {
			out.Bars = append(out.Bars, bar{Name: string(f.Letter) + ": " + f.Title, count: count})
		}
	}
	out.draw()
	return out
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
