package schema

import (
	"bytes"
	"os"
	"runtime"
	"testing"
	"time"

	"tmgaudit/internal/synth"
	"tmgaudit/internal/text"
)

// bigExport is a made export of about size bytes.
func bigExport(tb testing.TB, size int64) *text.File {
	tb.Helper()
	var b bytes.Buffer
	b.Grow(int(size) + 1<<20)
	if err := synth.Write(&b, synth.Options{Seed: 42, Story: synth.WebAccess, Size: size}); err != nil {
		tb.Fatal(err)
	}
	f, err := text.Decode(b.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// BenchmarkParse reads an export of 20 MB; its figures are in docs/performance.md.
func BenchmarkParse(b *testing.B) {
	f := bigExport(b, 20_000_000)
	size := float64(len(f.Text()))
	b.SetBytes(int64(len(f.Text())))
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var d *Document
	for b.Loop() {
		var err error
		if d, err = Parse(f); err != nil {
			b.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(b.N)/(size/1024), "allocs/KB")
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/size, "retained/size")
	runtime.KeepAlive(d)
}

// BenchmarkParseSmall reads an export of one object.
func BenchmarkParseSmall(b *testing.B) {
	f, err := text.Decode([]byte(samples(b)["tmg2010-network-internal.xml"]))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(f.Text())))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(f); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkResolve resolves every reference of a document, both ways.
func BenchmarkResolve(b *testing.B) {
	d, err := Parse(bigExport(b, 20_000_000))
	if err != nil {
		b.Fatal(err)
	}
	refs := d.References()
	b.ReportAllocs()
	for b.Loop() {
		d.prepareRefs()
		for _, r := range refs {
			r.Resolve()
		}
		d.Root.Users()
	}
	b.ReportMetric(float64(len(refs)), "refs")
}

// TestParseOf200MB is the budget of one large export: on demand, since it needs
// half a gigabyte.
func TestParseOf200MB(t *testing.T) {
	if os.Getenv("TMGAUDIT_BIG") == "" {
		t.Skip("set TMGAUDIT_BIG=1 to parse 200 MB")
	}
	f := bigExport(t, 200_000_000)
	best, live := time.Hour, 0.0
	for range 5 {
		runtime.GC()
		start := time.Now()
		d, err := Parse(f)
		best = min(best, time.Since(start))
		if err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		live = float64(m.HeapAlloc) / float64(len(f.Text()))
		runtime.KeepAlive(d)
	}
	t.Logf("%d MB in %v, live %.2fx the file with the text", len(f.Text())/1_000_000, best, live)
	if live > 1.7 {
		t.Errorf("live memory is %.2fx the file, want at most 1.7x", live)
	}
}
