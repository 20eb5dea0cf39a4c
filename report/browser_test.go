package report

import (
	"bytes"
	"context"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
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

// dom is a page as the browser has it after its scripts ran. Law: a page asks for
// nothing from anywhere.
func dom(t *testing.T, page []byte, hash string) string {
	t.Helper()
	out, asked := visit(t, page, hash)
	if len(asked) > 0 {
		t.Errorf("the page asks for %q", asked)
	}
	return out
}

// browsersOwn is what the browser asks for on its own account, with or without a
// page.
var browsersOwn = regexp.MustCompile(`^(https?://)?(accounts|clients\d*|android\.clients|update|optimizationguide-pa|content-autofill|safebrowsing|edgedl|redirector|www)\.(google|googleapis|gvt1)\.com[:/]`)

// visit opens a page in a browser whose only way out is a proxy that writes down
// what is asked for.
func visit(t *testing.T, page []byte, hash string) (dom string, asked []string) {
	t.Helper()
	var lock sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		if !browsersOwn.MatchString(r.RequestURI) {
			asked = append(asked, r.RequestURI)
		}
		http.Error(w, "no way out", http.StatusForbidden)
	}))
	defer proxy.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "page.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, browser(t), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-domain-reliability",
		"--proxy-server="+proxy.Listener.Addr().String(), "--proxy-bypass-list=<-loopback>",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=20000", "--dump-dom", (&url.URL{Scheme: "file", Path: path}).String()+hash)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	lock.Lock()
	defer lock.Unlock()
	return string(out), slices.Clone(asked)
}

// policyTag is the content security policy of a page.
var policyTag = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)

// unlocked is a copy of a page with scripts of the test's at its end, which its
// own policy would not let run.
func unlocked(t *testing.T, page []byte, scripts ...string) []byte {
	t.Helper()
	if !policyTag.Match(page) {
		t.Fatal("the page has no policy")
	}
	page = policyTag.ReplaceAll(page, nil)
	var b strings.Builder
	for _, s := range scripts {
		b.WriteString("<script>" + s + "</script>")
	}
	return bytes.Replace(page, []byte("</body>"), []byte(b.String()+"</body>"), 1)
}

// driven reads into result what the body of an async function returns in a page,
// after other scripts.
func driven(t *testing.T, page []byte, body string, result any, before ...string) {
	t.Helper()
	run := `(async function () {` + body + `}()).catch(function (e) { return "fault: " + e; }).then(function (r) {
		var e = document.createElement("pre");
		e.id = "driven";
		e.textContent = JSON.stringify(r);
		document.body.appendChild(e);
	});`
	_, rest, ok := strings.Cut(dom(t, unlocked(t, page, append(before, run)...), ""), `<pre id="driven">`)
	if !ok {
		t.Fatal("the script came to no end")
	}
	text, _, _ := strings.Cut(rest, "</pre>")
	text = html.UnescapeString(text)
	if err := json.Unmarshal([]byte(text), result); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
}

// visitedPage is an element of a page at one address.
type visitedPage struct{ HTML, Count string }

// visited goes from address to address in one page, which must differ, and says
// what an element holds at each.
func visited(t *testing.T, page []byte, selector string, hashes ...string) (pages []visitedPage) {
	t.Helper()
	list, err := json.Marshal(hashes)
	if err != nil {
		t.Fatal(err)
	}
	driven(t, page, `
		var out = [];
		for (var hash of `+string(list)+`) {
			await new Promise(function (done) {
				window.addEventListener("hashchange", function () { setTimeout(done, 0); }, { once: true });
				location.hash = hash;
			});
			out.push({ HTML: document.querySelector("`+selector+`").outerHTML, Count: document.getElementById("count").textContent });
		}
		return out;`, &pages)
	return pages
}
