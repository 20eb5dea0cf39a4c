package checks

import (
	"slices"
	"strings"
	"testing"
)

// family are the conditions that the com family was made from, by number.
var family = []string{
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
}

func TestFamilyIsCheckedOrLeftOut(t *testing.T) {
	for i, slug := range family {
		check, checked := ByName(slug)
		left := slices.IndexFunc(LeftOuts(), func(l LeftOut) bool { return l.Slug == slug })
		if checked == (left >= 0) {
			t.Errorf("%s: checked %v, left out %v", slug, checked, left >= 0)
		}
		if checked && (check.Code[0] != 'C' || check.Code[1:] != threeDigits(i+1)) {
			t.Errorf("%s has code %s, its number is %d", slug, check.Code, i+1)
		}
		if left >= 0 && strings.TrimSpace(LeftOuts()[left].Reason) == "" {
			t.Errorf("%s is left out without a reason", slug)
		}
	}
	for _, l := range LeftOuts() {
		if !slices.Contains(family, l.Slug) {
			t.Errorf("%s is left out but nobody asked for it", l.Slug)
		}
	}
}

func threeDigits(n int) string {
	return string([]byte{'0' + byte(n/100), '0' + byte(n/10%10), '0' + byte(n%10)})
}
