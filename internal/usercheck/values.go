package usercheck

import (
	"maps"
	"strconv"
	"strings"
	"sync/atomic"

	"tmgaudit/schema"
)

// values are what an expression reads of the object in question.
type values struct {
	object *schema.Object
	match  string                        // of a path
	made   int                           // bytes in the evaluation that is going on
	late   *atomic.Bool                  // set when the run is given up
	envs   map[*condition]map[string]any // made once for each expression
	scopes map[[2]string]*scope          // of objects around, by element and the one above
}

func newValues(late *atomic.Bool) *values {
	return &values{late: late, envs: map[*condition]map[string]any{}, scopes: map[[2]string]*scope{}}
}

// env is what an expression reads: functions and members of enumerations, to which
// the properties of an object come.
func (v *values) env(c *condition) map[string]any {
	env := v.envs[c]
	if env == nil {
		env = v.functions()
		maps.Copy(env, v.guards())
		for name, n := range c.scope.members {
			env[name] = n
		}
		v.envs[c] = env
	}
	return env
}

// functions are those that an expression may call besides the language's own.
func (v *values) functions() map[string]any {
	return map[string]any{
		"present": v.present, "refs": v.refs, "child": v.child, "parent": v.parent, "label": v.label, "path": v.path, "value": v.value,
	}
}

// present reports whether the export holds the property: a value that comes from
// a default is not present.
func (v *values) present(property string) bool { return v.object.Property(property) != nil }

// label is the name of the object, as the console shows it.
func (v *values) label() string { return v.object.Label() }

// path is the place of the object, as findings show it.
func (v *values) path() string { return v.object.Path() }

// value is what a path selected.
func (v *values) value() string {
	return strings.ToValidUTF8(v.match[:min(len(v.match), mostRead)], "")
}

// refs are the names of what the object refers to in a role, such as Networks or
// SourceSelectionIPs: those of references in the role and of all below a part of
// that name.
func (v *values) refs(role string) []string {
	names := []string{}
	var walk func(o *schema.Object, inside bool)
	walk = func(o *schema.Object, inside bool) {
		for _, c := range o.Children() {
			in := inside || c.StorageName == role || c.Element == role
			if c.Element == "Ref" {
				if r := (schema.Ref{Object: c}); in || r.Role() == role {
					v.charge(valueCost + len(r.Label()))
					names = append(names, r.Label())
				}
				continue
			}
			walk(c, in)
		}
	}
	walk(v.object, false)
	return names
}

// child is an object below, by element names with / between them: its properties
// by storage name. It is nil where there is none.
func (v *values) child(elements string) map[string]any {
	o, ok := v.object.Find(strings.Split(elements, "/")...)
	if !ok {
		return nil
	}
	return v.properties(o)
}

// parent is the nearest object above with an element name, as child is one below.
func (v *values) parent(element string) map[string]any {
	o, ok := v.object.Ancestor(element)
	if !ok {
		return nil
	}
	return v.properties(o)
}

// properties are the values of an object: those that it holds, and the documented
// defaults of those that it does not.
func (v *values) properties(o *schema.Object) map[string]any {
	all := map[string]any{}
	s := v.scopeOf(o)
	for name, k := range s.names {
		if value, ok := valueOf(o, name, k); ok {
			all[name] = v.handed(name, value)
		}
	}
	for i := range o.Properties() {
		name := o.Properties()[i].Name
		if _, ok := all[name]; ok {
			continue
		}
		if value, ok := valueOf(o, name, s.kind(name)); ok {
			all[name] = v.handed(name, value)
		}
	}
	return all
}

// scopeOf is what is documented of objects like o.
func (v *values) scopeOf(o *schema.Object) *scope {
	key := [2]string{o.Element, parentOf(o)}
	s := v.scopes[key]
	if s == nil {
		s = &scope{names: map[string]kind{}, members: map[string]int{}}
		s.add(key[0], key[1])
		v.scopes[key] = s
	}
	return s
}

// valueOf is the value of a property, the documented default where it is absent.
// ok is false where there is neither, or a value that is not of its type.
func valueOf(o *schema.Object, name string, k kind) (value any, ok bool) {
	p := o.Property(name)
	if p == nil {
		return defaultOf(o, name, k)
	}
	if k == dynamic {
		k = kindIn(p)
	}
	switch {
	case p.Secret():
		return schema.Masked, k == words
	case k == list:
		return entries(p), p.IsList()
	case p.IsList():
		return nil, false
	case k == boolean:
		b, ok := p.Bool()
		return b, ok
	case k == number:
		n, ok := p.Int()
		return int(n), ok
	}
	return p.Value(), true
}

// kindIn is the kind that the export gives a property.
func kindIn(p *schema.Property) kind {
	if p.IsList() {
		return list
	}
	if k, ok := kinds[p.Type()]; ok {
		return k
	}
	return words
}

func entries(p *schema.Property) []string {
	all := make([]string, 0, p.Len())
	for _, entry := range p.Entries() {
		all = append(all, entry)
	}
	return all
}

// defaultOf is the documented default of a property.
func defaultOf(o *schema.Object, name string, k kind) (any, bool) {
	com := comProperty(o.Element, parentOf(o), name)
	if com == nil || !com.HasStoredDefault() || com.Kind == "object" {
		return nil, false
	}
	if k == dynamic {
		k = kinds[com.DT()]
	}
	switch k {
	case boolean:
		return com.StoredDefault == "1", com.StoredDefault == "0" || com.StoredDefault == "1"
	case number:
		n, err := strconv.Atoi(com.StoredDefault)
		return n, err == nil
	case words:
		return com.StoredDefault, true
	}
	return nil, false
}
