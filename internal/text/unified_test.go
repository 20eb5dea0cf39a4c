package text_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/internal/text"
)

func TestUnified(t *testing.T) {
	const abc = "a\nb\nc\nd\ne\nf\ng\nh\ni\n" // line n starts at 2n-2
	for _, c := range []struct {
		reason  string
		src     string
		edits   []text.Edit
		context int
		want    string // without the two header lines
	}{
		{"no edits", abc, nil, 3, ""},
		{"the old text again", abc, []text.Edit{edit(0, 4, "a\nb\n")}, 3, ""},
		{"two edits that undo each other", abc, []text.Edit{edit(0, 1, ""), edit(1, 1, "a")}, 3, ""},
		{"a value", abc, []text.Edit{edit(8, 9, "E")}, 1, "@@ -4,3 +4,3 @@\n d\n-e\n+E\n f\n"},
		{"a count of 1 is left out", abc, []text.Edit{edit(8, 9, "E")}, 0, "@@ -5 +5 @@\n-e\n+E\n"},
		{"a negative context is none", abc, []text.Edit{edit(8, 9, "E")}, -1, "@@ -5 +5 @@\n-e\n+E\n"},
		{"insert a line: an empty range is named by the line before", abc, []text.Edit{edit(8, 8, "x\n")}, 0, "@@ -4,0 +5 @@\n+x\n"},
		{"insert before the first line", abc, []text.Edit{edit(0, 0, "x\n")}, 0, "@@ -0,0 +1 @@\n+x\n"},
		{"insert a line from the end of the one before", abc, []text.Edit{edit(7, 7, "\nx")}, 0, "@@ -4,0 +5 @@\n+x\n"},
		{"delete a line", abc, []text.Edit{edit(8, 10, "")}, 1, "@@ -4,3 +4,2 @@\n d\n-e\n f\n"},
		{"delete the line end", abc, []text.Edit{edit(7, 8, "")}, 0, "@@ -4,2 +4 @@\n-d\n-e\n+de\n"},
		{"two edits in a line", abc, []text.Edit{edit(8, 8, "<"), edit(9, 9, ">")}, 0, "@@ -5 +5 @@\n-e\n+<e>\n"},
		{"lines that follow each other are one change", abc, []text.Edit{edit(8, 9, "E"), edit(10, 11, "F")}, 0, "@@ -5,2 +5,2 @@\n-e\n-f\n+E\n+F\n"},
		{"equal lines inside an edit's ends are context", abc, []text.Edit{edit(4, 12, "c\nD\ne\nf\n")}, 1, "@@ -3,3 +3,3 @@\n c\n-d\n+D\n e\n"},
		{"contexts that meet share a hunk", abc, []text.Edit{edit(2, 3, "B"), edit(8, 9, "E")}, 1, "@@ -1,6 +1,6 @@\n a\n-b\n+B\n c\n d\n-e\n+E\n f\n"},
		{"contexts apart do not", abc, []text.Edit{edit(2, 3, "B\nB"), edit(10, 11, "F")}, 1,
			"@@ -1,3 +1,4 @@\n a\n-b\n+B\n+B\n c\n@@ -5,3 +6,3 @@\n e\n-f\n+F\n g\n"},
		{"context larger than the file", "a\nb\n", []text.Edit{edit(0, 1, "A")}, 1 << 62, "@@ -1,2 +1,2 @@\n-a\n+A\n b\n"},
		{"CR stays", "a\r\nb\r\n", []text.Edit{edit(0, 1, "A")}, 1, "@@ -1,2 +1,2 @@\n-a\r\n+A\r\n b\r\n"},
		{"CR alone ends no line", "a\rb\nc\n", []text.Edit{edit(0, 1, "A")}, 0, "@@ -1 +1 @@\n-a\rb\n+A\rb\n"},
		{"no newline at the end, of both", "a\nb", []text.Edit{edit(2, 3, "B")}, 0,
			"@@ -2 +2 @@\n-b\n\\ No newline at end of file\n+B\n\\ No newline at end of file\n"},
		{"no newline at the end, as context", "a\nb", []text.Edit{edit(0, 1, "A")}, 3, "@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n"},
		{"the newline at the end goes", "a\n", []text.Edit{edit(1, 2, "")}, 3, "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"},
		{"a newline at the end comes", "a", []text.Edit{edit(1, 1, "\n")}, 3, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
		{"append", "a\n", []text.Edit{edit(2, 2, "b")}, 3, "@@ -1 +1,2 @@\n a\n+b\n\\ No newline at end of file\n"},
		{"the file was empty", "", []text.Edit{edit(0, 0, "a\n")}, 3, "@@ -0,0 +1 @@\n+a\n"},
		{"the file is empty now", "a\nb\n", []text.Edit{edit(0, 4, "")}, 3, "@@ -1,2 +0,0 @@\n-a\n-b\n"},
	} {
		got, err := text.Unified("old", "new", []byte(c.src), c.edits, c.context)
		want := c.want
		if want != "" {
			want = "--- old\n+++ new\n" + want
		}
		if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", c.reason, err, diff)
		}
	}
}

