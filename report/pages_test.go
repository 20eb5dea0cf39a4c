package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"tmgaudit/compare"
)

// pages are pages of every kind.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	clean := comparedDoc(t, []byte(kindsA))
	source, err := os.ReadFile("../samples/messy-array.xml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{
		"compare two":   comparePageOf(t, founding(t)),
		"compare kinds": comparePageOf(t, kinds(t)),
		"compare three": comparePageOf(t, gridOf(t)),
		"compare same":  comparePageOf(t, Compare{Paths: []string{"a.xml", "b.xml"}, Result: compare.Documents(clean, clean, compare.Options{})}),
		"bundle":        bundleFiles(t, bundleOf(t, "a.xml", source))["report.html"],
		"lint one":      written(t, "html", sampleRun(t, "founding-case.xml")),
		"lint fleet":    written(t, "html", fleet(t)),
		"lint clean":    written(t, "html", Lint{}),
	}
	var b bytes.Buffer
	if err := TraceHTML(&b, foundingTrace(t, "founding.har"), Options{}); err != nil {
		t.Fatal(err)
	}
	all["trace"] = b.Bytes()
	return all
}

// withoutStyle is a page without style and script, which all pages share, and
// their checksums.
func withoutStyle(page []byte) []byte {
	page = regexp.MustCompile(`(?s)(<(style|script)>).*?(</(style|script)>)`).ReplaceAll(page, []byte("$1$3"))
	return regexp.MustCompile(`sha256-.*?=&#39;`).ReplaceAll(page, []byte("sha256-&#39;"))
}

// Law: the policy of a page names its style and script and nothing from elsewhere,
// and the page refers to nothing but documents that a reader may follow.
func TestPagesAreAlone(t *testing.T) {
	for name, b := range pages(t) {
		page := string(b)
		said := policyTag.FindStringSubmatch(page)
		if said == nil {
			t.Errorf("%s has no policy", name)
			continue
		}
		rules := html.UnescapeString(said[1])
		for tag, directive := range map[string]string{"style": "style-src ", "script": "script-src "} {
			_, rest, ok := strings.Cut(page, "<"+tag+">")
			source, _, _ := strings.Cut(rest, "</"+tag+">")
			if allowed := strings.Contains(rules, directive); allowed != ok || ok && !strings.Contains(rules, directive+sourceHash(source)+";") {
				t.Errorf("%s: the policy %q does not allow the %s of the page, or one that is not there", name, rules, tag)
			}
		}
		if !strings.HasPrefix(rules, "default-src 'none';") || strings.Contains(rules, "unsafe") {
			t.Errorf("%s: policy %q", name, rules)
		}
		if found := regexp.MustCompile(`(?i) (src|action|srcset|data|xlink:href|ping)=|url\(|@import|style="| on\w+="|<(img|link|iframe|object|embed|base)\b`).FindString(page); found != "" {
			t.Errorf("%s holds %q", name, found)
		}
		if !strings.Contains(page, `<html lang="en">`) || !strings.Contains(page, "@media print") || !strings.Contains(page, "prefers-color-scheme: dark") {
			t.Errorf("%s has no language, no print style or no dark one", name)
		}
	}
}

// Law: every reference of a page leads to a place in it or to a web address.
func TestPageLinks(t *testing.T) {
	ids, links := regexp.MustCompile(` id="([^"]*)"`), regexp.MustCompile(` (href|aria-labelledby|for)="([^"]*)"`)
	for name, b := range pages(t) {
		there := map[string]bool{}
		for _, m := range ids.FindAllStringSubmatch(string(b), -1) {
			if there[m[1]] {
				t.Errorf("%s: the id %q stands twice", name, m[1])
			}
			there[m[1]] = true
		}
		for _, m := range links.FindAllStringSubmatch(string(b), -1) {
			to, inside := strings.CutPrefix(m[2], "#")
			if inside || m[1] != "href" {
				if !there[to] {
					t.Errorf("%s: %s leads to %q, which is not there", name, m[1], m[2])
				}
			} else if !isLink(m[2]) {
				t.Errorf("%s: %s leads to %q", name, m[1], m[2])
			}
		}
	}
}

