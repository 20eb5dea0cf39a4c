package report

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tmgaudit/checks"
	"tmgaudit/compare"
)

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
	page := comparePageOf(t, founding(t))
	tests := []struct {
		hash string
		rows int
		want func(row []string) bool
	}{
		{"#kind=changed", 9, func(row []string) bool { return row[0] == "changed" }},
		{"#kind=changed,moved&apart=1", 2, func(row []string) bool { return row[0] != "added" && row[3] == "differences" }},
		{"#severity=critical", 1, func(row []string) bool { return row[1] == "critical" }},
		{"#class=FPCPolicyRule", 1, func(row []string) bool { return row[2] == "FPCPolicyRule" }},
		{"#q=computers+SQL01", 1, func(row []string) bool { return row[0] == "added" }},
		{"#q=no-such-thing", 0, nil},
		{"#kind=%3Cimg%3E", 15, func([]string) bool { return true }},
	}
	var hashes []string
	for _, tt := range tests {
		hashes = append(hashes, tt.hash)
	}
	for i, out := range visited(t, page, "main", hashes...) {
		tt := tests[i]
		rows := rowsShown(out.HTML)
		if len(rows) != tt.rows || slices.ContainsFunc(rows, func(row []string) bool { return !tt.want(row) }) {
			t.Errorf("%q shows %q", tt.hash, rows)
		}
		if want := fmt.Sprintf("%d of 15 rows shown", tt.rows); out.Count != want {
			t.Errorf("%q: %q; expected %q", tt.hash, out.Count, want)
		}
	}
	if rows := rowsShown(string(page)); len(rows) != 15 {
		t.Errorf("without script %d rows are visible", len(rows))
	}
	if rows := rowsShown(dom(t, page, "#kind=changed")); len(rows) != 9 {
		t.Errorf("a bookmark shows %q", rows)
	}
}

// A click on a control filters, keeps the address in step, and Reset takes it back.
func TestCompareClick(t *testing.T) {
	var got struct{ Clicked, Reset, Hash, Cleared string }
	driven(t, comparePageOf(t, founding(t)), `
		var main = document.querySelector("main"), out = {};
		document.querySelector("input[name=kind][value=moved]").click();
		out.Clicked = main.outerHTML;
		out.Hash = location.hash;
		document.querySelector("button[type=reset]").click();
		await new Promise(function (done) { setTimeout(done, 10); });
		out.Reset = main.outerHTML;
		out.Cleared = location.hash;
		return out;`, &got)
	if rows := rowsShown(got.Clicked); len(rows) != 1 || rows[0][0] != "moved" {
		t.Errorf("after a click %q is shown", rows)
	}
	if got.Hash != "#kind=moved" || got.Cleared != "" {
		t.Errorf("the address is %q, and %q after a reset", got.Hash, got.Cleared)
	}
	if rows := rowsShown(got.Reset); len(rows) != 15 {
		t.Errorf("after a reset %d rows are shown", len(rows))
	}
}

// A page of three documents filters as well, under its own policy.
func TestCompareGridFilters(t *testing.T) {
	page := comparePageOf(t, gridOf(t))
	all, shown := rowsShown(string(page)), rowsShown(dom(t, page, "#kind=changed"))
	if len(shown) == 0 || len(shown) == len(all) || slices.ContainsFunc(shown, func(row []string) bool { return row[0] != "changed" }) {
		t.Errorf("%d of %d rows are shown: %q", len(shown), len(all), shown)
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
