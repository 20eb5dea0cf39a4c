package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func comparedDoc(t *testing.T, source []byte) *schema.Document {
	t.Helper()
	f, err := text.Decode(source)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func comparedSample(t *testing.T, name string) *schema.Document {
	t.Helper()
	source, err := os.ReadFile("../samples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return comparedDoc(t, source)
}

// kinds have one difference of every kind.
const (
	kindsHead = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0"><fpc4:Build dt:dt="string">7.0.9193.500</fpc4:Build><fpc4:Arrays StorageName="Arrays" StorageType="0">
<fpc4:Array StorageName="A" StorageType="1"><fpc4:Name dt:dt="string">ARRAY1</fpc4:Name>`
	kindsA = kindsHead + `<fpc4:WebProxy StorageName="WebProxy" StorageType="1"><fpc4:ConnectCacheSize dt:dt="int">128</fpc4:ConnectCacheSize><fpc4:WebProxyFtpClientPassword dt:dt="string">hunter2</fpc4:WebProxyFtpClientPassword></fpc4:WebProxy>
<fpc4:Log StorageName="FirewallLog" StorageType="1"><fpc4:LogType dt:dt="int">3</fpc4:LogType><fpc4:LogFileDirectory dt:dt="string">Directory for the log files, first</fpc4:LogFileDirectory></fpc4:Log>
<fpc4:URLSet StorageName="S" StorageType="1"><fpc4:Name dt:dt="string">Blocked</fpc4:Name><fpc4:URLStrings><fpc4:Str dt:dt="string">http://a.example</fpc4:Str></fpc4:URLStrings></fpc4:URLSet>
<fpc4:Computer StorageName="C" StorageType="1"><fpc4:Name dt:dt="string">PC1</fpc4:Name></fpc4:Computer></fpc4:Array></fpc4:Arrays></fpc4:Root>`
	kindsB = kindsHead + `<fpc4:WebProxy StorageName="WebProxy" StorageType="1"><fpc4:ConnectCacheSize dt:dt="int">0</fpc4:ConnectCacheSize><fpc4:WebProxyFtpClientPassword dt:dt="string">hunter3</fpc4:WebProxyFtpClientPassword></fpc4:WebProxy>
<fpc4:Log StorageName="FirewallLog" StorageType="1"><fpc4:LogType dt:dt="int">1</fpc4:LogType><fpc4:LogFileDirectory dt:dt="string">Directory for the log files, second</fpc4:LogFileDirectory></fpc4:Log>
<fpc4:URLSet StorageName="S" StorageType="1"><fpc4:Name dt:dt="string">Forbidden</fpc4:Name><fpc4:URLStrings><fpc4:Str dt:dt="string">http://b.example</fpc4:Str></fpc4:URLStrings></fpc4:URLSet>
<fpc4:Subnet StorageName="C" StorageType="1"><fpc4:Name dt:dt="string">NET1</fpc4:Name></fpc4:Subnet></fpc4:Array></fpc4:Arrays></fpc4:Root>`
)

func founding(t *testing.T) Compare {
	a, b := comparedSample(t, "compare-works.xml"), comparedSample(t, "compare-broken.xml")
	return Compare{Version: "1.2.3", Paths: []string{"compare-works.xml", "compare-broken.xml"}, Result: compare.Documents(a, b, compare.Options{})}
}

func kinds(t *testing.T) Compare {
	a, b := comparedDoc(t, []byte(kindsA)), comparedDoc(t, []byte(kindsB))
	return Compare{Version: "1.2.3", Paths: []string{"a.xml", "b.xml"}, Result: compare.Documents(a, b, compare.Options{Defaults: true})}
}

// partial is an array compared with an export of one of its networks.
func partial(t *testing.T) Compare {
	a, b := comparedSample(t, "founding-case.xml"), comparedSample(t, "tmg2010-network-internal.xml")
	return Compare{Version: "1.2.3", Paths: []string{"array.xml", "network.xml"}, Result: compare.Documents(a, b, compare.Options{})}
}

func partialGrid(t *testing.T) Compare {
	docs := []*schema.Document{comparedSample(t, "compare-works.xml"), comparedSample(t, "compare-broken.xml"), comparedSample(t, "tmg2010-network-internal.xml")}
	return Compare{Version: "1.2.3", Paths: []string{"a.xml", "b.xml", "network.xml"}, Grid: compare.Grid(docs, -1, compare.Options{})}
}

func gridOf(t *testing.T) Compare {
	docs := []*schema.Document{comparedDoc(t, []byte(kindsA)), comparedDoc(t, []byte(kindsB)), comparedDoc(t, []byte(kindsA))}
	return Compare{Version: "1.2.3", Paths: []string{"a.xml", "b.xml", "c.xml"}, Grid: compare.Grid(docs, -1, compare.Options{})}
}

func TestCompareGolden(t *testing.T) {
	colour := CompareOptions{Options: Options{Color: true}}
	for _, tt := range []struct {
		name  string
		of    func(*testing.T) Compare
		write func(*bytes.Buffer, Compare) error
	}{
		{"compare-founding.golden", founding, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{}) }},
		{"compare-founding-json.golden", founding, func(b *bytes.Buffer, r Compare) error { return CompareJSON(b, r, CompareOptions{}) }},
		{"compare-part.golden", partial, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{}) }},
		{"compare-part-json.golden", partial, func(b *bytes.Buffer, r Compare) error { return CompareJSON(b, r, CompareOptions{}) }},
		{"compare-part.md", partial, func(b *bytes.Buffer, r Compare) error { return CompareMarkdown(b, r, CompareOptions{}) }},
		{"compare-part-grid.golden", partialGrid, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{}) }},
		{"compare-kinds.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{}) }},
		{"compare-kinds-colour.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, colour) }},
		{"compare-kinds-brief.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{Brief: true}) }},
		{"compare-kinds-json.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareJSON(b, r, CompareOptions{}) }},
		{"compare-founding.md", founding, func(b *bytes.Buffer, r Compare) error { return CompareMarkdown(b, r, CompareOptions{}) }},
		{"compare-founding.csv", founding, func(b *bytes.Buffer, r Compare) error { return CompareCSV(b, r, CompareOptions{}) }},
		{"compare-founding.html", founding, func(b *bytes.Buffer, r Compare) error { return CompareHTML(b, r, CompareOptions{}) }},
		{"compare-founding-edits.golden", founding, func(b *bytes.Buffer, r Compare) error { return CompareEdits(b, r, CompareOptions{}) }},
		{"compare-founding-edits-json.golden", founding, func(b *bytes.Buffer, r Compare) error { return CompareEditsJSON(b, r, CompareOptions{}) }},
		{"compare-kinds.md", kinds, func(b *bytes.Buffer, r Compare) error { return CompareMarkdown(b, r, CompareOptions{}) }},
		{"compare-kinds.csv", kinds, func(b *bytes.Buffer, r Compare) error { return CompareCSV(b, r, CompareOptions{}) }},
		{"compare-kinds.html", kinds, func(b *bytes.Buffer, r Compare) error { return CompareHTML(b, r, CompareOptions{}) }},
		{"compare-kinds-edits.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareEdits(b, r, CompareOptions{}) }},
		{"compare-kinds-edits-json.golden", kinds, func(b *bytes.Buffer, r Compare) error { return CompareEditsJSON(b, r, CompareOptions{}) }},
		{"compare-grid.md", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareMarkdown(b, r, CompareOptions{}) }},
		{"compare-grid.csv", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareCSV(b, r, CompareOptions{}) }},
		{"compare-grid.html", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareHTML(b, r, CompareOptions{}) }},
		{"compare-grid.golden", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{}) }},
		{"compare-grid-brief.golden", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{Brief: true}) }},
		{"compare-part-grid-brief.golden", partialGrid, func(b *bytes.Buffer, r Compare) error { return CompareText(b, r, CompareOptions{Brief: true}) }},
		{"compare-grid-json.golden", gridOf, func(b *bytes.Buffer, r Compare) error { return CompareJSON(b, r, CompareOptions{}) }},
	} {
		var b bytes.Buffer
		if err := tt.write(&b, tt.of(t)); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "hunter") {
			t.Errorf("%s holds a secret", tt.name)
		}
		golden(t, tt.name, b.Bytes())
	}
}

// Law: in short there is one line for each difference, whatever is compared, and
// one at the end.
func TestBriefIsLines(t *testing.T) {
	for name, r := range map[string]Compare{"pair": kinds(t), "grid": gridOf(t), "part of a grid": partialGrid(t)} {
		n := 0
		if r.Grid != nil {
			n = len(r.Grid.Rows)
		} else {
			n = len(r.Result.Changes)
		}
		for _, o := range []CompareOptions{{Brief: true}, {Brief: true, Options: Options{Quiet: true}}} {
			want := n + 1
			if o.Quiet {
				want = n
			}
			var b bytes.Buffer
			if err := CompareText(&b, r, o); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(b.String(), "\n"); got != want {
				t.Errorf("%s: %d lines, expected %d\n%s", name, got, want, b.String())
			}
		}
	}
}

// Every view says which part was compared where that is not everything, and only
// there. CSV is rows.
func TestComparedPart(t *testing.T) {
	const network = "Networks/Internal"
	same := partial(t)
	same.Result = compare.Documents(comparedSample(t, "compare-works.xml"), same.Result.B, compare.Options{})
	for _, tt := range []struct {
		name  string
		r     Compare
		words string // of the text
	}{
		{"two files", partial(t), "only Arrays/ARRAY1/NetConfig/Networks/Internal was compared"},
		{"two files without a difference", same, "only Arrays/ARRAY2/NetConfig/Networks/Internal was compared"},
		{"a grid", partialGrid(t), "C was compared only in Arrays/ARRAY2/NetConfig/Networks/Internal"},
	} {
		for _, f := range CompareFormats() {
			if f.Name == "csv" || f.Pair && tt.r.Grid != nil {
				continue
			}
			for _, brief := range []bool{false, true} {
				var b bytes.Buffer
				if err := f.Write(&b, tt.r, CompareOptions{Brief: brief}); err != nil {
					t.Fatal(err)
				}
				words := tt.words
				if strings.HasSuffix(f.Name, "json") {
					words = `"partial": true`
				}
				plain := html.UnescapeString(strings.ReplaceAll(strings.ReplaceAll(b.String(), "\n", " "), `\`, ""))
				if !strings.Contains(strings.ToLower(plain), strings.ToLower(words)) || !strings.Contains(plain, network) {
					t.Errorf("%s as %s, brief %v: %q is missing", tt.name, f.Name, brief, words)
				}
				if strings.Contains(plain, "P004") {
					t.Errorf("%s as %s: findings of what was not compared", tt.name, f.Name)
				}
			}
		}
	}
}

// The fields that the contract names are there with the values that it shows.
func TestCompareContract(t *testing.T) {
	var b bytes.Buffer
	if err := CompareJSON(&b, founding(t), CompareOptions{}); err != nil {
		t.Fatal(err)
	}
	var j struct {
		SchemaVersion int `json:"schema_version"`
		A, B          struct{ Path string }
		Changes       []map[string]any
		Summary       map[string]int
	}
	if err := json.Unmarshal(b.Bytes(), &j); err != nil {
		t.Fatal(err)
	}
	if j.SchemaVersion != 1 || j.A.Path != "compare-works.xml" || j.B.Path != "compare-broken.xml" {
		t.Errorf("head %+v %+v %d", j.A, j.B, j.SchemaVersion)
	}
	for key, want := range map[string]any{
		"kind": "changed", "class": "FPCWebListenerProperties", "property": "IntegratedAuthPersistSingleRequest",
		"a": "0", "b": "1", "a_is_default": true, "b_is_default": false, "checks": []any{"com-integrated-auth-per-request"},
	} {
		if got := j.Changes[0][key]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	for _, side := range []string{"location_a", "location_b"} {
		at, _ := j.Changes[0][side].(map[string]any)
		if at["line"] == nil || at["length"] != 1.0 {
			t.Errorf("%s: %v", side, at)
		}
	}
	for _, key := range []string{"added", "removed", "changed", "moved"} {
		if _, ok := j.Summary[key]; !ok {
			t.Errorf("the summary lacks %s", key)
		}
	}
}

// Law: no view of a comparison lets a character through that a terminal acts upon.
func TestComparisonsOfHostileFiles(t *testing.T) {
	a := comparedDoc(t, fmt.Appendf(nil, hostileExport, hostile))
	b := comparedDoc(t, fmt.Appendf(nil, hostileExport, hostile+"2"))
	paths := []string{"evil\x1b[2J\n\u202e.xml", "evil\xff\x9b.xml", "c\u200b.xml"}
	o := compare.Options{Profile: compare.Strict, Checks: []*checks.Check{}}
	two := Compare{Paths: paths[:2], Result: compare.Documents(a, b, o)}
	three := Compare{Paths: paths, Grid: compare.Grid([]*schema.Document{a, b, a}, -1, o)}
	if len(two.Result.Changes) < 2 {
		t.Fatal("the test does not show what it should")
	}
	for _, r := range []Compare{two, three} {
		for _, f := range CompareFormats() {
			if f.Pair && r.Grid != nil {
				continue
			}
			for _, brief := range []bool{false, true} {
				var out bytes.Buffer
				if err := f.Write(&out, r, CompareOptions{Brief: brief}); err != nil {
					t.Fatal(err)
				}
				written := out.String()
				if f.Name == "csv" { // the mark and the line ends are its form
					written = strings.ReplaceAll(strings.TrimPrefix(written, "\uFEFF"), "\r\n", "\n")
				}
				for i, c := range written {
					if c != '\n' && !unicode.IsPrint(c) {
						t.Errorf("%s: %U in %q", f.Name, c, around(out.Bytes(), i))
					}
				}
			}
		}
	}
}

// On a terminal nothing that has a blank to break at is wider than it, but values
// to copy; the lines together say the same as they do in a file.
func TestComparisonsOnATerminal(t *testing.T) {
	inWords := func(b *bytes.Buffer) string { return strings.Join(strings.Fields(b.String()), " ") }
	for name, r := range map[string]Compare{"founding": founding(t), "kinds": kinds(t), "part": partial(t), "grid": partialGrid(t)} {
		for _, width := range []int{60, 80, 140} {
			for _, colour := range []bool{false, true} {
				var file, terminal bytes.Buffer
				if err := CompareText(&file, r, CompareOptions{Options: Options{Color: colour}}); err != nil {
					t.Fatal(err)
				}
				if err := CompareText(&terminal, r, CompareOptions{Options: Options{Color: colour, Width: width}}); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(inWords(&file), inWords(&terminal)); diff != "" {
					t.Errorf("%s in %d columns: other words\n%s", name, width, diff)
				}
				for line := range strings.Lines(terminal.String()) {
					line = strings.TrimRight(line, "\n")
					value := strings.HasPrefix(line, "    A: ") || strings.HasPrefix(line, "    B: ")
					if visibleWidth(line) > width && len(strings.Fields(line)) > 1 && !value {
						t.Errorf("%s: %d columns for %d: %q", name, visibleWidth(line), width, line)
					}
				}
			}
		}
	}
}

// Blanks inside of a value stay, also where a line is broken.
func TestWrap(t *testing.T) {
	for _, tt := range []struct{ line, want, reason string }{
		{"one two three", "one two|   three", "a break at a blank"},
		{"a  b", "a  b", "two blanks stay"},
		{"overlongword and", "overlongword|   and", "a word is never broken"},
		{"\x1b[1mone\x1b[0m two b", "\x1b[1mone\x1b[0m two b", "colours take no room"},
		{"", "", "nothing"},
	} {
		var b bytes.Buffer
		text := comparedText{textReport: textReport{w: &b, width: 10}}
		text.wrap("", "   ", tt.line)
		if got := strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\n", "|"); got != tt.want {
			t.Errorf("%q: %q, expected %q: %s", tt.line, got, tt.want, tt.reason)
		}
	}
}

// What differs at the end of long values is shown.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("ä", 400)
	r := compare.Documents(
		comparedDoc(t, []byte(strings.Replace(kindsA, "Directory for the log files, first", long+"ONE", 1))),
		comparedDoc(t, []byte(strings.Replace(kindsA, "Directory for the log files, first", long+"TWO", 1))), compare.Options{})
	var b bytes.Buffer
	if err := CompareText(&b, Compare{Paths: []string{"a", "b"}, Result: r}, CompareOptions{}); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); !strings.Contains(s, "ONE") || !strings.Contains(s, "TWO") || strings.Contains(s, "\ufffd") || len(s) > 1500 {
		t.Error(s)
	}
}

// Law: whatever a name holds, no view of a comparison has a command of a build
// server, and the cells and rows of a view stay what they are.
func TestComparedNamesAreNoCommands(t *testing.T) {
	for _, name := range commands {
		t.Run(name, func(t *testing.T) {
			r := hostilePair(t, name)
			third := r
			third.Result, third.Paths = nil, []string{name, name + "2", name + "3"}
			third.Grid = compare.Grid([]*schema.Document{r.Result.A, r.Result.B, r.Result.A}, -1, compare.Options{Profile: compare.Strict, Checks: []*checks.Check{}})
			for _, f := range CompareFormats() {
				for _, r := range []Compare{r, third} {
					if f.Pair && r.Grid != nil {
						continue
					}
					var b bytes.Buffer
					if err := f.Write(&b, r, CompareOptions{}); err != nil {
						t.Fatal(err)
					}
					checkCompared(t, f.Name, b.Bytes())
				}
			}
		})
	}
}

func checkCompared(t *testing.T, format string, out []byte) {
	t.Helper()
	expectCommands(t, format, "azuredevops", agentCommands(string(out)), 0)
	switch format {
	case "json", "edits-json":
		if !json.Valid(out) {
			t.Errorf("%s is not JSON", format)
		}
	case "markdown":
		md := string(out)
		checkCells(t, md)
		for _, bad := range []string{"](", "<script", "<http://evil", "<x", "<!--", "@you"} {
			if strings.Contains(bareMarkdown(md), bad) {
				t.Errorf("%q stands outside of code", bad)
			}
		}
	case "csv":
		rows := readCSV(t, out)
		for _, row := range rows {
			for _, cell := range row {
				if len(row) != len(rows[0]) || strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") {
					t.Errorf("the row %q has a formula or another number of cells", row)
				}
			}
		}
	}
}

// Law: the edits that are listed, made one by one, take away the change that they
// are of.
func TestListedEditsWork(t *testing.T) {
	for name, r := range map[string]Compare{"founding": founding(t), "kinds": kinds(t)} {
		made := 0
		for _, e := range compareEdits(r.Result) {
			if e.reason != "" {
				continue
			}
			made++
			disk, err := r.Result.A.File.Apply([]text.Edit{e.edit})
			if err != nil {
				t.Fatal(err)
			}
			after := compare.Documents(comparedDoc(t, disk), r.Result.B, compare.Options{})
			if len(after.Changes) != len(r.Result.Changes)-1 {
				t.Errorf("%s: %d changes after the edit of %s, of %d", name, len(after.Changes), e.change.Property, len(r.Result.Changes))
			}
		}
		if made == 0 {
			t.Errorf("%s has no edits", name)
		}
	}
}
