package report

import (
	"fmt"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// Summary counts what a run found.
type Summary struct {
	Files      int // inputs, the unreadable ones included
	Unreadable int
	Findings   int
	Severity   [checks.Critical + 1]int // findings by severity
	Fixable    int                      // findings that the program can repair, safely or not
	Suppressed int                      // findings that a configuration or a baseline took away
	Errors     int                      // problems of the form of the files
	Warnings   int
}

// Summary counts the findings and problems of all files.
func (r Lint) Summary() Summary {
	s := Summary{Suppressed: r.Suppressed}
	for i := range r.Files {
		s.Add(&r.Files[i])
	}
	return s
}

// Add counts one more file.
func (s *Summary) Add(f *File) {
	s.Files++
	if f.Doc == nil {
		s.Unreadable++
		return
	}
	s.Findings += len(f.Findings)
	for i := range f.Findings {
		s.Severity[f.Findings[i].Severity]++
		if f.fixable(&f.Findings[i]) {
			s.Fixable++
		}
	}
	for _, p := range f.Doc.Problems {
		if p.Severity == schema.ProblemError {
			s.Errors++
		} else {
			s.Warnings++
		}
	}
}

// AtLeast is the number of findings of the severity or a worse one.
func (s Summary) AtLeast(least checks.Severity) int {
	n := 0
	for severity := least; severity <= checks.Critical; severity++ {
		n += s.Severity[severity]
	}
	return n
}

// Worst is the severity of the worst finding; ok is false when there is none.
func (s Summary) Worst() (worst checks.Severity, ok bool) {
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		if s.Severity[severity] > 0 {
			return severity, true
		}
	}
	return 0, false
}

// String is the summary in one line, for people.
func (s Summary) String() string {
	parts := []string{s.found()}
	if s.Fixable > 0 {
		parts = append(parts, fmt.Sprintf("%d fixable", s.Fixable))
	}
	if s.Suppressed > 0 {
		parts = append(parts, fmt.Sprintf("%d suppressed", s.Suppressed))
	}
	if n := s.Errors + s.Warnings; n > 0 {
		parts = append(parts, plural(n, "problem")+" with the form of the input")
	}
	if s.Unreadable > 0 {
		parts = append(parts, plural(s.Unreadable, "input")+" could not be read")
	}
	return strings.Join(parts, "; ")
}

func (s Summary) found() string {
	read := plural(s.Files-s.Unreadable, "file")
	if s.Findings == 0 {
		return "no findings in " + read
	}
	var by []string
	for severity := checks.Critical; severity >= checks.Info; severity-- {
		if n := s.Severity[severity]; n > 0 {
			by = append(by, fmt.Sprintf("%d %s", n, severity))
		}
	}
	return fmt.Sprintf("%s, %s: %s", read, plural(s.Findings, "finding"), strings.Join(by, ", "))
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
