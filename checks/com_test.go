package checks

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// said are the code, severity and message of the findings in a fragment.
func said(t *testing.T, fragment string, list []*Check) []string {
	t.Helper()
	export, _ := Document(fragment)
	var all []string
	for _, f := range Run(parse(t, export), list) {
		all = append(all, fmt.Sprintf("%s %s %s", f.Check.Code, f.Severity, f.Message))
	}
	return all
}

// codes are the codes of the findings in a fragment, by place.
func codes(t *testing.T, fragment string, list []*Check) string {
	t.Helper()
	var all []string
	for _, s := range said(t, fragment, list) {
		all = append(all, s[:4])
	}
	return strings.Join(all, " ")
}

func TestTunnelRanges(t *testing.T) {
	for _, tt := range []struct {
		ranges []string
		want   string
		reason string
	}{
		{[]string{"443 443", "563 563"}, "", "as setup makes them"},
		{[]string{"443 443", "562 562"}, "", "the other number that is told for secure news"},
		{[]string{"443 443", "8443 8443"}, "C026 medium", "one high port"},
		{[]string{"443 443", "990 990"}, "C026 high", "one low port"},
		{[]string{"443 443", "8000 8010"}, "C026 medium", "a few high ports"},
		{[]string{"443 443", "3389 3389"}, "C027 high", "remote desktop"},
		{[]string{"443 443", "20 30"}, "C027 high", "few ports, some of them dangerous"},
		{[]string{"443 443", "5000 5999"}, "C027 critical", "a thousand ports"},
		{[]string{"1 65535"}, "C027 critical", "everything, 443 too"},
		{[]string{"563 563"}, "C028 high", "no HTTPS"},
		{nil, "", "an empty list says nothing about what is in force"},
		{[]string{"443 443", "443 443"}, "C029 low", "twice the same"},
		{[]string{"443 443", "600 500"}, "C029 low", "the wrong way round"},
		{[]string{"443 443", "70000 70001"}, "C029 low", "no ports"},
		{[]string{"443 443", "-5 0"}, "C029 low", "no ports either"},
		{[]string{"443 443", "x 443"}, "X001 high", "unreadable ports are of another check"},
	} {
		var got []string
		for _, s := range said(t, tunnelFragment(tt.ranges...), slices.Concat(comChecks, formChecks)) {
			got = append(got, strings.Join(strings.Fields(s)[:2], " "))
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%v: %q, want %q: %s", tt.ranges, s, tt.want, tt.reason)
		}
	}
}

