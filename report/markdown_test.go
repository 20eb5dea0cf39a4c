package report

import (
	"strings"
	"testing"
)

// The report names every finding with its place, why and remedy once, and every
// problem.
func TestMarkdownIsComplete(t *testing.T) {
	for name, r := range goldenRuns(t) {
		md := string(written(t, "markdown", r))
		checkCells(t, md)
		for i := range r.Files {
			f := &r.Files[i]
			for j := range f.Findings {
				x := &f.Findings[j]
				start, _ := f.location(x.Span)
				for _, want := range []string{escaped(x.Message), span(place(f.Path, start)), x.Check.Code} {
					if !strings.Contains(md, want) {
						t.Errorf("%s: %q is missing", name, want)
					}
				}
				if n := strings.Count(md, "Why it matters: "+escaped(x.Check.Why)+"\n"); n != 1 {
					t.Errorf("%s: %s is explained %d times", name, x.Check.Code, n)
				}
			}
			if f.Err != nil && !strings.Contains(md, escaped(f.Err.Message)) {
				t.Errorf("%s: %q is missing", name, f.Err.Message)
			}
		}
	}
}

func TestSpan(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"C#", "`C#`"},
		{"<b>", "`<b>`"},
		{"##vso[a]", `\#\\x23vso\[a\]`},
	} {
		if got := span(tt.in); got != tt.want {
			t.Errorf("%q: %s; expected %s", tt.in, got, tt.want)
		}
	}
}
