package checks

import (
	"fmt"
	"strings"

	"tmgaudit/policy"
	"tmgaudit/schema"
)

// ontoTMG is an import to TMG of what ISA Server 2006 wrote.
var ontoTMG = &Import{Target: "tmg2010-sp2"}

// migrates reports whether a file of ISA Server is to be imported to TMG.
func (p *Pass) migrates() bool {
	return p.Target.Major == 7 && (p.Doc.Product.Major == 4 || p.Doc.Product.Major == 5)
}

// fromISA2006 is the export of an ISA Server 2006 with the content of an array.
func fromISA2006(content string) string {
	return strings.Replace(withOptionalData(12, content), "7.0.9193.500", "5.0.5720.100", 1)
}

var notMigrated = &Check{
	Code:     "I025",
	Slug:     "imp-not-migrated-list",
	Severity: High,
	Title:    "A setting is lost on the way from ISA Server to TMG",
	Why: "TMG takes the file, and leaves these settings out or sets them to its own defaults without a word: the web proxy of the Local Host network, " +
		"the choice of log fields, and the configuration of reports.",
	Remedy:   "Write the settings down, and set them again after the import.",
	Evidence: []string{migrationPage},
	Import:   ontoTMG,
	Bad:      func() string { return fromISA2006(localProxyFragment("«1»")) },
	Good:     func() string { return fromISA2006(localProxyFragment("0")) },
	Run: func(p *Pass) {
		if !p.migrates() {
			return
		}
		for o := range p.Objects("Network") {
			if prop := o.Property("EnableWebProxyClients"); sameAsAny(o.StorageName, localHostNetwork) && prop.True() {
				p.Value(prop, "", "the web proxy of the Local Host network is on; it is off after the import, and what runs on the firewall itself cannot use it")
			}
		}
		for o := range p.Objects("Log") {
			if prop := o.Property("LogFieldSelection"); prop != nil {
				p.Value(prop, "", "%s has its own choice of fields; after the import the default fields are logged", quoted(o))
			}
		}
		for o := range p.Objects("ReportJob") {
			p.Report(Finding{Object: o, Message: fmt.Sprintf("report %q is not taken over; make it again after the import", o.Label())})
		}
	},
}

func localProxyFragment(enabled string) string {
	return networksFragment(`
					<fpc4:Network StorageName="`+localHostNetwork+`" StorageType="1">
						<fpc4:EnableWebProxyClients dt:dt="boolean">`+enabled+`</fpc4:EnableWebProxyClients>
						<fpc4:Name dt:dt="string">Local Host</fpc4:Name>
						<fpc4:NetworkType dt:dt="int">2</fpc4:NetworkType>
					</fpc4:Network>`, "")
}

var vpnPoolLost = &Check{
	Code:     "N043",
	Slug:     "net-vpn-pool-lost",
	Severity: High,
	Title:    "The address pool of VPN clients is lost on the way from ISA Server to TMG",
	Why:      "A static pool of addresses is not taken over, by design. Until it is entered again, VPN clients get no address and cannot connect.",
	Remedy:   "Write the ranges down, and enter them again after the import.",
	Evidence: []string{migrationPage},
	Import:   ontoTMG,
	Bad:      func() string { return fromISA2006(poolFragment(true, "10.9.0.0", "10.9.0.255")) },
	Good: func() string {
		return fromISA2006(replaceOnce(poolFragment(false, "10.9.0.0", "10.9.0.255"), `VpnEnable dt:dt="boolean">1<`, `VpnEnable dt:dt="boolean">0<`))
	},
	Run: func(p *Pass) {
		if !p.migrates() {
			return
		}
		for _, a := range p.Doc.Arrays() {
			config, ok := a.Find("NetConfig", "VpnConfig")
			if !ok || !config.Property("VpnEnable").True() || config.Property("VpnUseDHCPForAddressAssignment").True() {
				continue
			}
			for _, pool := range staticPools(p, a) {
				p.Report(Finding{Object: pool, Message: "the pool " + policy.FormatAddresses(rangesOf(pool), 3) + " of VPN clients is not taken over; enter it again after the import"})
			}
		}
	},
}

// staticPools are the pools of VPN addresses of an array that hold something.
func staticPools(p *Pass, a schema.Array) (pools []*schema.Object) {
	for o := range p.Objects("IpRangeSet") {
		if o.Owner() == a.Object && (o.Parent.Element == "VpnConfig" || o.Parent.Element == "Server") && !rangesOf(o).Empty() {
			pools = append(pools, o)
		}
	}
	return pools
}

var alertCountsLost = &Check{
	Code:     "H022",
	Slug:     "sec-alert-custom-count-lost",
	Severity: Low,
	Title:    "The thresholds of an alert are lost on the way from ISA Server to TMG",
	Why:      "How often an event must happen before its alert is raised is not taken over when it was changed: the alert has the threshold of its event again.",
	Remedy:   "Write the numbers down, and set them again after the import.",
	Evidence: []string{migrationPage},
	Import:   ontoTMG,
	Bad:      func() string { return fromISA2006(thresholdFragment("«5»")) },
	Good:     func() string { return fromISA2006(thresholdFragment("1")) },
	Run: func(p *Pass) {
		if !p.migrates() {
			return
		}
		for o := range p.Objects("Alert") {
			for _, name := range []string{"EventsBeforeRaise", "MinEventsPerSecond", "MinutesBeforeReRaise"} {
				if prop := o.Property(name); changedThreshold(prop) {
					p.Value(prop, "", "alert %q has its own %s, which is not taken over", o.Label(), name)
				}
			}
		}
	},
}

// changedThreshold reports whether a threshold of an alert is not that of its
// event. Where the file does not hold the event's, nothing is known.
func changedThreshold(prop *schema.Property) bool {
	if prop == nil {
		return false
	}
	alert := prop.Object()
	for _, o := range alert.Document().Objects("EventDefinition") {
		if o.Owner() == alert.Owner() && sameAsAny(o.StorageName, alert.StorageName) {
			of := o.Property(prop.Name)
			return of != nil && of.Value() != prop.Value()
		}
	}
	return false
}

func thresholdFragment(events string) string {
	const event = "{8285E030-3544-4EBA-AB2C-CDFBE491B0D0}"
	return ruleElementsFragment(`
				<fpc4:EventDefinitions StorageName="EventDefinitions" StorageType="1">
					<fpc4:EventDefinition StorageName="`+event+`" StorageType="1">
						<fpc4:EventsBeforeRaise dt:dt="int">1</fpc4:EventsBeforeRaise>
						<fpc4:Name dt:dt="string">FTP Filter Initialization Warning</fpc4:Name>
					</fpc4:EventDefinition>
				</fpc4:EventDefinitions>`) + `
			<fpc4:Alerts StorageName="Alerts" StorageType="1">
				<fpc4:Alert StorageName="` + event + `" StorageType="1">
					<fpc4:AdditionalKey dt:dt="int">-1</fpc4:AdditionalKey>
					<fpc4:EventsBeforeRaise dt:dt="int">` + events + `</fpc4:EventsBeforeRaise>
					<fpc4:Name dt:dt="string">FTP Filter Initialization Warning</fpc4:Name>
				</fpc4:Alert>
			</fpc4:Alerts>`
}
