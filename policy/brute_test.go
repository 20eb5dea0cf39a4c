package policy

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
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
var hosts = []string{"10.0.0.10", "10.0.0.11", "10.0.0.12", "203.0.113.10", "198.51.100.7", "127.0.0.1", "vpn", "quarantined"}

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

var serviceNames = []string{"80", "443", "100", "udp/53", "444"}

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
var namesOfHosts = []string{"z.example", "a.x.example", "ba.x.example", "q.y.example"}

var nameElements = []element{
	{"DomainNameSet:AllX", maskOf(1, 2)}, {"DomainNameSet:OneX", maskOf(1)}, {"DomainNameSet:AllY", maskOf(3)}, {"DomainNameSet:NoName", 0},
}

// axis is a criterion that the last dimension stands for. Every policy has one, so
// that all are looked at and the universe stays small.
type axis struct {
	elements []element
	apply    func(x *access, ref string) // makes a rule name an element
	ask      func(q *Query, at int)      // makes a query a representative
}

// axes: hours (Monday 9, Monday 10 and all others), source ports (1000, 1500 and
// all others) and content types (of both sets, of one and of none).
var axes = []axis{
	{
		[]element{{"Nine", maskOf(0)}, {"NineTen", maskOf(0, 1)}, {"Never", 0}},
		func(x *access, ref string) { x.schedule = ref },
		func(q *Query, at int) { q.Time = hours[at] },
	},
	{
		[]element{{"1000", maskOf(0)}, {"1000-1500", maskOf(0, 1)}, {"1001-1500", maskOf(1)}},
		func(x *access, ref string) {
			low, high, span := strings.Cut(ref, "-")
			if !span {
				high = low
			}
			x.extra += prop("LimitSourcePortHigh", high) + prop("LimitSourcePortLow", low)
		},
		func(q *Query, at int) { q.SourcePort = [...]uint16{1000, 1500, 1501}[at] },
	},
	{
		[]element{{"Pages", maskOf(0)}, {"Media", maskOf(0, 1)}, {"NoContent", 0}},
		func(x *access, ref string) {
			x.extraAccess = prop("AppliesToContentMethod", "1") + refs("ContentTypeSetsUsed", "ContentTypeSet:"+ref)
		},
		func(q *Query, at int) { q.ContentType = [...]string{"text/html", "image/png", "application/x"}[at] },
	},
}

var hours = []time.Time{
	time.Date(2024, 1, 1, 9, 30, 0, 0, time.UTC), time.Date(2024, 1, 1, 10, 0, 0, 0, time.UTC), time.Date(2024, 1, 7, 3, 0, 0, 0, time.UTC),
}

// masks is what every element that a rule can name stands for.
type masks map[string]uint

func trueMasks() masks {
	all := masks{}
	for _, list := range [][]element{addressElements, serviceElements, userElements, nameElements, axes[0].elements, axes[1].elements, axes[2].elements} {
		for _, e := range list {
			all[e.ref] = e.mask
		}
	}
	return all
}

// split in what references include and what those with a mark exclude.
func (m masks) of(refs []string) (included, excluded uint) {
	for _, r := range refs {
		if r, out := strings.CutPrefix(r, "!"); out {
			excluded |= m[r]
		} else {
			included |= m[r]
		}
	}
	return included, excluded
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
		single("ComputerSets", object("ComputerSet", "CS", single("Computers", computer("m", "10.0.0.11"), computer("n", "203.0.113.10"))), emptySet("Nobody")) +
		single("Protocols", protocol("P80", "80"), protocol("P443", "443"), protocol("PRange", "80-443"), protocol("PDNS", "udp/53")) +
		single("UserSets", userSet("SetA", "S-1-5-21-1"), userSet("SetB", "S-1-5-21-2"), userSet("SetAB", "S-1-5-21-1", "S-1-5-21-2"), userSet("SetNone")) +
		single("DomainNameSets", object("DomainNameSet", "AllX", list("DomainNameStrings", "*.x.example")), object("DomainNameSet", "OneX", list("DomainNameStrings", "a.x.example")),
			object("DomainNameSet", "AllY", list("DomainNameStrings", "*.y.example")), object("DomainNameSet", "NoName")) +
		single("ProxyScheduleTemplates", object("ProxyScheduleTemplate", "Nine", prop("ScheduleTemplate", nine)),
			object("ProxyScheduleTemplate", "NineTen", prop("ScheduleTemplate", nineTen)), object("ProxyScheduleTemplate", "Never", prop("ScheduleTemplate", strings.Repeat("00", 24)))) +
		single("ContentTypeSets", object("ContentTypeSet", "Pages", list("ContentStrings", "text/html")), object("ContentTypeSet", "Media", list("ContentStrings", "image/*", "text/html")),
			object("ContentTypeSet", "NoContent"))
	return w
}

