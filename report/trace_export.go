package report

import (
	"fmt"
	"net/netip"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/trace"
)

// TraceState is what an export says of a suspect.
type TraceState string

// The states.
const (
	SuspectConfirmed    TraceState = "confirmed"     // the finding is there
	SuspectElsewhere    TraceState = "elsewhere"     // it is there, for another network than the client's
	SuspectRuledOut     TraceState = "ruled-out"     // the export holds what the check looks at, without the finding
	SuspectNotInFile    TraceState = "not-in-file"   // the export does not hold what the check looks at
	SuspectNotLookedFor TraceState = "not-looked"    // no export was named
	SuspectUnknownCheck TraceState = "unknown-check" // no check has this slug
)

// TraceSuspect is a suspect of a verdict and what the exports say of it.
type TraceSuspect struct {
	Slug    string
	Code    string
	State   TraceState
	File    *File           // the export that decides, nil for none
	Finding *checks.Finding // when it is there
	Text    string          // for people
}

// suspectHome is the element that a check of a suspect looks at, for those that do
// not look at the array as a whole. An export without it says nothing of it.
var suspectHome = map[string]string{
	"com-integrated-auth-per-request":            "Network",
	"com-integrated-auth-per-request-publishing": "WebListener",
	"com-auth-persist-drift":                     "Network",
	"com-return-auth-if-denied-with-deny-all":    "Network",
	"com-return-auth-if-denied-set":              "Network",
	"com-skip-auth-routing-missing":              "WebProxy",
	"com-connect-cache-zero":                     "WebProxy",
	"com-crl-client-off":                         "WebProxy",
	"com-tunnel-port-443-missing":                "ProxyTunnelPortRanges",
	"com-tunnel-port-invalid":                    "ProxyTunnelPortRanges",
	"auth-require-all-network":                   "Network",
}

// Suspects says of each suspect of a verdict what the exports say.
func (r Trace) Suspects(v trace.Verdict) []TraceSuspect {
	list := make([]TraceSuspect, 0, len(v.Suspects))
	for _, slug := range v.Suspects {
		list = append(list, r.suspect(slug, v.Client))
	}
	return list
}

// suspect looks in the exports in order; the first that confirms decides, else
// the first that says more than nothing.
func (r Trace) suspect(slug, client string) TraceSuspect {
	check, ok := checks.ByName(slug)
	if !ok {
		return TraceSuspect{Slug: slug, State: SuspectUnknownCheck}
	}
	best := TraceSuspect{Slug: slug, Code: check.Code, State: SuspectNotLookedFor}
	for i := range r.Exports {
		if r.Exports[i].Doc == nil {
			continue
		}
		s := suspectIn(&r.Exports[i], check, client)
		if best.State == SuspectNotLookedFor || traceRank[s.State] < traceRank[best.State] {
			best = s
		}
	}
	return best
}

var traceRank = map[TraceState]int{SuspectConfirmed: 0, SuspectElsewhere: 1, SuspectRuledOut: 2, SuspectNotInFile: 3, SuspectNotLookedFor: 4}

// suspectIn looks for a suspect in one export. client is the address whose network
// matters, "" when the capture does not tell.
func suspectIn(f *File, check *checks.Check, client string) TraceSuspect {
	s := TraceSuspect{Slug: check.Slug, Code: check.Code, File: f}
	network, located := networkOfAddress(f.Doc, client)
	for i := range f.Findings {
		found := &f.Findings[i]
		if found.Check.Slug != check.Slug {
			continue
		}
		own, inNetwork := found.Object.Ancestor("Network")
		if found.Object.Element == "Network" {
			own, inNetwork = found.Object, true
		}
		at := findingPlace(f, found)
		if inNetwork && located && own != network.Object {
			if s.Finding == nil {
				s.State, s.Finding = SuspectElsewhere, found
				s.Text = fmt.Sprintf("there at %s for network %q, but %s is in network %q", at, clip(own.Name(), mostValue), client, clip(network.Name(), mostValue))
			}
			continue
		}
		s.State, s.Finding = SuspectConfirmed, found
		s.Text = "confirmed by the export at " + at
		if inNetwork && located {
			s.Text += fmt.Sprintf(" (network %q, that of %s)", clip(own.Name(), mostValue), client)
		}
		return s
	}
	if s.Finding == nil {
		s.absent(f, network, located)
	}
	return s
}

// start is where an object begins.
func (f *File) start(o *schema.Object) text.Position {
	start, _ := f.location(o.TagSpan())
	return start
}

func findingPlace(f *File, found *checks.Finding) string {
	start, _ := f.location(found.Span)
	return place(f.Path, start)
}

// absent says why a finding that is not there is not.
func (s *TraceSuspect) absent(f *File, network schema.Network, located bool) {
	home := suspectHome[s.Slug]
	if home == "" {
		home = "Array"
	}
	if !holdsElement(f.Doc, home) {
		s.State = SuspectNotInFile
		s.Text = fmt.Sprintf("not in the file %s, which holds no %s", Printable(f.Path), home)
		return
	}
	s.State = SuspectRuledOut
	s.Text = "ruled out by the export " + Printable(f.Path)
	if home == "Network" && located {
		s.Text += fmt.Sprintf(" for network %q at line %d", clip(network.Name(), mostValue), f.start(network.Object).Line)
	}
}

func holdsElement(doc *schema.Document, element string) bool {
	for _, o := range doc.Objects(element) {
		if o.Audited() {
			return true
		}
	}
	return false
}

// networkOf finds the network of an address: the one whose ranges hold it, else
// the External network when the file has one.
func networkOfAddress(doc *schema.Document, address string) (schema.Network, bool) {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return schema.Network{}, false
	}
	var external schema.Network
	ranges := 0
	for _, o := range doc.Objects("Network") {
		if !o.Audited() {
			continue
		}
		n := schema.Network{Object: o}
		if n.Type() == schema.NetworkExternal {
			external = n
		}
		for _, r := range n.Ranges() {
			ranges++
			from, to, ok := r.Bounds()
			if ok && from.Compare(a) <= 0 && a.Compare(to) <= 0 {
				return n, true
			}
		}
	}
	return external, external.Object != nil && ranges > 0
}
