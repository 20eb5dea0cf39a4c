package inventory

var loggingSection = section{
	name: "logging", title: "Logging",
	about: "What is logged, in which form and where, reports and alerts.",
	needs: []string{"Logs", "Log", "Reports", "Alerts"}, lacks: "logs, reports or alerts",
	build: func(b *builder) []Table {
		return []Table{
			b.home("logs", "Logs", []string{"name", "enabled", "format", "directory", "database_table", "compressed"}, b.logRows),
			b.table("alerts", "Alerts", []string{"name", "enabled", "severity", "actions*"}, b.alertRows),
			b.settingsTable("log-settings", "All settings of logs and reports", b.all("Logs", "Reports"), true),
		}
	},
}

func (b *builder) logRows(yield func(Row) bool) {
	for o := range b.all("Log") {
		if !yield(rowOf(o, named(o), value(o, "LogEnabled"), value(o, "LogType"), value(o, "LogFileDirectory"), plain(o, "LogDbTableName"), value(o, "LogFilesCompress"))) {
			return
		}
	}
}

func (b *builder) alertRows(yield func(Row) bool) {
	for o := range b.all("Alert") {
		var actions Cell
		if c, ok := o.Child("AlertActions"); ok {
			for a := range c.Items("AlertAction") {
				i := Item{Text: a.Label()}
				if v, ok := a.Property("Enabled").Bool(); ok && !v {
					i.Note = "disabled"
				}
				actions = append(actions, i)
			}
		}
		if !yield(rowOf(o, named(o), value(o, "Enabled"), value(o, "AlertSeverity"), actions)) {
			return
		}
	}
}
