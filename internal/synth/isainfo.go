package synth

// isaInfoFields are the foreign leaves that ISAInfo adds under a server.
var isaInfoFields = [][2]string{
	{"ScriptVersion", "1.0.2161.24"},
	{"CreatedTime", "2024-03-11 09:41:07"},
	{"FQDN", "fw01.contoso.example"},
	{"ProductVersion", "7.0.9193.500"},
	{"SignaledAlerts", "Service started <Forefront TMG Firewall> & <Forefront TMG Managed Control>"},
	{"OS", "Microsoft Windows Server 2008 R2 Standard, Service Pack 1, build 7601"},
	{"NetInfo", "Ethernet adapter Internal:\n   IPv4 Address . . : 10.0.0.1\n   Subnet Mask  . . : 255.0.0.0\nEthernet adapter External:\n   IPv4 Address . . : 203.0.113.2\n   Default Gateway  : 203.0.113.1"},
	{"Registry", `HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\MaxUserPort = 65534`},
}

// isaInfoServer adds the collected data of a server: elements without namespace, text in CDATA sections.
func (g *generator) isaInfoServer() {
	w := g.w
	w.openForeign("ISAInfoData")
	for _, f := range isaInfoFields {
		w.cdata(f[0], f[1])
	}
	w.close()
}

func (g *generator) isaInfoLogs() {
	w := g.w
	w.openForeign("ISAInfoData")
	w.cdata("ScriptVersion", "1.0.2161.24")
	w.close()
}
