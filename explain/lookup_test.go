package explain

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tmgaudit/schema/catalog"
)

func TestLookup(t *testing.T) {
	for _, tt := range []struct {
		topic, kind, name, reason string
	}{
		{"C001", "check", "com-integrated-auth-per-request", "a check's code"},
		{"com-integrated-auth-per-request", "check", "com-integrated-auth-per-request", "a check's slug"},
		{"FPCWebListenerProperties.IntegratedAuthPersistSingleRequest", "property", "FPCWebListenerProperties.IntegratedAuthPersistSingleRequest", "Class.Property"},
		{"weblistenerproperties.basicauthpersistsinglerequest", "property", "FPCWebListenerProperties.BasicAuthPersistSingleRequest", "without FPC, any case"},
		{"WebListenerProperties.SingleRadiusAuthPerSession", "property", "FPCWebListenerProperties.SingleRadiusServerAuthPerSession", "a storage name leads to its COM property"},
		{"DigestAuthPersistSingleRequest", "property", "FPCWebListenerProperties.DigestAuthPersistSingleRequest", "a property alone"},
		{"FPCNetwork", "class", "FPCNetwork", "a class"},
		{"Network", "class", "FPCNetwork", "an element name"},
		{"NetConfig", "class", "FPCNetworkConfiguration", "an element whose class is called otherwise"},
		{"/Root/Arrays/Array/NetConfig/Networks/Network/WebListenerProperties/AlwaysAuthenticate", "property", "FPCWebListenerProperties.AlwaysAuthenticate", "a path"},
		{"fpc4:WebListenerProperties/fpc4:TCPPort", "property", "FPCWebListenerProperties.TCPPort", "with prefixes"},
		{"Networks/Network[@StorageName='x']/WebListenerProperties", "class", "FPCWebListenerProperties", "with a condition, ending at an object"},
		{"FpcNetworkTypes", "enum", "FpcNetworkTypes", "an enumeration"},
		{"fpcInternalNetwork", "enum", "FpcNetworkTypes.fpcInternalNetwork", "a member alone"},
		{"FpcNetworkTypes.fpcInternalNetwork", "enum", "FpcNetworkTypes.fpcInternalNetwork", "a member of its enumeration"},
		{"{4e32b556-0faf-4a27-9111-085f679edc9b}", "object", "", "a predefined object by GUID, in lower case"},
		{"4E32B556-0FAF-4A27-9111-085F679EDC9B", "object", "", "without braces"},
		{"Quarantined VPN Clients", "object", "", "by name"},
		{"{c9753840-d4a2-11d2-bbc4-00a0c9d785a6}", "protocol", "", "a predefined protocol"},
		{"{AA2E238A-0B11-4EF8-9257-DA4864F87A5A}", "clsid", "{AA2E238A-0B11-4EF8-9257-DA4864F87A5A}", "a CLSID"},
		{"0xC0040357", "error", "", "an HRESULT"},
		{"-1073478825", "error", "E_FPC_BAD_ITEM_NAME", "the same as scripts print it"},
		{"3221488471", "error", "E_FPC_BAD_ITEM_NAME", "the same without its sign"},
		{"C0040357", "error", "E_FPC_BAD_ITEM_NAME", "the same without 0x"},
		{"c0040357", "error", "E_FPC_BAD_ITEM_NAME", "in lower case"},
		{"0Xc0040357", "error", "E_FPC_BAD_ITEM_NAME", "with a capital X"},
		{"E_FPC_IDENTICAL_STORAGE_NAME", "error", "E_FPC_IDENTICAL_STORAGE_NAME", "an error's symbol"},
		{"Array/ClientConfigSettings", "class", "", "a child object"},
		{"DontMarkSessionAsPrivateIfProxyAuthSeen", "switch", "DontMarkSessionAsPrivateIfProxyAuthSeen", "a switch of the hot-fix set"},
		{"PolicyRule/IsDefaultRule", "element", "IsDefaultRule", "known in exports, not mapped to COM"},
	} {
		found := Lookup(tt.topic)
		if len(found) == 0 {
			t.Errorf("%q is unknown: %s", tt.topic, tt.reason)
			continue
		}
		if got := found[0]; string(got.Kind) != tt.kind || tt.name != "" && got.Name() != tt.name {
			t.Errorf("%q is %s %s, want %s %s: %s", tt.topic, got.Kind, got.Name(), tt.kind, tt.name, tt.reason)
		}
	}
}

