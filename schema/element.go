package schema

import (
	"fmt"

	"github.com/beevik/etree"
)

// ElementTree returns o as an etree element, with everything below it: for path
// expressions and for building import documents. It is a copy; changing it does
// not change the document, and it must never be used to write a corrected file,
// since etree does not keep the bytes it read. Namespace declarations above o
// are not part of it.
func (o *Object) ElementTree() (*etree.Element, error) {
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveCData = true
	span := o.Span()
	if err := doc.ReadFromBytes(o.doc.File.Text()[span.Start:span.End]); err != nil {
		return nil, fmt.Errorf("build tree of %s: %w", o.Path(), err)
	}
	root := doc.Root()
	doc.RemoveChild(root)
	return root, nil
}
