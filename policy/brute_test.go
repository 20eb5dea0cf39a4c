package policy

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The judge knows a small universe with one representative of every kind of
// connection that the elements below can tell apart, and what each element means
// for each representative, as a mask that is written down here. It enumerates
// every connection; nothing of the package under test takes part in its verdicts.

// hosts are the representatives of the address dimension.
var hosts = []string{"10.0.0.10", "10.0.0.11", "10.0.9.9", "203.0.113.10", "198.51.100.7", "127.0.0.1", "vpn", "quarantined"}

// maskOf makes a mask of representatives.
func maskOf(at ...int) uint {
	m := uint(0)
	for _, i := range at {
		m |= 1 << i
	}
	return m
}

const (
	everyHost    = 1<<8 - 1
	everyService = 1<<5 - 1
	everyUser    = 1<<5 - 1
	everyName    = 1<<4 - 1
	everyHour    = 1<<3 - 1
)

// element is something that a rule can name, and the representatives it stands for.
type element struct {
	ref  string
	mask uint
}

var addressElements = []element{
	{internalNet, maskOf(0, 1, 2)},
	{externalNet, maskOf(3, 4)},
	{localNet, maskOf(5)},
	{"Network:" + vpnClientsGUID, maskOf(6)},
	{allNets, everyHost},
	{anywhereSet, everyHost},
	{"NetworkSet:" + allProtectedGUID, everyHost &^ maskOf(3, 4)},
	{"NetworkSet:NotInternal", everyHost &^ maskOf(0, 1, 2)},
	{"Computer:C10", maskOf(0)},
	{"Computer:C11", maskOf(1)},
	{"Computer:X", maskOf(3)},
	{"AddressRange:R", maskOf(0, 1)},
	{"Subnet:S", maskOf(0, 1)},
	{"ComputerSet:CS", maskOf(1, 3)},
	{"ComputerSet:Nobody", 0},
}

var serviceNames = []string{"80", "443", "100", "udp/53", "25"}

var serviceElements = []element{
	{"Protocol:P80", maskOf(0)}, {"Protocol:P443", maskOf(1)}, {"Protocol:PRange", maskOf(0, 1, 2)}, {"Protocol:PDNS", maskOf(3)},
	{"Protocol:P80", maskOf(0)}, // the last is drawn rarely, see drawRefs
}

// The users: nobody known, somebody in no set, a, b, and somebody who is both.
var userElements = []element{
	{"UserSet:" + allUsersGUID, everyUser}, {"UserSet:" + authenticatedGUID, everyUser &^ 1},
	{"UserSet:SetA", maskOf(2, 4)}, {"UserSet:SetB", maskOf(3, 4)}, {"UserSet:SetAB", maskOf(2, 3, 4)}, {"UserSet:SetNone", 0},
}

// namesOfHosts are the host names of requests; the first is in no set.
var namesOfHosts = []string{"z.example", "a.x.example", "b.x.example", "q.y.example"}

var nameElements = []element{
	{"DomainNameSet:AllX", maskOf(1, 2)}, {"DomainNameSet:OneX", maskOf(1)}, {"DomainNameSet:AllY", maskOf(3)}, {"DomainNameSet:NoName", 0},
}

// The hours: Monday 9, Monday 10 and all others.
var scheduleElements = []element{{"Nine", maskOf(0)}, {"NineTen", maskOf(0, 1)}, {"Never", 0}}

var hours = []time.Time{
	time.Date(2024, 1, 1, 9, 30, 0, 0, time.UTC), time.Date(2024, 1, 1, 10, 0, 0, 0, time.UTC), time.Date(2024, 1, 7, 3, 0, 0, 0, time.UTC),
}

