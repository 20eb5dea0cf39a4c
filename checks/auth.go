package checks

// authChecks look at how users are authenticated.
var authChecks = []*Check{
	{
		Code:     "A001",
		Slug:     "auth-require-all-network",
		Severity: Medium,
		Title:    "The web proxy listener of a network demands credentials for every request",
		Why: "Programs and services that cannot authenticate (update services, virus scanners, wspad requests) are blocked whatever the rules say, " +
			"because credentials are demanded before any rule is read.",
		Remedy: "Require users in the rules instead (user sets) and set AlwaysAuthenticate to 0.",
		Evidence: []string{
			"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826976(v=vs.85)",
			"https://technet.microsoft.com/en-us/library/cc302664.aspx",
		},
		Bad: listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">«1»</fpc4:AlwaysAuthenticate>`),
		Good: listenerFragment("Internal", `
						<fpc4:AlwaysAuthenticate dt:dt="boolean">0</fpc4:AlwaysAuthenticate>`),
		Run: switched{
			at:       place{element: "WebListenerProperties", above: "Network"},
			property: "AlwaysAuthenticate",
			wrong:    true,
			message:  "the web proxy listener of network %q demands credentials for every request, before any rule is read",
		}.run,
	},
	{
		Code:     "A015",
		Slug:     "auth-radius-cached-per-connection",
		Severity: Medium,
		Title:    "RADIUS users are checked once per connection",
		Why:      "A password is checked when a connection opens and not again; a disabled account keeps working until the connection closes.",
		Remedy:   "Set SingleRadiusAuthPerSession to 0, the documented default of the COM property SingleRadiusServerAuthPerSession.",
		Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826997(v=vs.85)"},
		Fix:      Always,
		Safety:   Unsafe,
		Bad: listenerFragment("Internal", `
						<fpc4:SingleRadiusAuthPerSession dt:dt="boolean">«1»</fpc4:SingleRadiusAuthPerSession>`),
		Good: listenerFragment("Internal", `
						<fpc4:SingleRadiusAuthPerSession dt:dt="boolean">0</fpc4:SingleRadiusAuthPerSession>`),
		Run: switched{
			at:       place{element: "WebListenerProperties"},
			property: "SingleRadiusAuthPerSession",
			wrong:    true,
			message:  "%q checks RADIUS credentials once per connection; a disabled account keeps working until it closes",
			fix:      true,
		}.run,
	},
}
