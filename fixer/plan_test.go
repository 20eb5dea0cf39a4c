package fixer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func read(t testing.TB, source []byte) *schema.Document {
	t.Helper()
	f, err := text.Decode(source)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func sample(t testing.TB, name string) *schema.Document {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return read(t, source)
}

func plan(t testing.TB, doc *schema.Document, o Options) *Plan {
	t.Helper()
	if o.Checks == nil {
		o.Checks = checks.All()
	}
	p, err := Make(doc, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFoundingCaseIsOneByte(t *testing.T) {
	doc := sample(t, "founding-case.xml")
	p := plan(t, doc, Options{})
	before, after := doc.File.Disk(), p.Result()
	if len(before) != len(after) {
		t.Fatalf("%d bytes became %d", len(before), len(after))
	}
	var differ []int
	for i := range before {
		if before[i] != after[i] {
			differ = append(differ, i)
		}
	}
	if len(differ) != 1 || before[differ[0]] != '1' || after[differ[0]] != '0' {
		t.Errorf("bytes %v differ, want one 1 that became 0", differ)
	}
	if p.Count(Applied) != 1 || !p.Settled {
		t.Errorf("%d fixes applied, settled %v", p.Count(Applied), p.Settled)
	}
}

// Fixing twice changes nothing, and what is left is what no fix was wanted for.
func TestFixingTwiceChangesNothing(t *testing.T) {
	names, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatal("no samples")
	}
	for _, path := range names {
		for _, unsafe := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s unsafe=%v", filepath.Base(path), unsafe), func(t *testing.T) {
				doc := sample(t, filepath.Base(path))
				if doc.Kind == schema.KindISAInfo {
					if _, err := Make(doc, Options{Checks: checks.All()}); err != ErrISAInfo {
						t.Errorf("an ISAInfo file was not refused: %v", err)
					}
					return
				}
				once := plan(t, doc, Options{Unsafe: unsafe})
				if n := once.Count(Conflict) + once.Count(Withdrawn); n > 0 {
					t.Errorf("%d fixes failed: %+v", n, once.Outcomes)
				}
				twice := plan(t, read(t, once.Result()), Options{Unsafe: unsafe})
				if twice.Changed() || twice.Count(Applied) > 0 {
					t.Errorf("the second time %d fixes were applied", twice.Count(Applied))
				}
				// A fix may take other findings with it, such as a drift.
				if len(once.Left) > len(once.Found)-once.Count(Applied) {
					t.Errorf("%d findings, %d fixed, %d left", len(once.Found), once.Count(Applied), len(once.Left))
				}
			})
		}
	}
}

func TestOutcomes(t *testing.T) {
	doc := sample(t, "messy-array.xml")
	for _, tt := range []struct {
		reason string
		o      Options
		code   string
		status Status
	}{
		{"a safe fix is applied", Options{}, "C001", Applied},
		{"an unsafe one is not", Options{}, "A015", NotSelected},
		{"unless asked for", Options{Unsafe: true}, "A015", Applied},
		{"no automatic fix", Options{}, "A001", Manual},
		{"not selected", Options{Selected: func(c *checks.Check) bool { return c.Code == "C002" }}, "C001", NotSelected},
	} {
		p := plan(t, doc, tt.o)
		found := false
		for _, out := range p.Outcomes {
			if out.Finding.Check.Code == tt.code {
				found = true
				if out.Status != tt.status || (out.Reason == "") != (tt.status == Applied) {
					t.Errorf("%s: %s is %q (%s)", tt.reason, tt.code, out.Status, out.Reason)
				}
			}
		}
		if !found {
			t.Errorf("%s: %s has no outcome", tt.reason, tt.code)
		}
	}
}

// fake makes a check that states a finding with a fix for each property of a
// name.
func fake(code, property string, fix func(*schema.Property) *checks.Fix) *checks.Check {
	return &checks.Check{Code: code, Slug: "fake-" + code, Severity: checks.Low, Remedy: "none.", Run: func(p *checks.Pass) {
		for o := range p.Objects("Network") {
			if prop := o.Property(property); prop != nil {
				p.Report(checks.Finding{Object: o, Property: property, Span: prop.ValueSpan(), Message: "fake", Fix: fix(prop)})
			}
		}
	}}
}

