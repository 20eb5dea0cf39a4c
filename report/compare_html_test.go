package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tmgaudit/checks"
	"tmgaudit/compare"
)

// browser is the browser that tests judge by. Where it is missing the test skips,
// or fails when the environment asks for all tools.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
		t.Fatal("chromium is missing")
	}
	t.Skip("chromium is not installed")
	return ""
}

// dom is a page as the browser has it after its scripts ran. No host resolves, so
// that a page that asked for something from a network would not get it.
func dom(t *testing.T, page []byte, hash string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser(t), "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=20000", "--dump-dom", (&url.URL{Scheme: "file", Path: path}).String()+hash)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	return string(out)
}

func comparePageOf(t *testing.T, r Compare) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := CompareHTML(&b, r, CompareOptions{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var rowTag = regexp.MustCompile(`<tr data-item(?:="")? data-kind="(\w+)" data-severity="(\w+)" data-class="(\w*)" data-part="(\w+)"( hidden="")?>`)

// rowsShown are the rows of a page that are not hidden.
func rowsShown(page string) (rows [][]string) {
	for _, m := range rowTag.FindAllStringSubmatch(page, -1) {
		if m[5] == "" {
			rows = append(rows, m[1:5])
		}
	}
	return rows
}

// The address sets the same controls as a hand does; the rows follow.
func TestCompareFilters(t *testing.T) {
	browser(t)
	page := comparePageOf(t, founding(t))
	for _, tt := range []struct {
		hash string
		rows int
		want func(row []string) bool
	}{
		{"", 15, func([]string) bool { return true }},
		{"#kind=changed", 9, func(row []string) bool { return row[0] == "changed" }},
		{"#kind=changed,moved&apart=1", 2, func(row []string) bool { return row[0] != "added" && row[3] == "differences" }},
		{"#severity=critical", 1, func(row []string) bool { return row[1] == "critical" }},
		{"#class=FPCPolicyRule", 1, func(row []string) bool { return row[2] == "FPCPolicyRule" }},
		{"#q=computers+SQL01", 1, func(row []string) bool { return row[0] == "added" }},
		{"#q=no-such-thing", 0, nil},
		{"#kind=%3Cimg%3E", 15, func([]string) bool { return true }},
	} {
		out := dom(t, page, tt.hash)
		rows := rowsShown(out)
		if len(rows) != tt.rows || slices.ContainsFunc(rows, func(row []string) bool { return !tt.want(row) }) {
			t.Errorf("%q shows %q", tt.hash, rows)
		}
		if count := fmt.Sprintf(`aria-live="polite">%d of 15 rows shown<`, tt.rows); !strings.Contains(out, count) {
			t.Errorf("%q: no %q", tt.hash, count)
		}
	}
	if rows := rowsShown(string(page)); len(rows) != 15 {
		t.Errorf("without script %d rows are visible", len(rows))
	}
}

// unlocked is a copy of a page with a script of the test's at its end, which its
// own policy would not let run.
func unlocked(t *testing.T, page []byte, scripts ...string) []byte {
	t.Helper()
	meta := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	if !meta.Match(page) {
		t.Fatal("the page has no policy")
	}
	page = meta.ReplaceAll(page, nil)
	var b strings.Builder
	for _, s := range scripts {
		b.WriteString("<script>" + s + "</script>")
	}
	return bytes.Replace(page, []byte("</body>"), []byte(b.String()+"</body>"), 1)
}

// A click on a control filters, keeps the address in step, and Reset takes it back.
func TestCompareClick(t *testing.T) {
	page := comparePageOf(t, founding(t))
	click := `document.querySelector('input[name=kind][value=moved]').click();`
	out := dom(t, unlocked(t, page, click+`document.body.dataset.hash = location.hash;`), "")
	if rows := rowsShown(out); len(rows) != 1 || rows[0][0] != "moved" {
		t.Errorf("after a click %q is shown", rows)
	}
	if !strings.Contains(out, `data-hash="#kind=moved"`) {
		t.Error("the address does not hold the filter")
	}
	out = dom(t, unlocked(t, page, click+`document.querySelector('button[type=reset]').click();`), "")
	if rows := rowsShown(out); len(rows) != 15 {
		t.Errorf("after a reset %d rows are shown", len(rows))
	}
}

// Law: the policy of the page names its style and script and nothing from
// elsewhere, and the page asks for nothing.
func TestComparePageIsAlone(t *testing.T) {
	for _, r := range []Compare{founding(t), kinds(t), gridOf(t)} {
		page := string(comparePageOf(t, r))
		policy := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)[1])
		for tag, directive := range map[string]string{"style": "style-src ", "script": "script-src "} {
			_, rest, _ := strings.Cut(page, "<"+tag+">")
			source, _, ok := strings.Cut(rest, "</"+tag+">")
			if !ok || !strings.Contains(policy, directive+sourceHash(source)+";") {
				t.Errorf("the policy %q does not allow the %s of the page", policy, tag)
			}
		}
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("policy %q", policy)
		}
		if found := regexp.MustCompile(`(?i)\b(src|href|action|srcset|data)=|url\(|@import|style="| on\w+="`).FindString(page); found != "" {
			t.Errorf("the page holds %q", found)
		}
	}
}

