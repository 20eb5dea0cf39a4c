package checks

import (
	"slices"
	"strings"
	"testing"
)

// What the policy and the network checks say about the samples: nothing about what
// setup made, and nothing above info about what people made with care.
func TestSamplesOfPolicyAndNetwork(t *testing.T) {
	for _, tt := range []struct{ file, want, reason string }{
		{"tmg2010-sp2-default.xml", "", "as after setup"},
		{"founding-case.xml", "", "its fault is of another family"},
		{"compare-broken.xml", "", "its fault is of another family"},
		{"tmg2010-enterprise.xml", "", "nothing planted"},
		{"tmg2010-network-internal.xml", "", "a part of a configuration"},
		{"tmg2010-urlsets.xml", "", "a part of a configuration"},
		{"isa2004-array.xml", "", "its fault is of another family"},
		{"isa2006-array.xml", "", "its fault is of another family"},
		{"messy-array.xml", "P001 P002 P019", "rules by chance, and one without logging"},
	} {
		got := strings.Fields(loud(sample(t, tt.file), slices.Concat(policyChecks, networkChecks)))
		if s := strings.Join(slices.Compact(got), " "); s != tt.want {
			t.Errorf("%s: above info %q, want %q: %s", tt.file, s, tt.want, tt.reason)
		}
	}
}

func TestAnomaliesAreToldOnce(t *testing.T) {
	app, wide := []string{appProtocol}, []string{wideProtocol}
	first := ruled{name: "First", order: 1, from: fromInternal, to: fromExternal, protocols: wide}
	second := ruled{name: "Second", order: 2, from: fromInternal, to: fromExternal, protocols: app}
	denied, off, scheduled, elsewhere, unresolved := second, second, second, second, second
	denied.properties = denies
	off.properties = `<fpc4:Enabled dt:dt="boolean">0</fpc4:Enabled>`
	scheduled.properties = scheduleRef
	elsewhere.to = fromLocalHost
	unresolved.protocols = []string{"{0A1B2C3D-0000-4000-8000-00000000FFFF}"}
	same := first
	same.order, same.name = 2, "Same"
	sameButTime := same
	sameButTime.properties = scheduleRef
	for _, tt := range []struct {
		rules  []ruled
		want   string
		reason string
	}{
		{[]ruled{first, second}, "P002", "covered with the same action"},
		{[]ruled{first, denied}, "P001", "covered with the other action"},
		{[]ruled{first, off}, "", "a rule that is off decides nothing anyway"},
		{[]ruled{first, scheduled}, "P002", "at some hours only"},
		{[]ruled{first, elsewhere}, "P009", "another destination"},
		{[]ruled{first, unresolved}, "", "what is not known is not held against anyone"},
		{[]ruled{first, same}, "P022", "equal in everything, and not redundant too"},
		{[]ruled{first, sameButTime}, "P002", "another schedule is no duplicate"},
	} {
		list := slices.DeleteFunc(slices.Clone(policyChecks), func(c *Check) bool { return c.Severity == Info })
		if got := codes(t, policyFragment(appProtocols+scheduleFragment("7F"), tt.rules...), list); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
