package schema

import (
	"iter"
	"strconv"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema/catalog"
)

// Property is a leaf of an object: a scalar with a dt:dt type, or a list of
// strings. Lists are folded: a span and a count, and an iterator that reads the
// entries from the text when they are wanted.
//
// The methods other than Set accept a nil *Property and answer as for an absent
// one, whose spans are empty.
type Property struct {
	Name   string // storage name, the element's local name
	object *Object

	start, end           uint32 // the element
	valueStart, valueEnd uint32 // its raw content; equal to end for <a/>
	count                uint32
	flags                propFlags
	dt                   dataType
}

// dataType is the dt:dt of a property.
type dataType uint8

const (
	noType dataType = iota
	stringType
	intType
	booleanType
	hexType
	otherType // not one that exports use; the tag says which
)

// typeNames are the data types that exports use.
var typeNames = [...]string{stringType: "string", intType: "int", booleanType: "boolean", hexType: "bin.hex"}

func dataTypeOf(dt []byte) dataType {
	switch string(dt) {
	case "string":
		return stringType
	case "int":
		return intType
	case "boolean":
		return booleanType
	case "bin.hex":
		return hexType
	}
	return otherType
}

type propFlags uint8

const (
	isList      propFlags = 1 << iota // holds Str entries, or nothing and no dt:dt
	isSelfClose                       // written <a/>
	isSecret
)

// Object is the object that holds p.
func (p *Property) Object() *Object {
	if p == nil {
		return nil
	}
	return p.object
}

// Span is the place of the whole element in File.Text.
func (p *Property) Span() text.Span {
	if p == nil {
		return text.Span{}
	}
	return text.Span{Start: int(p.start), End: int(p.end)}
}

// ValueSpan is the place of the raw value. For <a/>, which has no place for a
// value, it is the whole element.
func (p *Property) ValueSpan() text.Span {
	if p == nil || p.SelfClosing() {
		return p.Span()
	}
	return p.content()
}

func (p *Property) content() text.Span {
	return text.Span{Start: int(p.valueStart), End: int(p.valueEnd)}
}

// SelfClosing reports whether the element is written <a/>.
func (p *Property) SelfClosing() bool { return p != nil && p.flags&isSelfClose != 0 }

// IsList reports whether p is a list of strings.
func (p *Property) IsList() bool { return p != nil && p.flags&isList != 0 }

// Len is the number of entries of a list.
func (p *Property) Len() int {
	if p == nil {
		return 0
	}
	return int(p.count)
}

// Raw is the content as written, references unresolved. It must not be changed.
func (p *Property) Raw() []byte {
	if p == nil {
		return nil
	}
	return p.object.doc.File.Text()[p.valueStart:p.valueEnd]
}

// Value is the value as a reader of the XML sees it: references resolved, line
// ends LF. A list, and an absent property, have the value "".
func (p *Property) Value() string {
	if p == nil || p.IsList() {
		return ""
	}
	return contentText(p.object.doc.File.Source()[p.valueStart:p.valueEnd])
}

// Display is the value as it may be shown: secrets are masked.
func (p *Property) Display() string {
	if p.Secret() {
		return Masked
	}
	return p.Value()
}

// Secret reports whether the value must never be shown.
func (p *Property) Secret() bool { return p != nil && p.flags&isSecret != 0 }

// Bool is the value of a boolean. ok is false when p is absent or its value is
// not one that exports use for a boolean: 0 or 1. Values are compared by
// meaning, so "true" and "false" and surrounding space are understood.
func (p *Property) Bool() (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(p.Value())) {
	case "1", "true", "-1":
		return true, true
	case "0", "false":
		return false, true
	}
	return false, false
}

// True reports whether p is present and holds true.
func (p *Property) True() bool {
	v, ok := p.Bool()
	return v && ok
}