// smallWorld holds the elements.
func smallWorld() world {
	w := baseWorld()
	w.more = single("Servers", object("Server", "s", prop("IntraArrayAddress", "10.0.0.1")), object("Server", "u", prop("IntraArrayAddress", "203.0.113.1")))
	w.networks = strings.Replace(w.networks, network("Perimeter", "0", "172.16.0.0-172.16.255.255"), "", 1)
	w.networkSets = object("NetworkSet", "NotInternal", prop("NetworkSetType", "1"), refs("Networks", internalNet))
	nine := strings.Repeat("00", 9) + "02" + strings.Repeat("00", 14)
	nineTen := strings.Repeat("00", 9) + "0202" + strings.Repeat("00", 13)
	w.elements = single("Computers", computer("C10", "10.0.0.10"), computer("C11", "10.0.0.11"), computer("X", "203.0.113.10")) +
		single("AddressRanges", object("AddressRange", "R", prop("IPFrom", "10.0.0.10"), prop("IPTo", "10.0.0.11"))) +
		single("Subnets", object("Subnet", "S", prop("IPAddress", "10.0.0.10"), prop("IPMask", "255.255.255.254"))) +
		single("ComputerSets", object("ComputerSet", "CS", single("Computers", computer("m", "10.0.0.11"), computer("n", "203.0.113.10"))), object("ComputerSet", "Nobody")) +
		single("Protocols", protocol("P80", "80"), protocol("P443", "443"), protocol("PRange", "80-443"), protocol("PDNS", "udp/53")) +
		single("UserSets", userSet("SetA", "S-1-5-21-1"), userSet("SetB", "S-1-5-21-2"), userSet("SetAB", "S-1-5-21-1", "S-1-5-21-2"), userSet("SetNone")) +
		single("DomainNameSets", object("DomainNameSet", "AllX", list("DomainNameStrings", "*.x.example")), object("DomainNameSet", "OneX", list("DomainNameStrings", "a.x.example")),
			object("DomainNameSet", "AllY", list("DomainNameStrings", "*.y.example")), object("DomainNameSet", "NoName")) +
		single("ProxyScheduleTemplates", object("ProxyScheduleTemplate", "Nine", prop("ScheduleTemplate", nine)),
			object("ProxyScheduleTemplate", "NineTen", prop("ScheduleTemplate", nineTen)), object("ProxyScheduleTemplate", "Never", prop("ScheduleTemplate", strings.Repeat("00", 24))))
	return w
}

// spec is a rule as the judge knows it. exact is false when it has exceptions by
// user or name, of which the package claims less than the judge knows.
type spec struct {
	xml                                   access
	from, to, excluded, service, user, at uint
	byName, notName                       uint
	off, exact                            bool
}

// draw makes a random rule; with exceptions also those of users and names.
func draw(r *rand.Rand, i int, exceptions bool) spec {
	s := spec{exact: true, xml: access{name: "r" + strconv.Itoa(i)}}
	if r.IntN(2) == 0 {
		s.xml.action = "deny"
	}
	if s.off = r.IntN(10) == 0; s.off {
		s.xml.extra = prop("Enabled", "0")
	}
	var notFrom uint
	s.xml.from, s.from, notFrom = drawRefs(r, addressElements, 1+r.IntN(3), r.IntN(4) == 0)
	s.from &^= notFrom
	if r.IntN(6) > 0 {
		s.xml.to, s.to, s.excluded = drawRefs(r, addressElements, 1+r.IntN(3), r.IntN(4) == 0)
	}
	s.drawServices(r)
	var notUsers uint
	s.xml.users, s.user, notUsers = drawRefs(r, userElements, 1+r.IntN(2), exceptions && r.IntN(3) == 0)
	s.exact = s.exact && notUsers == 0
	s.user &^= notUsers
	if len(s.xml.to) == 0 || r.IntN(4) == 0 {
		s.xml.domains, s.byName, s.notName = drawRefs(r, nameElements, 1, exceptions && r.IntN(3) == 0)
		s.exact = s.exact && s.notName == 0
	}
	s.at = everyHour
	if r.IntN(4) == 0 {
		e := scheduleElements[r.IntN(len(scheduleElements))]
		s.xml.schedule, s.at = e.ref, e.mask
	}
	return s
}

func drawRefs(r *rand.Rand, from []element, n int, exception bool) (refs []string, included, excluded uint) {
	for range n {
		e := from[r.IntN(len(from)-1)] // the last one is empty
		switch r.IntN(12) {
		case 0:
			e = from[len(from)-1]
		case 1, 2, 3, 4, 5, 6, 7:
			e = from[r.IntN(min(5, len(from)-1))] // the wide ones, so that rules meet
		}
		refs, included = append(refs, e.ref), included|e.mask
	}
	if exception {
		e := from[r.IntN(len(from))]
		refs, excluded = append(refs, "!"+e.ref), excluded|e.mask
	}
	return refs, included, excluded
}

