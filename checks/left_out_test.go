package checks

import (
	"slices"
	"strings"
	"testing"
)

// asked are the conditions that the families were made from. The place in its list
// is a condition's number.
var asked = []struct {
	letter string
	slugs  []string
}{
	{"C", []string{
		"com-integrated-auth-per-request",
		"com-integrated-auth-per-request-publishing",
		"com-basic-auth-per-request-nondefault",
		"com-auth-persist-drift",
		"com-return-auth-if-denied-with-deny-all",
		"com-return-auth-if-denied-set",
		"com-skip-auth-routing-missing",
		"com-skip-auth-routing-leftover",
		"com-connect-cache-zero",
		"com-connect-cache-range",
		"com-dont-mark-session-private",
		"com-basic-over-http-allowed",
		"com-failed-logon-user-not-logged",
		"com-kcd-fqdn-ticket",
		"com-authz-null-cache",
		"com-alt-fba-identifier-wrong-tier",
		"com-unmodified-host-header",
		"com-keepalive-timeout",
		"com-hotfix-switch-982550",
		"com-fba-nocache-exceptions",
		"com-smtp-fin-vs-reset",
		"com-https-inspection-client-cert",
		"com-vps-inventory",
		"com-vps-unknown-name",
		"com-vps-wrong-container",
		"com-tunnel-port-nondefault",
		"com-tunnel-port-wide",
		"com-tunnel-port-443-missing",
		"com-tunnel-port-invalid",
		"com-block-invalid-utf8-off",
		"com-crl-client-off",
		"com-crl-server-forward-off",
		"com-put-delete-cache",
		"com-vendor-mode",
		"com-vendor-system-rule",
	}},
	{"A", []string{
		"auth-require-all-network",
		"auth-require-all-vs-anonymous-rule",
		"auth-require-all-publishing",
		"auth-required-but-no-method",
		"auth-outgoing-scheme-invalid",
		"auth-basic-plain-http",
		"auth-fba-plain-http",
		"auth-basic-proxy",
		"auth-digest-legacy",
		"auth-mixed-methods",
		"auth-default-domain-missing",
		"auth-radius-no-message-authenticator",
		"auth-radius-legacy-port",
		"auth-radius-unused",
		"auth-radius-cached-per-connection",
		"auth-radius-scheme-without-server",
		"auth-ldap-plain",
		"auth-ldap-scheme-without-server",
		"auth-credential-cache-long",
		"auth-credential-cache-off",
		"auth-fba-persistent-cookie",
		"auth-fba-cookie-ip",
		"auth-fba-absolute-timeout",
		"auth-fba-nonbrowser-timeout",
		"auth-fba-timeouts-order",
		"auth-client-cert-restrictions-off",
		"auth-client-cert-timeout-off",
		"auth-client-cert-deprecated-prop",
		"auth-rule-order-user-before-anonymous",
		"auth-securenat-with-user-rule",
		"auth-user-set-unresolvable",
		"auth-user-set-local-accounts",
		"auth-kerberos-nlb-name",
		"auth-fba-rsa-no-delegation-owa",
		"auth-delegation-multi-apppool",
		"auth-fba-cookie-commas",
		"auth-fba-cookie-loss-2004",
		"auth-wu-v5-null-credentials",
		"auth-two-lists-same-user",
	}},
	{"W", []string{
		"pub-listener-port-clash",
		"pub-listener-vs-proxy-port",
		"pub-server-vs-web-port",
		"pub-listener-unused",
		"pub-rule-listener-missing",
		"pub-listener-ssl-no-cert",
		"pub-cert-not-covering-name",
		"pub-cert-san-old-build",
		"pub-public-name-any",
		"pub-path-wildcard",
		"pub-to-ip-or-netbios-https",
		"pub-bridge-http",
		"pub-ssl-not-required",
		"pub-ssl-128-not-required",
		"pub-auth-none-all-users",
		"pub-delegation-mismatch",
		"pub-kcd-no-spn",
		"pub-kcd-workgroup",
		"pub-original-host-header",
		"pub-accept-encoding-owa",
		"pub-link-translation-off",
		"pub-http-verify-normalization",
		"pub-http-filter-loose",
		"pub-server-publish-from-anywhere-admin",
		"pub-server-publish-clear-auth",
		"pub-server-publish-dup",
		"pub-server-target-own-ip",
		"pub-server-network-rule",
		"pub-nat-direction",
		"pub-farm-empty",
		"pub-sso-broad-domain",
		"pub-attachments-public",
		"pub-any-internal-site",
		"pub-http-redirect-missing",
	}},
	{"P", []string{
		"pol-shadowed",
		"pol-redundant",
		"pol-generalization",
		"pol-correlation",
		"pol-irrelevant",
		"pol-union-cover-users",
		"pol-allow-any-any",
		"pol-allow-all-protocols-out",
		"pol-allow-to-localhost",
		"pol-allow-from-external",
		"pol-allow-from-localhost-any",
		"pol-anonymous-web",
		"pol-deny-source-port-restricted",
		"pol-default-deny-changed",
		"pol-rule-after-default",
		"pol-order-gap-or-duplicate",
		"pol-disabled-rule",
		"pol-expired-rule",
		"pol-logging-off",
		"pol-syslog-off",
		"pol-duplicate-name",
		"pol-exact-duplicate",
		"pol-no-description",
		"pol-unresolved-reference",
		"pol-unused-element",
		"pol-element-duplicate-content",
		"pol-empty-element",
		"pol-url-set-nonweb",
		"pol-url-set-https-path",
		"pol-url-wildcard-syntax",
		"pol-domain-vs-ip",
		"pol-broad-computer-set",
		"pol-wide-port-range",
		"pol-protocol-shadow-builtin",
		"pol-http-filter-unbound",
		"pol-legacy-protocols",
		"pol-ftp-write",
		"pol-rpc-strict",
		"pol-rpc-allow-all-uuid",
		"pol-rpc-custom-unbound",
		"pol-dns-any",
		"pol-smtp-any",
		"pol-deny-before-allow-order",
		"pol-enterprise-publishing-blocked",
		"pol-rule-count",
		"pol-web-rules-after-nonweb",
		"pol-redirect-url-deny",
	}},
	{"N", []string{
		"net-overlap",
		"net-invalid-range",
		"net-route-not-in-network",
		"net-enterprise-not-in-array",
		"net-public-in-internal",
		"net-private-missing",
		"net-special-ranges",
		"net-broadcast-missing",
		"net-empty",
		"net-single-nic",
		"net-rule-missing",
		"net-rule-nat-vs-route",
		"net-rule-shadowed",
		"net-localhost-rule",
		"net-rule-both-directions-nat",
		"net-spoof-detection-off",
		"net-ip-options-allow",
		"net-ip-options-empty-list",
		"net-ip-fragments-blocked",
		"net-intrusion-detection-off",
		"net-ip-routing-mode",
		"net-flood-off",
		"net-flood-tcp-per-minute",
		"net-flood-concurrent",
		"net-flood-http-per-minute",
		"net-flood-rule-per-second",
		"net-flood-exceptions-missing",
		"net-flood-exceptions-broad",
		"net-proxy-enabled-bad-network",
		"net-proxy-perimeter",
		"net-proxy-localhost",
		"net-download-job-needs-localhost",
		"net-fwc-unencrypted",
		"net-autodiscovery-port",
		"net-autodiscovery-80-clash",
		"net-backup-route-stale",
		"net-direct-access-broad",
		"net-webchain-loop",
		"net-webchain-credentials",
		"net-webchain-basic-plain",
		"net-webchain-order",
		"net-vpn-pool-overlap",
		"net-vpn-pool-lost",
		"net-s2s-no-owner",
		"net-vpn-weak",
		"net-ipsec-psk",
		"net-nlb-vip",
		"net-nlb-multicast-build",
		"net-multiple-gateways",
		"net-dns-on-external-nic",
	}},
	{"H", []string{
		"sec-system-policy-unneeded",
		"sec-remote-mgmt-broad",
		"sec-system-policy-from-anywhere",
		"sec-system-policy-ad-off",
		"sec-crl-all-http",
		"sec-delegated-admins",
		"sec-http-max-url-headers",
		"sec-http-exe-allowed",
		"sec-malware-inspection-off",
		"sec-malware-exempt-broad",
		"sec-https-inspection-validation-only",
		"sec-https-inspection-no-revocation",
		"sec-https-inspection-no-ca",
		"sec-https-inspection-exempt",
		"sec-nis-off",
		"sec-update-disabled",
		"sec-email-policy-ip-list",
		"sec-log-disabled",
		"sec-log-retention",
		"sec-alert-lockdown",
		"sec-alert-additional-key",
		"sec-alert-custom-count-lost",
		"sec-web-filter-order",
		"sec-cache-authenticated",
		"sec-cache-ssl",
		"sec-eol-product",
		"sec-build-below-sp",
		"sec-secrets-in-file",
	}},
	{"I", []string{
		"imp-root-level-mismatch",
		"imp-version-newer",
		"imp-version-older",
		"imp-edition-ee-to-standalone",
		"imp-optional-data-mismatch",
		"imp-user-permissions-missing-upgrade",
		"imp-password-needed",
		"imp-password-missing-secrets",
		"imp-clean-collections",
		"imp-merge-leftovers",
		"imp-unsaved-changes",
		"imp-server-specific-other-host",
		"imp-cert-hash-absent",
		"imp-cache-drive-absent",
		"imp-sid-foreign-domain",
		"imp-server-name-mismatch",
		"imp-array-name-dns",
		"imp-unresolved-reference",
		"imp-enterprise-ref",
		"imp-storage-name-collision",
		"imp-predefined-missing",
		"imp-predefined-localised",
		"imp-system-policy-not-in-policy-export",
		"imp-export-vs-backup",
		"imp-not-migrated-list",
		"imp-xml-encoding",
		"imp-type-out-of-range",
		"imp-isainfo-not-importable",
		"imp-order-attributes",
		"imp-lockout",
		"imp-partial-fix-scope",
		"imp-fix-by-deletion",
		"imp-restart-needed",
		"imp-canimport-first",
		"imp-css-only-script",
		"imp-members-offline-sync",
	}},
	{"S", []string{
		"cons-default-drift",
		"cons-network-listener-diff",
		"cons-same-name-other-content",
		"cons-same-content-other-name",
		"cons-rule-order-diff",
		"cons-vps-diff",
		"cons-build-diff",
		"cons-member-settings",
		"perf-dns-name-rules-top",
		"perf-huge-url-set",
		"perf-cache-zero-or-off",
		"perf-cache-too-big",
		"perf-compression-everything",
		"perf-logging-all-fields-sql",
		"perf-kcd-ntlm-fallback",
	}},
}

