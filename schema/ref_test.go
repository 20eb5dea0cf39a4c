package schema

import (
	"slices"
	"strings"
	"testing"
)

func reference(target, class, scope string) string {
	body := property("Name", target) + property("RefClass", class)
	if scope != "" {
		body += typed("Scope", "int", scope)
	}
	return object("Ref", guidRef, body)
}

func urlSets(sets string) string { return single("RuleElements", single("URLSets", sets)) }

func urlSet(guid, name string) string { return object("URLSet", guid, property("Name", name)) }

func byReference(o string) string { return strings.Replace(o, `StorageType="1"`, `StorageType="2"`, 1) }

const (
	allUsers = "{dffb7833-9365-4184-aabc-7cafb018a7fa}"
	localNet = "{5ED77DCE-8110-4821-B445-008B7E6B7F6D}"
)

func TestResolve(t *testing.T) {
	arrays := func(bodies ...string) string {
		all := ""
		for i, body := range bodies {
			all += array([]string{guidArray, guidArray2}[i], []string{"A", "B"}[i], body)
		}
		return skeleton("Arrays", "Arrays", all)
	}
	enterprise := func(body string) string { return object("Enterprise", "Enterprise", body) }
	set := func(scope string) string { return reference(guidSet, "msFPCURLSet", scope) }
	part := func(body string) string {
		return skeleton("Arrays", "Arrays", skeleton("Array", guidArray, body))
	}
	for _, c := range []struct {
		reason, body string
		state        TargetState
		target       string // path, or name of the predefined object
	}{
		{"in the array", arrays(urlSets(urlSet(guidSet, "Set")) + set("")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"scope 0 is the array", arrays(urlSets(urlSet(guidSet, "Set")) + set("0")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"letters of a GUID in any case", arrays(urlSets(urlSet(strings.ToLower(guidSet), "Set")) + set("")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"GUIDs without braces", arrays(urlSets(urlSet(guidSet, "Set")) + reference(strings.Trim(guidSet, "{}"), "msFPCURLSet", "")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"names that are no GUID compare exactly", arrays(urlSets(urlSet("abc", "Set")) + reference("ABC", "msFPCURLSet", "")), Missing, ""},
		{"a name that is no GUID", arrays(urlSets(urlSet("abc", "Set")) + reference("abc", "msFPCURLSet", "")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"the same GUID in both arrays: the array's own", arrays(urlSets(urlSet(guidSet, "Set")), urlSets(urlSet(guidSet, "Set"))+set("")), Resolved, "Arrays/B/RuleElements/URLSets/Set"},
		{"only in the other array, own sets exported", arrays(urlSets(urlSet(guidSet, "Set")), urlSets("")+set("")), Missing, ""},
		{"only in the other array, own sets not exported", arrays(urlSets(urlSet(guidSet, "Set")), set("")), Outside, ""},
		{"in the enterprise", enterprise(urlSets(urlSet(guidSet, "Set"))) + arrays(urlSets("")+set("1")), Resolved, "Enterprise/RuleElements/URLSets/Set"},
		{"an enterprise's reference to its own", enterprise(urlSets(urlSet(guidSet, "Set")) + set("")), Resolved, "Enterprise/RuleElements/URLSets/Set"},
		{"an enterprise's reference, scope written", enterprise(urlSets(urlSet(guidSet, "Set")) + set("1")), Resolved, "Enterprise/RuleElements/URLSets/Set"},
		{"at both levels: as Scope says", enterprise(urlSets(urlSet(guidSet, "E"))) + arrays(urlSets(urlSet(guidSet, "A"))+set("1")), Resolved, "Enterprise/RuleElements/URLSets/E"},
		{"at both levels: absent Scope is the array", enterprise(urlSets(urlSet(guidSet, "E"))) + arrays(urlSets(urlSet(guidSet, "A"))+set("")), Resolved, "Arrays/A/RuleElements/URLSets/A"},
		{"taken along in the array by reference", arrays(single("RuleElements", skeleton("URLSets", "URLSets", byReference(urlSet(guidSet, "Set")))) + set("1")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"Scope forgotten", enterprise(urlSets(urlSet(guidSet, "Set"))) + arrays(urlSets("")+set("")), WrongScope, "Enterprise/RuleElements/URLSets/Set"},
		{"Scope too many", enterprise(urlSets("")) + arrays(urlSets(urlSet(guidSet, "Set"))+set("1")), WrongScope, "Arrays/A/RuleElements/URLSets/Set"},
		{"enterprise scope, no enterprise in the file", arrays(urlSets(urlSet(guidSet, "Set")) + set("1")), Outside, ""},
		{"predefined", arrays(single("RuleElements", single("UserSets", "")) + reference(allUsers, "msFPCUserSet", "1")), Builtin, "All Users"},
		{"predefined and in the file", arrays(single("NetConfig", single("Networks", object("Network", strings.ToLower(localNet), property("Name", "Local")))) + reference(localNet, "msFPCNetwork", "")), Resolved, "Arrays/A/NetConfig/Networks/Local"},
		{"a part of an array", part(single("PolicyRules", set(""))), Outside, ""},
		{"a part, its collection a skeleton", part(skeleton("RuleElements", "RuleElements", skeleton("URLSets", "URLSets", "")) + set("")), Outside, ""},
		{"a part, its collection exported", part(skeleton("RuleElements", "RuleElements", single("URLSets", "")) + set("")), Missing, ""},
		{"not in the array", arrays(urlSets(urlSet(guidSet2, "Set")) + set("")), Missing, ""},
		{"not in the enterprise", enterprise(urlSets("")) + arrays(urlSets("")+set("1")), Missing, ""},
		{"the array's collection says nothing about the enterprise", enterprise("") + arrays(urlSets("")+set("1")), Outside, ""},
		{"another class with the GUID", arrays(single("RuleElements", single("URLSets", "")+single("DomainNameSets", object("DomainNameSet", guidSet, ""))) + set("")), Missing, ""},
		{"collections of names in -y", arrays(single("RuleElements", single("UrlCategories", "")) + reference(guidSet, "msFPCUrlCategory", "")), Missing, ""},
		{"the computers of a computer set hold no targets", arrays(single("RuleElements", single("ComputerSets", object("ComputerSet", guidSet, single("Computers", "")))) + reference(guidSet2, "msFPCComputer", "")), Outside, ""},
		{"no Name", arrays(object("Ref", guidRef, property("RefClass", "msFPCURLSet"))), Malformed, ""},
		{"an empty Name", arrays(reference("", "msFPCURLSet", "")), Malformed, ""},
		{"no RefClass", arrays(object("Ref", guidRef, property("Name", guidSet))), Malformed, ""},
		{"RefClass of another form", arrays(reference(guidSet, "FPCURLSet", "")), Malformed, ""},
		{"RefClass without a class", arrays(reference(guidSet, "msFPC", "")), Malformed, ""},
		{"a Scope that is no number is the array", arrays(urlSets(urlSet(guidSet, "Set")) + reference(guidSet, "msFPCURLSet", "x")), Resolved, "Arrays/A/RuleElements/URLSets/Set"},
		{"below the root", urlSets(urlSet(guidSet, "Set")) + set(""), Resolved, "RuleElements/URLSets/Set"},
	} {
		d := parse(t, export(c.body))
		target := d.References()[0].Resolve()
		got := ""
		switch {
		case target.Object != nil:
			got = target.Object.Path()
		case target.Predefined != nil:
			got = target.Predefined.Name
		}
		if target.State != c.state || got != c.target {
			t.Errorf("%s: state %d of %q, want %d of %q", c.reason, target.State, got, c.state, c.target)
		}
	}
}

func TestUsersAreTheWayBack(t *testing.T) {
	rule := func(guid, name, refs string) string {
		return object("PolicyRule", guid, property("Name", name)+single("AccessProperties", object("Refs", "URLSet", refs)))
	}
	d := parse(t, arrayExport(urlSets(urlSet(guidSet, "Set")+urlSet(guidSet2, "Unused"))+single("ArrayPolicy", single("PolicyRules",
		rule("{1}", "One", reference(guidSet, "msFPCURLSet", ""))+rule("{2}", "Two", reference(strings.ToLower(guidSet), "msFPCURLSet", ""))))))
	var got []string
	for _, r := range find(t, d, "Arrays/ARRAY1/RuleElements/URLSets/Set").Users() {
		got = append(got, r.Holder().Parent.Name())
		if r.Role() != "URLSet" || r.Label() != "Set" || r.Holder().Element != "AccessProperties" {
			t.Errorf("role %q, label %q, holder %q", r.Role(), r.Label(), r.Holder().Element)
		}
	}
	if !slices.Equal(got, []string{"One", "Two"}) {
		t.Errorf("users %v, want One, Two", got)
	}
	if u := find(t, d, "Arrays/ARRAY1/RuleElements/URLSets/Unused").Users(); u != nil {
		t.Errorf("users of an unused set: %v", u)
	}
	for _, name := range []string{"founding-case.xml", "tmg2010-enterprise.xml"} {
		d := parse(t, samples(t)[name])
		back := 0
		for o := range d.All() {
			for _, r := range o.Users() {
				if r.Resolve().Object != o {
					t.Errorf("%s: %s is not used by %s", name, o.Path(), r.Path())
				}
				back++
			}
		}
		forth := 0
		for _, r := range d.References() {
			if r.Resolve().Object != nil {
				forth++
			}
		}
		if back != forth || back == 0 {
			t.Errorf("%s: %d users, %d references with a target", name, back, forth)
		}
	}
}

func TestRoleHolderAndLabel(t *testing.T) {
	for _, c := range []struct{ reason, body, role, holder, label string }{
		{"grouped", object("AccessProperties", "x", object("Refs", "UserSets", reference(allUsers, "msFPCUserSet", ""))), "UserSets", "AccessProperties", "All Users"},
		{"by itself", object("ServerPublishingProperties", "x", object("Ref", "PublishedProtocol", property("Name", guidAbsent)+property("RefClass", "msFPCProtocol"))),
			"PublishedProtocol", "ServerPublishingProperties", guidAbsent},
		{"groups in a group", object("A", "x", object("Refs", "outer", object("Refs", "inner", reference(guidAbsent, "msFPCX", "")))), "inner", "A", guidAbsent},
		{"without a target name", object("A", "x", object("Ref", "Role", "")), "Role", "A", "Role"},
		{"below the root", reference(guidAbsent, "msFPCX", ""), guidRef, "Root", guidAbsent},
		{"to itself", object("Ref", guidRef, property("Name", guidRef)+property("RefClass", "msFPCRef")), guidRef, "Root", guidRef},
		{"to each other", object("Ref", guidRef, property("Name", guidSet)+property("RefClass", "msFPCRef")) +
			object("Ref", guidSet, property("Name", guidRef)+property("RefClass", "msFPCRef")), guidRef, "Root", guidSet},
	} {
		r := parse(t, export(c.body)).References()[0]
		if r.Role() != c.role || r.Holder().Element != c.holder || r.Label() != c.label || r.Object.Label() != c.label {
			t.Errorf("%s: role %q of %q, label %q; want %q of %q, label %q", c.reason, r.Role(), r.Holder().Element, r.Label(), c.role, c.holder, c.label)
		}
	}
}

// Every reference of a clean export leads somewhere; the messy one has the
// dangling references of its story.
func TestReferencesOfDocuments(t *testing.T) {
	dangling := map[string]int{"messy-array.xml": 2}
	for name, source := range everyDocument(t) {
		missing := 0
		for _, r := range parse(t, source).References() {
			switch target := r.Resolve(); target.State {
			case Missing:
				missing++
			case Malformed, WrongScope:
				t.Errorf("%s: %s is in state %d", name, r.Path(), target.State)
			}
		}
		if missing != dangling[name] {
			t.Errorf("%s: %d references are missing, want %d", name, missing, dangling[name])
		}
	}
}
