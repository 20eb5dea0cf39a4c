// Package config reads the settings of a project: which checks run, how bad their
// findings are, and which findings are accepted and why. It knows nothing of
// files; a configuration is text with a name.
package config

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"

	"tmgaudit/checks"
)

// FileName is the name under which a configuration is looked for.
const FileName = ".tmgaudit.yaml"

// Config is a configuration whose values have been checked. The zero value
// changes nothing.
type Config struct {
	Name     string                            // of the file, for messages
	FailOn   string                            // "" where it is not set
	Disabled map[*checks.Check]bool            // not run
	Severity map[*checks.Check]checks.Severity // in place of the check's own
	Suppress []Suppression                     // in the order of the file

	list   []*checks.Check // nil for the program's
	own    []userCheck     // by code
	source []byte
}

// Checks are all checks: the program's, with the thresholds of the file, then
// those of the file. The slice is shared.
func (c *Config) Checks() []*checks.Check {
	if c.list == nil {
		return checks.All()
	}
	return c.list
}

// Suppression accepts findings, with a reason.
type Suppression struct {
	Selector string // as written
	Checks   map[*checks.Check]bool
	Object   string    // pattern for the object's path
	Reason   string    // never empty
	Expires  time.Time // first day on which it no longer holds; zero: never
	Line     int       // in the file
}

// mostSource bounds a configuration, and mostNesting its brackets: the YAML reader
// takes long over deep ones.
const (
	mostSource  = 256 << 10
	mostNesting = 50
)

// Parse reads a configuration. Unknown keys and bad values are an *Error, each at
// its place.
func Parse(name string, source []byte) (*Config, error) {
	r := reader{faults: newFaults(name, source), config: &Config{Name: name, source: source}}
	d, ok := r.document(source)
	if !ok {
		return nil, r.faults.error()
	}
	r.userChecks(d)
	r.thresholds(d)
	r.failOn(d.FailOn)
	r.disabled(d)
	r.severities(d)
	r.suppressions(d)
	if err := r.faults.error(); err != nil {
		return nil, err
	}
	return r.config, nil
}

// reader checks a document and collects what is wrong in it.
type reader struct {
	faults *faults
	config *Config
}

// document reads the YAML.
func (r *reader) document(source []byte) (d document, ok bool) {
	if len(source) > mostSource {
		r.faults.at(1, 1, "the configuration has %d bytes; at most %d are read", len(source), mostSource)
		return d, false
	}
	if nesting(source) > mostNesting {
		r.faults.at(1, 1, "brackets stand in more than %d brackets; nothing in a configuration does", mostNesting)
		return d, false
	}
	file, err := parser.ParseBytes(source, 0)
	if err == nil && len(file.Docs) > 1 {
		at := file.Docs[1].Start.Position
		r.faults.at(at.Line, at.Column, "a second document starts here; a configuration is one")
		return d, false
	}
	if err == nil {
		err = yaml.UnmarshalWithOptions(source, &d, yaml.Strict())
	}
	if err != nil {
		r.faults.yaml(err)
	}
	return d, err == nil
}

// nesting is the deepest nesting of brackets, at least.
func nesting(source []byte) int {
	depth, deepest := 0, 0
	for _, c := range source {
		switch c {
		case '[', '{':
			depth++
			deepest = max(deepest, depth)
		case ']', '}':
			depth = max(depth-1, 0)
		}
	}
	return deepest
}

func (r *reader) fault(s scalar, format string, args ...any) {
	r.faults.at(s.line, s.column, format, args...)
}

func (r *reader) failOn(s scalar) {
	if s.text == "" || s.text == "never" {
		r.config.FailOn = s.text
		return
	}
	if _, err := checks.ParseSeverity(s.text); err != nil {
		r.fault(s, "fail-on: %v, or never", err)
		return
	}
	r.config.FailOn = strings.ToLower(s.text)
}

// disabled turns off the checks outside the families and those to ignore.
func (r *reader) disabled(d document) {
	r.config.Disabled = map[*checks.Check]bool{}
	if len(d.Families) > 0 {
		for _, c := range r.config.Checks() {
			r.config.Disabled[c] = true
		}
		for _, s := range d.Families {
			for c := range r.match(s, "families") {
				delete(r.config.Disabled, c)
			}
		}
	}
	silent := len(d.Families) > 0 && len(r.config.own) > 0
	for _, own := range r.config.own {
		silent = silent && r.config.Disabled[own.Check.Check]
	}
	for _, s := range d.Ignore {
		for c := range r.match(s, "ignore") {
			r.config.Disabled[c] = true
			silent = silent && c.Family().Letter != 'U'
		}
	}
	if silent {
		r.fault(d.Families[0], "families leaves out the checks of this file; add user, or ignore them")
	}
}

func (r *reader) severities(d document) {
	r.config.Severity = map[*checks.Check]checks.Severity{}
	// A longer selector says more and comes later.
	slices.SortStableFunc(d.Severity, func(a, b pair) int { return cmp.Compare(len(a.key.text), len(b.key.text)) })
	for _, p := range d.Severity {
		severity, err := checks.ParseSeverity(p.value.text)
		if err != nil {
			r.fault(first(p.value, p.key), "severity of %s: %v", p.key.text, err)
			continue
		}
		for c := range r.match(p.key, "severity") {
			r.config.Severity[c] = severity
		}
	}
}

// match is the set of checks that a selector names.
func (r *reader) match(s scalar, key string) map[*checks.Check]bool {
	set := map[*checks.Check]bool{}
	list := r.config.Checks()
	for _, c := range checks.MatchIn(list, s.text) {
		set[c] = true
	}
	if len(set) == 0 && !isFamily(s.text) {
		r.fault(s, "%s: %q names no check%s; expected a code, the start of one, a slug, slug* or a family", key, s.text, guess(s.text, checks.Selectors(list)))
	}
	return set
}

// isFamily reports whether a selector is a family, which may have no checks yet:
// that of the user.
func isFamily(selector string) bool {
	return slices.ContainsFunc(checks.Families, func(f checks.Family) bool {
		return strings.EqualFold(f.Name, selector) || strings.EqualFold(string(f.Letter), selector)
	})
}

func (r *reader) suppressions(d document) {
	for _, s := range d.Suppress {
		out := Suppression{Selector: s.Check.text, Object: s.Object.text, Reason: strings.TrimSpace(s.Reason.text), Line: s.Check.line}
		if s.Check.text == "" {
			r.fault(first(s.Object, s.Reason, s.Expires), "a suppression names no check; expected check: CODE")
			continue
		}
		out.Checks = r.match(s.Check, "suppress")
		if out.Reason == "" {
			r.fault(s.Check, "the suppression of %s has no reason; say why it is accepted", s.Check.text)
		}
		if out.Object == "" {
			out.Object = "**"
		}
		if _, err := path.Match(strings.ReplaceAll(out.Object, "**", "*"), ""); err != nil {
			r.fault(s.Object, "object pattern %q is malformed; expected a path with *, ** and ?", s.Object.text)
		}
		if s.Expires.text != "" {
			day, err := time.Parse(time.DateOnly, s.Expires.text)
			if err != nil {
				r.fault(s.Expires, "expires is %q; expected a date such as 2027-01-31", s.Expires.text)
			}
			out.Expires = day
		}
		r.config.Suppress = append(r.config.Suppress, out)
	}
}