func (s *spec) drawServices(r *rand.Rand) {
	s.service = everyService
	switch r.IntN(5) {
	case 0, 4:
	case 1:
		s.xml.protocols, s.service, _ = drawRefs(r, serviceElements, 1+r.IntN(2), false)
		s.xml.method, s.service = "2", everyService&^s.service
	default:
		s.xml.protocols, s.service, _ = drawRefs(r, serviceElements, 1+r.IntN(2), false)
	}
}

// connections is a set of connections of the universe, a bit each.
type connections [8 * 8 * 5 * 5 * 4 * 3 / 64]uint64

func index(from, to, service, user, name, hour int) int {
	return ((((from*8+to)*5+service)*5+user)*4+name)*3 + hour
}

// connections of a rule: those that it matches.
func (s *spec) connections() *connections {
	var c connections
	each(func(from, to, service, user, name, hour int) {
		byName := s.byName>>name&1 == 1 && s.excluded>>to&1 == 0
		byAddress := s.to>>to&1 == 1 && s.excluded>>to&1 == 0
		if s.from>>from&1 == 1 && s.service>>service&1 == 1 && s.user>>user&1 == 1 && s.at>>hour&1 == 1 && (byName || byAddress) && s.notName>>name&1 == 0 {
			i := index(from, to, service, user, name, hour)
			c[i/64] |= 1 << (i % 64)
		}
	})
	return &c
}

func each(f func(from, to, service, user, name, hour int)) {
	for from := range 8 {
		for to := range 8 {
			for service := range 5 {
				for user := range 5 {
					for name := range 4 {
						for hour := range 3 {
							f(from, to, service, user, name, hour)
						}
					}
				}
			}
		}
	}
}

func (c *connections) empty() bool { return *c == connections{} }

func (c *connections) and(d *connections) *connections {
	var out connections
	for i := range c {
		out[i] = c[i] & d[i]
	}
	return &out
}

func (c *connections) or(d *connections) *connections {
	var out connections
	for i := range c {
		out[i] = c[i] | d[i]
	}
	return &out
}

func (c *connections) minus(d *connections) *connections {
	var out connections
	for i := range c {
		out[i] = c[i] &^ d[i]
	}
	return &out
}

// policies is how many random policies the judge looks at.
func policies(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("POLICIES")); err == nil {
		return n
	}
	if testing.Short() || raceEnabled {
		return 1000
	}
	return 10_000
}

