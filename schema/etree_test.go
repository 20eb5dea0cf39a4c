package schema

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// part is one element below an object, in document order.
type part struct {
	start    int
	property *Property
	object   *Object
	foreign  *Foreign
}

func partsOf(o *Object) []part {
	var parts []part
	for i := range o.props {
		parts = append(parts, part{start: o.props[i].Span().Start, property: &o.props[i]})
	}
	for _, c := range o.children {
		parts = append(parts, part{start: c.Span().Start, object: c})
	}
	for i := range o.doc.Foreign {
		if f := &o.doc.Foreign[i]; f.Parent == o {
			parts = append(parts, part{start: f.Span.Start, foreign: f})
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.start, b.start) })
	return parts
}

// textOf is all text directly in an element.
func textOf(e *etree.Element) string {
	var b strings.Builder
	for _, c := range e.Child {
		if data, ok := c.(*etree.CharData); ok {
			b.WriteString(data.Data)
		}
	}
	return b.String()
}

func readTree(t testing.TB, source []byte) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveCData = true
	if err := doc.ReadFromBytes(source); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// The model holds every element, attribute and text that etree reads, and
// nothing else.
func TestModelHoldsWhatEtreeReads(t *testing.T) {
	for name, source := range everyDocument(t) {
		t.Run(name, func(t *testing.T) {
			d := parse(t, source)
			sameObject(t, readTree(t, d.File.Text()), d.Root)
		})
	}
}

func sameObject(t *testing.T, e *etree.Element, o *Object) {
	t.Helper()
	if e.Tag != o.Element || e.SelectAttrValue("StorageName", "") != o.StorageName || strings.TrimSpace(textOf(e)) != "" {
		t.Fatalf("etree has %s %q with text %q, the model %s %q", e.Tag, e.SelectAttrValue("StorageName", ""), textOf(e), o.Element, o.StorageName)
	}
	if want, got := e.SelectAttrValue("StorageType", ""), "012"[o.Storage:o.Storage+1]; want != got {
		t.Fatalf("%s: StorageType %s, etree has %s", o.Path(), got, want)
	}
	onlyAttributes(t, e, "StorageName", "StorageType", "xmlns:fpc4", "xmlns:dt")
	parts := partsOf(o)
	elements := e.ChildElements()
	if len(parts) != len(elements) {
		t.Fatalf("%s: %d parts, etree has %d elements", o.Path(), len(parts), len(elements))
	}
	for i, p := range parts {
		switch c := elements[i]; {
		case p.object != nil:
			sameObject(t, c, p.object)
		case p.property != nil:
			sameProperty(t, c, p.property)
		case c.Tag != p.foreign.Name || c.NamespaceURI() != p.foreign.Space:
			t.Fatalf("%s: foreign %s, etree has %s", o.Path(), p.foreign.Name, c.Tag)
		}
	}
}

func sameProperty(t *testing.T, e *etree.Element, p *Property) {
	t.Helper()
	if e.Tag != p.Name || e.SelectAttrValue("dt:dt", "") != p.Type() {
		t.Fatalf("etree has %s of %q, the model %s of %q", e.Tag, e.SelectAttrValue("dt:dt", ""), p.Name, p.Type())
	}
	onlyAttributes(t, e, "dt:dt")
	if !p.IsList() {
		if len(e.ChildElements()) > 0 || textOf(e) != p.Value() {
			t.Fatalf("%s is %q, etree has %q", p.Name, p.Value(), textOf(e))
		}
		return
	}
	elements := e.ChildElements()
	if len(elements) != p.Len() || strings.TrimSpace(textOf(e)) != "" {
		t.Fatalf("%s: %d entries, etree has %d", p.Name, p.Len(), len(elements))
	}
	i := 0
	for _, entry := range p.Entries() {
		if c := elements[i]; c.Tag != "Str" || textOf(c) != entry || len(c.ChildElements()) > 0 {
			t.Fatalf("%s: entry %q, etree has %q", p.Name, entry, textOf(c))
		}
		i++
	}
}

func onlyAttributes(t *testing.T, e *etree.Element, known ...string) {
	t.Helper()
	for _, a := range e.Attr {
		if !slices.Contains(known, a.FullKey()) {
			t.Fatalf("<%s> has the attribute %s, which the model lacks", e.Tag, a.FullKey())
		}
	}
}

func TestElementTreeIsTheSubtree(t *testing.T) {
	for _, name := range []string{"founding-case.xml", "isainfo-tmg1.xml", "tmg2010-urlsets.xml"} {
		d := parse(t, samples(t)[name])
		eachObject(readTree(t, d.File.Text()), d.Root, func(e *etree.Element, o *Object) {
			tree, err := o.ElementTree()
			if err != nil {
				t.Fatal(err)
			}
			if tree.Parent() != nil || !sameTree(tree, e) {
				t.Fatalf("%s: the tree of %s differs from etree's", name, o.Path())
			}
		})
	}
}

// eachObject walks a document and its etree twin side by side.
func eachObject(e *etree.Element, o *Object, visit func(*etree.Element, *Object)) {
	visit(e, o)
	elements := e.ChildElements()
	for i, p := range partsOf(o) {
		if p.object != nil {
			eachObject(elements[i], p.object, visit)
		}
	}
}

func sameTree(a, b etree.Token) bool {
	switch a := a.(type) {
	case *etree.Element:
		b, ok := b.(*etree.Element)
		return ok && a.FullTag() == b.FullTag() && slices.EqualFunc(a.Attr, b.Attr, func(x, y etree.Attr) bool {
			return x.FullKey() == y.FullKey() && x.Value == y.Value
		}) && slices.EqualFunc(a.Child, b.Child, sameTree)
	case *etree.CharData:
		b, ok := b.(*etree.CharData)
		return ok && a.Data == b.Data && a.IsCData() == b.IsCData()
	}
	return true
}

func TestElementTreeIsACopy(t *testing.T) {
	d := parse(t, arrayExport(""))
	o := find(t, d, "Arrays/ARRAY1")
	tree, err := o.ElementTree()
	if err != nil {
		t.Fatal(err)
	}
	tree.CreateAttr("StorageName", "changed")
	if again, _ := o.ElementTree(); again.SelectAttrValue("StorageName", "") != guidArray {
		t.Error("a change of the tree changed the document")
	}
}
