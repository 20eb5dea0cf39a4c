package policy

import (
	"net/netip"
	"path"
	"strings"
)

// Criterion is a part of a rule that a connection is compared with.
type Criterion string

// The criteria in the order in which the product compares them.
const (
	EnabledCriterion     Criterion = "enabled"
	ProtocolCriterion    Criterion = "protocol"
	SourceCriterion      Criterion = "source"
	ScheduleCriterion    Criterion = "schedule"
	DestinationCriterion Criterion = "destination"
	UsersCriterion       Criterion = "users"
	ContentCriterion     Criterion = "content"
)

// Step is what came of comparing a connection with one rule.
type Step struct {
	Rule      *Rule
	Match     Truth
	Criterion Criterion // the first that does not match, else the first that may not; empty for Yes
	Reason    string    // in the words of a console user

	doubted bool // of No: a criterion that is compared before may not match either
}

// comparison is one criterion: how a request answers it, and what is said when it
// does not match.
type comparison struct {
	criterion Criterion
	answer    func(*request, *Rule) Truth
	reason    func(*request) string
}

// comparisons are the criteria in the order in which they are compared.
var comparisons = []comparison{
	{ProtocolCriterion, func(r *request, rule *Rule) Truth { return r.serviceIn(rule.Service) },
		func(r *request) string { return r.Service() + " is not among its protocols" }},
	{SourceCriterion, func(r *request, rule *Rule) Truth { return r.from.in(rule.Source) },
		func(r *request) string { return addressWord(r.From, "the source") + " is not among its sources" }},
	{SourceCriterion, func(r *request, rule *Rule) Truth { return r.sourcePortIn(rule.SourcePort) },
		func(*request) string { return "the source port is not in its limits" }},
	{ScheduleCriterion, func(r *request, rule *Rule) Truth { return r.hourIn(rule.Hours) },
		func(*request) string { return "its schedule does not hold the time" }},
	{DestinationCriterion, (*request).destinationIn,
		func(r *request) string { return r.destinationName() + " is not among its destinations" }},
	{UsersCriterion, (*request).usersIn,
		func(*request) string { return "the user is not among its users" }},
	{ContentCriterion, (*request).contentIn,
		func(*request) string { return "the content type is not among its content types" }},
}

// match compares a request with a rule, criterion by criterion, until one does not
// match.
func (r *request) match(rule *Rule) Step {
	if !rule.Enabled {
		return Step{Rule: rule, Criterion: EnabledCriterion, Reason: "it is disabled"}
	}
	step := Step{Rule: rule, Match: Yes, Reason: "it matches"}
	for _, c := range comparisons {
		answer := c.answer(r, rule)
		if answer < step.Match {
			step.doubted = step.Match == Maybe
			step.Match, step.Criterion = answer, c.criterion
		}
		if answer == No {
			step.Reason = c.reason(r)
			return step
		}
	}
	if step.Match == Maybe {
		step.Reason = "it is not known whether it matches: its " + string(step.Criterion) + " is not decided"
		if len(rule.Unknown) > 0 {
			step.Reason += " (" + strings.Join(rule.Unknown, "; ") + ")"
		}
	}
	return step
}

func (r *request) destinationName() string {
	if r.URL != "" {
		return r.URL
	}
	return addressWord(r.To, "the destination")
}

func addressWord(a netip.Addr, without string) string {
	if !a.IsValid() {
		return without
	}
	return a.String()
}

func (r *request) sourcePortIn(s Set) Truth {
	if r.SourcePort == 0 {
		if s.Sure.Equal(allSourcePorts) {
			return Yes
		}
		return Maybe
	}
	return s.At(uint64(r.SourcePort))
}

func (r *request) hourIn(s Set) Truth {
	if !r.Time.IsZero() {
		return s.At(Hour(r.Time))
	}
	switch {
	case s.Sure.Equal(alwaysHours):
		return Yes
	case s.May.Empty():
		return No
	}
	return Maybe
}

// published says whether a request reaches what a publishing rule publishes: the
// addresses that it listens on and, for a web publishing rule, a public name and a
// path. A server publishing rule on a routed relation may also be reached at the
// server's own address.
func (r *request) published(rule *Rule) Truth {
	p := rule.Publication
	at := Maybe
	if r.To.IsValid() {
		at = p.Addresses.At(r.to.host)
		if !r.to.local {
			at = min(at, Maybe)
		}
		if parseAddress(p.Server).Contains(r.to.host) {
			at = Maybe
		}
	}
	if rule.Type != webPublishing {
		return at
	}
	return min(at, r.publicName(p), r.publicPath(p))
}

// publicName compares the host of the request with the names that are published.
func (r *request) publicName(p *Publication) Truth {
	if p.AllHosts {
		return Yes
	}
	if r.URL == "" {
		return truth(len(p.Hosts) > 0).min(Maybe)
	}
	in := No
	for _, name := range p.Hosts {
		in = max(in, matchDomain(name, r.host()))
	}
	return in
}

// publicPath compares the path of the request with the paths that are published.
func (r *request) publicPath(p *Publication) Truth {
	if r.URL == "" {
		return Maybe
	}
	url, _, _ := strings.Cut(r.URL, "?")
	_, requested := splitURL(strings.ToLower(url))
	if clean := path.Join("/", requested); strings.HasSuffix(requested, "/") && clean != "/" {
		requested = clean + "/"
	} else {
		requested = clean
	}
	in := No
	for _, want := range p.Paths {
		in = max(in, matchPath(strings.ToLower(want), requested))
	}
	return in
}
