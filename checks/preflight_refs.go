package checks

import (
	"fmt"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// storagePlace is where a reference looks for its target: the level, the element and the
// StorageName, GUIDs in one case.
type storagePlace struct{ level, element, name string }

const (
	arrayLevel      = "Array"
	enterpriseLevel = "Enterprise"
)

func placeOf(level, element, name string) storagePlace {
	if g, ok := catalog.CanonicalGUID(name); ok {
		name = g
	}
	return storagePlace{level, element, name}
}

// indexExport finds the objects of the target's export by their place. Collections
// stand in it under their element.
func (t *Target) indexExport() map[storagePlace]*schema.Object {
	all := map[storagePlace]*schema.Object{}
	for o := range t.Export.All() {
		if level := o.Owner().Element; o.Audited() {
			all[placeOf(level, o.Element, o.StorageName)] = o
			all[storagePlace{level, o.Element, ""}] = o
		}
	}
	return all
}

// holds says whether the target has what a reference names. known is false without
// an export of the target that has objects of that kind at that level.
func (t *Target) holds(r schema.Ref) (there, known bool) {
	if t == nil || t.Export == nil {
		return false, false
	}
	level := arrayLevel
	if r.Scope() == schema.EnterpriseScope {
		level = enterpriseLevel
	}
	_, there = t.objects()[placeOf(level, r.TargetElement(), r.TargetName())]
	_, known = t.objects()[storagePlace{level, schema.Collection(r.TargetElement()), ""}]
	return there, there || known
}

// chosenByName are the elements whose objects are chosen by name in the console.
var chosenByName = []string{"Computer", "AddressRange", "Subnet", "ComputerSet", "URLSet", "DomainNameSet", "Protocol", "ProxyScheduleTemplate", "ContentTypeSet", "UserSet",
	"WebListener", "ServerFarm", "Network", "NetworkSet", "PolicyRule", "NetworkRule"}

// reportNamesakes reports objects that the target has under the same name with
// another StorageName: a merge leaves two of one name, or is refused.
func reportNamesakes(p *Pass) {
	if p.Target == nil || p.Target.Export == nil {
		return
	}
	for _, element := range chosenByName {
		there := map[[2]string]*schema.Object{}
		for _, o := range p.Target.Export.Objects(element) {
			if o.Audited() && collected(o) {
				there[[2]string{o.Owner().Element, o.Name()}] = o
			}
		}
		for o := range p.Objects(element) {
			other := there[[2]string{o.Owner().Element, o.Name()}]
			if other == nil || !collected(o) || placeOf("", "", other.StorageName) == placeOf("", "", o.StorageName) {
				continue
			}
			p.Report(Finding{
				Object: o, Span: o.StorageNameSpan(), Value: o.StorageName, Expected: other.StorageName,
				Message: fmt.Sprintf("the target has another %s %q, whose StorageName is %s; after the import there are two, or it is refused", element, o.Name(), other.StorageName),
			})
		}
	}
}

// collected reports whether o has a name and stands in a collection of its level,
// not in another object's.
func collected(o *schema.Object) bool {
	return o.Name() != "" && o.Parent != nil && o.Parent.Element == schema.Collection(o.Element) && o.Parent.Parent != nil &&
		(o.Parent.Parent.Element == "RuleElements" || o.Parent.Parent.Element == "NetConfig" || o.Parent.Parent.Element == "ArrayPolicy" || o.Parent.Parent.Element == "Enterprise")
}
