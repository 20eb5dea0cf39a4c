package checks

import (
	"fmt"
	"net/netip"
	"strings"

	"tmgaudit/schema"
)

// consistencyChecks look at what contradicts itself or costs speed.
var consistencyChecks = []*Check{
	membersCache, hugeSet, cacheWithoutSpace, cacheMemory, compressedAgain, remoteLog, proxyByAddress,
}

var membersCache = &Check{
	Code:     "S008",
	Slug:     "cons-member-settings",
	Severity: Info,
	Inferred: true,
	Title:    "The members of an array have caches of different size",
	Why: "Members of an array share the work. Where one has another cache than the rest it answers more slowly, or more of the cached content lies " +
		"with it, and faults show at one member only.",
	Remedy:   "Give all members the same space for the cache, unless their load factor differs too.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824386(v=vs.85)"},
	Bad:      func() string { return memberCachesFragment("«", "»", "100") },
	Good:     func() string { return memberCachesFragment("", "", "5000") },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			servers, ok := array.Child("Servers")
			if !ok || !servers.Audited() {
				continue
			}
			var first *schema.Object
			var size int64
			for s := range servers.Items("Server") {
				n, ok := cacheSpace(s)
				switch {
				case !ok:
				case first == nil:
					first, size = s, n
				case n != size:
					p.Report(Finding{
						Object:  s,
						Message: fmt.Sprintf("server %q has %d MB of cache, %q has %d", s.Label(), n, first.Label(), size),
						Related: []Related{{Object: first, Span: first.TagSpan(), Message: fmt.Sprintf("%q has %d MB", first.Label(), size)}},
					})
				}
			}
		}
	},
}

// cacheSpace is the space for the cache of a server in megabytes; ok is false where
// the file does not hold its cache drives.
func cacheSpace(server *schema.Object) (megabytes int64, ok bool) {
	drives, ok := server.Child("ProxyCacheDirectories")
	if !ok || !drives.Audited() {
		return 0, false
	}
	for d := range drives.Items("ProxyCacheDirectory") {
		n, _ := d.Property("CacheLimitInMegs").Int()
		megabytes += n
	}
	return megabytes, true
}

func memberCachesFragment(open, end, second string) string {
	member := func(open, end, guid, name, size string) string {
		return `
				` + open + `<fpc4:Server StorageName="` + guid + `" StorageType="1">` + end + `
					<fpc4:Name dt:dt="string">` + name + `</fpc4:Name>
					<fpc4:ProxyCacheDirectories StorageName="ProxyCacheDirectories" StorageType="1">
						<fpc4:ProxyCacheDirectory StorageName="D:" StorageType="1">
							<fpc4:CacheLimitInMegs dt:dt="int">` + size + `</fpc4:CacheLimitInMegs>
						</fpc4:ProxyCacheDirectory>
					</fpc4:ProxyCacheDirectories>
				</fpc4:Server>`
	}
	return `
			<fpc4:Servers StorageName="Servers" StorageType="1">` +
		member("", "", "{0A1B2C3D-0000-4000-8000-000000000051}", "FW01", "5000") +
		member(open, end, "{0A1B2C3D-0000-4000-8000-000000000052}", "FW02", second) + `
			</fpc4:Servers>`
}

// manyEntries is the number of entries from which on a set is worth a thought.
const manyEntries = 10000

var hugeSet = &Check{
	Code:     "S010",
	Slug:     "perf-huge-url-set",
	Severity: Info,
	Inferred: true,
	Title:    "A set of names holds very many entries",
	Why: "Every change of the configuration is loaded with all entries of all sets, and every request is compared with those that its rules name. Very " +
		"long lists make both slow.",
	Remedy:   "Nothing need be done while it is fast enough; else use URL categories, or take out entries that nobody visits.",
	Evidence: []string{"https://github.com/spithash/TMG-Blacklist-Generator"},
	Limit:    manyEntries,
	Bad:      func() string { return hugeFragment("«", "»", manyEntries+1) },
	Good:     func() string { return hugeFragment("", "", 3) },
	Run: func(p *Pass) {
		for _, set := range [][2]string{{"URLSet", "URLStrings"}, {"DomainNameSet", "DomainNameStrings"}} {
			for o := range p.Objects(set[0]) {
				if n := o.Property(set[1]).Len(); n > p.Limit() {
					p.Report(Finding{Object: o, Message: fmt.Sprintf("%s %q holds %d entries", set[0], o.Label(), n)})
				}
			}
		}
	},
}

