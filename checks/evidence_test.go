package checks

import (
	_ "embed"
	"strings"
	"testing"
)

// conditions are all that one would look for, with the severity that the harm asks for
// and how sure the condition is: S seen in a document, P partly, I inferred.
//
//go:embed testdata/conditions.tsv
var conditions string

// proven are inferred conditions that the file itself proves, so that they are as loud as
// their harm, by what the proof is.
var proven = map[string]string{
	"com-tunnel-port-invalid":                "the numbers of the ranges contradict each other",
	"auth-radius-scheme-without-server":      "the list of servers is in the file, and empty",
	"auth-ldap-scheme-without-server":        "the list of servers is in the file, and empty",
	"pub-listener-port-clash":                "one address has one owner of a port",
	"pub-listener-vs-proxy-port":             "one address has one owner of a port",
	"pub-server-vs-web-port":                 "one address has one owner of a port",
	"pub-server-publish-dup":                 "one address has one owner of a port",
	"pub-server-publish-from-anywhere-admin": "the rule, its source and the port of the service are in the file",
	"pub-farm-empty":                         "the list of members is in the file, and none is enabled",
	"pol-order-gap-or-duplicate":             "two rules have one Order",
	"pol-expired-rule":                       "no hour is in the schedule",
	"pol-duplicate-name":                     "two names are equal",
	"pol-exact-duplicate":                    "the policy model compares the rules",
	"pol-element-duplicate-content":          "the entries are equal",
	"pol-empty-element":                      "the policy model finds nothing that matches",
	"pol-wide-port-range":                    "the ports are in the file",
	"net-empty":                              "the list of addresses is in the file, and empty",
	"net-rule-shadowed":                      "the policy model compares the rules",
	"net-localhost-rule":                     "the list of network rules is in the file, without it or with it changed",
	"net-vpn-pool-overlap":                   "the ranges have addresses in common",
	"imp-order-attributes":                   "two rules have one Order",
}

// quieter are conditions that are said more quietly than their harm asks for.
var quieter = map[string]string{
	"com-alt-fba-identifier-wrong-tier":      "which tier a server is on is not in the file",
	"com-unmodified-host-header":             "whether rules rely on the header is not in the file",
	"com-keepalive-timeout":                  "the limits are not documented",
	"com-vps-wrong-container":                "that the service does not read it elsewhere is inferred",
	"com-block-invalid-utf8-off":             "the default has not been seen",
	"com-vendor-system-rule":                 "the list of the product's own rules may not be whole",
	"auth-radius-no-message-authenticator":   "it is the documented default",
	"auth-client-cert-restrictions-off":      "it is the documented default",
	"pub-to-ip-or-netbios-https":             "the name in the server's certificate is not in the file",
	"pub-ssl-not-required":                   "high is for listeners that take credentials without TLS, of which auth-basic-plain-http speaks",
	"pub-auth-none-all-users":                "sites for everybody are made so",
	"pub-original-host-header":               "what the web server expects is not in the file",
	"pol-correlation":                        "overlaps are how exceptions are made",
	"pol-deny-source-port-restricted":        "only a heading has been seen",
	"net-autodiscovery-port":                 "how clients find the file is not in the file",
	"sec-system-policy-unneeded":             "the rules are on by default",
	"sec-alert-lockdown":                     "alerts that setup makes do so",
	"sec-alert-additional-key":               "which events have sub-events has not been seen",
	"sec-web-filter-order":                   "what is installed elsewhere is not in the file",
	"imp-password-missing-secrets":           "the target may know the secrets",
	"imp-cert-hash-absent":                   "which certificates are installed is not in an export",
	"imp-sid-foreign-domain":                 "which domain the target is in is not in an export",
	"imp-enterprise-ref":                     "the target's enterprise may have the object; imp-unresolved-reference is loud when its export shows that it has not",
	"imp-system-policy-not-in-policy-export": "only the rules may have been wanted",
}

// A condition that a document shows is as loud as its harm, and an inferred one is not
// louder than info unless the file proves it; each exception has its reason.
func TestSeverityFollowsEvidence(t *testing.T) {
	exceptions := 0
	for line := range strings.Lines(conditions) {
		field := strings.Split(strings.TrimSpace(line), "\t")
		c, checked := ByName(field[0])
		if !checked {
			continue
		}
		quiet, proof := quieter[c.Slug], proven[c.Slug]
		harm, _ := ParseSeverity(field[1])
		switch inferred := field[2] == "I"; {
		case inferred && c.Severity > Info:
			if exceptions++; proof == "" || c.Severity > harm {
				t.Errorf("%s %s is inferred but %s; want info, or what proves it and at most %s", c.Code, c.Slug, c.Severity, harm)
			}
		case !inferred && c.Severity != harm:
			if exceptions++; quiet == "" || c.Severity > harm {
				t.Errorf("%s %s is %s; want %s, or why it is less", c.Code, c.Slug, c.Severity, harm)
			}
		case quiet != "" || proof != "":
			t.Errorf("%s %s needs no exception", c.Code, c.Slug)
		}
	}
	if len(All()) < 150 || exceptions != len(quieter)+len(proven) {
		t.Errorf("%d checks, %d exceptions used of %d", len(All()), exceptions, len(quieter)+len(proven))
	}
}
