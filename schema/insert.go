package schema

import (
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
)

// Insert is the edit that gives o a scalar property that it lacks, in its sorted
// place among the others, with the file's own indentation, line ends and prefixes.
// Sorted means by the bytes of the name, as exports are. dt is its data type.
func (o *Object) Insert(name, dt, value string) text.Edit {
	element := o.newElement(name, dt, value)
	for i := range o.props {
		if p := &o.props[i]; p.Name > name {
			return insertion(int(p.start), element+o.doc.spaceBefore(int(p.start)))
		}
	}
	if n := len(o.props); n > 0 {
		last := &o.props[n-1]
		return insertion(int(last.end), o.doc.spaceBefore(int(last.start))+element)
	}
	if len(o.children) > 0 {
		first := o.children[0].Span().Start
		return insertion(first, element+o.doc.spaceBefore(first))
	}
	return o.insertFirst(element)
}

func insertion(at int, s string) text.Edit {
	return text.Edit{Span: text.Span{Start: at, End: at}, New: s}
}

// newElement is a scalar as a start tag, value and end tag, with the prefix of o.
// Where the root does not bind the namespace of data types the element does.
func (o *Object) newElement(name, dt, value string) string {
	tag := o.tagName()
	prefix := tag[:len(tag)-len(o.Element)]
	return "<" + prefix + name + " " + o.doc.typeAttr(dt) + ">" + escapeText(value) + "</" + prefix + name + ">"
}

// typeAttr is a dt:dt attribute for an element anywhere in the document.
func (d *Document) typeAttr(dt string) string {
	if prefix := d.typePrefix(); prefix != "" {
		return prefix + `:dt="` + dt + `"`
	}
	return `xmlns:dt="` + DTNamespace + `" dt:dt="` + dt + `"`
}

// tagName is the element name as written, with its prefix.
func (o *Object) tagName() string {
	tag := string(o.doc.File.Text()[o.Span().Start+1 : o.TagSpan().End])
	return tag[:strings.IndexAny(tag, " \t\r\n/>")]
}

// typePrefix is the prefix that the root binds to the namespace of data types, or
// "".
func (d *Document) typePrefix() string {
	tag := d.Root.TagSpan()
	s := xmlspan.NewFragment(d.File.Text()[tag.Start:tag.End])
	var t xmlspan.Token
	if s.Next(&t) == nil {
		for _, a := range t.Attrs {
			value := string(d.File.Text()[tag.Start+a.Value.Start : tag.Start+a.Value.End])
			if a.Name.Prefix == "xmlns" && value == DTNamespace {
				return a.Name.Local
			}
		}
	}
	return ""
}

// spaceBefore is the white space that stands before an offset.
func (d *Document) spaceBefore(at int) string {
	b := d.File.Text()
	start := at
	for start > 0 && isBlank(b[start-1:start]) {
		start--
	}
	return string(b[start:at])
}

// insertFirst puts an element into an object that holds none.
func (o *Object) insertFirst(element string) text.Edit {
	outer := o.doc.spaceBefore(o.Span().Start)
	inner := ""
	if strings.ContainsAny(outer, "\r\n") {
		inner = outer + o.indentUnit(outer)
	} else {
		outer = ""
	}
	b := o.doc.File.Text()
	if o.TagSpan().End == o.Span().End { // <a/>
		open := strings.TrimRight(strings.TrimSuffix(string(b[o.Span().Start:o.Span().End]), "/>"), " \t\r\n")
		at := o.Span().Start + len(open)
		return text.Edit{
			Span: text.Span{Start: at, End: o.Span().End},
			New:  ">" + inner + element + outer + "</" + o.tagName() + ">",
		}
	}
	if isBlank(b[o.TagSpan().End : o.TagSpan().End+1]) {
		return insertion(o.TagSpan().End, inner+element)
	}
	return insertion(o.TagSpan().End, inner+element+outer)
}

// indentUnit is what one level adds to the indentation: the difference to the
// parent's, or a tab.
func (o *Object) indentUnit(outer string) string {
	if o.Parent != nil {
		above := o.doc.spaceBefore(o.Parent.Span().Start)
		if unit, ok := strings.CutPrefix(lastLine(outer), lastLine(above)); ok && unit != "" {
			return unit
		}
	}
	return "\t"
}

// lastLine is what follows the last line end.
func lastLine(space string) string {
	return space[strings.LastIndexAny(space, "\r\n")+1:]
}

// Remove is the edit that takes o out of the file, with the white space before it
// and so with its line.
func (o *Object) Remove() text.Edit {
	start := o.Span().Start - len(o.doc.spaceBefore(o.Span().Start))
	return text.Edit{Span: text.Span{Start: start, End: o.Span().End}}
}

// SetType is the edit that gives p another dt:dt, or one where it has none.
func (p *Property) SetType(dt string) text.Edit {
	if _, _, ok := p.typeAttr(); ok {
		return text.Edit{Span: p.TypeSpan(), New: dt}
	}
	b := p.object.doc.File.Text()
	at := int(p.start) + 1
	for !strings.ContainsRune(" \t\r\n/>", rune(b[at])) {
		at++
	}
	return insertion(at, " "+p.object.doc.typeAttr(dt))
}
