package checks

import (
	"fmt"
	"strings"
	"sync"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// policies is what the policies of a document mean.
type policies struct {
	models    []*policy.Model
	anomalies func() []anomaly
}

// anomaly is an anomaly with the model that it belongs to.
type anomaly struct {
	policy.Anomaly
	model *policy.Model
}

// mostRules is the number of rules up to which it is found out what they mean
// together: the time for it grows faster than their number, and policies that people
// made are far below. Of larger ones pol-rule-count says so.
const mostRules = 5000

func newPolicies(doc *schema.Document) *policies {
	p := &policies{}
	for _, a := range doc.Arrays() {
		if len(a.Rules()) <= mostRules {
			p.models = append(p.models, policy.OfArray(a))
		}
	}
	p.anomalies = sync.OnceValue(p.findAnomalies)
	return p
}

// findAnomalies says what is odd about the rules. A rule of an enterprise policy is
// told once, whatever the number of arrays that use it.
func (p *policies) findAnomalies() []anomaly {
	type about struct {
		rule *schema.Object
		kind policy.AnomalyKind
	}
	told := map[about]bool{}
	var all []anomaly
	for _, m := range p.models {
		for _, a := range m.Anomalies() {
			at := about{a.Rule.Object.Object, a.Kind}
			if !told[at] && a.Rule.Object.Audited() {
				told[at] = true
				all = append(all, anomaly{a, m})
			}
		}
	}
	return all
}

// rules calls f for each enabled rule of the arrays' policies besides those of the
// system policy and the default rule, enterprise rules once.
func (p *policies) rules(f func(m *policy.Model, r *policy.Rule)) {
	seen := map[*schema.Object]bool{}
	for _, m := range p.models {
		for _, r := range m.Rules() {
			if o := r.Object.Object; r.Enabled && r.Level != policy.SystemPolicy && !r.IsDefault() && o.Audited() && !seen[o] {
				seen[o] = true
				f(m, r)
			}
		}
	}
}

// allowing calls f for each enabled access rule that allows.
func (p *policies) allowing(f func(m *policy.Model, r *policy.Rule)) {
	p.rules(func(m *policy.Model, r *policy.Rule) {
		if r.Type == schema.AccessRule && !r.Deny {
			f(m, r)
		}
	})
}

// network is the addresses of the network with a GUID; nothing where it is not in
// the file.
func network(m *policy.Model, guid string) policy.Points {
	for _, n := range m.Networks() {
		if sameAsAny(n.Object.StorageName, guid) {
			return n.Addresses.Sure
		}
	}
	return nil
}

// others are the other rules of an anomaly in words: the first three by name.
func (a *anomaly) others() string {
	const most = 3
	var names []string
	for _, r := range a.By {
		if len(names) == most {
			break
		}
		names = append(names, fmt.Sprintf("%q", r.Name))
	}
	text := strings.Join(names, ", ")
	if len(a.By) > most || a.More {
		text += " and others"
	}
	if len(a.By) == 1 && !a.More {
		return "rule " + text
	}
	return "rules " + text
}

// agree is a verb for the other rules: one does, several do.
func (a *anomaly) agree(one, several string) string {
	if len(a.By) == 1 && !a.More {
		return one
	}
	return several
}

// example is the witness in words, with a comma before.
func (a *anomaly) example() string {
	x := a.Witness
	if x == nil {
		return ""
	}
	text := fmt.Sprintf(", for example %s from %s to %s by %s", x.Service, x.From, x.To, x.User)
	for _, detail := range []struct{ word, value string }{{"for a name of", x.Name}, {"on", x.Hour}, {"with content", x.Content}} {
		if detail.value != "" {
			text += " " + detail.word + " " + detail.value
		}
	}
	return text
}

// places are the other rules as places that the finding speaks of.
func (a *anomaly) places(message string) []Related {
	var all []Related
	for _, r := range a.By {
		all = append(all, Related{Object: r.Object.Object, Span: r.Object.TagSpan(), Message: fmt.Sprintf("%q %s", r.Name, message)})
	}
	return all
}
