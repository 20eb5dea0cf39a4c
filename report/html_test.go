package report

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tmgaudit/checks"
)

// The page has every finding with its place, object, fix and related places, why
// and remedy of each check once, every problem, and the reason for each file that
// could not be read.
func TestHTMLIsComplete(t *testing.T) {
	runs := goldenRuns(t)
	runs["fleet"] = fleet(t)
	for name, r := range runs {
		page := html.UnescapeString(string(written(t, "html", r)))
		page = strings.ReplaceAll(page, "/<wbr>", "/")
		expect := func(want string) {
			if !strings.Contains(page, want) {
				t.Errorf("%s: %q is missing", name, want)
			}
		}
		findings := 0
		for i := range r.Files {
			f := &r.Files[i]
			expect(Printable(f.Path))
			if f.Err != nil {
				expect(Printable(f.Err.Message))
				continue
			}
			for j := range f.Findings {
				expectFinding(t, page, f, &f.Findings[j], expect)
			}
			for _, p := range f.Doc.Problems {
				expect(Printable(p.Message))
			}
			findings += len(f.Findings)
		}
		if n := strings.Count(page, "<details "); n != findings || strings.Count(page, "</details>") != n {
			t.Errorf("%s: %d findings on the page; expected %d", name, n, findings)
		}
	}
}

func expectFinding(t *testing.T, page string, f *File, x *checks.Finding, expect func(string)) {
	t.Helper()
	start, _ := f.location(x.Span)
	expect(clip(x.Message, mostMessage))
	expect(clip(x.Object.Path(), mostPath))
	expect(fmt.Sprintf("line %d, column %d", start.Line, start.Column))
	for _, address := range evidence(x) {
		expect(address)
	}
	if x.Fix != nil {
		expect(x.Fix.Safety.String() + ": " + clip(x.Fix.Title, mostMessage))
	}
	for _, r := range x.Related[:min(len(x.Related), mostRelated-1)] {
		expect(clip(r.Message, mostMessage))
	}
	if n := strings.Count(page, ` id="`+x.Check.Code+`">`); n != 1 {
		t.Errorf("%s is explained %d times", x.Check.Code, n)
	}
	expect("<p>" + x.Check.Why + "</p>\n<p><strong>Remedy:</strong> " + x.Check.Remedy + "</p>")
}

func lintViewOf(r Lint, most int) *lintView {
	v := newLintView(r.Version, most)
	for i := range r.Files {
		v.add(&r.Files[i])
	}
	v.finish(r.Summary())
	return v
}

// The bars are as long as their counts say, and the counts stand beside them.
func TestCharts(t *testing.T) {
	s := Summary{Severity: [5]int{8, 0, 2, 0, 4}}
	c := severityChart(s)
	var got []string
	for _, b := range c.Bars {
		got = append(got, fmt.Sprint(b.Name, " ", b.Total, b.Parts))
	}
	want := []string{"critical 4 [{critical 0 50}]", "high 0 []", "medium 2 [{medium 0 25}]", "low 0 []", "info 8 [{info 0 100}]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q; expected %q", got, want)
	}
	r := fleet(t)
	total := 0
	for _, b := range lintViewOf(r, mostPageFindings).Charts[1].Bars {
		end := 0.0
		for _, p := range b.Parts {
			if p.X != end || p.Width <= 0 {
				t.Errorf("%s: a part from %f, %f long, after one to %f", b.Name, p.X, p.Width, end)
			}
			end += p.Width
		}
		if b.Total == 0 || end > 100.001 {
			t.Errorf("%s: %d findings, a bar of %f", b.Name, b.Total, end)
		}
		total += b.Total
	}
	if n := r.Summary().Findings; total != n {
		t.Errorf("%d findings by family; expected %d", total, n)
	}
}

// Files stand in the order of what was found in them, the unreadable ones apart.
func TestFleetOrder(t *testing.T) {
	v := lintViewOf(fleet(t), mostPageFindings)
	var order []string
	for _, f := range v.Files {
		order = append(order, f.Path+" "+f.Worst)
	}
	want := []string{"messy.xml critical", "founding-case.xml critical", "isainfo-tmg1.xml critical", "isa2004-array.xml medium", "tmg2010-sp2-default.xml "}
	if !slices.Equal(order, want) {
		t.Errorf("%q; expected %q", order, want)
	}
	if len(v.Unreadable.Rows) != 2 || !v.Many() {
		t.Errorf("unreadable: %v", v.Unreadable)
	}
}