// split makes rules that a last one is the union of, or nearly: by source, and one
// source again by service.
func split(r *rand.Rand) []spec {
	whole := draw(r, 9, false)
	from := []element{addressElements[r.IntN(5)], addressElements[8+r.IntN(6)]}
	services := []element{serviceElements[r.IntN(2)], serviceElements[2+r.IntN(2)]}
	if whole.at != everyHour || r.IntN(2) == 0 {
		whole.xml.schedule, whole.at = "", everyHour
	}
	whole.off, whole.xml.extra = false, ""
	part := func(name string, from, services []element) spec {
		s := whole
		s.xml.name, s.xml.method, s.xml.action = name, "", []string{"", "deny"}[r.IntN(2)]
		s.xml.from, s.xml.protocols, s.from, s.service = nil, nil, 0, 0
		for _, e := range from {
			s.xml.from, s.from = append(s.xml.from, e.ref), s.from|e.mask
		}
		for _, e := range services {
			s.xml.protocols, s.service = append(s.xml.protocols, e.ref), s.service|e.mask
		}
		return s
	}
	all := []spec{part("one", from[:1], services), part("two", from[1:], services[:1]), part("three", from[1:], services[1:])}
	if r.IntN(4) == 0 {
		all = all[1:]
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return append(all, part("whole", from, services))
}

// drawPolicy makes a policy of a few rules and its model.
func drawPolicy(t *testing.T, base world, r *rand.Rand, exceptions bool) ([]spec, *Model) {
	if r.IntN(3) == 0 && !exceptions {
		specs, xml := split(r), ""
		for i := range specs {
			xml += specs[i].xml.xml(i + 1)
		}
		base.rules = xml
		return specs, model(t, base)
	}
	specs := make([]spec, 2+r.IntN(6))
	xml := ""
	for i := range specs {
		specs[i] = draw(r, i, exceptions)
		if i > 0 && r.IntN(15) == 0 { // a rule again, with another name
			specs[i] = specs[i-1]
			specs[i].xml.name = "again" + strconv.Itoa(i)
		}
		xml += specs[i].xml.xml(i + 1)
	}
	base.rules = xml
	return specs, model(t, base)
}

// judge is what the judge says of each rule.
type judge struct {
	specs []spec
	match []*connections
}

func newJudge(specs []spec) judge {
	j := judge{specs: specs}
	for i := range specs {
		j.match = append(j.match, specs[i].connections())
	}
	return j
}

// union of what the enabled rules before i match that have an action.
func (j judge) before(i int, action ...string) *connections {
	var all connections
	for k := range i {
		for _, a := range action {
			if !j.specs[k].off && j.specs[k].xml.action == a {
				all = *all.or(j.match[k])
			}
		}
	}
	return &all
}

// kind is what should be found about rule i apart from its partial overlaps: the
// judge does not know duplicates, which are unreachable rules too.
func (j judge) kind(i int) AnomalyKind {
	own, other := j.specs[i].xml.action, map[string]string{"": "deny", "deny": ""}[j.specs[i].xml.action]
	switch {
	case j.match[i].empty():
		return NeverMatches
	case !j.match[i].minus(j.before(i, own, other)).empty():
		return ""
	case j.decidedBy(i, own) && j.match[i].minus(j.before(i, own)).empty():
		return Redundant
	}
	return Shadowed
}

// decidedBy reports whether a rule with the action decides a connection of rule i.
func (j judge) decidedBy(i int, action string) bool {
	rest := j.match[i]
	for k := range i {
		if j.specs[k].off {
			continue
		}
		if j.specs[k].xml.action == action && !rest.and(j.match[k]).empty() {
			return true
		}
		rest = rest.minus(j.match[k])
	}
	return false
}

func TestAnomaliesAgainstJudge(t *testing.T) {
	t.Parallel()
	base := smallWorld()
	counts := map[AnomalyKind]int{}
	for seed := range policies(t) {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		exceptions := seed%4 == 0
		specs, m := drawPolicy(t, base, r, exceptions)
		j := newJudge(specs)
		byRule := map[int][]Anomaly{}
		for _, a := range m.Anomalies() {
			i := a.Rule.Position - 1
			byRule[i] = append(byRule[i], a)
			counts[a.Kind]++
			if len(a.By) > 1 && a.Rule.RequiresUser() == a.By[0].RequiresUser() {
				counts["by several: "+a.Kind]++
			}
		}
		for i := range specs {
			if msg := j.check(i, byRule[i], exceptions); msg != "" {
				t.Fatalf("policy %d, rule %d: %s\nfound %v\n%s", seed, i, msg, kinds(byRule[i]), describeSpecs(specs))
			}
		}
	}
	t.Log(counts)
	for _, k := range []AnomalyKind{NeverMatches, ExactDuplicate, Shadowed, Redundant, RedundantByLater, Generalizes, Correlates,
		"by several: " + Shadowed, "by several: " + Redundant} {
		if counts[k] == 0 {
			t.Errorf("no policy has a rule that %s", k)
		}
	}
}

// An element that the file does not hold may hide a statement and never makes one:
// what is found without it is true with it.
func TestUnknownOnlyHides(t *testing.T) {
	t.Parallel()
	whole := smallWorld()
	hidden := []string{computer("C10", "10.0.0.10"), protocol("P80", "80"), protocol("PRange", "80-443"), userSet("SetA", "S-1-5-21-1"),
		userSet("SetAB", "S-1-5-21-1", "S-1-5-21-2"), object("DomainNameSet", "AllX", list("DomainNameStrings", "*.x.example")),
		object("AddressRange", "R", prop("IPFrom", "10.0.0.10"), prop("IPTo", "10.0.0.11")), userSet("SetNone"), object("ComputerSet", "Nobody")}
	found := 0
	for seed := range policies(t) / 3 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		base := whole
		for range 1 + r.IntN(3) {
			base.elements = strings.Replace(base.elements, hidden[r.IntN(len(hidden))], "", 1)
		}
		specs, m := drawPolicy(t, base, r, seed%4 == 0)
		for i := range specs {
			specs[i].exact = false
		}
		j := newJudge(specs)
		byRule := map[int][]Anomaly{}
		for _, a := range m.Anomalies() {
			byRule[a.Rule.Position-1] = append(byRule[a.Rule.Position-1], a)
			found++
		}
		for i := range specs {
			if msg := j.check(i, byRule[i], true); msg != "" {
				t.Fatalf("policy %d, rule %d: %s\nfound %v\n%s", seed, i, msg, kinds(byRule[i]), describeSpecs(specs))
			}
		}
		for range 5 {
			q, at := drawQuery(r)
			if v := m.Simulate(q); v.Rule != nil && len(v.Maybe) == 0 && v.Rule.Name != j.decides(at) {
				t.Fatalf("policy %d, %+v: decided by %q, want %q\n%s\n%s", seed, q, v.Rule.Name, j.decides(at), steps(v), describeSpecs(specs))
			}
		}
	}
	t.Logf("%d found", found)
}

