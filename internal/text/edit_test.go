package text_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tmgaudit/internal/text"
)

func edit(start, end int, s string) text.Edit {
	return text.Edit{Span: text.Span{Start: start, End: end}, New: s}
}

// someEdits is valid edits of s in random order: character boundaries, some
// that touch, insertions, deletions and edits that change nothing.
func someEdits(r *rand.Rand, s string, news []string) []text.Edit {
	var cuts []int
	for range r.IntN(12) {
		at := r.IntN(len(s) + 1)
		if r.IntN(2) == 0 { // near the one before: the same line, often
			if n := len(cuts); n > 0 {
				at = min(cuts[n-1]+r.IntN(6), len(s))
			}
		}
		for at < len(s) && !utf8.RuneStart(s[at]) {
			at++
		}
		cuts = append(cuts, at)
	}
	slices.Sort(cuts)
	var edits []text.Edit
	for i := 0; i+1 < len(cuts); i += 1 + r.IntN(2) {
		e := edit(cuts[i], cuts[i+1], news[r.IntN(len(news))])
		if r.IntN(4) == 0 {
			e.End = e.Start
		}
		if r.IntN(6) == 0 {
			e.New = s[e.Start:e.End]
		}
		if n := len(edits); n == 0 || edits[n-1].Span != e.Span && edits[n-1].End <= e.Start {
			edits = append(edits, e)
		}
	}
	r.Shuffle(len(edits), func(i, j int) { edits[i], edits[j] = edits[j], edits[i] })
	return edits
}

// splice is the plain meaning of Apply: from the last edit to the first.
func splice(s string, edits []text.Edit) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b text.Edit) int {
		if a.Start != b.Start {
			return b.Start - a.Start
		}
		return b.End - a.End
	})
	for _, e := range edits {
		s = s[:e.Start] + e.New + s[e.End:]
	}
	return s
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		reason string
		edits  []text.Edit
		want   string
	}{
		{"no edits, no change", nil, "0123456789"},
		{"replace", []text.Edit{edit(2, 4, "ab")}, "01ab456789"},
		{"insert at both ends", []text.Edit{edit(10, 10, "z"), edit(0, 0, "a")}, "a0123456789z"},
		{"delete all", []text.Edit{edit(0, 10, "")}, ""},
		{"edits that touch", []text.Edit{edit(4, 6, "y"), edit(2, 4, "x")}, "01xy6789"},
		{"insert before a replaced span", []text.Edit{edit(4, 6, "y"), edit(4, 4, "x")}, "0123xy6789"},
		{"insert after a replaced span", []text.Edit{edit(6, 6, "x"), edit(4, 6, "y")}, "0123yx6789"},
	} {
		got, err := text.Apply([]byte("0123456789"), c.edits)
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %q, %v, want %q", c.reason, got, err, c.want)
		}
	}
}

func TestApplyRefuses(t *testing.T) {
	f := decode(t, []byte("<?xml encoding='latin1'?>\xFC"))
	for _, c := range []struct {
		reason string
		edits  []text.Edit
		says   string
	}{
		{"before the text", []text.Edit{edit(-1, 2, "")}, "[-1,2) by 0 bytes is outside"},
		{"after the text", []text.Edit{edit(3, 28, "")}, "outside the 27 bytes"},
		{"ends before it starts", []text.Edit{edit(4, 3, "")}, "outside"},
		{"overlap", []text.Edit{edit(4, 8, "a"), edit(1, 5, "bc")}, "[1,5) by 2 bytes and [4,8) by 1 bytes overlap"},
		{"one in another", []text.Edit{edit(1, 5, "a"), edit(3, 3, "b")}, "overlap"},
		{"order of two insertions is unknown", []text.Edit{edit(1, 1, "a"), edit(1, 1, "b")}, "overlap"},
		{"the same twice", []text.Edit{edit(1, 2, "a"), edit(1, 2, "a")}, "overlap"},
		{"cuts a character", []text.Edit{edit(26, 27, "a")}, "cuts a character"},
		{"not in the encoding", []text.Edit{edit(0, 0, "€")}, "edit [0,0) by 3 bytes: character '€'"},
	} {
		if _, err := f.Apply(c.edits); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.reason, err, c.says)
		}
		if _, err := f.Unified("a", "b", c.edits, 3); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: diff: %v, want %q", c.reason, err, c.says)
		}
	}
}

func TestBytesRefuse(t *testing.T) {
	outside := []text.Edit{edit(0, 3, "")}
	if _, err := text.Apply([]byte("ab"), outside); err == nil {
		t.Error("Apply took an edit outside the bytes")
	}
	if _, err := text.Unified("a", "b", []byte("ab"), outside, 3); err == nil {
		t.Error("Unified took an edit outside the bytes")
	}
	if b, err := decode(t, []byte("\xFF\xFE")).Encode("\xFF"); err == nil {
		t.Errorf("invalid UTF-8 became UTF-16 %X", b)
	}
}

