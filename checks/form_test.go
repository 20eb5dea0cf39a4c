package checks

import (
	"strings"
	"testing"
)

func TestUnknownNames(t *testing.T) {
	network := func(properties string) string {
		return strings.Replace(listenerFragment("Internal", ""), "<fpc4:Name", properties+"<fpc4:Name", 1)
	}
	for _, tt := range []struct{ fragment, want, reason string }{
		{listenerFragment("Internal", `<fpc4:AlwaysAuthentcate dt:dt="boolean">0</fpc4:AlwaysAuthentcate>`), `did you mean "AlwaysAuthenticate"?`, "a letter is missing"},
		{listenerFragment("Internal", `<fpc4:alwaysAuthenticate dt:dt="boolean">0</fpc4:alwaysAuthenticate>`), `did you mean "AlwaysAuthenticate"?`, "case matters"},
		{listenerFragment("Internal", `<fpc4:Bogus dt:dt="boolean">0</fpc4:Bogus>`), `no property "Bogus" that is known (COM class FPCWebListenerProperties)`, "like nothing else"},
		{listenerFragment("Internal", `<fpc4:Domain dt:dt="string">CORP</fpc4:Domain>`), "", "a storage name that COM does not have"},
		{listenerFragment("Internal", `<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate><fpc4:AlwaysAuthenticates dt:dt="boolean">0</fpc4:AlwaysAuthenticates>`),
			`no property "AlwaysAuthenticates" that is known (COM class FPCWebListenerProperties)`, "not meant for one that is there as well"},
		{network(`<fpc4:Description dt:dt="string">x</fpc4:Description>`), "", "every object may have a description"},
		{`<fpc4:UpdateCenter StorageName="UpdateCenter" StorageType="1"/>`, "", "seen in a real export"},
		{`<fpc4:RuleElement StorageName="RuleElements" StorageType="1"/>`, `did you mean "RuleElements"?`, "a child object"},
		{`<fpc4:SomethingNew StorageName="SomethingNew" StorageType="1"><fpc4:AlwaysAuthentcate dt:dt="boolean">0</fpc4:AlwaysAuthentcate></fpc4:SomethingNew>`,
			`no child object "SomethingNew" that is known (COM class FPCArray)`, "nothing is said of what an unmapped element holds"},
	} {
		got := said(t, tt.fragment, []*Check{unknownProperty})
		if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.HasSuffix(got[0], tt.want)) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestUnknownNameIsSaidOnce(t *testing.T) {
	got := said(t, `<fpc4:NetConfig StorageName="NetConfig" StorageType="1"><fpc4:Networks StorageName="Networks" StorageType="1">`+
		networkFragment("{0A1B2C3D-0000-4000-8000-000000000003}", "A", `<fpc4:Bogus dt:dt="int">1</fpc4:Bogus>`)+
		networkFragment("{0A1B2C3D-0000-4000-8000-000000000004}", "B", `<fpc4:Bogus dt:dt="int">1</fpc4:Bogus>`)+
		networkFragment("{0A1B2C3D-0000-4000-8000-000000000005}", "C", `<fpc4:Bogus dt:dt="int">1</fpc4:Bogus>`)+
		`</fpc4:Networks></fpc4:NetConfig>`, []*Check{unknownProperty})
	if len(got) != 1 || !strings.HasSuffix(got[0], "2 more of its kind have it too") {
		t.Error(got)
	}
}

func TestOrder(t *testing.T) {
	property := func(names ...string) string {
		var b strings.Builder
		for _, n := range names {
			b.WriteString(`<fpc4:` + n + ` dt:dt="string">x</fpc4:` + n + `>`)
		}
		return b.String()
	}
	header := func(names ...string) string {
		return `<?xml version="1.0"?><fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">` +
			property(names...) + `<fpc4:Arrays StorageName="Arrays" StorageType="1"/></fpc4:Root>`
	}
	for _, tt := range []struct{ fragment, want, reason string }{
		{header("Build", "Upgrade", "ConfigurationMode"), "", "the header of real files"},
		{header("Build", "Upgrade", "Comment"), "X006", "a header out of order"},
		{listenerFragment("Internal", property("SSLPort", "SingleRadiusAuthPerSession")), "", "byte order"},
		{listenerFragment("Internal", property("SingleRadiusAuthPerSession", "SSLPort")), "", "order without case"},
		{listenerFragment("Internal", property("TCPPort", "SSLPort", "Domain")), "X006", "one finding an object"},
		{listenerFragment("Internal", `<fpc4:Refs StorageName="AuthenticationSchemes" StorageType="1"/>`+property("Domain")), "X006", "behind an object"},
		{listenerFragment("Internal", property("Domain", "Domain")), "X005", "twice"},
		{listenerFragment("Internal", property("Domain", "TCPPort", "Domain")), "X005 X006", "twice and out of order"},
	} {
		if got := codes(t, tt.fragment, []*Check{duplicateProperty, propertyOrder}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestDuplicateWithTheSameValueIsHarmless(t *testing.T) {
	for value, want := range map[string]string{"0": "X005 low", "1": "X005 high"} {
		got := said(t, listenerFragment("Internal", `<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>`+
			`<fpc4:AlwaysAuthenticate dt:dt="boolean">`+value+`</fpc4:AlwaysAuthenticate>`), []*Check{duplicateProperty})
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("second value %s: %q, want %s", value, got, want)
		}
	}
}

func TestNewerThan(t *testing.T) {
	for _, tt := range []struct {
		revision, major int
		want            bool
	}{
		{1, 4, false}, {2, 4, true}, {3, 4, true}, {2, 5, false}, {3, 5, true}, {3, 6, false}, {4, 7, false}, {3, 0, false},
	} {
		if got := newerThan(tt.revision, tt.major); got != tt.want {
			t.Errorf("newerThan(%d, %d) = %v", tt.revision, tt.major, got)
		}
	}
}
