package usercheck

import (
	"strings"
	"testing"
	"time"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// fragment is an array with networks, a set and a rule that refers to both.
const fragment = `
			<fpc4:NetConfig StorageName="NetConfig" StorageType="1">
				<fpc4:Networks StorageName="Networks" StorageType="1">
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9B}" StorageType="1">
						<fpc4:EnableWebProxyClients dt:dt="boolean">1</fpc4:EnableWebProxyClients>
						<fpc4:Name dt:dt="string">Internal</fpc4:Name>
						<fpc4:NetworkType dt:dt="int">4</fpc4:NetworkType>
						<fpc4:WebListenerProperties StorageName="WebListenerProperties" StorageType="1">
							<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>
						</fpc4:WebListenerProperties>
					</fpc4:Network>
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9C}" StorageType="1">
						<fpc4:EnableWebProxyClients dt:dt="boolean">perhaps</fpc4:EnableWebProxyClients>
						<fpc4:Name dt:dt="string">Perimeter {1}</fpc4:Name>
					</fpc4:Network>
					<fpc4:Network StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9D}" StorageType="2">
						<fpc4:Name dt:dt="string">Taken along</fpc4:Name>
					</fpc4:Network>
				</fpc4:Networks>
			</fpc4:NetConfig>
			<fpc4:RuleElements StorageName="RuleElements" StorageType="1">
				<fpc4:URLSets StorageName="URLSets" StorageType="1">
					<fpc4:URLSet StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9E}" StorageType="1">
						<fpc4:Name dt:dt="string">Partners</fpc4:Name>
						<fpc4:URLStrings><fpc4:Str dt:dt="string">http://a/</fpc4:Str><fpc4:Str dt:dt="string">*.example.com</fpc4:Str></fpc4:URLStrings>
					</fpc4:URLSet>
				</fpc4:URLSets>
			</fpc4:RuleElements>
			<fpc4:ArrayPolicy StorageName="ArrayPolicy" StorageType="1">
				<fpc4:PolicyRules StorageName="PolicyRules" StorageType="1">
					<fpc4:PolicyRule StorageName="{4E32B556-0FAF-4A27-9111-085F679EDC9F}" StorageType="1">
						<fpc4:Name dt:dt="string">Web</fpc4:Name>
						<fpc4:SelectionIPs StorageName="SourceSelectionIPs" StorageType="1">
							<fpc4:Refs StorageName="Networks" StorageType="1">
								<fpc4:Ref StorageName="{0}" StorageType="1">
									<fpc4:Name dt:dt="string">{4E32B556-0FAF-4A27-9111-085F679EDC9B}</fpc4:Name>
									<fpc4:RefClass dt:dt="string">msFPCNetwork</fpc4:RefClass>
								</fpc4:Ref>
							</fpc4:Refs>
						</fpc4:SelectionIPs>
					</fpc4:PolicyRule>
				</fpc4:PolicyRules>
			</fpc4:ArrayPolicy>
			<fpc4:Surprise StorageName="Surprise" StorageType="1"><fpc4:Size dt:dt="int">7</fpc4:Size><fpc4:Password dt:dt="string">hunter2</fpc4:Password></fpc4:Surprise>`

func document(t testing.TB) *schema.Document {
	t.Helper()
	source, _ := checks.Document(fragment)
	file, err := text.Decode([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func definition(class, when, message string) Definition {
	return Definition{Code: "U001", Name: "test", Title: "t", Severity: checks.Low, Class: class, When: when, Message: message}
}

func made(t testing.TB, d Definition) *Check {
	t.Helper()
	c, faults := Make(d)
	if len(faults) > 0 {
		t.Fatalf("%s%s: %v", d.When, d.Path, faults[0].Msg)
	}
	return c
}

func messages(t testing.TB, c *Check) string {
	t.Helper()
	var all []string
	for _, f := range checks.Run(document(t), []*checks.Check{c.Check}) {
		all = append(all, f.Message)
	}
	return strings.Join(all, "; ")
}

func TestConditions(t *testing.T) {
	for _, tt := range []struct{ reason, class, when, message, want string }{
		{"a boolean", "Network", "EnableWebProxyClients", "{Name}", "Internal"},
		{"a class by its COM name", "FPCNetwork", "EnableWebProxyClients", "{Name}", "Internal"},
		{"a value of another type says nothing", "Network", "!EnableWebProxyClients", "{Name}", ""},
		{"a documented default", "Network", "NetworkType == 0 || NetworkType != 0", "{Name}", "Internal"},
		{"what is absent and has no default says nothing", "Network", "NetworkType != 4", "{Name}", ""},
		{"unless the condition says what is taken", "Network", "(NetworkType ?? 9) == 9", "{Name}", "Perimeter {1}"},
		{"a member of an enumeration", "Network", "NetworkType == fpcInternalNetwork || true", "{NetworkType}", "4"},
		{"absence", "Network", `!present("NetworkType")`, "{label()}", "Perimeter {1}"},
		{"a list", "URLSet", `any(URLStrings, # startsWith "*.")`, "{URLStrings}", "http://a/, *.example.com"},
		{"a number of entries", "URLSet", "len(URLStrings) > 1", "{len(URLStrings)} in {{{Name}}}", "2 in {Partners}"},
		{"references by name", "PolicyRule", `"Internal" in refs("SourceSelectionIPs")`, `{Name}: {refs("Networks")}`, "Web: Internal"},
		{"a default of a rule", "PolicyRule", "Enabled", "{Enabled}", "1"},
		{"an object below", "Network", `child("WebListenerProperties").TCPPort == 8080`, `{path()}`, "Arrays/ARRAY1/NetConfig/Networks/Internal"},
		{"an object below that is not there", "Network", `child("WebListenerProperties") == nil`, "{Name}", "Perimeter {1}"},
		{"an object above", "Network", `parent("Array").Name == "ARRAY1" && EnableWebProxyClients`, "{Name}", "Internal"},
		{"a class that is not documented", "Surprise", "Size == 7", "{Size}", "7"},
		{"a secret is not shown", "Surprise", `Password != ""`, "{Password}", schema.Masked},
		{"a secret cannot be guessed", "Surprise", `Password == "hunter2"`, "", ""},
		{"the title where no message is", "Surprise", "Size == 7", "", "t"},
	} {
		c := made(t, definition(tt.class, tt.when, tt.message))
		if got := messages(t, c); got != tt.want || c.Stopped() != nil {
			t.Errorf("%s: %s says %q, want %q (%v)", tt.reason, tt.when, got, tt.want, c.Stopped())
		}
	}
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ reason, path, message, want string }{
		{"a property", "//Network[Name='Internal']//TCPPort", "port {value()} of {label()}", "port 8080 of WebListenerProperties"},
		{"an object", "//Networks/Network[EnableWebProxyClients='1']", "{Name}", "Internal"},
		{"what is taken along is left alone", "//Network[Name='Taken along']", "{Name}", ""},
		{"an entry", "//URLStrings/Str[2]", "{value()}", "*.example.com"},
		{"a secret", "//Password", "{value()}", schema.Masked},
	} {
		d := definition("", "", tt.message)
		d.Path = tt.path
		if got := messages(t, made(t, d)); got != tt.want {
			t.Errorf("%s: %s says %q, want %q", tt.reason, tt.path, got, tt.want)
		}
	}
}

func TestFaults(t *testing.T) {
	long := strings.Repeat("EnableWebProxyClients || ", 500) + "true"
	for _, tt := range []struct {
		reason string
		change func(d *Definition)
		field  Field
		offset int
		want   string
	}{
		{"a slip in a property", func(d *Definition) { d.When = "true && EnableWebProxyClient" }, FieldWhen, 8, `Network has no property "EnableWebProxyClient" (did you mean EnableWebProxyClients`},
		{"a slip in a class", func(d *Definition) { d.Class = "Netwrok" }, FieldClass, 0, "did you mean Network"},
		{"a slip in a function", func(d *Definition) { d.When = `presnt("Name")` }, FieldWhen, 0, "the function presnt is unknown (did you mean present?)"},
		{"a slip in the property of the finding", func(d *Definition) { d.Property = "Names" }, FieldProperty, 0, "did you mean Name"},
		{"two types", func(d *Definition) { d.When = `NetworkType == "4"` }, FieldWhen, 12, "mismatched types"},
		{"no truth value", func(d *Definition) { d.When = "NetworkType" }, FieldWhen, 0, "expected bool"},
		{"an unknown word in the message", func(d *Definition) { d.Message = "in {Names}" }, FieldMessage, 4, "did you mean Name"},
		{"an open brace", func(d *Definition) { d.Message = "in {Name" }, FieldMessage, 3, "{ is not closed"},
		{"a stray brace", func(d *Definition) { d.Message = "in }" }, FieldMessage, 3, "} closes nothing"},
		{"no grammar", func(d *Definition) { d.When = "Name ==" }, FieldWhen, 6, "unexpected token"},
		{"a variable", func(d *Definition) { d.When = "let a = Name + Name; a + a == Name" }, FieldWhen, 4, "let is not supported"},
		{"a range", func(d *Definition) { d.When = "any(1..1000000, # == NetworkType)" }, FieldWhen, 5, "the range .. is not supported"},
		{"a loop in a loop", func(d *Definition) { d.When = `any(refs("a"), any(refs("b"), # == "c"))` }, FieldWhen, 30, "a loop stands in a loop"},
		{"a function that makes long texts", func(d *Definition) { d.When = `repeat(Name, 1000) == Name` }, FieldWhen, 0, "the function repeat is not supported"},
		{"everything at once", func(d *Definition) { d.Class, d.When = "Surprise", `$env["Size"] == 7` }, FieldWhen, 0, "$env is not supported"},
		{"a clock", func(d *Definition) { d.When = `now().Year() > 1` }, FieldWhen, 0, "the function now is not supported"},
		{"too long", func(d *Definition) { d.When = long }, FieldWhen, 0, "at most 4000 are read"},
		{"too many words", func(d *Definition) { d.When = strings.Repeat("!", 1000) + "true" }, FieldWhen, 1003, "exceeds maximum allowed nodes"},
		{"no condition", func(d *Definition) { d.When = "" }, FieldCode, 0, "looks at nothing"},
		{"both", func(d *Definition) { d.Path = "//Network" }, FieldPath, 0, "either a class and a condition, or a path"},
		{"no path", func(d *Definition) { d.Class, d.When, d.Path = "", "", "//Network[Name=x]" }, FieldPath, 0, "a value needs quotes"},
		{"a path over everything, again and again", func(d *Definition) { d.Class, d.When, d.Path = "", "", "//*//*//*" }, FieldPath, 0, "at most 2"},
		{"a code of ours", func(d *Definition) { d.Code = "C001" }, FieldCode, 0, "expected U and three digits"},
		{"a name in capitals", func(d *Definition) { d.Name = "My Check" }, FieldName, 0, "words in lower case"},
		{"no title", func(d *Definition) { d.Title = "" }, FieldTitle, 0, "title is missing"},
		{"an escape for a terminal", func(d *Definition) { d.Why = "a\x1b[2Jb" }, FieldWhy, 0, "U+001B"},
		{"a command for a build server", func(d *Definition) { d.Title = "##vso[task.setvariable]x" }, FieldTitle, 0, "commands of build servers"},
		{"a fix of nothing", func(d *Definition) { d.Fix = &Fix{Value: "0"} }, FieldFixValue, 0, "names no property"},
		{"a fix with a slip", func(d *Definition) { d.Fix = &Fix{Property: "NetworkTyp", Value: "0"} }, FieldFixProperty, 0, "did you mean NetworkType"},
		{"a fix of another type", func(d *Definition) { d.Fix = &Fix{Property: "EnableWebProxyClients", Value: "no"} }, FieldFixValue, 0, "expected 0 or 1"},
		{"a fix that is no XML", func(d *Definition) { d.Fix = &Fix{Property: "Name", Value: "\x01"} }, FieldFixValue, 0, "U+0001"},
	} {
		d := definition("Network", "EnableWebProxyClients", "")
		tt.change(&d)
		c, faults := Make(d)
		if c != nil || len(faults) == 0 {
			t.Errorf("%s: no fault", tt.reason)
			continue
		}
		if f := faults[0]; f.Field != tt.field || !strings.Contains(f.Msg, tt.want) || f.Offset != tt.offset {
			t.Errorf("%s: at %s %d: %s; want at %s %d: %s", tt.reason, f.Field, f.Offset, f.Msg, tt.field, tt.offset, tt.want)
		}
	}
}

func TestFixes(t *testing.T) {
	for _, tt := range []struct {
		reason, class, when, path string
		fix                       Fix
		want                      string // title
	}{
		{"a value", "Network", "EnableWebProxyClients", "", Fix{Property: "EnableWebProxyClients", Value: "0"}, "set EnableWebProxyClients to 0"},
		{"a property that is not there", "PolicyRule", "Enabled", "", Fix{Property: "Enabled", Value: "0"}, "add Enabled with 0"},
		{"of a type that is not documented", "Surprise", "Size == 7", "", Fix{Property: "Other", Value: "0"}, ""},
		{"the value that is there", "Surprise", "Size == 7", "", Fix{Property: "Size", Value: "7"}, ""},
		{"what a path selects", "", "", "//TCPPort", Fix{Value: "80"}, "set TCPPort to 80"},
		{"a list is not replaced", "", "", "//URLStrings", Fix{Value: "x"}, ""},
		{"nor by one of its entries", "", "", "//URLStrings/Str[1]", Fix{Value: "x"}, ""},
		{"a secret is not written", "", "", "//Password", Fix{Value: "x"}, ""},
	} {
		d := definition(tt.class, tt.when, "")
		d.Path, d.Fix = tt.path, &tt.fix
		found := checks.Run(document(t), []*checks.Check{made(t, d).Check})
		if len(found) != 1 {
			t.Fatalf("%s: %d findings", tt.reason, len(found))
		}
		got := ""
		if found[0].Fix != nil {
			got = found[0].Fix.Title
		}
		if got != tt.want {
			t.Errorf("%s: fix %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// A check that takes too long is stopped, and says so in place of findings.
func TestTimeLimit(t *testing.T) {
	c := made(t, definition("Network", "EnableWebProxyClients", ""))
	c.limit = -time.Second
	start := time.Now()
	for range 50 { // either may win where both are there at once
		if found := checks.Run(document(t), []*checks.Check{c.Check}); c.Stopped() != nil {
			if len(found) != 0 || !strings.Contains(c.Stopped().Msg, "was stopped after") {
				t.Errorf("%d findings, %v", len(found), c.Stopped())
			}
			return
		}
	}
	t.Errorf("not stopped within %s", time.Since(start))
}

// A condition that cannot be evaluated is a fault, not silence.
func TestRuntimeFault(t *testing.T) {
	for _, tt := range []struct{ reason, class, when, want string }{
		{"an object that is not there", "Network", `child("WebListenerProperties").TCPPort > 80`, "cannot be evaluated for Arrays/ARRAY1/NetConfig/Networks/Perimeter {1}"},
		{"no truth value", "Surprise", "Size", "bool(int)"},
		{"a pattern that is none", "Surprise", `"x" matches ("(" + string(Size))`, "error parsing regexp"},
	} {
		c := made(t, definition(tt.class, tt.when, ""))
		if got := messages(t, c); got != "" || c.Stopped() == nil || !strings.Contains(c.Stopped().Msg, tt.want) {
			t.Errorf("%s: %q, %v", tt.reason, got, c.Stopped())
		}
	}
}

func BenchmarkCondition(b *testing.B) {
	doc := document(b)
	c := made(b, definition("Network", `EnableWebProxyClients && Name startsWith "Inter"`, ""))
	for b.Loop() {
		checks.Run(doc, []*checks.Check{c.Check})
	}
}
