package checks

import (
	"slices"

	"tmgaudit/schema"
)

// comChecks look for values that no console shows, or that drifted from the
// documented default without anyone setting them.
var comChecks = slices.Concat(
	[]*Check{
		integratedPerRequest, integratedPerRequestPublishing, basicPerRequestNonDefault, authPersistDrift,
		returnAuthWithDenyAll, returnAuthSet,
		skipAuthMissing, skipAuthLeftover,
		connectCacheZero, connectCacheRange,
	},
	switchChecks,
	[]*Check{
		switchInventory, unknownSwitch, misplacedSwitches,
		tunnelPortNonDefault, tunnelPortWide, tunnelPort443Missing, tunnelPortInvalid,
	},
	webProxySwitches,
	[]*Check{vendorMode, vendorSystemRule, scriptOnlyNonDefault},
)

var basicPerRequestNonDefault = &Check{
	Code:     "C003",
	Slug:     "com-basic-auth-per-request-nondefault",
	Severity: Low,
	Title:    "BasicAuthPersistSingleRequest is not at its documented default",
	Why: "The documented default of the Basic property is True, unlike that of its Integrated twin, so 0 is the value that somebody or " +
		"some file set. Microsoft's text about its meaning contradicts its name; what matters is that this listener differs from others.",
	Remedy:   "Find out who set it. If nobody can say, restore the documented default, 1.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826980(v=vs.85)"},
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:BasicAuthPersistSingleRequest dt:dt="boolean">«0»</fpc4:BasicAuthPersistSingleRequest>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:BasicAuthPersistSingleRequest dt:dt="boolean">1</fpc4:BasicAuthPersistSingleRequest>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "BasicAuthPersistSingleRequest",
		wrong:    false,
		message:  "BasicAuthPersistSingleRequest of %q is 0; the documented default is 1",
	}.run,
}

var returnAuthSet = &Check{
	Code:     "C006",
	Slug:     "com-return-auth-if-denied-set",
	Severity: Low,
	Title:    "Denied users are asked for credentials again",
	Why: "With ReturnAuthRequiredIfAuthUserDenied on, a user whom a rule denies gets another request for credentials (407) " +
		"instead of the page that says so. Where no account could pass, the prompt never ends.",
	Remedy: "Set it to 0, the documented default, unless users are meant to try another account.",
	Evidence: []string{
		returnAuthPage,
	},
	Fix:    Always,
	Safety: Unsafe,
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:ReturnAuthRequiredIfAuthUserDenied dt:dt="boolean">«1»</fpc4:ReturnAuthRequiredIfAuthUserDenied>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:ReturnAuthRequiredIfAuthUserDenied dt:dt="boolean">0</fpc4:ReturnAuthRequiredIfAuthUserDenied>`)
	},
	Run: switched{
		at:       place{element: "WebListenerProperties"},
		property: "ReturnAuthRequiredIfAuthUserDenied",
		wrong:    true,
		message:  "users whom a rule denies at %q are asked for credentials again instead of being told",
		fix:      true,
		when:     func(o *schema.Object) bool { return len(denyingEveryone(o)) == 0 },
	}.run,
}

// listenerFragment is a network with the given properties of its web proxy
// listener.
func listenerFragment(network, properties string) string {
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` + networkFragment("{4E32B556-0FAF-4A27-9111-085F679EDC9B}", network, properties) + `
				</fpc4:Networks>
			</fpc4:NetConfig>`
}

func networkFragment(guid, name, properties string) string {
	return `
					<fpc4:Network StorageName="` + guid + `" StorageType="1">
						<fpc4:EnableWebProxyClients dt:dt="boolean">1</fpc4:EnableWebProxyClients>
						<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` + properties + `
						</fpc4:WebListenerProperties>
					</fpc4:Network>`
}

// publishingFragment is a publishing listener with the given properties.
func publishingFragment(properties string) string {
	return `
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">
						<fpc4:Name dt:dt="string">HTTPS listener</fpc4:Name>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` + properties + `
						</fpc4:WebListenerProperties>
					</fpc4:WebListener>
				</fpc4:WebListeners>
			</fpc4:RuleElements>`
}
