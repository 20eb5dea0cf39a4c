package report

import (
	"bytes"
	"cmp"
	"slices"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// How far before an excerpt an element with a secret name is looked for: near by
// where a document says what is secret, far where none could be read.
const (
	secretReach     = 1 << 20
	secretReachNear = 4 << 10
)

// secrets are the spans in s that must not be shown, in order: those that the
// document knows, and those that the names in the source give away. The latter
// cover elements that are no properties, such as those that ISAInfo adds.
func secrets(doc *schema.Document, f *text.File, s text.Span) []text.Span {
	if doc == nil {
		return namedSecrets(f.Text(), s, secretReach)
	}
	all := append(doc.Secrets(s), namedSecrets(f.Text(), s, secretReachNear)...)
	slices.SortFunc(all, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

// namedSecrets finds the content of elements with a secret's name that touches s,
// reading tags without asking whether the source is well-formed.
func namedSecrets(src []byte, s text.Span, reach int) []text.Span {
	var found []text.Span
	end := min(s.End+1, len(src))
	for at := max(0, s.Start-reach); ; {
		i := bytes.IndexByte(src[at:end], '<')
		if i < 0 {
			return found
		}
		at += i + 1
		name := tagName(src[at:end])
		closing := bytes.IndexByte(src[at:end], '>')
		if closing < 0 {
			return found
		}
		tag := src[at : at+closing]
		if len(name) == 0 || tag[len(tag)-1] == '/' || !schema.SecretName(string(name)) || harmless(tag) {
			continue
		}
		at += closing + 1
		value := text.Span{Start: at, End: contentEnd(src, at, end, name)}
		if value.End >= s.Start && value.Len() > 0 {
			found = append(found, value)
		}
		at = min(value.End, end)
	}
}

// contentEnd is where the element ends whose content starts at at, or past end
// when it goes on there.
func contentEnd(src []byte, at, end int, name []byte) int {
	for from := at; from < end; {
		i := bytes.Index(src[from:end], []byte("</"))
		if i < 0 {
			break
		}
		from += i
		if bytes.HasPrefix(src[from+2:], name) {
			return from
		}
		from += 2
	}
	return len(src)
}

// tagName is the name that stands behind "<", prefix included.
func tagName(b []byte) []byte {
	i := bytes.IndexAny(b, " \t\r\n/>=<\"'!?")
	if i < 0 {
		return nil
	}
	return b[:i]
}

// harmless reports whether the dt:dt of a tag says that no secret is there, as in
// a switch that allows users to change passwords.
func harmless(tag []byte) bool {
	for _, dt := range []string{`="boolean"`, `='boolean'`, `="int"`, `='int'`} {
		if bytes.Contains(tag, []byte(dt)) {
			return true
		}
	}
	return false
}
