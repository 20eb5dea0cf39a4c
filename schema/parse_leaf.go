package schema

import (
	"errors"
	"io"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
)

// scalar reads a property with dt:dt up to its end tag.
func (p *parser) scalar(h head) error {
	raw := p.src[h.dt.Start:h.dt.End]
	dt := dataTypeOf(raw)
	if dt == otherType {
		p.problem(ProblemWarning, h.dt, "dt:dt is %q; exports use string, int, boolean and bin.hex", string(raw))
	}
	start := p.tok
	prop := p.newProperty(start.Name, start.Span, dt)
	if start.Kind == xmlspan.EmptyTag {
		prop.flags |= isSelfClose
		p.addProperty(prop, start.Span.End, start.Span.End)
		return nil
	}
	nested := false
	depth := p.scan.Depth()
	for {
		if err := p.nextInside(); err != nil {
			return err
		}
		if p.tok.Kind == xmlspan.EndTag && p.scan.Depth() < depth {
			break
		}
		nested = nested || p.tok.Kind == xmlspan.StartTag || p.tok.Kind == xmlspan.EmptyTag
	}
	if nested {
		p.problem(ProblemWarning, start.Span, "property <%s> holds elements; expected text only", start.Name.Raw)
	}
	p.addProperty(prop, p.tok.Span.Start, p.tok.Span.End)
	return nil
}

