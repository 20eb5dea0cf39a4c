package schema

import (
	"slices"
	"testing"
)

func TestPathAndLabel(t *testing.T) {
	d := parse(t, export(single("Arrays",
		array(guidArray, "ARRAY1", single("NetConfig", single("Networks", object("Network", localNet, property("Name", "Local &amp; Host")+single("WebListenerProperties", "")))))+
			skeleton("Array", guidArray2, property("Name", "")+
				`<fpc4:Odd StorageType="1"/>`+
				object("Refs", "Role", reference(localNet, "msFPCNetwork", "")+reference(guidAbsent, "msFPCNetwork", ""))))))
	for _, c := range []struct {
		reason, element string
		n               int
		path, label     string
	}{
		{"the root is called after its element", "Root", 0, "Root", "FPC"},
		{"a collection by its StorageName", "Arrays", 0, "Arrays", "Arrays"},
		{"an array by its display name", "Array", 0, "Arrays/ARRAY1", "ARRAY1"},
		{"references of a name are resolved", "Network", 0, "Arrays/ARRAY1/NetConfig/Networks/Local & Host", "Local & Host"},
		{"a singleton by its StorageName", "WebListenerProperties", 0, "Arrays/ARRAY1/NetConfig/Networks/Local & Host/WebListenerProperties", "WebListenerProperties"},
		{"a skeleton has an empty name", "Array", 1, "Arrays/" + guidArray2, guidArray2},
		{"without StorageName by its element", "Odd", 0, "Arrays/" + guidArray2 + "/Odd", "Odd"},
		{"a reference after its target", "Ref", 0, "Arrays/" + guidArray2 + "/Role/Local Host", "Local Host"},
		{"a reference that leads outside after its target's StorageName", "Ref", 1, "Arrays/" + guidArray2 + "/Role/" + guidAbsent, guidAbsent},
	} {
		o := d.Objects(c.element)[c.n]
		if o.Path() != c.path || o.Label() != c.label {
			t.Errorf("%s: %q, label %q; want %q, label %q", c.reason, o.Path(), o.Label(), c.path, c.label)
		}
	}
	if n := d.Objects("Ref")[0].Name(); n != "" {
		t.Errorf("a reference has the display name %q", n)
	}
}

func TestNavigation(t *testing.T) {
	d := parse(t, export(object("Enterprise", "E", single("Policies", object("Policy", "{P}", ""))+object("Refs", "a", "")+object("Refs", "b", object("Ref", guidSet, "")))+
		skeleton("Arrays", "Arrays", array(guidArray, "A", single("Servers", object("Server", "s1", "")+single("Other", "")+object("Server", "s2", ""))))))
	enterprise, _ := d.Root.Child("Enterprise")
	policy, ok := d.Root.Find("Enterprise", "Policies", "Policy")
	if !ok || policy.Owner() != enterprise || policy.Document() != d {
		t.Errorf("the policy %v is not the enterprise's", policy)
	}
	if _, ok := d.Root.Find("Enterprise", "Nothing", "Policy"); ok {
		t.Error("found a way through nothing")
	}
	if o, ok := d.Root.Find(); !ok || o != d.Root {
		t.Error("no step leads away")
	}
	servers := d.Objects("Servers")[0]
	if a, ok := servers.Ancestor("Array"); !ok || servers.Owner() != a || a.Name() != "A" {
		t.Error("the servers' owner is not their array")
	}
	if _, ok := servers.Ancestor("Servers"); ok {
		t.Error("an object is its own ancestor")
	}
	if d.Objects("Arrays")[0].Owner() != d.Root || d.Root.Owner() != d.Root || enterprise.Owner() != enterprise {
		t.Error("owner of Arrays, the root or the enterprise")
	}
	var names []string
	for o := range servers.Items("Server") {
		names = append(names, o.StorageName)
	}
	if !slices.Equal(names, []string{"s1", "s2"}) {
		t.Errorf("items %v", names)
	}
	for _, c := range []struct {
		reason, element, name string
		found                 bool
	}{
		{"by role", "Refs", "b", true},
		{"roles are case-sensitive", "Refs", "B", false},
		{"by element and name", "Policies", "b", false},
	} {
		if o, ok := enterprise.Named(c.element, c.name); ok != c.found || ok && o.StorageName != c.name {
			t.Errorf("%s: found %t", c.reason, ok)
		}
	}
	b, _ := enterprise.Named("Refs", "b")
	if _, ok := b.Named("Ref", "0a1b2c3d-0000-4000-8000-00000000000a"); !ok {
		t.Error("a GUID in another form is not found")
	}
}

func TestDocumentLookUps(t *testing.T) {
	d := parse(t, arrayExport(urlSets(urlSet(guidSet, "Same")+urlSet(guidSet2, "Same")+urlSet(guidAbsent, "Other")+object("URLSet", "nameless", ""))))
	for _, c := range []struct {
		reason, element, name string
		n                     int
	}{
		{"display names need not be unique", "URLSet", "Same", 2},
		{"one", "URLSet", "Other", 1},
		{"exactly", "URLSet", "same", 0},
		{"nameless objects are not called nothing", "URLSet", "", 0},
		{"another element", "Array", "Same", 0},
		{"no such element", "Nothing", "Same", 0},
	} {
		if got := len(d.Named(c.element, c.name)); got != c.n {
			t.Errorf("%s: %d objects, want %d", c.reason, got, c.n)
		}
	}
	var elements []string
	for e := range d.Elements() {
		elements = append(elements, e)
	}
	slices.Sort(elements)
	if want := []string{"Array", "Arrays", "Root", "RuleElements", "URLSet", "URLSets"}; !slices.Equal(elements, want) {
		t.Errorf("elements %v, want %v", elements, want)
	}
	if a := d.Arrays(); len(a) != 1 || a[0].Name() != "ARRAY1" {
		t.Errorf("arrays %v", a)
	}
	n, first := 0, 0
	for range d.All() {
		n++
	}
	for range d.All() {
		first++
		break
	}
	if n != 9 || first != 1 {
		t.Errorf("%d objects, %d before a break", n, first)
	}
}

func TestAuditedAndClass(t *testing.T) {
	d := parse(t, export(`<fpc4:Network StorageName="0" StorageType="0"/><fpc4:Network StorageName="1" StorageType="1"/><fpc4:Network StorageName="2" StorageType="2"/>`+
		`<fpc4:Network StorageName="-"/><fpc4:Nonsense StorageName="x" StorageType="1"/>`))
	for i, want := range []bool{false, true, false, true} {
		if o := d.Objects("Network")[i]; o.Audited() != want {
			t.Errorf("StorageType %s: audited is %t", o.StorageName, !want)
		}
	}
	if c := d.Objects("Network")[0].Class(); c == nil || c.Name != "FPCNetwork" {
		t.Errorf("class %v", c)
	}
	if c := d.Objects("Nonsense")[0].Class(); c != nil {
		t.Errorf("nonsense has the class %s", c.Name)
	}
	if c := d.Root.Class(); c == nil || c.Name != "FPC" {
		t.Errorf("class of the root %v", c)
	}
}
