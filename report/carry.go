package report

import (
	"bufio"
	"fmt"
	"io"

	"tmgaudit/fixer"
)

// CarrySummary says what became of every value that was to be carried from one
// document into another, and which findings come with the result. others is the
// number of chosen changes that are no values; dry says that the export was not written.
func CarrySummary(w io.Writer, path string, p *fixer.Plan, others int, dry bool, o Options) error {
	b := bufio.NewWriter(w)
	s := style{o.Color}
	for i := range p.Outcomes {
		out := &p.Outcomes[i]
		fmt.Fprintf(b, "%s: %s: %s\n", s.paint(bold, Printable(path)), s.paint(statusColours[out.Status], carryStatus[out.Status]), clip(outcomeText(out), mostMessage))
	}
	come := p.New()
	for i := range come {
		fmt.Fprintf(b, "%s: comes with it: %s\n", s.paint(bold, Printable(path)), findingLine(s, &come[i]))
	}
	line := fmt.Sprintf("%s carried", plural(p.Count(fixer.Applied), "value"))
	if n := p.Count(fixer.Withdrawn); n > 0 {
		line += fmt.Sprintf(", %d withdrawn", n)
	}
	if n := p.Count(fixer.Manual) + others; n > 0 {
		line += fmt.Sprintf(", %d not carried", n)
	}
	line += fmt.Sprintf("; %s more than before", plural(len(come), "finding"))
	if dry && p.Changed() {
		line += "; dry run, the export was not written"
	}
	fmt.Fprintln(b, s.paint(bold, line))
	return b.Flush()
}

var carryStatus = map[fixer.Status]string{
	fixer.Applied:   "carried",
	fixer.Manual:    "not carried",
	fixer.Withdrawn: "withdrawn",
}
