package synth

// connection is one ProtocolConnection. transport: 0 is TCP (omitted), 17 UDP, 1 ICMP. direction for TCP: 0 inbound,
// 1 outbound; for UDP: 0 receive, 1 send, 2 receive then send, 3 send then receive.
type connection struct {
	transport, direction, low, high int
	icmpType, icmpCode              int
}

// protocol is one protocol definition; user marks one that an administrator made.
type protocol struct {
	id, name, description string
	category              int // FpcProtocolCategory, 0 omits it
	user                  bool
	primary               []connection
	secondary             []connection
	filters               []string
}

func tcpOut(low, high int) connection { return connection{direction: 1, low: low, high: high} }
func tcpIn(low, high int) connection  { return connection{low: low, high: high} }
func udpOut(low, high int) connection {
	return connection{transport: 17, direction: 3, low: low, high: high}
}
func udpIn(low, high int) connection {
	return connection{transport: 17, direction: 2, low: low, high: high}
}
func icmpOut(icmpType int) connection {
	return connection{transport: 1, direction: 3, icmpType: icmpType}
}

func ports(c ...connection) []connection { return c }

const (
	catCommon    = 2
	catInfra     = 4
	catMail      = 8
	catMessaging = 16
	catRemote    = 32
	catMedia     = 64
	catVPN       = 128
	catWeb       = 256
	catAuth      = 512
)

