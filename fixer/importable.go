package fixer

import (
	"slices"

	"tmgaudit/checks"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// ImportDocument is one object as the corrected file has it, in the form that the
// product writes when it exports that object alone.
type ImportDocument struct {
	Path    string         // in the bundle, "import/001-network-internal.xml"
	Object  *schema.Object // of Plan.After
	Changes []Change       // that it carries
	Secrets int            // encrypted values that it carries as they are
	Data    []byte         // in the encoding and with the line ends of the input
}

// NotImportable is an object with changes that no document of its own can carry.
type NotImportable struct {
	Object  *schema.Object
	Changes []Change
	Reason  string
}

// Reasons why changes are not carried by a document of their own.
const (
	systemRule   = "system policy rules cannot be imported one by one; use apply.vbs where it has a step for it, or import corrected.xml"
	removed      = "an import adds and changes, it removes nothing; delete the object in the console"
	renamed      = "its StorageName changed, so an import would add it beside the one that is there; change it in the console"
	wholeOnly    = "the product exports it only with the whole configuration around it; use apply.vbs where it has a step for it, else import corrected.xml"
	holdsObjects = "the product exports it only together with the objects that it holds; use apply.vbs where it has a step for it, else import corrected.xml"
)

// Imports are the import documents for the changed objects of the plan, in the
// order of the file, and what cannot be imported that way. Every document is
// proven with the checks given before it is returned; one that fails is not
// importable, for the reason that the proof gives.
func (p *Plan) Imports(list []*checks.Check) ([]ImportDocument, []NotImportable) {
	planner := importPlanner{list, count(p.Left), len(p.After.Problems)}
	var docs []ImportDocument
	var not []NotImportable
	for _, g := range grouped(p.Changes()) {
		doc, reason := planner.document(g)
		if reason != "" {
			not = append(not, NotImportable{g.object, g.changes, reason})
			continue
		}
		doc.Path = documentPath(len(docs)+1, doc.Object)
		docs = append(docs, doc)
	}
	return docs, not
}

// importPlanner makes documents and knows what they are held against.
type importPlanner struct {
	checks   []*checks.Check
	left     map[checks.Identity]int // findings of the corrected file
	problems int                     // of the corrected file
}

// group is the changes that one document would carry. reason says why none can.
type group struct {
	object  *schema.Object
	changes []Change
	reason  string
}

// grouped collects changes by the object that the product imports.
func grouped(changes []Change) []*group {
	var list []*group
	at := map[*schema.Object]*group{}
	for _, c := range changes {
		o, reason := importable(c.Object)
		if c.Kind == ObjectRemoved {
			o, reason = c.Object, removed
		}
		g := at[o]
		if g == nil {
			g = &group{object: o, reason: reason}
			at[o] = g
			list = append(list, g)
		}
		if c.Kind == SourceEdited && c.Object == o {
			g.reason = renamedReason(g.reason, c)
		}
		g.changes = append(g.changes, c)
	}
	return list
}

// renamedReason is the reason against a document when the start tag of its object
// was edited: a StorageName is its identity.
func renamedReason(reason string, c Change) string {
	if reason == "" && (c.Before == c.Object.StorageName || c.After == c.Object.StorageName) {
		return renamed
	}
	return reason
}

// importable is the object that the product exports and imports by itself and
// that carries o: the item of a collection of the array, the enterprise or a
// policy, else the smallest singleton that holds no such items. Where there is
// none the reason says why, and o itself is returned.
func importable(o *schema.Object) (*schema.Object, string) {
	if item := itemAround(o); item != nil {
		if item.Element == "PolicyRule" && (schema.PolicyRule{Object: item}).System() {
			return item, systemRule
		}
		return item, ""
	}
	for at := o; at.Parent != nil && at != o.Owner(); at = at.Parent {
		switch {
		case !at.Audited():
			return o, wholeOnly
		case !exchangeable(at):
			continue
		case holdsItems(at):
			return o, holdsObjects
		}
		return at, ""
	}
	return o, wholeOnly
}

// itemAround is the outermost item that holds o or is o; of a policy, which is an
// item that holds rules, the rule.
func itemAround(o *schema.Object) *schema.Object {
	var item *schema.Object
	for at := o; at.Parent != nil; at = at.Parent {
		if isItem(at) {
			item = at
		}
	}
	return item
}

// isItem reports whether o is one of a collection and has a GUID of its own. What
// holds everything else is none.
func isItem(o *schema.Object) bool {
	if slices.Contains([]string{"Array", "Enterprise", "Policy"}, o.Element) || !o.Audited() {
		return false
	}
	_, guid := catalog.CanonicalGUID(o.StorageName)
	return guid && exchangeable(o)
}

// exchangeable reports whether the product can export and import o by itself: its
// class has the methods, and a CLSID for the header of the document.
func exchangeable(o *schema.Object) bool {
	c := o.Class()
	return c != nil && c.CLSID != "" && c.Exports()
}

func holdsItems(o *schema.Object) bool {
	return slices.ContainsFunc(o.Children(), func(c *schema.Object) bool { return isItem(c) || holdsItems(c) })
}
