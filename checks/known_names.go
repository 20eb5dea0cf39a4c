package checks

import (
	"slices"
	"strings"

	"tmgaudit/internal/nearest"
	"tmgaudit/schema/catalog"
)

// seenNames are names that real exports and fragments show where the catalogue's
// tables do not have them, by the element that holds them.
var seenNames = map[string][]string{
	"Array": {"AdminMajorVersion", "AdminMinorVersion", "Version", "Credentials", "VendorParametersSets",
		"ChangeTracking", "UpdateCenter", "MalwareInspectionSettings", "NetworkInspectionSystem", "StaticRoutes",
		"SmtpProtectionConfiguration", "SecurityAssessmentSharing", "Ref"},
	"BrowserClientConfig": {"BrowserAutoDetect"},
	"IPAddresses":         {"IPAddressesStrings"},
	"IpRangeEntry":        {"IPFrom", "IPTo"},
	"NetworkRule":         {"IPAddresses"},
	"Root": {"Build", "Comment", "Edition", "EnterpriseLevel", "ExportItemClassCLSID", "ExportItemCompatibilityVersion",
		"ExportItemScope", "ExportItemStorageName", "IsaXmlVersion", "OptionalData", "Upgrade", "ConfigurationMode"},
	"RuleElements": {"UrlCategorySets", "PolicyGroups"},
}

// commonNames may stand in any object: the product's objects share a base.
var commonNames = map[string]bool{
	"Name": true, "Description": true, "Order": true, "Predefined": true, "VendorParametersSets": true, "Refs": true, "Ref": true,
}

// PropertyNames are the storage names that may stand in an object of an element
// below another, as far as the catalogue and real exports tell; nil when the class
// of the element is not known.
func PropertyNames(element, parent string) []string {
	e, ok := catalog.ElementClass(element, parent)
	if !ok {
		return nil
	}
	class, _ := catalog.ClassByName(e.Class)
	names, _ := knownNames(&kind{element: element, parent: parent, class: class})
	return append(names, "Name", "Description", "Order", "Predefined")
}

// knownNames are the names that may stand in an object of a kind, and whether
// they are most of those that there are: then a name that is not among them says
// something. A class counts as well known when half of the values that COM can
// write to it are seen under their storage name.
func knownNames(k *kind) (names []string, wellKnown bool) {
	if k.class == nil {
		return nil, false
	}
	names = append(names, seenNames[k.element]...)
	stored := map[string]bool{}
	for _, s := range catalog.StorageRows() {
		if s.Element == k.element && s.Class == k.class.Name && !strings.ContainsAny(s.Child, "/[") {
			names = append(names, s.Child)
			stored[s.Property] = true
		}
	}
	settable, seen := 0, 0
	for _, p := range k.class.Properties() {
		if p.Access != "rw" || p.Kind == "object" {
			continue
		}
		settable++
		if stored[p.Name] {
			seen++
		}
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return slices.Compact(names), settable > 0 && 2*seen >= settable
}

// unknownFact is nil for a name that is known by other ways than the tables.
func (k *kind) unknownFact(name string) *propertyFact {
	if commonNames[name] || slices.Contains(seenNames[k.element], name) {
		return nil
	}
	names, wellKnown := k.known()
	f := &propertyFact{unknown: true, meant: slipOf(name, names), wellKnown: wellKnown}
	if f.meant == "" && !f.wellKnown {
		return nil
	}
	return f
}

// child says whether an element is unknown as a child of the kind. Many children
// of known objects are in no table, so an element counts as unknown only when
// nothing in the catalogue has its name, or it looks like a slip for a known one.
func (k *kind) child(element string) childFact {
	if f, seen := k.elements[element]; seen {
		return f
	}
	f := childFact{}
	if !k.knowsChild(element) {
		names, wellKnown := k.known()
		f.meant = slipOf(element, k.childNames(names))
		f.unknown = f.meant != "" || wellKnown
	}
	k.elements[element] = f
	return f
}

func (k *kind) knowsChild(element string) bool {
	if _, ok := catalog.StorageProperty(k.element, k.parent, element); ok {
		return true
	}
	if _, ok := catalog.ElementClass(element, k.element); ok {
		return true
	}
	return commonNames[element] || slices.Contains(seenNames[k.element], element) || slices.Contains(elementNames(), element)
}

// childNames are the elements that may stand below the kind, as far as tables
// say: its known names, and the item that a collection is called after.
func (k *kind) childNames(known []string) []string {
	return append(slices.Clone(known), strings.TrimSuffix(k.element, "s"), "VendorParametersSets")
}

func elementNames() []string {
	var names []string
	for _, e := range catalog.Elements() {
		names = append(names, e.Name)
	}
	for _, s := range catalog.StorageRows() {
		if s.Evidence == catalog.EvidenceChild {
			names = append(names, s.Child)
		}
	}
	return names
}

// slipOf is the name of which typed looks like a slip: one that differs in case
// or by at most two letters, where names are long enough for that to be no
// accident. Names that differ in digits mean different things.
func slipOf(typed string, names []string) string {
	const most, shortest = 2, 6
	best, meant := most+1, ""
	for _, n := range names {
		if len(n) < shortest || n == typed || withoutDigits(n) == withoutDigits(typed) && !strings.EqualFold(n, typed) {
			continue
		}
		if d := len(n) - len(typed); d > most || d < -most {
			continue
		}
		if d := nearest.Distance(typed, n); d < best {
			best, meant = d, n
		}
	}
	return meant
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, s)
}