// A page has a limit. What it leaves out is the least, no check in any file goes
// before a second finding of another, and the page says what is not there.
func TestHTMLLimit(t *testing.T) {
	r := sampleRun(t, "messy-array.xml")
	r.Files = append(r.Files, sampleRun(t, "isa2004-array.xml").Files...)
	all := r.Summary()
	for _, most := range []int{0, 1, 30, 100, all.Findings, all.Findings + 1} {
		v := lintViewOf(r, most)
		shown, left, worstLeft := 0, 0, checks.Info
		seen := map[string]bool{}
		for _, f := range v.Files {
			shown, left = shown+f.Shown, left+f.Left
			for _, g := range f.Checks {
				seen[f.Path+g.Code] = true
			}
		}
		if shown != min(most, all.Findings) || shown+left != all.Findings || (v.Left != "") != (left > 0) {
			t.Errorf("at most %d: %d shown, %d left out, %q", most, shown, left, v.Left)
		}
		for i := range r.Files {
			for _, x := range r.Files[i].Findings {
				if !seen[r.Files[i].Path+x.Check.Code] {
					worstLeft = max(worstLeft, x.Severity)
				}
			}
		}
		if most == 100 && (worstLeft != checks.Info || len(seen) != pairsOf(r)) {
			t.Errorf("%d checks of %d are on the page; the worst without a finding there is %s", len(seen), pairsOf(r), worstLeft)
		}
	}
}

// pairsOf counts the checks with findings, file by file.
func pairsOf(r Lint) int {
	pairs := map[string]bool{}
	for i := range r.Files {
		for _, x := range r.Files[i].Findings {
			pairs[r.Files[i].Path+x.Check.Code] = true
		}
	}
	return len(pairs)
}

var findingTag = regexp.MustCompile(`<details class="finding" data-item(?:="")? data-severity="([\w-]+)" data-family="([\w-]+)" data-check="(\w+)" data-file="(\w+)" data-object="(\w+)"( data-fixable="1")?(?: open(?:="")?)?( hidden="")?>`)

// findingsShown are severity, family, check, file, object and " fixable" of the
// findings on a page that are not hidden.
func findingsShown(page string) (list [][]string) {
	for _, m := range findingTag.FindAllStringSubmatch(page, -1) {
		if m[7] == "" {
			list = append(list, m[1:7])
		}
	}
	return list
}

// The address sets the same controls as a hand does; the findings follow.
func TestHTMLFilters(t *testing.T) {
	r := fleet(t)
	page := written(t, "html", r)
	all := findingsShown(string(page))
	if len(all) != r.Summary().Findings {
		t.Fatalf("without script %d findings are visible", len(all))
	}
	tests := []struct {
		hash string
		want func(f []string) bool
	}{
		{"#severity=critical", func(f []string) bool { return f[0] == "critical" }},
		{"#severity=critical,medium&family=auth", func(f []string) bool { return f[0] != "info" && f[1] == "auth" }},
		{"#check=C001", func(f []string) bool { return f[2] == "C001" }},
		{"#file=f2", func(f []string) bool { return f[3] == "f2" }},
		{"#fixable=1", func(f []string) bool { return f[5] != "" }},
		{"#group=object&check=C001", func(f []string) bool { return f[2] == "C001" }},
		{"#q=no-such-thing", func(f []string) bool { return false }},
		{"#severity=%3Cimg%3E&file=f999", func(f []string) bool { return true }},
	}
	var hashes []string
	for _, tt := range tests {
		hashes = append(hashes, tt.hash)
	}
	for i, out := range visited(t, page, "main", hashes...) {
		tt := tests[i]
		want := 0
		for _, f := range all {
			if tt.want(f) {
				want++
			}
		}
		shown := findingsShown(out.HTML)
		if len(shown) != want || slices.ContainsFunc(shown, func(f []string) bool { return !tt.want(f) }) {
			t.Errorf("%q shows %d findings, expected %d: %q", tt.hash, len(shown), want, shown)
		}
		if count := fmt.Sprintf("%d of %d findings shown", want, len(all)); out.Count != count {
			t.Errorf("%q: %q; expected %q", tt.hash, out.Count, count)
		}
	}
}

