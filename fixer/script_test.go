package fixer

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

func TestVBString(t *testing.T) {
	for _, tt := range []struct{ reason, s, want string }{
		{"empty", "", `""`},
		{"plain", "Internal", `"Internal"`},
		{"quotes are doubled", `a"b`, `"a""b"`},
		{"a line break", "a\nb", `"a" & ChrW(10) & "b"`},
		{"only what is not ASCII", "ö", `ChrW(246)`},
		{"beyond 16 bits: two units", "🔥", `ChrW(55357) & ChrW(56613)`},
		{"the highest unit is a positive number", "\uffff", `ChrW(65535)`},
		{"delete is a control character", "\x7f", `ChrW(127)`},
		{"an apostrophe is harmless in quotes", "'", `"'"`},
		{"code stays a string", `" : x = "`, `""" : x = """`},
	} {
		if got := vbString(tt.s); got != tt.want {
			t.Errorf("%s: %q became %s, want %s", tt.reason, tt.s, got, tt.want)
		}
	}
}

// Law: the expression of a string is that string, on lines of bounded length, in
// printable ASCII.
func TestVBStringRoundTrip(t *testing.T) {
	check := func(s string) string {
		expression := "" // of all lines: two of them may share a surrogate pair
		for _, line := range assign("x", s) {
			rest, ok := strings.CutPrefix(line, "x = ")
			if !ok || len(line) > 3*longestPiece+40 || strings.Trim(line, printable) != "" {
				return "bad line " + strconv.Quote(line)
			}
			if more, ok := strings.CutPrefix(rest, "x & "); ok {
				expression += " & " + more
			} else {
				expression = rest
			}
		}
		if got := decode(t, expression); got != s || decode(t, vbString(s)) != s {
			return "got " + strconv.Quote(got)
		}
		return ""
	}
	for _, h := range hostile {
		if fault := check(h.name); fault != "" {
			t.Errorf("%s: %s", h.reason, fault)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if fault := check(rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("\"'_ \r\n&")))).Draw(t, "s")); fault != "" {
			t.Fatal(fault)
		}
	})
}

var printable = func() string {
	var b strings.Builder
	for c := byte(' '); c <= '~'; c++ {
		b.WriteByte(c)
	}
	return b.String()
}()

var piece = regexp.MustCompile(`^(?:"((?:[^"]|"")*)"|ChrW\((\d+)\))(?: & |$)`)

// decode is the string that an expression stands for; it reads what vbString may
// write, and nothing else.
func decode(t testing.TB, expression string) string {
	t.Helper()
	var units []uint16
	for expression != "" {
		m := piece.FindStringSubmatch(expression)
		if m == nil {
			t.Fatalf("%q is no string expression", expression)
		}
		if m[2] != "" {
			n, err := strconv.ParseUint(m[2], 10, 16)
			if err != nil {
				t.Fatal(err)
			}
			units = append(units, uint16(n))
		}
		units = append(units, utf16.Encode([]rune(strings.ReplaceAll(m[1], `""`, `"`)))...)
		expression = expression[len(m[0]):]
	}
	return string(utf16.Decode(units))
}

func TestLiteral(t *testing.T) {
	for _, tt := range []struct {
		reason string
		kind   valueKind
		stored string
		want   string // "" where there is none
	}{
		{"a Boolean", booleanValue, "1", "True"},
		{"false", booleanValue, "0", "False"},
		{"variant true", booleanValue, "-1", "True"},
		{"a word", booleanValue, "TRUE", "True"},
		{"no Boolean", booleanValue, "2", ""},
		{"code is no Boolean", booleanValue, "True : x", ""},
		{"a number", numberValue, " 8080 ", "8080"},
		{"a sign", numberValue, "+7", "7"},
		{"all bits", numberValue, "4294967295", "-1"},
		{"the lowest", numberValue, "-2147483648", "-2147483648"},
		{"too large", numberValue, "4294967296", ""},
		{"no number", numberValue, "", ""},
		{"code is no number", numberValue, "1 : x", ""},
		{"a string", stringValue, `"`, `""""`},
	} {
		got, reason := literal(tt.kind, tt.stored)
		if got != tt.want || (reason == "") == (tt.want == "") {
			t.Errorf("%s: %q became %s (%s), want %s", tt.reason, tt.stored, got, reason, tt.want)
		}
	}
}

