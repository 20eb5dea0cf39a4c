package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tmgaudit/internal/text"
)

// hostile has what XML lets into a value and a terminal would act upon: C1
// controls, DEL, changes of direction, invisible characters, a tag character.
const hostile = "x\u009b2J\u007f\u202egnp.exe\u2066\u200b\ufeff\u2028\u00a0\U000E0041\t&#13;&#10;&#9;end"

const hostileExport = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">
<fpc4:Arrays StorageName="Arrays" StorageType="1"><fpc4:Network StorageName="N" StorageType="1" x="%[1]s"><fpc4:Description dt:dt="string"></fpc4:Description><fpc4:Name dt:dt="string">%[1]s</fpc4:Name><fpc4:Odd>%[1]s</fpc4:Odd>
<fpc4:WebListenerProperties StorageName="%[1]s" StorageType="%[1]s"><fpc4:TCPPort dt:dt="%[1]s">%[1]s</fpc4:TCPPort></fpc4:WebListenerProperties></fpc4:Network></fpc4:Arrays></fpc4:Root>`

// Law: no writer lets a character through that a terminal acts upon.
func TestNothingHostileIsWritten(t *testing.T) {
	good := fmt.Sprintf(hostileExport, hostile)
	bad := good + "\u202e\u009b"
	r := lintOf(t, [2]string{"evil\x1b[2J\n\u202e.xml", good}, [2]string{"evil\xff\x9b.xml", bad})
	if len(r.Files[0].Findings) < 2 || len(r.Files[0].Doc.Problems) < 2 || r.Files[1].Err == nil {
		t.Fatalf("the test does not show what it should: %+v", r.Summary())
	}
	for _, f := range slices.Concat(Formats(), overviewFormats) {
		var b bytes.Buffer
		if err := f.Write(&b, r, Options{}); err != nil {
			t.Fatal(err)
		}
		out := b.Bytes()
		if f.Name == "csv" { // the mark and the line ends are its form
			out = bytes.ReplaceAll(bytes.TrimPrefix(out, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
		}
		for i, c := range string(out) {
			if c != '\n' && !unicode.IsPrint(c) || c == utf8.RuneError && f.Human {
				t.Errorf("%s: %U at %d in %q", f.Name, c, i, around(out, i))
			}
		}
	}
}

// commands are names that try to be a command of a build server, a formula of a
// spreadsheet, markup, or the end of what they stand in.
var commands = []string{
	"::error::x", "::set-output name=a::b", "a,line=1::x", "%0A::error::x", "\n::error::x", "::stop-commands::t",
	"##vso[task.setvariable variable=a]b", "%0A##vso[task.complete result=Failed;]", "]##vso[task.complete]", ";code=1]x", "##[command]x", "###vso[a.b]c", "#\u034f#vso[a.b]c",
	"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "a;=1+1", `a","=1+1`, "\t=1+1", "\r=1+1",
	"<script>alert(1)</script>", `"/><x y="`, "]]>", "<!--", "&amp;#10;", "\u202egnp.exe",
	"{0}", "[a](http://evil.example)", `[a\](1)`, "![a](http://evil.example)", "`a`", "| a |", "<http://evil.example>", "@you ~~a~~", `a\`,
}

// Law: whatever a name holds, a report has the commands of its own format and no
// others, as many as there are findings, and its cells and rows stay what they
// are.
func TestNamesAreNoCommands(t *testing.T) {
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
	for _, name := range commands {
		t.Run(name, func(t *testing.T) {
			r := lintOf(t, [2]string{name, fmt.Sprintf(hostileExport, escapes.Replace(name))}, [2]string{name + "2", "<" + escapes.Replace(name)})
			s := r.Summary()
			told := s.Findings + s.Errors + s.Warnings + s.Unreadable
			for _, f := range Formats() {
				out := string(written(t, f.Name, r))
				expectCommands(t, f.Name, "github", runnerCommands(out), told, "error", "warning", "notice")
				expectCommands(t, f.Name, "azuredevops", agentCommands(out), told, "task.logissue")
			}
			for _, f := range overviewFormats {
				var out strings.Builder
				if err := f.Write(&out, r, Options{}); err != nil {
					t.Fatal(err)
				}
				expectCommands(t, f.Name, "github", runnerCommands(out.String()), told)
				expectCommands(t, f.Name, "azuredevops", agentCommands(out.String()), told)
				if f.Name == "csv" && len(readCSV(t, []byte(out.String()))) != 3 {
					t.Errorf("the overview has other rows than its head and two files")
				}
			}
			validateSARIF(t, written(t, "sarif", r))
			parseJUnit(t, written(t, "junit", r))
			md := string(written(t, "markdown", r))
			checkCells(t, md)
			for _, bad := range []string{"](", "<script", "<http://evil", "<x", "<!--", "@you"} {
				if strings.Contains(bareMarkdown(md), bad) {
					t.Errorf("%q stands outside of code", bad)
				}
			}
			for _, row := range readCSV(t, written(t, "csv", r)) {
				for _, cell := range row {
					if len(row) != len(csvHead) || strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") {
						t.Errorf("the row %q has a formula or another number of cells", row)
					}
				}
			}
		})
	}
}

// Law: whatever names hold, a page has the elements that it has for harmless ones,
// and runs the page's script alone.
func TestNamesAreNoElements(t *testing.T) {
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;", "\u009b", "&#x9b;")
	page := func(name string) []byte {
		return written(t, "html", lintOf(t, [2]string{name, fmt.Sprintf(hostileExport, escapes.Replace(name))}, [2]string{name + "2", "<" + escapes.Replace(name)}))
	}
	elements := regexp.MustCompile(`</?([a-vx-zA-Z!]|w[^b])[^>]*>`) // paths have wbr
	kinds := func(b []byte) (list []string) {
		for _, tag := range elements.FindAllString(string(b), -1) {
			list = append(list, strings.FieldsFunc(tag, func(r rune) bool { return r == ' ' || r == '>' })[0])
		}
		return list
	}
	want := kinds(page("harmless"))
	for _, name := range slices.Concat(nasty, commands, []string{`</script><script>document.body.dataset.owned=1</script>`, `</style><img src=x onerror=alert(1)>`}) {
		if got := kinds(page(name)); !slices.Equal(got, want) {
			t.Errorf("%q makes %d elements; expected %d", name, len(got), len(want))
		}
	}
	out := dom(t, page(`</script><script>document.body.dataset.owned=1</script><img src=http://evil.example/>`), "")
	if strings.Contains(out, "data-owned") || strings.Contains(out, "<img") {
		t.Error("a name became a part of the page")
	}
}

