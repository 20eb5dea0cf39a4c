package report

import (
	"fmt"
	"net/netip"

	"tmgaudit/policy"
	"tmgaudit/schema"
	"tmgaudit/trace"
)

// someone is a user of whom the policy knows nothing: no set has this name.
const someone = "\x00"

// mostRules bounds the rules that are named for one verdict.
const mostRules = 5

// served says what of the exports served the client of a verdict: the network of
// its address, the listener there, and the rules with their user sets. A proxy log
// names the rule; else the policy tells which ones may have decided.
func (r Trace) served(v trace.Verdict) []string {
	var lines []string
	for i := range r.Exports {
		f := &r.Exports[i]
		if f.Doc == nil {
			continue
		}
		network, located := networkOfAddress(f.Doc, v.Client)
		if located {
			lines = append(lines, networkLine(f, network, v.Client))
		}
		for _, name := range v.Rules {
			for _, o := range f.Doc.Named("PolicyRule", name) {
				lines = append(lines, "the log names "+ruleLine(f, schema.PolicyRule{Object: o}))
			}
		}
		if located && len(v.Rules) == 0 && v.Proxied != "" {
			lines = append(lines, simulatedRules(f, r.Policies[f.Doc], network, v)...)
		}
	}
	return lines
}

// networkLine tells of the network of a client and its listener.
func networkLine(f *File, n schema.Network, client string) string {
	line := fmt.Sprintf("%s is in network %q at %s", client, clip(n.Name(), mostValue), place(f.Path, f.start(n.Object)))
	listener, ok := n.Listener()
	if !ok {
		return line + ", which has no web proxy listener in the file"
	}
	line += fmt.Sprintf(", web proxy listener at line %d", f.start(listener.Object).Line)
	if port, ok := listener.TCPPort(); ok {
		line += fmt.Sprintf(", port %d", port)
	}
	return line
}

// simulatedRules are the rules that may have decided, for somebody who has
// authenticated. Where several arrays are in the file, that of the network counts.
func simulatedRules(f *File, models []*policy.Model, network schema.Network, v trace.Verdict) []string {
	from, err := netip.ParseAddr(v.Client)
	if err != nil {
		return nil
	}
	own, _ := network.Ancestor("Array")
	var lines []string
	for _, m := range models {
		if m.Array.Object != own {
			continue
		}
		answer := m.Simulate(policy.Query{From: from, URL: v.Proxied, Users: []string{someone}})
		rules := answer.Maybe
		if answer.Rule != nil {
			rules = append(rules[:len(rules):len(rules)], answer.Rule)
		}
		for i, rule := range rules {
			if i == mostRules {
				lines = append(lines, fmt.Sprintf("%d more rules may decide", len(rules)-i))
				break
			}
			how := "may decide: "
			if len(answer.Maybe) == 0 {
				how = "decides: "
			}
			lines = append(lines, how+ruleLine(f, rule.Object))
		}
	}
	return lines
}

// ruleLine tells of one rule: place, action, user sets.
func ruleLine(f *File, rule schema.PolicyRule) string {
	action := "allows"
	if rule.Deny() {
		action = "denies"
	}
	line := fmt.Sprintf("rule %q at %s, which %s", clip(rule.Name(), mostValue), place(f.Path, f.start(rule.Object)), action)
	users := userSets(rule.Object)
	if access, ok := rule.Access(); ok && users == "" {
		users = userSets(access)
	}
	if users != "" {
		line += " for " + users
	}
	return line
}

// userSets names the user sets that the references below an object name.
func userSets(o *schema.Object) string {
	text := ""
	for _, c := range o.Children() {
		for _, r := range append(c.Children(), c) {
			ref := schema.Ref{Object: r}
			if r.Element != "Ref" || ref.TargetElement() != "UserSet" {
				continue
			}
			if text != "" {
				text += ", "
			}
			text += fmt.Sprintf("%q", clip(ref.Label(), mostValue))
		}
	}
	return text
}
