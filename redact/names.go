package redact

import (
	"strings"
	"sync"

	"tmgaudit/internal/lazy"
	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema/catalog"
)

// Names of elements and attributes stay, since they are the structure. The product
// has a fixed number of them; another one may say whose the file is, and the user
// is told.

// elementNames are the elements and properties of the product and of ISAInfo.
var elementNames = sync.OnceValue(func() map[string]bool {
	set := wordSet(otherElements)
	for _, s := range catalog.StorageRows() {
		set[s.Element] = true
		for _, step := range pathStep().FindAllString(s.Child, -1) {
			set[step] = true
		}
	}
	for _, e := range catalog.Elements() {
		set[e.Name] = true
	}
	for _, c := range catalog.Classes() {
		set[strings.TrimPrefix(c.Name, "FPC")] = true
		for _, p := range c.Properties() {
			set[p.Name] = true
		}
	}
	return set
})

var pathStep = lazy.Regexp(`[A-Za-z][A-Za-z0-9-]*`)

// otherElements stand in exports and not in the catalogue: the header, versions,
// and what ISAInfo adds.
const otherElements = "AdminMajorVersion AdminMinorVersion EnterpriseLevel ExportItemClassCLSID ExportItemCompatibilityVersion ExportItemScope " +
	"ExportItemStorageName Build Comment Edition IsaXmlVersion OptionalData Upgrade ConfigurationMode Str " +
	"ISAInfoData IsaServer ScriptVersion NetInfo OS Registry"

// attributeNames, prefixNames and targetNames are those of the format, and of XML.
var (
	attributeNames = wordSet("StorageName StorageType dt:dt xmlns xmlns:fpc4 xmlns:fpc xmlns:dt xml:space xml:lang")
	prefixNames    = wordSet("fpc4 fpc dt xml xmlns")
	targetNames    = wordSet("xml xml-stylesheet")
)

// strangers collects the names that no table knows, in their order.
type strangers struct {
	seen map[[2]string]bool // by kind and name
	all  []string
}

// token looks at the names of a token. src is the text.
func (s *strangers) token(t *xmlspan.Token, src []byte) {
	switch t.Kind {
	case xmlspan.StartTag, xmlspan.EmptyTag:
		s.element(t.Name)
		for _, a := range t.Attrs {
			s.attribute(a.Name)
		}
	case xmlspan.ProcInst:
		body := strings.TrimSuffix(string(src[t.Span.Start+len("<?"):t.Span.End]), "?>")
		if target := strings.Fields(body + " ?")[0]; !s.skip("<?", target) && !targetNames[target] {
			s.all = append(s.all, "<?"+target+"?>")
		}
	}
}

func (s *strangers) element(n *xmlspan.Name) {
	if s.skip("<", n.Raw) {
		return
	}
	if !elementNames()[n.Local] || n.Prefix != "" && !prefixNames[n.Prefix] {
		s.all = append(s.all, "<"+n.Raw+">")
	}
}

func (s *strangers) attribute(n *xmlspan.Name) {
	if !s.skip("@", n.Raw) && !attributeNames[n.Raw] {
		s.all = append(s.all, "@"+n.Raw)
	}
}

// skip reports whether a name of a kind was looked at before.
func (s *strangers) skip(kind, name string) bool {
	key := [2]string{kind, name}
	if s.seen[key] {
		return true
	}
	s.seen[key] = true
	return false
}
