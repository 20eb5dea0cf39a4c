package config

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// document is the file as it is written. Every scalar knows its place.
type document struct {
	FailOn     scalar          `yaml:"fail-on"`
	Families   []scalar        `yaml:"families"`
	Ignore     []scalar        `yaml:"ignore"`
	Severity   pairs           `yaml:"severity"`
	Thresholds pairs           `yaml:"thresholds"`
	Suppress   []suppressEntry `yaml:"suppress"`
	Checks     []checkEntry    `yaml:"checks"`
}

type suppressEntry struct {
	Check   scalar `yaml:"check"`
	Object  scalar `yaml:"object"`
	Reason  scalar `yaml:"reason"`
	Expires scalar `yaml:"expires"`
}

type checkEntry struct {
	Code     scalar    `yaml:"code"`
	Name     scalar    `yaml:"name"`
	Severity scalar    `yaml:"severity"`
	Title    scalar    `yaml:"title"`
	Class    scalar    `yaml:"class"`
	When     scalar    `yaml:"when"`
	Path     scalar    `yaml:"path"`
	Property scalar    `yaml:"property"`
	Message  scalar    `yaml:"message"`
	Why      scalar    `yaml:"why"`
	Remedy   scalar    `yaml:"remedy"`
	Evidence []scalar  `yaml:"evidence"`
	Fix      *fixEntry `yaml:"fix"`
}

type fixEntry struct {
	Property scalar `yaml:"property"`
	Value    scalar `yaml:"value"`
	Safety   scalar `yaml:"safety"`
}

// scalar is a value and its place in the file, line 0 for one that is not there.
type scalar struct {
	text         string
	line, column int
	block        bool // the text starts in the line below, as after |
}

// UnmarshalYAML keeps the place of a scalar.
func (s *scalar) UnmarshalYAML(n ast.Node) error {
	if tag, ok := n.(*ast.TagNode); ok {
		return &placed{tag.GetToken(), "tags such as " + tag.Start.Value + " are not supported; leave it out"}
	}
	t := n.GetToken()
	s.line, s.column, s.text = t.Position.Line, t.Position.Column, t.Value
	if block, ok := n.(*ast.LiteralNode); ok {
		s.text, s.block = block.Value.Value, true
		return nil
	}
	if _, ok := n.(ast.ScalarNode); !ok {
		return &placed{t, "expected a single value"}
	}
	return nil
}

// pair is a key and its value.
type pair struct{ key, value scalar }

// pairs are a mapping in the order of the file.
type pairs []pair

// UnmarshalYAML keeps the places of keys and values.
func (p *pairs) UnmarshalYAML(n ast.Node) error {
	mapping, ok := n.(ast.MapNode)
	if !ok {
		return &placed{n.GetToken(), "expected lines of the form CHECK: VALUE"}
	}
	for each := mapping.MapRange(); each.Next(); {
		var one pair
		if err := one.key.UnmarshalYAML(each.Key()); err != nil {
			return err
		}
		if each.Value().Type() != ast.NullType {
			if err := one.value.UnmarshalYAML(each.Value()); err != nil {
				return err
			}
		}
		*p = append(*p, one)
	}
	return nil
}

// placed is an error at a token.
type placed struct {
	at  *token.Token
	msg string
}

func (p *placed) Error() string { return p.msg }

// position is the place in the file of a character of a scalar's text: that of the
// scalar where the text is not written as it is.
func (s scalar) position(source []string, offset int) (line, column int) {
	before := []rune(s.text)
	before = before[:min(offset, len(before))]
	nth := strings.Count(string(before), "\n")
	within := len(before)
	if i := strings.LastIndex(string(before), "\n"); i >= 0 {
		within = len([]rune(string(before)[i+1:]))
	}
	line = s.line + nth
	if s.block {
		line++
	}
	lines := strings.Split(s.text, "\n")
	if line < 1 || line > len(source) || nth >= len(lines) {
		return max(s.line, 1), max(s.column, 1)
	}
	written, skipped := []rune(source[line-1]), 0
	if line == s.line {
		skipped = min(max(s.column-1, 0), len(written))
	}
	rest := string(written[skipped:])
	i := strings.Index(rest, lines[nth])
	if i < 0 {
		return max(s.line, 1), max(s.column, 1)
	}
	return line, skipped + len([]rune(rest[:i])) + within + 1
}
