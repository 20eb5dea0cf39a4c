package fixer

import (
	"strconv"

	"github.com/beevik/etree"

	"tmgaudit/schema"
)

// header copies the properties of the root; those that name the exported item
// name o. What the input has not is not in the dialect of its product.
func (b *builder) header(root *etree.Element, o *schema.Object) {
	props := b.doc.Root.Properties()
	for i := range props {
		p := &props[i]
		e := b.source(p.Span())
		switch p.Name {
		case "ExportItemClassCLSID":
			e.SetText(o.Class().CLSID)
		case "ExportItemScope":
			e.SetText(strconv.Itoa(int(scopeOf(o))))
		case "ExportItemStorageName":
			e.SetText(o.StorageName)
		case "OptionalData":
			if n, ok := b.doc.Header().OptionalData(); ok {
				e.SetText(strconv.FormatInt(int64(optionalData(n, o)), 10))
			}
		}
		b.add(root, e, p.Span().Start)
	}
}

func scopeOf(o *schema.Object) schema.Scope {
	if o.Owner().Element == "Enterprise" {
		return schema.EnterpriseScope
	}
	return schema.ArrayScope
}

// optionalData is the optional data of a document that holds only o. The bits
// for passwords and user permissions go where o carries none, or the import
// would ask for a password that nothing needs; no bit is ever added, since what
// was not exported cannot be imported. The other two stay: the console writes
// them with every object.
func optionalData(exported schema.OptionalData, o *schema.Object) schema.OptionalData {
	if secretsIn(o) == 0 {
		exported &^= schema.Passwords
	}
	if !carriesPermissions(o) {
		exported &^= schema.UserPermissions
	}
	return exported
}

func secretsIn(o *schema.Object) int { return len(o.Document().Secrets(o.Span())) }

func carriesPermissions(o *schema.Object) bool {
	if o.Element == "AdminSecurity" {
		return true
	}
	for _, c := range o.Children() {
		if carriesPermissions(c) {
			return true
		}
	}
	return false
}

// dummyProperties are what a bare array carries in real exports of TMG.
var dummyProperties = []struct{ name, dt, value string }{
	{"AdminMajorVersion", "int", "0"},
	{"AdminMinorVersion", "int", "0"},
	{"Components", "int", "-1"},
	{"DNSName", "string", ""},
	{"Name", "string", ""},
	{"Version", "string", "0"},
}

// dummies gives a bare array its dummy properties: all that TMG writes, and of an
// older product those that it wrote for the array itself. What was a bare path
// already keeps the properties it has.
func (b *builder) dummies(e *etree.Element, o, below *schema.Object) {
	at := below.Span().Start
	if o.Parent != nil && o.Storage == schema.Skeleton {
		props := o.Properties()
		for i := range props {
			b.add(e, b.source(props[i].Span()), at)
		}
		return
	}
	if o.Element != "Array" {
		return
	}
	for _, d := range dummyProperties {
		if b.doc.Product.Major < 6 && o.Property(d.name) == nil {
			continue
		}
		p := etree.NewElement(d.name)
		p.Space = e.Space
		p.CreateAttr(b.typeName(), d.dt)
		if d.value != "" {
			p.SetText(d.value)
		}
		b.add(e, p, at)
	}
}

// typeName is the attribute of data types with the prefix of the file.
func (b *builder) typeName() string {
	root := b.skeleton(b.doc.Root)
	for _, a := range root.Attr {
		if a.Space == "xmlns" && a.Value == schema.DTNamespace {
			return a.Key + ":dt"
		}
	}
	return "dt:dt"
}
