package checks

import (
	"fmt"

	"tmgaudit/schema"
)

const ldapPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825099(v=vs.85)"

var ldapPlain = &Check{
	Code:     "A017",
	Slug:     "auth-ldap-plain",
	Severity: Info,
	Inferred: true,
	Title:    "Credentials go to an LDAP server in clear text",
	Why: "The firewall checks the users' passwords by a logon to the LDAP server. Without a secure connection they are readable on the way, and " +
		"users cannot change an expired password. Off is the documented default of SecureConnection.",
	Remedy:   "Give the domain controllers a certificate and set SecureConnection to 1.",
	Evidence: []string{ldapPage},
	Bad:      func() string { return ldapFragment("«0»") },
	Good:     func() string { return ldapFragment("1") },
	Run: func(p *Pass) {
		for o := range p.Objects("LdapServer") {
			prop := o.Property("SecureConnection")
			v, ok := prop.Bool()
			switch {
			case v || !ok && prop != nil:
			case prop != nil:
				p.Value(prop, "1", "credentials go to LDAP server %q in clear text", o.Label())
			default:
				p.Report(Finding{Object: o, Message: fmt.Sprintf("credentials go to LDAP server %q in clear text; SecureConnection is at its default, off", o.Label())})
			}
		}
	},
}

var ldapMissing = &Check{
	Code:     "A018",
	Slug:     "auth-ldap-scheme-without-server",
	Severity: High,
	Title:    "A listener asks LDAP, but no LDAP server can answer",
	Why: "The listener hands every logon to LDAP. Without an LDAP server set, or without an expression that says which set a user name belongs " +
		"to, all logons fail.",
	Remedy:   "Define the LDAP server set and its login expressions, or take the scheme out of the listener.",
	Evidence: []string{ldapPage, authPage},
	Bad:      func() string { return ldapElements("«"+schemeLDAP+"»", "") },
	Good:     func() string { return ldapFragment("1") },
	Run: schemeWithoutServer{
		schemes: []string{schemeLDAP, schemeFormsLDAP},
		missing: func(elements *schema.Object) string {
			switch {
			case isEmpty(elements, "LdapServersSets", "LdapServersSet"):
				return "no LDAP server set is defined"
			case isEmpty(elements, "LdapMatchingPatterns", "LdapMatchingPattern"):
				return "no login expression leads to an LDAP server set"
			}
			return ""
		},
	}.run,
}

// ldapFragment is an LDAP server set and a listener that uses it.
func ldapFragment(secure string) string {
	return ldapElements(schemeLDAP, `
					<fpc4:LdapServersSet StorageName="{0A1B2C3D-0000-4000-8000-000000000041}" StorageType="1">
						<fpc4:Name dt:dt="string">Contoso</fpc4:Name>
						<fpc4:LdapServer StorageName="{0A1B2C3D-0000-4000-8000-000000000042}" StorageType="1">
							<fpc4:Name dt:dt="string">dc1.contoso.example</fpc4:Name>
							<fpc4:SecureConnection dt:dt="boolean">`+secure+`</fpc4:SecureConnection>
						</fpc4:LdapServer>
					</fpc4:LdapServersSet>`)
}

// ldapElements is a listener with a scheme, and LDAP server sets.
func ldapElements(scheme, sets string) string {
	return ruleElementsFragment(`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000002}" StorageType="1">
						<fpc4:Name dt:dt="string">HTTPS listener</fpc4:Name>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">` + schemeRefs(scheme) + `
						</fpc4:WebListenerProperties>
					</fpc4:WebListener>
				</fpc4:WebListeners>
				<fpc4:LdapServersSets StorageName="LdapServersSets" StorageType="1">` + sets + `
				</fpc4:LdapServersSets>`)
}
