package checks

import "tmgaudit/schema"

// hardeningChecks look at defences that are off or have holes.
var hardeningChecks = []*Check{
	systemRulesUnneeded, managementBroad, managementFromOutside, revocationListsAnywhere, delegatedToEveryone,
	malwareInspectionOff, malwareExemptionBroad,
	httpsValidationOnly, httpsRevocationOff, httpsExemptionBroad,
	intrusionPreventionOff, updatesOff,
	logOff, logRetention, alertStopsService, alertKey, alertCountsLost, foreignFilter,
	authenticatedCached, belowServicePack, secretsInFile,
}

// arrayOf is the name of the array that o belongs to, for messages about settings of
// the whole array.
func arrayOf(o *schema.Object) string { return o.Owner().Label() }

// Of the settings of TMG's inspections no file has been seen with a value; their
// storage names are taken to be those of the COM properties, their elements those
// of the COM classes.

var malwareInspectionOff = &Check{
	Code:     "H009",
	Slug:     "sec-malware-inspection-off",
	Severity: Info,
	Inferred: true,
	Title:    "Malware inspection is switched off",
	Why:      "Nothing that users download is looked at, whatever the rules say. On is the documented default, so somebody switched it off.",
	Remedy:   "Set Enabled to 1, the documented default, where the licence for it is there.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/dd447132(v=msdn.10)"},
	Bad:      func() string { return inspectionFragment("MalwareInspectionSettings", "«0»") },
	Good:     func() string { return inspectionFragment("MalwareInspectionSettings", "1") },
	Run: arraySwitch{
		element: "MalwareInspectionSettings",
		message: "malware inspection of %q is off for all rules",
	}.run,
}

var intrusionPreventionOff = &Check{
	Code:     "H015",
	Slug:     "sec-nis-off",
	Severity: Info,
	Inferred: true,
	Title:    "The Network Inspection System is switched off",
	Why:      "Attacks on known holes are let through to computers that have no update against them yet. On is the documented default, so somebody switched it off.",
	Remedy:   "Set Enabled to 1, the documented default.",
	Evidence: []string{"http://certsrv.ru/tmg.en/html/aad37139-2009-4283-bd04-b411779bf96c.htm"},
	Bad:      func() string { return inspectionFragment("NetworkInspectionSystem", "«0»") },
	Good:     func() string { return inspectionFragment("NetworkInspectionSystem", "1") },
	Run: arraySwitch{
		element: "NetworkInspectionSystem",
		message: "the Network Inspection System of %q is off",
	}.run,
}

// arraySwitch is the template for a part of the product that is switched off for a
// whole array: Enabled of its element is 0.
type arraySwitch struct {
	element string
	message string // about the array
}

func (t arraySwitch) run(p *Pass) {
	for o := range p.Objects(t.element) {
		prop := o.Property("Enabled")
		if v, ok := prop.Bool(); ok && !v {
			p.Value(prop, "1", t.message, arrayOf(o))
		}
	}
}

func inspectionFragment(element, enabled string) string {
	return inspectionContent(element, `
				<fpc4:Enabled dt:dt="boolean">`+enabled+`</fpc4:Enabled>`)
}

func inspectionContent(element, content string) string {
	return `
			<fpc4:` + element + ` StorageName="` + element + `" StorageType="1">` + content + `
			</fpc4:` + element + `>`
}

var updatesOff = &Check{
	Code:     "H016",
	Slug:     "sec-update-disabled",
	Severity: Info,
	Inferred: true,
	Title:    "Signatures are not installed by themselves",
	Why: "An inspection is as good as its signatures. With UpdateAction other than 0, the documented default, new ones wait until somebody installs " +
		"them, or are never fetched.",
	Remedy:   "Set UpdateAction to 0, unless another way brings the updates.",
	Evidence: []string{"https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff826728(v=vs.85)"},
	Bad:      func() string { return updateFragment("«2»") },
	Good:     func() string { return updateFragment("0") },
	Run: numbered{
		at:       place{element: "UpdateService"},
		property: "UpdateAction",
		wrong:    is(1, 2),
		good:     "0",
		message:  "updates of %q are not installed by themselves; UpdateAction is %d (1 check only, 2 do nothing)",
	}.run,
}

func updateFragment(action string) string {
	return inspectionContent("UpdateCenter", `
				<fpc4:UpdateServices StorageName="UpdateServices" StorageType="1">
					<fpc4:UpdateService StorageName="{0A1B2C3D-0000-4000-8000-000000000060}" StorageType="1">
						<fpc4:Name dt:dt="string">Malware inspection</fpc4:Name>
						<fpc4:UpdateAction dt:dt="int">`+action+`</fpc4:UpdateAction>
					</fpc4:UpdateService>
				</fpc4:UpdateServices>`)
}
