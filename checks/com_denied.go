package checks

import (
	"fmt"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Predefined objects that the checks know by name.
const (
	allUsers    = "{DFFB7833-9365-4184-AABC-7CAFB018A7FA}"
	defaultRule = "{4CF0F1C2-B10B-11D2-9A1D-006094EB634C}"
)

const returnAuthPage = "https://learn.microsoft.com/en-gb/previous-versions/windows/desktop/ff826995(v=vs.85)"

var returnAuthWithDenyAll = &Check{
	Code:     "C005",
	Slug:     "com-return-auth-if-denied-with-deny-all",
	Severity: Medium,
	Title:    "Users are asked for credentials where a rule denies everybody",
	Why: "With ReturnAuthRequiredIfAuthUserDenied on, a user whom a rule denies gets another request for credentials (407) instead of the " +
		"page that says so. A rule that denies all users denies every account, so the prompt never ends.",
	Remedy: "Set it to 0, the documented default.",
	Evidence: []string{
		returnAuthPage,
		"https://support.microsoft.com/en-us/security/fix-users-are-prompted-to-authenticate-when-the-returnauthrequiredifauthuserdenied-property-is-set-t",
	},
	Fix:    Always,
	Safety: Safe,
	Bad: func() string {
		return deniedFragment(`
						<fpc4:ReturnAuthRequiredIfAuthUserDenied dt:dt="boolean">«1»</fpc4:ReturnAuthRequiredIfAuthUserDenied>`)
	},
	Good: func() string {
		return deniedFragment(`
						<fpc4:ReturnAuthRequiredIfAuthUserDenied dt:dt="boolean">0</fpc4:ReturnAuthRequiredIfAuthUserDenied>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("WebListenerProperties") {
			prop := o.Property("ReturnAuthRequiredIfAuthUserDenied")
			if !prop.True() {
				continue
			}
			rules := denyingEveryone(o)
			if len(rules) == 0 {
				continue
			}
			f := p.Value(prop, "0", "users whom rule %q denies are asked for credentials again at %q; the rule denies everybody, so nobody can pass",
				rules[0].Label(), owner(o))
			for _, r := range rules {
				f.Related = append(f.Related, Related{Object: r.Object, Span: r.TagSpan(), Message: fmt.Sprintf("%q denies all users", r.Label())})
			}
			f.Set(prop, "0")
		}
	},
}

// denyingEveryone returns the rules that deny every user of a network's web proxy
// listener whatever the account; none for a publishing listener, which access
// rules do not concern. Only rules of the same array count, and not the default
// rule, which every server has.
func denyingEveryone(listener *schema.Object) []schema.PolicyRule {
	array := listener.Owner()
	if _, ok := (schema.WebListenerProperties{Object: listener}).OfNetwork(); !ok || array.Element != "Array" {
		return nil
	}
	var rules []schema.PolicyRule
	for _, r := range (schema.Array{Object: array}).Rules() {
		if r.Enabled() && r.Deny() && r.Type() == schema.AccessRule && !r.System() && !r.IsDefault() && forEveryone(r) {
			rules = append(rules, r)
		}
	}
	return rules
}

// forEveryone reports whether an access rule applies to all users: its user sets
// are only the predefined All Users, or none are named.
func forEveryone(r schema.PolicyRule) bool {
	access, ok := r.Access()
	if !ok {
		return false
	}
	for ref := range access.Refs("UserSets") {
		if !catalog.SameGUID(ref.TargetName(), allUsers) {
			return false
		}
	}
	return true
}

// deniedFragment is a network with properties of its listener, and a rule that
// denies all users.
func deniedFragment(properties string) string {
	return listenerFragment("Internal", properties) + `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">
					<fpc4:PolicyRule StorageName="{0A1B2C3D-0000-4000-8000-000000000004}" StorageType="1">
						<fpc4:Action dt:dt="int">1</fpc4:Action>
						<fpc4:Name dt:dt="string">No streaming</fpc4:Name>
						<fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">
							<fpc4:Refs StorageName="UserSets" StorageType="1">
								<fpc4:Ref StorageName="{0A1B2C3D-0000-4000-8000-000000000005}" StorageType="1">
									<fpc4:Name dt:dt="string">` + allUsers + `</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPCUserSet</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:Refs>
						</fpc4:AccessProperties>
					</fpc4:PolicyRule>
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>`
}
