package checks

import (
	"strings"
	"testing"
)

func TestEverybody(t *testing.T) {
	for _, tt := range []struct{ sid, want string }{
		{"S-1-1-0", "Everyone"},
		{" S-1-5-11 ", "Authenticated Users"},
		{"S-1-5-32-545", "Users"},
		{"S-1-5-32-544", ""},
		{"S-1-5-21-1-2-3-513", "Domain Users"},
		{"S-1-5-21-1-2-3-514", "Domain Guests"},
		{"S-1-5-21-1-2-3-512", ""},
		{"S-1-5-21-1-2-3-1513", ""},
		{"", ""},
	} {
		if got := everybody(tt.sid); got != tt.want {
			t.Errorf("everybody(%q) = %q, want %q", tt.sid, got, tt.want)
		}
	}
}

func TestBuildsBelowTheServicePack(t *testing.T) {
	for _, tt := range []struct{ build, want, reason string }{
		{"7.0.7734.100", "H027", "as released"},
		{"7.0.9193.500", "", "SP2"},
		{"7.0.9193.650", "", "a rollup for SP2"},
		{"5.0.5720.100", "", "ISA Server, whose builds are not known well enough"},
		{"7.0", "", "cut off"},
		{"seven", "", "no number"},
		{"", "", "none"},
	} {
		if got := codes(t, buildFragment(tt.build), []*Check{belowServicePack}); got != tt.want {
			t.Errorf("%q: %q, want %q: %s", tt.build, got, tt.want, tt.reason)
		}
	}
}

func TestManagementComputers(t *testing.T) {
	for _, tt := range []struct{ from, to, want, reason string }{
		{"10.0.0.0", "10.0.255.255", "H002", "the network's range"},
		{"10.0.0.0", "10.0.255.254", "", "all but one address: no whole range"},
		{"0.0.0.0", "255.255.255.255", "H002", "everything"},
		{"192.168.0.0", "192.168.255.255", "", "no network of the array"},
		{"10.0.0.0", "oops", "", "no address"},
	} {
		if got := codes(t, managementFragment(tt.from, tt.to), []*Check{managementBroad}); got != tt.want {
			t.Errorf("%s to %s: %q, want %q: %s", tt.from, tt.to, got, tt.want, tt.reason)
		}
	}
}

// A secret is never shown, and its presence alone does not count where the product
// writes a harmless default.
func TestSecretsInFile(t *testing.T) {
	credentials := func(password string) string {
		return `<fpc4:Credentials StorageName="Credentials" StorageType="1"><fpc4:Password dt:dt="string">` + password + `</fpc4:Password></fpc4:Credentials>`
	}
	for _, tt := range []struct{ fragment, want, reason string }{
		{credentials("hunter2"), "H028", "a password without the option"},
		{credentials(""), "", "none"},
		{webProxyFragment(`<fpc4:WebProxyFtpClientPassword dt:dt="string">IEUser@</fpc4:WebProxyFtpClientPassword>`), "", "what setup writes"},
		{withOptionalData(15, credentials("hunter2")), "H028", "told once"},
	} {
		got := said(t, tt.fragment, []*Check{secretsInFile})
		if len(got) != min(len(tt.want), 1) || strings.Contains(strings.Join(got, ""), "hunter2") {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestSystemRulesWithoutUse(t *testing.T) {
	rule := func(guid string) string { return `<fpc4:PolicyRule StorageName="` + guid + `" StorageType="1">` }
	sql := systemPolicyFragment(rule(ruleSQL), "")
	for _, tt := range []struct{ fragment, want, reason string }{
		{sql + logFragment(`<fpc4:LogType dt:dt="int">3</fpc4:LogType>`), "H001", "local logs"},
		{sql + logFragment(`<fpc4:LogType dt:dt="int">4</fpc4:LogType>`), "", "a log goes to SQL"},
		{sql, "", "the file does not hold the logs"},
		{systemPolicyFragment(rule(ruleSecurID), "") + publishingFragment(""), "H001", "no listener uses SecurID"},
		{systemPolicyFragment(rule(ruleSecurID), "") + publishingFragment(schemeRefs(schemeSecurID)), "", "one does"},
		{systemPolicyFragment(rule(ruleTerminal), ""), "", "of its use nothing is known"},
	} {
		if got := codes(t, tt.fragment, []*Check{systemRulesUnneeded}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
