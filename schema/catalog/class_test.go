package catalog

import "testing"

func TestClassCounts(t *testing.T) {
	properties, collections, withCLSID, documented, settable := 0, 0, 0, 0, 0
	for _, c := range Classes() {
		properties += len(c.Properties())
		if c.IsCollection() {
			collections++
		}
		if c.CLSID != "" {
			withCLSID++
		}
		for _, p := range c.Properties() {
			if p.Class != c.Name {
				t.Errorf("%s.%s stands in %s", p.Class, p.Name, c.Name)
			}
			if p.DefaultDocumented == "yes" {
				documented++
			}
			if p.Access == "rw" {
				settable++
			}
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"classes", len(Classes()), 323}, {"properties", properties, 1995}, {"collections", collections, 124},
		{"CLSIDs", withCLSID, 316}, {"documented defaults", documented, 542}, {"settable properties", settable, 883},
	} {
		if c.got != c.want {
			t.Errorf("%d %s, want %d", c.got, c.what, c.want)
		}
	}
}

func TestClassByName(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		want         bool
	}{
		{"FPCNetwork", "plain", true},
		{"FPC", "the root has no suffix", true},
		{"Network", "the prefix belongs to the name", false},
		{"fpcnetwork", "names are exact", false},
		{"", "empty", false},
	} {
		if got, ok := ClassByName(c.name); ok != c.want || ok && got.Name != c.name {
			t.Errorf("ClassByName(%q) = %v, %v: %s", c.name, got, ok, c.reason)
		}
	}
}

func TestEveryPropertyIsFound(t *testing.T) {
	for _, c := range Classes() {
		for _, p := range c.Properties() {
			if got, ok := c.Property(p.Name); !ok || got != p {
				t.Errorf("%s.Property(%q) = %v, %v", c.Name, p.Name, got, ok)
			}
		}
		if _, ok := c.Property("NoSuchProperty"); ok {
			t.Errorf("%s has NoSuchProperty", c.Name)
		}
	}
}

func TestIsCollection(t *testing.T) {
	for _, c := range []struct {
		class  string
		want   bool
		reason string
	}{
		{"FPCNetworks", true, "Count and _NewEnum"},
		{"FPCLogs", true, "only _NewEnum, beside properties of its own"},
		{"FPCURLSet", true, "its items are strings"},
		{"FPCLDT", true, "no plural name"},
		{"FPCNetwork", false, "a single object"},
		{"FPCRuleElements", false, "holds collections, is none"},
		{"FPCSessionsMonitors", false, "two named members"},
		{"FPCSignaledAlertInstance", false, "Count is how often it was signaled"},
		{"FPCCredentials", false, "plural word, one object"},
	} {
		class, ok := ClassByName(c.class)
		if !ok || class.IsCollection() != c.want {
			t.Errorf("%s: found %v, IsCollection is not %v: %s", c.class, ok, c.want, c.reason)
		}
	}
}

func TestClassByCLSID(t *testing.T) {
	for _, c := range []struct{ clsid, class, reason string }{
		{"{AA2E238A-0B11-4EF8-9257-DA4864F87A5A}", "FPCURLSet", "real export of one URL set"},
		{"{D6C38DA0-C96C-4894-8C6C-6A2EA0121BE2}", "FPCURLSets", "real export of all URL sets"},
		{"{61A8568E-53C1-4D6D-BBD8-4F7150EB3093}", "FPCDomainNameSet", "real export template"},
		{"{E603489F-FA78-41CA-ADFE-EDC572C944DE}", "FPCArray", "whole array"},
		{"{6EB6B56F-AC96-4B2F-9DD6-678ECAD5789D}", "FPC", "root node"},
		{"{90027A81-F48B-4ED4-B19E-F99C5C37671C}", "FPCEnterprise", "enterprise"},
		{"07e8b656-a441-4079-8b40-64610f47b82b", "FPCNetwork", "lower case, no braces"},
		{"{8E7522ED-1DE2-4747-B966-C1D11A3B5679}", "FPCNetworks", "networks"},
		{"{1FCA2D63-047B-4FB1-ACFB-534FB9A6111B}", "FPCPolicyRules", "policy rules"},
		{"{00000000-0000-0000-0000-000000000000}", "", "nobody's"},
		{"FPCArray", "", "no GUID"},
	} {
		got, ok := ClassByCLSID(c.clsid)
		if ok != (c.class != "") || ok && got.Name != c.class {
			t.Errorf("ClassByCLSID(%q) = %v, %v, want %q: %s", c.clsid, got, ok, c.class, c.reason)
		}
	}
}
