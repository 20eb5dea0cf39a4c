package usercheck

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// template is a message with expressions in braces. {{ and }} stand for braces.
type template struct {
	parts []part
}

// part is a text, or an expression whose value stands in its place.
type part struct {
	text  string
	value *condition
}

var escapeBraces = strings.NewReplacer("{", "{{", "}", "}}")

func newTemplate(source string, s *scope) (*template, *Fault) {
	t := &template{}
	for rest := source; rest != ""; {
		at := utf8.RuneCountInString(source[:len(source)-len(rest)])
		i := strings.IndexAny(rest, "{}")
		switch {
		case i < 0:
			t.add(rest)
			return t, nil
		case strings.HasPrefix(rest[i:], "{{") || strings.HasPrefix(rest[i:], "}}"):
			t.add(rest[:i+1])
			rest = rest[i+2:]
			continue
		case rest[i] == '}':
			return nil, &Fault{FieldMessage, at + utf8.RuneCountInString(rest[:i]), "} closes nothing; write }} for a brace"}
		}
		t.add(rest[:i])
		at += utf8.RuneCountInString(rest[:i])
		inner, after, closed := strings.Cut(rest[i+1:], "}")
		if !closed {
			return nil, &Fault{FieldMessage, at, "{ is not closed; write {{ for a brace"}
		}
		value, f := compile(FieldMessage, inner, s, false)
		if f != nil {
			f.Offset += at + 1
			return nil, f
		}
		t.parts = append(t.parts, part{value: value})
		rest = after
	}
	return t, nil
}

func (t *template) add(s string) {
	if s != "" {
		t.parts = append(t.parts, part{text: s})
	}
}

// mostShown bounds what one value adds to a message, in bytes.
const mostShown = 200

// text is the message for an object. It is text from the export like any other:
// what writes it makes it harmless.
func (t *template) text(v *values) string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.value == nil {
			b.WriteString(p.text)
			continue
		}
		value, known, err := p.value.value(v, v.object)
		switch {
		case err != nil || !known || value == nil:
			b.WriteString("(unknown)")
		default:
			b.WriteString(shown(value))
		}
	}
	return b.String()
}

// shown is a value in a message; booleans as an export writes them.
func shown(value any) string {
	s := ""
	switch v := value.(type) {
	case bool:
		s = "0"
		if v {
			s = "1"
		}
	case []string:
		s = strings.Join(v, ", ")
	default:
		s = fmt.Sprint(value)
	}
	if len(s) > mostShown {
		s = strings.ToValidUTF8(s[:mostShown], "") + "..."
	}
	return s
}