// enterprise is the level above the array with the same elements, and the rules of
// the policy that the array uses; the array's stand in the place of the holder.
func (w *world) enterprise(rules string, holder int) {
	place := object("PolicyRule", "{00000000-0000-0000-0000-000000000000}", prop("Name", "Array"), order(holder), prop("Type", "256"))
	inside := single("RuleElements", w.elements) + single("NetConfig",
		single("EnterpriseNetworks", strings.ReplaceAll(network("InternalOfAll", "", "10.0.0.0-10.255.255.255"), "fpc4:Network ", "fpc4:EnterpriseNetwork ")),
		single("NetworkSets", object("NetworkSet", "NotInternal", prop("NetworkSetType", "1"), refs("EnterpriseNetworks", "EnterpriseNetwork:InternalOfAll")))) +
		single("Policies", object("Policy", "{33333333-3333-3333-3333-333333333333}", single("PolicyRules", place+rules)))
	inside = strings.ReplaceAll(strings.ReplaceAll(inside, "</fpc4:Network>", "</fpc4:EnterpriseNetwork>"), refTo("Internal", "Network"), refTo("InternalOfAll", "EnterpriseNetwork"))
	w.above = scoped(single("Enterprise", inside))
	w.more += scoped(single("PolicyAssignment", role("EnterprisePolicyUsed", "Policy:{33333333-3333-3333-3333-333333333333}")))
}

func refTo(name, element string) string {
	return prop("Name", name) + prop("RefClass", "msFPC"+element)
}

// scoped makes every reference one to an object of the enterprise.
func scoped(xml string) string {
	return strings.ReplaceAll(xml, "</fpc4:RefClass>", "</fpc4:RefClass>"+prop("Scope", "1"))
}

// spec is a rule as the judge knows it. exact is false when it has exceptions by
// user or name, of which the package claims less than the judge knows.
type spec struct {
	xml                                   access
	axisRef                               string
	level                                 Level
	from, to, excluded, service, user, at uint
	byName, notName                       uint
	off, quiet, exact                     bool
}

// draw makes a random rule; with exceptions also those of users and names.
func draw(r *rand.Rand, i int, exceptions bool, last *axis) spec {
	s := spec{exact: true, level: ArrayPolicy, xml: access{name: "r" + strconv.Itoa(i)}}
	if r.IntN(2) == 0 {
		s.xml.action = "deny"
	}
	if s.off = r.IntN(10) == 0; s.off {
		s.xml.extra = prop("Enabled", "0")
	}
	if s.quiet = r.IntN(6) == 0; s.quiet {
		s.xml.extra += prop("EnableLogging", "0")
	}
	s.xml.from = drawRefs(r, addressElements, 1+r.IntN(3), r.IntN(4) == 0)
	if r.IntN(6) > 0 {
		s.xml.to = drawRefs(r, addressElements, 1+r.IntN(3), r.IntN(4) == 0)
	}
	s.drawServices(r)
	s.drawUsers(r, exceptions)
	if len(s.xml.to) == 0 || r.IntN(4) == 0 {
		s.xml.domains = drawRefs(r, nameElements, 1, exceptions && r.IntN(3) == 0)
	}
	if last != nil && r.IntN(4) == 0 {
		s.axisRef = last.elements[r.IntN(len(last.elements))].ref
		last.apply(&s.xml, s.axisRef)
	}
	s.measure(trueMasks())
	return s
}

