package policy

import (
	"fmt"
	"strings"
	"testing"
)

func anomalyWorld(rules ...access) world {
	w := baseWorld()
	w.elements = single("Computers", computer("C", "10.0.0.10"), computer("D", "10.0.0.11")) +
		single("ComputerSets", emptySet("Empty")) +
		single("Subnets", object("Subnet", "S", prop("IPAddress", "10.0.0.10"), prop("IPMask", "255.255.255.254"))) +
		single("Protocols", protocol("HTTP", "80"), protocol("Mail", "25"), protocol("Both", "25-80")) +
		single("UserSets", userSet("Staff", "S-1-1"), userSet("More", "S-1-1", "S-1-2"), userSet("Nobody")) +
		single("ContentTypeSets", object("ContentTypeSet", "Pages", list("ContentStrings", "text/html")), object("ContentTypeSet", "Films", list("ContentStrings", "video/*"))) +
		single("DomainNameSets", object("DomainNameSet", "Sites", list("DomainNameStrings", "*.example")), object("DomainNameSet", "Site", list("DomainNameStrings", "a.example"))) +
		single("ProxyScheduleTemplates", object("ProxyScheduleTemplate", "Never", prop("ScheduleTemplate", strings.Repeat("00", 24))))
	w.rules = rulesXML(rules...)
	return w
}

func found(m *Model) string {
	var all []string
	for _, a := range m.Anomalies() {
		line := a.Rule.Name + " " + string(a.Kind)
		for _, r := range a.By {
			line += " " + r.Name
		}
		all = append(all, strings.TrimSpace(line+" "+strings.Join(a.Empty, ", ")))
	}
	return strings.Join(all, "; ")
}

