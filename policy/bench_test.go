package policy

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
)

// bigWorld is a policy of n rules with realistic elements: computers, ranges and
// computer sets of Internal and Perimeter, a few hundred protocols, user sets and
// domain name sets; a fifth of the rules deny.
func bigWorld(n int) world {
	r := rand.New(rand.NewPCG(7, 7))
	w := baseWorld()
	var sets, computers, protocols, users, domains, rules strings.Builder
	for i := range 400 {
		body := ""
		for j := range 8 {
			body += computer(fmt.Sprint("m", j), fmt.Sprintf("10.%d.%d.%d", r.IntN(200), r.IntN(255), 2+r.IntN(250)))
		}
		sets.WriteString(object("ComputerSet", fmt.Sprint("CS", i), prop("Name", fmt.Sprint("Set ", i)), single("Computers", body)))
		protocols.WriteString(protocol(fmt.Sprint("P", i), fmt.Sprintf("%d-%d", 1000+i*20, 1000+i*20+r.IntN(40))))
		users.WriteString(userSet(fmt.Sprint("U", i), fmt.Sprint("S-1-5-21-1-", i), fmt.Sprint("S-1-5-21-1-", i+1)))
		domains.WriteString(object("DomainNameSet", fmt.Sprint("D", i), list("DomainNameStrings", fmt.Sprintf("*.site%d.example", i), fmt.Sprintf("www.x%d.example", i))))
	}
	for i := range n {
		computers.WriteString(computer(fmt.Sprint("C", i), fmt.Sprintf("10.%d.%d.%d", i>>14&255, i>>6&255, 2+i&63)))
		a := access{name: fmt.Sprint("rule ", i), from: []string{fmt.Sprint("Computer:C", i)}, to: []string{externalNet}}
		switch r.IntN(4) {
		case 0:
			a.from = []string{internalNet}
		case 1:
			a.from = []string{fmt.Sprint("ComputerSet:CS", r.IntN(400))}
		}
		switch r.IntN(6) {
		case 0:
			a.to = []string{"Network:Perimeter"}
		case 1:
			a.to, a.domains = nil, []string{fmt.Sprint("DomainNameSet:D", r.IntN(400))}
		}
		for range 1 + r.IntN(3) {
			a.protocols = append(a.protocols, fmt.Sprint("Protocol:P", r.IntN(400)))
		}
		if r.IntN(3) == 0 {
			a.users = []string{fmt.Sprint("UserSet:U", r.IntN(400))}
		}
		if r.IntN(5) == 0 {
			a.action = "deny"
		}
		rules.WriteString(a.xml(i + 1))
	}
	w.elements = single("Computers", computers.String()) + single("ComputerSets", sets.String()) + single("Protocols", protocols.String()) +
		single("UserSets", users.String()) + single("DomainNameSets", domains.String())
	w.rules = rules.String()
	return w
}

// denseWorld is the worst kind of policy: every rule is about the same addresses
// and services and overlaps every other, and none covers another.
func denseWorld(n int, actions ...string) world {
	w := baseWorld()
	var users, rules strings.Builder
	for i := range n {
		users.WriteString(userSet(fmt.Sprint("U", i), fmt.Sprint("S-1-", i), fmt.Sprint("S-1-", i+1)))
		rules.WriteString(access{name: fmt.Sprint("rule ", i), action: actions[i%len(actions)], from: []string{internalNet}, to: []string{externalNet},
			users: []string{fmt.Sprint("UserSet:U", i), fmt.Sprint("UserSet:U", (i*7)%n)}}.xml(i + 1))
	}
	w.elements = single("UserSets", users.String())
	w.rules = rules.String()
	return w
}

// BenchmarkAnomalies is what a whole policy costs. For 5,000 rules, up to which lint asks,
// five seconds are the bound on a laptop.
func BenchmarkAnomalies(b *testing.B) {
	for _, c := range []struct {
		name string
		w    world
	}{{"rules=1000", bigWorld(1000)}, {"rules=5000", bigWorld(5000)}, {"rules=10000", bigWorld(10_000)}, {"dense=10000", denseWorld(10_000, "", "deny")}, {"allows=5000", denseWorld(5000, "")}} {
		b.Run(c.name, func(b *testing.B) {
			m := model(b, c.w)
			b.ReportAllocs()
			for b.Loop() {
				m.Anomalies()
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	d := parse(b, bigWorld(10_000).xml())
	b.ReportAllocs()
	for b.Loop() {
		New(d)
	}
}

func BenchmarkSimulate(b *testing.B) {
	m := model(b, bigWorld(10_000))
	q := Query{From: netip.MustParseAddr("10.250.0.9"), To: netip.MustParseAddr("203.0.113.7"), Transport: TCP, Port: 443}
	for b.Loop() {
		m.Simulate(q)
	}
}
