package xmlspan

import "strings"

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// namespace is what one prefix stands for at the place that has been reached. The
// default namespace has the prefix "". One value a prefix, changed by every
// declaration, makes a look-up independent of how many there are.
type namespace struct {
	name  string
	bound bool
}

// shadow is the meaning that a declaration took from a prefix.
type shadow struct {
	space *namespace
	outer namespace
}

// name reads the qualified name at i and returns it with the offset behind it.
// what names the thing for the message.
func (s *Scanner) name(i int, what string) (*Name, int, error) {
	j := i
	for j < len(s.src) && nameByte[s.src[j]] {
		j++
	}
	if i == j {
		return nil, i, s.unexpected(i, what)
	}
	slot := &s.recent[recentSlot(s.src[i:j])]
	if n := *slot; n != nil && n.Raw == string(s.src[i:j]) {
		return n, j, nil
	}
	n, ok := s.names[string(s.src[i:j])]
	if !ok {
		var err error
		if n, err = s.newName(i, j, what); err != nil {
			return nil, j, err
		}
	}
	*slot = n
	return n, j, nil
}

// recentSlot spreads names over Scanner.recent by their length, last and middle
// letter.
func recentSlot(name []byte) int {
	n := len(name)
	return (int(name[n-1]) + int(name[n/2])<<2 + n<<4) & 127
}

func (s *Scanner) newName(i, j int, what string) (*Name, error) {
	if j-i > MaxName {
		return nil, fail(i, j, "a name of %d bytes; at most %d are accepted", j-i, MaxName)
	}
	if len(s.names) == MaxNames {
		return nil, fail(i, j, "more than %d different names; at most that many are accepted", MaxNames)
	}
	raw := string(s.src[i:j])
	prefix, local, found := strings.Cut(raw, ":")
	if !found {
		prefix, local = "", raw
	}
	if !isNCName(local) || found && !isNCName(prefix) {
		return nil, fail(i, j, "%q is not a valid name; expected %s", raw, what)
	}
	n := &Name{Raw: raw, Prefix: prefix, Local: local, ID: len(s.names)}
	s.names[raw] = n
	s.spaces = append(s.spaces, s.prefix(prefix))
	return n, nil
}

// prefix is what a prefix stands for now; it stays valid when that changes.
func (s *Scanner) prefix(prefix string) *namespace {
	ns := s.prefixes[prefix]
	if ns == nil {
		ns = new(namespace)
		s.prefixes[prefix] = ns
	}
	return ns
}

// unexpected is the error for the character at i where what was expected.
func (s *Scanner) unexpected(i int, what string) error {
	if i >= len(s.src) {
		return fail(i, i, "the document ends here; expected %s", what)
	}
	end, err := s.checkChar(i)
	if err != nil {
		return err
	}
	return fail(i, end, "unexpected %q; expected %s", s.src[i:end], what)
}

// resolve finds the namespace name of a name's prefix.
func (s *Scanner) resolve(n *Name) (string, bool) {
	ns := s.spaces[n.ID]
	return ns.name, ns.bound || s.fragment
}

// bind enters the namespace declarations of one start tag and holds the
// constraints of Namespaces in XML 1.0, sections 2.2, 3 and 5.
func (s *Scanner) bind(attrs []Attr) error {
	for i := range attrs {
		a := &attrs[i]
		prefix, ok := declaredPrefix(a.Name)
		if !ok {
			continue
		}
		a.Space = xmlnsSpace
		space := Unescape(s.src[a.Value.Start:a.Value.End], true)
		if msg := reservedBinding(prefix, space); msg != "" {
			return fail(a.Span.Start, a.Span.End, "%s", msg)
		}
		ns := s.prefix(prefix)
		s.shadowed = append(s.shadowed, shadow{ns, *ns})
		*ns = namespace{space, true}
	}
	return nil
}

// unbind undoes declarations until only the outermost are left.
func (s *Scanner) unbind(left int) {
	for i := len(s.shadowed) - 1; i >= left; i-- {
		*s.shadowed[i].space = s.shadowed[i].outer
	}
	s.shadowed = s.shadowed[:left]
}

// declaredPrefix is the prefix that an attribute declares, if it is a namespace
// declaration.
func declaredPrefix(n *Name) (string, bool) {
	if n.Prefix == "xmlns" {
		return n.Local, true
	}
	return "", n.Prefix == "" && n.Local == "xmlns"
}

func reservedBinding(prefix, space string) string {
	switch {
	case prefix == "xml" && space != xmlSpace:
		return `prefix "xml" cannot be bound to another namespace; expected ` + xmlSpace
	case prefix == "xmlns":
		return `prefix "xmlns" cannot be declared; expected another prefix`
	case prefix != "xml" && space == xmlSpace, space == xmlnsSpace:
		return "namespace " + space + " cannot be bound to this prefix; expected another namespace name"
	case prefix != "" && space == "":
		return `prefix "` + prefix + `" is bound to an empty namespace name; expected a URI`
	}
	return ""
}
