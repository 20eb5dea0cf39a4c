package checks

import (
	"fmt"
	"strings"

	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

var logOff = &Check{
	Code:     "H018",
	Slug:     "sec-log-disabled",
	Severity: High,
	Title:    "A log is switched off",
	Why: "What the firewall let through and what it denied is written nowhere. After an attack there is nothing to look at, and no fault can be " +
		"traced.",
	Remedy:   "Set LogEnabled to 1.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/tn-archive/dd897002(v=technet.10)", "https://cyber.trackr.live/stig/ISA_Server_2006/1/2"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad: func() string {
		return logFragment(`
					<fpc4:LogEnabled dt:dt="boolean">«0»</fpc4:LogEnabled>`)
	},
	Good: func() string {
		return logFragment(`
					<fpc4:LogEnabled dt:dt="boolean">1</fpc4:LogEnabled>`)
	},
	Run: switched{
		at:       place{element: "Log", above: "Logs"},
		property: "LogEnabled",
		wrong:    false,
		message:  "%q is switched off; what the firewall does is written nowhere",
		fix:      true,
		when:     func(o *schema.Object) bool { return !mailLog(o) },
	}.run,
}

// mailLog reports whether a log is that of the mail screener, which is not the
// firewall's own.
func mailLog(o *schema.Object) bool {
	name := strings.ToLower(o.StorageName + o.Text("LogDbTableName"))
	return strings.Contains(name, "mail") || strings.Contains(name, "smtp")
}

// The storage name of LogFileKeepOld has not been seen; it is taken to be that of
// the COM property.
var logRetention = &Check{
	Code:     "H019",
	Slug:     "sec-log-retention",
	Severity: Info,
	Inferred: true,
	Title:    "Log files are kept for less than a week",
	Why:      "What happened on a Friday is gone before anyone looks at it. Seven days is the documented default.",
	Remedy:   "Set LogFileKeepOld to 7 or more, or collect the log elsewhere.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825260(v=vs.85)"},
	Bad: func() string {
		return logFragment(`
					<fpc4:LogFileKeepOld dt:dt="int">«2»</fpc4:LogFileKeepOld>
					<fpc4:LogType dt:dt="int">0</fpc4:LogType>`)
	},
	Good: func() string {
		return logFragment(`
					<fpc4:LogFileKeepOld dt:dt="int">30</fpc4:LogFileKeepOld>
					<fpc4:LogType dt:dt="int">0</fpc4:LogType>`)
	},
	Run: numbered{
		at:       place{element: "Log", above: "Logs"},
		property: "LogFileKeepOld",
		wrong:    func(n int64) bool { return 0 <= n && n < 7 },
		message:  "files of %q are kept for %d days only",
		when: func(o *schema.Object) bool {
			n, ok := o.Property("LogType").Int()
			return !ok || n == 0 || n == 1
		},
	}.run,
}

func logFragment(content string) string {
	return `
			<fpc4:Logs StorageName="Logs" StorageType="1">
				<fpc4:Log StorageName="FirewallLog" StorageType="1">` + content + `
				</fpc4:Log>
			</fpc4:Logs>`
}

var alertStopsService = &Check{
	Code:     "H020",
	Slug:     "sec-alert-lockdown",
	Severity: Info,
	Inferred: true,
	Title:    "An alert stops services of the firewall",
	Why: "When the alert is raised the services stop and nobody gets through any more. For a full log disk that may be wanted; for an event that " +
		"somebody outside can provoke it hands him the switch.",
	Remedy:   "Nothing need be done where that is meant; else take the action out of the alert.",
	Evidence: []string{hardeningPage, "https://learn.microsoft.com/en-us/previous-versions/dd435919(v=msdn.10)"},
	Bad:      func() string { return alertFragment("-1", "«3»", "") },
	Good:     func() string { return alertFragment("-1", "0", "") },
	Run: numbered{
		at:       place{element: "AlertAction"},
		property: "Type",
		wrong:    is(3),
		message:  "action %q of an alert stops services; its Type is %d",
		when: func(o *schema.Object) bool {
			alert, ok := o.Ancestor("Alert")
			on, known := o.Property("Enabled").Bool()
			return ok && alert.Property("Enabled").True() && (on || !known)
		},
	}.run,
}