// needsPolicy are conditions that cannot be judged without knowing what rules mean:
// which traffic they match, and whether it reaches them.
var needsPolicy = map[string]string{
	"auth-rule-order-user-before-anonymous": "needs the policy model",
	"auth-wu-v5-null-credentials":           "needs the policy model",
	"auth-two-lists-same-user":              "needs the policy model",
	"pub-server-network-rule":               "needs the policy model",
	"pub-nat-direction":                     "needs the policy model",
	"imp-lockout":                           "needs the policy model",
	"perf-dns-name-rules-top":               "needs the policy model",
}

func TestEveryConditionIsCheckedOrLeftOut(t *testing.T) {
	var all []string
	for _, family := range asked {
		for i, slug := range family.slugs {
			all = append(all, slug)
			check, checked := ByName(slug)
			left := slices.IndexFunc(LeftOuts(), func(l LeftOut) bool { return l.Slug == slug })
			_, waits := needsPolicy[slug]
			if !waits && checked == (left >= 0) || waits && left >= 0 {
				t.Errorf("%s: checked %v, left out %v, waits for the policy model %v", slug, checked, left >= 0, waits)
			}
			if want := family.letter + threeDigits(i+1); checked && check.Code != want {
				t.Errorf("%s has code %s, its number asks for %s", slug, check.Code, want)
			}
		}
	}
	for _, l := range LeftOuts() {
		if !slices.Contains(all, l.Slug) {
			t.Errorf("%s is left out but nobody asked for it", l.Slug)
		}
		if strings.TrimSpace(l.Reason) == "" {
			t.Errorf("%s is left out without a reason", l.Slug)
		}
	}
	for slug := range needsPolicy {
		if !slices.Contains(all, slug) {
			t.Errorf("%s waits for the policy model but nobody asked for it", slug)
		}
	}
}

// Left out conditions stand in the order of the lists that they come from, so that
// the documentation reads like them.
func TestLeftOutsAreInOrder(t *testing.T) {
	at := map[string]int{}
	for _, family := range asked {
		for _, slug := range family.slugs {
			at[slug] = len(at)
		}
	}
	if !slices.IsSortedFunc(LeftOuts(), func(a, b LeftOut) int { return at[a.Slug] - at[b.Slug] }) {
		t.Error("conditions are not in order")
	}
}

func threeDigits(n int) string {
	return string([]byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)})
}