func TestScriptsAreGolden(t *testing.T) {
	s := scripts(t, sample(t, "founding-case.xml"), Options{})
	for name, got := range map[string][]byte{"apply.vbs": s.Apply, "rollback.vbs": s.Rollback} {
		path := filepath.Join("testdata", "script", "founding-case."+name)
		got = bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n"))
		if *update {
			write(t, path, got)
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Law: a script is printable ASCII with CRLF line ends, for whatever export.
func TestScriptsArePlain(t *testing.T) {
	for _, h := range hostile {
		s := scripts(t, withNetwork(t, h.name, h.name), Options{})
		for _, script := range [][]byte{s.Apply, s.Rollback} {
			for i, line := range strings.Split(string(script), "\r\n") {
				if strings.Trim(line, printable) != "" || len(line) > 400 {
					t.Errorf("%s: line %d is %.60q, %d long", h.reason, i+1, line, len(line))
				}
			}
		}
	}
}

func TestCommentText(t *testing.T) {
	for _, tt := range []struct{ reason, s, want string }{
		{"a name", "array 1.xml", `"array 1.xml"`},
		{"a line break would end the comment", "a\nWScript.Quit", `"a?WScript.Quit"`},
		{"an underscore at the end would go on with it", "a _", `"a _"`},
		{"others", `é"'`, `"???"`},
	} {
		if got := commentText(tt.s); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
	if got := baseName(`C:\Users\x\a.xml`) + baseName("/x/b.xml") + baseName("c.xml"); got != "a.xmlb.xmlc.xml" {
		t.Errorf("names %s", got)
	}
}

// Law: every difference between the documents of a plan is a step or a skipped
// one, and every step and hop is in the catalogue.
func TestScriptsCoverThePlan(t *testing.T) {
	for name, doc := range fixable(t) {
		p := plan(t, doc, Options{Unsafe: true})
		s, err := p.Scripts(name)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]bool{}
		for _, step := range s.Steps {
			told[step.Object+"/"+step.Storage] = true
			checkProperty(t, step)
		}
		for _, skipped := range s.Skipped {
			field, _, _ := strings.Cut(skipped.Property, "/")
			told[skipped.Object+"/"+field] = true
			if !strings.HasPrefix(skipped.Reason, importInstead) || skipped.Reason == importInstead {
				t.Errorf("%s: %s %s has the reason %q", name, skipped.Object, skipped.Property, skipped.Reason)
			}
		}
		for _, difference := range differences(p.Before, p.After) {
			if !told[difference] {
				t.Errorf("%s: neither a step nor skipped: %s", name, difference)
			}
		}
	}
}

func checkProperty(t *testing.T, step ScriptStep) {
	t.Helper()
	class, ok := catalog.ClassByName(step.Class)
	if !ok {
		t.Fatalf("%+v", step)
	}
	if p, ok := class.Property(step.Property); !ok || p.Access != "rw" {
		t.Errorf("%s: %s.%s cannot be set", step.Object, step.Class, step.Property)
	}
}

// differences are the properties that differ, found in the plainest way.
func differences(before, after *schema.Document) []string {
	values := map[string][]string{} // several objects may have one place
	for o := range before.All() {
		for i := range o.Properties() {
			p := &o.Properties()[i]
			key := o.StoragePath() + p.Name
			values[key] = append(values[key], p.Type()+string(p.Raw()))
		}
	}
	var all []string
	for o := range after.All() {
		for i := range o.Properties() {
			p := &o.Properties()[i]
			key := o.StoragePath() + p.Name
			if len(values[key]) == 0 || values[key][0] != p.Type()+string(p.Raw()) {
				all = append(all, o.Path()+"/"+p.Name)
			}
			if len(values[key]) > 0 {
				values[key] = values[key][1:]
			}
		}
	}
	return all
}

func TestHops(t *testing.T) {
	doc := sample(t, "messy-array.xml")
	for _, tt := range []struct {
		reason string
		path   []string // elements below the array
		want   string   // properties, "[]" for an item; or the end of the reason
	}{
		{"the founding case", []string{"NetConfig", "Networks", "Network", "WebListenerProperties"}, "NetworkConfiguration.Networks[].WebListenerProperties saves FPCNetwork"},
		{"another property of the same class", []string{"RuleElements", "WebListeners", "WebListener", "WebListenerProperties"}, "RuleElements.WebListeners[].Properties saves FPCWebListener"},
		{"a singleton that persists", []string{"ArrayPolicy", "WebProxy"}, "ArrayPolicy.WebProxy saves FPCWebProxy"},
		{"named by its StorageName", []string{"NetConfig", "NetworkRules", "NetworkRule", "SelectionIPs"}, "NetworkConfiguration.NetworkRules[].SourceSelectionIPs saves FPCSelectionIPs"},
		{"a synonym", []string{"RuleElements", "Protocols", "Protocol"}, "RuleElements.ProtocolDefinitions[] saves FPCProtocolDefinition"},
	} {
		array, _ := doc.Objects("Arrays")[0].Child("Array")
		o, ok := array.Find(tt.path...)
		if !ok {
			t.Errorf("%s: the sample has no %v", tt.reason, tt.path)
			continue
		}
		var s scriptStep
		reason := s.locate(o)
		if got := hopsText(&s) + reason; got != tt.want {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}

func hopsText(s *scriptStep) string {
	var b strings.Builder
	for _, h := range s.hops {
		if h.property == "" {
			b.WriteString("[]")
		} else {
			b.WriteString("." + h.property)
		}
	}
	return strings.TrimPrefix(b.String(), ".") + " saves " + s.keeps
}

// What must never be scripted, in a small array.
func TestSkippedSteps(t *testing.T) {
	const listener = `<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1"><fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">1</fpc4:IntegratedAuthPersistSingleRequest></fpc4:WebListenerProperties>`
	const network = `<fpc4:Network StorageName="N" StorageType="1">` + listener + `</fpc4:Network>`
	array := func(inside string) string {
		return `<fpc4:Arrays StorageName="Arrays" StorageType="0"><fpc4:Array StorageName="A" StorageType="1">` + inside + `</fpc4:Array></fpc4:Arrays>`
	}
	netConfig := func(inside string) string {
		return `<fpc4:NetConfig StorageName="NetConfig" StorageType="1"><fpc4:Networks StorageName="Networks" StorageType="1">` + inside + `</fpc4:Networks></fpc4:NetConfig>`
	}
	for _, tt := range []struct{ reason, body, want string }{
		{"two networks with one StorageName", array(netConfig(network + network)), "have the StorageName N"},
		{"no array", netConfig(network), "not below an array"},
		{"the enterprise", `<fpc4:Enterprise StorageName="Enterprise" StorageType="1">` + netConfig(network) + `</fpc4:Enterprise>`, "belongs to the enterprise"},
		{"an element that nobody knows", array(`<fpc4:Unheard StorageName="U" StorageType="1">` + network + `</fpc4:Unheard>`), "does not know the COM class"},
		{"a parent without such a property", array(network), "knows no property of FPCArray"},
	} {
		doc := document(t, tt.body)
		s := scripts(t, doc, Options{})
		if len(s.Steps) != 0 || len(s.Skipped) == 0 || s.Apply != nil {
			t.Errorf("%s: steps %+v, skipped %+v", tt.reason, s.Steps, s.Skipped)
			continue
		}
		if r := s.Skipped[0].Reason; !strings.HasPrefix(r, importInstead) || !strings.Contains(r, tt.want) {
			t.Errorf("%s: %q, want %q", tt.reason, r, tt.want)
		}
	}
}

// Values set by hand reach what no fix does.
func TestStepsByHand(t *testing.T) {
	for _, tt := range []struct{ reason, path, value, want string }{
		{"absent: its documented default is what it replaces", internal + "/AutoDiscoveryPort", "8081", "FPCNetwork.AutoDiscoveryPort 80 8081"},
		{"through a synonym", internal + "/ProxyClientConfig/BrowserClientConfig/BrowserConfigScriptEnabled", "0", "FPCWebBrowserClientConfig.BrowserConfigScriptEnabled 1 0"},
		{"absent without a documented default", internal + "/SpoofDetectionMode", "1", "no default is documented"},
		{"read only in COM", internal + "/NetworkType", "0", "COM can only read"},
		{"an item of a local domain table", internal + "/ProxyLDT/*.contoso.example/Name", "x", "the catalogue does not know"},
		{"a range is set by methods", internal + "/IpRangeSet/{A0FF14EC-88AB-4299-99B3-AF718DEE26B4}/IPFrom", "10.0.0.1", "does not know the COM property"},
		{"a rule of the system policy", "Arrays/ARRAY1/ArrayPolicy/PolicyRules/Allow Kerberos authentication from the firewall to trusted servers/Enabled", "0", "system policy"},
		{"a string without a documented default", "Arrays/ARRAY1/Description", "x", "no default is documented"},
	} {
		s := scripts(t, sample(t, "founding-case.xml"), Options{Set: []Assignment{{tt.path, tt.value}}})
		got := "nothing"
		for _, step := range s.Steps {
			if step.Storage != "IntegratedAuthPersistSingleRequest" {
				got = step.Class + "." + step.Property + " " + step.Old + " " + step.New
			}
		}
		for _, skipped := range s.Skipped {
			got = skipped.Reason
		}
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.reason, got, tt.want)
		}
	}
}

func document(t testing.TB, body string) *schema.Document {
	return read(t, []byte(`<?xml version="1.0" encoding="UTF-8"?>
<fpc4:Root xmlns:fpc4="`+schema.Namespace+`" xmlns:dt="`+schema.DTNamespace+`" StorageName="FPC" StorageType="0">`+body+`</fpc4:Root>
`))
}

// withNetwork is the founding case with another StorageName and name for the
// network Internal.
func withNetwork(t testing.TB, storageName, name string) *schema.Document {
	t.Helper()
	doc := sample(t, "founding-case.xml")
	for o := range doc.All() {
		if o.Element == "Network" && o.Name() == "Internal" {
			edits, ok := text.Merge([]text.Edit{
				{Span: o.StorageNameSpan(), New: attribute(storageName)},
				o.Property("Name").Set(name),
			}, nil)
			if !ok {
				t.Fatal("the edits overlap")
			}
			disk, err := doc.File.Apply(edits)
			if err != nil {
				t.Fatal(err)
			}
			return read(t, disk)
		}
	}
	t.Fatal("the sample has no network Internal")
	return nil
}

// attribute escapes an attribute's value so that it is read back as it is.
func attribute(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\n", "&#xA;", "\r", "&#xD;").Replace(s)
}
