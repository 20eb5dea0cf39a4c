package catalog

import (
	"slices"
	"testing"
)

func TestPredefinedByGUID(t *testing.T) {
	for _, c := range []struct{ guid, element, name, reason string }{
		{"{4E32B556-0FAF-4A27-9111-085F679EDC9B}", "Network", "Internal", "the network of the founding case"},
		{"{F129EACF-778B-44FE-B339-5B752D7220A3}", "Network", "External", "format notes"},
		{"{5ED77DCE-8110-4821-B445-008B7E6B7F6D}", "Network", "Local Host", "seen in a real export"},
		{"{08E7B0E1-287A-4FBD-A33D-B13012E4BC4A}", "Network", "VPN Clients", "lower case in the header"},
		{"394b94a2-36d5-4811-9db8-f0754aef4f79", "Network", "Quarantined VPN Clients", "no braces"},
		{"{18d0438b-5144-4362-b79e-742712513729}", "NetworkSet", "All Networks", "seen in a real export"},
		{"{DFFB7833-9365-4184-AABC-7CAFB018A7FA}", "UserSet", "All Users", "seen in a real export"},
		{"{3D7F8D7E-23B3-42BA-83D0-2E6FC5420FFE}", "NetworkRule", "Local Host Access", "seen in a real export"},
		{"{98E31493-37BB-44F9-9745-5B11C0DA3F30}", "Ref", "Local Host to All: source network", "a Ref of that rule"},
		{"{47B968A2-AF84-11d2-9514-0008C7BCEFD3}", "ProxyScheduleTemplate", "Weekends", "schedule"},
		{"{f1076e51-bbaf-48ba-a2d7-b0875211e80d}", "ISAPIFilter", "HTTP Filter", "two symbols, the plain one wins"},
		{"{5126E0A1-678D-4855-9328-7ADA762F370C}", "ProxyPlugin", "PPTP Filter", "stands in both headers"},
		{"{df6cabc0-d4a3-11d2-bbc4-00a0c9d785a6}", "Protocol", "HTTP", "protocol"},
		{"{99E64010-B032-11D0-97A4-00C04FD6551D}", "", "RPC Exchange Protocol Admin1", "an RPC interface, no stored object"},
	} {
		p, ok := PredefinedByGUID(c.guid)
		if !ok || p.Element != c.element || p.Name != c.name {
			t.Errorf("PredefinedByGUID(%q) = %+v, %v: %s", c.guid, p, ok, c.reason)
		}
	}
	if p, _ := PredefinedByGUID("{f1076e51-bbaf-48ba-a2d7-b0875211e80d}"); p.Symbol != "HTTP_FILTER_GUID" {
		t.Errorf("the narrow twin %s won", p.Symbol)
	}
	for _, id := range []string{"", "Access", "{00000000-0000-0000-0000-000000000000}"} {
		if p, ok := PredefinedByGUID(id); ok {
			t.Errorf("PredefinedByGUID(%q) = %+v", id, p)
		}
	}
}

func TestPredefinedElementsAreMapped(t *testing.T) {
	for _, p := range slices.Concat(PredefinedObjects(), PredefinedProtocols()) {
		if p.Name == "" || p.Symbol == "" {
			t.Errorf("%+v has no name", p)
		}
		if _, ok := PredefinedByGUID(p.GUID); !ok {
			t.Errorf("%s is not found by its GUID", p.Symbol)
		}
		if p.Element == "" {
			continue
		}
		if _, ok := ElementClass(p.Element, ""); !ok {
			t.Errorf("%s: the element %s has no class", p.Symbol, p.Element)
		}
	}
}

func TestPredefinedByName(t *testing.T) {
	for _, c := range []struct {
		name   string
		want   []string
		reason string
	}{
		{"internal", []string{"INTERNAL_NETWORK_GUID"}, "any case"},
		{"ALL_USERS_USER_SET_GUID", []string{"ALL_USERS_USER_SET_GUID"}, "the symbol"},
		{"SMTP", []string{"SMTP_PROTOCOL_GUID"}, "protocol"},
		{"RADIUS Authentication Scheme", []string{"RADIUS_AUTHENTICATION_SCHEME_GUID", "RADIUS_AUTHENTICATION_SCHEME_GUID_SZ"}, "the two constants differ in the header"},
		{"No Such Thing", nil, "unknown"},
	} {
		var got []string
		for _, p := range PredefinedByName(c.name) {
			got = append(got, p.Symbol)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("PredefinedByName(%q) = %q, want %q: %s", c.name, got, c.want, c.reason)
		}
	}
}
