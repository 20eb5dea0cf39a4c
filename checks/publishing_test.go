package checks

import (
	"slices"
	"strings"
	"testing"
)

func TestListenersThatMeet(t *testing.T) {
	ports := func(ssl, tcp string) string {
		return `
						<fpc4:SSLPort dt:dt="int">` + ssl + `</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">` + tcp + `</fpc4:TCPPort>`
	}
	plain := twoListenersFragment(ports("443", "0"), ports("443", "0")) // one address, and all
	second := strings.Replace(plain, addressFragment(""), "@", 1)
	with := func(addresses string) string { return strings.Replace(second, "@", addresses, 1) }
	byDefault := strings.Replace(addressFragment(""), `dt:dt="int">0<`, `dt:dt="int">1<`, 1)
	elsewhere := strings.Replace(addressFragment(""), externalNetwork, "{4E32B556-0FAF-4A27-9111-085F679EDC9B}", 1)
	for _, tt := range []struct{ fragment, want, reason string }{
		{plain, "W001", "all addresses take in the one"},
		{with(addressFragment("203.0.113.10")), "W001", "the same address"},
		{with(addressFragment("203.0.113.11")), "", "another address"},
		{with(byDefault), "", "whether the default address is that one is not known"},
		{with(elsewhere), "", "another network"},
		{with(""), "", "the file does not say where it listens"},
		{twoListenersFragment(ports("443", "0"), ports("0", "443")), "W001", "HTTP and HTTPS on one port"},
		{twoListenersFragment(ports("443", "0"), ports("444", "80")), "", "other ports"},
		{strings.Replace(plain, `<fpc4:Type dt:dt="int">2</fpc4:Type>`, `<fpc4:Enabled dt:dt="boolean">0</fpc4:Enabled><fpc4:Type dt:dt="int">2</fpc4:Type>`, 2), "", "no rule is on"},
	} {
		if got := codes(t, tt.fragment, []*Check{listenerClash}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestServersThatMeet(t *testing.T) {
	twice := twoServersFragment("", "", "203.0.113.10")
	other := strings.LastIndex(twice, externalNetwork+"</fpc4:Name>\n\t\t\t\t\t\t\t\t\t<fpc4:RefClass")
	for _, tt := range []struct{ fragment, want, reason string }{
		{twice, "W026", "one port of one address"},
		{twoServersFragment("", "", "203.0.113.11"), "", "two addresses"},
		{strings.Replace(twice, `<fpc4:PublishedServerIP dt:dt="string">10.0.0.8`, `<fpc4:OverridePublishPort dt:dt="int">5501</fpc4:OverridePublishPort><fpc4:PublishedServerIP dt:dt="string">10.0.0.8`, 1), "", "another port outside"},
		{strings.Replace(twice, `<fpc4:PortLow dt:dt="int">5500<`, `<fpc4:PortLow dt:dt="int">0<`, 1), "", "the port is not known"},
		{strings.Replace(twice, ownProtocol+`" StorageType`, `{0A1B2C3D-0000-4000-8000-00000000FFFF}" StorageType`, 1), "", "the protocol is not in the file"},
		{twice[:other] + anywhere + twice[other+len(externalNetwork):], "", "for other clients; whether these may share a port is not documented"},
	} {
		if got := codes(t, tt.fragment, []*Check{publishedTwice}); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// One listener that takes passwords over HTTP is told once, by the check that fits.
func TestClearTextIsToldOnce(t *testing.T) {
	listener := func(extra string) string {
		return `
						<fpc4:BasicAuthentication dt:dt="boolean">1</fpc4:BasicAuthentication>` + extra + `
						<fpc4:SSLPort dt:dt="int">443</fpc4:SSLPort>
						<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`
	}
	channel := func(n string) string {
		return `
							<fpc4:SSLRequireSecureChannel dt:dt="int">` + n + `</fpc4:SSLRequireSecureChannel>`
	}
	list := slices.Concat(authChecks, publishingChecks)
	for _, tt := range []struct{ fragment, want, reason string }{
		{siteFragment(listener(""), channel("0")), "A006", "a rule that answers over HTTP"},
		{siteFragment(listener(""), channel("2")), "W034", "every rule wants a secure channel"},
		{siteFragment(listener(""), ""), "", "what the rule wants is not known"},
		{siteFragment(listener(schemeRefs(schemeForms)), channel("0")), "A007", "a form as well: the form is what users see"},
		{siteFragment(listener(`<fpc4:RedirectHTTPAsHTTPS dt:dt="int">1</fpc4:RedirectHTTPAsHTTPS>`), channel("0")), "", "redirected"},
		{siteFragment(listener(`<fpc4:AllowAuthenticationOverHTTP dt:dt="boolean">0</fpc4:AllowAuthenticationOverHTTP>`), channel("0")), "", "forbidden"},
		{siteFragment(strings.Replace(listener(""), ">80<", ">0<", 1), channel("0")), "", "no port for HTTP"},
		{siteFragment(strings.Replace(listener(""), `<fpc4:TCPPort dt:dt="int">80</fpc4:TCPPort>`, "", 1), channel("0")), "", "the file does not say whether HTTP is on"},
		{publishingFragment(listener("")), "", "nothing is published"},
	} {
		if got := codes(t, tt.fragment, list); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestAdministrationOpenToTheInternet(t *testing.T) {
	rdp := serverFragment("", "", "3389")
	for _, tt := range []struct{ fragment, want, reason string }{
		{rdp, "W024", "remote desktop"},
		{serverFragment("", "", "80"), "", "a web server"},
		{strings.Replace(rdp, externalNetwork, anywhere, 1), "W024", "from anywhere"},
		{strings.Replace(rdp, externalNetwork, remoteManagement, 1), "", "from named computers"},
		{strings.Replace(serverFragment("", "", "5500"), `<fpc4:PublishedServerIP`, `<fpc4:OverrideServerPort dt:dt="int">3389</fpc4:OverrideServerPort><fpc4:PublishedServerIP`, 1), "W024", "another port outside"},
		{strings.Replace(rdp, `<fpc4:Type dt:dt="int">1<`, `<fpc4:Enabled dt:dt="boolean">0</fpc4:Enabled><fpc4:Type dt:dt="int">1<`, 1), "", "the rule is off"},
	} {
		if got := codes(t, tt.fragment, publishingChecks); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// What is only a path to the exported item, or was taken along by reference, says
// nothing of the configuration.
func TestOnlyTheConfigurationItselfIsJudged(t *testing.T) {
	families := slices.Concat(authChecks, publishingChecks, hardeningChecks, importChecks, consistencyChecks)
	for _, c := range families {
		export, _ := Document(c.Bad())
		for _, storage := range []string{"0", "2"} {
			doc := parse(t, strings.ReplaceAll(export, `StorageType="1"`, `StorageType="`+storage+`"`))
			for _, f := range Run(doc, families) {
				if f.Object != doc.Root && f.Check != storageNameCollision {
					t.Errorf("bad fragment of %s with StorageType %s: %s %s", c.Code, storage, f.Check.Code, f.Message)
				}
			}
		}
	}
}
