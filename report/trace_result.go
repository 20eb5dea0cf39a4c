package report

import (
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/policy"
	"tmgaudit/schema"
	"tmgaudit/trace"
)

// Trace is the result of one trace run.
type Trace struct {
	Version  string // of the program
	Captures []TraceCapture
	Exports  []File // configuration exports in which the suspects were looked for, with their findings
	Policies map[*schema.Document][]*policy.Model
	Servers  []TraceIIS // configurations of IIS, for what the same words mean there
}

// TraceCapture is the result for one input: a capture with its verdicts, or the
// reason why there is none.
type TraceCapture struct {
	Path     string // as the user named it, "-" for standard input
	Capture  *trace.Capture
	Verdicts []trace.Verdict
	Err      string // set when Capture is nil
}

// TraceIIS is what a configuration of IIS says of persistent authentication, or
// the reason why it could not be read.
type TraceIIS struct {
	Path   string
	Config *trace.IISConfig
	Err    string // set when Config is nil
}

// TraceSummary counts what a run found.
type TraceSummary struct {
	Captures   int // the unreadable ones included
	Lost       int // captures that could not be read
	Unreadable int // these and configuration files
	Exchanges  int
	Severity   [checks.Critical + 1]int // faults by severity
	Healthy    int                      // verdicts that are no fault
}

// Summary counts over all captures.
func (r Trace) Summary() TraceSummary {
	s := TraceSummary{Captures: len(r.Captures)}
	for _, c := range r.Captures {
		if c.Capture == nil {
			s.Lost++
			continue
		}
		s.Exchanges += len(c.Capture.Exchanges)
		for _, v := range c.Verdicts {
			if v.Fault() {
				s.Severity[v.Severity]++
			} else {
				s.Healthy++
			}
		}
	}
	s.Unreadable = s.Lost
	for i := range r.Exports {
		if r.Exports[i].Doc == nil {
			s.Unreadable++
		}
	}
	for _, c := range r.Servers {
		if c.Config == nil {
			s.Unreadable++
		}
	}
	return s
}

// AtLeast is the number of faults of the severity or a worse one.
func (s TraceSummary) AtLeast(least checks.Severity) int {
	n := 0
	for severity := least; severity <= checks.Critical; severity++ {
		n += s.Severity[severity]
	}
	return n
}

// String is the summary in one line, for people.
func (s TraceSummary) String() string {
	faults := s.AtLeast(checks.Info)
	read := plural(s.Captures-s.Lost, "capture") + ", " + plural(s.Exchanges, "exchange")
	parts := []string{read + ": nothing wrong was found"}
	switch {
	case faults > 0:
		parts[0] = read + ", " + plural(faults, "fault")
	case s.Exchanges == 0:
		parts[0] = read + ": there was nothing to judge"
	}
	if s.Healthy > 0 {
		parts = append(parts, fmt.Sprintf("%d other verdicts", s.Healthy))
		if s.Healthy == 1 {
			parts[1] = "1 other verdict"
		}
	}
	if s.Unreadable > 0 {
		parts = append(parts, plural(s.Unreadable, "input")+" could not be read")
	}
	return strings.Join(parts, "; ")
}

// severityOf is the severity of a verdict among those of findings.
func severityOf(v trace.Verdict) checks.Severity { return checks.Severity(v.Severity) }

// TraceFormat is one form of a trace result.
type TraceFormat struct {
	Name  string
	Title string // what it is for, one line
	Human bool   // for reading on a terminal
	Write func(io.Writer, Trace, Options) error
}

var traceFormats = []TraceFormat{
	{"text", "verdicts, then every connection as a ladder", true, TraceText},
	{"json", "everything, for programs", false, TraceAsJSON},
	{"html", "one page with messages that open", false, TraceHTML},
	{"markdown", "for a ticket", false, TraceMarkdown},
}

// TraceFormats returns the formats of trace results in the order in which they are
// listed. The slice is shared.
func TraceFormats() []TraceFormat { return traceFormats }
