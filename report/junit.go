package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
)

// openJUnit writes the result as a test report, which most build servers show: a
// suite for each file, in it a case for each check that ran. A case fails with
// all findings of its check in one failure element, since servers show the first
// one only. Findings of severity info fail nothing; they stand in the output of
// their case. That the file could be read is a case of its own, which is in error
// where it could not. A case is named after its file too: servers tell cases
// apart by class and name alone.
//
// The elements and attributes are those that the schemas of Ant, Surefire and
// Jenkins have in common.
func openJUnit(w io.Writer, r Run, _ Options) Stream {
	all := junitSuites{Name: "tmgaudit"}
	return eachFile{
		write: func(f *File) error {
			all.add(newJUnitSuite(f, r.Checks))
			return nil
		},
		close: func(Summary) error { return all.write(w) },
	}
}

func (all *junitSuites) write(w io.Writer) error {
	out, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write JUnit: %w", err)
	}
	_, err = w.Write(bytes.Join([][]byte{[]byte(xml.Header), out, []byte("\n")}, nil))
	return err
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string           `xml:"name,attr"`
	Tests      int              `xml:"tests,attr"`
	Failures   int              `xml:"failures,attr"`
	Errors     int              `xml:"errors,attr"`
	Skipped    int              `xml:"skipped,attr"` // always 0
	Time       int              `xml:"time,attr"`    // always 0: some schemas ask for it
	Properties *junitProperties `xml:"properties"`
	Cases      []junitCase      `xml:"testcase"`
	Problems   *junitText       `xml:"system-err"` // with the form of the file
}

type junitProperties struct {
	List []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string      `xml:"classname,attr"`
	Name    string      `xml:"name,attr"`
	Time    int         `xml:"time,attr"`
	Failure *junitFault `xml:"failure"`
	Error   *junitFault `xml:"error"`
	Output  *junitText  `xml:"system-out"`
}

type junitFault struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

func (all *junitSuites) add(s junitSuite) {
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Errors += s.Errors
	all.Suites = append(all.Suites, s)
}

func newJUnitSuite(f *File, list []*checks.Check) junitSuite {
	s := junitSuite{Name: Printable(f.Path)}
	read := junitCase{Class: s.Name, Name: "the file can be read"}
	if f.Doc == nil {
		message := Printable(clip(f.Err.Message, mostMessage))
		read.Error = &junitFault{"unreadable", message, fmt.Sprintf("error: %s\n  at %s\n", message, Printable(place(f.Path, f.Err.Start)))}
		s.add(read)
		return s
	}
	s.add(read)
	s.Properties = &junitProperties{[]junitProperty{{"product", Printable(f.Doc.Product.Name)}, {"build", Printable(f.Doc.Product.Build)}}}
	found := map[*checks.Check][]*checks.Finding{}
	for i := range f.Findings {
		c := f.Findings[i].Check
		found[c] = append(found[c], &f.Findings[i])
	}
	for _, c := range list {
		s.add(newJUnitCase(f, c, found[c]))
	}
	s.problems(f)
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	if c.Error != nil {
		s.Errors++
	}
	s.Cases = append(s.Cases, c)
}

// problems lists what is wrong with the form of the file.
func (s *junitSuite) problems(f *File) {
	var b strings.Builder
	for _, p := range f.Doc.Problems {
		start, _ := f.location(p.Span)
		fmt.Fprintf(&b, "%s: %s\n  at %s\n", p.Severity, Printable(clip(p.Message, mostMessage)), Printable(place(f.Path, start)))
	}
	if b.Len() > 0 {
		s.Problems = &junitText{b.String()}
	}
}

// newJUnitCase is the case of a check with its findings, of which there may be
// none.
func newJUnitCase(f *File, c *checks.Check, found []*checks.Finding) junitCase {
	j := junitCase{Class: Printable(f.Path), Name: c.Code + " " + c.Slug}
	if len(found) == 0 {
		return j
	}
	worst := found[0]
	var b strings.Builder
	for _, x := range found {
		if x.Severity > worst.Severity {
			worst = x
		}
		b.WriteString(junitFinding(f, x))
	}
	fmt.Fprintf(&b, "why: %s\nremedy: %s\n", Printable(c.Why), Printable(c.Remedy))
	if worst.Severity == checks.Info {
		j.Output = &junitText{b.String()}
		return j
	}
	message := Printable(clip(worst.Message, mostMessage))
	if len(found) > 1 {
		message = plural(len(found), "finding") + "; " + message
	}
	j.Failure = &junitFault{worst.Severity.String(), message, b.String()}
	return j
}

// junitFinding is a finding in lines of text, each of which starts with a word of
// ours.
func junitFinding(f *File, x *checks.Finding) string {
	start, _ := f.location(x.Span)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", x.Severity, Printable(clip(x.Message, mostMessage)))
	for _, l := range [][2]string{
		{"at", place(f.Path, start)},
		{"object:", clip(x.Object.Path(), mostPath)},
		{"property:", clip(x.Property, mostValue)},
		{"found:", clip(x.Value, mostValue)},
		{"expected:", clip(x.Expected, mostValue)},
	} {
		if l[1] != "" {
			fmt.Fprintf(&b, "  %s %s\n", l[0], Printable(l[1]))
		}
	}
	return b.String()
}
