package schema

import (
	"bytes"
	"runtime"
	"slices"
	"testing"

	"tmgaudit/internal/synth"
	"tmgaudit/internal/text"
)

// A large document is scanned by a core of its own. That changes nothing in the
// model.
func TestParseOnTwoCores(t *testing.T) {
	var export bytes.Buffer
	if err := synth.Write(&export, synth.Options{Seed: 1, Size: streamSize + 1000, Newline: synth.CRLF, Story: synth.Aged, Faults: synth.MessyFaults}); err != nil {
		t.Fatal(err)
	}
	if export.Len() < streamSize {
		t.Fatalf("the export has %d bytes; expected a large one", export.Len())
	}
	parsed := func(cores int) *Document {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		f, err := text.Decode(export.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(f)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	one, two := parsed(1), parsed(2)
	if !slices.Equal(one.Problems, two.Problems) || one.Kind != two.Kind {
		t.Errorf("%d problems of kind %s on one core, %d of kind %s on two", len(one.Problems), one.Kind, len(two.Problems), two.Kind)
	}
	a, b := slices.Collect(one.All()), slices.Collect(two.All())
	if len(a) != len(b) {
		t.Fatalf("%d objects on one core, %d on two", len(a), len(b))
	}
	for i := range a {
		same := slices.EqualFunc(a[i].Properties(), b[i].Properties(), func(p, q Property) bool {
			return p.Name == q.Name && p.Span() == q.Span() && p.Raw() != nil && bytes.Equal(p.Raw(), q.Raw()) && p.Len() == q.Len() && p.Type() == q.Type()
		})
		if a[i].StoragePath() != b[i].StoragePath() || a[i].Span() != b[i].Span() || !same {
			t.Fatalf("%s differs", a[i].Path())
		}
	}
}
