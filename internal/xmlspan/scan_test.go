package xmlspan

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

// scan reads all of src, copying the attributes that Next reuses.
func scan(s *Scanner) ([]Token, error) {
	var out []Token
	for {
		var t Token
		err := s.Next(&t)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		t.Attrs = slices.Clone(t.Attrs)
		out = append(out, t)
	}
}

// scanChecked scans a document and holds the laws that need no second opinion:
// tokens laid end to end are the input, parts lie within their token, names have
// one value a spelling, an error lies within the input and stays.
func scanChecked(t *testing.T, src string) ([]Token, error) {
	t.Helper()
	s := New([]byte(src))
	tokens, err := scan(s)
	at := 0
	for i, tok := range tokens {
		if tok.Span.Start != at || tok.Span.Len() <= 0 {
			t.Fatalf("token %d spans %v; expected it to start at %d and not be empty", i, tok.Span, at)
		}
		at = tok.Span.End
		checkParts(t, src, tok)
	}
	checkNames(t, tokens)
	if err == nil && at != len(src) {
		t.Fatalf("tokens end at %d of %d", at, len(src))
	}
	if err != nil {
		checkError(t, s, src, err)
	}
	return tokens, err
}

func checkParts(t *testing.T, src string, tok Token) {
	t.Helper()
	tag := tok.Kind == StartTag || tok.Kind == EmptyTag || tok.Kind == EndTag
	if tag != (tok.Name != nil) || tok.Attrs != nil && tok.Kind != StartTag && tok.Kind != EmptyTag {
		t.Fatalf("token %+v: name and attributes do not fit its kind", tok)
	}
	at := tok.Span.Start
	for _, a := range tok.Attrs {
		inside := tok.Span.Contains(a.Span) && a.Span.Contains(a.Value) && a.Span.Start > at
		if !inside || a.Value.End != a.Span.End-1 || !strings.HasPrefix(src[a.Span.Start:], a.Name.Raw) {
			t.Fatalf("attribute %+v of token %v is out of place", a, tok.Span)
		}
		at = a.Span.End
	}
}

func checkNames(t *testing.T, tokens []Token) {
	t.Helper()
	byRaw, byID := map[string]*Name{}, map[int]*Name{}
	check := func(n *Name) {
		if old := byRaw[n.Raw]; old != nil && old != n {
			t.Fatalf("name %q has two values", n.Raw)
		}
		if old := byID[n.ID]; old != nil && old != n {
			t.Fatalf("names %q and %q have one ID", n.Raw, old.Raw)
		}
		byRaw[n.Raw], byID[n.ID] = n, n
	}
	for _, tok := range tokens {
		if tok.Name != nil {
			check(tok.Name)
		}
		for _, a := range tok.Attrs {
			check(a.Name)
		}
	}
}

func checkError(t *testing.T, s *Scanner, src string, err error) {
	t.Helper()
	var bad *Error
	if !errors.As(err, &bad) {
		t.Fatalf("error %v is a %T; expected *Error", err, err)
	}
	if sp := bad.Span; sp.Start < 0 || sp.Start > sp.End || sp.End > len(src) {
		t.Fatalf("error span %v lies outside 0..%d", sp, len(src))
	}
	if len(bad.Msg) > 10*maxQuote {
		t.Fatalf("the message has %d bytes", len(bad.Msg))
	}
	if again := s.Next(new(Token)); again != err {
		t.Fatalf("the next call returned %v; expected %v again", again, err)
	}
}

// formCase is one document and what becomes of it. In src, the brackets ⟦ and ⟧
// stand around the place of the error; they are no part of the document. want
// is part of the message; without brackets the document is accepted.
type formCase struct {
	src, want, reason string
}

// formCases are all documents of the tables, for the judges and as seeds.
func formCases() []formCase {
	return slices.Concat(declarationCases, instructionCases, commentCases, cdataCases, charCases, referenceCases,
		attributeCases, tagCases, documentCases, doctypeCases, nameCases, prefixCases, reservedCases, uniqueCases)
}

func (c formCase) parse() (src string, at text.Span, bad bool) {
	before, rest, bad := strings.Cut(c.src, "⟦")
	if !bad {
		return c.src, text.Span{}, false
	}
	inside, after, _ := strings.Cut(rest, "⟧")
	return before + inside + after, text.Span{Start: len(before), End: len(before) + len(inside)}, true
}

// helpful is what every message must hold: what to write, or what to do.
var helpful = regexp.MustCompile(`expected|write|at most|remove`)

func runFormCases(t *testing.T, cases []formCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.reason, func(t *testing.T) {
			src, at, bad := c.parse()
			_, err := scanChecked(t, src)
			if !bad && err != nil {
				t.Fatalf("%q is refused: %v; expected it to be accepted", src, err)
			}
			if bad {
				checkRefusal(t, src, err, at, c.want)
			}
		})
	}
}

func checkRefusal(t *testing.T, src string, err error, at text.Span, want string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%q is accepted; expected an error with %q", src, want)
	}
	if e.Span != at {
		t.Errorf("%q: error at %s; expected %s", src, marked(src, e.Span), marked(src, at))
	}
	if want == "" || !strings.Contains(e.Msg, want) || !helpful.MatchString(e.Msg) {
		t.Errorf("message %q; expected it to hold %q and to match %s", e.Msg, want, helpful)
	}
}

func marked(src string, at text.Span) string {
	return fmt.Sprintf("%q", src[:at.Start]+"⟦"+src[at.Start:at.End]+"⟧"+src[at.End:])
}

func TestReasonsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range formCases() {
		if c.reason == "" || seen[c.reason] {
			t.Errorf("reason %q of %q is empty or stands twice", c.reason, c.src)
		}
		seen[c.reason] = true
	}
}
