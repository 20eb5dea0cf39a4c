package checks

import (
	"bytes"
	"testing"

	"tmgaudit/internal/synth"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// BenchmarkChecks runs each check alone on generated data. The rate is what
// counts: a check has 50 ms for 200 MB, which is 4000 MB/s. Those that share the
// survey pay for all of it here.
func BenchmarkChecks(b *testing.B) {
	doc, size := generated(b)
	for _, c := range All() {
		b.Run(c.Code, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				Run(doc, []*Check{c})
			}
		})
	}
	b.Run("all", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			Run(doc, All())
		}
	})
	b.Run("deviations", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			Deviations(doc)
		}
	})
}

func generated(b *testing.B) (*schema.Document, int64) {
	var buf bytes.Buffer
	if err := synth.Write(&buf, synth.Options{Seed: 42, Story: synth.Aged, Size: 20_000_000}); err != nil {
		b.Fatal(err)
	}
	f, err := text.Decode(buf.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	doc, err := schema.Parse(f)
	if err != nil {
		b.Fatal(err)
	}
	return doc, int64(buf.Len())
}
