package checks

import (
	"slices"
	"strings"

	"tmgaudit/schema"
)

var serverNameMismatch = &Check{
	Code:     "I016",
	Slug:     "imp-server-name-mismatch",
	Severity: High,
	Title:    "A server of the file is no member of the target's arrays",
	Why:      "What an export holds for one server is for the computer of that name. Where no member has the name, it lands nowhere, or the import fails.",
	Remedy:   "Name the target as the source was, or change the name in the file.",
	Evidence: []string{migrationBlog},
	Import:   &Import{Target: "tmg2010-sp2", Export: serversFragment("FW02")},
	Bad:      func() string { return serversFragment("«FW01»") },
	Good:     func() string { return serversFragment("fw02") },
	Run: func(p *Pass) {
		for _, o := range strangeServers(p) {
			p.Value(o.Property("Name"), "", "server %q is no member of the target's arrays, whose members are %s", o.Name(), strings.Join(p.Target.serverNames(), ", "))
		}
	},
}

// strangeServers are the array members of the file that the target's export does
// not know. Where it names no members, nothing is known.
func strangeServers(p *Pass) (strange []*schema.Object) {
	known := p.Target.serverNames()
	for o := range p.Objects("Server") {
		if len(known) > 0 && o.Name() != "" && !slices.Contains(known, strings.ToLower(o.Name())) {
			strange = append(strange, o)
		}
	}
	return strange
}

func serversFragment(name string) string {
	return `
			<fpc4:Servers StorageName="Servers" StorageType="1">
				<fpc4:Server StorageName="{0A1B2C3D-0000-4000-8000-000000000701}" StorageType="1">
					<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
				</fpc4:Server>
			</fpc4:Servers>`
}

var arrayNameMismatch = &Check{
	Code:     "I017",
	Slug:     "imp-array-name-dns",
	Severity: High,
	Title:    "The array of the file has another name than the target's",
	Why: "An array is rebuilt from its export under the same name and DNS name: clients and other servers know it by them. With others the export and " +
		"the array disagree, and what refers to the name leads nowhere.",
	Remedy:   "Give the target's array the name and the DNS name of the file before the import.",
	Evidence: []string{"https://ant-sh.blogspot.com/2012/07/?m=1"},
	Import:   &Import{Target: "tmg2010-sp2", Export: dnsFragment("proxy.example")},
	Bad:      func() string { return dnsFragment("«other.example»") },
	Good:     func() string { return dnsFragment("PROXY.example") },
	Run: func(p *Pass) {
		targets := p.Target.arrays()
		if len(targets) == 0 {
			return
		}
		for _, a := range p.Doc.Arrays() {
			same := slices.IndexFunc(targets, func(t schema.Array) bool { return strings.EqualFold(t.Name(), a.Name()) })
			name, dns := a.Property("Name"), a.Property("DNSName")
			switch {
			case name == nil:
			case same < 0:
				p.Value(name, targets[0].Name(), "array %q is called %q at the target", a.Name(), targets[0].Label())
			case dns != nil && dns.Value() != "" && targets[same].Text("DNSName") != "" && !strings.EqualFold(dns.Value(), targets[same].Text("DNSName")):
				p.Value(dns, targets[same].Text("DNSName"), "array %q has the DNS name %q at the target", a.Name(), targets[same].Text("DNSName"))
			}
		}
	},
}

func dnsFragment(dns string) string {
	return `
			<fpc4:DNSName dt:dt="string">` + dns + `</fpc4:DNSName>`
}

var certificateNotAtTarget = &Check{
	Code:     "I013",
	Slug:     "imp-cert-hash-absent",
	Severity: Info,
	Inferred: true,
	Title:    "A listener uses a certificate that no listener of the target uses",
	Why: "The file holds the hash of a certificate, not the certificate. It must be installed on the target with its key, else the SSL listener is " +
		"unusable. Which certificates are installed no export says; that no listener there uses it is a hint.",
	Remedy:   "Install the certificate with its private key in the computer store of every array member before the import.",
	Evidence: []string{optionalDataPage},
	Import:   &Import{Target: "tmg2010-sp2", Export: certificateFragment("00112233445566778899aabbccddeeff00112233")},
	Bad:      func() string { return certificateFragment("«ffeeddccbbaa99887766554433221100ffeeddcc»") },
	Good:     func() string { return certificateFragment("00112233445566778899AABBCCDDEEFF00112233") },
	Run: func(p *Pass) {
		if p.Target.Export == nil {
			return
		}
		known := map[string]bool{}
		for _, o := range p.Target.Export.Objects("AppliedSSLCertificate") {
			known[strings.ToLower(o.Text("SSLCertificateHash"))] = true
		}
		for o := range p.Objects("AppliedSSLCertificate") {
			hash := o.Property("SSLCertificateHash")
			if v := strings.ToLower(hash.Value()); v != "" && !known[v] {
				p.Value(hash, "", "no listener of the target uses the certificate %s of %s; make sure that it is installed there", hash.Display(), quoted(o.Parent))
			}
		}
	},
}

