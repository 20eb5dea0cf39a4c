package catalog

import (
	"slices"
	"strconv"
	"testing"
)

func property(t *testing.T, class, name string) *Property {
	t.Helper()
	p, ok := propertyOf(class, name)
	if !ok {
		t.Fatalf("%s.%s is not in the catalogue", class, name)
	}
	return p
}

func everyProperty() []*Property {
	var all []*Property
	for _, c := range Classes() {
		all = append(all, c.Properties()...)
	}
	return all
}

// TestAuthPersistSingleRequest holds the trap that started the project: three properties of one kind with three
// different documentations. Only the Integrated one is at fault when it is 1.
func TestAuthPersistSingleRequest(t *testing.T) {
	for _, c := range []struct {
		name, documented, def, stored string
		known                         bool
		reason                        string
	}{
		{"IntegratedAuthPersistSingleRequest", "yes", "False", "0", true, "1 loses NTLM and Kerberos after every request"},
		{"BasicAuthPersistSingleRequest", "yes", "True", "1", true, "1 is healthy; the page contradicts the name"},
		{"DigestAuthPersistSingleRequest", "no", "", "", false, "no page states a default"},
	} {
		p := property(t, "FPCWebListenerProperties", c.name)
		if p.DefaultDocumented != c.documented || p.Default != c.def || p.StoredDefault != c.stored || p.HasStoredDefault() != c.known {
			t.Errorf("%s: %s %q %q %v: %s", c.name, p.DefaultDocumented, p.Default, p.StoredDefault, p.HasStoredDefault(), c.reason)
		}
		if p.Console != "unknown" || p.Type != "Boolean" || p.Access != "rw" {
			t.Errorf("%s: console %s, type %s, access %s", c.name, p.Console, p.Type, p.Access)
		}
	}
	if p := property(t, "FPCWebListenerProperties", "BasicAuthPersistSingleRequest"); p.Note == "" {
		t.Error("the contradiction in the documentation of the Basic twin is not noted")
	}
	if _, ok := propertyOf("FPCWebListenerProperties", "AuthPersistSingleRequest"); ok {
		t.Error("a bare AuthPersistSingleRequest is documented nowhere")
	}
}

// typesThatAreNoEnum are the enum types of properties that are not in the enum table.
var typesThatAreNoEnum = map[string]string{
	"FpcUrlCategoryT": "a typedef for long in msfpccom.idl; the numbers come with the URL category data",
}

func TestEnumPropertiesHaveTheirEnum(t *testing.T) {
	for _, p := range everyProperty() {
		e, ok := p.Enum()
		if p.Kind != "enum" && ok {
			t.Errorf("%s.%s is %s and has an enum", p.Class, p.Name, p.Kind)
		}
		if p.Kind == "enum" && ok == (typesThatAreNoEnum[p.Type] != "") {
			t.Errorf("%s.%s: enum %s found is %v", p.Class, p.Name, p.Type, ok)
		}
		if ok && e.Name != p.Type {
			t.Errorf("%s.%s has the enum %s, want %s", p.Class, p.Name, e.Name, p.Type)
		}
	}
}

// defaultsOutOfRange are stored defaults outside the documented range: none. A new one needs its reason here.
var defaultsOutOfRange = map[string]string{}

// defaultsOfAnotherEnum are defaults that the page names with a member of another enumeration than the type's.
var defaultsOfAnotherEnum = map[string]string{
	"FPCMailAntivirusSettings.TimeoutAction": "the page says fpcMailAntivirusAction_Delete; both enumerations have Delete = 2",
}

func TestStoredDefaultsFitTheirType(t *testing.T) {
	for _, p := range everyProperty() {
		name := p.Class + "." + p.Name
		if !p.HasStoredDefault() || p.DefaultForm == "empty" {
			if p.DefaultForm == "empty" && p.Type != "String" {
				t.Errorf("%s: an empty default of type %s", name, p.Type)
			}
			continue
		}
		v, err := strconv.ParseInt(p.StoredDefault, 10, 64)
		if p.DT() != "string" && err != nil {
			t.Errorf("%s: stored default %q is no number", name, p.StoredDefault)
		}
		if p.DT() == "boolean" && v != 0 && v != 1 {
			t.Errorf("%s: stored default %q of a boolean", name, p.StoredDefault)
		}
		if e, ok := p.Enum(); ok && !e.Has(v) {
			t.Errorf("%s: stored default %d is no member of %s", name, v, e.Name)
		}
		e, m, ok := memberNamed(p.Default)
		if ok && m.Value != v || (ok && e.Name != p.Type) != (defaultsOfAnotherEnum[name] != "") {
			t.Errorf("%s: default %s is %d in %v, stored default is %d", name, p.Default, m.Value, e, v)
		}
		lo, hi, ok := p.Range()
		if outside := ok && (v < lo || v > hi); outside != (defaultsOutOfRange[name] != "") {
			t.Errorf("%s: stored default %d, range %q, outside is %v", name, v, p.RangeText, outside)
		}
	}
}

func TestHasStoredDefault(t *testing.T) {
	for _, c := range []struct {
		class, name string
		want        bool
		reason      string
	}{
		{"FPCWebListenerProperties", "TCPPort", true, "a number"},
		{"FPCPolicyRule", "Description", true, "documented as the empty string"},
		{"FPCNetwork", "Name", false, "no default known"},
		{"FPCAlert", "EventsBeforeRaise", false, "taken from the event definition"},
		{"FPCScheduledContentDownloadConfig", "StartDateDay", false, "the day on which the job was created"},
		{"FPCServer", "IntraArrayAddress", false, "an address that depends on the server"},
		{"FPCLog", "LogFieldSelectionString", false, "two defaults in one sentence"},
		{"FPCCookieCryptoConfiguration", "ProviderName", false, "the page words the name, the exact string may differ"},
		{"FPCEventDefinition", "MinutesBeforeReRaise", true, "-1 is a number"},
	} {
		if got := property(t, c.class, c.name).HasStoredDefault(); got != c.want {
			t.Errorf("%s.%s: %v, want %v: %s", c.class, c.name, got, c.want, c.reason)
		}
	}
}

