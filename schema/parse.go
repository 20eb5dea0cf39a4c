package schema

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
)

// maxProblems bounds what one broken file may report; a last problem says how
// many were left out.
const maxProblems = 200

// streamSize is the size in bytes from which on a document is scanned by a core of
// its own. Many small ones, which are read side by side, keep all cores busy anyway.
const streamSize = 4 << 20

// Parse reads an export. A file that is not well-formed or not an export is an
// *Error; lesser deviations are the document's Problems.
func Parse(f *text.File) (*Document, error) {
	if uint64(len(f.Text())) > math.MaxUint32 {
		return nil, &Error{Msg: "the file is larger than 4 GiB; no export is"}
	}
	p := &parser{
		doc: &Document{File: f, names: make(map[string]map[string][]*Object)},
		src: f.Text(),
	}
	if len(p.src) < streamSize || runtime.GOMAXPROCS(0) == 1 {
		p.scan = xmlspan.New(p.src)
	} else {
		stream := xmlspan.NewStream(p.src)
		defer stream.Close()
		p.scan = stream
	}
	if err := p.run(); err != nil {
		return nil, err
	}
	p.finish()
	return p.doc, nil
}

// parser builds a Document from tokens. Properties and children of the objects
// that are still open stand on stacks; closing an object moves its share into
// the arenas.
type parser struct {
	doc      *Document
	src      []byte
	scan     xmlspan.Tokens
	tok      xmlspan.Token
	open     []openObject
	props    []Property
	children []*Object
	byID     [][]*Object // objects by xmlspan.Name.ID of their element
	names    []string    // element name by xmlspan.Name.ID
	secret   []secrecy   // by xmlspan.Name.ID
	objects  arena[Object]
	propRoom arena[Property]
	pointers arena[*Object]
	left     int // problems beyond maxProblems
}

type openObject struct {
	object   *Object
	props    int // length of parser.props outside it
	children int
	stray    bool // stray text was reported
	secret   bool // its element, or one around it, has the name of a secret
}

// run reads the whole document.
func (p *parser) run() error {
	for {
		err := p.scan.Next(&p.tok)
		if err == nil {
			err = p.token()
		} else if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return documentError(err)
		}
	}
}

func documentError(err error) error {
	var x *xmlspan.Error
	if errors.As(err, &x) {
		return &Error{Span: x.Span, Msg: x.Msg}
	}
	return err
}

// token takes one token at object level: inside an object, or outside the root.
func (p *parser) token() error {
	switch p.tok.Kind {
	case xmlspan.StartTag, xmlspan.EmptyTag:
		if len(p.open) == 0 {
			return p.root()
		}
		return p.element()
	case xmlspan.EndTag:
		p.closeObject(p.tok.Span.End)
	case xmlspan.CharData, xmlspan.CData:
		p.strayText()
	}
	return nil
}

func (p *parser) root() error {
	t := &p.tok
	if t.Space != Namespace || t.Name.Local != "Root" {
		return &Error{Span: t.Span, Msg: fmt.Sprintf(
			"this is not an ISA Server or TMG export: its root element is <%s>%s; expected <fpc4:Root xmlns:fpc4=%q>",
			clip(t.Name.Raw), inNamespace(t.Space), Namespace)}
	}
	p.openObject(p.attributes())
	p.doc.Root = p.open[0].object
	if t.Kind == xmlspan.EmptyTag {
		p.closeObject(t.Span.End)
	}
	return nil
}

func inNamespace(space string) string {
	if space == "" {
		return " without a namespace"
	}
	return fmt.Sprintf(" in namespace %q", clip(space))
}

// head is what the attributes of a start tag say.
type head struct {
	storageName text.Span
	storageType text.Span
	dt          text.Span
	hasName     bool
	hasType     bool
	hasDT       bool
}

func (p *parser) attributes() head {
	var h head
	for i := range p.tok.Attrs {
		a := &p.tok.Attrs[i]
		switch {
		case a.Space == "" && a.Name.Local == "StorageName":
			h.storageName, h.hasName = a.Value, true
		case a.Space == "" && a.Name.Local == "StorageType":
			h.storageType, h.hasType = a.Value, true
		case a.Space == DTNamespace && a.Name.Local == "dt":
			h.dt, h.hasDT = a.Value, true
		}
	}
	return h
}

// element takes a start tag inside an object. An element with Storage attributes
// is an object, one with dt:dt a scalar; one with neither shows what it is by
// what it holds.
func (p *parser) element() error {
	t := &p.tok
	if t.Space != Namespace {
		return p.foreign()
	}
	h := p.attributes()
	switch {
	case h.hasName || h.hasType:
		if h.hasDT {
			p.problem(ProblemWarning, t.Span, "<%s> has both Storage attributes and dt:dt; it is read as an object", t.Name.Raw)
		}
		return p.object(h)
	case h.hasDT:
		return p.scalar(h)
	}
	return p.bare()
}