func TestUnifiedNames(t *testing.T) {
	for _, c := range []struct{ reason, name, want string }{
		{"plain", "a/b.xml", "a/b.xml"},
		{"Windows", `C:\x\b.xml`, `C:\x\b.xml`},
		{"not ASCII", "größe.xml", "größe.xml"},
		{"a tab shows where a name with spaces ends", "my file.xml", "my file.xml\t"},
		{"no name makes a line of its own", "a\n+++ b\tü", `"a\012+++ b\011\303\274"`},
		{"a quote at the start would be read as quoting", `"a\`, `"\"a\\"`},
	} {
		got, err := text.Unified(c.name, "b", []byte("x"), []text.Edit{edit(0, 1, "y")}, 3)
		if line, _, _ := strings.Cut(string(got), "\n"); err != nil || line != "--- "+c.want {
			t.Errorf("%s: %q, %v, want %q", c.reason, line, err, c.want)
		}
	}
}

// The diff of a file is made on disk bytes where patch can use it.
func TestFileUnified(t *testing.T) {
	edits := []text.Edit{edit(26, 28, "ß")}
	for _, c := range []struct{ reason, disk, want string }{
		{"code page", "<?xml encoding='latin1'?>\n\xFC\n", "-\xFC\n+\xDF\n"},
		{"mark and edited line apart", "\xEF\xBB\xBF<?xml encoding= 'utf8'?>\n\nü\n", "-ü\n+ß\n"},
		{"UTF-16 is for reading", "\xFF\xFE" + wide("<?xml encoding='utf-16'?>\n", false) + "\xFC\x00", "-ü\n\\ No newline at end of file\n+ß\n\\ No newline at end of file\n"},
	} {
		got, err := decode(t, []byte(c.disk)).Unified("a", "b", edits, 0)
		if err != nil || !strings.HasSuffix(string(got), "@@\n"+c.want) {
			t.Errorf("%s: %q, %v, want %q", c.reason, got, err, c.want)
		}
	}
	got, _ := decode(t, []byte("\xEF\xBB\xBFa\n")).Unified("a", "b", []text.Edit{edit(0, 1, "b")}, 0)
	if want := "-\xEF\xBB\xBFa\n+\xEF\xBB\xBFb\n"; !strings.HasSuffix(string(got), want) {
		t.Errorf("the mark is part of the first line on disk: %q, want %q", got, want)
	}
}

// replay applies a unified diff as the format is defined, and checks all of it:
// ranges, counts, old lines, the mark of a missing newline.
func replay(src, diff string) (string, error) {
	if diff == "" {
		return src, nil
	}
	lines, patch := strings.SplitAfter(src, "\n"), strings.SplitAfter(diff, "\n")[2:]
	var out strings.Builder
	at, written := 0, 0
	for len(patch) > 0 && patch[0] != "" {
		var oldAt, oldN, newAt, newN int
		if err := header(patch[0], &oldAt, &oldN, &newAt, &newN); err != nil {
			return "", err
		}
		patch = patch[1:]
		for ; at < oldAt; at++ {
			out.WriteString(lines[at])
			written++
		}
		if at != oldAt || written != newAt {
			return "", fmt.Errorf("hunk is at %d, %d, want %d, %d", oldAt, newAt, at, written)
		}
		for oldN > 0 || newN > 0 {
			kind, line := patch[0][0], patch[0][1:]
			patch = patch[1:]
			if len(patch) > 0 && strings.HasPrefix(patch[0], `\ No`) {
				line, patch = strings.TrimSuffix(line, "\n"), patch[1:]
			}
			if kind != '+' {
				if lines[at] != line {
					return "", fmt.Errorf("line %d is %q, diff says %q", at, lines[at], line)
				}
				at, oldN = at+1, oldN-1
			}
			if kind != '-' {
				out.WriteString(line)
				written, newN = written+1, newN-1
			}
		}
	}
	out.WriteString(strings.Join(lines[at:], ""))
	return out.String(), nil
}

// header reads a hunk header into the lines before each range and its length.
func header(line string, oldAt, oldN, newAt, newN *int) error {
	f := strings.Fields(line)
	if len(f) != 4 || f[0] != "@@" || f[3] != "@@" {
		return fmt.Errorf("no hunk header: %q", line)
	}
	for _, r := range []struct {
		s     string
		at, n *int
	}{{f[1][1:], oldAt, oldN}, {f[2][1:], newAt, newN}} {
		*r.n = 1
		if k, err := fmt.Sscanf(r.s, "%d,%d", r.at, r.n); k == 0 {
			return err
		}
		if *r.n > 0 {
			*r.at--
		}
	}
	return nil
}

// lineNews are new texts that make trouble at line ends.
var lineNews = []string{"", "x", "\n", "\r\n", "x\n", "\nx", "x\r\ny\r\n", "\r", "longer text", "\n\n\n"}

func TestUnifiedReplays(t *testing.T) {
	utf8 := forms[1]
	for seed := range 3000 {
		r := dice(seed)
		src := utf8.prose(r)
		edits := someEdits(r, src, lineNews)
		diff, err := text.Unified("a", "b", []byte(src), edits, r.IntN(5))
		if err != nil {
			t.Fatal(err)
		}
		got, err := replay(src, string(diff))
		if want := splice(src, edits); err != nil || got != want {
			t.Fatalf("seed %d: %v: %v\n%s\ngives %.200q\nwant  %.200q", seed, edits, err, diff, got, want)
		}
		if applied, _ := text.Apply([]byte(src), edits); (len(diff) == 0) != bytes.Equal(applied, []byte(src)) {
			t.Fatalf("seed %d: %v: %d bytes of diff", seed, edits, len(diff))
		}
	}
}
