package compare

import (
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

// Bound says why a difference between two servers is to be expected: the value
// belongs to the machine or to the moment of the export, not to the configuration.
type Bound struct {
	Element  string // of the object, or of one above it where Property is ""
	Property string // storage name; "" for the object with all that it holds
	Below    string // only below an object with this element or GUID; "" anywhere
	Why      string // a few words
}

// bounds is the table of what does not count under the servers profile. The names
// are storage names as Microsoft's viewer (ISAInfo.html 1.0.2161.25) and fragments
// of real exports have them.
var bounds = []Bound{
	// The header tells who wrote the file, when and how (real exports of TMG RTM and SP2).
	{"Root", "Build", "", "build of the product"},
	{"Root", "Comment", "", "comment of the export"},
	{"Root", "ConfigurationMode", "", "how the server is managed"},
	{"Root", "Edition", "", "edition of the product"},
	{"Root", "EnterpriseLevel", "", "header of the export"},
	{"Root", "ExportItemClassCLSID", "", "what was exported"},
	{"Root", "ExportItemCompatibilityVersion", "", "version of the format"},
	{"Root", "ExportItemScope", "", "what was exported"},
	{"Root", "ExportItemStorageName", "", "GUID of what was exported"},
	{"Root", "IsaXmlVersion", "", "version of the format"},
	{"Root", "OptionalData", "", "what was exported"},
	{"Root", "Upgrade", "", "header of the export"},

	// Arrays and servers are called differently and may run other builds.
	{"Array", "AdminMajorVersion", "", "build of the product"},
	{"Array", "AdminMinorVersion", "", "build of the product"},
	{"Array", "CompatibilityVersion", "", "version of the format"},
	{"Array", "Description", "", "description of the array"},
	{"Array", "DNSName", "", "name of the array"},
	{"Array", "Name", "", "name of the array"},
	{"Array", "Version", "", "build of the product"},
	{"ISAPIFilter", "Version", "", "build of a filter"},
	{"ProxyPlugin", "Version", "", "build of a filter"},
	{"Server", "", "", "a member of the array"},
	{"ConfigurationStorageServerConnection", "PrimaryConfigurationStorageServer", "", "name of a server"},
	{"ConfigurationStorageServerConnection", "AlternateConfigurationStorageServer", "", "name of a server"},
	{"ConfigurationStorageServerConnection", "VpnBackupStorageServer", "", "name of a server"},

	// What clients are told to connect to, and what listens there.
	{"WinsockClientConfig", "ServerOrArrayNameOrIP", "", "name of the server"},
	{"BrowserClientConfig", "ServerOrArrayName", "", "name of the server"},
	{"IPAddresses", "IPAddressesStrings", "IPOnNetwork", "address of the server"},
	{"AppliedSSLCertificate", "", "", "certificate of the server"},
	{"Computer", "", arrayServers, "a member of the array"},

	// What the product writes while it runs.
	{"ChangeTracking", "ChangeLog", "", "history of changes"},
	{"ReadyReports", "", "", "history of reports"},
	{"Refs", "", "ReportJob", "server that makes the report"},
}

// arrayServers is the predefined computer set that setup fills with the members of
// the array (FpcObjectsGuids.h).
const arrayServers = "{A7AA2254-B5EE-45E3-B0B2-01B86D8D67A3}"

// bound finds why a change does not count between servers, nil when it does.
func bound(c *Change) *Bound {
	for i := range bounds {
		if bounds[i].holds(c) {
			return &bounds[i]
		}
	}
	return nil
}

func (b *Bound) holds(c *Change) bool {
	o := c.Object()
	switch {
	case b.Property == "" && !within(o, b.Element):
		return false
	case b.Property != "" && (o.Element != b.Element || c.Property != b.Property):
		return false
	}
	return b.Below == "" || within(o, b.Below)
}

// within reports whether o or something above it has the element or the GUID.
func within(o *schema.Object, name string) bool {
	for ; o != nil; o = o.Parent {
		if o.Element == name || catalog.SameGUID(o.StorageName, name) {
			return true
		}
	}
	return false
}
