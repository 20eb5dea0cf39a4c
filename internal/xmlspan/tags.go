package xmlspan

import "tmgaudit/internal/text"

func (s *Scanner) startTag(t *Token) error {
	if s.rootSeen && len(s.open) == 0 && !s.fragment {
		return fail(s.pos, s.pos+1, "a second root element; expected the end of the document")
	}
	name, i, err := s.name(s.pos+1, `a tag name, "/", "!" or "?" after "<"`)
	if err != nil {
		return err
	}
	t.Name, t.Kind = name, StartTag
	s.attrs = s.attrs[:0]
	outer := len(s.shadowed)
	if s.at(i) != '>' {
		if i, err = s.attributes(t, i); err != nil {
			return err
		}
	}
	t.Attrs = s.attrs
	if err := s.bindTag(t); err != nil {
		return err
	}
	s.advance(t, i+1)
	s.rootSeen = true
	if t.Kind == EmptyTag {
		s.unbind(outer)
		return nil
	}
	if len(s.open) == MaxDepth {
		return fail(t.Span.Start, t.Span.End, "elements are nested more than %d deep; at most that many are accepted", MaxDepth)
	}
	s.open = append(s.open, openElement{name, t.Space, outer})
	return nil
}

// attributes reads the attributes of the start tag t from i on and returns the
// offset of its ">".
func (s *Scanner) attributes(t *Token, i int) (int, error) {
	for {
		j := s.skipSpace(i)
		switch s.at(j) {
		case '>':
			return j, nil
		case '/':
			if s.at(j+1) != '>' {
				return 0, s.unexpected(j+1, `">" after "/"`)
			}
			t.Kind = EmptyTag
			return j + 1, nil
		}
		if j == i {
			return 0, s.unexpected(i, `white space, ">" or "/>"`)
		}
		if len(s.attrs) == MaxAttrs {
			return 0, fail(t.Span.Start, j, "more than %d attributes in one tag; at most that many are accepted", MaxAttrs)
		}
		next, err := s.attribute(j)
		if err != nil {
			return 0, err
		}
		i = next
	}
}

func (s *Scanner) attribute(start int) (int, error) {
	name, i, err := s.name(start, `an attribute name, ">" or "/>"`)
	if err != nil {
		return 0, err
	}
	if i = s.skipSpace(i); s.at(i) != '=' {
		return 0, s.unexpected(i, `"=" after attribute `+name.Raw)
	}
	i = s.skipSpace(i + 1)
	quote := s.at(i)
	if quote != '"' && quote != '\'' {
		return 0, s.unexpected(i, "a quoted value of attribute "+name.Raw)
	}
	end, err := s.attributeValue(i+1, quote, name)
	if err != nil {
		return 0, err
	}
	s.attrs = append(s.attrs, Attr{
		Name:  name,
		Span:  text.Span{Start: start, End: end + 1},
		Value: text.Span{Start: i + 1, End: end},
	})
	return end + 1, nil
}

// attributeValue returns the offset of the closing quote.
func (s *Scanner) attributeValue(i int, quote byte, name *Name) (int, error) {
	b, start := s.src, i
	for {
		for i < len(b) && plainValue[b[i]] {
			i++
		}
		if i == len(b) {
			return 0, fail(start-1, i, "the value of attribute %s is not closed; expected %q", name.Raw, quote)
		}
		var err error
		switch c := b[i]; c {
		case quote:
			return i, nil
		case '"', '\'':
			i++
		case '<':
			return 0, fail(i, i+1, `"<" in the value of attribute %s; write "&lt;" (or is a closing %q missing?)`, name.Raw, quote)
		case '&':
			i, err = s.reference(i)
		default:
			i, err = s.checkChar(i)
		}
		if err != nil {
			return 0, err
		}
	}
}

// bindTag enters the declarations of t, resolves its prefixes and refuses
// attributes that stand twice.
func (s *Scanner) bindTag(t *Token) error {
	if len(t.Attrs) > 0 {
		if err := s.bind(t.Attrs); err != nil {
			return err
		}
	}
	if t.Name.Prefix == "xmlns" {
		at := t.Span.Start + 1
		return fail(at, at+len(t.Name.Raw), "prefix \"xmlns\" of element %s is reserved; expected another prefix", t.Name.Raw)
	}
	var ok bool
	if t.Space, ok = s.resolve(t.Name); !ok {
		return unbound(t.Name, t.Span.Start+1)
	}
	for i := range t.Attrs {
		a := &t.Attrs[i]
		if a.Name.Prefix != "" && a.Space == "" {
			if a.Space, ok = s.resolve(a.Name); !ok {
				return unbound(a.Name, a.Span.Start)
			}
		}
	}
	return unique(t.Attrs)
}

func unbound(n *Name, at int) error {
	return fail(at, at+len(n.Raw), "prefix %q of %s is not bound; expected xmlns:%s=\"...\" here or on an enclosing element", n.Prefix, n.Raw, n.Prefix)
}

// unique holds the constraint "Attributes Unique" for names as written and for
// expanded names. Pairs are compared up to a number that real tags never reach;
// beyond it a set keeps the cost linear.
func unique(attrs []Attr) error {
	if len(attrs) > 8 {
		return uniqueMany(attrs)
	}
	for i := 1; i < len(attrs); i++ {
		for j := range i {
			if sameAttr(&attrs[i], &attrs[j]) {
				return duplicate(&attrs[i])
			}
		}
	}
	return nil
}

func sameAttr(a, b *Attr) bool {
	return a.Name == b.Name || a.Space != "" && a.Space == b.Space && a.Name.Local == b.Name.Local
}

func uniqueMany(attrs []Attr) error {
	type expanded struct{ space, local string }
	seen := make(map[expanded]bool, len(attrs))
	for i := range attrs {
		a := &attrs[i]
		key := expanded{a.Space, a.Name.Local}
		if a.Space == "" {
			key.local = a.Name.Raw // a fragment's prefixes may be unbound, and differ
		}
		if seen[key] {
			return duplicate(a)
		}
		seen[key] = true
	}
	return nil
}

func duplicate(a *Attr) error {
	return fail(a.Span.Start, a.Span.End, "attribute %s stands twice in one tag; remove one", a.Name.Raw)
}

func (s *Scanner) endTag(t *Token) error {
	if len(s.open) == 0 {
		return fail(s.pos, min(s.pos+2, len(s.src)), "an end tag without a start tag; expected an element, a comment or the end")
	}
	o := s.open[len(s.open)-1]
	i := s.pos + 2 + len(o.name.Raw)
	if i > len(s.src) || string(s.src[s.pos+2:i]) != o.name.Raw || nameByte[s.at(i)] {
		return s.mismatch(o)
	}
	if i = s.skipSpace(i); s.at(i) != '>' {
		return s.unexpected(i, `">" at the end of </`+o.name.Raw)
	}
	t.Kind, t.Name, t.Space = EndTag, o.name, o.space
	s.open = s.open[:len(s.open)-1]
	s.unbind(o.shadowed)
	s.advance(t, i+1)
	return nil
}

// mismatch is the error for an end tag that does not close o.
func (s *Scanner) mismatch(o openElement) error {
	n, end, err := s.name(s.pos+2, "</"+o.name.Raw+">")
	if err != nil {
		return err
	}
	return fail(s.pos, end, "</%s> closes <%s>; expected </%s>", n.Raw, o.name.Raw, o.name.Raw)
}
