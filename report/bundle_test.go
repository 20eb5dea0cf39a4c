package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/beevik/etree"

	"tmgaudit/checks"
	"tmgaudit/fixer"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// bundleOf is the bundle of a source with all fixes applied.
func bundleOf(t *testing.T, name string, source []byte) *fixer.Bundle {
	t.Helper()
	f, err := text.Decode(source)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	p, err := fixer.Make(doc, fixer.Options{Checks: checks.All(), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	b, err := p.Bundle(name, checks.All())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sampleBundle(t *testing.T, name string) *fixer.Bundle {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return bundleOf(t, name, source)
}

func bundleFiles(t *testing.T, b *fixer.Bundle) map[string][]byte {
	t.Helper()
	files, err := BundleFiles(b, "1.2.3")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		if all[f.Path] != nil || f.What == "" {
			t.Errorf("%q stands twice, or nobody says what it is for", f.Path)
		}
		all[f.Path] = f.Data
	}
	return all
}

// The bundle of the founding case, byte for byte, but for the whole export.
func TestBundleGolden(t *testing.T) {
	b := sampleBundle(t, "founding-case.xml")
	for i := range b.Files {
		if strings.HasSuffix(b.Files[i].Path, ".vbs") {
			b.Files[i].Data = []byte("has golden files of its own\n")
		}
	}
	for path, data := range bundleFiles(t, b) {
		if path != "corrected.xml" && !strings.HasSuffix(path, ".vbs") {
			golden(t, filepath.Join("bundle", filepath.FromSlash(path)), data)
		}
	}
}

// Laws of every bundle: the manifest names every file with its checksum, and the
// reports are complete and say the same.
func TestBundlesOfSamples(t *testing.T) {
	names, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatal("no samples")
	}
	for _, path := range names {
		if name := filepath.Base(path); !strings.HasPrefix(name, "isainfo") {
			t.Run(name, func(t *testing.T) {
				b := sampleBundle(t, name)
				files := bundleFiles(t, b)
				checkManifest(t, b, files)
				checkReport(t, b, files)
				again := bundleFiles(t, sampleBundle(t, name))
				for path := range files {
					if !bytes.Equal(files[path], again[path]) {
						t.Errorf("%s is not the same the second time", path)
					}
				}
			})
		}
	}
}

func checkManifest(t *testing.T, b *fixer.Bundle, files map[string][]byte) {
	t.Helper()
	var m ManifestJSON
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != len(files)-1 || !slices.IsSortedFunc(m.Files, func(x, y ManifestFileJSON) int { return strings.Compare(x.Path, y.Path) }) {
		t.Errorf("%d of %d files, or not sorted", len(m.Files), len(files))
	}
	for _, f := range m.Files {
		sum := sha256.Sum256(files[f.Path])
		if f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != len(files[f.Path]) {
			t.Errorf("%s: wrong checksum or size", f.Path)
		}
	}
	if len(m.Findings) != len(b.Plan.Found) || len(m.Outcomes) != len(b.Plan.Outcomes) || m.Left != len(b.Plan.Left) {
		t.Errorf("%d findings, %d outcomes, %d left", len(m.Findings), len(m.Outcomes), m.Left)
	}
}

// checkReport reads the page as XML, which it is but for the tags that HTML
// leaves open.
func checkReport(t *testing.T, b *fixer.Bundle, files map[string][]byte) {
	t.Helper()
	page := string(files["report.html"])
	tree := etree.NewDocument()
	closed := regexp.MustCompile(`<(meta|w?br)( [^>]*)?>`).ReplaceAllString(strings.TrimPrefix(page, "<!DOCTYPE html>"), "<$1$2/>")
	if err := tree.ReadFromString(closed); err != nil {
		t.Fatalf("the page is not well-formed: %v", err)
	}
	for _, forbidden := range []string{"script", "img", "iframe", "object", "embed", "link", "form", "base"} {
		if e := tree.FindElement("//" + forbidden); e != nil {
			t.Errorf("the page has the element %s", forbidden)
		}
	}
	ids := map[string]bool{}
	for _, e := range tree.FindElements("//*[@id]") {
		ids[e.SelectAttrValue("id", "")] = true
	}
	for _, e := range tree.FindElements("//a[@href]") {
		href := e.SelectAttrValue("href", "")
		if target, inside := strings.CutPrefix(href, "#"); inside && !ids[target] || !inside && !isLink(href) {
			t.Errorf("link to %q", href)
		}
	}
	for _, report := range []string{page, string(files["report.md"])} {
		for _, want := range []string{"What was wrong", "What changes", "What is not changed", "started again", "How to bring it", "does not do", "How to check", "How to undo", checksum(b.Plan.Before.File.Disk())} {
			if !strings.Contains(report, want) {
				t.Errorf("a report lacks %q", want)
			}
		}
		for path := range files {
			if !strings.Contains(report, path) {
				t.Errorf("a report does not name %s", path)
			}
		}
	}
}

// nasty are names that try to be markup.
var nasty = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `javascript:alert(1)`, `{{.}}`, `]]>`,
	"`code` ```fence", `[link](http://evil.example)`, `![i](http://evil.example/x.png)`, `<http://evil.example>`, `http://evil.example www.evil.example`,
	`| cell | \| x`, `**bold** __b__ ~~s~~ # h`, "- list\n1. one", "x\u202egnp.exe\u2066\u200b", "\u009b2J", `a\`, `&lt;b&gt; &#60;`, `--- $x$ @you`,
}

