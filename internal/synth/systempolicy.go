package synth

// systemRule is one row of the system policy that setup creates. Known Ref names come from the SDK header; empty ones are fresh.
type systemRule struct {
	id, name  string
	on        bool
	from, to  []ref
	protocols []ref
	domains   []ref
	users     []ref
}

func local(id string) []ref    { return []ref{{element: "Network", name: netLocalHost, id: id}} }
func internal(id string) []ref { return []ref{{element: "Network", name: netInternal, id: id}} }
func managers() []ref          { return to("ComputerSet", csRemoteMgmt) }
func all(id string) []ref      { return []ref{{element: "UserSet", name: usersAll, id: id}} }

func proto(name, id string) ref { return ref{element: "Protocol", name: name, id: id} }

// systemPolicy is a realistic part of the system policy in its order; sources are never whole outside networks.
var systemPolicy = []systemRule{
	{"{65fc6b53-981f-4c68-8dbd-c559c7f170de}", "Allow access to directory services for authentication purposes", true,
		local("{23d0ab6f-15db-4c81-afa4-0b9e3ebdb954}"), internal("{6d94ecc5-a29a-4d8b-8a4d-0079eaa6640f}"), []ref{
			proto(protoLDAP, "{86d2f01a-e930-4238-96cb-2874397aa90f}"),
			proto(protoLDAPS, "{811c64d4-6871-45fe-9122-2dff6fd07fbf}"),
			proto(protoLDAPGC, "{a011a066-8c66-4188-b975-c0a803c9e007}"),
			proto(protoLDAPSGC, "{d9f84ef8-5919-479a-be90-c8361f96f2e0}")},
		nil, all("{1e8101b8-965e-478e-b631-3d0a5c8183e7}")},
	{"{51e9fca4-d552-41ae-a78b-20c9905049dd}", "Allow Kerberos authentication from the firewall to trusted servers", true,
		local("{63aa9070-6182-4bc4-a967-af72de70a672}"), internal("{9f84922f-9f10-40d5-bb70-a94e71827964}"), []ref{
			proto(protoKerberosTCP, "{9826a7b6-d27e-4382-bc80-e74355a22473}"),
			proto(protoKerberosUDP, "{de6c6a4d-aaac-4618-b7e9-c01f440b5e24}")},
		nil, all("{0141628e-a760-456a-a8ed-52b1fa19a3ac}")},
	{"{81e3c0e3-2c2b-49a2-acbc-86db9727fcc5}", "Allow RADIUS authentication from the firewall to trusted RADIUS servers", false,
		local("{827b586e-ee80-4741-9487-0065c5be9ace}"), internal("{a5724fbd-de31-42c5-9612-e749381c377c}"), []ref{
			proto(protoRADIUS, "{f2d694c6-3005-40bb-a3b3-7ffd9193ecf6}"),
			proto(protoRADIUSAcct, "{a5a66492-c5a6-4b60-aace-b86100436e9e}")},
		nil, all("{bcc56049-c632-484b-9c78-3cb7fc927aaf}")},
	{"{e0093bf3-fa16-4a3c-afe1-19d502ce9608}", "Allow remote management from selected computers using Terminal Server", true,
		managers(), local(""), to("Protocol", protoRDP), nil, all("")},
	{"{fbf6357a-346d-4290-99f6-70d73705fcdb}", "Allow remote management from selected computers using MMC", true,
		managers(), local(""), to("Protocol", protoControl, protoNetBIOSSession, protoRPC), nil, all("")},
	{"{60f76070-73b3-4b41-af7a-d611c0c5a24c}", "Allow remote logging to trusted servers using NetBIOS", false,
		local(""), internal(""), to("Protocol", protoNetBIOSData, protoNetBIOSName, protoNetBIOSSession), nil, all("")},
	{"{1fa6f11e-07df-4875-b396-9720296d1484}", "Allow DHCP requests from the firewall to all networks", true,
		local(""), internal(""), to("Protocol", protoDHCPRequest), nil, all("")},
	{"{b734b288-1aea-4565-85a4-d48feb1d830a}", "Allow DHCP replies from DHCP servers to the firewall", true,
		internal(""), local(""), to("Protocol", protoDHCPReply), nil, all("")},
	{"{02c367ed-b271-4062-bb78-52134e567404}", "Allow ICMP (PING) requests from selected computers to the firewall", true,
		managers(), local(""), to("Protocol", protoPing), nil, all("")},
	{"{43441a7c-2b0a-4ecf-96e5-2d1e5196badb}", "Allow ICMP requests from the firewall to selected servers", true,
		local(""), internal(""), to("Protocol", protoPing), nil, all("")},
	{"{085a6488-4b69-486a-adbc-0860808c44d4}", "Allow Microsoft CIFS from the firewall to trusted servers", true,
		local(""), internal(""), to("Protocol", protoCIFSTCP, protoCIFSUDP), nil, all("")},
	{"{96210741-c328-46c5-8b53-ca6d2452a3dd}", "Allow remote SQL logging from the firewall to selected servers", false,
		local(""), internal(""), to("Protocol", protoSQL), nil, all("")},
	{"{339a72f1-05ac-4665-aa8f-45138dc8d123}", "Allow RPC from the firewall to trusted servers", true,
		local(""), internal(""), to("Protocol", protoRPC), nil, all("")},
	{"{4ff998cf-bdee-4886-9688-400ca798960a}", "Allow HTTP/HTTPS from the firewall to specified Microsoft error reporting sites", true,
		local(""), nil, to("Protocol", protoHTTP, protoHTTPS), to("DomainNameSet", dsErrorReporting), all("")},
	{"{27E69CBA-4149-4151-AD94-FB73CB660704}", "Allow HTTP/HTTPS requests from the firewall to specified sites", true,
		local(""), nil, to("Protocol", protoHTTP, protoHTTPS), to("DomainNameSet", dsSystemSites), to("UserSet", usersSystem)},
	{"{d6bf1528-0530-4116-bd2e-58c60c6b8f15}", "Allow NTP from the firewall to trusted NTP servers", true,
		local(""), internal(""), to("Protocol", protoNTP), nil, all("")},
	{"{382e9abe-2958-4129-8a1c-96909407bb5f}", "Allow SMTP from the firewall to trusted servers", false,
		local(""), internal(""), to("Protocol", protoSMTP), nil, all("")},
	{"{d77e2f93-9510-456e-afa4-e2eb9082df3a}", "Allow HTTP from the firewall to all networks for CRL downloads", false,
		local(""), allNetworks, to("Protocol", protoHTTP), nil, all("")},
}

// policyRules writes the PolicyRules of an array: system policy, own rules, filler, and the default rule last.
func (g *generator) policyRules() {
	w := g.w
	w.singleton("PolicyRules")
	g.rank = 0
	for _, s := range systemPolicy {
		g.policyRule(&rule{id: s.id, name: s.name, off: !s.on, system: true, from: s.from, to: s.to,
			protocols: s.protocols, domains: s.domains, users: s.users})
	}
	for i := range g.story.rules {
		g.policyRule(&g.story.rules[i])
	}
	g.fillRules()
	g.defaultRule()
	w.close()
}

func (g *generator) defaultRule() {
	g.policyRule(&rule{id: ruleDefault, name: "Default rule", last: true, deny: true,
		description: "Predefined rule that denies what no other rule allows",
		from:        allNetworks, to: allNetworks, users: everyone})
}