func certificateFragment(hash string) string {
	return ruleElementsFragment(`
				<fpc4:WebListeners StorageName="WebListeners" StorageType="1">
					<fpc4:WebListener StorageName="{0A1B2C3D-0000-4000-8000-000000000702}" StorageType="1">
						<fpc4:Name dt:dt="string">Mail</fpc4:Name>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">
							<fpc4:AppliedSSLCertificates StorageName="AppliedSSLCertificates" StorageType="1">
								<fpc4:AppliedSSLCertificate StorageName="{0A1B2C3D-0000-4000-8000-000000000703}" StorageType="1">
									<fpc4:SSLCertificateHash dt:dt="bin.hex">` + hash + `</fpc4:SSLCertificateHash>
								</fpc4:AppliedSSLCertificate>
							</fpc4:AppliedSSLCertificates>
						</fpc4:WebListenerProperties>
					</fpc4:WebListener>
				</fpc4:WebListeners>`)
}

var foreignAccounts = &Check{
	Code:     "I015",
	Slug:     "imp-sid-foreign-domain",
	Severity: Info,
	Inferred: true,
	Title:    "An account belongs to a domain of which the target names no account",
	Why: "Accounts and roles are stored as SIDs. In another domain or workgroup a SID means nobody, so the rule matches nobody and the role is held by " +
		"nobody. Which domain the target is in no export says; that its own export names no account of the domain is a hint.",
	Remedy:   "Compare the domains, and choose the accounts again after an import to another one.",
	Evidence: []string{optionalDataPage},
	Import:   &Import{Target: "tmg2010-sp2", Export: accountFragment("S-1-5-21-4-5-6-1105")},
	Bad:      func() string { return accountFragment("«S-1-5-21-1-2-3-1105»") },
	Good:     func() string { return accountFragment("S-1-5-21-4-5-6-2000") },
	Run: func(p *Pass) {
		if p.Target.Export == nil {
			return
		}
		known := map[string]bool{}
		for _, o := range p.Target.Export.Objects("Account") {
			known[domainOfSID(schema.Account{Object: o}.SID())] = true
		}
		for o := range p.Objects("Account") {
			domain := domainOfSID(schema.Account{Object: o}.SID())
			if domain == "" || known[domain] || len(known) == 0 {
				continue
			}
			known[domain] = true // once a domain
			p.Value(o.Property("AccountSid"), "", "%s names an account of the domain %s, of which the target's export names none", quoted(o.Parent), domain)
		}
	},
}

// domainOfSID is the SID of the domain that issued an account's; "" for accounts
// that every installation has.
func domainOfSID(sid string) string {
	at := strings.LastIndexByte(sid, '-')
	if !strings.HasPrefix(sid, "S-1-5-21-") || at < len("S-1-5-21-") {
		return ""
	}
	return sid[:at]
}

func accountFragment(sid string) string {
	return ruleElementsFragment(`
				<fpc4:UserSets StorageName="UserSets" StorageType="1">
					<fpc4:UserSet StorageName="{0A1B2C3D-0000-4000-8000-000000000704}" StorageType="1">
						<fpc4:Name dt:dt="string">Staff</fpc4:Name>
						<fpc4:Accounts StorageName="Access" StorageType="1">
							<fpc4:Account StorageName="EXAMPLE-Staff" StorageType="1">
								<fpc4:AccountSid dt:dt="string">` + sid + `</fpc4:AccountSid>
							</fpc4:Account>
						</fpc4:Accounts>
					</fpc4:UserSet>
				</fpc4:UserSets>`)
}