// measure finds what the rule matches from what its elements stand for.
func (s *spec) measure(m masks) {
	var notFrom, notUsers uint
	s.from, notFrom = m.of(s.xml.from)
	s.from &^= notFrom
	s.to, s.excluded = m.of(s.xml.to)
	s.user, notUsers = m.of(s.xml.users)
	s.byName, s.notName = m.of(s.xml.domains)
	s.exact = notUsers == 0 && s.notName == 0
	s.user &^= notUsers
	s.service, _ = m.of(s.xml.protocols)
	if s.xml.method == "2" || len(s.xml.protocols) == 0 {
		s.service = everyService &^ s.service
	}
	if s.at = everyHour; s.axisRef != "" {
		s.at = m[s.axisRef]
	}
}

func drawRefs(r *rand.Rand, from []element, n int, exception bool) (refs []string) {
	for range n {
		e := from[r.IntN(len(from)-1)] // the last one is empty
		switch r.IntN(12) {
		case 0:
			e = from[len(from)-1]
		case 1, 2, 3, 4, 5, 6, 7:
			e = from[r.IntN(min(5, len(from)-1))] // the wide ones, so that rules meet
		}
		refs = append(refs, e.ref)
	}
	if exception {
		refs = append(refs, "!"+from[r.IntN(len(from))].ref)
	}
	return refs
}

// drawUsers names users; with exceptions sometimes those who have not authenticated
// only.
func (s *spec) drawUsers(r *rand.Rand, exceptions bool) {
	if exceptions && r.IntN(6) == 0 {
		s.xml.users = []string{userElements[0].ref, "!" + userElements[1].ref}
		return
	}
	s.xml.users = drawRefs(r, userElements, 1+r.IntN(2), exceptions && r.IntN(3) == 0)
}

