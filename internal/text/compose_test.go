package text

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCompose(t *testing.T) {
	const base = "abcdefgh"
	edit := func(start, end int, text string) Edit { return Edit{Span{start, end}, text} }
	for _, tt := range []struct {
		reason        string
		first, second []Edit
		want          []Edit
	}{
		{"nothing", nil, nil, nil},
		{"only the first", []Edit{edit(1, 2, "X")}, nil, []Edit{edit(1, 2, "X")}},
		{"only the second", nil, []Edit{edit(1, 2, "X")}, []Edit{edit(1, 2, "X")}},
		{"the second lies behind a growing first", []Edit{edit(1, 2, "XYZ")}, []Edit{edit(6, 7, "Q")}, []Edit{edit(1, 2, "XYZ"), edit(4, 5, "Q")}},
		{"the second changes what the first wrote", []Edit{edit(1, 2, "XYZ")}, []Edit{edit(2, 3, "Q")}, []Edit{edit(1, 2, "XQZ")}},
		{"the second takes back what the first inserted", []Edit{edit(1, 1, "X")}, []Edit{edit(1, 2, "")}, nil},
		{"two insertions at one point, one after the other", []Edit{edit(3, 3, "X")}, []Edit{edit(4, 4, "Y")}, []Edit{edit(3, 3, "XY")}},
		{"the second spans several of the first", []Edit{edit(1, 2, "X"), edit(4, 5, "Y")}, []Edit{edit(0, 8, "Z")}, []Edit{edit(0, 8, "Z")}},
		{"edits that meet become one", []Edit{edit(1, 2, "X")}, []Edit{edit(2, 3, "Y")}, []Edit{edit(1, 3, "XY")}},
	} {
		got, err := Compose(len(base), tt.first, tt.second)
		if err != nil {
			t.Errorf("%s: %v", tt.reason, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
	if _, err := Compose(3, []Edit{edit(2, 9, "")}, nil); err == nil {
		t.Error("a first edit outside the text was accepted")
	}
	if _, err := Compose(3, []Edit{edit(0, 3, "")}, []Edit{edit(1, 1, "x")}); err == nil {
		t.Error("a second edit outside the edited text was accepted")
	}
}

// Composed edits have the effect of the two sets one after the other.
func TestComposeLaw(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		base := letters(r, r.IntN(40))
		first := someEdits(r, len(base))
		middle, err := Apply(base, first)
		if err != nil {
			t.Fatal(err)
		}
		second := someEdits(r, len(middle))
		want, err := Apply(middle, second)
		if err != nil {
			t.Fatal(err)
		}
		both, err := Compose(len(base), first, second)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Apply(base, both)
		if err != nil || string(got) != string(want) {
			t.Fatalf("%q by %v then %v: %q, want %q (%v)", base, first, second, got, want, err)
		}
	}
}

func letters(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + r.IntN(26))
	}
	return b
}

// someEdits are random edits of size bytes that do not collide, in any order.
func someEdits(r *rand.Rand, size int) []Edit {
	var edits []Edit
	for at := r.IntN(size + 1); at <= size; at += 1 + r.IntN(6) {
		end := min(size, at+r.IntN(4))
		edits = append(edits, Edit{Span{at, end}, string(letters(r, r.IntN(4)))})
		at = end
	}
	r.Shuffle(len(edits), func(i, j int) { edits[i], edits[j] = edits[j], edits[i] })
	return edits
}
