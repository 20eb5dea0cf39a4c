package schema

import (
	"strings"

	"tmgaudit/internal/text"
)

// Set is the edit that gives p, which must be present, a new value. The element
// keeps its tags as they are written; only <a/>, which has no room for a value,
// is opened. The value must hold only characters that XML allows.
func (p *Property) Set(value string) text.Edit {
	escaped := escapeText(value)
	if !p.SelfClosing() {
		return text.Edit{Span: p.ValueSpan(), New: escaped}
	}
	tag := string(p.object.doc.File.Text()[p.start:p.end])
	open := strings.TrimRight(strings.TrimSuffix(tag, "/>"), " \t\r\n")
	name := open[len("<"):]
	if end := strings.IndexAny(name, " \t\r\n"); end >= 0 {
		name = name[:end]
	}
	return text.Edit{
		Span: text.Span{Start: int(p.start) + len(open), End: int(p.end)},
		New:  ">" + escaped + "</" + name + ">",
	}
}

// escapeText writes a value as character data in the way that exports do.
var escapeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;").Replace