func (s *spec) drawServices(r *rand.Rand) {
	switch r.IntN(5) {
	case 0, 4:
	case 1:
		s.xml.protocols, s.xml.method = drawRefs(r, serviceElements, 1+r.IntN(2), false), "2"
	default:
		s.xml.protocols = drawRefs(r, serviceElements, 1+r.IntN(2), false)
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
	whole := draw(r, 9, false, nil)
	from := []element{addressElements[r.IntN(5)], addressElements[8+r.IntN(6)]}
	services := []element{serviceElements[r.IntN(2)], serviceElements[2+r.IntN(2)]}
	whole.off, whole.xml.extra, whole.quiet = false, "", false
	part := func(name string, from, services []element) spec {
		s := whole
		s.xml.name, s.xml.method, s.xml.action = name, "", []string{"", "deny"}[r.IntN(2)]
		s.xml.from, s.xml.protocols = nil, nil
		for _, e := range from {
			s.xml.from = append(s.xml.from, e.ref)
		}
		for _, e := range services {
			s.xml.protocols = append(s.xml.protocols, e.ref)
		}
		s.measure(trueMasks())
		return s
	}
	all := []spec{part("one", from[:1], services), part("two", from[1:], services[:1]), part("three", from[1:], services[1:])}
	if r.IntN(4) == 0 {
		all = all[1:]
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return append(all, part("whole", from, services))
}

// drawSpecs makes a few rules, some of them of the system policy and of an enterprise
// policy, in the order in which they are read.
func drawSpecs(r *rand.Rand, exceptions bool, last *axis) []spec {
	var specs []spec
	if r.IntN(3) == 0 && !exceptions {
		specs = split(r)
	} else {
		specs = make([]spec, 2+r.IntN(6))
		for i := range specs {
			specs[i] = draw(r, i, exceptions, last)
			if i > 0 && r.IntN(8) == 0 { // a rule again, with another name
				specs[i] = specs[r.IntN(i)]
				specs[i].xml.name = "again" + strconv.Itoa(i)
				if r.IntN(2) == 0 { // and for others
					specs[i].drawUsers(r, exceptions)
					specs[i].measure(trueMasks())
				}
			}
		}
	}
	if r.IntN(3) == 0 {
		for i := range specs {
			specs[i].level = []Level{SystemPolicy, EnterpriseBefore, EnterpriseBefore, ArrayPolicy, ArrayPolicy, ArrayPolicy, EnterpriseAfter, EnterpriseAfter}[r.IntN(8)]
			if specs[i].level == SystemPolicy {
				specs[i].xml.extra += prop("System", "1")
			}
		}
		slices.SortStableFunc(specs, func(a, b spec) int { return cmp.Compare(a.level, b.level) })
	}
	return specs
}

// drawPolicy makes a policy of a few rules and its model. The rules stand in the
// file in any order.
func drawPolicy(t *testing.T, base world, r *rand.Rand, exceptions bool, last *axis) ([]spec, *Model) {
	specs := drawSpecs(r, exceptions, last)
	ranks := make([]int, len(specs))
	for i := range ranks {
		ranks[i] = i + 1
	}
	return specs, modelOf(t, base, r, specs, ranks)
}

// modelOf is the model of rules of given ranks.
func modelOf(t *testing.T, base world, r *rand.Rand, specs []spec, ranks []int) *Model {
	array, enterprise, holder := "", "", 0
	for _, i := range r.Perm(len(specs)) {
		rank := 2 * ranks[i]
		if s := specs[i]; s.level.enterprise() {
			if enterprise += s.xml.xml(rank); s.level == EnterpriseBefore {
				holder = max(holder, rank+1)
			}
		} else {
			array += s.xml.xml(rank)
		}
	}
	base.rules = array
	if enterprise != "" {
		base.enterprise(enterprise, holder)
	}
	return model(t, base)
}

// judge is what the judge says of each rule.
type judge struct {
	specs    []spec
	match    []*connections
	reads    []*connections // what each rule looks at before it comes to the users: all but them and the content
	anyOrder bool           // what stands first of some rules is not known
}

func newJudge(specs []spec, last *axis) judge {
	j := judge{specs: specs}
	for i, s := range specs {
		if s.user = everyUser; last == &axes[2] {
			s.at = everyHour
		}
		j.reads = append(j.reads, s.connections())
		j.match = append(j.match, specs[i].connections())
	}
	return j
}

// counts reports whether rule k may be held against rule i: only its own policy is
// held against a rule of an enterprise policy, which serves other arrays too.
func (j judge) counts(k, i int) bool {
	return !j.specs[i].level.enterprise() || j.specs[k].level.enterprise()
}

// union of what the enabled rules before i match that have an action.
func (j judge) before(i int, action ...string) *connections {
	var all connections
	for k := range i {
		for _, a := range action {
			if !j.specs[k].off && j.specs[k].xml.action == a && j.counts(k, i) {
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
		if j.specs[k].off || !j.counts(k, i) {
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
		last := &axes[seed/4%3]
		specs, m := drawPolicy(t, base, r, exceptions, last)
		j := newJudge(specs, last)
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
	for _, k := range []AnomalyKind{NeverMatches, ExactDuplicate, Shadowed, Redundant, RedundantByLater, Generalizes, Correlates, AsksFirst,
		"by several: " + Shadowed, "by several: " + Redundant} {
		if counts[k] == 0 {
			t.Errorf("no policy has a rule that %s", k)
		}
	}
}

// hidden are elements that a file may lack, by their references, and one of which it
// does not say what it does in an access rule.
var hidden = []struct{ ref, xml, instead string }{
	{"Computer:C10", computer("C10", "10.0.0.10"), ""},
	{"Protocol:P80", protocol("P80", "80"), ""},
	{"Protocol:PRange", protocol("PRange", "80-443"), ""},
	{"Protocol:P443", protocol("P443", "443"), strings.Replace(protocol("P443", "443"), prop("Direction", "1"), prop("Direction", "0"), 1)},
	{"UserSet:SetA", userSet("SetA", "S-1-5-21-1"), ""},
	{"UserSet:SetAB", userSet("SetAB", "S-1-5-21-1", "S-1-5-21-2"), ""},
	{"UserSet:SetNone", userSet("SetNone"), ""},
	{"DomainNameSet:AllX", object("DomainNameSet", "AllX", list("DomainNameStrings", "*.x.example")), ""},
	{"AddressRange:R", object("AddressRange", "R", prop("IPFrom", "10.0.0.10"), prop("IPTo", "10.0.0.11")), ""},
	{"ComputerSet:Nobody", emptySet("Nobody"), ""},
}

// An element that the file does not hold may hide a statement and never makes one:
// what is found without it is true with it, and whatever else it may be.
func TestUnknownOnlyHides(t *testing.T) {
	t.Parallel()
	whole := smallWorld()
	found := 0
	for seed := range policies(t) / 3 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		base, empty := whole, trueMasks()
		for range 1 + r.IntN(3) {
			h := hidden[r.IntN(len(hidden))]
			base.elements = strings.Replace(base.elements, h.xml, h.instead, 1)
			empty[h.ref] = 0
		}
		last := &axes[seed%3]
		specs, m := drawPolicy(t, base, r, seed%4 == 0, last)
		found += len(m.Anomalies())
		queries := make([]Query, 5)
		at := make([]int, 5)
		for i := range queries {
			queries[i], at[i] = drawQuery(r, last)
		}
		for n, completion := range []masks{trueMasks(), empty} {
			for i := range specs {
				specs[i].measure(completion)
				specs[i].exact = false
			}
			j := newJudge(specs, last)
			if msg := j.refutes(m); msg != "" {
				t.Fatalf("policy %d, %s\n%s", seed, msg, describeSpecs(specs))
			}
			for i, q := range queries {
				v := m.Simulate(q)
				// A set of users that is not in the file is taken to be of somebody.
				if n == 0 && v.Asked && j.named(v.Asks.Name).user != 0 && v.Asks.Name != j.asks(at[i]) {
					t.Fatalf("policy %d, %+v: asked by %q, want %q\n%s\n%s", seed, q, v.Asks.Name, j.asks(at[i]), steps(v), describeSpecs(specs))
				}
				if v.Rule != nil && len(v.Maybe) == 0 && v.Rule.Name != j.decides(at[i]) {
					t.Fatalf("policy %d, %+v: decided by %q, want %q\n%s\n%s", seed, q, v.Rule.Name, j.decides(at[i]), steps(v), describeSpecs(specs))
				}
			}
		}
	}
	t.Logf("%d found", found)
}

func (j judge) named(name string) *spec {
	i := slices.IndexFunc(j.specs, func(s spec) bool { return s.xml.name == name })
	return &j.specs[i]
}

// refutes is a statement about the rules that the judge knows to be wrong, "" when
// there is none.
func (j judge) refutes(m *Model) string {
	at := map[string]int{}
	for i := range j.specs {
		at[j.specs[i].xml.name] = i
	}
	byRule := map[int][]Anomaly{}
	for _, a := range m.Anomalies() {
		i := at[a.Rule.Name]
		byRule[i] = append(byRule[i], a)
	}
	for i, all := range byRule {
		if msg := j.check(i, all, true); msg != "" {
			return fmt.Sprintf("rule %d: %s\nfound %v", i, msg, kinds(all))
		}
	}
	return ""
}

// Of two rules with the same Order nobody knows which is read first: what is stated
// holds in both orders, and what decides a connection is the same in both.
func TestEqualOrderHidesOnly(t *testing.T) {
	t.Parallel()
	base := smallWorld()
	found := 0
	for seed := range policies(t) / 5 {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		last := &axes[seed%3]
		specs := drawSpecs(r, false, last)
		first := r.IntN(len(specs) - 1)
		ranks := make([]int, len(specs))
		for i := range ranks {
			if ranks[i] = i + 1; i == first+1 && specs[first].level == specs[i].level {
				ranks[i] = ranks[first]
			}
		}
		m := modelOf(t, base, r, specs, ranks)
		found += len(m.Anomalies())
		swapped := slices.Clone(specs)
		if ranks[first] == ranks[first+1] {
			swapped[first], swapped[first+1] = swapped[first+1], swapped[first]
		}
		q, at := drawQuery(r, last)
		v := m.Simulate(q)
		for _, order := range [][]spec{specs, swapped} {
			j := newJudge(order, last)
			j.anyOrder = true
			for i := range order {
				order[i].exact = false
			}
			if msg := j.refutes(m); msg != "" {
				t.Fatalf("policy %d, %s\n%s", seed, msg, describeSpecs(order))
			}
			if want := j.outcome(at); v.Outcome != Uncertain && v.Outcome != want {
				t.Fatalf("policy %d, %+v: %s, want %s\n%s\n%s", seed, q, v.Outcome, want, steps(v), describeSpecs(order))
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
	if j.specs[i].off || j.specs[i].level == SystemPolicy {
		if len(found) > 0 {
			return "it is disabled or of the system policy"
		}
		return ""
	}
	var dead AnomalyKind
	for _, a := range found {
		switch a.Kind {
		case NeverMatches, Shadowed, Redundant, ExactDuplicate:
			dead = a.Kind
		case AsksFirst:
			if msg := j.reached(i); msg != "" {
				return msg
			}
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
		if want == "" && !j.anyOrder {
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
		case j.specs[k].off || j.specs[k].level == SystemPolicy || !j.counts(k, i) || j.specs[k].xml.action == j.specs[i].xml.action || a.and(b).empty():
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

// reached is a connection of somebody who has not authenticated that comes to rule i:
// no rule before decides it or asks.
func (j judge) reached(i int) (msg string) {
	each(func(from, to, service, user, name, hour int) {
		at := index(from, to, service, user, name, hour)
		if user != 0 || msg != "" || j.match[i][at/64]>>(at%64)&1 == 0 {
			return
		}
		for k := range i {
			if !j.specs[k].off && (j.match[k][at/64]>>(at%64)&1 == 1 || j.wantsUser(k, at)) {
				return
			}
		}
		msg = fmt.Sprintf("it is reached by %s to %s %s %s", hosts[from], hosts[to], serviceNames[service], namesOfHosts[name])
	})
	return msg
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
				return fmt.Sprint(j.specs[k].xml.action, j.specs[k].quiet)
			}
			if user == 0 && j.wantsUser(k, at) {
				return "asked"
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
		asks := a.Kind == AsksFirst // By asks somebody whom it does not match
		if !within(a.Rule, d, p) || !asks && !within(a.By[0], d, p) {
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
		last := &axes[seed/4%3]
		specs, m := drawPolicy(t, base, r, seed%4 == 0, last)
		j := newJudge(specs, last)
		for range 10 {
			q, at := drawQuery(r, last)
			want := j.decides(at)
			v := m.Simulate(q)
			outcomes[v.Outcome]++
			if got := decider(v); got != want || len(v.Maybe) > 0 {
				t.Fatalf("policy %d, %+v: decided by %q, want %q, maybe %v\n%s\n%s", seed, q, got, want, v.Maybe, steps(v), describeSpecs(specs))
			}
			if v.Outcome != j.outcome(at) || len(v.Steps) == 0 {
				t.Fatalf("policy %d, %+v: outcome %s with %d steps, want %s\n%s", seed, q, v.Outcome, len(v.Steps), j.outcome(at), describeSpecs(specs))
			}
			if got, want := v.Asks, j.asks(at); got == nil && want != "" || got != nil && got.Name != want {
				t.Fatalf("policy %d, %+v: asked by %v, want %q\n%s\n%s", seed, q, got, want, steps(v), describeSpecs(specs))
			}
		}
	}
	t.Log(outcomes)
}

// What a query leaves open may be anything: a definite outcome is the same for all
// connections that agree with it.
func TestSimulateOfPartialQueries(t *testing.T) {
	t.Parallel()
	base := smallWorld()
	definite := 0
	for seed := range policies(t) / 5 {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		last := &axes[seed%3]
		specs, m := drawPolicy(t, base, r, seed%4 == 0, last)
		j := newJudge(specs, last)
		for range 5 {
			q, at := drawQuery(r, last)
			open := r.IntN(5)
			switch open {
			case 0:
				q.To = netip.Addr{}
			case 1:
				q.URL = ""
			case 2:
				q.Time, q.SourcePort, q.ContentType = time.Time{}, 0, ""
			case 3:
				q.From = netip.Addr{}
			case 4:
				q.Port = 0
			}
			v := m.Simulate(q)
			if v.Outcome == Uncertain {
				continue
			}
			definite++
			for _, other := range variants(at, open) {
				if want := j.outcome(other); want != v.Outcome {
					t.Fatalf("policy %d, %+v: %s, but also %s\n%s\n%s", seed, q, v.Outcome, want, steps(v), describeSpecs(specs))
				}
			}
		}
	}
	if definite == 0 {
		t.Error("no partial query is decided")
	}
	t.Logf("%d decided", definite)
}

// variants are the connections that differ from one in what a query leaves open: the
// destination, the name, the last dimension, the source or the port.
func variants(at, open int) (all []int) {
	hour, name, user, service, to, from := at%3, at/3%4, at/12%5, at/60%5, at/300%8, at/2400
	switch open {
	case 0:
		for to := range 8 {
			all = append(all, index(from, to, service, user, name, hour))
		}
	case 1:
		for name := range 4 {
			all = append(all, index(from, to, service, user, name, hour))
		}
	case 2:
		for hour := range 3 {
			all = append(all, index(from, to, service, user, name, hour))
		}
	case 3:
		for from := range 8 {
			all = append(all, index(from, to, service, user, name, hour))
		}
	case 4:
		const udp = 3
		for port := range 5 {
			if (port == udp) == (service == udp) {
				all = append(all, index(from, to, port, user, name, hour))
			}
		}
	}
	return all
}

// drawQuery makes a query and its place among the connections of the universe.
func drawQuery(r *rand.Rand, last *axis) (Query, int) {
	users := [][]string{nil, {AuthenticatedUser}, {"S-1-5-21-1"}, {"S-1-5-21-2"}, {"S-1-5-21-1", "S-1-5-21-2"}}
	from, to, service, user, name, hour := r.IntN(6), r.IntN(6), r.IntN(5), r.IntN(5), r.IntN(4), r.IntN(3)
	q := Query{From: netip.MustParseAddr(hosts[from]), To: netip.MustParseAddr(hosts[to]), Transport: TCP, Users: users[user],
		URL: "http://" + namesOfHosts[name] + "/"}
	last.ask(&q, hour)
	port, udp := strings.CutPrefix(serviceNames[service], "udp/")
	if udp {
		q.Transport = UDP
	}
	n, _ := strconv.Atoi(port)
	q.Port = uint16(n)
	return q, index(from, to, service, user, name, hour)
}

// outcome of a connection.
func (j judge) outcome(at int) Outcome {
	for k := range j.specs {
		switch {
		case j.specs[k].off || j.match[k][at/64]>>(at%64)&1 == 0:
		case j.specs[k].xml.action == "deny":
			return Denied
		default:
			return Allowed
		}
	}
	return Uncertain
}

// asks is the name of the first rule that asks a connection of somebody unknown for
// credentials, "" for none.
func (j judge) asks(at int) string {
	for k := range j.specs {
		switch {
		case at/12%5 != 0 || !j.specs[k].off && j.match[k][at/64]>>(at%64)&1 == 1:
			return ""
		case !j.specs[k].off && j.wantsUser(k, at):
			return j.specs[k].xml.name
		}
	}
	return ""
}

// wantsUser reports whether rule k asks a connection of somebody unknown for
// credentials.
func (j judge) wantsUser(k, at int) bool {
	user := j.specs[k].user
	return user&1 == 0 && user != 0 && j.reads[k][at/64]>>(at%64)&1 == 1
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
