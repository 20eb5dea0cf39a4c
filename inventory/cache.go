package inventory

import "tmgaudit/schema"

var cacheSection = section{
	name: "cache", title: "Cache",
	about: "What is cached, in the order in which the rules are read, and where.",
	needs: []string{"ProxyCacheConfiguration", "ProxyCacheRule", "ProxyCacheDirectories"}, lacks: "cache configuration",
	build: func(b *builder) []Table {
		return []Table{
			b.home("cache-rules", "Cache rules", []string{"position", "name", "enabled", "default", "applies_to*", "http", "ftp", "bits", "ssl_responses", "dynamic_content",
				"authenticated_content", "size_limit", "description"}, b.cacheRuleRows),
			b.table("cache-drives", "Cache drives", []string{"server", "directory", "size_mb"}, b.driveRows),
			b.settingsTable("cache-settings", "All settings of the cache", b.all("Cache"), true),
		}
	},
}

func (b *builder) cacheRuleRows(yield func(Row) bool) {
	list := b.ordered("ProxyCacheRule")
	position := positions(list)
	for i, o := range list {
		http, _ := o.Child("ProxyHTTPCacheConfig")
		ftp, _ := o.Child("ProxyFTPCacheConfig")
		limit := text1("none")
		if o.Property("ObjectSizeLimitEnabled").True() {
			limit = Cell{{Text: o.Text("ObjectSizeLimit"), Note: value(o, "ObjectSizeLimitUnits")[0].Text}}
		}
		if !yield(rowOf(o, position(i), named(o), flag(schema.PolicyRule{Object: o}.Enabled()), flag(o.Property("IsDefaultRule").True()), refItems(below(o)), value(http, "HTTPCacheEnable"),
			value(ftp, "FTPCacheEnable"), value(o, "CacheBITSContent"), value(o, "CacheSSLResponses"), value(o, "CacheDynamicContent"), value(o, "CacheAuthenticatedContent"), limit, plain(o, "Description"))) {
			return
		}
	}
}

func (b *builder) driveRows(yield func(Row) bool) {
	for o := range b.all("ProxyCacheDirectory") {
		server := Cell{{Text: unknown}}
		if s, ok := o.Ancestor("Server"); ok {
			server = named(s)
		}
		if !yield(rowOf(o, server, plain(o, "DirectoryName"), plain(o, "CacheLimitInMegs"))) {
			return
		}
	}
}