// Law: no name from an input is markup in a report.
func TestHostileNamesInReports(t *testing.T) {
	source, err := os.ReadFile("../samples/messy-array.xml")
	if err != nil {
		t.Fatal(err)
	}
	plain := bundleFiles(t, bundleOf(t, "a.xml", source))
	elements := regexp.MustCompile(`<([a-vx-z]|wbr[a-z])[^>]*>`) // paths have wbr
	for _, name := range nasty {
		t.Run(name, func(t *testing.T) {
			escapedName := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(name)
			evil := bytes.ReplaceAll(source, []byte(">Internal<"), []byte(">"+escapedName+"<"))
			evil = bytes.ReplaceAll(evil, []byte(">Portal Listener Köln<"), []byte(">"+escapedName+"<"))
			b := bundleOf(t, name+".xml", evil)
			files := bundleFiles(t, b)
			if got, want := len(elements.FindAll(files["report.html"], -1)), len(elements.FindAll(plain["report.html"], -1)); got != want {
				t.Errorf("%d tags; expected %d", got, want)
			}
			checkPlainText(t, files["report.html"])
			checkPlainText(t, files["report.md"])
			checkCells(t, string(files["report.md"]))
			for _, bad := range []string{"link](http", "i](http", "<script", "<img", "<http://evil", " http://evil", "~~s~~ #"} {
				if outside := withoutCode(string(files["report.md"])); strings.Contains(outside, bad) {
					t.Errorf("%q stands outside of code", bad)
				}
			}
		})
	}
}

func checkPlainText(t *testing.T, b []byte) {
	t.Helper()
	for i, r := range string(b) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%U at %d: %q", r, i, around(b, i))
		}
	}
}

// checkCells holds the rows of each table against its head: a name must not make
// a cell.
func checkCells(t *testing.T, md string) {
	t.Helper()
	bars, inTable := 0, false
	for line := range strings.Lines(md) {
		row := strings.HasPrefix(line, "|")
		if row && !inTable {
			bars = strings.Count(line, "|")
		}
		if inTable = row; row && strings.Count(line, "|") != bars {
			t.Errorf("a row has other cells than its head: %s", line)
		}
	}
}

// withoutCode drops the code spans of Markdown.
func withoutCode(md string) string {
	for _, fence := range []string{"````", "```", "``", "`"} {
		parts := strings.Split(md, fence)
		for i := 1; i < len(parts); i += 2 {
			parts[i] = ""
		}
		md = strings.Join(parts, "")
	}
	return md
}

// Law: no report shows a secret, and both say where one is carried.
func TestSecretsInBundles(t *testing.T) {
	source, err := os.ReadFile("../samples/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	const key = "HUNTER2HUNTER2"
	at := []byte(`<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">1<`)
	source = bytes.Replace(source, at, append([]byte(`<fpc4:EncryptedData dt:dt="string">`+key+`</fpc4:EncryptedData>`+"\n\t\t\t\t\t\t\t"), at...), 1)
	files := bundleFiles(t, bundleOf(t, "a.xml", source))
	for path, data := range files {
		carries := path == "corrected.xml" || strings.HasPrefix(path, "import/")
		if got := bytes.Contains(data, []byte(key)); got != carries {
			t.Errorf("%s: carries the secret %v; expected %v", path, got, carries)
		}
		if strings.HasPrefix(path, "report.") && !bytes.Contains(data, []byte("carried as they are")) {
			t.Errorf("%s does not say that a document carries a secret", path)
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"a b", "`a b`"},
		{"a`b", "``a`b``"},
		{"`", "`` ` ``"},
		{"a``b`c", "```a``b`c```"},
		{" ", "`   `"},
		{"a|b", "a&#124;b"},
		{"*|<", `\*&#124;&lt;`},
	} {
		if got := code(tt.in); got != tt.want {
			t.Errorf("%q: %s; expected %s", tt.in, got, tt.want)
		}
	}
}

func TestHighlighted(t *testing.T) {
	for _, tt := range []struct{ before, after, want string }{
		{"0", "1", "[0] [1]"},
		{"70000", "80", "[70000] [80]"},
		{"", "1", "(empty) [1]"},
		{"http://proxy.example:8080/wpad", "http://proxy.example:80/wpad", "http://proxy.example:80[80]/wpad http://proxy.example:80/wpad"},
		{"a name with \x1b in it", "a name with a in it", `a name with [\x1b] in it a name with [a] in it`},
	} {
		show := func(list []part) string {
			var b strings.Builder
			for _, p := range list {
				if p.Changed {
					fmt.Fprintf(&b, "[%s]", p.Text)
				} else {
					b.WriteString(p.Text)
				}
			}
			return b.String()
		}
		a, b := highlighted(tt.before, tt.after)
		if got := show(a) + " " + show(b); got != tt.want {
			t.Errorf("%s to %s: %s; expected %s", tt.before, tt.after, got, tt.want)
		}
	}
}
