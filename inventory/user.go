package inventory

import (
	"strings"

	"tmgaudit/schema"
)

var userSection = section{
	name: "users", title: "Users",
	about: "User sets with their accounts, and every other place in which an account is named. Names of accounts that only the domain knows are not in the file: there is the SID.",
	needs: []string{"UserSet", "UserSets", "Account", "Credentials"}, lacks: "users",
	build: func(b *builder) []Table {
		return []Table{
			b.home("user-sets", "User sets", []string{"name", "description", "predefined", "accounts", "first_accounts", "users"}, b.userSetRows),
			b.table("accounts", "Accounts", []string{"of", "account", "kind", "type", "sid", "well_known", "status"}, b.accountRows),
			b.table("credentials", "Stored credentials", []string{"of", "user_name", "password"}, b.credentialRows),
		}
	},
}

func (b *builder) userSetRows(yield func(Row) bool) {
	const most = 10
	for o := range b.all("UserSet") {
		if !yield(rowOf(o, named(o), plain(o, "Description"), predefined(o), number(memberCount(o)), text1(memberSummary(o, most)), number(len(o.Users())))) {
			return
		}
	}
}

func (b *builder) accountRows(yield func(Row) bool) {
	for o := range b.all("Account", "NonWindows-User") {
		holder := o.Parent
		if holder.Parent != nil && strings.HasSuffix(holder.Element, "s") {
			holder = holder.Parent
		}
		kind := "Windows"
		if o.Element != "Account" {
			kind = "other: " + orUnknown(o.Text("Namespace"))
		}
		a := schema.Account{Object: o}
		if !yield(rowOf(o, Cell{{Text: placeOf(holder), Object: holder}}, text1(accountName(o)), text1(kind), value(o, "AccountType"), text1(a.SID()), text1(wellKnown(a.SID())), statusOf(o))) {
			return
		}
	}
}

// accountName is the name that the file has for an account.
func accountName(o *schema.Object) string {
	if n := o.Name(); n != "" {
		return n
	}
	return o.StorageName
}

// statusOf says whether a set has an account or excepts it.
func statusOf(o *schema.Object) Cell {
	switch v := o.Text("AccountStatus"); v {
	case "", "0":
		return text1("included")
	case "1":
		return text1("excepted")
	default:
		return text1(v)
	}
}

// accountText is an account in a few words.
func accountText(a schema.Account) string {
	name := accountName(a.Object)
	if known := wellKnown(a.SID()); known != "" {
		name = known
	}
	if sid := a.SID(); sid != "" && sid != name {
		return strings.TrimSpace(name + " " + sid)
	}
	return name
}

// wellKnownSIDs are accounts with one SID everywhere: MS-DTYP 2.4.2.4.
var wellKnownSIDs = map[string]string{
	"S-1-1-0": "Everyone", "S-1-5-2": "Network", "S-1-5-4": "Interactive", "S-1-5-7": "Anonymous", "S-1-5-11": "Authenticated Users",
	"S-1-5-18": "Local System", "S-1-5-19": "Local Service", "S-1-5-20": "Network Service", "S-1-5-32-544": "Administrators",
	"S-1-5-32-545": "Users", "S-1-5-32-546": "Guests", "S-1-5-32-555": "Remote Desktop Users",
}

// wellKnownRIDs are the ends of the SIDs of accounts that every domain has.
var wellKnownRIDs = map[string]string{
	"500": "Administrator", "501": "Guest", "512": "Domain Admins", "513": "Domain Users", "514": "Domain Guests", "515": "Domain Computers",
	"516": "Domain Controllers", "518": "Schema Admins", "519": "Enterprise Admins",
}

// wellKnown is the name of a SID that is the same everywhere, "" for others.
func wellKnown(sid string) string {
	if name, ok := wellKnownSIDs[sid]; ok {
		return name
	}
	if !strings.HasPrefix(sid, "S-1-5-21-") {
		return ""
	}
	if name, ok := wellKnownRIDs[sid[strings.LastIndexByte(sid, '-')+1:]]; ok {
		return name + " of its domain"
	}
	return ""
}

func (b *builder) credentialRows(yield func(Row) bool) {
	for o := range b.all("Credentials") {
		if len(o.Properties()) == 0 {
			continue
		}
		password := "not in the file"
		if o.Property("Password") != nil {
			password = schema.Masked
		}
		if !yield(rowOf(o, Cell{{Text: placeOf(o.Parent), Object: o.Parent}}, plain(o, "UserName"), text1(password))) {
			return
		}
	}
}
