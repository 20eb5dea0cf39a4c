package trace

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how bad a verdict is. The words are those of findings.
type Severity int

// The severities. What is healthy is Info; everything above is a fault.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = []string{"info", "low", "medium", "high", "critical"}

// Severities are the names of all severities, from the least.
func Severities() []string { return severityNames }

func (s Severity) String() string { return severityNames[s] }

// Kind is one thing that can be said of a capture.
//
// Laws, held by tests: IDs are unique; everything but Suspects is present;
// suspects are slugs of checks; there is a story in which the kind is told.
type Kind struct {
	ID       string
	Severity Severity
	Title    string
	Next     string   // what to look at
	Suspects []string // slugs of the checks that look for its causes in an export
	judge    func(*model) []finding
}

// Fault reports whether the kind says that something is wrong.
func (k *Kind) Fault() bool { return k.Severity > Info }

// Verdict is a kind that holds for a capture, with the exchanges that prove it.
type Verdict struct {
	*Kind
	Message   string
	Client    string   // address without port, "" when unknown
	Server    string   // the party or site concerned, "" when unknown
	Proxied   string   // the address that the client asked a proxy for, "" when it asked none
	Exchanges []int    // indexes in Capture.Exchanges, in order
	Rules     []string // firewall rules that the log names for them, the first few
}

// maxRules bounds the rules that a verdict names.
const maxRules = 16

// finding is what a judge says: exchanges that prove a message.
type finding struct {
	message   string
	server    string
	exchanges []*Exchange
}

// model is a capture as the judges see it.
type model struct {
	*Capture
	shakes   []*Handshake
	accepted accepted
	loops    []loop
	inLoop   map[*Exchange]bool

	pairs  []clientHost // clients with their targets, by their first exchange
	byPair map[clientHost][]*Exchange
}

// Judge says what happened in a capture: faults first, the worst one first, then
// what is healthy.
func Judge(c *Capture) []Verdict {
	m := &model{Capture: c, inLoop: map[*Exchange]bool{}, byPair: map[clientHost][]*Exchange{}}
	m.findPairs()
	if !c.Format.isLog() {
		m.shakes = handshakes(c)
	}
	m.accepted = newAccepted(m.shakes)
	m.findLoops()
	var all []Verdict
	for i := range kinds {
		for _, f := range kinds[i].judge(m) {
			all = append(all, verdict(&kinds[i], f))
		}
	}
	slices.SortStableFunc(all, func(a, b Verdict) int {
		return cmp.Or(-cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Exchanges[0], b.Exchanges[0]))
	})
	return all
}

// Kinds are all verdicts that there can be. The slice is shared.
func Kinds() []Kind { return kinds }

func verdict(k *Kind, f finding) Verdict {
	v := Verdict{Kind: k, Message: f.message, Server: f.server, Client: f.exchanges[0].Connection.ClientHost()}
	for _, e := range f.exchanges {
		if v.Proxied == "" && e.Absolute {
			v.Proxied = e.URL
		}
		v.Exchanges = append(v.Exchanges, e.Index)
		if e.Log != nil && e.Log.Rule != "" && len(v.Rules) < maxRules && !slices.Contains(v.Rules, e.Log.Rule) {
			v.Rules = append(v.Rules, e.Log.Rule)
		}
	}
	slices.Sort(v.Exchanges)
	v.Exchanges = slices.Compact(v.Exchanges)
	return v
}

// grouped gathers handshakes that a test picks into one finding for each peer.
// message gets the group.
func (m *model) grouped(pick func(*Handshake) bool, message func([]*Handshake) string) []finding {
	return m.groupedWith(pick, message, nil)
}

// groupedWith does so and adds to the proof what extra gives for the first of a
// group.
func (m *model) groupedWith(pick func(*Handshake) bool, message func([]*Handshake) string, extra func(*Handshake) (*Handshake, bool)) []finding {
	groups := map[peer][]*Handshake{}
	var order []peer
	for _, h := range m.shakes {
		if !pick(h) {
			continue
		}
		key := peerOf(h.last(), h.Party)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], h)
	}
	var all []finding
	for _, key := range order {
		f := finding{message: message(groups[key]), server: key.server}
		for _, h := range groups[key] {
			f.exchanges = append(f.exchanges, h.Steps...)
		}
		if extra != nil {
			if h, ok := extra(groups[key][0]); ok {
				f.exchanges = append(f.exchanges, h.Steps...)
			}
		}
		all = append(all, f)
	}
	return all
}

// where names the party of a handshake for people.
func (h *Handshake) where() string {
	p := peerOf(h.last(), h.Party)
	if p.server == "" {
		return "the " + h.Party.String()
	}
	return "the " + h.Party.String() + " " + p.server
}

// who names the user of a handshake, "" when the tokens do not tell.
func (h *Handshake) who() string {
	if h.User == "" {
		return ""
	}
	return " as " + quote(h.User)
}

// quote puts a name in quotes. Writers make it printable.
func quote(s string) string { return `"` + s + `"` }

func times(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// often says how many times something was seen, nothing for once.
func often(n int) string {
	if n == 1 {
		return ""
	}
	return " (" + times(n, "time") + ")"
}

// clientHost groups exchanges by client and target.
type clientHost struct{ client, host string }

// findPairs parts the exchanges by client and target host.
func (m *model) findPairs() {
	for _, e := range m.Exchanges {
		key := clientHost{e.Connection.ClientHost(), e.Host}
		if m.byPair[key] == nil {
			m.pairs = append(m.pairs, key)
		}
		m.byPair[key] = append(m.byPair[key], e)
	}
}