// expectCommands holds the commands that a server finds in a report against the
// names and properties that the format own has; another format has none.
func expectCommands(t *testing.T, format, own string, found []command, told int, names ...string) {
	t.Helper()
	if format != own {
		told = 0
	}
	if len(found) != told {
		t.Errorf("%s has %d commands of %s, expected %d: %q", format, len(found), own, told, found)
	}
	properties := []string{"file", "line", "endLine", "col", "endColumn", "title", "type", "sourcepath", "linenumber", "columnnumber", "code"}
	for _, c := range found {
		if !slices.Contains(names, c.name) {
			t.Errorf("%s has the command %q", format, c.name)
		}
		for p := range c.properties {
			if !slices.Contains(properties, p) {
				t.Errorf("%s has the property %q", format, p)
			}
		}
	}
}

// bareMarkdown is Markdown without what is escaped or stands in code spans.
func bareMarkdown(md string) string {
	return regexp.MustCompile("\\\\[[:punct:]]|(`+)[^`\n]+(`[^`\n]+)*`+").ReplaceAllString(md, "")
}

func around(b []byte, at int) []byte { return b[max(0, at-30):min(len(b), at+30)] }

// JSON escapes what is not visible; its meaning stays.
func TestJSONKeepsHostileNames(t *testing.T) {
	r := lintOf(t, [2]string{"a.xml", fmt.Sprintf(hostileExport, hostile)})
	var b bytes.Buffer
	if err := JSON(&b, r, Options{}); err != nil {
		t.Fatal(err)
	}
	var j LintJSON
	if err := json.Unmarshal(b.Bytes(), &j); err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("&#13;", "\r", "&#10;", "\n", "&#9;", "\t").Replace(hostile)
	for _, f := range j.Files[0].Findings {
		if f.Property == "TCPPort" && f.Value != want {
			t.Errorf("value %q; expected %q", f.Value, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Internal", "Internal"},
		{"Büro Köln Доступ 東京", "Büro Köln Доступ 東京"},
		{"a\x1b[31mb", `a\x1b[31mb`},
		{"a\nb\rc\td", `a\nb\rc\td`},
		{"\u202eexe.png", `\u202eexe.png`},
		{"a\u009bb\u007f", `a\u009bb\x7f`},
		{"\u00a0\u200b\ufeff\u2028", `\u00a0\u200b\ufeff\u2028`},
		{"\U000E0041", `\U000e0041`},
		{"\xff\xfe", `\xff\xfe`},
		{`C:\temp`, `C:\temp`},
		{"::error::x ::set-output name=a::b", `\x3a:error::x \x3a:set-output name=a::b`},
		{"::1 fe80::1 ::ffff:10.0.0.1 2001:db8::abc:1 ab::", "::1 fe80::1 ::ffff:10.0.0.1 2001:db8::abc:1 ab::"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := Printable(tt.in); got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}

func TestClip(t *testing.T) {
	tests := []struct{ in, want string }{
		{"12345", "12345"},
		{"1234567890", "12345... (10 characters)"},
		{"äöüßé", "äöüßé"},
		{"äöüßéè", "äöüßé... (6 characters)"},
		{"1\x1b2345", `1\x1b234... (6 characters)`},
	}
	for _, tt := range tests {
		if got := clip(tt.in, 5); got != tt.want {
			t.Errorf("%q: %q; expected %q", tt.in, got, tt.want)
		}
	}
}

// Law: what a secret holds is in no report, wherever its excerpt is cut.
func TestSecretsStayHidden(t *testing.T) {
	const key = "HUNTER2HUNTER2HUNTER2HUNTER2"
	source := `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">` +
		`<fpc4:Network StorageName="N" StorageType="1"><fpc4:Name dt:dt="string">n</fpc4:Name><fpc4:WebListenerProperties StorageName="W" StorageType="1">%s` +
		`<fpc4:VpnPresharedKey dt:dt="string">` + key + `</fpc4:VpnPresharedKey><fpc4:TCPPort dt:dt="int">1</fpc4:TCPPort>` +
		`<ServiceAccount><UserPassword>` + key + `</UserPassword></ServiceAccount>%s</fpc4:WebListenerProperties></fpc4:Network></fpc4:Root>%s`
	for pad := range 160 {
		fill := "<!--" + strings.Repeat("-", 0) + strings.Repeat("x", pad) + "-->"
		for _, tail := range []string{"", "<again/>"} { // well-formed and not
			r := lintOf(t, [2]string{"a.xml", fmt.Sprintf(source, fill, fill, tail)})
			for _, f := range Formats() {
				var b bytes.Buffer
				if err := f.Write(&b, r, Options{Width: 60}); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(b.String(), "UNTER") {
					t.Fatalf("%s shows the secret with %d characters before it:\n%s", f.Name, pad, b.String())
				}
			}
		}
	}
}

func TestNamedSecrets(t *testing.T) {
	tests := []struct {
		in     string // « » stand around what must be hidden
		reason string
	}{
		{`<a:Password x="y">«k»</a:Password>`, ""},
		{`<a:Password>«<![CDATA[k</a:Passwor]]>»</a:Password>`, "CDATA"},
		{`<a:Password>«k & more`, "cut off"},
		{`<a:PasswordStrings>«<a:Str>k</a:Str><a:Str>l</a:Str>»</a:PasswordStrings>`, "a list"},
		{`<a:Password/>k`, "empty"},
		{`<a:Password></a:Password>k`, "empty"},
		{`<a:AllowPasswordChange dt:dt="boolean">1</a:AllowPasswordChange>`, "a switch"},
		{`<a:Name>Password</a:Name>`, "a word"},
		{`< <a:SharedSecret>«k»</a:SharedSecret>`, "not well-formed"},
		{`<x <a:SharedSecret>«k»</a:SharedSecret>`, "not well-formed"},
		{`<b>1</b><a:PresharedKey>«k»</a:PresharedKey><c>2</c><password>«l»</password>`, "two"},
		{`<`, "cut off"},
		{`<>`, "no name"},
	}
	for _, tt := range tests {
		var want []string
		for _, part := range strings.Split(tt.in, "«")[1:] {
			hidden, _, _ := strings.Cut(part, "»")
			want = append(want, hidden)
		}
		src := []byte(strings.NewReplacer("«", "", "»", "").Replace(tt.in))
		var got []string
		for _, s := range namedSecrets(src, text.Span{End: len(src)}, secretReach) {
			got = append(got, string(src[s.Start:s.End]))
		}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%s (%s): %q; expected %q", tt.in, tt.reason, got, want)
		}
	}
}
