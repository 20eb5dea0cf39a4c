// Package xmlspan is a lossless, strict XML scanner: it cuts a document into
// tokens whose spans, laid end to end, are the input.
//
// It accepts exactly the well-formed documents of XML 1.0 (5th edition) with
// Namespaces in XML 1.0 that have no document type declaration; an export never
// has one, and refusing it closes the door to entity attacks. The input must be
// valid UTF-8, which text.Decode guarantees. Depth, token size, name length and
// attribute count are bounded far above what any real export holds.
//
// The package knows XML and nothing of firewalls.
package xmlspan

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"tmgaudit/internal/text"
)

// Bounds on what a document may hold. Real exports are about 20 elements deep
// and their longest value is some hundred kilobytes. Where libxml2 has a limit,
// ours lies within it, so that nothing it refuses is accepted here; of its
// 10,000,000 bytes a token, it needs some for look-ahead.
const (
	MaxDepth = 256       // open elements
	MaxToken = 9_900_000 // bytes of one token
	MaxName  = 50_000    // bytes of one name
	MaxAttrs = 1_000     // attributes of one element
	MaxNames = 100_000   // distinct names; real exports have some 2,000
)

// maxQuote bounds what a message quotes from the document, in bytes.
const maxQuote = 200

// Kind says what a token is.
type Kind uint8

// The kinds of token. White space between elements is CharData.
const (
	Declaration Kind = iota + 1 // <?xml version="1.0"?>
	StartTag                    // <a b="c">
	EmptyTag                    // <a b="c"/>
	EndTag                      // </a>
	CharData                    // text between tags, references included
	CData                       // <![CDATA[ ]]>
	Comment                     // <!-- -->
	ProcInst                    // <?target data?>
)

// Name is an element or attribute name as written. A Scanner hands out one Name
// for each distinct spelling, so names of one document compare by pointer.
type Name struct {
	Raw    string // as written, "fpc4:Root"
	Prefix string // "fpc4", or "" without one
	Local  string // "Root"
	ID     int    // dense, from 0, in order of first appearance
}

// Attr is one attribute of a start tag, namespace declarations included.
type Attr struct {
	Name  *Name
	Space string    // namespace name; "" without prefix, unless it is xmlns itself
	Span  text.Span // name, equals sign and quoted value
	Value text.Span // the raw value between the quotes
}

// Token is one piece of the document. Attrs is valid until the next call of
// Scanner.Next.
type Token struct {
	Kind  Kind
	Span  text.Span // the whole token
	Name  *Name     // tags only
	Space string    // namespace name of the element, tags only
	Attrs []Attr    // StartTag and EmptyTag only
}

// Error is a breach of well-formedness or of a bound, with its place in the
// scanned text. Msg says what stands there and what was expected.
type Error struct {
	Span text.Span
	Msg  string
}

func (e *Error) Error() string { return e.Msg }

// Scanner cuts a document into tokens. The zero value is not usable; see New.
type Scanner struct {
	src      []byte
	pos      int
	names    map[string]*Name
	recent   [128]*Name // names again, found without hashing; see recentSlot
	prefixes map[string]*namespace
	spaces   []*namespace // of the prefix of each name, by Name.ID
	shadowed []shadow     // declarations in scope, innermost last
	open     []openElement
	attrs    []Attr
	rootSeen bool
	fragment bool // see NewFragment
	err      error
}

type openElement struct {
	name     *Name
	space    string
	shadowed int // length of Scanner.shadowed outside the element
}

// New returns a Scanner over src, which must be valid UTF-8 without a byte order
// mark and must not change while it is scanned.
func New(src []byte) *Scanner {
	return &Scanner{
		src:      src,
		names:    make(map[string]*Name),
		prefixes: map[string]*namespace{"": {bound: true}, "xml": {xmlSpace, true}},
	}
}

// NewFragment returns a Scanner over the content of one element, cut from a
// document that has been scanned: any number of elements and text, no XML
// declaration. Prefixes whose declaration lies outside src have the namespace
// name "". Spans count from the start of src.
func NewFragment(src []byte) *Scanner {
	s := New(src)
	s.fragment = true
	return s
}

