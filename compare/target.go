package compare

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// A reference is compared by what it points to. Its target has a GUID of its own
// in each document, so the target of A is named as its partner in B is; where it
// has none, each side has the name that it writes.

// refKeyA identifies a Ref of A: by its role, where it has one, else by its target.
func (m *aligner) refKeyA(o *schema.Object) string {
	if !anonymous(o) {
		return "role " + o.StorageName
	}
	return m.targetA(schema.Ref{Object: o})
}

// refKeyB identifies a Ref of B.
func (m *aligner) refKeyB(o *schema.Object) string {
	if !anonymous(o) {
		return "role " + o.StorageName
	}
	return targetB(schema.Ref{Object: o})
}

// targetA is what a reference of A points to, in the names of B.
func (m *aligner) targetA(r schema.Ref) string {
	if t := r.Resolve().Object; t != nil && t.Element != "Ref" {
		if p := m.partner(t); p != nil {
			return p.Element + " " + storageKey(p)
		}
	}
	return targetB(r)
}

// targetB is what a reference points to, in its own names.
func targetB(r schema.Ref) string {
	name, _ := catalog.CanonicalGUID(r.TargetName())
	if name == "" {
		return ""
	}
	return r.TargetElement() + " " + name
}