func TestProofWithdraws(t *testing.T) {
	useless := fake("C901", "Name", func(p *schema.Property) *checks.Fix {
		return &checks.Fix{Safety: checks.Safe, Title: "rename", Edits: []text.Edit{p.Set("x")}}
	})
	breaking := fake("C902", "NetworkType", func(p *schema.Property) *checks.Fix {
		return &checks.Fix{Safety: checks.Safe, Title: "break", Edits: []text.Edit{{Span: p.ValueSpan(), New: "<"}}}
	})
	doc := sample(t, "tmg2010-network-internal.xml")
	for _, tt := range []struct {
		reason string
		check  *checks.Check
		why    string
	}{
		{"the finding is still there", useless, "still there"},
		{"the result is no XML", breaking, "no export any more"},
	} {
		p := plan(t, doc, Options{Checks: []*checks.Check{tt.check}})
		if p.Changed() || p.Count(Withdrawn) == 0 || !strings.Contains(p.Outcomes[0].Reason, tt.why) {
			t.Errorf("%s: changed %v, outcomes %+v", tt.reason, p.Changed(), p.Outcomes)
		}
	}
	both := plan(t, doc, Options{Checks: []*checks.Check{breaking, fake("C903", "Name", func(p *schema.Property) *checks.Fix {
		return &checks.Fix{Safety: checks.Safe, Title: "remove", Edits: []text.Edit{{Span: p.Span()}}}
	})}})
	if both.Count(Applied) == 0 || both.Count(Withdrawn) == 0 {
		t.Errorf("a good fix beside a bad one: %+v", both.Outcomes)
	}
}

func TestConflict(t *testing.T) {
	remove := func(title string) func(p *schema.Property) *checks.Fix {
		return func(p *schema.Property) *checks.Fix {
			return &checks.Fix{Safety: checks.Safe, Title: title, Edits: []text.Edit{{Span: p.Span(), New: "<!--" + title + "-->"}}}
		}
	}
	p := plan(t, sample(t, "tmg2010-network-internal.xml"), Options{Checks: []*checks.Check{
		fake("C901", "Name", remove("a")), fake("C902", "Name", remove("b")),
	}})
	if p.Count(Applied) != 1 || p.Count(Conflict) != 1 {
		t.Errorf("outcomes %+v", p.Outcomes)
	}
}

func TestDiffAppliesAndRollsBack(t *testing.T) {
	for _, name := range []string{"founding-case.xml", "messy-array.xml"} {
		for _, newline := range []string{"\n", "\r\n"} {
			source := bytes.ReplaceAll(sample(t, name).File.Disk(), []byte("\n"), []byte(newline))
			p := plan(t, read(t, source), Options{Unsafe: true})
			diff, form, err := p.Diff("a/x.xml", "b/x.xml")
			if err != nil || form != UnifiedDiff {
				t.Fatalf("%s: form %s, %v", name, form, err)
			}
			checkPatch(t, source, diff, p.Result())
			back, _, err := p.Rollback("a/x.xml", "b/x.xml")
			if err != nil {
				t.Fatal(err)
			}
			checkPatch(t, p.Result(), back, source)
		}
	}
}

func TestOneLineFileGetsAnEditList(t *testing.T) {
	source := sample(t, "founding-case.xml").File.Disk()
	lines := strings.Split(string(source), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	p := plan(t, read(t, []byte(strings.Join(lines, ""))), Options{})
	diff, form, err := p.Diff("a", "b")
	if err != nil || form != EditList || !strings.Contains(string(diff), "- \"1\"\n+ \"0\"\n") {
		t.Errorf("form %s, %v:\n%s", form, err, diff)
	}
}

func TestDiffNeverShowsASecret(t *testing.T) {
	const body = `<?xml version="1.0"?>
<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
	<fpc4:Arrays StorageName="Arrays" StorageType="1">
		<fpc4:Network StorageName="N" StorageType="1">%s
			<fpc4:WebListenerProperties StorageName="W" StorageType="1">
				<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">1</fpc4:IntegratedAuthPersistSingleRequest>%s
				<fpc4:Z dt:dt="string">z</fpc4:Z>
				<fpc4:Z2 dt:dt="string">z</fpc4:Z2>
			</fpc4:WebListenerProperties>
		</fpc4:Network>
	</fpc4:Arrays>
</fpc4:Root>
`
	const secret = "\n\t\t\t\t<fpc4:Password dt:dt=\"string\">hunter2</fpc4:Password>"
	for _, tt := range []struct{ reason, before, after string }{
		{"two lines before", secret, ""},
		{"the next line", "", secret},
	} {
		p := plan(t, read(t, []byte(fmt.Sprintf(body, tt.before, tt.after))), Options{})
		diff, form, err := p.Diff("a", "b")
		if err != nil || !p.Changed() || bytes.Contains(diff, []byte("hunter2")) {
			t.Errorf("%s: %s, %v\n%s", tt.reason, form, err, diff)
		}
	}
}
