package xmlspan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"testing"
)

// An outline is a document as every XML reader must see it: one line for each
// start tag (with namespace, name and attributes sorted), end tag, comment,
// instruction and run of text between them, CDATA included.
type outline struct {
	lines []string
	text  strings.Builder
}

func (o *outline) add(line string) {
	if o.text.Len() > 0 {
		o.lines = append(o.lines, fmt.Sprintf("text %q", o.text.String()))
		o.text.Reset()
	}
	o.lines = append(o.lines, line)
}

func (o *outline) start(space, local string, attrs []string) {
	sort.Strings(attrs)
	o.add(fmt.Sprintf("<{%q}%s %s>", flat(space), local, strings.Join(attrs, " ")))
}

// attrLine takes the white space of values for equal, because encoding/xml and
// etree do not normalize it; refs_test.go holds ours.
func attrLine(space, local, value string) string {
	return fmt.Sprintf("{%q}%s=%q", flat(space), local, flat(value))
}

// ours is the outline that the scanner gives.
func ours(src string, tokens []Token) []string {
	var o outline
	depth := 0
	for _, t := range tokens {
		raw := src[t.Span.Start:t.Span.End]
		switch t.Kind {
		case StartTag, EmptyTag:
			o.start(t.Space, t.Name.Local, ourAttrs(src, t))
			depth++
		case CharData:
			if depth > 0 {
				o.text.WriteString(Unescape([]byte(raw), false))
			}
		case CData:
			o.text.WriteString(NormalizeCData([]byte(raw[9 : len(raw)-3])))
		case Comment:
			o.add("comment " + raw)
		case ProcInst, Declaration:
			o.add(instruction(raw))
		}
		if t.Kind == EndTag || t.Kind == EmptyTag {
			o.add("</>")
			depth--
		}
	}
	return o.lines
}

func ourAttrs(src string, t Token) []string {
	var out []string
	for _, a := range t.Attrs {
		out = append(out, attrLine(a.Space, a.Name.Local, Unescape([]byte(src[a.Value.Start:a.Value.End]), true)))
	}
	return out
}

// instruction drops the white space between target and data, which readers do
// not report.
func instruction(raw string) string {
	raw = strings.TrimSuffix(strings.TrimPrefix(raw, "<?"), "?>")
	target, data := raw, ""
	if i := strings.IndexAny(raw, " \t\r\n"); i >= 0 {
		target, data = raw[:i], strings.TrimLeft(raw[i:], " \t\r\n")
	}
	return "pi " + target + "|" + data
}

// goOutline is the outline that encoding/xml gives.
func goOutline(src string) ([]string, error) {
	var o outline
	d := xml.NewDecoder(strings.NewReader(src))
	for depth := 0; ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return o.lines, nil
		}
		if err != nil {
			return nil, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			o.start(tok.Name.Space, tok.Name.Local, goAttrs(tok.Attr))
			depth++
		case xml.EndElement:
			o.add("</>")
			depth--
		case xml.CharData:
			if depth > 0 {
				o.text.Write(tok)
			}
		case xml.Comment:
			o.add("comment <!--" + string(tok) + "-->")
		case xml.ProcInst:
			o.add("pi " + tok.Target + "|" + string(bytes.TrimLeft(tok.Inst, " \t\r\n")))
		}
	}
}

func goAttrs(attrs []xml.Attr) []string {
	var out []string
	for _, a := range attrs {
		space := a.Name.Space
		if space == "xmlns" || space == "" && a.Name.Local == "xmlns" {
			space = xmlnsURI
		}
		out = append(out, attrLine(space, a.Name.Local, a.Value))
	}
	return out
}

// compareWithGo holds that a document the scanner accepted reads the same in
// encoding/xml. What that refuses must be in goExceptions.
func compareWithGo(t *testing.T, src string, tokens []Token) {
	t.Helper()
	want, err := goOutline(src)
	if err != nil {
		if !goRefuses(err) {
			t.Errorf("%.2000q is accepted; encoding/xml says %v", src, err)
		}
		return
	}
	if strings.Contains(src, "<xmlns") {
		return // encoding/xml keeps an element named xmlns out of the default namespace
	}
	compareLines(t, src, ours(src, tokens), want)
}

// goExceptions are the errors of encoding/xml for well-formed documents: it knows
// version 1.0 only, reads UTF-8 only (other labels are for text.Decode), and takes
// its letters of names from the 4th edition of XML 1.0.
var goExceptions = []string{"unsupported version", "xml: encoding", "invalid XML name"}

func goRefuses(err error) bool {
	for _, e := range goExceptions {
		if strings.Contains(err.Error(), e) {
			return true
		}
	}
	return false
}
