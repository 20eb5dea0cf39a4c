package policy

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func sampleFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".xml")] = b
	}
	return all
}

func models(t testing.TB, source []byte) []*Model {
	t.Helper()
	return New(parse(t, string(source)))
}

// loud are the kinds that say that a rule does nothing.
var loud = []AnomalyKind{NeverMatches, ExactDuplicate, Shadowed, Redundant, RedundantByLater, Unrelated, WithinNetwork}

// A policy as people make it has exceptions, whose order decides, and nothing
// else; the messy sample is made by chance and has everything. Its story: which
// kinds it has and some of its rules.
func TestSamples(t *testing.T) {
	for name, source := range sampleFiles(t) {
		for _, m := range models(t, source) {
			counts := map[AnomalyKind]int{}
			for _, a := range m.Anomalies() {
				counts[a.Kind]++
				checkAnomaly(t, name, a)
			}
			quiet := 0
			for _, k := range loud {
				quiet += counts[k]
			}
			if quiet > 0 && name != "messy-array" {
				t.Errorf("%s: %v", name, found(m))
			}
			if name == "tmg2010-sp2-default" && len(counts) > 0 {
				t.Errorf("the default sample has %v", counts)
			}
			if name == "messy-array" {
				t.Log(counts)
			}
		}
	}
}

// checkAnomaly holds the laws of every anomaly.
func checkAnomaly(t *testing.T, name string, a Anomaly) {
	t.Helper()
	if !a.Rule.Enabled || a.Rule.Level == SystemPolicy || a.Rule.IsDefault() || len(a.By) > 0 && a.Witness == nil {
		t.Errorf("%s: %s of %s has rule %+v, witness %v", name, a.Kind, a.Rule.Name, a.Rule.Level, a.Witness)
	}
	for _, r := range a.By {
		if r.IsDefault() || !r.Enabled || (r.Position > a.Rule.Position) != (a.Kind == RedundantByLater) {
			t.Errorf("%s: %s of %s by %s", name, a.Kind, a.Rule.Name, r.Name)
		}
	}
}

// What a policy that joins an enterprise reads, and in which order.
func TestEnterpriseOrder(t *testing.T) {
	ms := models(t, sampleFiles(t)["tmg2010-enterprise"])
	if len(ms) != 1 || len(ms[0].Unknown) > 0 {
		t.Fatalf("%d models, unknown %v", len(ms), ms[0].Unknown)
	}
	var order []string
	last := Level(-1)
	for i, r := range ms[0].Rules() {
		if r.Level < last || r.Position != i+1 {
			t.Errorf("%s of level %s is at %d", r.Name, r.Level, r.Position)
		}
		if r.Level != last {
			order = append(order, r.Level.String()+": "+r.Name)
		}
		last = r.Level
	}
	want := []string{"system policy: Allow access to directory services for authentication purposes", "enterprise policy before the array: Blocked domains",
		"array policy: Local suppliers", "enterprise policy after the array: Partners for staff", "default rule: Default rule"}
	if strings.Join(order, "\n") != strings.Join(want, "\n") {
		t.Errorf("order\n%s", strings.Join(order, "\n"))
	}
}

// An array whose enterprise policy is in another file is known in part only.
func TestMissingEnterprisePolicy(t *testing.T) {
	w := baseWorld()
	w.more += prop("IsJoinedToEnterprise", "1") + single("PolicyAssignment", role("EnterprisePolicyUsed", "Policy:{22222222-2222-2222-2222-222222222222}"))
	w.rules = access{name: "a", from: []string{internalNet}, to: []string{externalNet}}.xml(1)
	m := model(t, w)
	if v := m.Simulate(query("10.0.0.5", "198.51.100.1", 22)); len(m.Unknown) != 1 || v.Outcome != Uncertain || len(v.Unknown) != 1 {
		t.Errorf("unknown %v, outcome %s", m.Unknown, v.Outcome)
	}
}

