package inventory

import (
	"iter"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// mostMembers is the number of members that stand behind the name of an element;
// all of them are in the section on elements.
const mostMembers = 5

// refItem is what a reference names, with its members, or why it leads nowhere.
func refItem(r schema.Ref) Item {
	i := Item{Text: r.Label()}
	switch t := r.Resolve(); t.State {
	case schema.Resolved:
		i.Object = t.Object
		i.Note = memberSummary(t.Object, mostMembers)
	case schema.Builtin:
		i.Note = "predefined, not in the file"
	case schema.WrongScope:
		i.Object, i.Note = t.Object, "unresolved: stands at another level than the reference says"
	case schema.Missing:
		i.Note = "unresolved: missing in the file"
	case schema.Outside:
		i.Note = "unresolved: not in the file"
	case schema.Malformed:
		i.Text, i.Note = r.StorageName, "unresolved: names no target"
	}
	switch excepted, known := policy.Excepted(r); {
	case excepted:
		i.Text = "not " + i.Text
	case !known:
		i.Note = join("neither included nor excepted", i.Note)
	}
	return i
}

// join puts two notes into one.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// refItems are what references name.
func refItems(refs iter.Seq[schema.Ref]) Cell {
	var c Cell
	for r := range refs {
		c = append(c, refItem(r))
	}
	return c
}

// below yields the references anywhere below an object.
func below(o *schema.Object) iter.Seq[schema.Ref] {
	return func(yield func(schema.Ref) bool) { walkRefs(o, yield) }
}

func walkRefs(o *schema.Object, yield func(schema.Ref) bool) bool {
	for _, c := range o.Children() {
		if c.Element == "Ref" && !yield(schema.Ref{Object: c}) || !walkRefs(c, yield) {
			return false
		}
	}
	return true
}

// state is how a reference resolves, in a word.
func state(r schema.Ref) string {
	return [...]string{
		schema.Resolved: "resolved", schema.Builtin: "predefined", schema.Outside: "unresolved", schema.WrongScope: "unresolved",
		schema.Missing: "unresolved", schema.Malformed: "unresolved",
	}[r.Resolve().State]
}

// user is the object that a person would say uses the target of a reference: the
// nearest one above that has a name of its own.
func user(r schema.Ref) *schema.Object {
	o := r.Holder()
	for o != nil && o.Parent != nil && o.Name() == "" {
		o = o.Parent
	}
	if o == nil || o.Parent == nil || o.Element == "Array" || o.Element == "Enterprise" {
		return r.Holder()
	}
	return o
}

// userItem is the user of a reference.
func userItem(r schema.Ref) Item {
	o := user(r)
	if o == nil {
		return Item{Text: unknown}
	}
	return Item{Text: policy.ElementWord(o.Element) + " " + o.Label(), Object: o}
}
