package fixer

import (
	"errors"
	"fmt"
	"slices"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// proveDocument holds an import document against its laws: it parses, is of a
// single object, holds exactly the object that the corrected file has, none of
// its references is dangling, and it has no finding or problem of its own.
func (p *importPlanner) prove(d *ImportDocument) error {
	file, err := text.Decode(d.Data)
	if err != nil {
		return err
	}
	doc, err := schema.Parse(file)
	if err != nil {
		return err
	}
	if doc.Kind != schema.KindObject && doc.Kind != schema.KindCollection {
		return fmt.Errorf("it is of the kind %s", doc.Kind)
	}
	if item := doc.Item(); item.StoragePath() != d.Object.StoragePath() || !sameObject(item, d.Object) {
		return errors.New("it does not hold the object as it is")
	}
	for _, r := range doc.References() {
		if s := r.Resolve().State; s == schema.Missing || s == schema.WrongScope {
			return fmt.Errorf("the reference to %s leads nowhere", r.TargetName())
		}
	}
	if f := p.newFinding(checks.Run(doc, p.checks)); f != nil {
		return fmt.Errorf("it has a finding of its own, %s: %s", f.Check.Code, f.Message)
	}
	if len(doc.Problems) > p.problems {
		return fmt.Errorf("it deviates from the format: %s", doc.Problems[0].Message)
	}
	return nil
}

// newFinding is the first finding that the corrected file has not, nil when there
// is none.
func (p *importPlanner) newFinding(found []checks.Finding) *checks.Finding {
	seen := map[checks.Identity]int{}
	for i := range found {
		id := found[i].Identity()
		if seen[id]++; seen[id] > p.left[id] {
			return &found[i]
		}
	}
	return nil
}

// sameObject reports whether two objects are the same in everything that the
// product reads: elements, names, types, values and order.
func sameObject(a, b *schema.Object) bool {
	if a.Element != b.Element || a.StorageName != b.StorageName || a.Storage != b.Storage {
		return false
	}
	if !slices.EqualFunc(a.Properties(), b.Properties(), sameProperty) {
		return false
	}
	return slices.EqualFunc(a.Children(), b.Children(), sameObject)
}

func sameProperty(a, b schema.Property) bool {
	if a.Name != b.Name || a.Type() != b.Type() || a.Value() != b.Value() || a.IsList() != b.IsList() || a.Len() != b.Len() {
		return false
	}
	return slices.Equal(entries(&a), entries(&b))
}

func entries(p *schema.Property) []string {
	var list []string
	for _, e := range p.Entries() {
		list = append(list, e)
	}
	return list
}