func TestReturnAuthIsReportedOnce(t *testing.T) {
	on := `
						<fpc4:ReturnAuthRequiredIfAuthUserDenied dt:dt="boolean">1</fpc4:ReturnAuthRequiredIfAuthUserDenied>`
	rule := deniedFragment(on)
	for _, tt := range []struct {
		fragment, want, reason string
	}{
		{rule, "C005", "a rule denies everybody"},
		{listenerFragment("Internal", on), "C006", "no rule does"},
		{strings.Replace(rule, allUsers, "{0A1B2C3D-0000-4000-8000-00000000000C}", 1), "C006", "only some users are denied"},
		{strings.Replace(rule, allUsers, strings.ToLower(allUsers), 1), "C005", "GUIDs compare in any case"},
		{strings.Replace(rule, `<fpc4:Action dt:dt="int">1<`, `<fpc4:Action dt:dt="int">0<`, 1), "C006", "the rule allows"},
		{strings.Replace(rule, `<fpc4:Name dt:dt="string">No`, `<fpc4:Enabled dt:dt="boolean">0</fpc4:Enabled><fpc4:Name dt:dt="string">No`, 1), "C006", "the rule is off"},
		{strings.Replace(rule, `{0A1B2C3D-0000-4000-8000-000000000004}`, strings.ToLower(defaultRule), 1), "C006", "the default rule is everywhere"},
		{strings.Replace(rule, `<fpc4:Name dt:dt="string">No`, `<fpc4:System dt:dt="boolean">1</fpc4:System><fpc4:Name dt:dt="string">No`, 1), "C006", "system policy"},
		{publishingFragment(on), "C006", "access rules do not concern a publishing listener"},
	} {
		if got := codes(t, tt.fragment, []*Check{returnAuthWithDenyAll, returnAuthSet}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestSwitches(t *testing.T) {
	const private, log = "DontMarkSessionAsPrivateIfProxyAuthSeen", "LogUsernameForFailedAuthentication"
	for _, tt := range []struct {
		fragment, want, reason string
	}{
		{switchFragment(private, "01000000"), "C023 C011", "on"},
		{switchFragment(strings.ToUpper(private), "ffffffff"), "C023 C011", "another case, and -1 for true"},
		{switchFragment(private, "00000000"), "C023", "off"},
		{switchFragment(log, "00000000"), "C023 C013", "written down as off"},
		{switchFragment("LogUserNameForFailedAuthentications", "01000000"), "C023 C024", "misspelt"},
		{switchFragment(private, "0100"), "C023", "cut off"},
		{strings.ReplaceAll(switchFragment(private, "01000000"), "DEABC}", "deabc}"), "C023 C011", "the GUID in another case"},
		{vendorSetFragment(otherSet, private, "01000000"), "", "a set of somebody else"},
		{`<fpc4:NetConfig StorageName="NetConfig" StorageType="1">` + switchFragment(private, "01000000") + `</fpc4:NetConfig>`, "C023 C025", "not on the array"},
	} {
		if got := codes(t, tt.fragment, comChecks); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestMisspeltSwitchIsNamed(t *testing.T) {
	got := said(t, switchFragment("LogUsernameForFailedAuthentcation", "01000000"), []*Check{unknownSwitch})
	if len(got) != 1 || !strings.HasSuffix(got[0], `did you mean "LogUsernameForFailedAuthentication"?`) {
		t.Error(got)
	}
}

func TestRoutingInformation(t *testing.T) {
	network := listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">1</fpc4:AlwaysAuthenticate>`)
	clients := strings.Replace(network, "<fpc4:EnableWebProxyClients", "<fpc4:EnableFirewallClients dt:dt=\"boolean\">1</fpc4:EnableFirewallClients><fpc4:EnableWebProxyClients", 1)
	discovery := strings.Replace(network, "<fpc4:EnableWebProxyClients", "<fpc4:EnableAutoDiscoveryPort dt:dt=\"boolean\">1</fpc4:EnableAutoDiscoveryPort><fpc4:EnableWebProxyClients", 1)
	proxy := webProxyFragment("")
	for _, tt := range []struct{ fragment, want, reason string }{
		{clients + proxy, "C007", "the switch is at its default"},
		{discovery + proxy, "C007", "automatic discovery"},
		{network + proxy, "", "no client fetches settings"},
		{clients, "", "the file does not hold the web proxy, so nothing is known of the switch"},
		{routingFragment("1", "1"), "", "both on"},
		{routingFragment("0", "1"), "C008", "left over"},
		{webProxyFragment(`<fpc4:SkipAuthenticationForRoutingInformation dt:dt="boolean">1</fpc4:SkipAuthenticationForRoutingInformation>`), "",
			"the file does not hold the networks"},
	} {
		if got := codes(t, tt.fragment, []*Check{skipAuthMissing, skipAuthLeftover}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// The switch is added where the file does not have it.
func TestRoutingInformationFixAddsTheSwitch(t *testing.T) {
	export, _ := Document(strings.Replace(routingFragment("1", "0"), `
					<fpc4:SkipAuthenticationForRoutingInformation dt:dt="boolean">0</fpc4:SkipAuthenticationForRoutingInformation>`, "", 1))
	doc := parse(t, export)
	found := Run(doc, []*Check{skipAuthMissing})
	if len(found) != 1 || found[0].Property != "AlwaysAuthenticate" || found[0].Fix == nil {
		t.Fatalf("%+v", found)
	}
	after, err := doc.File.Apply(found[0].Fix.Edits)
	if err != nil {
		t.Fatal(err)
	}
	if left := Run(parse(t, string(after)), []*Check{skipAuthMissing}); len(left) > 0 {
		t.Errorf("still there: %+v\n%s", left, after)
	}
}

func TestScriptOnly(t *testing.T) {
	rule := func(properties string) string {
		return `<fpc4:Cache StorageName="Cache" StorageType="1"><fpc4:ProxyCacheConfiguration StorageName="ProxyCacheConfiguration" StorageType="1">` +
			`<fpc4:ProxyCacheRules StorageName="ProxyCacheRules" StorageType="1"><fpc4:ProxyCacheRule StorageName="{0A1B2C3D-0000-4000-8000-000000000004}" StorageType="1">` +
			properties + `</fpc4:ProxyCacheRule></fpc4:ProxyCacheRules></fpc4:ProxyCacheConfiguration></fpc4:Cache>`
	}
	for _, tt := range []struct{ fragment, want, reason string }{
		{lowLevelFragment("10000"), "", "the default"},
		{lowLevelFragment(" 10000 "), "", "the default with white space"},
		{lowLevelFragment("500"), "C036", "another value"},
		{lowLevelFragment("x"), "", "no number: of another check"},
		{lowLevelFragment(""), "", "empty"},
		{rule(`<fpc4:CacheBITSContent dt:dt="boolean">1</fpc4:CacheBITSContent>`), "", "setup writes it for one rule"},
		{strings.Replace(lowLevelFragment("500"), `"LowLevelSettings" StorageType="1"`, `"LowLevelSettings" StorageType="0"`, 1), "", "a skeleton"},
		{webProxyFragment(`<fpc4:ConnectCacheSize dt:dt="int">60000</fpc4:ConnectCacheSize>`), "C010", "no second finding about its range"},
	} {
		if got := codes(t, tt.fragment, slices.Concat(comChecks, importChecks)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// A value that is a secret is never shown and never written, though its default
// is documented.
func TestScriptOnlySecret(t *testing.T) {
	fragment := webProxyFragment(`<fpc4:WebProxyFtpClientPassword dt:dt="string">hunter2</fpc4:WebProxyFtpClientPassword>`)
	export, _ := Document(fragment)
	doc := parse(t, export)
	found := Run(doc, []*Check{scriptOnlyNonDefault})
	if len(found) != 1 || found[0].Fix != nil || strings.Contains(found[0].Message+found[0].Value, "hunter2") {
		t.Errorf("%+v", found)
	}
	for _, d := range Deviations(doc) {
		if strings.Contains(d.Value, "hunter2") {
			t.Errorf("a secret is shown: %+v", d)
		}
	}
}

func TestDeviations(t *testing.T) {
	export, _ := Document(listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">1</fpc4:AlwaysAuthenticate>
						<fpc4:BasicAuthPersistSingleRequest dt:dt="boolean">1</fpc4:BasicAuthPersistSingleRequest>
						<fpc4:DigestAuthPersistSingleRequest dt:dt="boolean">1</fpc4:DigestAuthPersistSingleRequest>
						<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">true</fpc4:IntegratedAuthPersistSingleRequest>
						<fpc4:SingleRadiusAuthPerSession dt:dt="boolean">1</fpc4:SingleRadiusAuthPerSession>
						<fpc4:TCPPort dt:dt="int">08080</fpc4:TCPPort>`))
	doc := parse(t, export)
	var got []string
	for _, d := range Deviations(doc) {
		got = append(got, fmt.Sprintf("%s %s %s %s %s", d.Property, d.COM.Name, d.Value, d.Default, d.Console()))
		if string(doc.File.Text()[d.Span.Start:d.Span.End]) != d.Value {
			t.Errorf("%s: span %v is not the value", d.Property, d.Span)
		}
	}
	want := []string{
		"EnableWebProxyClients EnableWebProxyClients 1 0 unknown",
		"AlwaysAuthenticate AlwaysAuthenticate 1 0 yes",
		"IntegratedAuthPersistSingleRequest IntegratedAuthPersistSingleRequest true 0 unknown",
		"SingleRadiusAuthPerSession SingleRadiusServerAuthPerSession 1 0 unknown",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestDeviationsTellSetup(t *testing.T) {
	doc := sample(t, "tmg2010-sp2-default.xml")
	notes := 0
	for _, d := range Deviations(doc) {
		if d.Setup {
			notes++
			if d.Note() == "" {
				t.Errorf("%s is said to be written by setup without a note", d.Property)
			}
		}
	}
	if notes == 0 {
		t.Error("setup writes nothing in the default sample; expected LogType and CacheBITSContent")
	}
	last := 0
	for _, d := range Deviations(doc) {
		if d.Span.Start < last {
			t.Error("deviations are not in document order")
		}
		last = d.Span.Start
	}
}

func TestSkeletonIsNeverAudited(t *testing.T) {
	for _, c := range All() {
		export, _ := Document(c.Bad())
		export = strings.ReplaceAll(export, `StorageType="1"`, `StorageType="0"`)
		doc := parse(t, export)
		for _, f := range Run(doc, All()) {
			if f.Object != doc.Root && f.Check.Code[0] == 'C' {
				t.Errorf("bad fragment of %s as a skeleton: %s %s", c.Code, f.Check.Code, f.Message)
			}
		}
		if n := len(Deviations(doc)); n > 0 {
			t.Errorf("bad fragment of %s as a skeleton: %d deviations", c.Code, n)
		}
	}
}
