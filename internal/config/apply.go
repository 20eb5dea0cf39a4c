package config

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"tmgaudit/checks"
)

// Select is the checks of a list that the configuration leaves on.
func (c *Config) Select(list []*checks.Check) []*checks.Check {
	var on []*checks.Check
	for _, check := range list {
		if !c.Disabled[check] {
			on = append(on, check)
		}
	}
	return on
}

// Filter applies severities and suppressions to the findings of several files. It
// is made for one run and counts what its suppressions did.
type Filter struct {
	config *Config
	today  time.Time
	ran    map[*checks.Check]bool
	used   []int // findings by suppression
}

// NewFilter returns a Filter for a run of some checks on a day.
func (c *Config) NewFilter(today time.Time, ran []*checks.Check) *Filter {
	f := &Filter{config: c, today: today, ran: map[*checks.Check]bool{}, used: make([]int, len(c.Suppress))}
	for _, check := range ran {
		f.ran[check] = true
	}
	return f
}

// Apply returns the findings that count, with their severities, and how many are
// suppressed. It changes the slice.
func (f *Filter) Apply(found []checks.Finding) (kept []checks.Finding, suppressed int) {
	kept = found[:0]
	for _, one := range found {
		if severity, ok := f.config.Severity[one.Check]; ok {
			one.Severity = severity
		}
		if f.suppresses(&one) {
			suppressed++
			continue
		}
		kept = append(kept, one)
	}
	return kept, suppressed
}

func (f *Filter) suppresses(found *checks.Finding) bool {
	i := f.suppression(found)
	if i < 0 {
		return false
	}
	f.used[i]++
	return true
}

// suppression is the first that accepts a finding, -1 for none.
func (f *Filter) suppression(found *checks.Finding) int {
	return slices.IndexFunc(f.config.Suppress, func(s Suppression) bool {
		return s.Checks[found.Check] && !s.expired(f.today) && matchPath(s.Object, found.Object.Path())
	})
}

// Accepts says why a finding is accepted, "" for one that is not.
func (f *Filter) Accepts(found *checks.Finding) string {
	if i := f.suppression(found); i >= 0 {
		return f.config.Suppress[i].Reason
	}
	return ""
}

// of reports whether the suppression is of one of some checks.
func (s Suppression) of(ran map[*checks.Check]bool) bool {
	for c := range s.Checks {
		if ran[c] {
			return true
		}
	}
	return false
}

func (s Suppression) expired(today time.Time) bool {
	return !s.Expires.IsZero() && !today.Before(s.Expires)
}

// Notes says which suppressions are expired and which suppressed nothing though
// their checks ran.
func (f *Filter) Notes() []string {
	var notes []string
	for i, s := range f.config.Suppress {
		where := fmt.Sprintf("%s:%d: the suppression of %s", f.config.Name, s.Line, s.Selector)
		switch {
		case s.expired(f.today):
			notes = append(notes, fmt.Sprintf("%s expired on %s; its findings count again", where, s.Expires.Format(time.DateOnly)))
		case f.used[i] == 0 && s.of(f.ran):
			notes = append(notes, where+" suppressed nothing; remove it or correct its object pattern")
		}
	}
	return notes
}

// matchPath matches an object's path with a pattern: * and ? within a name, **
// for any number of names.
func matchPath(pattern, name string) bool {
	return matchSteps(strings.Split(pattern, "/"), strings.Split(name, "/"))
}

func matchSteps(pattern, names []string) bool {
	for len(pattern) > 0 {
		if pattern[0] == "**" {
			for i := range len(names) + 1 {
				if matchSteps(pattern[1:], names[i:]) {
					return true
				}
			}
			return false
		}
		if len(names) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], names[0]); err != nil || !ok {
			return false
		}
		pattern, names = pattern[1:], names[1:]
	}
	return len(names) == 0
}

// Example is a configuration to start from: it changes nothing until its lines
// are uncommented.
const Example = `# Settings of tmgaudit for the exports in this folder. Every line is optional; editors know them by docs/tmgaudit.schema.json.

# fail-on: medium           # exit code 1 from this severity on, or never

# families: [com-default, auth, user]   # run only these families
# ignore: [C023, X006]                  # and not these checks

# severity:
#   C006: medium            # how bad a finding is here

# thresholds:
#   S010: 50000             # entries of a set above which it is worth a finding

# suppress:
#   - check: A001           # a code, a slug, slug* or a family
#     object: Arrays/*/NetConfig/Networks/Guests/**
#     reason: guests have no programs that cannot authenticate
#     expires: 2027-12-31   # optional; then its findings count again

# checks:                   # checks of your own; the README says what a condition may use
#   - code: U001
#     name: guests-without-proxy
#     severity: medium
#     title: A guest network has no web proxy
#     class: Network        # or the COM class, FPCNetwork
#     when: Name startsWith "Guest" && !EnableWebProxyClients
#     property: EnableWebProxyClients
#     message: network {Name} has no web proxy
#     remedy: Turn it on.
#     fix: {value: 1, safety: unsafe}
`
