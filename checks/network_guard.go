package checks

import (
	"fmt"

	"tmgaudit/schema"
)

const (
	spoofPage     = "https://learn.microsoft.com/en-us/previous-versions/ff796858(v=msdn.10)"
	optionsPage   = "https://learn.microsoft.com/en-us/previous-versions/dd436123(v=msdn.10)"
	fragmentsPage = "https://learn.microsoft.com/en-us/previous-versions/dd421064(v=msdn.10)"
	attackPage    = "https://learn.microsoft.com/en-us/previous-versions/dd421069(v=msdn.10)"
	floodPage     = "https://learn.microsoft.com/en-us/previous-versions/dd446761(v=msdn.10)"
)

var spoofing = &Check{
	Code:     "N016",
	Slug:     "net-spoof-detection-off",
	Severity: Critical,
	Title:    "Packets with false source addresses are let in",
	Why: "With SpoofDetectionMode 3 nobody asks whether a packet can come from where it says; with 2 the routing table is asked instead of the " +
		"networks. Rules that trust an address then trust whoever writes it.",
	Remedy:   "Set SpoofDetectionMode to 0 or 1, and correct the networks for whose sake it was switched off.",
	Evidence: []string{spoofPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return networksFragment(ownNetwork(internalNetwork, "Internal", 4, spoofMode("«3»"), "10.0.0.0 10.255.255.255"), "")
	},
	Good: func() string {
		return networksFragment(ownNetwork(internalNetwork, "Internal", 4, spoofMode("1"), "10.0.0.0 10.255.255.255"), "")
	},
	Run: numbered{
		at: place{"Network", ""}, property: "SpoofDetectionMode", wrong: is(2, 3), good: "1", fix: true,
		message: "network %q lets in packets with false source addresses (SpoofDetectionMode %d)",
		louder:  is(3), less: Medium,
	}.run,
}

func spoofMode(n string) string {
	return `
						<fpc4:SpoofDetectionMode dt:dt="int">` + n + `</fpc4:SpoofDetectionMode>`
}

