package report

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"text/tabwriter"

	"tmgaudit/policy"
)

// Simulation is what a policy does with one connection, or a matrix of networks.
type Simulation struct {
	Path    string
	Model   *policy.Model
	Query   policy.Query
	Verdict policy.Verdict
	Matrix  *Matrix // nil for a single connection
}

// SimulationText writes a simulation for a person: the answer first, then why no
// earlier rule decided.
func SimulationText(w io.Writer, r Simulation, o Options) error {
	if r.Matrix != nil {
		return matrixText(w, r.Matrix)
	}
	b := bufio.NewWriter(w)
	t := textReport{w: b, style: style{o.Color}, width: o.Width}
	if t.width <= 0 {
		t.width = DefaultWidth
	}
	v := r.Verdict
	fmt.Fprintf(b, "%s  %s\n", t.style.paint(outcomeColour(v.Outcome), string(v.Outcome)), decidedBy(v))
	t.field("asked", question(r.Query))
	t.field("networks", relationText(v.Relation))
	t.field("passes", v.Passes.String())
	if v.Asks != nil {
		t.field("note", ruleName(v.Asks)+" is for certain users: it asks somebody who has not authenticated for credentials before any later rule")
	}
	for _, m := range v.Maybe {
		t.field("maybe", ruleName(m)+" may decide instead")
	}
	if v.Proxy != nil {
		t.field("answers", "the web proxy listener of network "+quoted(v.Proxy.Name))
	}
	for _, a := range v.Answers {
		t.field("answers", "publishing rule "+ruleName(a)+" listens there")
	}
	for _, u := range v.Unknown {
		t.field("unknown", clip(u, mostMessage))
	}
	t.steps(v.Steps)
	return b.Flush()
}

// steps says for each rule before the deciding one why it did not match.
func (t *textReport) steps(steps []policy.Step) {
	fmt.Fprintln(t.w, "rules in order:")
	for _, s := range steps {
		why := "matches"
		if s.Match != policy.Yes {
			why = fmt.Sprintf("%s: %s, %s", s.Match, s.Criterion, clip(s.Reason, mostMessage))
		}
		t.paragraph(fmt.Sprintf("%6d ", s.Rule.Position), "       ", ruleName(s.Rule)+" "+why)
	}
}

func outcomeColour(o policy.Outcome) string {
	return map[policy.Outcome]string{policy.Allowed: green, policy.Denied: red, policy.Uncertain: yellow}[o]
}

func decidedBy(v policy.Verdict) string {
	if v.Rule == nil {
		return "no rule surely matches"
	}
	rule := fmt.Sprintf("rule %d %s (%s)", v.Rule.Position, ruleName(v.Rule), v.Rule.Level)
	if v.Outcome == policy.Uncertain {
		return rule + " decides, unless one of the rules named below does before it"
	}
	return "by " + rule
}

func ruleName(r *policy.Rule) string { return quoted(r.Name) }

func quoted(name string) string { return `"` + clip(name, mostValue) + `"` }

// question is the query in words; what was left out is said to be unknown.
func question(q policy.Query) string {
	parts := []string{"from " + addressText(q.From), "to " + addressText(q.To)}
	if q.Transport != 0 || q.Port != 0 {
		parts = append(parts, q.Service())
	}
	if q.URL != "" {
		parts = append(parts, clip(q.URL, mostValue))
	}
	user := "somebody who has not authenticated"
	if slices.Equal(q.Users, []string{policy.AuthenticatedUser}) {
		user = "somebody who has authenticated"
	} else if len(q.Users) > 0 {
		user = "a user in " + clip(strings.Join(q.Users, ", "), mostValue)
	}
	parts = append(parts, user)
	if !q.Time.IsZero() {
		parts = append(parts, q.Time.Format("Monday 15:04"))
	}
	return strings.Join(parts, ", ")
}

func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return "an unknown address"
	}
	return a.String()
}

func relationText(r policy.Relation) string {
	text := string(r.Kind)
	if r.Rule != nil {
		text += " by network rule " + quoted(r.Rule.Name)
	}
	for _, m := range r.Maybe {
		text += "; " + quoted(m.Name) + " may decide instead"
	}
	return text
}

// Matrix says which networks of an array may reach which.
type Matrix struct {
	Array string
	Rows  []MatrixRow
}

// MatrixRow is a pair of networks with an answer for each of MatrixServices.
type MatrixRow struct {
	From, To string
	Relation policy.RelationKind
	Answers  []string // allow, deny, some or maybe
}

// MatrixServices are the protocols that a matrix shows.
var MatrixServices = []struct {
	Name      string
	Transport uint8
	Port      uint16
}{
	{"ping", policy.ICMP, 8 << 8}, {"dns", policy.UDP, 53}, {"http", policy.TCP, 80}, {"https", policy.TCP, 443}, {"smtp", policy.TCP, 25},
	{"ftp", policy.TCP, 21}, {"ssh", policy.TCP, 22}, {"smb", policy.TCP, 445}, {"sql", policy.TCP, 1433}, {"rdp", policy.TCP, 3389},
}

// NewMatrix asks the policy for somebody who has not authenticated, between the
// first and last addresses of each two networks; "some" means that they differ.
func NewMatrix(m *policy.Model) *Matrix {
	x := &Matrix{Array: m.Array.Label()}
	for _, from := range m.Networks() {
		for _, to := range m.Networks() {
			if from == to {
				continue
			}
			row := MatrixRow{From: from.Name, To: to.Name, Relation: m.NetworkRelation(from, to).Kind}
			for _, s := range MatrixServices {
				row.Answers = append(row.Answers, reach(m, from, to, s.Transport, s.Port))
			}
			x.Rows = append(x.Rows, row)
		}
	}
	return x
}