func TestAnomalies(t *testing.T) {
	out := access{name: "out", from: []string{internalNet}, to: []string{externalNet}}
	with := func(name string, f func(*access)) access {
		a := out
		a.name = name
		f(&a)
		return a
	}
	deny := func(a *access) { a.action = "deny" }
	computerOnly := func(a *access) { a.from = []string{"Computer:C"} }
	of := func(set string) string {
		return prop("AppliesToContentMethod", "1") + refs("ContentTypeSetsUsed", "ContentTypeSet:"+set)
	}
	pages := with("pages", func(a *access) { a.extraAccess = of("Pages") })
	films := func(a *access) { a.extraAccess = of("Films") }
	unknown := []string{"Computer:{11111111-1111-1111-1111-111111111111}"}
	for _, c := range []struct {
		rules        []access
		want, reason string
	}{
		{[]access{out}, "", "a rule alone"},
		{[]access{out, with("c", func(a *access) { deny(a); computerOnly(a) })}, "c shadowed out", "one rule of the other action"},
		{[]access{out, with("c", computerOnly)}, "c redundant out", "one rule of the same action"},
		{[]access{with("c", computerOnly), out}, "c redundant-by-later out", "a later rule does the same"},
		{[]access{with("c", func(a *access) { computerOnly(a); a.extra = prop("EnableLogging", "0") }), out}, "", "the later rule logs, the earlier does not"},
		{[]access{with("c", func(a *access) { computerOnly(a); deny(a) }), out}, "out generalizes c", "an exception"},
		{[]access{with("c", computerOnly), with("d", func(a *access) { deny(a); a.protocols = []string{"Protocol:HTTP"} }), out},
			"d correlates c; out generalizes d", "another rule between takes a part"},
		{[]access{with("c", computerOnly), with("d", func(a *access) { a.from = []string{"Computer:D"} }), with("s", func(a *access) { deny(a); a.from = []string{"Subnet:S"} })},
			"s shadowed c d", "two rules together"},
		{[]access{with("c", computerOnly), with("d", func(a *access) { a.from = []string{"Computer:D"} }), with("s", func(a *access) { a.from = []string{"Subnet:S"} })},
			"c redundant-by-later s; d redundant-by-later s; s redundant c d", "each can be taken away, not all"},
		{[]access{with("c", computerOnly), with("x", func(a *access) { a.from = unknown })}, "", "nothing is claimed of an unknown source"},
		{[]access{out, with("x", func(a *access) { a.from = unknown; deny(a) })}, "", "an unknown source may be outside"},
		{[]access{with("all", func(a *access) { a.from, a.to = []string{anywhereSet}, []string{anywhereSet} }), with("x", func(a *access) { a.from = unknown; deny(a) })}, "",
			"what is unknown may be IPv6, which Anywhere does not surely hold"},
		{[]access{with("e", func(a *access) { a.from = []string{"ComputerSet:Empty"} })}, `e never-matches computer set "Empty"`, "an empty source"},
		{[]access{with("e", func(a *access) { a.from = []string{"ComputerSet:Empty", "Computer:C"} })}, "", "an empty set beside another"},
		{[]access{with("u", func(a *access) { a.users = []string{"UserSet:Nobody"} })}, `u never-matches user set "Nobody"`, "an empty user set"},
		{[]access{with("n", func(a *access) { a.schedule = "Never" })}, `n never-matches schedule "Never"`, "a dead schedule"},
		{[]access{with("p", func(a *access) { a.method = "1" })}, `p never-matches the list of its protocols`, "no protocol is selected"},
		{[]access{out, with("again", func(a *access) { a.extra = prop("Description", "d") })}, "again exact-duplicate out", "equal but for its labels"},
		{[]access{with("x", func(a *access) { a.extra = prop("A", "1;B=2") }), with("y", func(a *access) { a.extra = prop("A", "1") + prop("B", "2") })},
			"y redundant x", "a value that looks like two properties"},
		{[]access{with("x", func(a *access) { a.schedule = "Work" }), with("y", func(a *access) { a.schedule = "Night" })}, "", "schedules that the file does not hold, but two of them"},
		{[]access{with("x", func(a *access) { a.schedule = "Work" }), with("y", func(a *access) { a.schedule = "Work" })}, "y exact-duplicate x", "one schedule that it does not hold"},
		{[]access{with("x", func(a *access) { a.from = unknown }), with("y", func(a *access) { a.from = unknown })}, "y exact-duplicate x", "equal references are equal whatever they are"},
		{[]access{with("staff", func(a *access) { a.users = []string{"UserSet:Staff"} }), with("more", func(a *access) { a.users = []string{"UserSet:More"} })},
			"staff redundant-by-later more", "accounts of one set are in the other"},
		{[]access{pages, with("films", films), out}, "pages redundant-by-later out; films redundant-by-later out", "content of another type in between"},
		{[]access{pages, with("films", func(a *access) { films(a); a.users = []string{"UserSet:Staff"} }), out}, "out asks-first films",
			"a rule in between asks for credentials before it comes to the type of content"},
		{[]access{with("staff", func(a *access) { a.users = []string{"UserSet:Staff"} }), out}, "out asks-first staff", "the first rule asks for credentials, the second does not"},
		{[]access{with("staff", func(a *access) { deny(a); a.users = []string{"UserSet:Staff"} }), with("c", computerOnly)}, "c asks-first staff; c correlates staff", "a rule for all behind one that asks"},
		{[]access{with("staff", func(a *access) { computerOnly(a); deny(a); a.users = []string{"UserSet:Staff"} }), out}, "out generalizes staff", "it asks for a part only"},
		{[]access{out, with("staff", func(a *access) { deny(a); a.users = []string{"UserSet:Staff"} })}, "staff shadowed out", "users behind a rule for all"},
		{[]access{with("sites", func(a *access) { a.domains, a.to = []string{"DomainNameSet:Sites"}, nil }), with("site", func(a *access) { deny(a); a.domains, a.to = []string{"DomainNameSet:Site"}, nil })},
			"site shadowed sites", "names by their entries"},
		{[]access{out, with("site", func(a *access) { deny(a); a.domains, a.to = []string{"DomainNameSet:Site"}, nil })},
			"site correlates out", "a name may lead to another network"},
		{[]access{with("in", func(a *access) { a.to, a.protocols = []string{internalNet}, []string{"Protocol:Mail"} })}, "", "the network rule relates all networks, also with themselves"},
		{[]access{with("off", func(a *access) { a.extra = prop("Enabled", "0") }), with("c", func(a *access) { deny(a); computerOnly(a) })}, "", "a disabled rule covers nothing"},
		{[]access{with("not c", func(a *access) { a.from = []string{internalNet, "!Computer:C"} }), with("c", computerOnly)}, "", "an exception is not covered"},
		{[]access{with("ports", func(a *access) { a.extra = prop("LimitSourcePortLow", "1024") + prop("LimitSourcePortHigh", "2048") }), with("c", computerOnly)}, "", "a limit of source ports"},
		{[]access{with("system", func(a *access) { a.extra = prop("System", "1") }), with("c", func(a *access) { computerOnly(a); deny(a) })}, "c shadowed system", "the system policy is read first"},
		{[]access{with("default", func(a *access) { a.extra = prop("IsDefaultRule", "1"); deny(a) }), with("d", func(a *access) { deny(a); computerOnly(a) })}, "", "the default rule covers nothing and is the last"},
	} {
		if got := found(model(t, anomalyWorld(c.rules...))); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestUnrelatedRules(t *testing.T) {
	mail := access{name: "mail", from: []string{"Network:Perimeter"}, to: []string{internalNet}, protocols: []string{"Protocol:Mail"}}
	for _, c := range []struct {
		change       func(*access, *world)
		want, reason string
	}{
		{func(*access, *world) {}, "mail unrelated", "no network rule"},
		{func(_ *access, w *world) {
			w.networkRules = networkRule("n", "1", 0, []string{internalNet}, []string{"Network:Perimeter"})
		}, "", "a network rule of the other direction"},
		{func(_ *access, w *world) {
			w.networkRules = strings.Replace(networkRule("n", "0", 0, []string{internalNet}, []string{"Network:Perimeter"}), "<fpc4:Name", prop("Enabled", "0")+"<fpc4:Name", 1)
		}, "mail unrelated", "a disabled network rule"},
		{func(a *access, _ *world) { a.protocols = []string{"Protocol:HTTP"} }, "", "web traffic needs no network rule"},
		{func(a *access, _ *world) { a.protocols = nil }, "", "all traffic is web traffic too"},
		{func(a *access, _ *world) { a.from = []string{internalNet} }, "mail within-network", "one network on both sides"},
		{func(a *access, _ *world) { a.domains = []string{"DomainNameSet:Site"} }, "", "a name may lead anywhere"},
		{func(a *access, _ *world) { a.to = []string{internalNet, externalNet} }, "mail unrelated", "two networks, neither related"},
		{func(a *access, _ *world) { a.to = []string{internalNet, "Network:Perimeter"} }, "", "one of two destinations is the source's own network"},
	} {
		w := anomalyWorld()
		w.networkRules = networkRule("local", "0", 0, []string{localNet}, []string{allNets})
		a := mail
		c.change(&a, &w)
		w.rules = a.xml(1)
		if got := found(model(t, w)); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

// Of rules with one rank, or without, nobody knows which is read first.
func TestOrderThatSaysNothing(t *testing.T) {
	out := access{name: "out", from: []string{internalNet}, to: []string{externalNet}}
	deny := access{name: "deny", action: "deny", from: []string{"Computer:C"}, to: []string{externalNet}}
	for _, c := range []struct{ rules, want, reason string }{
		{out.xml(1) + deny.xml(2), "deny shadowed out", "an order"},
		{deny.xml(2) + out.xml(1), "deny shadowed out", "the Order property decides, not the file"},
		{out.xml(300) + deny.xml(301), "deny shadowed out", "the rank has more than one byte"},
		{out.xml(2) + deny.xml(2), "", "one rank"},
		{strings.Replace(out.xml(1), order(1), "", 1) + deny.xml(2), "", "no rank"},
		{out.xml(2) + strings.Replace(out.xml(2), "out", "c", 1) + access{name: "d", from: []string{internalNet}, to: []string{anywhereSet}}.xml(3), "c exact-duplicate out",
			"one rank: what stands between is not known"},
	} {
		w := anomalyWorld()
		w.rules = c.rules
		if got := found(model(t, w)); got != c.want {
			t.Errorf("%s: %q, want %q", c.reason, got, c.want)
		}
	}
}

func TestManyOverlapsAreNotListed(t *testing.T) {
	var rules []access
	for i := range 20 {
		rules = append(rules, access{name: fmt.Sprint("r", i), action: "deny", from: []string{"Computer:C"}, to: []string{externalNet},
			protocols: []string{"Protocol:Both"}, users: []string{fmt.Sprint("UserSet:U", i)}})
	}
	rules = append(rules, access{name: "out", from: []string{internalNet}, to: []string{externalNet}})
	w := anomalyWorld(rules...)
	users := ""
	for i := range 20 {
		users += userSet(fmt.Sprint("U", i), fmt.Sprint("S-9-", i))
	}
	w.elements = strings.Replace(w.elements, `<fpc4:UserSets StorageName="UserSets" StorageType="1">`, `<fpc4:UserSets StorageName="UserSets" StorageType="1">`+users, 1)
	all := model(t, w).Anomalies()
	if len(all) != 1 || all[0].Kind != Generalizes || len(all[0].By) != maxBy || !all[0].More {
		t.Errorf("found %+v", all)
	}
}

func TestWitness(t *testing.T) {
	w := anomalyWorld(access{name: "out", from: []string{internalNet}, to: []string{externalNet}, users: []string{"UserSet:Staff"}},
		access{name: "x", action: "deny", from: []string{internalNet}, to: []string{externalNet}, protocols: []string{"Protocol:Mail"}, users: []string{"UserSet:Staff"}})
	got := *model(t, w).Anomalies()[0].Witness
	got.at = [dimensions]uint64{}
	if want := (Example{From: "10.0.0.2", To: "203.0.113.2", Service: "tcp/25", User: `a member of user set "Staff"`}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
