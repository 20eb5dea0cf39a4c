package synth

// cache writes the Cache object: configuration, the update rule of TMG, the default rule, and no download jobs.
func (g *generator) cache() {
	w := g.w
	w.singleton("Cache")
	w.singleton("ProxyCacheConfiguration")
	w.int("MemoryCacheUsagePercent", 10)
	w.singleton("ProxyCacheRules")
	order := 0
	if g.tmg() {
		w.open("ProxyCacheRule", g.guid(kindRule, -2))
		w.bool("CacheBITSContent", true)
		w.str("Description", "Keeps content that the Microsoft Update service delivers")
		w.bool("Enabled", true)
		w.str("Name", "Microsoft Update Cache Rule")
		w.hex("Order", rank(order))
		g.cacheTimes()
		g.refs("DestinationDomainNameSets", to("DomainNameSet", dsMicrosoftUpdate))
		w.close()
		order++
	}
	w.open("ProxyCacheRule", g.guid(kindRule, -3))
	w.str("Description", "Predefined rule for content that no other rule matches")
	w.bool("Enabled", true)
	w.bool("IsDefaultRule", true)
	w.str("Name", "Last default rule")
	w.hex("Order", rank(order))
	g.cacheTimes()
	g.selection("DestinationSelectionIPs", allNetworks)
	w.close()
	w.close()
	w.close()
	w.empty("Prefetcher")
	w.close()
}

func (g *generator) cacheTimes() {
	w := g.w
	w.singleton("ProxyHTTPCacheConfig")
	w.int("AgeFactor", 20)
	w.bool("HTTPCacheEnable", true)
	w.close()
	w.singleton("ProxyFTPCacheConfig")
	w.bool("FTPCacheEnable", true)
	w.close()
}
