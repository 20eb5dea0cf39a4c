package catalog

import (
	"slices"
	"testing"
)

func TestPersistentTable(t *testing.T) {
	var names []string
	persistentTable.each(func(f []string) {
		c, ok := ClassByName(f[0])
		if !ok || f[1] == "yes" && c.CLSID == "" {
			t.Errorf("%s is no class that an export can name", f[0])
		}
		if _, ok := ClassByName(f[3]); f[3] != "" && !ok {
			t.Errorf("%s holds items of an unknown class %s", f[0], f[3])
		}
		if f[4] == "" {
			t.Errorf("%s has no source", f[0])
		}
		names = append(names, f[0])
	})
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("the table is not sorted, or a class stands twice")
	}
}

func TestExports(t *testing.T) {
	for _, tt := range []struct {
		class  string
		want   bool
		reason string
	}{
		{"FPCURLSet", true, "exported alone in real files"},
		{"FPCURLSets", true, "exported alone in real files"},
		{"FPCDomainNameSet", true, "imported alone in a real program"},
		{"FPCNetwork", true, "inherits from IFPCPersist"},
		{"FPCWebProxy", true, "a singleton that inherits from IFPCPersist"},
		{"FPCWebListenerProperties", false, "part of its network or listener"},
		{"FPCVendorParametersSet", false, "part of what it belongs to"},
		{"FPCIpRangeEntry", false, "has a GUID, but no Import"},
		{"FPCRef", false, "a reference"},
	} {
		c, ok := ClassByName(tt.class)
		if !ok || c.Exports() != tt.want {
			t.Errorf("%s (%s): %v; expected %v", tt.class, tt.reason, !tt.want, tt.want)
		}
	}
}

// A web listener's settings have a Save of their own and no PersistentName; the
// network saves them.
func TestPersistsAndItem(t *testing.T) {
	settings, _ := ClassByName("FPCWebListenerProperties")
	network, _ := ClassByName("FPCNetwork")
	networks, _ := ClassByName("FPCNetworks")
	if settings.Persists() || !network.Persists() || networks.Item() != "FPCNetwork" || network.Item() != "" {
		t.Error("the table lost the founding case")
	}
}