// Int is the value of a decimal integer.
func (p *Property) Int() (int64, bool) {
	s := strings.TrimSpace(p.Value())
	if s == "" || s[0] > '9' {
		return 0, false // ParseInt would allocate an error
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// Type is the dt:dt attribute as written, or "" when there is none.
func (p *Property) Type() string {
	if p == nil {
		return ""
	}
	if int(p.dt) < len(typeNames) {
		return typeNames[p.dt]
	}
	tag, a, ok := p.typeAttr()
	if !ok {
		return ""
	}
	return xmlspan.Unescape(tag[a.Value.Start:a.Value.End], true)
}

// TypeSpan is the place of the dt:dt value, or of the start tag without one.
func (p *Property) TypeSpan() text.Span {
	if p == nil {
		return text.Span{}
	}
	_, a, ok := p.typeAttr()
	if !ok {
		return text.Span{Start: int(p.start), End: int(p.tagEnd())}
	}
	return text.Span{Start: int(p.start) + a.Value.Start, End: int(p.start) + a.Value.End}
}

func (p *Property) tagEnd() uint32 {
	if p.SelfClosing() {
		return p.end
	}
	return p.valueStart
}

func (p *Property) typeAttr() ([]byte, xmlspan.Attr, bool) {
	tag := p.object.doc.File.Text()[p.start:p.tagEnd()]
	if p.dt == noType {
		return tag, xmlspan.Attr{}, false
	}
	a, ok := findAttr(tag, func(a xmlspan.Attr) bool {
		return a.Name.Local == "dt" && a.Name.Prefix != "" && a.Name.Prefix != "xmlns" &&
			dataTypeOf(tag[a.Value.Start:a.Value.End]) == p.dt
	})
	return tag, a, ok
}

// Entries yields the place and value of each entry of a list.
func (p *Property) Entries() iter.Seq2[text.Span, string] {
	return func(yield func(text.Span, string) bool) {
		if !p.IsList() {
			return
		}
		raw := p.object.doc.File.Source()[p.valueStart:p.valueEnd]
		for s := range listEntries(p.Raw()) {
			at := text.Span{Start: int(p.valueStart) + s.Start, End: int(p.valueStart) + s.End}
			if !yield(at, contentText(raw[s.Start:s.End])) {
				return
			}
		}
	}
}

// COM is the COM property that p stores, or nil when the catalogue does not say.
func (p *Property) COM() *catalog.Property {
	if p == nil {
		return nil
	}
	parent := ""
	if p.object.Parent != nil {
		parent = p.object.Parent.Element
	}
	s, ok := catalog.StorageProperty(p.object.Element, parent, p.Name)
	if !ok || s.Property == "" {
		return nil
	}
	c, ok := catalog.ClassByName(s.Class)
	if !ok {
		return nil
	}
	com, _ := c.Property(s.Property)
	return com
}

// listEntries yields the spans of the values of the Str elements in the content
// of a list. Empty elements yield an empty span at their end.
func listEntries(raw []byte) iter.Seq[text.Span] {
	return func(yield func(text.Span) bool) {
		s := xmlspan.NewFragment(raw)
		var t xmlspan.Token
		start := 0
		for s.Next(&t) == nil {
			switch {
			case t.Kind == xmlspan.StartTag && s.Depth() == 1:
				start = t.Span.End
			case t.Kind == xmlspan.EmptyTag && s.Depth() == 0:
				if !yield(text.Span{Start: t.Span.End, End: t.Span.End}) {
					return
				}
			case t.Kind == xmlspan.EndTag && s.Depth() == 0:
				if !yield(text.Span{Start: start, End: t.Span.Start}) {
					return
				}
			}
		}
	}
}

// contentText is the text of an element's raw content: references resolved,
// CDATA unwrapped, comments and instructions dropped.
func contentText(raw string) string {
	if strings.IndexByte(raw, '<') < 0 {
		return xmlspan.Unescape(raw, false)
	}
	var b strings.Builder
	s := xmlspan.NewFragment([]byte(raw))
	var t xmlspan.Token
	for s.Next(&t) == nil {
		part := raw[t.Span.Start:t.Span.End]
		switch t.Kind {
		case xmlspan.CharData:
			b.WriteString(xmlspan.Unescape(part, false))
		case xmlspan.CData:
			b.WriteString(xmlspan.NormalizeCData(part[len("<![CDATA[") : len(part)-len("]]>")]))
		}
	}
	return b.String()
}

// findAttr scans one start tag, cut from a document that has been scanned, for
// the first attribute that matches.
func findAttr(tag []byte, match func(xmlspan.Attr) bool) (xmlspan.Attr, bool) {
	s := xmlspan.NewFragment(tag)
	var t xmlspan.Token
	if s.Next(&t) != nil {
		return xmlspan.Attr{}, false
	}
	for _, a := range t.Attrs {
		if match(a) {
			return a, true
		}
	}
	return xmlspan.Attr{}, false
}

// attrValue is the place of an attribute's value in the start tag of o, or the
// tag when it has no such attribute.
func (o *Object) attrValue(local string) text.Span {
	tag := o.TagSpan()
	a, ok := findAttr(o.doc.File.Text()[tag.Start:tag.End], func(a xmlspan.Attr) bool { return a.Name.Raw == local })
	if !ok {
		return tag
	}
	return text.Span{Start: tag.Start + a.Value.Start, End: tag.Start + a.Value.End}
}
