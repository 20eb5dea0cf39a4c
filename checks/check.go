// Package checks holds what we think of a configuration: each check looks for one
// thing and states findings about places in an export.
//
// Facts about the product stand in schema/catalog, the shape of an export in
// schema. A check sees the model only, never bytes or files. Precision comes
// before recall: no check states what it cannot prove from the export and the
// documented facts; what is inferred is never louder than info.
package checks

import (
	"fmt"
	"strings"
)

// Check is one thing that we look for. The zero value is not usable.
//
// Laws, held by tests for every check: code, slug, title, why, remedy and
// evidence are present; codes and slugs are unique and never reused; Bad makes
// the check fire, exactly where the fragment says, and Good is silent; a finding
// carries a fix as Fix and Safety declare.
type Check struct {
	Code     string // family letter and three digits, "C001"
	Slug     string // "com-integrated-auth-per-request"; names the bad thing
	Severity Severity
	Title    string   // one line, what is wrong
	Why      string   // what it does to the firewall or its users
	Remedy   string   // what to do
	Evidence []string // addresses of the documents that it stands on
	Inferred bool     // the condition is our conclusion; then Severity is Info
	Fix      FixKind
	Safety   Safety   // of the fixes that it offers; Manual when Fix is Never
	Limit    int      // number above which it fires, where that is a matter of taste; else 0
	Bad      Fragment // with the fault, see Document
	Good     Fragment // without it
	Import   *Import  // that the fragments are judged for; a check that has one is silent where no target is named
	Run      func(*Pass)
}

// Family is the group of a check: its code's letter.
type Family struct {
	Letter byte
	Name   string // "com-default"
	Title  string
}

// Families are all groups of checks, in the order in which they are listed.
var Families = []Family{
	{'C', "com-default", "Values that only a script or an imported file can set"},
	{'A', "auth", "Authentication of users at listeners"},
	{'W', "publishing", "Web and server publishing"},
	{'P', "policy", "Logic of the policy rules"},
	{'N', "network", "Networks, relations, clients and chaining"},
	{'H', "hardening", "Security hardening"},
	{'I', "import-safety", "What an import would refuse or silently change"},
	{'S', "consistency", "Structure, consistency and performance"},
	{'X', "file-form", "Form of the file"},
	{'U', "user", "Checks of your own, from the configuration"},
}

// Family is the group that c belongs to.
func (c *Check) Family() Family {
	for _, f := range Families {
		if f.Letter == c.Code[0] {
			return f
		}
	}
	panic("checks: no family has the letter of " + c.Code)
}

// Severity says how bad a finding is. Larger is worse.
type Severity int

// The severities.
const (
	Info     Severity = iota // worth knowing; nothing need be wrong
	Low                      // hygiene
	Medium                   // hurts some users or weakens a defence
	High                     // a feature fails or a defence is off
	Critical                 // outage or open firewall
)

var severityNames = []string{"info", "low", "medium", "high", "critical"}

// Severities are the names of all severities, from the least.
func Severities() []string { return severityNames }

func (s Severity) String() string { return severityNames[s] }

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads the name of a severity.
func ParseSeverity(name string) (Severity, error) {
	for i, n := range severityNames {
		if strings.EqualFold(n, name) {
			return Severity(i), nil
		}
	}
	return 0, fmt.Errorf("severity %q is unknown; expected one of %s", name, strings.Join(severityNames, ", "))
}

// FixKind says whether a check's findings can be repaired by the program.
type FixKind int

// The kinds of fix.
const (
	Never FixKind = iota
	Sometimes
	Always
)

func (k FixKind) String() string { return [...]string{"never", "sometimes", "always"}[k] }

// Safety grades a fix.
type Safety int

// The grades of a fix.
const (
	Manual Safety = iota // shown, never applied
	Unsafe               // changes what traffic or whom the policy lets through, or needs a decision
	Safe                 // restores a documented default or a form with the same meaning; applied by default
)

func (s Safety) String() string { return [...]string{"manual", "unsafe", "safe"}[s] }

// MarshalText writes the name.
func (s Safety) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
