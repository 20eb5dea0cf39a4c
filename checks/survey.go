package checks

import "tmgaudit/schema"

// survey is what one walk over a document finds for the checks that hold every
// property against the catalogue. Everything is in document order.
type survey struct {
	misspelt   []*schema.Property // not written as their type asks for
	outOfRange []catalogued       // outside the documented range or enumeration
	scriptOnly []catalogued       // not at the documented default, and not in the console
	otherType  []catalogued       // of another dt:dt than the COM type asks for
	tooNew     []catalogued       // of an interface that came after the product
	unknown    []unknownName
	disordered []*schema.Object // properties out of order or written twice
}

// catalogued is a property with what the catalogue says about its kind.
type catalogued struct {
	*schema.Property
	fact *propertyFact
}

// unknownName is a property or child object that the catalogue does not know.
// Exactly one of the two is set.
type unknownName struct {
	property *schema.Property
	child    *schema.Object
	meant    string // the known name of which it looks like a slip, or ""
	more     int    // others of the same kind that are not listed
}

func newSurvey(doc *schema.Document) *survey {
	s := &survey{}
	kinds := newKinds(doc.Product.Major)
	for o := range doc.All() {
		audited := o.Audited()
		if !audited && o.Parent != nil {
			continue
		}
		k := kinds.of(o)
		props := o.Properties()
		for i := range props {
			s.form(&props[i])
			if audited {
				s.property(&props[i], k.fact(i, props[i].Name))
			}
		}
		if audited {
			s.children(o, k)
		}
		if !inOrder(o) {
			s.disordered = append(s.disordered, o)
		}
	}
	return s
}

func (s *survey) form(p *schema.Property) {
	dt := p.Type()
	if p.IsList() || dt == "string" || dt == "" {
		return
	}
	if raw := p.Raw(); len(raw) == 1 && (raw[0] == '0' || raw[0] == '1') && dt != "bin.hex" {
		return
	}
	if forms[dt] != "" && !schema.Lexical(dt, p.Value()) {
		s.misspelt = append(s.misspelt, p)
	}
}

func (s *survey) property(p *schema.Property, f *propertyFact) {
	switch {
	case f == nil:
		return
	case f.unknown:
		s.unknownProperty(p, f)
		return
	case p.IsList():
		return
	}
	found := catalogued{p, f}
	if f.domain != nil {
		if n, ok := p.Int(); ok && !f.domain.holds(n) {
			s.outOfRange = append(s.outOfRange, found)
		}
	}
	if f.scriptOnly && f.differs(p) && !f.setupWrites(p) {
		s.scriptOnly = append(s.scriptOnly, found)
	}
	if f.tooNew {
		s.tooNew = append(s.tooNew, found)
	}
	if f.dt != "" {
		if dt := p.Type(); dt != "" && dt != f.dt {
			s.otherType = append(s.otherType, found)
		}
	}
}

// unknownProperty leaves out a slip for a name that the object has as well, and
// what is no slip in a class of which too little is known.
func (s *survey) unknownProperty(p *schema.Property, f *propertyFact) {
	meant := f.meant
	if meant != "" && p.Object().Property(meant) != nil {
		meant = ""
	}
	if meant != "" || f.wellKnown {
		s.unknown = append(s.unknown, unknownName{property: p, meant: meant})
	}
}

func (s *survey) children(o *schema.Object, k *kind) {
	if k.class == nil {
		return
	}
	for _, c := range o.Children() {
		if f := k.child(c.Element); f.unknown {
			s.unknown = append(s.unknown, unknownName{child: c, meant: f.meant})
		}
	}
}

// criteriaOf is the child that holds the criteria of a rule, by its type.
var criteriaOf = map[schema.RuleType]string{
	schema.AccessRule: "AccessProperties", schema.ServerPublishingRule: "ServerPublishingProperties", schema.WebPublishingRule: "WebPublishingProperties",
}

// cutArrays are the arrays of which the file lacks a part in which something could be
// named: the target of a reference, or the criteria of a rule.
func cutArrays(doc *schema.Document) map[*schema.Object]bool {
	cut := map[*schema.Object]bool{}
	for _, r := range doc.References() {
		if r.Audited() && r.Resolve().State == schema.Malformed {
			cut[r.Owner()] = true
		}
	}
	for _, o := range doc.Objects("PolicyRule") {
		r := schema.PolicyRule{Object: o}
		_, whole := o.Child(criteriaOf[r.Type()])
		_, sources := o.Named("SelectionIPs", "SourceSelectionIPs")
		if o.Audited() && !r.IsDefault() && r.Type() != schema.ArrayPlaceHolder && !(whole && sources) {
			cut[o.Owner()] = true
		}
	}
	return cut
}