// The policy stops what a page would do if markup ever came into it; without the
// policy the same markup acts, and the proxy of the tests sees it.
func TestPolicyHolds(t *testing.T) {
	const evil = `<img src="http://evil.example/image"><link rel="stylesheet" href="http://evil.example/style">` +
		`<script>document.body.dataset.owned = "script"; fetch("http://evil.example/fetch").catch(function () {});</script>` +
		`<p id="styled" style="color: red" onclick="document.body.dataset.owned = 'click'"></p></body>`
	page := written(t, "html", sampleRun(t, "founding-case.xml", "C001"))
	with := bytes.Replace(page, []byte("</body>"), []byte(evil), 1)
	out, asked := visit(t, with, "")
	if len(asked) > 0 || strings.Contains(out, "data-owned") {
		t.Errorf("in spite of the policy the page asks for %q and runs what it holds", asked)
	}
	if !strings.Contains(out, `aria-label="Filter the findings">`) {
		t.Error("the policy stops the page's own script")
	}
	out, asked = visit(t, policyTag.ReplaceAll(with, nil), "")
	if len(asked) < 3 || !strings.Contains(out, `data-owned="script"`) {
		t.Errorf("the test does not show what it should: the page asks for %q", asked)
	}
}

// axe finds no serious fault in the accessibility of the pages, in the light and
// in the dark. It is the file that TMGAUDIT_AXE names: axe.min.js of the package
// axe-core.
func TestPageAccessibility(t *testing.T) {
	path := os.Getenv("TMGAUDIT_AXE")
	if path == "" {
		t.Skip("TMGAUDIT_AXE names no axe.min.js")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const run = `
		var out = {}, schemes = {
			light: function (css) { return css; },
			dark: function (css) { return css.replace("@media (prefers-color-scheme: dark)", "@media all").replace("color-scheme: light dark", "color-scheme: dark"); },
		};
		for (var name of Object.keys(pages)) {
			document.documentElement.innerHTML = new DOMParser().parseFromString(pages[name], "text/html").documentElement.innerHTML;
			document.querySelectorAll("form").forEach(function (f) { f.hidden = false; });
			document.querySelectorAll("details").forEach(function (d, i) { d.open = i < 40; });
			var style = document.querySelector("style"), css = style.textContent;
			for (var scheme of Object.keys(schemes)) {
				style.textContent = schemes[scheme](css);
				out[name + ", " + scheme + " on " + getComputedStyle(document.body).backgroundColor] = await axe.run(document).then(function (r) {
					return { Passes: r.passes.length, Violations: r.violations.map(function (v) {
						return { ID: v.id, Impact: v.impact, Nodes: v.nodes.slice(0, 5).map(function (n) { return n.html.slice(0, 300) + " " + n.failureSummary; }) };
					}) };
				});
			}
		}
		return out;`
	all := map[string]string{}
	for name, page := range pages(t) {
		all[name] = string(policyTag.ReplaceAll(page, nil))
	}
	data, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	var judged map[string]struct {
		Passes     int
		Violations []struct {
			ID, Impact string
			Nodes      []string
		}
	}
	driven(t, pages(t)["lint clean"], "var pages = "+string(data)+";"+run, &judged, string(axe))
	if len(judged) != 2*len(all) {
		t.Errorf("%d judgements on %d pages", len(judged), len(all))
	}
	for name, result := range judged {
		for _, v := range result.Violations {
			if v.Impact == "serious" || v.Impact == "critical" {
				t.Errorf("%s: %s %s: %q", name, v.Impact, v.ID, v.Nodes)
			} else {
				t.Logf("%s: %s %s: %q", name, v.Impact, v.ID, v.Nodes)
			}
		}
		if result.Passes < 10 {
			t.Errorf("%s: axe held only %d rules against the page", name, result.Passes)
		}
		if strings.Contains(name, "dark") != strings.Contains(name, "rgb(18, 22, 28)") {
			t.Errorf("%s: the colours are others", name)
		}
	}
}

// fleet is a run over files of several products, with one that cannot be read.
func fleet(t *testing.T) Lint {
	t.Helper()
	r := messy(t)
	for _, name := range []string{"tmg2010-sp2-default.xml", "isa2004-array.xml", "founding-case.xml", "isainfo-tmg1.xml"} {
		r.Files = append(r.Files, sampleRun(t, name).Files...)
	}
	if s := r.Summary(); s.Unreadable == 0 || s.Findings == 0 || s.Errors+s.Warnings == 0 {
		t.Fatal(fmt.Sprint("the fleet does not show what it should: ", s))
	}
	return r
}
