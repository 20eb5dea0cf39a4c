package catalog

import (
	_ "embed" // the table
	"slices"
	"strings"
	"sync"
)

// The vendor parameters sets in which scripts of Microsoft keep switches. Texts write the first with different case.
const (
	HotfixSet    = "{143F5698-103B-12D4-FF34-1F34767DEABC}" // hot-fix switches, on the array
	KeepAliveSet = "{80AD2D9C-725E-4FCD-A1D4-32C8042C774F}" // keep-alive settings, named by Microsoft's viewer
)

// Switch is one value that a hot-fix or script keeps in a vendor parameters set. No console shows it.
type Switch struct {
	Set         string // canonical GUID of the set
	Name        string
	Container   string // element of the object whose set the scripts write; "" where that is not known
	ScriptValue string // what the script writes; "" where that was not seen
	Default     string // "" where none is documented
	KB          string // number of the article; "" where that is not known
	Product     string // product that the article is about; "" where that is not known
	Meaning     string // in our words, without a full stop
	Source      string
}

// Switches returns the known switches, sorted by set and name.
func Switches() []*Switch { return switches() }

// SwitchByName finds a switch by its name in any set. Case does not matter.
func SwitchByName(name string) (*Switch, bool) {
	i := slices.IndexFunc(switches(), func(s *Switch) bool { return strings.EqualFold(s.Name, name) })
	if i < 0 {
		return nil, false
	}
	return switches()[i], true
}

//go:embed switches.tsv
var switchText string

var switchTable = table{"switches.tsv", switchText, "set name container script_value default kb product meaning source"}

var switches = sync.OnceValue(func() []*Switch {
	records := make([]Switch, 0, switchTable.rows())
	switchTable.each(func(f []string) {
		records = append(records, Switch{
			Set: f[0], Name: f[1], Container: f[2], ScriptValue: f[3], Default: f[4],
			KB: f[5], Product: f[6], Meaning: f[7], Source: f[8],
		})
	})
	return pointers(records)
})
