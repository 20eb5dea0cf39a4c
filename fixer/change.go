package fixer

import (
	"sort"
	"strings"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Change is what a plan does at one place: to a property, to one value of a
// vendor parameters set, or to an object. Before and After are as they may be
// shown: secrets are masked.
type Change struct {
	Object    *schema.Object // of Plan.After; of Plan.Before when it was removed
	Property  string         // storage name, "" for the object itself
	Parameter string         // name of a value in a vendor parameters set, else ""
	Before    string
	After     string
	Kind      ChangeKind
}

// ChangeKind says how a place changes.
type ChangeKind string

// The kinds of change.
const (
	ValueSet      ChangeKind = "value"   // another value
	PropertyAdded ChangeKind = "added"   // was absent, which means the documented default
	TypeSet       ChangeKind = "type"    // another dt:dt; Before and After are data types
	ObjectRemoved ChangeKind = "removed" // the object is gone
	SourceEdited  ChangeKind = "source"  // anything else; Before and After are the text of the file
)

// Changes are what the plan does, by place.
func (p *Plan) Changes() []Change {
	var list []Change
	seen := map[changeKey]bool{}
	shift := 0
	for _, e := range p.Edits {
		after := text.Span{Start: e.Start + shift, End: e.Start + shift + len(e.New)}
		shift += len(e.New) - e.Len()
		for _, c := range p.changesAt(e, after) {
			key := changeKey{c.Object, c.Property, c.Parameter, c.Kind}
			if c.Kind == SourceEdited || !seen[key] {
				seen[key] = true
				list = append(list, c)
			}
		}
	}
	return list
}

type changeKey struct {
	object              *schema.Object
	property, parameter string
	kind                ChangeKind
}

// changesAt is what one edit does. after is the place of its new text.
func (p *Plan) changesAt(e text.Edit, after text.Span) []Change {
	was, is := innermost(p.Before.Root, e.Span), innermost(p.After.Root, after)
	if gone := childrenIn(was, e.Span); len(gone) > 0 && len(childrenIn(is, after)) == 0 {
		var list []Change
		for _, o := range gone {
			list = append(list, Change{Object: o, Before: o.Label(), Kind: ObjectRemoved})
		}
		return list
	}
	var list []Change
	for _, now := range propertiesAt(is, after) {
		list = append(list, changesOf(was.Property(now.Name), now)...)
	}
	if len(list) > 0 {
		return list
	}
	c := Change{Object: is, Before: string(p.Before.File.Text()[e.Start:e.End]), After: e.New, Kind: SourceEdited}
	if len(p.Before.Secrets(e.Span))+len(p.After.Secrets(after)) > 0 {
		c.Before, c.After = schema.Masked, schema.Masked
	}
	return []Change{c}
}

// changesOf compares a property with what it was, nil when it was absent.
func changesOf(was, now *schema.Property) []Change {
	c := Change{Object: now.Object(), Property: now.Name, Before: was.Display(), After: now.Display(), Kind: ValueSet}
	switch {
	case was == nil:
		c.Kind = PropertyAdded
	case was.IsList() || now.IsList():
		return nil
	case was.Value() != now.Value():
		if values := parametersOf(was, now); values != nil {
			return values
		}
	case was.Type() != now.Type():
		c.Before, c.After, c.Kind = was.Type(), now.Type(), TypeSet
	default:
		return nil
	}
	return []Change{c}
}

// parametersOf is the difference of two vendor parameters sets by value, nil when
// the property is none or cannot be read.
func parametersOf(was, now *schema.Property) []Change {
	if now.Name != "BlobData" || now.Object().Element != "VendorParametersSet" {
		return nil
	}
	before, errBefore := schema.VendorParametersSet{Object: was.Object()}.Values()
	after, errAfter := schema.VendorParametersSet{Object: now.Object()}.Values()
	if errBefore != nil || errAfter != nil || len(before) != len(after) {
		return nil
	}
	var list []Change
	for i := range after {
		if before[i].Name != after[i].Name {
			return nil
		}
		if a, b := before[i].Display(), after[i].Display(); a != b {
			list = append(list, Change{Object: now.Object(), Property: now.Name, Parameter: after[i].Name, Before: a, After: b, Kind: ValueSet})
		}
	}
	return list
}

// innermost is the deepest object below o, or o, that holds a span. What is empty
// belongs to an object only inside it, not at its edge.
func innermost(o *schema.Object, s text.Span) *schema.Object {
	for {
		children := o.Children()
		i := sort.Search(len(children), func(i int) bool { return children[i].Span().End >= s.End })
		for i < len(children) && !holds(children[i].Span(), s) && children[i].Span().Start <= s.Start {
			i++
		}
		if i == len(children) || !holds(children[i].Span(), s) {
			return o
		}
		o = children[i]
	}
}

func holds(outer, s text.Span) bool {
	if s.Len() == 0 {
		return outer.Start < s.Start && s.End < outer.End
	}
	return outer.Contains(s)
}

func childrenIn(o *schema.Object, s text.Span) []*schema.Object {
	var in []*schema.Object
	for _, c := range o.Children() {
		if s.Contains(c.Span()) {
			in = append(in, c)
		}
	}
	return in
}

// propertiesAt are the properties of o that hold s or that s holds.
func propertiesAt(o *schema.Object, s text.Span) []*schema.Property {
	var at []*schema.Property
	props := o.Properties()
	for i := range props {
		if span := props[i].Span(); holds(span, s) || s.Contains(span) {
			at = append(at, &props[i])
		}
	}
	return at
}

// Field is the place of a change below its object: a storage name, with the name
// of the value in a vendor parameters set.
func (c *Change) Field() string {
	return strings.TrimSuffix(c.Property+"/"+c.Parameter, "/")
}

// Stored is the property as it stands after the change, nil when the change is of
// no property.
func (c *Change) Stored() *schema.Property {
	if c.Kind == ObjectRemoved || c.Property == "" {
		return nil
	}
	return c.Object.Property(c.Property)
}