// The policy of the page lets its own script run: dump-dom shows that the form is
// there.
func TestComparePageWithScript(t *testing.T) {
	for name, r := range map[string]Compare{"two": kinds(t), "three": gridOf(t)} {
		out := dom(t, comparePageOf(t, r), "")
		if !strings.Contains(out, `aria-label="Filter the rows">`) {
			t.Errorf("%s: the filters stay hidden", name)
		}
		if !regexp.MustCompile(`(\d+) of (\d+) rows shown`).MatchString(out) {
			t.Errorf("%s: no count", name)
		}
	}
}

// Law: a name is text on the page, whatever it holds.
func TestCompareNamesAreNoMarkup(t *testing.T) {
	names := append([]string{`</script><script>document.body.dataset.owned=1</script>`, `</style><img src=x onerror=alert(1)>`, `"><img src=x onerror=alert(1)>`, "{{.}}"}, commands...)
	for _, name := range names {
		page := string(comparePageOf(t, hostilePair(t, name)))
		if strings.Count(page, "<script") != 1 || strings.Count(page, "<style") != 1 || strings.Contains(page, "<img") || strings.Contains(page, "<a ") {
			t.Errorf("%q is markup", name)
		}
	}
}

// axe finds no serious fault in the accessibility of the pages. It is the file that
// TMGAUDIT_AXE names: axe.min.js of the package axe-core.
func TestCompareAccessibility(t *testing.T) {
	path := os.Getenv("TMGAUDIT_AXE")
	if path == "" {
		t.Skip("TMGAUDIT_AXE names no axe.min.js")
	}
	axe, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const run = `axe.run(document).then(function (r) {
		var e = document.createElement("pre");
		e.id = "axe";
		e.textContent = JSON.stringify({ passes: r.passes.length, violations: r.violations.map(function (v) {
			return { id: v.id, impact: v.impact, nodes: v.nodes.map(function (n) { return n.html + " " + n.failureSummary; }) };
		}) });
		document.body.appendChild(e);
	});`
	clean := comparedDoc(t, []byte(kindsA))
	same := Compare{Paths: []string{"a.xml", "b.xml"}, Result: compare.Documents(clean, clean, compare.Options{})}
	for name, r := range map[string]Compare{"founding": founding(t), "kinds": kinds(t), "grid": gridOf(t), "same": same} {
		out := dom(t, unlocked(t, comparePageOf(t, r), string(axe), run), "")
		_, rest, ok := strings.Cut(out, `<pre id="axe">`)
		if !ok {
			t.Fatalf("%s: axe did not run", name)
		}
		text, _, _ := strings.Cut(rest, "</pre>")
		var result struct {
			Passes     int
			Violations []struct {
				ID, Impact string
				Nodes      []string
			}
		}
		if err := json.Unmarshal([]byte(html.UnescapeString(text)), &result); err != nil {
			t.Fatal(err)
		}
		for _, v := range result.Violations {
			if v.Impact == "serious" || v.Impact == "critical" {
				t.Errorf("%s: %s %s: %q", name, v.Impact, v.ID, v.Nodes)
			} else {
				t.Logf("%s: %s %s", name, v.Impact, v.ID)
			}
		}
		if result.Passes < 10 {
			t.Errorf("%s: axe held only %d rules against the page", name, result.Passes)
		}
	}
}

// hostilePair is a comparison of two documents in which everything is called name.
func hostilePair(t *testing.T, name string) Compare {
	t.Helper()
	escapes := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\n", "&#10;", "\r", "&#13;", "\t", "&#9;")
	a := comparedDoc(t, fmt.Appendf(nil, hostileExport, escapes.Replace(name)))
	b := comparedDoc(t, fmt.Appendf(nil, hostileExport, escapes.Replace(name+" 2")))
	r := compare.Documents(a, b, compare.Options{Profile: compare.Strict, Checks: []*checks.Check{}})
	if len(r.Changes) == 0 {
		t.Fatal("the test does not show what it should")
	}
	return Compare{Version: "1.2.3", Paths: []string{name, name + "2"}, Result: r}
}