var ipOptions = &Check{
	Code:     "N017",
	Slug:     "net-ip-options-allow",
	Severity: High,
	Title:    "Packets with IP options are let through",
	Why:      "Among the options is source routing, by which a sender chooses the way of his packets and of the answers. Setup denies selected options.",
	Remedy:   "Set IPOptionsAction to 3, which setup writes, and select the options to deny.",
	Evidence: []string{optionsPage, "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824993(v=vs.85)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return attackFragment(optionsFragment("«0»")) },
	Good:     func() string { return attackFragment(optionsFragment("3")) },
	Run: numbered{
		at: place{"IPOptionTypeClass", ""}, property: "IPOptionsAction", wrong: is(0), good: "3", fix: true,
		message: "%q lets packets with any IP options through (IPOptionsAction %d)",
	}.run,
}

// attackFragment is what guards an array against attacks.
func attackFragment(content string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:AttackDetection StorageName="AttackDetection" StorageType="1">` + content + `
				</fpc4:AttackDetection>
			</fpc4:ArrayPolicy>`
}

func optionsFragment(action string) string {
	return `
					<fpc4:IPOptionTypeClass StorageName="IPOptionTypeClass" StorageType="1">
						<fpc4:IPOptionsAction dt:dt="int">` + action + `</fpc4:IPOptionsAction>
					</fpc4:IPOptionTypeClass>`
}

var ipFragments = &Check{
	Code:     "N019",
	Slug:     "net-ip-fragments-blocked",
	Severity: Medium,
	Title:    "Fragments of packets are dropped",
	Why:      "Everything that sends packets larger than the path takes fails now and then: VPN with certificates, Kerberos over UDP, streams. Off is the documented default.",
	Remedy:   "Set IPFragmentsFilteringEnabled to 0, the documented default, unless dropping is wanted.",
	Evidence: []string{fragmentsPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return attackFragment(`
					<fpc4:IPFragmentsFilteringEnabled dt:dt="boolean">«1»</fpc4:IPFragmentsFilteringEnabled>`)
	},
	Good: func() string {
		return attackFragment(`
					<fpc4:IPFragmentsFilteringEnabled dt:dt="boolean">0</fpc4:IPFragmentsFilteringEnabled>`)
	},
	Run: arrayFlag{
		element: "AttackDetection", property: "IPFragmentsFilteringEnabled", wrong: true, fix: true,
		message: "%q drops all fragments of packets",
	}.run,
}

var intrusionDetection = &Check{
	Code:     "N020",
	Slug:     "net-intrusion-detection-off",
	Severity: Medium,
	Title:    "Nobody watches for known attacks on the firewall",
	Why:      "Scans of ports and packets that are made to crash a computer are not told to anybody. On is the documented default.",
	Remedy:   "Set IntrusionDetectionEnabled to 1, the documented default.",
	Evidence: []string{attackPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return attackFragment(`
					<fpc4:IntrusionDetectionEnabled dt:dt="boolean">«0»</fpc4:IntrusionDetectionEnabled>`)
	},
	Good: func() string {
		return attackFragment(`
					<fpc4:IntrusionDetectionEnabled dt:dt="boolean">1</fpc4:IntrusionDetectionEnabled>`)
	},
	Run: arrayFlag{
		element: "AttackDetection", property: "IntrusionDetectionEnabled", wrong: false, fix: true,
		message: "intrusion detection of %q is off",
	}.run,
}

// arrayFlag is the template for a boolean of a part of an array that must not stand
// at one value. An absent property has its documented default and is silent.
type arrayFlag struct {
	element, property string
	wrong             bool
	message           string // about the array
	fix               bool
}

func (t arrayFlag) run(p *Pass) {
	good := "0"
	if !t.wrong {
		good = "1"
	}
	for o := range p.Objects(t.element) {
		prop := o.Property(t.property)
		if v, ok := prop.Bool(); ok && v == t.wrong {
			f := p.Value(prop, good, t.message, arrayOf(o))
			if t.fix {
				f.Set(prop, good)
			}
		}
	}
}

var floodOff = &Check{
	Code:     "N022",
	Slug:     "net-flood-off",
	Severity: High,
	Title:    "The mitigation of floods is switched off",
	Why:      "One infected computer, or one outside, can take all connections that the firewall has. On is the documented default.",
	Remedy:   "Set Enabled of the connection limits to 1, the documented default.",
	Evidence: []string{floodPage},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return floodFragment("«0»", "", "") },
	Good:     func() string { return floodFragment("1", "", "") },
	Run: arrayFlag{
		element: "ConnectionLimitPolicy", property: "Enabled", wrong: false, fix: true,
		message: "the mitigation of floods of %q is off",
	}.run,
}

// floodFragment is the connection limits of an array.
func floodFragment(enabled, properties, limits string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:ConnectionLimitPolicy StorageName="ConnectionLimitPolicy" StorageType="1">
					<fpc4:Enabled dt:dt="boolean">` + enabled + `</fpc4:Enabled>` + properties + `
					<fpc4:ConnectionLimit StorageName="DefaultLimit" StorageType="1">` + limits + `
					</fpc4:ConnectionLimit>
				</fpc4:ConnectionLimitPolicy>
			</fpc4:ArrayPolicy>`
}

func number(name, value string) string {
	return fmt.Sprintf(`
						<fpc4:%s dt:dt="int">%s</fpc4:%s>`, name, value, name)
}

func defaultLimit(o *schema.Object) bool { return o.StorageName == "DefaultLimit" }

// outside makes a condition of numbers that are far from a default: none, or ten
// times as many or more, or fewer than a tenth.
func farFrom(usual int64) func(int64) bool {
	return func(n int64) bool { return n <= 0 || n*10 < usual || n >= usual*10 }
}

var floodPerMinute = floodLimit("N023", "net-flood-tcp-per-minute", "TcpLimitPerMinute", 600, "TCP connections that one address may open in a minute",
	"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824580(v=vs.85)")

var floodHTTP = floodLimit("N025", "net-flood-http-per-minute", "HttpLimitPerMinute", 600, "HTTP requests that one address may send in a minute",
	"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824576(v=vs.85)")

// floodLimit makes a check of one limit for every address.
func floodLimit(code, slug, property string, usual int64, what, page string) *Check {
	return &Check{
		Code:     code,
		Slug:     slug,
		Severity: Medium,
		Title:    "The limit of " + what + " is far from its default",
		Why:      "Far below, proxies and servers behind one address are cut off; far above, or without a limit, the limit protects nobody.",
		Remedy:   fmt.Sprintf("Set %s to %d, the documented default, and name the computers that need more as exceptions.", property, usual),
		Evidence: []string{page, floodPage},
		Fix:      Always,
		Safety:   Unsafe,
		Bad:      func() string { return floodFragment("1", "", number(property, "«60000»")) },
		Good:     func() string { return floodFragment("1", "", number(property, "900")) },
		Run: numbered{
			at: place{"ConnectionLimit", ""}, property: property, wrong: farFrom(usual), good: fmt.Sprint(usual), fix: true,
			message: "the limit " + property + " of %q is %d; the documented default is " + fmt.Sprint(usual),
			when:    defaultLimit,
		}.run,
	}
}

var floodConcurrent = &Check{
	Code:     "N024",
	Slug:     "net-flood-concurrent",
	Severity: Medium,
	Title:    "The limit of connections that one address may have is far from its default",
	Why:      "Far below, proxies and servers behind one address are cut off; far above, or without a limit, one address can take all connections.",
	Remedy:   "Set TcpLimit, UdpLimit and OtherLimit to 160, the documented default, and name the computers that need more as exceptions.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824579(v=vs.85)", "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff824581(v=vs.85)", "https://learn.microsoft.com/en-us/previous-versions/dd446770(v=msdn.10)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return floodFragment("1", "", number("OtherLimit", "160")+number("TcpLimit", "«16000»")+number("UdpLimit", "«0»"))
	},
	Good: func() string {
		return floodFragment("1", "", number("OtherLimit", "160")+number("TcpLimit", "400")+number("UdpLimit", "160"))
	},
	Run: func(p *Pass) {
		for _, property := range []string{"OtherLimit", "TcpLimit", "UdpLimit"} {
			numbered{
				at: place{"ConnectionLimit", ""}, property: property, wrong: farFrom(160), good: "160", fix: true,
				message: "the limit " + property + " of %q is %d; the documented default is 160",
				when:    defaultLimit,
			}.run(p)
		}
	},
}