func hugeFragment(open, end string, entries int) string {
	return ruleElementsFragment(`
				<fpc4:URLSets StorageName="URLSets" StorageType="1">
					` + open + `<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">` + end + `
						<fpc4:Name dt:dt="string">Blocked</fpc4:Name>
						<fpc4:URLStrings>` + strings.Repeat(`
							<fpc4:Str dt:dt="string">http://bad.example/*</fpc4:Str>`, entries) + `
						</fpc4:URLStrings>
					</fpc4:URLSet>
				</fpc4:URLSets>`)
}

var cacheWithoutSpace = &Check{
	Code:     "S011",
	Slug:     "perf-cache-zero-or-off",
	Severity: Info,
	Inferred: true,
	Title:    "Caching is on, but no server has space for a cache",
	Why:      "Caching works when a drive has space for it. The configuration says that it is on, and no server has any, so every page comes from the Internet.",
	Remedy:   "Give the servers space for the cache, or switch caching off so that nobody counts on it.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824386(v=vs.85)"},
	Bad:      func() string { return withOptionalData(12, cacheSpaceFragment("«1»", "0")) },
	Good:     func() string { return withOptionalData(12, cacheSpaceFragment("1", "5000")) },
	Run: func(p *Pass) {
		if data, ok := p.Doc.Header().OptionalData(); !ok || data&schema.ServerSpecific == 0 {
			return // cache drives belong to the data of the server
		}
		for o := range p.Objects("ProxyCacheConfiguration") {
			if prop := o.Property("Enabled"); prop.True() && noCacheSpace(o.Owner()) {
				p.Value(prop, "", "caching of %q is on, but no server has space for a cache", arrayOf(o))
			}
		}
	},
}

// noCacheSpace reports whether the file holds the cache drives of every server of
// an array, and none has space.
func noCacheSpace(array *schema.Object) bool {
	servers, ok := array.Child("Servers")
	if !ok || !servers.Audited() {
		return false
	}
	known := false
	for s := range servers.Items("Server") {
		n, ok := cacheSpace(s)
		if !ok || n > 0 {
			return false
		}
		known = true
	}
	return known
}

func cacheSpaceFragment(enabled, size string) string {
	return `
			<fpc4:Servers StorageName="Servers" StorageType="1">
				<fpc4:Server StorageName="{0A1B2C3D-0000-4000-8000-000000000051}" StorageType="1">
					<fpc4:Name dt:dt="string">FW01</fpc4:Name>
					<fpc4:ProxyCacheDirectories StorageName="ProxyCacheDirectories" StorageType="1">
						<fpc4:ProxyCacheDirectory StorageName="D:" StorageType="1">
							<fpc4:CacheLimitInMegs dt:dt="int">` + size + `</fpc4:CacheLimitInMegs>
						</fpc4:ProxyCacheDirectory>
					</fpc4:ProxyCacheDirectories>
				</fpc4:Server>
			</fpc4:Servers>` + cacheFragment(`
					<fpc4:Enabled dt:dt="boolean">`+enabled+`</fpc4:Enabled>`)
}

var cacheMemory = &Check{
	Code:     "S012",
	Slug:     "perf-cache-too-big",
	Severity: Info,
	Inferred: true,
	Title:    "The cache takes half of the memory or more",
	Why:      "Memory that the cache has is missing for connections and filters. 10 percent is the documented default.",
	Remedy:   "Lower the share of the cache, unless the computer has memory to spare.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824370(v=vs.85)"},
	Bad: func() string {
		return cacheFragment(`
					<fpc4:MemoryCacheUsagePercent dt:dt="int">«75»</fpc4:MemoryCacheUsagePercent>`)
	},
	Good: func() string {
		return cacheFragment(`
					<fpc4:MemoryCacheUsagePercent dt:dt="int">10</fpc4:MemoryCacheUsagePercent>`)
	},
	Run: func(p *Pass) {
		for o := range p.Objects("ProxyCacheConfiguration") {
			prop := o.Property("MemoryCacheUsagePercent")
			if n, ok := prop.Int(); ok && n >= 50 && n <= 100 {
				p.Value(prop, "10", "the cache of %q may take %d percent of the memory", arrayOf(o), n)
			}
		}
	},
}

// Content types that are compressed already, by the symbols of the SDK's headers.
const (
	typesCompressed = "{B6A4AAC2-082B-4271-98B4-78BCDEE08B48}" // COMPRESSED_FILES_CONTENT_TYPE_SET_GUID
	typesAudio      = "{7DB4EC57-588B-489C-BF85-E768A1D3A6B7}" // AUDIO_CONTENT_TYPE_SET_GUID
	typesVideo      = "{7D3E566C-E96C-4CD4-B6AA-8181A8386C8E}" // VIDEO_CONTENT_TYPE_SET_GUID
)

