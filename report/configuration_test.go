package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"tmgaudit/inventory"
)

const smallExport = "testdata/configuration/small.xml"

// configurationOf is the configuration of an export with some sections, all for
// none.
func configurationOf(t *testing.T, name string, source []byte, only ...string) Configuration {
	t.Helper()
	return Configuration{Version: "1.2.3", Path: name, Inventory: inventory.New(comparedDoc(t, source), only)}
}

func smallConfiguration(t *testing.T, only ...string) Configuration {
	t.Helper()
	source, err := os.ReadFile(smallExport)
	if err != nil {
		t.Fatal(err)
	}
	return configurationOf(t, "small.xml", source, only...)
}

// configured is a configuration in a format of one file.
func configured(t *testing.T, format string, c Configuration) []byte {
	t.Helper()
	i := slices.IndexFunc(ConfigurationFormats(), func(f ConfigurationFormat) bool { return f.Name == format })
	if i < 0 {
		t.Fatal("no format", format)
	}
	var b bytes.Buffer
	if err := ConfigurationFormats()[i].Write(&b, c, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// configuredTables are the files of a configuration as CSV.
func configuredTables(t *testing.T, c Configuration) map[string][]byte {
	t.Helper()
	files := map[string]*bytes.Buffer{}
	err := ConfigurationCSV(c, func(name string) (io.Writer, error) {
		if files[name] != nil {
			t.Errorf("the file %s is written twice", name)
		}
		files[name] = &bytes.Buffer{}
		return files[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for name, b := range files {
		out[name] = b.Bytes()
	}
	return out
}

func TestConfigurationGolden(t *testing.T) {
	all := smallConfiguration(t)
	part := smallConfiguration(t, "networks", "policy")
	source, err := os.ReadFile("../samples/tmg2010-network-internal.xml")
	if err != nil {
		t.Fatal(err)
	}
	single := configurationOf(t, "tmg2010-network-internal.xml", source)
	golden(t, "configuration/small.txt", configured(t, "text", all))
	golden(t, "configuration/small.md", configured(t, "markdown", part))
	golden(t, "configuration/small.html", withoutStyle(configured(t, "html", all)))
	golden(t, "configuration/small.json", configured(t, "json", part))
	golden(t, "configuration/policy.csv", configuredTables(t, part)["policy.csv"])
	golden(t, "configuration/contents.csv", configuredTables(t, single)["contents.csv"])
	golden(t, "configuration/network-internal.txt", configured(t, "text", single))
}

// hostileConfiguration is the small export in which much is called name.
func hostileConfiguration(t *testing.T, name string) Configuration {
	t.Helper()
	source, err := os.ReadFile(smallExport)
	if err != nil {
		t.Fatal(err)
	}
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
	out := string(source)
	for _, old := range []string{">ARRAY1<", ">Internal<", ">External<", ">Servers<", ">Partners<", ">Web for admins<", ">Mail in<", ">HTTPS<", ">Admins<", ">Updates<", ">FW01<",
		">http://partner.example/*<", ">10.0.0.30<", ">proxy.contoso.example<", ">203.0.113.10<", ">fw.contoso.example<", ">Work hours<"} {
		if !strings.Contains(out, old) {
			t.Fatalf("the small export has no %q", old)
		}
		out = strings.ReplaceAll(out, old, ">"+escapes.Replace(name)+"<")
	}
	return configurationOf(t, name+".xml", []byte(out))
}

// Law: whatever a name holds, no format lets a character through that a terminal
// acts upon, and cells, rows and markup stay what they are.
func TestConfigurationNamesAreText(t *testing.T) {
	markup := []string{`</script><script>document.body.dataset.owned=1</script>`, `</title></svg><img src=x onerror=alert(1)>`, `"><img src=x>`, "{{.}}", "_x003D_1+1", "##vso[a.b]c"}
	decoded := strings.NewReplacer("&#13;", "\r", "&#10;", "\n", "&#9;", "\t").Replace(hostile)
	for _, name := range append(append(markup, commands...), decoded) {
		t.Run(name, func(t *testing.T) {
			c := hostileConfiguration(t, name)
			for _, format := range []string{"text", "markdown", "html", "json"} {
				out := configured(t, format, c)
				for i, r := range string(out) {
					if r != '\n' && !unicode.IsPrint(r) {
						t.Fatalf("%s: %U at %d in %q", format, r, i, around(out, i))
					}
				}
				if format != "html" && strings.Contains(string(out), "##vso") {
					t.Errorf("%s has a command of a build server", format)
				}
			}
			md := string(configured(t, "markdown", c))
			checkCells(t, md)
			for _, bad := range []string{"](http", "<script", "<img", "<x", "<!--", "@you"} {
				if strings.Contains(bareMarkdown(md), bad) {
					t.Errorf("%q stands outside of code", bad)
				}
			}
			page := string(configured(t, "html", c))
			if strings.Count(page, "<script") != 1 || strings.Count(page, "<style") != 1 || strings.Contains(page, "<img") {
				t.Error("the name is markup")
			}
			for file, out := range configuredTables(t, c) {
				checkTable(t, file, out)
			}
			if strings.ContainsAny(name, "=_\n\u202e") { // a workbook takes long to open
				checkWorkbook(t, c)
			}
		})
	}
}

// checkTable holds a file against RFC 4180: every row has as many cells as the
// head, and none is a formula.
func checkTable(t *testing.T, file string, out []byte) {
	t.Helper()
	rows := readCSV(t, out)
	for _, row := range rows {
		for _, cell := range row {
			if len(row) != len(rows[0]) || strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") {
				t.Errorf("%s: the row %q has a formula or another number of cells", file, row)
			}
		}
	}
}

// Law: the secrets of an export are in no format.
func TestConfigurationSecrets(t *testing.T) {
	c := smallConfiguration(t)
	outs := configuredTables(t, c)
	for _, format := range []string{"text", "markdown", "html", "json"} {
		outs[format] = configured(t, format, c)
	}
	masked := 0
	for name, out := range outs {
		if bytes.Contains(out, []byte("hunter2")) {
			t.Errorf("%s shows a secret", name)
		}
		masked += bytes.Count(out, []byte("not shown"))
	}
	if masked < 4 {
		t.Error("no secret was masked, so the test shows nothing")
	}
}

// Every row of the model is in the CSV and in the JSON.
func TestConfigurationIsWhole(t *testing.T) {
	for _, sample := range []string{"tmg2010-enterprise.xml", "isa2004-array.xml", "isainfo-tmg1.xml", "tmg2010-urlsets.xml"} {
		source, err := os.ReadFile("../samples/" + sample)
		if err != nil {
			t.Fatal(err)
		}
		c := configurationOf(t, sample, source)
		files := configuredTables(t, c)
		var j struct {
			Sections []struct {
				Tables []struct {
					Name    string
					Columns []struct{ Name string }
					Rows    []struct{ Cells map[string]any }
				}
			}
		}
		if err := json.Unmarshal(configured(t, "json", c), &j); err != nil {
			t.Fatal(err)
		}
		for i, s := range c.Inventory.Sections {
			for k, table := range s.Tables {
				total := 0
				for range table.Rows {
					total++
				}
				if rows := readCSV(t, files[table.Name+".csv"]); len(rows) != total+1 {
					t.Errorf("%s: %s.csv has %d rows, expected %d and the head", sample, table.Name, len(rows), total)
				}
				got := j.Sections[i].Tables[k]
				if got.Name != table.Name || len(got.Rows) != total || total > 0 && len(got.Rows[0].Cells) != len(table.Columns) {
					t.Errorf("%s: JSON of %s has %d rows, expected %d", sample, table.Name, len(got.Rows), total)
				}
			}
		}
	}
}

// longSet is an export with a URL set of many entries.
func longSet(entries int) []byte {
	var b bytes.Buffer
	b.WriteString(hostileExportHead + `<fpc4:URLSets StorageName="URLSets" StorageType="1"><fpc4:URLSet StorageName="U" StorageType="1"><fpc4:Name dt:dt="string">Long</fpc4:Name><fpc4:URLStrings>`)
	for i := range entries {
		fmt.Fprintf(&b, `<fpc4:Str dt:dt="string">http://host%d.example/</fpc4:Str>`, i)
	}
	b.WriteString(`</fpc4:URLStrings></fpc4:URLSet></fpc4:URLSets></fpc4:Root>`)
	return b.Bytes()
}

const hostileExportHead = `<fpc4:Root xmlns:fpc4="http://schemas.microsoft.com/isa/config-4" xmlns:dt="urn:schemas-microsoft-com:datatypes" StorageName="FPC" StorageType="0">`

// Reports for people are cut and say how much there is; the others have all.
func TestConfigurationIsCut(t *testing.T) {
	const entries = mostRows + 234
	c := configurationOf(t, "a.xml", longSet(entries), "elements")
	last := fmt.Sprintf("host%d.example", entries-1)
	for _, format := range []string{"text", "markdown", "html"} {
		out := string(configured(t, format, c))
		if strings.Contains(out, last) || !strings.Contains(out, fmt.Sprint(entries)) || !strings.Contains(out, "234 rows left out") {
			t.Errorf("%s does not say that there are %d rows and 234 are left out", format, entries)
		}
	}
	if out := configured(t, "json", c); !bytes.Contains(out, []byte(last)) {
		t.Error("JSON is cut")
	}
	if rows := readCSV(t, configuredTables(t, c)["element-members.csv"]); len(rows) != entries+1 {
		t.Errorf("CSV has %d rows, expected %d", len(rows), entries+1)
	}
}

var configurationRow = regexp.MustCompile(`<tr[^>]* data-item="" data-section="([a-z-]+)"( hidden="")?>`)

// The search and the section filter the rows; the address sets both.
func TestConfigurationFilters(t *testing.T) {
	tests := []struct {
		hash   string
		want   func(sections []string) bool
		reason string
	}{
		{"#section=users", func(s []string) bool { return len(slices.Compact(s)) == 1 && s[0] == "users" }, "one section"},
		{"#q=hosts+no+such", func(s []string) bool { return len(s) == 0 }, "no row"},
		{"#q=mail+in", func(s []string) bool {
			return slices.Contains(s, "policy") && slices.Contains(s, "publishing") && !slices.Contains(s, "vpn")
		}, "a rule by name"},
		{"#q=", func(s []string) bool { return len(s) > 100 && slices.Contains(s, "script-only") }, "everything"},
	}
	var hashes []string
	for _, tt := range tests {
		hashes = append(hashes, tt.hash)
	}
	for i, page := range visited(t, configured(t, "html", smallConfiguration(t)), "main", hashes...) {
		var shown []string
		for _, m := range configurationRow.FindAllStringSubmatch(page.HTML, -1) {
			if m[2] == "" {
				shown = append(shown, m[1])
			}
		}
		if !tests[i].want(shown) {
			t.Errorf("%q shows %q: %s", tests[i].hash, shown, tests[i].reason)
		}
	}
}

// A link leads to the row of the object that it names.
func TestConfigurationLinks(t *testing.T) {
	page := string(configured(t, "html", smallConfiguration(t)))
	link := regexp.MustCompile(`<a href="#(o\d+)"><bdi>Servers</bdi>`).FindStringSubmatch(page)
	if link == nil {
		t.Fatal("nothing links to the computer set")
	}
	row := regexp.MustCompile(`<tr id="` + link[1] + `"[^>]*>(.*)</tr>`).FindString(page)
	if !strings.Contains(row, "computer set") || !strings.Contains(row, "10.1.0.0/16") {
		t.Errorf("the link leads to %q", row)
	}
}

// A drawing keeps its boxes apart and everything inside.
func TestGraphLayout(t *testing.T) {
	for _, sample := range []string{"messy-array.xml", "tmg2010-enterprise.xml", "isa2004-array.xml", "founding-case.xml"} {
		source, err := os.ReadFile("../samples/" + sample)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range configurationOf(t, sample, source, "topology").Inventory.Sections {
			for i := range s.Graphs {
				checkGraph(t, sample, newGraphView("g", &s.Graphs[i]))
			}
		}
	}
}

func checkGraph(t *testing.T, name string, v graphView) {
	t.Helper()
	if len(v.Boxes) < 3 || len(v.Lines) < 2 {
		t.Errorf("%s: %d boxes and %d lines", name, len(v.Boxes), len(v.Lines))
	}
	for i, a := range v.Boxes {
		if a.X < 0 || a.Y < 0 || a.X+a.W > v.Width || a.Y+a.H > v.Height {
			t.Errorf("%s: %q is outside of %d x %d: %+v", name, a.Full, v.Width, v.Height, a)
		}
		for _, b := range v.Boxes[i+1:] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%s: %q covers %q", name, a.Full, b.Full)
			}
		}
	}
}

// A circle of networks that hide behind each other comes to an end.
func TestGraphCircle(t *testing.T) {
	g := inventory.Graph{Title: "A", Nodes: make([]inventory.Node, 3)}
	for i := range g.Nodes {
		g.Nodes[i] = inventory.Node{Kind: inventory.NetworkNode, Label: fmt.Sprint("N", i)}
		g.Edges = append(g.Edges, inventory.Edge{From: i, To: (i + 1) % 3, Kind: inventory.NATEdge})
	}
	v := newGraphView("g", &g)
	checkGraph(t, "circle", v)
	for _, l := range v.Lines {
		if l.Tip == "" {
			t.Error("NAT has no arrow")
		}
	}
}

func TestWrapCell(t *testing.T) {
	for _, tt := range []struct {
		in, want, reason string
		width            int
	}{
		{"one two three", "one two|three", "between words", 8},
		{"", "", "an empty cell is a line", 8},
		{"abcdefghij", "abcd|efgh|ij", "a long word", 4},
		{"ab cdefgh", "ab|cdef|gh", "a long word after a short one", 4},
		{"aaaa/bbbb/cccc", "aaaa/|bbbb/|cccc", "a path between its parts", 8},
		{"東京大阪", "東京|大阪", "wide characters", 4},
		{"東", "東", "one that does not fit", 1},
	} {
		if got := strings.Join(wrapCell(tt.in, tt.width), "|"); got != tt.want {
			t.Errorf("%q in %d: %q, expected %q: %s", tt.in, tt.width, got, tt.want, tt.reason)
		}
	}
}

// Law: no line of the text is wider than asked for, where words allow.
func TestConfigurationTextFits(t *testing.T) {
	for _, width := range []int{80, 100, 200} {
		var b bytes.Buffer
		if err := ConfigurationText(&b, smallConfiguration(t), Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			words := strings.Fields(line)
			if n := textWidth(strings.TrimRight(line, "\n")); n > width+2 && len(words) > 1 && textWidth(words[len(words)-1]) < width/4 {
				t.Errorf("%d columns for %d: %q", n, width, line)
			}
		}
	}
}

// csvOf is the rows of a CSV file on disk.
func csvOf(t *testing.T, path string) [][]string {
	t.Helper()
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(source, []byte("\uFEFF"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	return rows
}

// Law: the tables of a large array show all their columns on the screens that people
// have, and the page is as wide as the screen.
func TestConfigurationFits(t *testing.T) {
	source, err := os.ReadFile("../samples/messy-array.xml")
	if err != nil {
		t.Fatal(err)
	}
	page := configured(t, "html", configurationOf(t, "messy-array.xml", source, "networks", "policy"))
	text, err := json.Marshal(string(page))
	if err != nil {
		t.Fatal(err)
	}
	var screens []struct {
		Width, Main int
		Cut         []string
		Line        []string // how the last column stands in head and body
	}
	driven(t, configured(t, "html", smallConfiguration(t, "file")), `
		var out = [];
		for (var width of [1280, 1920]) {
			var frame = document.createElement("iframe");
			frame.style.cssText = "border: 0; height: 1000px; width: " + width + "px";
			frame.srcdoc = `+string(text)+`;
			await new Promise(function (done) { frame.onload = done; document.body.appendChild(frame); });
			var d = frame.contentDocument;
			var cut = [...d.querySelectorAll(".rows")].filter(function (b) { return b.scrollWidth > b.clientWidth; });
			var last = [...d.querySelectorAll("table tr:first-child > :last-child")].map(function (c) { return frame.contentWindow.getComputedStyle(c).textAlign; });
			out.push({ Width: width, Main: d.querySelector("main").offsetWidth, Cut: cut.map(function (b) { return b.getAttribute("aria-labelledby"); }), Line: [...new Set(last)] });
			frame.remove();
		}
		return out;`, &screens)
	if len(screens) != 2 {
		t.Fatalf("%d screens were judged", len(screens))
	}
	for _, s := range screens {
		if len(s.Cut) > 0 || s.Main < s.Width-30 {
			t.Errorf("%d pixels: the page takes %d, and columns are cut off in %q", s.Width, s.Main, s.Cut)
		}
		if !slices.Equal(s.Line, []string{"right"}) {
			t.Errorf("%d pixels: the line numbers and their head stand %q", s.Width, s.Line)
		}
	}
}

func TestSoftened(t *testing.T) {
	for _, tt := range []struct{ in, want, reason string }{
		{"Local Host", "Local Host", "short words"},
		{"10.0.0.0-10.255.255.255", "10.0.0.0-10.<wbr>255.<wbr>255.<wbr>255", "the first address is short enough"},
		{"see http://a.example/b?c", "see http:<wbr>/<wbr>/<wbr>a.<wbr>example/<wbr>b?c", "an address of the web"},
		{"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/<wbr>script&gt;", "markup is text"},
		{"abcdefghijklm&#46;", "abcdefghijklm&amp;#46;", "an entity is text"},
		{"\u0431\u0443\u0445\u0433\u0430\u043b\u0442.\u0435\u0440", "\u0431\u0443\u0445\u0433\u0430\u043b\u0442.\u0435\u0440", "characters count, not bytes"},
		{"", "", "nothing"},
	} {
		if got := string(softened(tt.in)); got != tt.want {
			t.Errorf("%q: %q, expected %q: %s", tt.in, got, tt.want, tt.reason)
		}
	}
}
