package synth

// tunnelRange is one range of ports that CONNECT may reach.
type tunnelRange struct {
	name      string
	low, high int
}

var defaultTunnelRanges = []tunnelRange{{"NNTP", 563, 563}, {"SSL", 443, 443}}

// arrayPolicy writes the ArrayPolicy object of an array.
func (g *generator) arrayPolicy() {
	w := g.w
	w.singleton("ArrayPolicy")
	g.policyRules()
	g.webProxy()
	g.attackDetection()
	g.connectionLimits()
	w.singleton("LowLevelSettings")
	w.int("DnsCacheSize", 10000)
	w.int("TcpBufferSize", 2920)
	w.int("UdpBufferSize", 8192)
	w.close()
	w.empty("ProxyWSP")
	w.close()
}

func (g *generator) webProxy() {
	w := g.w
	w.singleton("WebProxy")
	if g.story.connectCache != nil {
		w.int("ConnectCacheSize", *g.story.connectCache)
	}
	w.int("MaxResponseHeadersSize", 32768)
	w.str("WebProxyFtpClientPassword", "IEUser@")
	w.singleton("ProxyTunnelPortRanges")
	for _, r := range append(defaultTunnelRanges[:len(defaultTunnelRanges):len(defaultTunnelRanges)], g.story.tunnels...) {
		w.open("ProxyTunnelPortRange", g.nextGUID())
		if g.tmg() {
			w.str("Name", r.name)
		}
		w.int("TunnelHighPort", r.high)
		w.int("TunnelLowPort", r.low)
		w.close()
	}
	w.close()
	w.open("HTTPCompressionConfiguration", "HTTP-Compression-Configuration")
	w.close()
	w.empty("ExplicitLinkTranslationMappings", "LinkTranslationRedirection")
	w.close()
}

func (g *generator) attackDetection() {
	w := g.w
	w.singleton("AttackDetection")
	w.bool("IntrusionDetectionEnabled", true)
	w.bool("IntrusionDetectionLoggingEnabled", true)
	w.int("PortScanDetectionAllPortsThreshold", 20)
	w.close()
}

func (g *generator) connectionLimits() {
	w := g.w
	w.singleton("ConnectionLimitPolicy")
	w.bool("Enabled", true)
	w.int("RulePerSecondLimit", 1000)
	w.open("ConnectionLimit", "DefaultLimit")
	w.int("OtherLimit", 160)
	w.int("TcpLimit", 160)
	w.int("UdpLimit", 160)
	w.close()
	w.open("ConnectionLimit", "SpecialLimit")
	w.close()
	w.open("Refs", "SpecialComputerSets")
	w.close()
	w.close()
}
