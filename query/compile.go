package query

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"tmgaudit/internal/lazy"
)

// Error is a path that cannot be evaluated, with what to write instead.
type Error struct {
	Path, Msg, Hint string
}

func (e *Error) Error() string {
	return fmt.Sprintf("path %q: %s; %s", e.Path, e.Msg, e.Hint)
}

// Compile reads a path. Besides what etree refuses, it refuses what etree takes
// for the name of an element that cannot exist, which would silently find
// nothing. The error is an *Error.
func Compile(source string) (*Path, error) {
	if strings.TrimSpace(source) == "" {
		return nil, &Error{source, "it is empty", example}
	}
	for _, step := range split(source, '/') {
		if err := checkStep(source, step); err != nil {
			return nil, err
		}
	}
	compiled, err := etree.CompilePath(source)
	if err != nil {
		msg := strings.TrimSuffix(strings.TrimPrefix(err.Error(), "etree: "), ".")
		return nil, &Error{source, msg, hintFor(source)}
	}
	return &Path{source: source, path: compiled, entries: selectsEntries(source)}, nil
}

const example = "write for example //Network[Name='Internal']/WebListenerProperties"

var (
	stepForm = lazy.Regexp(`^(\.|\.\.|\*|([\pL_][\pL\pN_.-]*:)?[\pL_][\pL\pN_.-]*)?$`)
	testForm = lazy.Regexp(`^(-?[0-9]+|@?([\pL_][\pL\pN_.-]*:)?[\pL_][\pL\pN_.-]*(\(\))?(=('[^']*'|"[^"]*"))?)$`)
)

// checkStep checks one step: what selects, then tests in brackets.
func checkStep(source, step string) error {
	selector, tests, _ := strings.Cut(step, "[")
	if !stepForm().MatchString(selector) {
		hint := "a step is an element name, *, . or .., with tests in [brackets]"
		if strings.HasPrefix(selector, "@") {
			hint = "attributes can only be tested, as in [@StorageName='FPC']"
		}
		return &Error{source, fmt.Sprintf("%q is no step", selector), hint}
	}
	if tests == "" {
		return nil
	}
	for _, test := range strings.Split(tests, "[") {
		test, closed := strings.CutSuffix(test, "]")
		if !closed || test == "" {
			return nil // etree says what is wrong
		}
		if !testForm().MatchString(test) {
			return &Error{source, fmt.Sprintf("[%s] is no test", test), hintFor(test)}
		}
	}
	return nil
}

// hintFor says how to write what is often written otherwise.
func hintFor(s string) string {
	key, value, has := strings.Cut(s, "=")
	switch {
	case strings.Contains(s, " and "):
		return "write one test behind the other: [a='1'][b='2']"
	case strings.Contains(s, " or "), strings.Contains(s, "|"):
		return "there is no \"or\"; run one query for each"
	case strings.ContainsAny(s, "'\"") && strings.Count(s, "[") > 1 && strings.Count(s, "[") != strings.Count(s, "]["):
		return "a value in quotes cannot hold [ or ]"
	case has && !strings.ContainsAny(value, "'\"") && !strings.ContainsAny(key, "/("):
		return "a value needs quotes: [" + key + "='" + value + "']"
	}
	return "a test is [n], [name], [name='value'], [@attribute='value'], [text()='value'] or [local-name()='name']"
}

// split cuts s at a separator outside quotes.
func split(s string, separator byte) []string {
	var parts []string
	start, quote := 0, byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == separator:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}