func TestFoundingSampleSimulation(t *testing.T) {
	m := models(t, sampleFiles(t)["founding-case"])[0]
	q := Query{From: netip.MustParseAddr("10.0.7.7"), To: netip.MustParseAddr("198.51.100.9"), URL: "http://www.example/", Users: []string{"Internet Users"}}
	v := m.Simulate(q)
	if v.Outcome != Allowed || v.Rule.Name != "Web access for Internet Users" || v.Relation.Kind != NAT || v.Passes != Yes {
		t.Errorf("%s by %v\n%s", v.Outcome, v.Rule, steps(v))
	}
	q = Query{From: netip.MustParseAddr("198.51.100.9"), To: netip.MustParseAddr("203.0.113.10"), URL: "https://intranet.contoso.example/news/today", Users: []string{AuthenticatedUser}}
	if v = m.Simulate(q); v.Rule == nil || v.Rule.Name != "Intranet from outside" || len(v.Answers) != 1 {
		t.Errorf("%s by %v\n%s", v.Outcome, v.Rule, steps(v))
	}
}

var value = regexp.MustCompile(`>[^<>]+</fpc4:(\w+)>`)

// Whatever stands in an export, nothing panics and the laws of sets hold: values
// are replaced by nonsense, and whole lines taken away.
func TestDamagedSamples(t *testing.T) {
	nonsense := []string{"", "-1", "99999999999999999999", "255.255.255.255", "0.0.0.0", "::1", "zz", "{00000000-0000-0000-0000-000000000000}", "FFFFFFFF", "1", "0", "2"}
	rounds := 60
	if testing.Short() || raceEnabled {
		rounds = 10
	}
	for name, source := range sampleFiles(t) {
		if name == "messy-array" {
			source = bytes.ReplaceAll(source, []byte("Access "), []byte("A "))
		}
		for seed := range rounds {
			r := rand.New(rand.NewPCG(uint64(seed), 3))
			damaged := value.ReplaceAllFunc(source, func(b []byte) []byte {
				if r.IntN(12) > 0 {
					return b
				}
				i := bytes.LastIndex(b, []byte("</"))
				return append([]byte(">"+nonsense[r.IntN(len(nonsense))]), b[i:]...)
			})
			lines := bytes.Split(damaged, []byte("\n"))
			for i, l := range lines { // properties that stand in a line of their own
				if r.IntN(15) == 0 && bytes.Contains(l, []byte("dt:dt=")) {
					lines[i] = nil
				}
			}
			checkModels(t, fmt.Sprint(name, seed), bytes.Join(lines, []byte("\n")))
		}
	}
}

func checkModels(t *testing.T, name string, source []byte) {
	t.Helper()
	file, err := text.Decode(source)
	if err != nil {
		return
	}
	d, err := schema.Parse(file)
	if err != nil {
		return
	}
	for _, m := range New(d) {
		for _, r := range m.Rules() {
			for _, s := range []Set{r.Source, r.Destination, r.Names, r.Service, r.SourcePort, r.Users, r.Hours, r.Contents} {
				if !s.May.Covers(s.Sure) {
					t.Errorf("%s: %s has %v", name, r.Name, s)
				}
			}
		}
		for _, a := range m.Anomalies() {
			checkAnomaly(t, name, a)
		}
		m.Simulate(Query{From: netip.MustParseAddr("10.0.0.7"), To: netip.MustParseAddr("203.0.113.10"), URL: "https://a.example/x", Users: []string{"x"}})
		m.Simulate(Query{})
	}
}

// Empty and partial documents have a model too, or none.
func TestPartialDocuments(t *testing.T) {
	array := func(body string) string {
		w := world{}.xml()
		return w[:strings.Index(w, "<fpc4:RuleElements")] + body + "</fpc4:Array></fpc4:Arrays></fpc4:Root>"
	}
	for _, body := range []string{"", single("ArrayPolicy"), single("NetConfig"), single("ArrayPolicy", single("PolicyRules", object("PolicyRule", "r"))),
		single("NetConfig", single("NetworkRules", object("NetworkRule", "n")), single("Networks", object("Network", "n")))} {
		checkModels(t, body, []byte(array(body)))
		for _, m := range New(parse(t, array(body))) {
			if got := m.RelationBetween(1, 2).Kind; got != Undecided && len(m.NetworkRules()) == 0 {
				t.Errorf("%s relates by %s", body, got)
			}
		}
	}
}
