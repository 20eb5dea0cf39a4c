package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/explain"
	"tmgaudit/schema/catalog"
)

// ExplainText writes an answer for a person. Further answers to the same topic
// are named at its end.
func ExplainText(w io.Writer, answers []explain.Answer, o Options) error {
	b := bufio.NewWriter(w)
	t := textReport{w: b, style: style{o.Color}, width: o.Width}
	if t.width <= 0 {
		t.width = DefaultWidth
	}
	a := answers[0]
	switch a.Kind {
	case explain.KindProperty:
		t.explainProperty(a.Property)
	case explain.KindClass, explain.KindCLSID:
		t.explainClass(a.Class)
	case explain.KindEnum:
		t.explainEnum(a.Enum)
	case explain.KindCheck:
		t.explainCheck(a.Check)
	case explain.KindObject, explain.KindProtocol:
		t.explainPredefined(a)
	case explain.KindError:
		t.explainError(a.Error)
	case explain.KindSwitch:
		t.explainSwitch(a.Switch)
	case explain.KindElement:
		t.explainElement(a.Element)
	}
	t.others(answers[1:])
	return b.Flush()
}

// mostOthers bounds the list of further answers.
const mostOthers = 12

func (t *textReport) others(rest []explain.Answer) {
	if len(rest) == 0 {
		return
	}
	fmt.Fprintln(t.w)
	fmt.Fprintln(t.w, "Also under this name:")
	for i, a := range rest {
		if i == mostOthers {
			fmt.Fprintf(t.w, "  and %d more\n", len(rest)-mostOthers)
			return
		}
		fmt.Fprintf(t.w, "  %s (%s)\n", a.Name(), a.Kind)
	}
}

func (t *textReport) title(name, what string) {
	fmt.Fprintf(t.w, "%s  %s\n", t.style.paint(bold, name), what)
}

// fieldUnless writes a field that has something to say.
func (t *textReport) fieldUnless(empty bool, name, value string) {
	if !empty {
		t.field(name, value)
	}
}

func (t *textReport) explainProperty(p *explain.Property) {
	t.title(p.Class+"."+p.Name, "COM property")
	t.field("type", p.Type+", "+access(p.Property)+dataType(p.Property))
	t.field("default", defaultText(p.Property))
	t.fieldUnless(p.SetupValue == "", "setup", "setup writes "+p.SetupValue)
	t.fieldUnless(p.RangeText == "", "range", p.RangeText)
	if p.Members != nil {
		t.members(p.Members)
	}
	t.field("console", consoleText(p))
	t.fieldUnless(p.Note == "", "note", p.Note)
	t.storage(p.Storage, p.Evidence)
	t.fieldUnless(!invertedByViewer(p), "trap", "Microsoft's own viewer (ISAInfo.html) prints true for this property whatever the "+
		"file says; only the XML is evidence")
	t.field("since", "interface revision "+fmt.Sprint(p.Revision))
	t.checksOf(p.Checks)
	t.field("source", p.Source)
}

// invertedByViewer reports whether Microsoft's viewer shows the property through
// its template DefaultTrue, which answers true for 0 as well as for a missing
// element.
func invertedByViewer(p *explain.Property) bool {
	return strings.HasSuffix(p.Name, "AuthPersistSingleRequest") && p.Viewer == "DefaultTrue"
}

func access(p *catalog.Property) string {
	if p.Access == "rw" {
		return "read and write"
	}
	return "read only"
}

func dataType(p *catalog.Property) string {
	if dt := p.DT(); dt != "" {
		return `; dt:dt="` + dt + `" in an export`
	}
	return ""
}

func defaultText(p *catalog.Property) string {
	switch {
	case p.DefaultDocumented == "no":
		return "not documented"
	case p.DefaultForm == "empty":
		return "the empty string"
	case p.HasStoredDefault() && p.StoredDefault != p.Default:
		return p.Default + ", in an export " + p.StoredDefault + " or absent" + byHelp(p)
	}
	return p.Default + byHelp(p)
}

func byHelp(p *catalog.Property) string {
	if p.DefaultDocumented == "help" {
		return " (the product help says so, not the SDK)"
	}
	return ""
}

// consoleText is what is documented of a property and the console. Where the SDK
// says nothing, the checks about the property are named.
func consoleText(p *explain.Property) string {
	text := map[string]string{
		"yes":     "can be set in the management console",
		"no":      "cannot be set in the management console; only a script or an imported file sets it",
		"unknown": "the SDK does not say whether the management console can set it",
	}[p.Console]
	if p.ConsoleValue != "" {
		text += "; the console writes " + p.ConsoleValue
	}
	if p.ConsoleNote != "" && (p.ConsoleValue == "" || !strings.Contains(p.ConsoleNote, p.ConsoleValue)) {
		text += ": " + p.ConsoleNote
	}
	if p.Console == "unknown" && len(p.Checks) > 0 {
		text += "; checks about it: " + codesOf(p.Checks)
	}
	return text
}

// mostCodes bounds the checks named in a sentence.
const mostCodes = 4

// codesOf are the codes of the first checks.
func codesOf(list []*checks.Check) string {
	var codes []string
	for i, c := range list {
		if i == mostCodes {
			codes = append(codes, fmt.Sprintf("and %d more", len(list)-mostCodes))
			break
		}
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, ", ")
}

// mostMembers bounds the members of an enumeration listed for a property.
const mostMembers = 24

