package synth

// Indices of the enterprise's own objects, apart from those of the array below it.
const (
	enterpriseIndex = 500 + iota
	enterpriseSecond
)

// joinedArray: an array whose rules use elements of its enterprise and a few of its own.
func (g *generator) joinedArray(s *story) {
	staff := to("UserSet", g.guid(kindUserSet, enterpriseIndex))
	s.internalEnterprise = []string{g.guid(kindNetwork, enterpriseIndex)}
	s.urlSets = []stringSet{{g.guid(kindURLSet, 0), "Local suppliers", "Suppliers of this site only", false,
		[]string{"http://orders.example.net/*", "http://stock.example.org/*"}}}
	s.groups = []policyGroup{{policyGroupWeb, "Web Access Policy Group", 1}}
	s.rules = []rule{
		{id: g.guid(kindRule, 0), name: "Local suppliers", description: "No user needed", from: nets(netInternal),
			protocols: to("Protocol", protoHTTP, protoHTTPS), urls: own("URLSet", g.guid(kindURLSet, 0)), users: everyone},
		{id: g.guid(kindRule, 1), name: "Partners of the enterprise", description: "Uses URL and user sets of the enterprise", from: nets(netInternal),
			protocols: to("Protocol", protoHTTP, protoHTTPS), urls: to("URLSet", g.guid(kindURLSet, enterpriseIndex)), users: staff},
		{id: g.guid(kindRule, 2), name: "Web access", description: "Browsing in working hours", from: nets(netInternal), to: nets(netExternal),
			protocols: to("Protocol", protoHTTP, protoHTTPS), users: staff, schedule: scheduleWorkHours, group: policyGroupWeb},
		{id: g.guid(kindRule, 3), name: "Inventory agent", description: "Protocol of the enterprise", from: nets(netInternal), to: nets(netExternal),
			protocols: to("Protocol", g.guid(kindProtocol, enterpriseIndex)), users: everyone},
	}
}

// enterpriseStory is what stands at the enterprise level.
func (g *generator) enterpriseStory() story {
	return story{
		computerSets: []computerSet{
			{id: csAnywhere, name: "Anywhere", description: "Predefined set containing all possible IP addresses", predefined: true,
				ranges: []addressRange{{name: "Anywhere", from: "0.0.0.0", to: "255.255.255.255"}}},
			{id: csEnterpriseMgmt, name: "Enterprise Remote Management Computers", description: "Computers allowed to manage the arrays of the enterprise", predefined: true,
				computers: []computer{{name: "MGMT01", address: "10.0.0.20"}}},
		},
		urlSets:    []stringSet{{g.guid(kindURLSet, enterpriseIndex), "Partners", "Partners of the whole enterprise", false, []string{"http://partner.example.com/*", "http://portal.example.net/*"}}},
		domainSets: []stringSet{{g.guid(kindDomainNameSet, enterpriseIndex), "Blocked domains", "Maintained by the security team", false, []string{"*.blocked01.example", "*.blocked02.example", "*.blocked03.example"}}},
		protocols:  []protocol{{id: g.guid(kindProtocol, enterpriseIndex), name: "Inventory agent", description: "Inventory service of the enterprise", user: true, primary: ports(tcpOut(24680, 24680))}},
		userSets:   []userSet{{g.guid(kindUserSet, enterpriseIndex), "Staff", "All staff", false, []account{{"CONTOSO-Staff", domainSID + "1104", 1}}}},
	}
}

// enterprise writes the Enterprise beside the Arrays. Its references have enterprise scope.
func (g *generator) enterprise() {
	w := g.w
	array := g.story
	g.story, g.arrayLevel = g.enterpriseStory(), false
	w.singleton("Enterprise")
	w.str("Name", "Enterprise")
	g.extensions()
	w.singleton("NetConfig")
	w.singleton("EnterpriseNetworks")
	w.open("EnterpriseNetwork", g.guid(kindNetwork, enterpriseIndex))
	w.str("Description", "Addresses of all sites")
	w.str("Name", "Corporate")
	g.ipRanges("IpRangeSet", [][2]string{{"10.0.0.0", "10.255.255.255"}})
	w.close()
	w.close()
	w.close()
	w.singleton("Policies")
	g.enterprisePolicy(policyArrayOnly, "Default Policy", true, nil, nil)
	g.enterprisePolicy(g.guid(kindPolicy, 0), "Contoso Policy", false, g.rulesBeforeArray(), g.rulesAfterArray())
	w.close()
	g.ruleElements(true)
	w.close()
	g.story, g.arrayLevel = array, true
}

func (g *generator) rulesBeforeArray() []rule {
	return []rule{
		{id: g.guid(kindRule, enterpriseIndex), name: "Blocked domains", description: "For every array, before its own rules", deny: true,
			from: corporate(g), domains: to("DomainNameSet", g.guid(kindDomainNameSet, enterpriseIndex)),
			protocols: to("Protocol", protoHTTP, protoHTTPS), users: everyone, categories: to("UrlCategory", categoryMalicious)},
	}
}

func (g *generator) rulesAfterArray() []rule {
	return []rule{
		{id: g.guid(kindRule, enterpriseSecond), name: "Partners for staff", description: "For arrays that have no rule of their own",
			from: corporate(g), urls: to("URLSet", g.guid(kindURLSet, enterpriseIndex)),
			protocols: to("Protocol", protoHTTP, protoHTTPS), users: to("UserSet", g.guid(kindUserSet, enterpriseIndex))},
	}
}

func corporate(g *generator) []ref {
	return to("EnterpriseNetwork", g.guid(kindNetwork, enterpriseIndex))
}

func (g *generator) enterprisePolicy(id, name string, predefined bool, before, after []rule) {
	w := g.w
	w.open("Policy", id)
	w.str("Name", name)
	w.boolIf("Predefined", predefined)
	w.singleton("PolicyRules")
	g.rank = 0
	for i := range before {
		g.policyRule(&before[i])
	}
	g.policyRule(&rule{id: rulePlaceHolder, name: "Array Policy", description: "Place of the rules of the array", kind: placeHolder})
	for i := range after {
		g.policyRule(&after[i])
	}
	g.policyRule(&rule{id: ruleDefault, name: "Default rule", last: true, deny: true, description: "Predefined rule that denies what no other rule allows",
		from: to("ComputerSet", csAnywhere), to: to("ComputerSet", csAnywhere), users: everyone})
	w.close()
	w.close()
}

// urlCategories are the categories that rules of this file point to.
func (g *generator) urlCategories() {
	w := g.w
	w.singleton("UrlCategories")
	w.open("UrlCategory", categoryMalicious)
	w.int("CategoryId", 32)
	w.str("Description", "Malicious Web sites covertly install applications onto targeted systems with the intent of causing harm to people or property through use of unauthorized computer activity.")
	w.str("Name", "Malicious")
	w.close()
	w.close()
}
