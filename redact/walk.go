package redact

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema"
)

// rest redacts what the model does not hold or has no values for: attributes,
// foreign elements, stray text, comments and processing instructions.
func (r *Redactor) rest() {
	w := tokenWalk{Redactor: r, src: r.doc.File.Text(), secrets: r.doc.Secrets(r.doc.Root.Span())}
	s := xmlspan.New(w.src)
	var t xmlspan.Token
	for s.Next(&t) == nil {
		w.token(&t)
	}
}

// tokenWalk is the state of a walk over all tokens.
type tokenWalk struct {
	*Redactor
	src     []byte
	secrets []text.Span
	open    []string // local names of the open elements
	next    int      // the first of handled that ends behind the token
}

func (w *tokenWalk) token(t *xmlspan.Token) {
	w.strangers.token(t, w.src)
	for w.next < len(w.handled) && w.handled[w.next].End <= t.Span.Start {
		w.next++
	}
	inside := w.next < len(w.handled) && w.handled[w.next].Contains(t.Span)
	switch t.Kind {
	case xmlspan.StartTag, xmlspan.EmptyTag:
		w.attributes(t)
		if t.Kind == xmlspan.StartTag {
			w.open = append(w.open, t.Name.Local)
		}
	case xmlspan.EndTag:
		w.open = w.open[:len(w.open)-1]
	case xmlspan.CharData, xmlspan.CData:
		if !inside {
			w.text(t)
		}
	case xmlspan.Comment, xmlspan.ProcInst:
		if !inside {
			w.remark(t)
		}
	}
}

// attributes redacts those that are not the format's own.
func (w *tokenWalk) attributes(t *xmlspan.Token) {
	for _, a := range t.Attrs {
		raw := w.src[a.Value.Start:a.Value.End]
		if len(raw) == 0 || formats(a, string(raw)) {
			continue
		}
		v := xmlspan.Unescape(raw, true)
		if is := w.attribute(t, a, v); is != v {
			w.edits = append(w.edits, text.Edit{Span: a.Value, New: escape(is)})
		}
	}
}

func (w *tokenWalk) attribute(t *xmlspan.Token, a xmlspan.Attr, v string) string {
	switch {
	case a.Space == "" && a.Name.Local == "StorageName":
		if v == t.Name.Local { // says no more than the element
			return v
		}
		return w.storageName(v)
	case schema.SecretName(a.Name.Local):
		return removed
	}
	return w.value("@"+a.Name.Local, v)
}

// formats reports whether an attribute is one of the format with a value of the
// format.
func formats(a xmlspan.Attr, v string) bool {
	switch {
	case a.Name.Raw == "xmlns" || a.Name.Prefix == "xmlns":
		return v == schema.Namespace || v == schema.DTNamespace
	case a.Space == "" && a.Name.Local == "StorageType":
		return len(v) == 1
	case a.Space == schema.DTNamespace && a.Name.Local == "dt":
		return dataTypes[v]
	case a.Name.Prefix == "xml":
		return v == "preserve" || v == "default"
	}
	return false
}

var dataTypes = map[string]bool{"string": true, "int": true, "boolean": true, "bin.hex": true}

// text redacts character data that belongs to no property.
func (w *tokenWalk) text(t *xmlspan.Token) {
	span := t.Span
	if t.Kind == xmlspan.CData {
		span.Start += len("<![CDATA[")
		span.End -= len("]]>")
	}
	raw := w.src[span.Start:span.End]
	if len(bytes.TrimSpace(raw)) == 0 {
		return
	}
	name := ""
	if n := len(w.open); n > 0 {
		name = w.open[n-1]
	}
	is := ""
	switch {
	case w.secret(span):
		is = removed
	case t.Kind == xmlspan.CData:
		is = strings.ReplaceAll(w.piece(t, name, xmlspan.NormalizeCData(raw)), "]]>", "")
	default:
		is = escape(w.piece(t, name, xmlspan.Unescape(raw, false)))
	}
	is = strings.ReplaceAll(is, "\n", lineEnd(raw))
	if is != string(raw) {
		w.edits = append(w.edits, text.Edit{Span: span, New: is})
	}
}

// piece redacts the text of a token. Next to CDATA or a comment it is a part of a
// value, and nothing is kept of it: "10.77" and ".2.3" are no numbers then.
func (w *tokenWalk) piece(t *xmlspan.Token, name, v string) string {
	before, after := w.src[:t.Span.Start], w.src[t.Span.End:]
	for _, end := range []string{"]]>", "-->", "?>"} {
		if bytes.HasSuffix(before, []byte(end)) {
			return w.words(v)
		}
	}
	for _, start := range []string{"<!", "<?"} {
		if bytes.HasPrefix(after, []byte(start)) {
			return w.words(v)
		}
	}
	return w.lines(name, v)
}

// secret reports whether a span lies in a secret or below an element that is
// called like one.
func (w *tokenWalk) secret(s text.Span) bool {
	i, _ := slices.BinarySearchFunc(w.secrets, s.Start, func(x text.Span, at int) int { return cmp.Compare(x.End, at) })
	for ; i < len(w.secrets) && w.secrets[i].Start <= s.Start; i++ {
		if w.secrets[i].Contains(s) {
			return true
		}
	}
	return slices.ContainsFunc(w.open, schema.SecretName)
}

// remark redacts a comment or processing instruction; its lines stay lines.
func (w *tokenWalk) remark(t *xmlspan.Token) {
	span := t.Span
	if t.Kind == xmlspan.Comment {
		span.Start += len("<!--")
		span.End -= len("-->")
	} else {
		span.Start += len("<?")
		span.End -= len("?>")
		i := bytes.IndexAny(w.src[span.Start:span.End], " \t\r\n")
		if i < 0 {
			return
		}
		span.Start += i
	}
	raw := w.src[span.Start:span.End]
	if len(bytes.TrimSpace(raw)) == 0 {
		return
	}
	breaks := strings.Count(xmlspan.Unescape(raw, false), "\n")
	w.edits = append(w.edits, text.Edit{Span: span, New: " " + removed + strings.Repeat(lineEnd(raw), breaks) + " "})
}
