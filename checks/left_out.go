package checks

import "slices"

// LeftOut is a condition that one would look for and that no file shows, or that
// nobody has documented well enough to be looked for.
type LeftOut struct {
	Slug   string
	Reason string
}

// LeftOuts are the conditions that have no check, family by family in the order of
// Families, each family in the order of the list that it was made from.
func LeftOuts() []LeftOut { return leftOut }

// Reasons that several conditions share.
const (
	inNoExport  = "stands in no export"
	twoFiles    = "needs two files; a comparison shows it"
	ofTheImport = "is about how an import is done, not about what an export holds; " + inChecklist
	inChecklist = "the checklist of lint --target asks for it"
)

var leftOut = slices.Concat(
	comLeftOut, authLeftOut, publishingLeftOut, policyLeftOut, networkLeftOut, hardeningLeftOut, importLeftOut, consistencyLeftOut,
)

var comLeftOut = []LeftOut{
	{"com-authz-null-cache", "the fault is a switch that is missing, which is every server's state; whether the trust that needs it exists stands in no export"},
	{"com-fba-nocache-exceptions", "the article does not name the value that holds the exceptions"},
	{"com-smtp-fin-vs-reset", "the article does not name the switch"},
	{"com-https-inspection-client-cert", "the article does not name the switch"},
	{"com-put-delete-cache", "only a difference between two servers says something; a comparison shows it, and lint --defaults lists the value"},
}

var authLeftOut = []LeftOut{
	{"auth-default-domain-missing", "that no domain is named is how every listener starts, and users who type their domain log on all the same"},
	{"auth-user-set-unresolvable", "whether a SID resolves depends on the domain; an export holds no list of accounts to compare with"},
	{"auth-fba-rsa-no-delegation-owa", "whether the published server asks with a form of its own " + inNoExport},
	{"auth-delegation-multi-apppool", "the application pools of the published server stand in no export"},
	{"auth-fba-cookie-commas", "whether the published application puts commas in cookies " + inNoExport},
	{"auth-fba-cookie-loss-2004", "the build that has the hot-fix is not known here, nor how long an idle time-out must be"},
}

var publishingLeftOut = []LeftOut{
	{"pub-cert-not-covering-name", "an export holds the hash of a certificate, not the names in it"},
	{"pub-cert-san-old-build", "the certificate of the published server stands in no export"},
	{"pub-kcd-workgroup", "whether the firewall is a member of a domain " + inNoExport},
	{"pub-link-translation-off", "off is the documented default, and whether pages hold internal names " + inNoExport},
	{"pub-http-verify-normalization", "how the HTTP filter stores its settings is not documented well enough"},
	{"pub-http-filter-loose", "how the HTTP filter stores its settings is not documented well enough"},
	{"pub-any-internal-site", "the SDK has no property of this meaning besides AllPublicNames, of which pub-public-name-any speaks"},
}

var hardeningLeftOut = []LeftOut{
	{"sec-system-policy-ad-off", "whether the firewall is a member of a domain " + inNoExport},
	{"sec-http-max-url-headers", "how the HTTP filter stores its settings is not documented well enough"},
	{"sec-http-exe-allowed", "how the HTTP filter stores its settings is not documented well enough"},
	{"sec-https-inspection-no-ca", "how the certificate authority of HTTPS inspection stands in a file has not been seen"},
	{"sec-email-policy-ip-list", "how dates stand in a file has not been seen, nor what tells entries of sender reputation from others"},
	{"sec-cache-ssl", "keeping such answers is the documented default; nothing tells which of them must not be kept"},
	{"sec-eol-product", "is true of every export; a report names the product anyway"},
}

var importLeftOut = []LeftOut{
	{"imp-password-needed", "whether the password is known, nobody but the operator can say; " + inChecklist + ", and sec-secrets-in-file tells that one is needed"},
	{"imp-clean-collections", ofTheImport},
	{"imp-merge-leftovers", ofTheImport},
	{"imp-unsaved-changes", ofTheImport},
	{"imp-cache-drive-absent", "the drives of the target stand in no export; " + inChecklist},
	{"imp-predefined-localised", twoFiles},
	{"imp-export-vs-backup", "depends on what the file is kept for, and is true of every export"},
	{"imp-xml-encoding", "the reader itself tells what is not as exports are written, among the problems of the file"},
	{"imp-partial-fix-scope", ofTheImport},
	{"imp-fix-by-deletion", "is about files made to correct a fault; those that the program makes write every value"},
	{"imp-restart-needed", ofTheImport},
	{"imp-canimport-first", "is about a script beside the file; " + inChecklist},
	{"imp-css-only-script", "is about a script beside the file"},
	{"imp-members-offline-sync", "the state of the members of an array stands in no export; " + inChecklist},
}

var consistencyLeftOut = []LeftOut{
	{"cons-default-drift", twoFiles},
	{"cons-network-listener-diff", twoFiles},
	{"cons-same-name-other-content", twoFiles},
	{"cons-same-content-other-name", twoFiles},
	{"cons-rule-order-diff", twoFiles},
	{"cons-vps-diff", twoFiles},
	{"cons-build-diff", twoFiles},
	{"perf-dns-name-rules-top", "how many names are looked up depends on the clients and on what name servers answer; a deny rule by name must stand high to be of use"},
}