var floodRule = &Check{
	Code:     "N026",
	Slug:     "net-flood-rule-per-second",
	Severity: Medium,
	Title:    "The limit of new connections of one rule in a second is far from its default",
	Why:      "Far below, busy rules such as that for DNS lose connections; outside 100 to 9999999 the product does not save the value.",
	Remedy:   "Set RulePerSecondLimit to 1000, the documented default.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd446762(v=msdn.10)"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return floodFragment("1", number("RulePerSecondLimit", "«50»"), "") },
	Good:     func() string { return floodFragment("1", number("RulePerSecondLimit", "2000"), "") },
	Run: numbered{
		at: place{"ConnectionLimitPolicy", ""}, property: "RulePerSecondLimit", wrong: farFrom(1000), good: "1000", fix: true,
		message: "the limit RulePerSecondLimit of %q is %d; the documented default is 1000",
	}.run,
}

var floodExceptions = &Check{
	Code:     "N028",
	Slug:     "net-flood-exceptions-broad",
	Severity: Medium,
	Title:    "Nearly everyone is an exception of the mitigation of floods",
	Why:      "The exceptions are meant for published web servers and chained proxies. A computer set that holds every address protects nobody.",
	Remedy:   "Name the few computers that need more connections.",
	Evidence: []string{floodPage},
	Bad:      func() string { return exceptionsFragment("«", "»", anywhere) },
	Good:     func() string { return exceptionsFragment("", "", remoteManagement) },
	Run: func(p *Pass) {
		for o := range p.Objects("ConnectionLimitPolicy") {
			for ref := range o.Refs("SpecialComputerSets") {
				if sameAsAny(ref.TargetName(), anywhere) && !excluded(ref) {
					p.Value(ref.Property("Name"), "", "computer set %q, which holds every address, is an exception of the mitigation of floods of %q", ref.Label(), arrayOf(o))
				}
			}
		}
	},
}

func exceptionsFragment(open, end, target string) string {
	return `
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:ConnectionLimitPolicy StorageName="ConnectionLimitPolicy" StorageType="1">
					<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>` + groupFragment("SpecialComputerSets", "ComputerSet", open+target+end) + `
				</fpc4:ConnectionLimitPolicy>
			</fpc4:ArrayPolicy>`
}