// Depth is the number of elements that are open after the last token.
func (s *Scanner) Depth() int { return len(s.open) }

// Next stores the next token in t. At the end of a well-formed document it
// returns io.EOF; a breach is an *Error, and every later call returns it again.
func (s *Scanner) Next(t *Token) error {
	if s.err != nil {
		return s.err
	}
	if s.err = s.next(t); s.err == nil && t.Span.Len() > MaxToken {
		s.err = fail(t.Span.Start, t.Span.End, "one token of %d bytes; at most %d are accepted", t.Span.Len(), MaxToken)
	}
	return s.err
}

func (s *Scanner) next(t *Token) error {
	*t = Token{Span: text.Span{Start: s.pos, End: s.pos}}
	if s.pos == len(s.src) {
		return s.end()
	}
	if s.src[s.pos] != '<' {
		return s.charData(t)
	}
	switch s.at(s.pos + 1) {
	case '/':
		return s.endTag(t)
	case '!':
		return s.bang(t)
	case '?':
		return s.question(t)
	}
	return s.startTag(t)
}

// end checks what must hold when the input is used up.
func (s *Scanner) end() error {
	if n := len(s.open); n > 0 {
		o := s.open[n-1]
		return fail(s.pos, s.pos, "the document ends inside <%s>; expected </%s> (is the file cut off?)", o.name.Raw, o.name.Raw)
	}
	if !s.rootSeen && !s.fragment {
		return fail(s.pos, s.pos, "the document holds no element; expected a root element")
	}
	return io.EOF
}

// at is the byte at offset i, or 0 past the end. A NUL in the input is refused
// wherever it stands, so the two cannot be confused.
func (s *Scanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

func (s *Scanner) charData(t *Token) error {
	if len(s.open) == 0 && !s.fragment {
		return s.onlySpace(t)
	}
	b, i := s.src, s.pos
	for {
		for i < len(b) && plainText[b[i]] {
			i++
		}
		if i == len(b) || b[i] == '<' {
			break
		}
		next, err := s.textChar(i)
		if err != nil {
			return err
		}
		i = next
	}
	t.Kind = CharData
	s.advance(t, i)
	return nil
}

// textChar steps over a byte of character data that needs a second look.
func (s *Scanner) textChar(i int) (int, error) {
	switch c := s.src[i]; c {
	case '&':
		return s.reference(i)
	case ']':
		if s.at(i+1) == ']' && s.at(i+2) == '>' {
			return 0, fail(i, i+3, `"]]>" stands in text; write "]]&gt;"`)
		}
		return i + 1, nil
	default:
		return s.checkChar(i)
	}
}

// onlySpace reads what stands between tags outside the root element: white
// space, and nothing else.
func (s *Scanner) onlySpace(t *Token) error {
	i := s.skipSpace(s.pos)
	if i == len(s.src) || s.src[i] == '<' {
		t.Kind = CharData
		s.advance(t, i)
		return nil
	}
	end := len(s.src)
	if n := bytes.IndexByte(s.src[i:], '<'); n >= 0 {
		end = i + n
	}
	if s.rootSeen {
		return fail(i, end, "text after the end of the root element; expected the end of the document")
	}
	return fail(i, end, "text before the root element; expected \"<\" (is this XML?)")
}

// advance closes t at end and moves on.
func (s *Scanner) advance(t *Token, end int) {
	t.Span.End = end
	s.pos = end
}

// fail makes an Error. What it quotes from the document is cut to a length that
// people read.
func fail(start, end int, format string, args ...any) *Error {
	for i, a := range args {
		if s, ok := a.(string); ok && len(s) > maxQuote {
			args[i] = strings.ToValidUTF8(s[:maxQuote], "") + "..."
		}
	}
	return &Error{Span: text.Span{Start: start, End: end}, Msg: fmt.Sprintf(format, args...)}
}
