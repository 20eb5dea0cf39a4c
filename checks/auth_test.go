package checks

import (
	"strings"
	"testing"
)

func TestSessionTimeouts(t *testing.T) {
	at := func(properties ...string) string {
		var b strings.Builder
		for i := 0; i < len(properties); i += 2 {
			b.WriteString(`<fpc4:SessionTimeOut` + properties[i] + `Computers dt:dt="int">` + properties[i+1] + `</fpc4:SessionTimeOut` + properties[i] + `Computers>`)
		}
		return formsFragment(b.String())
	}
	for _, tt := range []struct{ fragment, want, reason string }{
		{at(), "", "10 minutes and 6 hours, the defaults"},
		{at("ForPublic", "360"), "A025", "as long as the default for private ones"},
		{at("ForPublic", "359"), "", "a minute less"},
		{at("ForTrusted", "600", "UnitsForTrusted", "1"), "A025", "600 seconds are the 10 minutes of public ones"},
		{at("UnitsForTrusted", "2"), "A025", "6 minutes"},
		{at("ForTrusted", "8", "UnitsForTrusted", "99"), "", "a unit that is not known"},
		{strings.Replace(at("ForPublic", "360"), schemeForms, schemeRADIUS, 1), "", "no form"},
	} {
		if got := codes(t, tt.fragment, []*Check{timeoutsOrder}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestPersistentCookieIsWorseOnPublicComputers(t *testing.T) {
	for value, want := range map[string]string{"0": "", "1": "A021 medium", "2": "A021 high"} {
		got := said(t, formsFragment(`<fpc4:UsePersistentCookies dt:dt="int">`+value+`</fpc4:UsePersistentCookies>`), []*Check{persistentCookie})
		if len(got) != min(len(want), 1) || len(got) == 1 && !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}

func TestAnonymousRules(t *testing.T) {
	rule := anonymousFragment("1")
	for _, tt := range []struct{ fragment, want, reason string }{
		{rule, "A002", "for all users"},
		{strings.Replace(rule, allUsers, allAuthenticated, 1), "", "for some"},
		{strings.Replace(rule, protocolHTTP, strings.ToLower(protocolHTTPS), 1), "A002", "HTTPS, the GUID in another case"},
		{strings.Replace(rule, protocolHTTP, protocolRDP, 1), "", "no protocol of the web"},
		{strings.Replace(rule, `<fpc4:Action dt:dt="int">0<`, `<fpc4:Action dt:dt="int">1<`, 1), "", "denies"},
		{strings.Replace(rule, `EnableWebProxyClients dt:dt="boolean">1<`, `EnableWebProxyClients dt:dt="boolean">0<`, 1), "", "no proxy clients"},
		{strings.Replace(rule, `<fpc4:RefClass dt:dt="string">msFPCNetwork<`, `<fpc4:IncludeSatus dt:dt="int">1</fpc4:IncludeSatus><fpc4:RefClass dt:dt="string">msFPCNetwork<`, 1), "", "all but this network"},
	} {
		if got := codes(t, tt.fragment, []*Check{requireAllAnonymousRule}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestUsersOfSecureNATClients(t *testing.T) {
	rule := userRuleFragment("0", "", "")
	for _, tt := range []struct{ fragment, want, reason string }{
		{rule, "A030", "no firewall clients"},
		{strings.Replace(rule, protocolRDP, protocolHTTP, 1), "", "the web proxy asks who it is"},
		{strings.Replace(rule, allAuthenticated, allUsers, 1), "", "for all users"},
		{strings.Replace(rule, protocolRDP, "{0A1B2C3D-0000-4000-8000-00000000FFFF}", 1), "", "a protocol that is not in the file"},
		{strings.Replace(rule, `<fpc4:NetworkType dt:dt="int">4<`, `<fpc4:NetworkType dt:dt="int">1<`, 1), "", "VPN clients have logged on"},
	} {
		if got := codes(t, tt.fragment, []*Check{secureNATUsers}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// Where the array may use elements of an enterprise, an empty collection proves
// nothing.
func TestRadiusServersOfAnEnterprise(t *testing.T) {
	bad := emptyCollection("RadiusServers") + listenerFragment("Internal", schemeRefs(schemeRADIUS))
	if got := codes(t, bad, []*Check{radiusMissing}); got != "A016" {
		t.Errorf("%q, want A016", got)
	}
	if got := codes(t, `<fpc4:IsJoinedToEnterprise dt:dt="boolean">1</fpc4:IsJoinedToEnterprise>`+bad, []*Check{radiusMissing}); got != "" {
		t.Errorf("joined: %q", got)
	}
}
