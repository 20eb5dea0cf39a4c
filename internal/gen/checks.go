package main

import (
	"bytes"
	"fmt"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/report"
	"tmgaudit/schema"
)

const made = "<!-- Made by go generate from the program itself. Do not edit. -->\n\n"

// checksDocument lists every check, then explains each with its examples. What a
// check says of its bad example is what running it prints.
func checksDocument(b *bytes.Buffer) error {
	b.WriteString("# Checks\n\n" + made)
	fmt.Fprintf(b, "%d checks. `tmgaudit explain CODE` shows the same in a terminal. A check marked inferred rests on a "+
		"conclusion of ours and is never louder than info.\n\n", len(checks.All()))
	if err := report.ChecklistMarkdown(b, checks.All()); err != nil {
		return err
	}
	for _, f := range checks.Families {
		if err := family(b, f); err != nil {
			return err
		}
	}
	b.WriteString("\n## Not looked for\n\nConditions that no export shows, or that are not documented well enough:\n\n")
	for _, l := range checks.LeftOuts() {
		fmt.Fprintf(b, "- `%s`: %s\n", l.Slug, l.Reason)
	}
	return nil
}

func family(b *bytes.Buffer, f checks.Family) error {
	title := false
	for _, c := range checks.All() {
		if c.Family() != f {
			continue
		}
		if !title {
			fmt.Fprintf(b, "\n## %c: %s\n", f.Letter, f.Title)
			title = true
		}
		if err := check(b, c); err != nil {
			return fmt.Errorf("%s: %w", c.Code, err)
		}
	}
	return nil
}

func check(b *bytes.Buffer, c *checks.Check) error {
	fmt.Fprintf(b, "\n### %s %s\n\n**%s.** Severity %s, fix %s%s.\n\n", c.Code, c.Slug, c.Title, c.Severity, c.Fix, grade(c))
	fmt.Fprintf(b, "%s\n\n*What to do:* %s\n\n", c.Why, c.Remedy)
	fmt.Fprintf(b, "Fires on:\n\n```xml\n%s\n```\n\n", shorten(c.Bad(), isMarked))
	output, err := run(c)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "Output:\n\n```\n%s\n```\n\n", output)
	if good := shorten(c.Good(), notIn(c.Bad())); strings.TrimSpace(good) == strings.TrimSpace(omitted) {
		b.WriteString("Silent on the same without the lines above, or with them in another order.\n\n")
	} else {
		fmt.Fprintf(b, "Silent on:\n\n```xml\n%s\n```\n\n", good)
	}
	b.WriteString("Evidence:\n\n")
	for _, e := range c.Evidence {
		fmt.Fprintf(b, "- <%s>\n", e)
	}
	return nil
}

func grade(c *checks.Check) string {
	s := ""
	if c.Fix != checks.Never {
		s = " (" + c.Safety.String() + ")"
	}
	if c.Inferred {
		s += ", inferred"
	}
	return s
}

// run is what lint prints, in its compact form, for the bad example.
func run(c *checks.Check) (string, error) {
	source, _ := checks.Document(c.Bad())
	f, err := text.Decode([]byte(source))
	if err != nil {
		return "", err
	}
	doc, err := schema.Parse(f)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	result := report.Lint{Files: []report.File{{Path: "bad.xml", Doc: doc, Findings: checks.RunFor(doc, []*checks.Check{c}, c.Target())}}}
	if err := report.Compact(&b, result, report.Options{Quiet: true}); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

// unmarked is a fragment without the marks of its findings.
func unmarked(fragment string) string {
	return strings.NewReplacer("«", "", "»", "").Replace(fragment)
}

// longExample is the number of lines above which an example is shortened to those
// that matter, with some around them.
const (
	longExample = 40
	around      = 4
)

// shorten is a fragment without marks and shared indentation. A long one keeps
// the lines that matter and those around them.
func shorten(fragment string, matters func(line string) bool) string {
	lines := strings.Split(strings.Trim(fragment, "\n"), "\n")
	if len(lines) <= longExample {
		return dedent(unmarked(fragment))
	}
	keep := make([]bool, len(lines))
	for i, l := range lines {
		for k := max(0, i-around); matters(l) && k <= min(len(lines)-1, i+around); k++ {
			keep[k] = true
		}
	}
	var kept []string
	for i, l := range lines {
		if keep[i] {
			kept = append(kept, l)
		} else if len(kept) == 0 || kept[len(kept)-1] != omitted {
			kept = append(kept, omitted)
		}
	}
	return dedent(unmarked(strings.Join(kept[:min(len(kept), 2*longExample)], "\n")))
}

// omitted stands for lines of an example that do not matter. Its indentation is
// that of every fragment.
const omitted = "\t\t\t<!-- ... -->"

func isMarked(line string) bool { return strings.Contains(line, "«") }

// notIn tells the lines that another fragment has not.
func notIn(other string) func(string) bool {
	has := map[string]bool{}
	for l := range strings.SplitSeq(unmarked(other), "\n") {
		has[strings.TrimSpace(l)] = true
	}
	return func(line string) bool { return !has[strings.TrimSpace(line)] }
}

// dedent takes off the tabs that all lines share.
func dedent(s string) string {
	lines := strings.Split(strings.Trim(s, "\n"), "\n")
	shared := -1
	for _, l := range lines {
		n := len(l) - len(strings.TrimLeft(l, "\t"))
		if strings.TrimSpace(l) != "" && (shared < 0 || n < shared) {
			shared = n
		}
	}
	for i, l := range lines {
		lines[i] = l[min(max(shared, 0), len(l)):]
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n\t ")
}