func (t *textReport) members(e *catalog.Enum) {
	t.field("values", e.Name)
	for i, m := range e.Members {
		if i == mostMembers {
			t.field("", fmt.Sprintf("and %d more, see explain %s", len(e.Members)-mostMembers, e.Name))
			return
		}
		t.member(m)
	}
}

func (t *textReport) member(m catalog.Member) {
	meaning := ""
	if m.Meaning != "" {
		meaning = ": " + m.Meaning
	}
	t.field("", fmt.Sprintf("%d %s%s", m.Value, m.Name, meaning))
}

func (t *textReport) storage(paths []string, evidence string) {
	if len(paths) == 0 {
		t.field("storage", "its name in an export is not known")
		return
	}
	for i, p := range paths {
		name := "storage"
		if i > 0 {
			name = ""
		}
		t.field(name, p)
	}
	t.fieldUnless(evidence == "", "evidence", evidence)
}

func (t *textReport) checksOf(list []*checks.Check) {
	for i, c := range list {
		name := "checks"
		if i > 0 {
			name = ""
		}
		t.field(name, c.Code+" "+c.Slug+" ("+c.Severity.String()+")")
	}
}

func (t *textReport) explainClass(c *explain.Class) {
	t.title(c.Name, "COM class")
	t.fieldUnless(c.CLSID == "", "CLSID", c.CLSID+" (ExportItemClassCLSID of its exports)")
	t.storage(c.Storage, c.Evidence)
	for _, access := range []string{"rw", "ro"} {
		t.propertiesOf(c, access)
	}
	t.checksOf(c.Checks)
	t.field("source", c.Source)
}

func (t *textReport) propertiesOf(c *explain.Class, access string) {
	name := map[string]string{"rw": "settable", "ro": "readable"}[access]
	for _, p := range c.Properties() {
		if p.Access != access || strings.HasPrefix(p.Name, "_") {
			continue
		}
		line := p.Name + " " + p.Type
		if p.DefaultDocumented != "no" && p.HasStoredDefault() {
			line += ", default " + quoteEmpty(p.StoredDefault)
		}
		t.field(name, line)
		name = ""
	}
}

func quoteEmpty(s string) string {
	if s == "" {
		return `""`
	}
	return s
}

func (t *textReport) explainEnum(e *explain.Enum) {
	t.title(e.Title(), "enumeration")
	if e.Member != nil {
		t.field("value", fmt.Sprint(e.Member.Value))
		t.fieldUnless(e.Member.Meaning == "", "meaning", e.Member.Meaning)
		t.field("of", e.Name)
		t.usedBy(e.UsedBy)
		t.field("source", e.Member.Source)
		return
	}
	t.fieldUnless(!e.Flags, "flags", "values are added together")
	for _, m := range e.Members {
		t.member(m)
	}
	t.usedBy(e.UsedBy)
}

func (t *textReport) usedBy(list []*catalog.Property) {
	for i, p := range list {
		name := "used by"
		if i > 0 {
			name = ""
		}
		t.field(name, p.Class+"."+p.Name)
	}
}

func (t *textReport) explainCheck(c *checks.Check) {
	t.title(c.Code+" "+c.Slug, c.Severity.String()+", "+c.Family().Name)
	t.field("what", c.Title)
	t.field("why", c.Why)
	t.field("remedy", c.Remedy)
	t.fieldUnless(!c.Inferred, "inferred", "the condition is our conclusion, not a documented fact")
	t.field("fix", fixText(c))
	for _, e := range c.Evidence {
		t.field("see", e)
	}
}

func fixText(c *checks.Check) string {
	if c.Fix == checks.Never {
		return "never; a person must decide"
	}
	return c.Fix.String() + ", " + c.Safety.String()
}

func (t *textReport) explainPredefined(a explain.Answer) {
	p := a.Predefined
	t.title(p.Name, "predefined "+string(a.Kind))
	t.field("GUID", p.GUID+" (StorageName in every installation, in any language)")
	t.field("symbol", p.Symbol)
	t.fieldUnless(p.Element == "", "element", p.Element)
	t.fieldUnless(p.NameSource == "format notes", "name", "made from the symbol; the console may call it otherwise")
	t.field("source", p.Source)
}

func (t *textReport) explainError(e *catalog.ErrorCode) {
	t.title(e.Hex, e.Symbol)
	t.field("decimal", fmt.Sprintf("%d, or %d without a sign", int32(e.Code), e.Code))
	meaning := e.Meaning
	if meaning == "" {
		meaning = "not documented beyond its symbol"
	}
	t.field("meaning", meaning)
	t.field("source", e.Source)
}

func (t *textReport) explainSwitch(s *catalog.Switch) {
	t.title(s.Name, "switch in a vendor parameters set; no console shows it")
	t.field("meaning", s.Meaning)
	t.field("set", s.Set)
	t.fieldUnless(s.Container == "", "object", "the VendorParametersSets of the "+s.Container)
	t.fieldUnless(s.ScriptValue == "", "value", "scripts write "+s.ScriptValue)
	t.fieldUnless(s.Default == "", "default", s.Default)
	t.fieldUnless(s.Product == "", "product", s.Product)
	t.fieldUnless(s.KB == "", "article", "KB "+s.KB)
	t.field("source", s.Source)
}

func (t *textReport) explainElement(e *explain.Element) {
	t.title(e.Name, "element of exports")
	t.field("class", "not mapped: no document says which COM property or class it stores")
	t.storage(e.Storage, "storage name only")
	t.field("source", e.Source)
}