// object opens a child object and closes it at once when its tag is empty.
func (p *parser) object(h head) error {
	t := &p.tok
	if !h.hasName {
		p.problem(ProblemWarning, t.Span, "<%s> has no StorageName; an import needs it to identify the object", t.Name.Raw)
	}
	if !h.hasType {
		p.problem(ProblemWarning, t.Span, "<%s> has no StorageType; expected 0, 1 or 2", t.Name.Raw)
	}
	p.openObject(h)
	if t.Kind == xmlspan.EmptyTag {
		p.closeObject(t.Span.End)
	}
	return nil
}

func (p *parser) openObject(h head) {
	t := &p.tok
	o := p.objects.one()
	*o = Object{
		Element:     t.Name.Local,
		StorageName: p.storageName(h),
		Storage:     p.storageType(h),
		doc:         p.doc,
		start:       uint32(t.Span.Start),
		tagEnd:      uint32(t.Span.End),
	}
	secret := p.secretName(t.Name)
	if n := len(p.open); n > 0 {
		o.Parent = p.open[n-1].object
		secret = secret || p.open[n-1].secret
		p.children = append(p.children, o)
	}
	p.open = append(p.open, openObject{object: o, props: len(p.props), children: len(p.children), secret: secret})
	p.indexByName(t.Name, o)
}

func (p *parser) indexByName(n *xmlspan.Name, o *Object) {
	for len(p.byID) <= n.ID {
		p.byID = append(p.byID, nil)
		p.names = append(p.names, "")
	}
	if p.byID[n.ID] == nil {
		p.names[n.ID] = n.Local
	}
	p.byID[n.ID] = append(p.byID[n.ID], o)
}

func (p *parser) storageName(h head) string {
	if !h.hasName {
		return ""
	}
	return xmlspan.Unescape(p.doc.File.Source()[h.storageName.Start:h.storageName.End], true)
}

func (p *parser) storageType(h head) StorageType {
	if h.hasType {
		switch raw := p.src[h.storageType.Start:h.storageType.End]; string(raw) {
		case "0":
			return Skeleton
		case "1":
			return Exported
		case "2":
			return ByReference
		default:
			p.problem(ProblemWarning, h.storageType, "StorageType is %q; expected 0, 1 or 2", string(raw))
		}
	}
	return NoStorage
}

// closeObject ends the innermost object: its properties and children move from
// the stacks to the arenas.
func (p *parser) closeObject(end int) {
	n := len(p.open) - 1
	top := p.open[n]
	o := top.object
	o.end = uint32(end)
	o.props = p.propRoom.copy(p.props[top.props:])
	for i := range o.props {
		o.props[i].object = o
	}
	o.children = p.pointers.copy(p.children[top.children:])
	p.props = p.props[:top.props]
	p.children = p.children[:top.children]
	p.open = p.open[:n]
}

// strayText takes text between the parts of an object.
func (p *parser) strayText() {
	if len(p.open) > 0 && !p.blank() {
		p.reportStray(p.tok.Span)
	}
}

// blank reports whether the current token is white space.
func (p *parser) blank() bool {
	return p.tok.Kind == xmlspan.CharData && isBlank(p.src[p.tok.Span.Start:p.tok.Span.End])
}

// reportStray reports text between the parts of the innermost object, once an
// object.
func (p *parser) reportStray(s text.Span) {
	top := &p.open[len(p.open)-1]
	if top.secret {
		p.doc.secrets = append(p.doc.secrets, s)
	}
	if top.stray {
		return
	}
	top.stray = true
	p.problem(ProblemWarning, s, "text stands between the properties of <%s>; it belongs to no property", top.object.Element)
}

func isBlank(raw []byte) bool {
	for _, c := range raw {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// problem notes a deviation at a span.
func (p *parser) problem(severity ProblemSeverity, s text.Span, format string, args ...any) {
	if len(p.doc.Problems) >= maxProblems {
		p.left++
		return
	}
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clip(s)
		}
	}
	p.doc.Problems = append(p.doc.Problems, Problem{severity, s, fmt.Sprintf(format, args...)})
}

// maxQuote bounds what a message quotes from the document, in bytes.
const maxQuote = 200

func clip(s string) string {
	if len(s) <= maxQuote {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuote], "") + "..."
}

// finish builds what needs the whole document.
func (p *parser) finish() {
	d := p.doc
	slices.SortStableFunc(d.Problems, func(a, b Problem) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	if p.left > 0 {
		d.Problems = append(d.Problems, Problem{ProblemWarning, d.Root.TagSpan(),
			fmt.Sprintf("%d further problems of this file are not listed", p.left)})
	}
	d.elements = make(map[string][]*Object, len(p.byID))
	for id, objects := range p.byID {
		if objects == nil {
			continue
		}
		name := p.names[id]
		if have := d.elements[name]; have != nil {
			objects = mergeOrdered(have, objects)
		}
		d.elements[name] = objects
	}
	d.prepareRefs()
	d.Kind = kindOf(d)
	d.Product = productOf(d.Header())
}

// mergeOrdered joins two lists in document order. Two exist for one element name
// only where a file binds two prefixes to the namespace.
func mergeOrdered(a, b []*Object) []*Object {
	out := make([]*Object, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].start < b[0].start {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// listName reports whether an element without attributes and content is an empty
// list rather than a scalar that lost its type: every list the product writes is
// called ...Strings.
func listName(name string) bool { return strings.HasSuffix(name, "Strings") }
