package xmlspan

import (
	"bytes"
	"strings"
)

// bang reads what starts with "<!": a comment, a CDATA section, or a document
// type declaration, which is refused.
func (s *Scanner) bang(t *Token) error {
	rest := s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return s.comment(t)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.cdata(t)
	case bytes.HasPrefix(rest, []byte("<!DOCTYPE")):
		return fail(s.pos, s.pos+9, "a document type declaration (DOCTYPE) is not accepted; no export has one, remove it")
	}
	return s.unexpected(s.pos+2, `"--" or "[CDATA[" after "<!"`)
}

func (s *Scanner) comment(t *Token) error {
	body := s.pos + 4
	n := bytes.Index(s.src[body:], []byte("--"))
	if n < 0 {
		return fail(s.pos, len(s.src), `the comment is not closed; expected "-->"`)
	}
	end := body + n + 2
	if s.at(end) != '>' {
		return fail(end-2, end, `"--" inside a comment; expected "-->"`)
	}
	t.Kind = Comment
	return s.finish(t, body, end-2, end+1)
}

func (s *Scanner) cdata(t *Token) error {
	if len(s.open) == 0 && !s.fragment {
		return fail(s.pos, s.pos+9, "a CDATA section outside the root element; expected a tag or a comment")
	}
	body := s.pos + 9
	n := bytes.Index(s.src[body:], []byte("]]>"))
	if n < 0 {
		return fail(s.pos, len(s.src), `the CDATA section is not closed; expected "]]>"`)
	}
	t.Kind = CData
	return s.finish(t, body, body+n, body+n+3)
}

// question reads a processing instruction or the XML declaration.
func (s *Scanner) question(t *Token) error {
	n := bytes.Index(s.src[s.pos:], []byte("?>"))
	if n < 0 {
		return fail(s.pos, len(s.src), `the processing instruction is not closed; expected "?>"`)
	}
	close := s.pos + n
	target, i, err := s.name(s.pos+2, `a target name after "<?"`)
	if err != nil {
		return err
	}
	if strings.EqualFold(target.Raw, "xml") {
		return s.declaration(t, target, i, close)
	}
	if target.Prefix != "" {
		return fail(s.pos+2, i, "target %q of a processing instruction holds a colon; expected a name without one", target.Raw)
	}
	if i != close && !isSpace(s.src[i]) {
		return s.unexpected(i, `white space or "?>" after `+target.Raw)
	}
	t.Kind = ProcInst
	return s.finish(t, i, close, close+2)
}

// finish checks the characters of a token's body and closes the token at end.
func (s *Scanner) finish(t *Token, body, bodyEnd, end int) error {
	b := s.src
	for i := body; i < bodyEnd; {
		if c := b[i]; c >= 0x20 && c != 0xEF {
			i++
			continue
		}
		next, err := s.checkChar(i)
		if err != nil {
			return err
		}
		i = next
	}
	s.advance(t, end)
	return nil
}

// declaration reads <?xml version="1.0" encoding="..." standalone="..."?>,
// production [23] XMLDecl; i is the offset behind the target, close that of "?>".
func (s *Scanner) declaration(t *Token, target *Name, i, close int) error {
	if target.Raw != "xml" {
		return fail(s.pos+2, i, "target %q is reserved; expected \"xml\" in lower case, or another name", target.Raw)
	}
	if s.pos != 0 || s.fragment {
		return fail(s.pos, close+2, "an XML declaration stands here; it is expected only at the very start of the document")
	}
	for k, p := range pseudoAttrs {
		next, found, err := s.pseudoAttr(i, close, p)
		if err != nil {
			return err
		}
		if !found && k == 0 {
			return s.unexpected(s.skipSpace(i), `version="1.0"`)
		}
		i = next
	}
	if i = s.skipSpace(i); i != close {
		return s.unexpected(i, `version, encoding, standalone in this order, then "?>"`)
	}
	t.Kind = Declaration
	s.advance(t, close+2)
	return nil
}

type pseudoAttr struct {
	name  string
	valid func(string) bool
	want  string
}

// pseudoAttrs are the parts of the XML declaration in their only order.
var pseudoAttrs = []pseudoAttr{
	{"version", isVersion, `"1.0"`},
	{"encoding", isEncodingName, "an encoding name such as UTF-8"},
	{"standalone", func(v string) bool { return v == "yes" || v == "no" }, `"yes" or "no"`},
}

// pseudoAttr reads one optional part of the declaration from i on.
func (s *Scanner) pseudoAttr(i, close int, p pseudoAttr) (next int, found bool, err error) {
	j := s.skipSpace(i)
	if !bytes.HasPrefix(s.src[j:close], []byte(p.name)) {
		return i, false, nil
	}
	if j == i {
		return 0, false, s.unexpected(i, "white space before "+p.name)
	}
	k := s.skipSpace(j + len(p.name))
	if s.at(k) != '=' {
		return 0, false, s.unexpected(k, `"=" after `+p.name)
	}
	k = s.skipSpace(k + 1)
	quote := s.at(k)
	if quote != '"' && quote != '\'' {
		return 0, false, s.unexpected(k, "a quoted value of "+p.name)
	}
	n := bytes.IndexByte(s.src[k+1:close], quote)
	if n < 0 {
		return 0, false, fail(k, close, "the value of %s is not closed; expected %q", p.name, quote)
	}
	value := string(s.src[k+1 : k+1+n])
	if !p.valid(value) {
		return 0, false, fail(k+1, k+1+n, "%s is %q; expected %s", p.name, value, p.want)
	}
	return k + n + 2, true, nil
}

// isVersion is production [26] VersionNum.
func isVersion(v string) bool {
	rest, ok := strings.CutPrefix(v, "1.")
	return ok && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// isEncodingName is production [81] EncName.
func isEncodingName(v string) bool {
	for i := range len(v) {
		c := v[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || !isNameASCII(c) || c == ':') {
			return false
		}
	}
	return v != ""
}
