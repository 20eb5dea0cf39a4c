package report

import (
	"bufio"
	"fmt"
	"io"

	"tmgaudit/fixer"
)

// statusColours are the colours in which outcomes are shown.
var statusColours = map[fixer.Status]string{
	fixer.Applied:     green,
	fixer.Conflict:    red,
	fixer.NotSelected: dim,
	fixer.Manual:      yellow,
	fixer.Withdrawn:   red,
}

// FixSummary says what became of every fix, one line each, and how many there
// were of each kind. dry says that the export was not written.
func FixSummary(w io.Writer, path string, p *fixer.Plan, dry bool, o Options) error {
	b := bufio.NewWriter(w)
	s := style{o.Color}
	t := textReport{w: b, style: s, width: o.Width}
	line := func(out *fixer.Outcome) {
		fmt.Fprintf(b, "%s: %s%s:", s.paint(bold, Printable(path)), outcomeCode(out), s.paint(statusColours[out.Status], string(out.Status)))
		text := clip(outcomeText(out), mostMessage)
		if o.Width == 0 { // one line each, for grep
			fmt.Fprintf(b, " %s\n", text)
			return
		}
		fmt.Fprintln(b)
		t.paragraph("    ", "    ", text)
	}
	left := 0
	for i := range p.Outcomes {
		out := &p.Outcomes[i]
		if out.Reason == fixer.Unchosen {
			if left++; left > mostUnchosen {
				continue
			}
		}
		line(out)
	}
	counts := fixCounts(p)
	if dry && p.Changed() {
		counts += "; dry run, the export was not written"
	}
	if o.Width > 0 && len(counts) > o.Width {
		t.paragraph("", "  ", counts)
	} else {
		fmt.Fprintln(b, s.paint(bold, counts))
	}
	if !p.Settled {
		fmt.Fprintln(b, s.paint(boldRed, "the fixes did not come to rest: they kept causing findings with fixes of their own and were stopped; check the result"))
	}
	return b.Flush()
}

// mostUnchosen is how many fixes that nobody chose are told one by one.
const mostUnchosen = 5

func outcomeCode(out *fixer.Outcome) string {
	if out.Finding == nil {
		return ""
	}
	return out.Finding.Check.Code + " "
}

func outcomeText(out *fixer.Outcome) string {
	text := out.Object.Path() + ": " + out.Title
	if out.Reason != "" {
		text += " - " + out.Reason
	}
	return text
}

// fixCounts is the sum of a plan in one line.
func fixCounts(p *fixer.Plan) string {
	if len(p.Outcomes) == 0 {
		return "nothing to fix"
	}
	line := fixes(p.Count(fixer.Applied)) + " applied"
	for _, s := range []fixer.Status{fixer.NotSelected, fixer.Manual, fixer.Conflict, fixer.Withdrawn} {
		if n := p.Count(s); n > 0 {
			line += fmt.Sprintf(", %d %s", n, s)
		}
	}
	return line + fmt.Sprintf("; %s left", plural(len(p.Left), "finding"))
}

func fixes(n int) string {
	if n == 1 {
		return "1 fix"
	}
	return fmt.Sprintf("%d fixes", n)
}