func TestSetupAndConsoleValues(t *testing.T) {
	want := []string{
		"FPCAttackDetection.IPHalfScanDetectionEnabled setup=True console=",
		"FPCAttackDetection.IntrusionDetectionEnabled setup=True console=",
		"FPCAttackDetection.LandAttackDetectionEnabled setup=True console=",
		"FPCAttackDetection.UdpBombDetectionEnabled setup=True console=",
		"FPCCacheRule.CacheBITSContent setup=True for the Microsoft Update Cache Rule console=",
		"FPCIpOptions.IPOptionsAction setup=fpcDenyPacketsSelectedIpOptions console=",
		"FPCLog.LogType setup=local SQL Server Express logging (stated by other TMG articles) console=",
		"FPCServer.HostID setup=2 for the first member of an array console=",
		"FPCVpnConfiguration.MaximumVpnClients setup=100 console=",
		"FPCVpnNetworkConfiguration.Enable setup= console=True when it creates a remote site network",
		"FPCWebListenerProperties.SSLPort setup= console=443 when an HTTPS publishing listener is created",
		"FPCWebListenerProperties.TCPPort setup= console=80 when an HTTP publishing listener is created",
		"FPCWebPublishingProperties.SendAcceptEncodingHeader setup= console=True for OWA rules made by the Mail Publishing wizard",
		"FPCWebPublishingProperties.ServicePrincipalName setup= console=http/internal_site_name for a single server, http/* for a farm",
	}
	var got []string
	for _, p := range everyProperty() {
		if p.SetupValue != "" || p.ConsoleValue != "" {
			got = append(got, p.Class+"."+p.Name+" setup="+p.SetupValue+" console="+p.ConsoleValue)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("only what the documentation states:\n got %q\nwant %q", got, want)
	}
}

func TestDT(t *testing.T) {
	for _, c := range []struct{ class, name, want, reason string }{
		{"FPCWebListenerProperties", "TCPPort", "int", "Long"},
		{"FPCWebListenerProperties", "SSOEnabled", "boolean", "Boolean"},
		{"FPCNetwork", "Name", "string", "String"},
		{"FPCPolicyRule", "Action", "int", "enumerations are numbers"},
		{"FPCLogEntry", "URLCategory", "int", "an enum type that is a long"},
		{"FPCNetworkRule", "Order", "bin.hex", "a Long in COM, 8 bytes of hex in a real export"},
		{"FPCPolicyRule", "Order", "bin.hex", "the viewer decodes it like the network rule's"},
		{"FPCRadiusServer", "Order", "", "never seen, and an Order may be hex"},
		{"FPCArray", "StorageChangeNumber", "", "64 bits: never seen"},
		{"FPCVendorParametersSet", "Value", "", "Variant"},
		{"FPCNetwork", "IpRangeSet", "", "an object has no dt:dt"},
		{"FPCSignaledAlertInstance", "TimeStamp", "", "dates were never seen"},
	} {
		if got := property(t, c.class, c.name).DT(); got != c.want {
			t.Errorf("%s.%s: %q, want %q: %s", c.class, c.name, got, c.want, c.reason)
		}
	}
}

func TestRange(t *testing.T) {
	for _, c := range []struct {
		text   string
		lo, hi int64
		ok     bool
		reason string
	}{
		{"1..65535", 1, 65535, true, "dots"},
		{"0-50000", 0, 50000, true, "hyphen"},
		{"15-1440 seconds", 15, 1440, true, "a unit follows"},
		{"10-999999999, seconds", 10, 999999999, true, "a unit follows a comma"},
		{"0..9,999,999", 0, 9999999, true, "thousands"},
		{"1-9999 in ObjectSizeLimitUnits", 1, 9999, true, "the unit is another property"},
		{"-1..10", -1, 10, true, "below zero"},
		{">=35", 0, 0, false, "no upper bound"},
		{"", 0, 0, false, "none"},
		{"minutes", 0, 0, false, "only a unit"},
		{"-1, 0 or positive minutes", 0, 0, false, "words"},
		{"127.0.0.x with x a bitmask of 1, 2, 4", 0, 0, false, "an address"},
		{"0-65535 (upper bound from sibling page", 0, 0, false, "a bound that this page does not state"},
		{"10-5", 0, 0, false, "upside down"},
		{"1-5, 7-9", 0, 0, false, "two ranges"},
		{"99999999999999999999-1", 0, 0, false, "too large"},
	} {
		if lo, hi, ok := parseRange(c.text); lo != c.lo || hi != c.hi || ok != c.ok {
			t.Errorf("parseRange(%q) = %d, %d, %v: %s", c.text, lo, hi, ok, c.reason)
		}
	}
	n := 0
	for _, p := range everyProperty() {
		if _, _, ok := p.Range(); ok {
			n++
		}
	}
	if n != rangesThatParse {
		t.Errorf("%d ranges parse, want %d", n, rangesThatParse)
	}
}

// rangesThatParse guards the reader: a change of it must not lose ranges unnoticed.
const rangesThatParse = 122