// nextInside is the next token where the end of the document cannot come.
func (p *parser) nextInside() error {
	err := p.scan.Next(&p.tok)
	if err != nil && errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (p *parser) newProperty(name *xmlspan.Name, tag text.Span, dt dataType) Property {
	prop := Property{Name: name.Local, start: uint32(tag.Start), valueStart: uint32(tag.End), dt: dt}
	if p.secretName(name) || p.open[len(p.open)-1].secret {
		prop.flags |= isSecret
	}
	return prop
}

// secretName remembers, name by name, whether it marks a secret.
func (p *parser) secretName(n *xmlspan.Name) bool {
	for len(p.secret) <= n.ID {
		p.secret = append(p.secret, unknownSecret)
	}
	if p.secret[n.ID] == unknownSecret {
		p.secret[n.ID] = notSecret
		if SecretName(n.Local) {
			p.secret[n.ID] = yesSecret
		}
	}
	return p.secret[n.ID] == yesSecret
}

type secrecy uint8

const (
	unknownSecret secrecy = iota
	notSecret
	yesSecret
)

func (p *parser) addProperty(prop Property, valueEnd, end int) {
	prop.valueEnd, prop.end = uint32(valueEnd), uint32(end)
	if prop.flags&isSecret != 0 {
		p.keepSecret(&prop)
	}
	p.props = append(p.props, prop)
}

// keepSecret notes where a secret stands. A number or boolean about passwords is
// none, as long as it holds what its type says.
func (p *parser) keepSecret(prop *Property) {
	value := p.src[prop.valueStart:prop.valueEnd]
	if (prop.dt == intType || prop.dt == booleanType) && isPlain(value) {
		prop.flags &^= isSecret
		return
	}
	if len(value) > 0 {
		p.doc.secrets = append(p.doc.secrets, prop.content())
	}
}

// bare reads an element of the product without Storage attributes and dt:dt. Str
// elements make it a list, other elements an object, text a scalar whose type is
// missing.
func (p *parser) bare() error {
	start := p.tok
	if start.Kind == xmlspan.EmptyTag {
		p.bareEmpty(start, start.Span.End, start.Span.End)
		return nil
	}
	var words text.Span // the first text that is not blank
	for {
		if err := p.nextInside(); err != nil {
			return err
		}
		switch p.tok.Kind {
		case xmlspan.EndTag:
			p.bareLeaf(start, words.Len() == 0)
			return nil
		case xmlspan.CharData, xmlspan.CData:
			if words.Len() == 0 && !p.blank() {
				words = p.tok.Span
			}
		case xmlspan.StartTag, xmlspan.EmptyTag:
			if p.isStr() {
				return p.list(start, words)
			}
			return p.bareObject(start, words)
		}
	}
}

// isStr reports whether the current tag is that of an entry of a list.
func (p *parser) isStr() bool { return p.tok.Name.Local == "Str" && p.tok.Space == Namespace }

func (p *parser) bareEmpty(start xmlspan.Token, valueEnd, end int) {
	prop := p.newProperty(start.Name, start.Span, noType)
	if start.Kind == xmlspan.EmptyTag {
		prop.flags |= isSelfClose
	}
	if listName(prop.Name) {
		prop.flags |= isList
	} else {
		p.missingType(start)
	}
	p.addProperty(prop, valueEnd, end)
}

func (p *parser) missingType(start xmlspan.Token) {
	p.problem(ProblemError, start.Span, `<%s> has no dt:dt; expected a data type such as dt:dt="string"`, start.Name.Raw)
}

func (p *parser) bareLeaf(start xmlspan.Token, blank bool) {
	end := p.tok.Span
	if blank {
		p.bareEmpty(start, end.Start, end.End)
		return
	}
	p.missingType(start)
	prop := p.newProperty(start.Name, start.Span, noType)
	p.addProperty(prop, end.Start, end.End)
}

// bareObject reopens start as an object; the current token is its first child,
// words the text before it.
func (p *parser) bareObject(start xmlspan.Token, words text.Span) error {
	child := p.tok
	p.problem(ProblemError, start.Span, "<%s> holds elements but has no StorageName and StorageType; an import needs both", start.Name.Raw)
	p.tok = start
	p.openObject(head{})
	if words.Len() > 0 {
		p.reportStray(words)
	}
	p.tok = child
	return p.element()
}

// list reads a list of strings whose first Str start tag is the current token;
// words is the text before it.
func (p *parser) list(start xmlspan.Token, words text.Span) error {
	prop := p.newProperty(start.Name, start.Span, noType)
	prop.flags |= isList
	outer := p.scan.Depth()
	if p.tok.Kind == xmlspan.StartTag {
		outer--
	}
	strange := false
	for {
		switch {
		case p.tok.Kind == xmlspan.StartTag && p.scan.Depth() == outer+1,
			p.tok.Kind == xmlspan.EmptyTag && p.scan.Depth() == outer:
			prop.count++
			strange = strange || !p.isStr()
		case words.Len() == 0 && p.scan.Depth() == outer && p.isText() && !p.blank():
			words = p.tok.Span
		}
		if err := p.nextInside(); err != nil {
			return err
		}
		if p.tok.Kind == xmlspan.EndTag && p.scan.Depth() < outer {
			break
		}
	}
	if strange {
		p.problem(ProblemWarning, start.Span, "list <%s> holds other elements than Str", start.Name.Raw)
	}
	if words.Len() > 0 {
		p.problem(ProblemWarning, words, "text stands between the entries of list <%s>; it belongs to no entry", start.Name.Raw)
	}
	p.addProperty(prop, p.tok.Span.Start, p.tok.Span.End)
	return nil
}

func (p *parser) isText() bool {
	return p.tok.Kind == xmlspan.CharData || p.tok.Kind == xmlspan.CData
}

// foreign steps over an element that is not the product's, and all it holds.
func (p *parser) foreign() error {
	start := p.tok
	depth := p.scan.Depth()
	for start.Kind == xmlspan.StartTag && p.scan.Depth() >= depth {
		if err := p.nextInside(); err != nil {
			return err
		}
	}
	if p.secretName(start.Name) && p.tok.Kind == xmlspan.EndTag {
		p.doc.secrets = append(p.doc.secrets, text.Span{Start: start.Span.End, End: p.tok.Span.Start})
	}
	p.doc.Foreign = append(p.doc.Foreign, Foreign{
		Name:   start.Name.Local,
		Space:  start.Space,
		Parent: p.open[len(p.open)-1].object,
		Span:   text.Span{Start: start.Span.Start, End: p.tok.Span.End},
	})
	return nil
}
