package schema

import (
	"strconv"
	"strings"

	"tmgaudit/schema/catalog"
)

// Kind says what an export holds.
type Kind string

// The kinds of export.
const (
	KindArray      Kind = "array"      // one or more arrays
	KindEnterprise Kind = "enterprise" // an enterprise, with or without arrays
	KindObject     Kind = "object"     // a single object
	KindCollection Kind = "collection" // a collection of objects
	KindISAInfo    Kind = "isainfo"    // the output of ISAInfo: an export with data about the host added
)

// kindOf prefers what is in the file to what its header says, since hand-made
// import documents carry stale headers.
func kindOf(d *Document) Kind {
	if isISAInfo(d) {
		return KindISAInfo
	}
	switch item := d.Item(); item.Element {
	case "Root":
		return rootKind(d)
	case "Enterprise":
		return KindEnterprise
	case "Array", "Arrays":
		return KindArray
	default:
		if isCollection(item) {
			return KindCollection
		}
		return KindObject
	}
}

func rootKind(d *Document) Kind {
	if e, ok := d.Root.Child("Enterprise"); ok && e.Audited() {
		return KindEnterprise
	}
	return KindArray
}

func isISAInfo(d *Document) bool {
	for _, f := range d.Foreign {
		if f.Name == "ISAInfoData" || f.Name == "IsaServer" {
			return true
		}
	}
	return strings.Contains(strings.ToLower(d.Header().Comment()), "isainfo")
}

// isCollection asks the catalogue: a collection can be enumerated and has no name
// of its own, where a URL set, whose items are strings, has one. An element that
// the catalogue does not map is judged by its StorageName, which is a GUID for a
// single object.
func isCollection(o *Object) bool {
	if c := o.Class(); c != nil {
		_, named := c.Property("Name")
		return c.IsCollection() && !named
	}
	_, guid := catalog.CanonicalGUID(o.StorageName)
	return !guid && len(o.children) > 0
}

// Item is the exported object: the topmost one that is not a skeleton ancestor.
// Where several stand side by side, as Enterprise and Arrays do, it is the object
// that holds them.
func (d *Document) Item() *Object {
	o := d.Root
	for {
		var next *Object
		for _, c := range o.children {
			if !holdsExported(c) {
				continue
			}
			if next != nil {
				return o
			}
			next = c
		}
		if next == nil {
			return o
		}
		if o = next; o.Audited() {
			return o
		}
	}
}

// holdsExported reports whether o or something below it was exported; what is
// taken along by reference was not. Skeletons are a few levels deep and have few
// children.
func holdsExported(o *Object) bool {
	if o.Storage != Skeleton {
		return o.Audited()
	}
	for _, c := range o.children {
		if holdsExported(c) {
			return true
		}
	}
	return false
}

// Product is the product and release that wrote an export.
type Product struct {
	Name  string // "TMG 2010 SP2", "ISA Server 2004", or "" when it cannot be told
	Major int    // 4 ISA 2004, 5 ISA 2006, 6 TMG MBE, 7 TMG 2010; 0 unknown
	Build string // as written in the header, "" when it is missing
}

// products by major build number; releases by build, as far as an export of that
// release has been seen.
var (
	products = map[int]string{4: "ISA Server 2004", 5: "ISA Server 2006", 6: "TMG MBE", 7: "TMG 2010"}
	releases = map[string]string{"7.0.7734": "TMG 2010 RTM", "7.0.9193": "TMG 2010 SP2"}
)

func productOf(h Header) Product {
	p := Product{Build: strings.Clone(h.Build())} // outlives the file in reports
	p.Major = majorVersion(p.Build)
	if p.Major == 0 && majorVersion(h.IsaXMLVersion()) >= 7 {
		p.Major = 7
	}
	p.Name = products[p.Major]
	if i := strings.LastIndexByte(p.Build, '.'); i > 0 {
		if r, ok := releases[p.Build[:i]]; ok {
			p.Name = r
		}
	}
	return p
}

// majorVersion is the number before the first dot, or 0.
func majorVersion(v string) int {
	head, _, _ := strings.Cut(v, ".")
	n, err := strconv.Atoi(strings.TrimSpace(head))
	if err != nil || n < 0 {
		return 0
	}
	return n
}
