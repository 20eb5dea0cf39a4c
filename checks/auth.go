package checks

// authChecks look at how users are authenticated.
var authChecks = []*Check{
	requireAll, requireAllAnonymousRule, requireAllPublishing,
	requiredWithoutMethod, outgoingScheme,
	basicOverHTTP, formsOverHTTP, basicAtProxy, digestOffered, integratedOff,
	radiusUnsigned, radiusPort, radiusUnused, radiusCached, radiusMissing,
	ldapPlain, ldapMissing,
	credentialCacheLong, credentialCacheOff,
	persistentCookie, cookieAddress, absoluteTimeout, nonBrowserTimeout, timeoutsOrder,
	certificateUnrestricted, certificateTimeout, certificateDeprecated,
	userRuleFirst, secureNATUsers, localAccounts, balancedProxyName,
	updatesAsked, userInBoth,
}

// authPage is Microsoft's text on authentication in the rules of the product.
const authPage = "https://technet.microsoft.com/en-us/library/cc302664.aspx"

var requireAll = &Check{
	Code:     "A001",
	Slug:     "auth-require-all-network",
	Severity: Medium,
	Title:    "The web proxy listener of a network demands credentials for every request",
	Why: "Programs and services that cannot authenticate (update services, virus scanners, wspad requests) are blocked whatever the rules say, " +
		"because credentials are demanded before any rule is read.",
	Remedy:   "Require users in the rules instead (user sets) and set AlwaysAuthenticate to 0.",
	Evidence: []string{alwaysPage, authPage},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«1»</fpc4:AlwaysAuthenticate>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties", above: "Network"},
		property: "AlwaysAuthenticate",
		wrong:    true,
		message:  "the web proxy listener of network %q demands credentials for every request, before any rule is read",
	}.run,
}