var alertKey = &Check{
	Code:     "H021",
	Slug:     "sec-alert-additional-key",
	Severity: Info,
	Inferred: true,
	Title:    "An alert waits for a sub-event that its event does not have",
	Why: "An alert with AdditionalKey 0 is for the first sub-event of its event. Where the event has none it is never raised; configurations upgraded " +
		"from ISA Server 2000 have such alerts, and Microsoft gave out a script for them.",
	Remedy:   "Set AdditionalKey to -1, which means every occurrence of the event.",
	Evidence: []string{"http://technet.microsoft.com/en-us/library/cc302460.aspx"},
	Fix:      Always,
	Safety:   Unsafe,
	Bad:      func() string { return alertFragment("«0»", "0", eventFragment) },
	Good:     func() string { return alertFragment("-1", "0", eventFragment) },
	Run: func(p *Pass) {
		events := map[string]*schema.Object{}
		for o := range p.Objects("EventDefinition") {
			events[canonicalName(o.StorageName)] = o
		}
		for o := range p.Objects("Alert") {
			prop := o.Property("AdditionalKey")
			event := events[canonicalName(o.StorageName)]
			if n, ok := prop.Int(); !ok || n != 0 || event == nil || event.Property("AdditionalKeys") != nil {
				continue
			}
			p.Value(prop, "-1", "alert %q waits for sub-event 0 of an event that has none, so it is never raised", o.Label()).Set(prop, "-1")
		}
	},
}

const alertGUID = "{48CF1E7F-CDFA-4CBE-8744-683D1DEFF70D}" // DNS_INTRUSION_ALERT_GUID

var eventFragment = ruleElementsFragment(`
				<fpc4:EventDefinitions StorageName="EventDefinitions" StorageType="1">
					<fpc4:EventDefinition StorageName="` + alertGUID + `" StorageType="1">
						<fpc4:Name dt:dt="string">DNS Intrusion</fpc4:Name>
					</fpc4:EventDefinition>
				</fpc4:EventDefinitions>`)

func alertFragment(key, action, before string) string {
	return before + `
			<fpc4:Alerts StorageName="Alerts" StorageType="1">
				<fpc4:Alert StorageName="` + alertGUID + `" StorageType="1">
					<fpc4:AdditionalKey dt:dt="int">` + key + `</fpc4:AdditionalKey>
					<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>
					<fpc4:Name dt:dt="string">DNS Intrusion</fpc4:Name>
					<fpc4:AlertActions StorageName="AlertActions" StorageType="1">
						<fpc4:AlertAction StorageName="{0A1B2C3D-0000-4000-8000-000000000065}" StorageType="1">
							<fpc4:Name dt:dt="string">Action</fpc4:Name>
							<fpc4:Type dt:dt="int">` + action + `</fpc4:Type>
						</fpc4:AlertAction>
					</fpc4:AlertActions>
				</fpc4:Alert>
			</fpc4:Alerts>`
}

var foreignFilter = &Check{
	Code:     "H023",
	Slug:     "sec-web-filter-order",
	Severity: Info,
	Title:    "A filter of another vendor is part of the configuration",
	Why: "The service loads every enabled filter when it starts, so the filter's program must be installed on every computer that takes this " +
		"configuration. An upgrade disables filters of others.",
	Remedy:   "Nothing need be done here; install the filter before this configuration goes to another computer.",
	Evidence: []string{"http://certsrv.ru/tmgsdk.en/tmg/filter_setup.htm", "https://learn.microsoft.com/en-us/previous-versions/tn-archive/dd897002(v=technet.10)"},
	Bad: func() string {
		return filterFragment("«<fpc4:ISAPIFilter StorageName=\"{0A1B2C3D-0000-4000-8000-000000000066}\" StorageType=\"1\">»", "Fabrikam")
	},
	Good: func() string {
		return filterFragment("<fpc4:ISAPIFilter StorageName=\"{0A1B2C3D-0000-4000-8000-000000000066}\" StorageType=\"1\">", "Microsoft (R) Corporation")
	},
	Run: func(p *Pass) {
		for _, element := range []string{"ISAPIFilter", "ProxyPlugin"} {
			for o := range p.Objects(element) {
				vendor := o.Text("Vendor")
				if _, known := catalog.PredefinedByGUID(o.StorageName); known || vendor == "" || strings.Contains(vendor, "Microsoft") || !o.Property("Enabled").True() {
					continue
				}
				p.Report(Finding{Object: o, Message: fmt.Sprintf("filter %q is by %s; it must be installed wherever this configuration is used", o.Label(), vendor)})
			}
		}
	},
}

func filterFragment(tag, vendor string) string {
	return `
			<fpc4:Extensions StorageName="Extensions" StorageType="1">
				<fpc4:ISAPIFilters StorageName="ISAPIFilters" StorageType="1">
					` + tag + `
						<fpc4:Enabled dt:dt="boolean">1</fpc4:Enabled>
						<fpc4:Name dt:dt="string">Scanner</fpc4:Name>
						<fpc4:Vendor dt:dt="string">` + vendor + `</fpc4:Vendor>
					</fpc4:ISAPIFilter>
				</fpc4:ISAPIFilters>
			</fpc4:Extensions>`
}
