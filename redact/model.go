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

// model redacts what the model knows: properties and list entries.
func (r *Redactor) model() {
	for o := range r.doc.All() {
		props := o.Properties()
		for i := range props {
			r.leaf(&props[i])
		}
	}
	slices.SortFunc(r.handled, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
}

// leaf redacts a property. One that holds elements is left to the walk over the
// tokens, which keeps them.
func (r *Redactor) leaf(p *schema.Property) {
	if p.IsList() {
		for span, entry := range p.Entries() {
			if span.Len() > 0 && !nested(r.doc.File.Text()[span.Start:span.End]) {
				r.replace(span, entry, r.entry(p, entry))
			}
		}
		return
	}
	span := p.ValueSpan()
	if p.SelfClosing() || span.Len() == 0 || nested(p.Raw()) {
		return
	}
	r.replace(span, p.Value(), r.property(p))
}

func (r *Redactor) entry(p *schema.Property, v string) string {
	if strings.TrimSpace(v) == "" {
		return v
	}
	if p.Secret() || schema.SecretName(p.Name) {
		return removed
	}
	return r.lines(p.Name, v)
}

// nested reports whether raw content holds elements.
func nested(raw []byte) bool {
	if bytes.IndexByte(raw, '<') < 0 {
		return false
	}
	s := xmlspan.NewFragment(raw)
	var t xmlspan.Token
	for s.Next(&t) == nil {
		if t.Kind == xmlspan.StartTag || t.Kind == xmlspan.EmptyTag {
			return true
		}
	}
	return false
}

// replace is the edit of a value, none where it stays. A span with markup in it,
// which could hold a comment, is written anew all the same.
func (r *Redactor) replace(span text.Span, was, is string) {
	r.handled = append(r.handled, span)
	raw := r.doc.File.Text()[span.Start:span.End]
	if was == is && bytes.IndexByte(raw, '<') < 0 {
		return
	}
	is = escape(is)
	if strings.Contains(is, "\n") {
		is = strings.ReplaceAll(is, "\n", lineEnd(raw))
	}
	r.edits = append(r.edits, text.Edit{Span: span, New: is})
}

// lineEnd is how lines end in a value.
func lineEnd(raw []byte) string {
	switch {
	case bytes.Contains(raw, []byte("\r\n")):
		return "\r\n"
	case bytes.IndexByte(raw, '\r') >= 0:
		return "\r"
	}
	return "\n"
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\r", "&#xD;").Replace
