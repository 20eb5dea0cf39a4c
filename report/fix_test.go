package report

import (
	"bytes"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/fixer"
)

// On a terminal nothing is wider than it, elsewhere each fix has a line of its own;
// fixes that nobody chose are told by their number.
func TestFixSummary(t *testing.T) {
	doc := comparedSample(t, "messy-array.xml")
	plan, err := fixer.Make(doc, fixer.Options{Checks: checks.All(), Selected: func(c *checks.Check) bool { return c.Code == "C001" }})
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{0, 80} {
		var b bytes.Buffer
		if err := FixSummary(&b, "messy.xml", plan, true, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if n := strings.Count(out, "not selected:"); n != mostUnchosen || !strings.Contains(out, "messy.xml: C001 applied:") {
			t.Errorf("width %d: %d fixes that nobody chose are told:\n%s", width, n, out)
		}
		for line := range strings.Lines(out) {
			if n := len(strings.TrimRight(line, "\n")); width > 0 && n > width {
				t.Errorf("%d columns in a terminal of %d: %s", n, width, line)
			}
		}
		if words := strings.Join(strings.Fields(out), " "); !strings.HasSuffix(words, "; dry run, the export was not written") {
			t.Errorf("it ends in %q", words[len(words)-80:])
		}
	}
}