func reach(m *policy.Model, from, to *policy.Network, transport uint8, port uint16) string {
	var answers []string
	for _, a := range endsOf(from) {
		for _, b := range endsOf(to) {
			v := m.Simulate(policy.Query{From: a, To: b, Transport: transport, Port: port})
			answer := string(v.Outcome)
			if v.Outcome != policy.Denied && v.Passes != policy.Yes {
				answer = map[policy.Truth]string{policy.No: string(policy.Denied), policy.Maybe: string(policy.Uncertain)}[v.Passes]
			}
			answers = append(answers, answer)
		}
	}
	slices.Sort(answers)
	switch answers = slices.Compact(answers); len(answers) {
	case 0:
		return string(policy.Uncertain)
	case 1:
		return answers[0]
	}
	return "some"
}

// endsOf are the first and the last address that surely belong to a network.
func endsOf(n *policy.Network) []netip.Addr {
	const firewall = "127.0.0.1"
	var ends []netip.Addr
	for _, r := range n.Addresses.Sure {
		for _, x := range []uint64{r.First, r.Last} {
			if x < policy.LocalHost {
				ends = append(ends, netip.AddrFrom4([4]byte{byte(x >> 24), byte(x >> 16), byte(x >> 8), byte(x)}))
			} else if x == policy.LocalHost {
				ends = append(ends, netip.MustParseAddr(firewall))
			}
		}
	}
	if len(ends) > 2 {
		ends = []netip.Addr{ends[0], ends[len(ends)-1]}
	}
	return ends
}

func matrixText(w io.Writer, x *Matrix) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "FROM\tTO\tRELATION")
	for _, s := range MatrixServices {
		fmt.Fprint(t, "\t"+strings.ToUpper(s.Name))
	}
	fmt.Fprintln(t)
	for _, r := range x.Rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", clip(r.From, 40), clip(r.To, 40), r.Relation, strings.Join(r.Answers, "\t"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "for somebody who has not authenticated, between the first and last address of each network; some: they differ; maybe: the file does not say")
	return err
}

// SimulationJSON is a simulation as JSON.
type SimulationJSON struct {
	SchemaVersion int         `json:"schema_version"`
	Path          string      `json:"path"`
	Array         string      `json:"array"`
	Outcome       string      `json:"outcome"` // allow, deny or maybe; "" for a matrix
	Passes        string      `json:"passes"`  // yes, no or maybe
	Rule          *RuleJSON   `json:"rule"`    // that decides, null when none surely does
	Maybe         []RuleJSON  `json:"maybe"`
	Asks          *RuleJSON   `json:"asks"`
	Relation      string      `json:"relation"` // route, nat or none
	NetworkRule   string      `json:"network_rule"`
	Proxy         string      `json:"proxy"` // network whose listener answers
	Answers       []RuleJSON  `json:"answers"`
	Steps         []StepJSON  `json:"steps"`
	Unknown       []string    `json:"unknown"`
	Matrix        []MatrixRow `json:"matrix,omitempty"`
}

// RuleJSON names a rule.
type RuleJSON struct {
	Position int    `json:"position"`
	Name     string `json:"name"`
	Level    string `json:"level"`
	Object   string `json:"object"`
}

// StepJSON is what came of one rule.
type StepJSON struct {
	Rule      RuleJSON `json:"rule"`
	Match     string   `json:"match"` // yes, no or maybe
	Criterion string   `json:"criterion"`
	Reason    string   `json:"reason"`
}

// SimulationAsJSON writes a simulation as SimulationJSON.
func SimulationAsJSON(w io.Writer, r Simulation) error {
	out := SimulationJSON{SchemaVersion: 1, Path: r.Path, Array: r.Model.Array.Label(), Maybe: []RuleJSON{}, Answers: []RuleJSON{}, Steps: []StepJSON{}, Unknown: []string{}}
	if r.Matrix != nil {
		out.Matrix = r.Matrix.Rows
		return writeJSON(w, out)
	}
	v := r.Verdict
	out.Outcome, out.Passes, out.Relation = string(v.Outcome), v.Passes.String(), string(v.Relation.Kind)
	out.Rule, out.Asks, out.Unknown = ruleJSON(v.Rule), ruleJSON(v.Asks), list(v.Unknown)
	if v.Relation.Rule != nil {
		out.NetworkRule = v.Relation.Rule.Name
	}
	if v.Proxy != nil {
		out.Proxy = v.Proxy.Name
	}
	for _, m := range v.Maybe {
		out.Maybe = append(out.Maybe, *ruleJSON(m))
	}
	for _, a := range v.Answers {
		out.Answers = append(out.Answers, *ruleJSON(a))
	}
	for _, s := range v.Steps {
		out.Steps = append(out.Steps, StepJSON{*ruleJSON(s.Rule), s.Match.String(), string(s.Criterion), s.Reason})
	}
	return writeJSON(w, out)
}

func ruleJSON(r *policy.Rule) *RuleJSON {
	if r == nil {
		return nil
	}
	return &RuleJSON{r.Position, r.Name, r.Level.String(), r.Object.Path()}
}
