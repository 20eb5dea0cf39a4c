package compare

import (
	"cmp"
	"slices"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// rank is where a change stands among the others. Smaller comes first.
type rank struct {
	class   int // the worst first, see rankClass
	section int // of the console
	seq     int // in which the change was met
}

func (r rank) compare(s rank) int {
	return cmp.Or(cmp.Compare(r.class, s.class), cmp.Compare(r.section, s.section), cmp.Compare(r.seq, s.seq))
}

// The classes of rank: what causes findings by their severity, then what only a
// script can set, then the rest, then what does nothing but cure findings.
const (
	rankScript = int(checks.Critical) + 1 + iota
	rankRest
	rankCure
)

func rankClass(causes, cures []checks.Finding, scriptOnly bool) int {
	severity, any := worst(causes)
	switch {
	case any:
		return int(checks.Critical - severity)
	case len(cures) > 0:
		return rankCure
	case scriptOnly:
		return rankScript
	}
	return rankRest
}

// rankAll sorts changes, keeping those of one object together: an object stands
// where its first change does.
func rankAll(all []Change) {
	first := map[*schema.Object]rank{}
	for i := range all {
		c := &all[i]
		c.rank = rank{rankClass(c.Causes(), c.Cures(), c.ScriptOnly()), section(c.Object()), i}
		if r, seen := first[c.Object()]; !seen || c.rank.compare(r) < 0 {
			first[c.Object()] = c.rank
		}
	}
	slices.SortStableFunc(all, func(x, y Change) int {
		return cmp.Or(first[x.Object()].compare(first[y.Object()]), x.rank.compare(y.rank))
	})
}

// sections are the parts of a configuration in the order in which the console of
// TMG lists them in its tree: monitoring, policy with its toolbox, web access,
// remote access, networking, system, logs, the array itself. What is not listed
// comes last.
var sections = []string{
	"Alerts", "ConnectivityVerifiers",
	"PolicyRules", "PolicyAssignment", "Policies", "RuleElements",
	"WebProxy", "Cache", "MalwareInspectionSettings",
	"SmtpProtectionConfiguration", "NetworkInspectionSystem", "AttackDetection", "ConnectionLimitPolicy",
	"VpnConfig",
	"NetConfig", "StaticRoutes",
	"Extensions", "Servers",
	"Logs", "Reports", "UpdateCenter",
}

var sectionOf = func() map[string]int {
	m := map[string]int{}
	for i, element := range sections {
		m[element] = i
	}
	return m
}()

// section is the part of the console to which o belongs: the innermost one that is
// listed.
func section(o *schema.Object) int {
	for ; o != nil; o = o.Parent {
		if i, ok := sectionOf[o.Element]; ok {
			return i
		}
	}
	return len(sections)
}