// What File.Apply writes is the edited text as x/text encodes it; what lies
// outside the edits is as on disk, wherever the edits are.
func TestApplyInEveryEncoding(t *testing.T) {
	for _, m := range forms {
		for seed := range 60 {
			r := dice(seed)
			disk, whole := m.write(t, m.prose(r))
			letters := []rune(m.alphabet)
			edits := someEdits(r, string(whole), []string{"", "x", "\r\n", string(letters), string(letters[len(letters)-1:])})
			got, err := decode(t, disk).Apply(edits)
			if err != nil {
				t.Fatalf("%v, seed %d: %v", m, seed, err)
			}
			want, err := m.encoder.NewEncoder().Bytes([]byte(splice(string(whole), edits)))
			if err != nil || !bytes.Equal(got, append([]byte(m.bom), want...)) {
				t.Fatalf("%v, seed %d: %v: wrong bytes (%v)", m, seed, edits, err)
			}
		}
	}
}

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		reason     string
		x, y, want []text.Edit
		ok         bool
	}{
		{"nothing", nil, nil, nil, true},
		{"one side", []text.Edit{edit(5, 6, "b"), edit(1, 2, "a")}, nil, []text.Edit{edit(1, 2, "a"), edit(5, 6, "b")}, true},
		{"both sides, apart", []text.Edit{edit(5, 6, "b")}, []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(1, 2, "a"), edit(5, 6, "b")}, true},
		{"the same edit counts once", []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(1, 2, "a")}, true},
		{"the same insertion counts once", []text.Edit{edit(1, 1, "a")}, []text.Edit{edit(1, 1, "a")}, []text.Edit{edit(1, 1, "a")}, true},
		{"touching", []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(2, 3, "b")}, []text.Edit{edit(1, 2, "a"), edit(2, 3, "b")}, true},
		{"insertion beside a span", []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(1, 1, "b")}, []text.Edit{edit(1, 1, "b"), edit(1, 2, "a")}, true},
		{"two values for one span", []text.Edit{edit(1, 2, "a")}, []text.Edit{edit(1, 2, "b")}, nil, false},
		{"two insertions at one point", []text.Edit{edit(1, 1, "a")}, []text.Edit{edit(1, 1, "b")}, nil, false},
		{"overlap", []text.Edit{edit(1, 3, "a")}, []text.Edit{edit(2, 4, "a")}, nil, false},
		{"insertion in a span", []text.Edit{edit(1, 3, "a")}, []text.Edit{edit(2, 2, "a")}, nil, false},
		{"one conflict refuses all", []text.Edit{edit(1, 3, "a"), edit(9, 9, "")}, []text.Edit{edit(2, 2, "a")}, nil, false},
		{"no span", []text.Edit{edit(3, 1, "a")}, nil, nil, false},
		{"no span", nil, []text.Edit{edit(-1, 1, "a")}, nil, false},
	} {
		for range 2 {
			got, ok := text.Merge(c.x, c.y)
			if diff := cmp.Diff(c.want, got); ok != c.ok || diff != "" {
				t.Errorf("%s: %t, want %t\n%s", c.reason, ok, c.ok, diff)
			}
			c.x, c.y = c.y, c.x // and the other way round
		}
	}
}

// Merge is symmetric and associative where it succeeds, keeps its arguments,
// and what it gives can be applied.
func TestMergeLaws(t *testing.T) {
	edits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) text.Edit {
		start := rapid.IntRange(0, 20).Draw(t, "start")
		end := start + rapid.IntRange(0, min(3, 20-start)).Draw(t, "len")
		return edit(start, end, rapid.SampledFrom([]string{"", "a", "bc"}).Draw(t, "new"))
	}), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		x, y, z := edits.Draw(t, "x"), edits.Draw(t, "y"), edits.Draw(t, "z")
		kept := slices.Clone(x)
		xy, ok := text.Merge(x, y)
		yx, same := text.Merge(y, x)
		if ok != same || !slices.Equal(xy, yx) || !slices.Equal(x, kept) {
			t.Fatalf("merge is %v, %t one way and %v, %t the other", xy, ok, yx, same)
		}
		if !ok {
			return
		}
		if _, err := text.Apply(make([]byte, 20), xy); err != nil {
			t.Fatalf("%v: %v", xy, err)
		}
		left, ok := text.Merge(xy, z)
		if yz, fits := text.Merge(y, z); fits {
			if right, also := text.Merge(x, yz); ok != also || !slices.Equal(left, right) {
				t.Fatalf("merge depends on grouping: %v, %v", left, right)
			}
		}
	})
}