func TestUnknownTopics(t *testing.T) {
	for _, tt := range []struct {
		topic, nearest, reason string
	}{
		{"FPCNetwrk", "FPCNetwork", "a letter is missing"},
		{"com-integrated-auth-per-requests", "com-integrated-auth-per-request", "a letter too many"},
		{"WebListenerProperties.AlwaysAuthenticated", "FPCWebListenerProperties.AlwaysAuthenticate", "the property is near"},
		{"E_FPC_IDENTICAL_STORAGE_NAMES", "E_FPC_IDENTICAL_STORAGE_NAME", "an error's symbol"},
	} {
		if found := Lookup(tt.topic); len(found) != 0 {
			t.Errorf("%q was found as %s", tt.topic, found[0].Name())
		}
		if near := Nearest(tt.topic); !slices.Contains(near, tt.nearest) {
			t.Errorf("nearest to %q are %v, want %s: %s", tt.topic, near, tt.nearest, tt.reason)
		}
	}
}

// A number that is no error is unknown, and never another one cut to 32 bits.
func TestUnknownNumbers(t *testing.T) {
	for _, tt := range []struct{ topic, reason string }{
		{"1", "no error"},
		{"040357", "not all digits, and no 0x"},
		{"00C0040357", "too many digits without 0x"},
		{"7516455767", "4294967296 more than an error"},
		{"-5368446121", "4294967296 less than an error"},
		{"--1073478825", "two signs"},
		{"0xC004035G", "no digit"},
	} {
		if found := Lookup(tt.topic); len(found) != 0 {
			t.Errorf("%q was found as %s: %s", tt.topic, found[0].Name(), tt.reason)
		}
	}
}

// Every error is found by its number in all forms.
func TestErrorNumbers(t *testing.T) {
	for _, e := range catalog.ErrorCodes() {
		for _, topic := range []string{e.Hex, e.Hex[2:], fmt.Sprint(e.Code), fmt.Sprint(int32(e.Code))} {
			if found := Lookup(topic); len(found) == 0 || found[0].Kind != KindError || found[0].Error.Code != e.Code {
				t.Errorf("%s, as %s, leads to %v", e.Hex, topic, found)
			}
		}
	}
}

// Every name that an answer has leads back to the same kind of answer.
func TestNamesLeadBack(t *testing.T) {
	for topic := range Topics() {
		found := Lookup(topic)
		if len(found) == 0 {
			t.Fatalf("listed topic %q is unknown", topic)
		}
		again := Lookup(found[0].Name())
		if len(again) == 0 || again[0].Kind != found[0].Kind && found[0].Kind != KindCLSID {
			t.Fatalf("%q is %s %q, which is not found again", topic, found[0].Kind, found[0].Name())
		}
	}
}

// Every storage name whose COM property has the same name is found from a path.
func TestStorageNamesResolve(t *testing.T) {
	for _, s := range catalog.StorageRows() {
		if s.Evidence != catalog.EvidenceSameName {
			continue
		}
		path := places(s.Element)[0] + "/" + s.Child
		found := Lookup(path)
		if len(found) == 0 {
			t.Errorf("%s is unknown", path)
			continue
		}
		switch got := found[0]; got.Kind {
		case KindProperty:
			if got.Property.Class != s.Class || got.Property.Name != s.Property {
				t.Errorf("%s is %s, want %s.%s", path, got.Name(), s.Class, s.Property)
			}
		case KindClass: // the property is a child object
			if p, ok := property(s.Class, s.Property); !ok || p.Kind != "object" {
				t.Errorf("%s is class %s, want %s.%s", path, got.Name(), s.Class, s.Property)
			}
		default:
			t.Errorf("%s is %s %s", path, got.Kind, got.Name())
		}
	}
}

func TestPlaces(t *testing.T) {
	for element, want := range map[string]string{
		"Root":                  "Root",
		"Network":               "Root/Arrays/Array/NetConfig/Networks/Network",
		"WebListenerProperties": "Root/Arrays/Array/NetConfig/Networks/Network/WebListenerProperties",
		"PolicyRule":            "Root/Arrays/Array/ArrayPolicy/PolicyRules/PolicyRule",
	} {
		if got := places(element); !slices.Contains(got, want) {
			t.Errorf("places(%s) = %v, want %s among them", element, got, want)
		}
	}
}

func TestChecksOfTheFoundingProperty(t *testing.T) {
	p := Lookup("FPCWebListenerProperties.IntegratedAuthPersistSingleRequest")[0].Property
	var codes []string
	for _, c := range p.Checks {
		codes = append(codes, c.Code)
	}
	if got := strings.Join(codes, " "); !strings.HasPrefix(got, "C001 C002") {
		t.Errorf("checks are %s", got)
	}
	if p.Viewer != "DefaultTrue" {
		t.Errorf("the viewer's treatment is %q", p.Viewer)
	}
}