func kinds(all []Anomaly) []string {
	var out []string
	for _, a := range all {
		line := string(a.Kind)
		for _, r := range a.By {
			line += " " + r.Name
		}
		out = append(out, line)
	}
	return out
}

func describeSpecs(specs []spec) string {
	var b strings.Builder
	for i, s := range specs {
		fmt.Fprintf(&b, "%d off=%t %+v\n", i, s.off, s.xml)
	}
	return b.String()
}

// check compares what was found about rule i with the judge. With exceptions the
// package may be silent where the judge is not, but never the other way round.
func (j judge) check(i int, found []Anomaly, exceptions bool) string {
	if j.specs[i].off {
		if len(found) > 0 {
			return "it is disabled"
		}
		return ""
	}
	var dead AnomalyKind
	for _, a := range found {
		switch a.Kind {
		case NeverMatches, Shadowed, Redundant, ExactDuplicate:
			dead = a.Kind
		case RedundantByLater:
			if msg := j.withoutRule(i); msg != "" {
				return msg
			}
		}
		if msg := j.witness(i, a); msg != "" {
			return msg
		}
	}
	want := j.kind(i)
	switch {
	case dead == ExactDuplicate:
		if want == "" {
			return "a duplicate that decides something"
		}
	case dead == "" && exceptions:
	case dead != "" && exceptions && want != "": // which kind of dead is not sure then
	case dead != want:
		return fmt.Sprintf("it is %q, want %q", dead, want)
	}
	if dead != "" {
		return ""
	}
	return j.overlaps(i, found, exceptions)
}

// overlaps compares the earlier rules with the other action that overlap rule i.
//
// Whether somebody is in two user sets at once is not in the file: an overlap that
// only such a user makes may be missed.
func (j judge) overlaps(i int, found []Anomaly, exceptions bool) string {
	sure := 0
	want := map[AnomalyKind]map[string]bool{Generalizes: {}, Correlates: {}}
	for k := range i {
		a, b := j.match[k], j.match[i]
		switch {
		case j.specs[k].off || j.specs[k].xml.action == j.specs[i].xml.action || a.and(b).empty():
		case a.minus(b).empty():
			want[Generalizes][j.specs[k].xml.name] = true
			sure += j.exceptOfBoth(a, b)
		case !b.minus(a).empty():
			want[Correlates][j.specs[k].xml.name] = true
			sure += j.exceptOfBoth(a, b)
		}
	}
	got := map[AnomalyKind]map[string]bool{Generalizes: {}, Correlates: {}}
	for _, a := range found {
		for _, r := range a.By {
			if set, ok := got[a.Kind]; ok {
				set[r.Name] = true
			}
		}
	}
	for kind := range want {
		for name := range got[kind] {
			if !want[kind][name] {
				return fmt.Sprintf("it %s %s, which is wrong", kind, name)
			}
		}
	}
	if n := len(got[Generalizes]) + len(got[Correlates]); !exceptions && n < sure {
		return fmt.Sprintf("%d overlaps, want %d of %v", n, sure, want)
	}
	return ""
}

// exceptOfBoth is 1 when the overlap has a user who is not in two sets at once.
func (j judge) exceptOfBoth(a, b *connections) (sure int) {
	both := a.and(b)
	each(func(from, to, service, user, name, hour int) {
		if at := index(from, to, service, user, name, hour); user < 4 && both[at/64]>>(at%64)&1 == 1 {
			sure = 1
		}
	})
	return sure
}

