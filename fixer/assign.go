package fixer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Assignment is a value set by hand. Path is an object's path, or its end, and a
// storage name: "Networks/Internal/WebListenerProperties/TCPPort".
type Assignment struct {
	Path, Value string
}

// ParseAssignment reads "OBJECT/PROPERTY=VALUE". The first "=" that follows a
// storage name ends the path, so values may hold "=" and "/", and names of objects
// nearly always.
func ParseAssignment(s string) (Assignment, error) {
	for cut := range len(s) {
		if s[cut] != '=' {
			continue
		}
		object, property, ok := cutLast(s[:cut], '/')
		if ok && object != "" && storageName(property) {
			return Assignment{s[:cut], s[cut+1:]}, nil
		}
	}
	return Assignment{}, fmt.Errorf("%q is no assignment; expected OBJECT/PROPERTY=VALUE, for example Networks/Internal/WebListenerProperties/TCPPort=8080", s)
}

// cutLast splits s at the last sep.
func cutLast(s string, sep byte) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// storageName reports whether s is of the form of a storage name.
func storageName(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

func (a Assignment) split() (object, property string) {
	object, property, _ = cutLast(a.Path, '/')
	return object, property
}

// assign carries out the values set by hand, one after the other. They are what
// the user wants, so they are not withdrawn for the findings that they cause.
func (p *planner) assign() error {
	for _, a := range p.options.Set {
		c, err := p.assignment(a)
		if err != nil {
			return err
		}
		doc, err := edited(p.plan.After, c.edits)
		if err != nil {
			return fmt.Errorf("set %s: %w", a.Path, err)
		}
		s := step{fixes: []candidate{c}, edits: c.edits, doc: doc, findings: checks.Run(doc, p.options.Checks)}
		if err := p.apply(s); err != nil {
			return err
		}
	}
	return nil
}

func (p *planner) assignment(a Assignment) (candidate, error) {
	path, name := a.split()
	o, err := find(p.plan.After, path)
	if err != nil {
		return candidate{}, fmt.Errorf("set %s: %w", a.Path, err)
	}
	c := candidate{object: o, title: "set " + name + " to " + a.Value + " (by hand)"}
	edit, err := setProperty(o, name, a.Value)
	if err != nil {
		return candidate{}, fmt.Errorf("set %s: %w", a.Path, err)
	}
	c.edits = []text.Edit{edit}
	return c, nil
}

// find is the one object at a path, or whose path ends like it. A reference, which
// is called after its target, is found by its whole path only.
func find(doc *schema.Document, path string) (*schema.Object, error) {
	var found []*schema.Object
	for o := range doc.All() {
		if o.Parent == nil || !strings.HasSuffix(path, o.Label()) {
			continue
		}
		switch full := o.Path(); {
		case full == path:
			found = append([]*schema.Object{o}, found...)
		case o.Element != "Ref" && strings.HasSuffix(full, "/"+path):
			found = append(found, o)
		}
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("no object has the path %q; lint shows the paths of objects", path)
	case len(found) > 1 && found[0].Path() != path:
		return nil, fmt.Errorf("%d objects have a path that ends in %q, among them %q and %q; write more of it", len(found), path, found[0].Path(), found[1].Path())
	case len(found) > 1 && found[1].Path() == path:
		return nil, fmt.Errorf("two objects have the path %q; give them different names first", path)
	}
	return found[0], nil
}

// setProperty is the edit that gives a property a checked value, or adds it.
func setProperty(o *schema.Object, name, value string) (text.Edit, error) {
	if !o.Audited() {
		return text.Edit{}, fmt.Errorf("the object is only a path to the exported item; its properties are dummies")
	}
	prop := o.Property(name)
	if prop.Secret() {
		return text.Edit{}, fmt.Errorf("it is a secret, which the product stores encrypted")
	}
	if prop.IsList() {
		return text.Edit{}, fmt.Errorf("it is a list; only single values can be set")
	}
	com := storedProperty(o, name)
	stored, err := storedValue(com, value)
	if err != nil {
		return text.Edit{}, err
	}
	if prop != nil {
		if !schema.Lexical(prop.Type(), stored) {
			return text.Edit{}, fmt.Errorf("%q is not of the property's type, %s", value, prop.Type())
		}
		return prop.Set(stored), nil
	}
	if com == nil || com.DT() == "" {
		return text.Edit{}, fmt.Errorf("the property is not in the file and its type is not known, so it cannot be added")
	}
	return o.Insert(name, com.DT(), stored), nil
}

// storedProperty is the COM property under a storage name of o, nil when the
// catalogue does not say.
func storedProperty(o *schema.Object, name string) *catalog.Property {
	parent := ""
	if o.Parent != nil {
		parent = o.Parent.Element
	}
	s, ok := catalog.StorageProperty(o.Element, parent, name)
	if !ok {
		return nil
	}
	c, ok := catalog.ClassByName(s.Class)
	if !ok {
		return nil
	}
	p, _ := c.Property(s.Property)
	return p
}

// storedValue is the value as it stands in a file: members of an enumeration as
// numbers, booleans as 0 or 1. It is checked against what the product documents.
func storedValue(com *catalog.Property, value string) (string, error) {
	if com == nil {
		return value, nil
	}
	if e, ok := com.Enum(); ok {
		return enumValue(e, value)
	}
	if com.Type == "Boolean" {
		switch strings.ToLower(value) {
		case "0", "false":
			return "0", nil
		case "1", "true":
			return "1", nil
		}
		return "", fmt.Errorf("%q is no boolean; expected 0 or 1", value)
	}
	if lo, hi, ok := com.Range(); ok {
		n, err := strconv.ParseInt(value, 10, 64)
		if errors.Is(err, strconv.ErrSyntax) {
			return "", fmt.Errorf("%q is no number; expected %d to %d", value, lo, hi)
		}
		if err != nil || n < lo || n > hi {
			return "", fmt.Errorf("%q is outside the documented range %d to %d", value, lo, hi)
		}
	}
	if !schema.Lexical(com.DT(), value) {
		return "", fmt.Errorf("%q is not of the property's type, %s", value, com.Type)
	}
	return value, nil
}

func enumValue(e *catalog.Enum, value string) (string, error) {
	for _, m := range e.Members {
		if strings.EqualFold(m.Name, value) {
			return strconv.FormatInt(m.Value, 10), nil
		}
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && e.Has(n) {
		return value, nil
	}
	return "", fmt.Errorf("%q is no member of %s; tmgaudit explain %s lists them", value, e.Name, e.Name)
}
