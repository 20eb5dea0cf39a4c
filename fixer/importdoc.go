package fixer

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/beevik/etree"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// document builds and proves the document of a group. The reason says why there
// is none.
func (p *importPlanner) document(g *group) (ImportDocument, string) {
	if g.reason != "" {
		return ImportDocument{}, g.reason
	}
	d := ImportDocument{Object: g.object, Changes: g.changes, Secrets: secretsIn(g.object)}
	var err error
	if d.Data, err = objectDocument(g.object); err == nil {
		err = p.prove(&d)
	}
	if err != nil {
		return ImportDocument{}, "no document for it could be proven: " + err.Error()
	}
	return d, ""
}

// objectDocument is o in the form that the product writes when it exports o
// alone: the header of the file, the ancestors as a bare path with StorageType 0,
// and the whole object.
func objectDocument(o *schema.Object) ([]byte, error) {
	b := builder{doc: o.Document(), out: etree.NewDocument()}
	b.out.WriteSettings = etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true}
	b.declaration()
	b.out.AddChild(b.path(o))
	if last := b.doc.File.Text(); bytes.HasSuffix(last, []byte("\n")) || bytes.HasSuffix(last, []byte("\r")) {
		b.out.CreateText("\n")
	}
	if b.err != nil {
		return nil, b.err
	}
	s, err := b.out.WriteToString()
	if err != nil {
		return nil, err
	}
	if b.doc.File.BOM() {
		s = "\uFEFF" + s
	}
	return b.doc.File.Encode(strings.ReplaceAll(s, "\n", b.newline()))
}

// builder puts a document together. The first error sticks.
type builder struct {
	doc *schema.Document
	out *etree.Document
	err error
}

// declaration copies the XML declaration and what separates it from the root.
func (b *builder) declaration() {
	src := b.doc.File.Text()
	rest, ok := bytes.CutPrefix(src, []byte("<?xml "))
	if end := bytes.Index(rest, []byte("?>")); ok && end >= 0 {
		b.out.CreateProcInst("xml", string(rest[:end]))
		b.out.CreateText(b.space(b.doc.Root.Span().Start))
	}
}

// path is the root with everything on the way to o, and o.
func (b *builder) path(o *schema.Object) *etree.Element {
	below := b.tree(o)
	for at := o; at.Parent != nil; at = at.Parent {
		parent := at.Parent
		e := b.skeleton(parent)
		if parent.Parent == nil {
			b.header(e, o)
		}
		b.dummies(e, parent, at)
		b.add(e, below, at.Span().Start)
		b.close(e, at.Span().Start, parent.Span().Start)
		below = e
	}
	return below
}

func (b *builder) tree(o *schema.Object) *etree.Element {
	e, err := o.ElementTree()
	if err != nil {
		b.err = err
		return etree.NewElement(o.Element)
	}
	return e
}

// skeleton is an ancestor as a bare path: its start tag with StorageType 0.
func (b *builder) skeleton(o *schema.Object) *etree.Element {
	tag := o.TagSpan()
	open := strings.TrimSuffix(strings.TrimSuffix(string(b.doc.File.Text()[tag.Start:tag.End]), ">"), "/")
	e := b.parse(open + "/>")
	e.CreateAttr("StorageType", "0")
	return e
}

// parse reads one element of the source.
func (b *builder) parse(source string) *etree.Element {
	d := etree.NewDocument()
	if err := d.ReadFromString(source); err != nil || d.Root() == nil {
		b.err = fmt.Errorf("read %.40q again: %v", source, err)
		return etree.NewElement("x")
	}
	e := d.Root()
	d.RemoveChild(e)
	return e
}

// source is a span of the file, read as one element.
func (b *builder) source(s text.Span) *etree.Element {
	return b.parse(string(b.doc.File.Text()[s.Start:s.End]))
}

// add puts e below parent, with the white space that stands before an offset of
// the source.
func (b *builder) add(parent, e *etree.Element, at int) {
	if s := b.space(at); s != "" {
		parent.CreateText(s)
	}
	parent.AddChild(e)
}

// close writes the white space before an end tag: a line end where the element
// below stood on a line of its own, and the indentation of the element.
func (b *builder) close(e *etree.Element, below, own int) {
	if s := b.space(below); strings.Contains(s, "\n") {
		indent := b.space(own)
		e.CreateText("\n" + indent[strings.LastIndexByte(indent, '\n')+1:])
	}
}

// space is the white space before an offset of the source, without empty lines
// and with LF as line end.
func (b *builder) space(at int) string {
	before := b.doc.File.Text()[:at]
	s := string(before[len(bytes.TrimRight(before, " \t\r\n")):])
	if i := strings.LastIndexAny(s, "\r\n"); i >= 0 {
		return "\n" + s[i+1:]
	}
	return s
}

// newline is the line end of the document: the one of the file, or of its first
// line where it has several.
func (b *builder) newline() string {
	switch b.doc.File.Newline() {
	case text.CRLF:
		return "\r\n"
	case text.CR:
		return "\r"
	case text.Mixed:
		src := b.doc.File.Text()
		if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
			return "\r\n"
		}
	}
	return "\n"
}