// withoutRule takes rule i away and looks whether any connection is decided
// otherwise: who has not authenticated is asked by a rule for certain users, which
// counts as a decision.
func (j judge) withoutRule(i int) (msg string) {
	decide := func(skip, from, to, service, user, name, hour int) string {
		for k := range j.specs {
			if k == skip || j.specs[k].off {
				continue
			}
			at := index(from, to, service, user, name, hour)
			if j.match[k][at/64]>>(at%64)&1 == 1 {
				return j.specs[k].xml.action + "."
			}
			if user == 0 && j.specs[k].user&1 == 0 && j.specs[k].user != 0 {
				for someone := range 5 {
					at := index(from, to, service, someone, name, hour)
					if j.match[k][at/64]>>(at%64)&1 == 1 {
						return "asked"
					}
				}
			}
		}
		return "default"
	}
	each(func(from, to, service, user, name, hour int) {
		if msg == "" && decide(-1, from, to, service, user, name, hour) != decide(i, from, to, service, user, name, hour) {
			msg = fmt.Sprintf("without it %s to %s %s user %d %s is decided otherwise", hosts[from], hosts[to], serviceNames[service], user, namesOfHosts[name])
		}
	})
	return msg
}

// witness checks that the example of an anomaly is a connection that both rules
// match, as far as its addresses are ones that the judge knows.
func (j judge) witness(i int, a Anomaly) string {
	if len(a.By) == 0 {
		return ""
	}
	if a.Witness == nil {
		return fmt.Sprintf("%s without a witness", a.Kind)
	}
	k := a.By[0].Position - 1
	if j.match[i].and(j.match[k]).empty() && j.specs[i].exact && j.specs[k].exact {
		return fmt.Sprintf("%s by a rule that it does not meet", a.Kind)
	}
	for d, p := range a.Witness.at {
		if !within(a.Rule, d, p) || !within(a.By[0], d, p) {
			return fmt.Sprintf("the witness %+v is outside dimension %d", a.Witness, d)
		}
	}
	return ""
}

func within(r *Rule, d int, p uint64) bool {
	for _, b := range r.may {
		if b[d].Contains(p) {
			return true
		}
	}
	return false
}

func TestSimulateAgainstJudge(t *testing.T) {
	t.Parallel()
	base := smallWorld()
	outcomes := map[Outcome]int{}
	for seed := range policies(t) / 2 {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		specs, m := drawPolicy(t, base, r, seed%4 == 0)
		j := newJudge(specs)
		for range 10 {
			q, at := drawQuery(r)
			want := j.decides(at)
			v := m.Simulate(q)
			outcomes[v.Outcome]++
			if got := decider(v); got != want || len(v.Maybe) > 0 {
				t.Fatalf("policy %d, %+v: decided by %q, want %q, maybe %v\n%s\n%s", seed, q, got, want, v.Maybe, steps(v), describeSpecs(specs))
			}
			if (v.Outcome == Uncertain) != (want == "") || len(v.Steps) == 0 {
				t.Fatalf("policy %d: outcome %s with %d steps", seed, v.Outcome, len(v.Steps))
			}
		}
	}
	t.Log(outcomes)
}

// drawQuery makes a query and its place among the connections of the universe.
func drawQuery(r *rand.Rand) (Query, int) {
	users := [][]string{nil, {AuthenticatedUser}, {"S-1-5-21-1"}, {"S-1-5-21-2"}, {"S-1-5-21-1", "S-1-5-21-2"}}
	from, to, service, user, name, hour := r.IntN(6), r.IntN(6), r.IntN(5), r.IntN(5), r.IntN(4), r.IntN(3)
	q := Query{From: netip.MustParseAddr(hosts[from]), To: netip.MustParseAddr(hosts[to]), Transport: TCP, Users: users[user],
		URL: "http://" + namesOfHosts[name] + "/", Time: hours[hour]}
	port, udp := strings.CutPrefix(serviceNames[service], "udp/")
	if udp {
		q.Transport = UDP
	}
	n, _ := strconv.Atoi(port)
	q.Port = uint16(n)
	return q, index(from, to, service, user, name, hour)
}

// decides is the name of the rule that decides a connection, "" for none.
func (j judge) decides(at int) string {
	for k := range j.specs {
		if !j.specs[k].off && j.match[k][at/64]>>(at%64)&1 == 1 {
			return j.specs[k].xml.name
		}
	}
	return ""
}

func decider(v Verdict) string {
	if v.Rule == nil {
		return ""
	}
	return v.Rule.Name
}

func steps(v Verdict) string {
	var b strings.Builder
	for _, s := range v.Steps {
		fmt.Fprintf(&b, "%s: %s %s %s\n", s.Rule.Name, s.Match, s.Criterion, s.Reason)
	}
	return b.String()
}
