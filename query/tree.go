package query

import (
	"slices"
	"strings"

	"github.com/beevik/etree"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema"
)

// builder makes the tree and remembers what its elements are.
type builder struct {
	doc     *schema.Document
	nodes   map[*etree.Element]Match
	entries bool
}

// element is a new element of the product.
func (b *builder) element(name string, m Match) *etree.Element {
	e := &etree.Element{Space: "fpc4", Tag: name}
	m.Name = name
	b.nodes[e] = m
	return e
}

// object is the tree of an object, its parts in document order.
func (b *builder) object(o *schema.Object) *etree.Element {
	e := b.element(o.Element, Match{Kind: Object, Object: o, Span: o.TagSpan()})
	if o.Parent == nil {
		e.CreateAttr("xmlns:fpc4", schema.Namespace)
		e.CreateAttr("xmlns:dt", schema.DTNamespace)
	}
	if o.StorageName != "" {
		e.CreateAttr("StorageName", o.StorageName)
	}
	if o.Storage != schema.NoStorage {
		e.CreateAttr("StorageType", string(rune('0'+o.Storage)))
	}
	props, children := o.Properties(), o.Children()
	for len(props) > 0 || len(children) > 0 {
		if len(children) == 0 || len(props) > 0 && props[0].Span().Start < children[0].Span().Start {
			e.AddChild(b.property(&props[0]))
			props = props[1:]
			continue
		}
		e.AddChild(b.object(children[0]))
		children = children[1:]
	}
	for _, f := range b.foreignOf(o) {
		if t := b.foreignTree(f); t != nil {
			e.AddChild(t)
		}
	}
	return e
}

// foreignOf are the foreign elements directly in o. They stand behind its other
// parts in the tree.
func (b *builder) foreignOf(o *schema.Object) []schema.Foreign {
	from, _ := slices.BinarySearchFunc(b.doc.Foreign, o.Span().Start, func(f schema.Foreign, at int) int { return f.Span.Start - at })
	var own []schema.Foreign
	for _, f := range b.doc.Foreign[from:] {
		if f.Span.Start >= o.Span().End {
			break
		}
		if f.Parent == o {
			own = append(own, f)
		}
	}
	return own
}

// property is the tree of a property. A secret has its mask as text, so that no
// condition can guess it.
func (b *builder) property(p *schema.Property) *etree.Element {
	kind := Property
	if p.IsList() {
		kind = List
	}
	e := b.element(p.Name, Match{Kind: kind, Object: p.Object(), Property: p, Value: p.Display(), Span: p.ValueSpan()})
	if dt := p.Type(); dt != "" {
		e.CreateAttr("dt:dt", dt)
	}
	if kind == Property {
		addText(e, p.Display())
		return e
	}
	if !b.entries {
		return e
	}
	for span, value := range p.Entries() {
		if p.Secret() {
			value = schema.Masked
		}
		entry := b.element("Str", Match{Kind: Entry, Object: p.Object(), Property: p, Value: value, Span: span})
		entry.CreateAttr("dt:dt", "string")
		addText(entry, value)
		e.AddChild(entry)
	}
	return e
}

func addText(e *etree.Element, s string) {
	if s != "" {
		e.AddChild(etree.NewText(s))
	}
}

// foreignTree is the tree of a foreign element.
func (b *builder) foreignTree(f schema.Foreign) *etree.Element {
	src := b.doc.File.Text()[f.Span.Start:f.Span.End]
	s := xmlspan.NewFragment(src)
	var t xmlspan.Token
	var root *etree.Element
	var open []*etree.Element
	for s.Next(&t) == nil {
		at := text.Span{Start: f.Span.Start + t.Span.Start, End: f.Span.Start + t.Span.End}
		switch raw := src[t.Span.Start:t.Span.End]; t.Kind {
		case xmlspan.StartTag, xmlspan.EmptyTag:
			e := b.foreignElement(&t, src)
			b.nodes[e] = Match{Kind: Foreign, Object: f.Parent, Name: t.Name.Local, Span: at}
			if len(open) > 0 {
				open[len(open)-1].AddChild(e)
			} else {
				root = e
			}
			if t.Kind == xmlspan.StartTag {
				open = append(open, e)
			}
		case xmlspan.EndTag:
			open = open[:len(open)-1]
		case xmlspan.CharData:
			b.foreignText(open[len(open)-1], xmlspan.Unescape(raw, false), at)
		case xmlspan.CData:
			b.foreignText(open[len(open)-1], xmlspan.NormalizeCData(raw[len("<![CDATA["):len(raw)-len("]]>")]), at)
		}
	}
	return root
}

func (b *builder) foreignElement(t *xmlspan.Token, src []byte) *etree.Element {
	e := &etree.Element{Space: t.Name.Prefix, Tag: t.Name.Local}
	for _, a := range t.Attrs {
		e.CreateAttr(a.Name.Raw, xmlspan.Unescape(src[a.Value.Start:a.Value.End], true))
	}
	return e
}

// secretName reports whether an element, or one around it, is called like a
// secret.
func secretName(e *etree.Element) bool {
	for ; e != nil; e = e.Parent() {
		if schema.SecretName(e.Tag) {
			return true
		}
	}
	return false
}

// foreignText adds text without the white space around it, masked where a secret
// stands.
func (b *builder) foreignText(e *etree.Element, s string, at text.Span) {
	if s = strings.TrimSpace(s); s != "" && (len(b.doc.Secrets(at)) > 0 || secretName(e)) {
		s = schema.Masked
	}
	if s == "" {
		return
	}
	e.AddChild(etree.NewText(s))
	m := b.nodes[e]
	m.Value += s
	b.nodes[e] = m
}
