package report

import "tmgaudit/checks"

// style paints parts of a report for people. The zero value leaves them plain.
type style struct{ on bool }

const (
	bold    = "1"
	dim     = "2"
	red     = "31"
	green   = "32"
	yellow  = "33"
	blue    = "34"
	cyan    = "36"
	boldRed = "1;31"
)

// severityColours is indexed by checks.Severity.
var severityColours = [...]string{blue, cyan, yellow, red, boldRed}

func (s style) paint(colour, text string) string {
	if !s.on || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func (s style) severity(v checks.Severity) string {
	return s.paint(severityColours[v], v.String())
}
