package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/token"

	"tmgaudit/internal/nearest"
)

// Error is what is wrong in a configuration, fault by fault.
type Error struct {
	Name   string // of the file
	Faults []Fault
}

// Fault is a mistake at a place, both counted from 1.
type Fault struct {
	Line, Column int
	Msg          string // what is wrong; what is expected
	Source       string // the line
}

// Lines are the faults, each with its place and the line with a mark below it:
//
//	name:2:12: suppress: "C999" names no check
//	    2 |   - check: C999
//	      |            ^
func (e *Error) Lines() []string {
	var lines []string
	for _, f := range e.Faults {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", e.Name, f.Line, f.Column, f.Msg))
		if f.Source != "" {
			lines = append(lines, fmt.Sprintf("%5d | %s", f.Line, f.Source), "      | "+f.mark()+"^")
		}
	}
	return lines
}

// mark is what stands before the caret: as wide as the line up to there.
func (f Fault) mark() string {
	var b strings.Builder
	for i, r := range []rune(f.Source) {
		switch {
		case i+1 >= f.Column:
			return b.String()
		case r == '\t':
			b.WriteString(`  `) // shown as \t
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func (e *Error) Error() string { return strings.Join(e.Lines(), "\n") }

// faults collects what is wrong in a file.
type faults struct {
	name   string
	source []string // lines
	list   []Fault
}

func newFaults(name string, source []byte) *faults {
	return &faults{name: name, source: strings.Split(strings.ReplaceAll(string(source), "\r\n", "\n"), "\n")}
}

func (f *faults) at(line, column int, format string, args ...any) {
	fault := Fault{Line: max(line, 1), Column: max(column, 1), Msg: fmt.Sprintf(format, args...)}
	if fault.Line <= len(f.source) {
		fault.Source = f.source[fault.Line-1]
	}
	f.list = append(f.list, fault)
}

func (f *faults) error() error {
	if len(f.list) == 0 {
		return nil
	}
	return &Error{f.name, f.list}
}

// yaml is a fault that the YAML reader found.
func (f *faults) yaml(err error) {
	var p *placed
	if errors.As(err, &p) {
		f.at(p.at.Position.Line, p.at.Position.Column, "%s", p.msg)
		return
	}
	var y interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if !errors.As(err, &y) || y.GetToken() == nil {
		f.at(1, 1, "%v", err)
		return
	}
	t := y.GetToken()
	msg := y.GetMessage()
	if strings.HasPrefix(msg, "unknown field") {
		msg = fmt.Sprintf("the key %q is unknown here%s; config init shows those that there are", t.Value, guess(t.Value, keys()))
	}
	f.at(t.Position.Line, t.Position.Column, "%s", msg)
}

func guess(word string, known []string) string {
	near := nearest.Names(word, func(yield func(string) bool) {
		for _, k := range known {
			if !yield(k) {
				return
			}
		}
	}, 3)
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + strings.Join(near, ", ") + "?)"
}
