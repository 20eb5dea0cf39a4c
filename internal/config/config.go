// Package config reads the settings of a project: which checks run, how bad their
// findings are, and which findings are accepted and why. It knows nothing of
// files; a configuration is text with a name.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

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

// document is the file as it is written. Every scalar knows its place.
type document struct {
	FailOn   scalar            `yaml:"fail-on"`
	Families []scalar          `yaml:"families"`
	Ignore   []scalar          `yaml:"ignore"`
	Severity map[string]scalar `yaml:"severity"`
	Suppress []struct {
		Check   scalar `yaml:"check"`
		Object  scalar `yaml:"object"`
		Reason  scalar `yaml:"reason"`
		Expires scalar `yaml:"expires"`
	} `yaml:"suppress"`
}

// scalar is a value and its place in the file.
type scalar struct {
	text         string
	line, column int
}

// UnmarshalYAML keeps the place of a scalar.
func (s *scalar) UnmarshalYAML(n ast.Node) error {
	t := n.GetToken()
	s.line, s.column = t.Position.Line, t.Position.Column
	if _, ok := n.(ast.ScalarNode); !ok {
		return &placed{t, "expected a single value"}
	}
	s.text = t.Value
	return nil
}

// placed is an error at a token.
type placed struct {
	at  *token.Token
	msg string
}

func (p *placed) Error() string { return p.msg }

// Parse reads a configuration. Unknown keys and bad values are errors, each with
// its place: "name:line:column: what is wrong; what is expected".
func Parse(name string, source []byte) (*Config, error) {
	var d document
	if err := yaml.UnmarshalWithOptions(source, &d, yaml.Strict()); err != nil {
		return nil, yamlError(name, err)
	}
	r := reader{name: name, config: &Config{Name: name}}
	r.failOn(d.FailOn)
	r.disabled(d)
	r.severities(d)
	r.suppressions(d)
	if len(r.faults) > 0 {
		return nil, errors.Join(r.faults...)
	}
	return r.config, nil
}

// yamlError is an error of the YAML reader in our form.
func yamlError(name string, err error) error {
	var p *placed
	if errors.As(err, &p) {
		return fmt.Errorf("%s:%d:%d: %s", name, p.at.Position.Line, p.at.Position.Column, p.msg)
	}
	var y interface {
		GetToken() *token.Token
		GetMessage() string
	}
	if errors.As(err, &y) && y.GetToken() != nil {
		at := y.GetToken().Position
		return fmt.Errorf("%s:%d:%d: %s", name, at.Line, at.Column, y.GetMessage())
	}
	return fmt.Errorf("%s: %w", name, err)
}

// reader checks a document and collects what is wrong in it.
type reader struct {
	name   string
	config *Config
	faults []error
}

func (r *reader) fault(s scalar, format string, args ...any) {
	r.faults = append(r.faults, fmt.Errorf("%s:%d:%d: %s", r.name, max(s.line, 1), max(s.column, 1), fmt.Sprintf(format, args...)))
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
		for _, c := range checks.All() {
			r.config.Disabled[c] = true
		}
		for _, s := range d.Families {
			for c := range r.match(s, "families") {
				delete(r.config.Disabled, c)
			}
		}
	}
	for _, s := range d.Ignore {
		for c := range r.match(s, "ignore") {
			r.config.Disabled[c] = true
		}
	}
}

func (r *reader) severities(d document) {
	r.config.Severity = map[*checks.Check]checks.Severity{}
	// A longer selector says more and comes later.
	selectors := slices.SortedFunc(maps.Keys(d.Severity), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, selector := range selectors {
		s := d.Severity[selector]
		severity, err := checks.ParseSeverity(s.text)
		if err != nil {
			r.fault(s, "severity of %s: %v", selector, err)
			continue
		}
		for c := range r.match(scalar{selector, s.line, 1}, "severity") {
			r.config.Severity[c] = severity
		}
	}
}

// match is the set of checks that a selector names.
func (r *reader) match(s scalar, key string) map[*checks.Check]bool {
	set := map[*checks.Check]bool{}
	for _, c := range checks.Match(s.text) {
		set[c] = true
	}
	if len(set) == 0 {
		r.fault(s, "%s: %q names no check; expected a code, the start of one, a slug, slug* or a family", key, s.text)
	}
	return set
}

func (r *reader) suppressions(d document) {
	for _, s := range d.Suppress {
		out := Suppression{Selector: s.Check.text, Object: s.Object.text, Reason: strings.TrimSpace(s.Reason.text), Line: s.Check.line}
		if s.Check.text == "" {
			r.fault(s.Reason, "a suppression names no check; expected check: CODE")
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
