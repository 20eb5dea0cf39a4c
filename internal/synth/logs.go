package synth

// logFile is one log; SQL Express (type 3) is what setup writes, the documented default is a text file.
type logFile struct{ name, table string }

var logFiles = []logFile{{"FirewallLog", "FirewallLog"}, {"WebProxyLog", "WebProxyLog"}}

// logs writes the Logs object.
func (g *generator) logs() {
	w := g.w
	w.singleton("Logs")
	w.int("MSDENumberOfInsertsPerBatch", 10000)
	w.int("MSDEQueryTimeout", 150)
	for _, l := range logFiles {
		w.open("Log", l.name)
		w.str("LogDbTableName", l.table)
		w.bool("LogEnabled", true)
		w.str("LogFileDirectory", "ISALogs")
		w.int("LogType", 3)
		w.close()
	}
	if g.isaInfo {
		g.isaInfoLogs()
	}
	w.close()
}

func (g *generator) reports() {
	w := g.w
	w.singleton("Reports")
	w.singleton("DailysumConfig")
	w.bool("Enabled", true)
	w.int("KeepOldDailySummaries", 35)
	w.close()
	w.empty("ReadyReports", "ReportJobs")
	w.close()
}

// alerts writes an alert for every event definition; its only action logs the event.
func (g *generator) alerts() {
	w := g.w
	w.singleton("Alerts")
	for _, e := range predefinedEvents {
		w.open("Alert", e.id)
		w.int("AdditionalKey", -1)
		w.intIf("AlertCategory", e.category)
		w.intIf("AlertSeverity", e.severity)
		w.bool("Enabled", true)
		w.str("Name", e.name)
		w.singleton("AlertActions")
		w.open("AlertAction", g.nextGUID())
		w.bool("Enabled", true)
		w.str("Name", "Log event")
		w.close()
		w.close()
		w.close()
	}
	w.close()
}

// clientSettings are the application settings of Firewall clients.
func (g *generator) clientSettings() {
	w := g.w
	w.singleton("ClientConfigSettings")
	for _, s := range []struct {
		section  string
		settings []setting
	}{
		{"exchng32", []setting{{"Disable", 1}}},
		{"inetinfo", []setting{{"Disable", 1}}},
		{"outlook", []setting{{"Disable", 0}}},
		{"w3proxy", []setting{{"Disable", 1}}},
	} {
		w.open("ClientSettingsSection", s.section)
		w.hex("BlobData", blob(s.settings...))
		w.str("Name", s.section)
		w.close()
	}
	w.close()
}
