package xmlspan

import (
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// compareWithEtree holds that a document the scanner accepted reads the same as a
// tree of etree. That keeps encoding/xml's limits, see goExceptions.
func compareWithEtree(t *testing.T, src string, tokens []Token) {
	t.Helper()
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveCData = true
	if err := doc.ReadFromString(src); err != nil {
		if !goRefuses(err) {
			t.Errorf("%.2000q is accepted; etree says %v", src, err)
		}
		return
	}
	var o outline
	etreeChildren(&o, &doc.Element, false)
	compareLines(t, src, ours(src, tokens), o.lines)
}

func etreeChildren(o *outline, e *etree.Element, inside bool) {
	for _, child := range e.Child {
		switch c := child.(type) {
		case *etree.Element:
			o.start(etreeSpace(c.Space, c.NamespaceURI()), c.Tag, etreeAttrs(c))
			etreeChildren(o, c, true)
			o.add("</>")
		case *etree.CharData:
			if inside {
				o.text.WriteString(c.Data)
			}
		case *etree.Comment:
			o.add("comment <!--" + c.Data + "-->")
		case *etree.ProcInst:
			o.add("pi " + c.Target + "|" + strings.TrimLeft(c.Inst, " \t\r\n"))
		}
	}
}

func etreeAttrs(e *etree.Element) []string {
	var out []string
	for i := range e.Attr {
		a := &e.Attr[i]
		space := etreeSpace(a.Space, a.NamespaceURI())
		if a.Space == "" && a.Key == "xmlns" {
			space = xmlnsURI
		}
		out = append(out, attrLine(space, a.Key, a.Value))
	}
	return out
}

// etreeSpace adds the two prefixes that are bound without a declaration, which
// etree does not know.
func etreeSpace(prefix, found string) string {
	switch prefix {
	case "xml":
		return xmlURI
	case "xmlns":
		return xmlnsURI
	}
	return found
}
