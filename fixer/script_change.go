package fixer

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// scriptStepOf is a change of a plan as a step, or the reason why a script cannot
// make it.
func scriptStepOf(c *Change) (s scriptStep, reason string) {
	com, reason := settable(c)
	if reason != "" {
		return s, reason
	}
	s.ScriptStep = ScriptStep{Object: c.Object.Path(), Class: com.Class, Property: com.Name, Storage: c.Property}
	if s.kind, reason = kindOf(com); reason != "" {
		return s, reason
	}
	s.Old, s.New = c.Before, c.After
	if c.Kind == PropertyAdded {
		if !com.HasStoredDefault() {
			return s, "the file does not hold its value and no default is documented, so that a script could not tell what it replaces"
		}
		s.Old = com.StoredDefault
	}
	if s.old, reason = literal(s.kind, s.Old); reason != "" {
		return s, reason
	}
	if s.new, reason = literal(s.kind, s.New); reason != "" {
		return s, reason
	}
	if s.old == s.new {
		return s, sameInCOM
	}
	return s, s.locate(c.Object)
}

// sameInCOM is the reason to leave out a change of the file's form.
const sameInCOM = "only the way in which the value is written changes, which COM does not show"

// settable is the COM property of a change, or the reason why a script cannot set
// it.
func settable(c *Change) (com *catalog.Property, reason string) {
	p := c.Stored()
	switch {
	case c.Kind == ObjectRemoved:
		return nil, "a whole object is removed"
	case c.Parameter != "":
		return nil, "it is a value in a vendor parameters set"
	case c.Kind == TypeSet:
		return nil, sameInCOM
	case p == nil || p.IsList():
		return nil, "it is a list or more than one value"
	case p.Secret():
		return nil, "it is a secret, which is stored encrypted"
	case repeated(c.Object, c.Property):
		return nil, "the object has the property more than once, so that its value is not certain"
	}
	com, class := p.COM(), c.Object.Class()
	switch {
	case com == nil || class == nil:
		return nil, "the catalogue does not know the COM property"
	case com.Class != class.Name:
		return nil, "the catalogue knows the COM property for another class, " + com.Class
	case com.Access != "rw" || !identifier().MatchString(com.Name):
		return nil, "COM can only read the property"
	}
	return com, ""
}

func repeated(o *schema.Object, name string) bool {
	n := 0
	for i := range o.Properties() {
		if o.Properties()[i].Name == name {
			n++
		}
	}
	return n > 1
}

func skippedStepOf(c *Change, reason string) SkippedStep {
	s := SkippedStep{Object: c.Object.Path(), Property: c.Field(), Old: c.Before, New: c.After, Reason: importInstead + reason}
	if class := c.Object.Class(); class != nil {
		s.Class = class.Name
	}
	return s
}
