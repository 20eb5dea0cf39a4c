package text

import (
	"math/rand/v2"
	"testing"
)

func TestInvertLaw(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		src := letters(r, r.IntN(40))
		edits := someEdits(r, len(src))
		after, err := Apply(src, edits)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Invert(src, edits)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Apply(after, back)
		if err != nil || string(again) != string(src) {
			t.Fatalf("%q by %v: back by %v is %q (%v)", src, edits, back, again, err)
		}
	}
}