// By object, findings stand under their object in their file, with the explanation
// at a click; back by check everything is where it was. A link to a place shows it,
// whatever the filters hide.
func TestHTMLByObject(t *testing.T) {
	var got struct {
		Nested, Wrong, Groups, Objects, Hidden int
		Same, Explained, Focus, Place, Sought  bool
		Opened, Closed, Hash                   string
	}
	driven(t, written(t, "html", fleet(t)), `
		var form = document.getElementById("filters"), out = {};
		function all(s) { return Array.prototype.slice.call(document.querySelectorAll(s)); }
		function set(name, value) { form.elements[name].value = value; form.dispatchEvent(new Event("input", { bubbles: true })); }
		out.Nested = all(".finding .finding, section section, .finding section").length;
		function order() {
			return all(".finding").map(function (f) { return f.closest("[data-group]").querySelector("h3").textContent + f.textContent; }).join();
		}
		var before = order();
		set("group", "object");
		out.Hash = location.hash;
		var objects = {}, groups = all("[data-made]");
		all(".finding").forEach(function (f) { objects[f.dataset.object] = 1; });
		out.Objects = Object.keys(objects).length;
		out.Groups = groups.length;
		out.Wrong = groups.filter(function (g) {
			return Array.prototype.some.call(g.querySelectorAll(".finding"), function (f) {
				return f.dataset.object !== g.querySelector(".finding").dataset.object || f.querySelector(".object").textContent !== g.querySelector("h3").textContent ||
					f.dataset.file !== f.closest("section").getAttribute("aria-labelledby");
			});
		}).length;
		out.Hidden = all(".finding").filter(function (f) { return !f.getClientRects().length; }).length;
		var finding = all(".finding")[0], why = document.getElementById(finding.dataset.check).textContent;
		finding.open = true;
		var link = finding.querySelector(".why").parentNode;
		link.firstChild.click();
		out.Explained = finding.querySelector(".about").textContent === why;
		out.Focus = document.activeElement === finding.querySelector(".about");
		finding.open = false;
		finding.querySelector(".about").replaceWith(link);
		set("group", "");
		out.Same = order() === before && all("[data-made]").length === 0;
		var button = document.getElementById("open");
		button.click();
		out.Opened = button.textContent + " " + all(".finding:not([open])").length;
		button.click();
		out.Closed = button.textContent + " " + all(".finding[open]").length;
		set("q", "no-such-thing");
		out.Place = document.getElementById("f2").getClientRects().length === 0;
		await new Promise(function (done) { window.addEventListener("hashchange", function () { setTimeout(done, 0); }, { once: true }); location.hash = "#f2"; });
		out.Sought = document.getElementById("f2").getClientRects().length === 1 && form.elements.q.value === "";
		return out;`, &got)
	if got.Nested != 0 || got.Wrong != 0 || got.Groups != got.Objects || got.Groups < 10 || got.Hidden != 0 {
		t.Errorf("groups are wrong: %+v", got)
	}
	if !got.Same || !got.Explained || !got.Focus || got.Hash != "#group=object" {
		t.Errorf("%+v", got)
	}
	if got.Opened != "Close all 0" || got.Closed != "Open all 0" || !got.Place || !got.Sought {
		t.Errorf("%+v", got)
	}
}

// On paper the details of all findings stand, whether they were open or not.
func TestHTMLPrints(t *testing.T) {
	page := written(t, "html", sampleRun(t, "messy-array.xml"))
	var got struct{ Findings, Details, Controls int }
	driven(t, bytes.ReplaceAll(page, []byte("@media print"), []byte("@media all")), `
		function count(s) {
			return Array.prototype.filter.call(document.querySelectorAll(s), function (e) {
				return e.offsetHeight > 0 && e.checkVisibility({ contentVisibilityAuto: true, contentVisibilityProperty: true });
			}).length;
		}
		return { Findings: count(".finding:not([open])"), Details: count(".finding dl"), Controls: count("form, nav") };`, &got)
	if got.Findings < 100 || got.Details != got.Findings || got.Controls != 0 {
		t.Errorf("%+v", got)
	}
}

// Thousands of findings filter in well under the time in which a reader would wait.
func TestHTMLStaysQuick(t *testing.T) {
	r := sampleRun(t, "messy-array.xml")
	for len(r.Files)*len(r.Files[0].Findings) < mostPageFindings {
		r.Files = append(r.Files, r.Files[0])
	}
	page := written(t, "html", r)
	if most := 2000 * mostPageFindings; len(page) > most {
		t.Errorf("%d bytes; expected at most %d", len(page), most)
	}
	var got struct {
		Findings int
		Filter   float64 // milliseconds
	}
	driven(t, page, `
		var form = document.getElementById("filters"), start = performance.now();
		form.elements.q.value = "internal";
		form.dispatchEvent(new Event("input", { bubbles: true }));
		form.elements.q.value = "internal w";
		form.dispatchEvent(new Event("input", { bubbles: true }));
		return { Findings: document.querySelectorAll(".finding").length, Filter: performance.now() - start };`, &got)
	if got.Findings != mostPageFindings || got.Filter > 5000 {
		t.Errorf("%+v", got)
	}
}