var compressedAgain = &Check{
	Code:     "S013",
	Slug:     "perf-compression-everything",
	Severity: Low,
	Title:    "Content is compressed that is compressed already",
	Why: "Archives, sound and video do not become smaller by compressing them once more. It costs the firewall's processors, and inspection must " +
		"unpack what was packed for nothing.",
	Remedy:   "Take these content types out of HTTP compression.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd436084(v=msdn.10)", "https://learn.microsoft.com/ja-jp/previous-versions/windows/desktop/ff824932(v=vs.85)"},
	Bad:      func() string { return compressionFragment("«" + typesCompressed + "»") },
	Good:     func() string { return compressionFragment("{23B0DFE2-C9E1-4426-B74D-09CF1E34F0F5}") },
	Run: func(p *Pass) {
		for o := range p.Objects("HTTPCompressionConfiguration") {
			// Both properties are taken to be stored under their COM names.
			if v, ok := o.Property("Enabled").Bool(); ok && !v || o.Property("NoCompressionForSpecifiedContentTypes").True() {
				continue
			}
			for ref := range refsBelow(o) {
				if sameAsAny(ref.TargetName(), typesCompressed, typesAudio, typesVideo) {
					p.Value(ref.Property("Name"), "", "HTTP compression of %q compresses %q, which is compressed already", arrayOf(o), ref.Label())
				}
			}
		}
	},
}

func compressionFragment(types string) string {
	return webProxyFragment(`
					<fpc4:HTTPCompressionConfiguration StorageName="HTTP-Compression-Configuration" StorageType="1">` +
		refsFragment("CompressibleContentTypeSets", "ContentTypeSet", types) + `
					</fpc4:HTTPCompressionConfiguration>`)
}

// The storage name of DropConnectionOnLogError has not been seen; it is taken to be
// that of the COM property.
var remoteLog = &Check{
	Code:     "S014",
	Slug:     "perf-logging-all-fields-sql",
	Severity: Info,
	Inferred: true,
	Title:    "Traffic depends on a remote log server",
	Why: "The log goes to a SQL Server over the network, and DropConnectionOnLogError is on, its default: when that server or the way to it fails, the " +
		"firewall may stop letting traffic through rather than let it through without a record.",
	Remedy:   "Log locally, or decide that traffic may go on without a log; the documentation advises to set DropConnectionOnLogError to 0 then.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825248(v=vs.85)", "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825262(v=vs.85)"},
	Bad: func() string {
		return logFragment(`
					<fpc4:LogType dt:dt="int">«4»</fpc4:LogType>`)
	},
	Good: func() string {
		return logFragment(`
					<fpc4:LogType dt:dt="int">3</fpc4:LogType>`)
	},
	Run: numbered{
		at:       place{element: "Log", above: "Logs"},
		property: "LogType",
		wrong:    is(4),
		message:  "traffic may stop when the SQL Server for %q fails; LogType is %d",
		when: func(o *schema.Object) bool {
			v, ok := o.Property("DropConnectionOnLogError").Bool()
			return v || !ok
		},
	}.run,
}

var proxyByAddress = &Check{
	Code:     "S015",
	Slug:     "perf-kcd-ntlm-fallback",
	Severity: Medium,
	Title:    "Browsers know the proxy by its address, so they cannot use Kerberos",
	Why: "Kerberos needs the name of a service. For an address there is no ticket, so every connection to the proxy is authenticated by NTLM: three " +
		"round trips, and a question to a domain controller each time.",
	Remedy:   "Name the proxy by its full host name in the settings for browsers.",
	Evidence: []string{"https://blogs.technet.microsoft.com/isablog/2008/06/25/understanding-by-design-behavior-of-isa-server-2006-using-kerberos-authentication-for-web-proxy-requests-on-isa-server-2006-with-nlb/"},
	Bad:      func() string { return proxyAddressFragment("«10.0.0.1»") },
	Good:     func() string { return proxyAddressFragment("fw01.contoso.example") },
	Run: func(p *Pass) {
		for _, array := range p.Doc.Arrays() {
			for _, n := range array.Networks() {
				prop := proxyName(n)
				l, ok := n.Listener()
				if _, err := netip.ParseAddr(strings.TrimSpace(prop.Value())); err != nil || !ok || !n.Property("EnableWebProxyClients").True() {
					continue
				}
				if m := methodsOf(l.Object); m.integrated {
					p.Value(prop, "", "browsers of network %q know the proxy as %s, for which there is no Kerberos ticket", n.Label(), prop.Value())
				}
			}
		}
	},
}

func proxyAddressFragment(name string) string {
	return `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">` + proxyNameNetwork(name, "") + `
				</fpc4:Networks>
			</fpc4:NetConfig>`
}
