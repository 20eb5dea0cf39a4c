package inventory

import (
	"tmgaudit/policy"
	"tmgaudit/schema"
)

var usageSection = section{
	name: "usage", title: "Use of objects",
	about: "Which objects are used, by what, and which are not. Objects of an enterprise may be used by arrays that are not in the file; then it is unknown.",
	needs: []string{"Array", "Enterprise"}, lacks: "array or enterprise, so that it is not known what uses its objects",
	build: func(b *builder) []Table {
		return []Table{
			b.table("unused", "Objects that nothing uses", []string{"kind", "name", "predefined", "used"}, b.unusedRows),
			b.table("usage", "Objects in use", []string{"kind", "name", "predefined", "uses", "used_by*"}, b.usageRows),
			b.table("references", "References", []string{"kind", "target", "state", "used_by", "role"}, b.referenceRows),
		}
	},
}

// usable are the elements whose use is of interest.
var usable = append([]string{"Network", "NetworkSet", "EnterpriseNetwork", "Protocol", "UserSet", "WebListener"}, elementKinds...)

// mostUsers is the number of users that stand beside an object; all of them are in
// the table of references.
const mostUsers = 20

// usables yields the objects whose use is of interest. The parts of computer sets
// are none.
func (b *builder) usables(yield func(*schema.Object) bool) {
	for o := range b.all(usable...) {
		if _, part := o.Ancestor("ComputerSet"); !part && !yield(o) {
			return
		}
	}
}

func (b *builder) unusedRows(yield func(Row) bool) {
	for o := range b.usables {
		if len(o.Users()) == 0 && !yield(rowOf(o, kindName(o), named(o), predefined(o), text1(used(o)))) {
			return
		}
	}
}

func (b *builder) usageRows(yield func(Row) bool) {
	for o := range b.usables {
		refs := o.Users()
		if len(refs) > 0 && !yield(rowOf(o, kindName(o), named(o), predefined(o), number(len(refs)), userCell(refs))) {
			return
		}
	}
}

// userCell is the first users behind references, each once.
func userCell(refs []schema.Ref) Cell {
	var c Cell
	seen := map[*schema.Object]bool{}
	for _, r := range refs {
		i := userItem(r)
		switch {
		case seen[i.Object]:
			continue
		case len(c) == mostUsers:
			return append(c, Item{Text: "... more in the table of references"})
		}
		seen[i.Object] = true
		c = append(c, i)
	}
	return c
}

// used says whether something uses an object to which nothing in the file refers.
// That nothing does is a fact only where all that could is in the file.
func used(o *schema.Object) string {
	if owner := o.Owner(); owner.Element == "Array" && owner.Audited() && o.Audited() {
		return yesNo(false)
	}
	return unknown
}

func (b *builder) referenceRows(yield func(Row) bool) {
	for _, r := range b.doc.References() {
		if r.Storage == schema.Skeleton {
			continue
		}
		target := Item{Text: r.Label(), Object: r.Resolve().Object}
		if !yield(rowOf(r.Object, text1(policy.ElementWord(r.TargetElement())), Cell{target}, text1(state(r)), Cell{userItem(r)}, text1(r.Role()))) {
			return
		}
	}
}