// predefinedProtocols is a realistic choice of the protocols that setup creates.
var predefinedProtocols = []protocol{
	{id: protoDHCPReply, name: "DHCP (reply)", category: catInfra, primary: ports(udpIn(68, 68))},
	{id: protoDHCPRequest, name: "DHCP (request)", category: catInfra, primary: ports(udpOut(67, 67))},
	{id: protoDNS, name: "DNS", category: catCommon, primary: ports(tcpOut(53, 53), udpOut(53, 53)), filters: ids(filterDNS)},
	{id: protoDNSServer, name: "DNS Server", category: catInfra, primary: ports(tcpIn(53, 53), udpIn(53, 53)), filters: ids(filterDNS)},
	{id: "{1fb8fa00-d4a3-11d2-bbc4-00a0c9d785a6}", name: "Echo (TCP)", category: catInfra, primary: ports(tcpOut(7, 7))},
	{id: "{3bfc6ad0-d4a3-11d2-bbc4-00a0c9d785a6}", name: "Echo (UDP)", category: catInfra, primary: ports(udpOut(7, 7))},
	{id: "{7eb3b980-d4a3-11d2-bbc4-00a0c9d785a6}", name: "Finger", category: catInfra, primary: ports(tcpOut(79, 79))},
	{id: protoFTP, name: "FTP", category: catCommon, primary: ports(tcpOut(21, 21)), filters: ids(filterFTP)},
	{id: "{5CDDC642-932D-4134-A1DB-250574052D00}", name: "FTP Server", category: catInfra, primary: ports(tcpIn(21, 21)), filters: ids(filterFTP)},
	{id: "{41192800-1d25-11d3-8f7c-00c04f57b90b}", name: "H.323 Protocol", category: catMedia, primary: ports(tcpOut(1720, 1720)), filters: ids(filterH323)},
	{id: protoHTTP, name: "HTTP", category: catCommon, primary: ports(tcpOut(80, 80)), filters: ids(filterWebProxy)},
	{id: "{cc6c97b4-eddd-4ee9-88e1-031d268f9d1b}", name: "HTTP Proxy", category: catWeb, primary: ports(tcpOut(8080, 8080))},
	{id: protoHTTPS, name: "HTTPS", category: catCommon, primary: ports(tcpOut(443, 443))},
	{id: protoHTTPSServer, name: "HTTPS Server", category: catWeb, primary: ports(tcpIn(443, 443))},
	{id: "{0f00f750-d4a4-11d2-bbc4-00a0c9d785a6}", name: "ICQ", category: catMessaging, primary: ports(udpOut(4000, 4000)), secondary: ports(tcpIn(0, 0), tcpOut(0, 0))},
	{id: "{9cd616cd-1a2b-446d-8eea-93c5f9069bef}", name: "Ident", category: catInfra, primary: ports(tcpOut(113, 113))},
	{id: "{aa111d05-bb53-49ed-a809-68cffd363f74}", name: "IKE Client", category: catVPN, primary: ports(udpOut(500, 500))},
	{id: "{54dd31b5-7649-4b9e-95e8-361b19188673}", name: "IKE Server", category: catVPN, primary: ports(udpIn(500, 500))},
	{id: "{2d677540-d4a4-11d2-bbc4-00a0c9d785a6}", name: "IMAP4", category: catMail, primary: ports(tcpOut(143, 143))},
	{id: "{4bacec96-40f1-45aa-b44b-62d75367a0c1}", name: "IMAPS", category: catMail, primary: ports(tcpOut(993, 993))},
	{id: protoIMAPSServer, name: "IMAPS Server", category: catMail, primary: ports(tcpIn(993, 993))},
	{id: "{27423a60-59e3-48c1-bef0-af5827815313}", name: "IPsec NAT-T Client", category: catVPN, primary: ports(udpOut(4500, 4500))},
	{id: "{c25bfe73-bcb4-47a4-acb0-da39cfa2de09}", name: "IPsec NAT-T Server", category: catVPN, primary: ports(udpIn(4500, 4500))},
	{id: protoKerberosTCP, name: "Kerberos-Sec (TCP)", category: catAuth, primary: ports(tcpOut(88, 88))},
	{id: protoKerberosUDP, name: "Kerberos-Sec (UDP)", category: catAuth, primary: ports(udpOut(88, 88))},
	{id: "{12BE2A29-CA09-433b-AA85-C8CD6CE9740C}", name: "L2TP Client", category: catVPN, primary: ports(udpOut(1701, 1701))},
	{id: "{F7BBA53D-9AAB-4fbb-A15C-F510E2FEDF48}", name: "L2TP Server", category: catVPN, primary: ports(udpIn(1701, 1701))},
	{id: protoLDAP, name: "LDAP", category: catAuth, primary: ports(tcpOut(389, 389))},
	{id: "{1ce4b611-45e2-4392-ae9d-60922ee6c328}", name: "LDAP (UDP)", category: catAuth, primary: ports(udpOut(389, 389))},
	{id: protoLDAPGC, name: "LDAP GC (Global Catalog)", category: catAuth, primary: ports(tcpOut(3268, 3268))},
	{id: protoLDAPS, name: "LDAPS", category: catAuth, primary: ports(tcpOut(636, 636))},
	{id: protoLDAPSGC, name: "LDAPS GC (Global Catalog)", category: catAuth, primary: ports(tcpOut(3269, 3269))},
	{id: protoCIFSTCP, name: "Microsoft CIFS (TCP)", category: catAuth, primary: ports(tcpOut(445, 445))},
	{id: protoCIFSUDP, name: "Microsoft CIFS (UDP)", category: catAuth, primary: ports(udpOut(445, 445))},
	{id: protoSQL, name: "Microsoft SQL (TCP)", category: catInfra, primary: ports(tcpOut(1433, 1433))},
	{id: "{4f0a479d-095a-4620-941f-41b15f752126}", name: "Microsoft SQL (UDP)", category: catInfra, primary: ports(udpOut(1434, 1434))},
	{id: "{C9C5500B-B782-43e8-AB1F-EB8CAB33C691}", name: "MMS", category: catMedia, primary: ports(tcpOut(1755, 1755), udpOut(1755, 1755)), filters: ids(filterMMS)},
	{id: protoControl, name: "MS Firewall Control", category: catInfra, primary: ports(tcpOut(3847, 3847))},
	{id: protoNetBIOSData, name: "NetBIOS Datagram", category: catInfra, primary: ports(connection{transport: 17, direction: 1, low: 138, high: 138})},
	{id: protoNetBIOSName, name: "NetBIOS Name Service", category: catInfra, primary: ports(udpOut(137, 137))},
	{id: protoNetBIOSSession, name: "NetBIOS Session", category: catInfra, primary: ports(tcpOut(139, 139))},
	{id: "{dec02110-d4a4-11d2-bbc4-00a0c9d785a6}", name: "NNTP", category: catMessaging, primary: ports(tcpOut(119, 119))},
	{id: "{12e5b068-b583-471e-aa74-af316f0999c3}", name: "NNTPS", category: catMessaging, primary: ports(tcpOut(563, 563))},
	{id: protoNTP, name: "NTP (UDP)", category: catInfra, primary: ports(udpOut(123, 123))},
	{id: protoPing, name: "PING", category: catCommon, primary: ports(icmpOut(8))},
	{id: "{0584fbe0-d4a5-11d2-bbc4-00a0c9d785a6}", name: "POP3", category: catCommon, primary: ports(tcpOut(110, 110))},
	{id: "{c45b541b-5f33-45a9-8289-a6e8ecf9b0c2}", name: "POP3S", category: catMail, primary: ports(tcpOut(995, 995))},
	{id: protoPOP3SServer, name: "POP3S Server", category: catMail, primary: ports(tcpIn(995, 995))},
	{id: "{18CC0FE0-C739-44e5-95AC-D6AE3A2F54FA}", name: "PPTP", category: catVPN, primary: ports(tcpOut(1723, 1723)), filters: ids(filterPPTP)},
	{id: protoRADIUS, name: "RADIUS", category: catAuth, primary: ports(udpOut(1812, 1812))},
	{id: protoRADIUSAcct, name: "RADIUS Accounting", category: catAuth, primary: ports(udpOut(1813, 1813))},
	{id: protoRDP, name: "RDP (Terminal Services)", category: catRemote, primary: ports(tcpOut(3389, 3389))},
	{id: protoRDPServer, name: "RDP (Terminal Services) Server", category: catRemote, primary: ports(tcpIn(3389, 3389))},
	{id: protoRPC, name: "RPC (all interfaces)", category: catInfra, primary: ports(tcpOut(135, 135)), filters: ids(filterRPC)},
	{id: "{D8D4D4A5-B30E-40a5-8061-C7CD7C1B9179}", name: "RTSP", category: catMedia, primary: ports(tcpOut(554, 554)), filters: ids(filterRTSP)},
	{id: protoSMTP, name: "SMTP", category: catCommon, primary: ports(tcpOut(25, 25)), filters: ids(filterSMTP)},
	{id: protoSMTPServer, name: "SMTP Server", category: catMail, primary: ports(tcpIn(25, 25)), filters: ids(filterSMTP)},
	{id: "{282ee7c5-87be-4bfe-b304-0a152bbee88d}", name: "SMTPS", category: catMail, primary: ports(tcpOut(465, 465))},
	{id: protoSMTPSServer, name: "SMTPS Server", category: catMail, primary: ports(tcpIn(465, 465))},
	{id: "{cc96e9e3-b2ba-4d81-8c95-fb92a7366b23}", name: "SNMP", category: catInfra, primary: ports(udpOut(161, 161))},
	{id: "{53496cef-c05c-4c08-b737-58f6cf7954ab}", name: "SNMP Trap", category: catInfra, primary: ports(udpOut(162, 162))},
	{id: protoSSH, name: "SSH", category: catRemote, primary: ports(tcpOut(22, 22))},
	{id: "{930715f0-d4a5-11d2-bbc4-00a0c9d785a6}", name: "Telnet", category: catRemote, primary: ports(tcpOut(23, 23))},
	{id: "{4ca6aa81-a6e6-4384-a789-89eb705f9026}", name: "TFTP", category: catInfra, primary: ports(udpOut(69, 69))},
	{id: "{d9e467f0-d4a5-11d2-bbc4-00a0c9d785a6}", name: "WhoIs", category: catInfra, primary: ports(tcpOut(43, 43))},
}

func ids(s ...string) []string { return s }

func (g *generator) protocol(p *protocol) {
	w := g.w
	w.open("Protocol", p.id)
	w.strIf("Description", p.description)
	w.str("Name", p.name)
	w.boolIf("Predefined", !p.user)
	w.intIf("ProtocolCategory", p.category)
	g.connections("PrimaryConnections", p.primary)
	if len(p.secondary) > 0 {
		g.connections("SecondaryConnections", p.secondary)
	}
	if len(p.filters) > 0 {
		w.open("Refs", "ApplicationFilters")
		for _, f := range p.filters {
			g.ref(ref{element: "ProxyPlugin", name: f})
		}
		w.close()
	}
	w.close()
}

func (g *generator) connections(role string, list []connection) {
	w := g.w
	w.open("ProtocolConnections", role)
	for _, c := range list {
		w.open("ProtocolConnection", g.nextGUID())
		w.intIf("ConnectionType", c.transport)
		w.int("Direction", c.direction)
		if c.transport == 1 {
			w.int("ICMPCode", c.icmpCode)
			w.int("ICMPType", c.icmpType)
		} else {
			w.int("PortHigh", c.high)
			w.int("PortLow", c.low)
		}
		w.close()
	}
	w.close()
}
