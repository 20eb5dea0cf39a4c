package checks

import (
	"errors"
	"strings"
	"testing"

	"tmgaudit/schema"
)

// onto is the target of an import; export is a fragment or a whole document.
func onto(t *testing.T, i Import) *Target {
	t.Helper()
	target, err := i.Resolve(func(fragment string) (*schema.Document, error) {
		export, _ := Document(fragment)
		return parse(t, export), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// stops are the findings of the import family with their errors: "I002 0xC004033E".
func stops(doc *schema.Document, target *Target) string {
	var all []string
	for _, f := range RunFor(doc, importChecks, target) {
		if f.Severity > Info {
			all = append(all, strings.TrimSpace(f.Check.Code+" "+f.HRESULT))
		}
	}
	return strings.Join(all, ", ")
}

func TestPreflight(t *testing.T) {
	header := func(build, edition, more string) string {
		return strings.Replace(withOptionalData(12, ""), `<fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build>`,
			`<fpc4:Build dt:dt="string">`+build+`</fpc4:Build><fpc4:Edition dt:dt="int">`+edition+`</fpc4:Edition>`+more, 1)
	}
	xml := func(version string) string {
		return `<fpc4:IsaXmlVersion dt:dt="string">` + version + `</fpc4:IsaXmlVersion>`
	}
	twoMembers := strings.Replace(serversFragment("FW01"), "</fpc4:Servers>", `<fpc4:Server StorageName="b" StorageType="1"><fpc4:Name dt:dt="string">FW02</fpc4:Name></fpc4:Server></fpc4:Servers>`, 1)
	of2006 := strings.Replace(header("5.0.5720.100", "32", ""), "ARRAY1</fpc4:Name>", "ARRAY1</fpc4:Name>"+twoMembers, 1)
	for _, tt := range []struct {
		file   string
		onto   Import
		want   string
		reason string
	}{
		{header("7.0.9193.640", "32", xml("9.0")), Import{Target: "tmg2010-sp2"}, "", "a rollup of the same service pack"},
		{header("7.0.9193.500", "32", ""), Import{Target: "tmg2010-rtm"}, "I002 0xC004033E", "a later build"},
		{header("7.0.7734.100", "32", xml("9.0")), Import{Target: "tmg2010-rtm"}, "I002 0xC0040399", "a later format"},
		{header("7.0.7734.100", "32", xml("7.3")), Import{Target: "tmg2010-sp2"}, "", "older files are taken"},
		{header("7.0.9193.500", "32", ""), Import{Target: "tmg2010-rtm", Export: header("7.0.9193.575", "32", "")}, "", "the target's export knows better"},
		{header("7.0.9193.500", "32", ""), Import{Target: "tmg2010-sp2", Export: header("7.0.7734.100", "32", "")}, "I002 0xC004033E", "in both directions"},
		{header("7.0.9193.500", "32", ""), Import{Target: "isa2006"}, "I002 0xC004033E", "another product"},
		{header("", "32", ""), Import{Target: "tmg2010-rtm"}, "", "a build that is not known"},
		{header("7.0.9193.500", "16", ""), Import{Target: "tmg2010-sp2", Export: header("7.0.9193.500", "32", "")}, "I004 0xC004033D", "editions"},
		{header("7.0.9193.500", "16", ""), Import{Target: "tmg2010-sp2"}, "", "an edition that is not known"},
		{of2006, Import{Target: "tmg2010-sp2", Export: modeFragment("0", "")}, "I001 0xC00403CD, I004 0xC004048B, I012, I016, I016", "an array of the Enterprise Edition"},
		{header("5.0.5720.100", "16", ""), Import{Target: "tmg2010-sp2", Export: modeFragment("0", "")}, "", "an array of the Standard Edition"},
		{header("5.0.5720.100", "32", ""), Import{Target: "isa2006"}, "", "no migration"},
		{withOptionalData(15, ""), Import{Target: "tmg2010-sp2", Data: "passwords,permissions,server,enterprise"}, "", "everything was exported"},
		{withOptionalData(0, ""), Import{Target: "tmg2010-sp2", Data: "passwords,permissions,server,enterprise"},
			"I005 0xC004033F, I005 0xC0040340, I005 0xC0040341, I005 0xC004033B", "nothing was"},
		{withOptionalData(0, ""), Import{Target: "tmg2010-sp2", Data: "none"}, "", "nothing is asked for"},
	} {
		if tt.onto.Export != "" && strings.Contains(tt.want, "I016") {
			tt.onto.Export = modeFragment("0", serversFragment("TMG01"))
		}
		if got := stops(parse(t, tt.file), onto(t, tt.onto)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// References and names are compared with what the target's own export holds.
func TestPreflightReferences(t *testing.T) {
	const missing = "{0A1B2C3D-0000-4000-8000-00000000DEAD}"
	inArray, _ := Document(refFragment(missing))
	part := strings.Replace(policyOnlyFragment(`<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">`, "0"), `</fpc4:System>`, `</fpc4:System>
						<fpc4:AccessProperties StorageName="AccessProperties" StorageType="1">
							<fpc4:Refs StorageName="URLSet" StorageType="1">
								<fpc4:Ref StorageName="r" StorageType="1">
									<fpc4:Name dt:dt="string">`+missing+`</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPCURLSet</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:Refs>
						</fpc4:AccessProperties>`, 1)
	sets := func(guid, name string) string {
		return strings.Replace(urlSetsFragment(`<fpc4:URLSet StorageName="`+guid+`" StorageType="1">`, `<fpc4:URLSet StorageName="{0A1B2C3D-0000-4000-8000-00000000000B}" StorageType="1">`), "Blocked", name, 1)
	}
	for _, tt := range []struct {
		file, export string
		want, reason string
	}{
		{inArray, "", "I018 0xC0040357", "missing in the file"},
		{inArray, sets(missing, "Other"), "", "the target has it"},
		{inArray, sets("{0A1B2C3D-0000-4000-8000-0000000000FF}", "Other"), "I018 0xC0040357", "nor has the target"},
		{inArray, sets("{0A1B2C3D-0000-4000-8000-0000000000FF}", "Blocked"), "I020, I018 0xC0040357", "the target has a namesake"},
		{inArray, sets("{0a1b2c3d-0000-4000-8000-00000000000a}", "Blocked"), "I018 0xC0040357", "the same object is no namesake"},
		{part, "", "", "leads out of the file"},
		{part, sets(strings.ToLower(missing), "Other"), "", "to an object of the target"},
		{part, sets("{0A1B2C3D-0000-4000-8000-0000000000FF}", "Other"), "I018 0xC0040357", "to none there"},
		{part, serversFragment("FW01"), "", "an export without URL sets says nothing"},
	} {
		target := onto(t, Import{Target: "tmg2010-sp2", Export: tt.export})
		if got := stops(parse(t, tt.file), target); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestChecklist(t *testing.T) {
	const open, done, stop = Open, Done, Stops
	for _, tt := range []struct {
		file   string
		onto   Import
		state  StepState
		text   string
		reason string
	}{
		{withOptionalData(12, ""), Import{Target: "tmg2010-sp2"}, done, "version: the file was written by TMG 2010 SP2 7.0.9193.500", "versions that fit"},
		{withOptionalData(12, ""), Import{Target: "tmg2010-rtm"}, stop, "I002: the file was written by", "a finding that stops"},
		{withOptionalData(12, ""), Import{Target: "tmg2010-rtm"}, stop, "version: ", "and its step"},
		{withOptionalData(12, ""), Import{Target: "isa2004"}, stop, "I002: ", "another product"},
		{fromISA2006(""), Import{Target: "isa2006"}, open, "make sure that the target is not older", "a build that is not known"},
		{fromISA2006(""), *ontoTMG, open, "Service Pack 1 of ISA Server 2006", "a migration"},
		{withOptionalData(13, ""), Import{Target: "tmg2010-sp2"}, open, "have the password", "passwords"},
		{withOptionalData(14, ""), Import{Target: "tmg2010-sp2"}, open, "roles are stored as SIDs", "permissions"},
		{withOptionalData(14, ""), Import{Target: "tmg2010-sp2", Data: "permissions"}, done, "the import asks for permissions", "data that are there"},
		{withOptionalData(12, ""), Import{Target: "tmg2010-sp2", Data: "permissions"}, stop, "optional data: ", "data that are not"},
		{withOptionalData(12, ""), Import{Target: "tmg2010-sp2", Scope: "enterprise"}, open, "members: ", "an enterprise"},
		{withOptionalData(12, ""), Import{Target: "tmg2010-sp2"}, open, "dry run: FPCPersist.CanImport", "how it is done"},
	} {
		target := onto(t, tt.onto)
		doc := parse(t, tt.file)
		found := false
		for _, s := range Checklist(doc, RunFor(doc, All(), target), target) {
			found = found || s.State == tt.state && strings.Contains(s.Text, tt.text)
		}
		if !found {
			t.Errorf("%s: no step %q %q", tt.reason, tt.state, tt.text)
		}
	}
}

func TestImportInWords(t *testing.T) {
	unread := errors.New("not there")
	for _, tt := range []struct{ wanted, err, reason string }{
		{"tmg2013", `target "tmg2013" is unknown; expected one of isa2004`, "no release"},
		{"tmg2010-sp2 scope=site", `target scope "site" is unknown; expected one of array, enterprise`, "no level"},
		{"tmg2010-sp2 data=secrets", `optional data "secrets" is unknown; expected none or a list of passwords`, "no data"},
		{"tmg2010-sp2 export=x", "not there", "an export that cannot be read"},
	} {
		words := strings.Fields(tt.wanted)
		i := Import{Target: words[0]}
		for _, w := range words[1:] {
			switch name, value, _ := strings.Cut(w, "="); name {
			case "scope":
				i.Scope = value
			case "data":
				i.Data = value
			case "export":
				i.Export = value
			}
		}
		_, err := i.Resolve(func(string) (*schema.Document, error) { return nil, unread })
		if err == nil || !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, want %q", tt.reason, err, tt.err)
		}
	}
	_, err := Import{Target: "isa2006", Export: "x"}.Resolve(func(string) (*schema.Document, error) { return parse(t, withOptionalData(12, "")), nil })
	if err == nil || !strings.Contains(err.Error(), "was written by TMG 2010 SP2, which is not ISA Server 2006") {
		t.Errorf("an export of another product: %v", err)
	}
}

// The pre-flight of a clean default export to the product that wrote it says
// nothing above info.
func TestPreflightOfDefaultIsQuiet(t *testing.T) {
	doc := sample(t, "tmg2010-sp2-default.xml")
	target := &Target{Release: Releases[3], Export: doc}
	target.objects = target.indexExport
	for _, f := range RunFor(doc, All(), target) {
		if f.Severity > Info {
			t.Errorf("%s: %s", f.Check.Code, f.Message)
		}
	}
}
