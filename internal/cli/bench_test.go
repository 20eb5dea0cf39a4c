package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tmgaudit/internal/synth"
)

// BenchmarkLint is the whole of lint, from the file on disk to the last byte of
// the report, on a synthetic export of 20 MB.
func BenchmarkLint(b *testing.B) {
	path := writeExport(b, synth.Options{Seed: 42, Size: 20_000_000, Newline: synth.CRLF})
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := Main([]string{"tmgaudit", "lint", path, "--format", "json"}, strings.NewReader(""), &out, &errs); code > exitFindings {
			b.Fatalf("exit %d: %s", code, errs.String())
		}
	}
	perKB := testing.AllocsPerRun(1, func() {
		var out, errs bytes.Buffer
		Main([]string{"tmgaudit", "lint", path, "--format", "json"}, strings.NewReader(""), &out, &errs)
	}) / (float64(info.Size()) / 1024)
	b.ReportMetric(perKB, "allocs/KB")
}

// BenchmarkFix is the whole of fix with its proof and its diff, on an export of
// that size with faults in it.
func BenchmarkFix(b *testing.B) {
	path := writeExport(b, synth.Options{Seed: 42, Size: 20_000_000, Newline: synth.CRLF, Story: synth.Aged, Faults: synth.MessyFaults})
	b.SetBytes(20_000_000)
	for b.Loop() {
		var out, errs bytes.Buffer
		if code := Main([]string{"tmgaudit", "fix", path, "--unsafe"}, strings.NewReader(""), &out, &errs); code != exitOK {
			b.Fatalf("exit %d: %s", code, errs.String())
		}
	}
}

func writeExport(b *testing.B, o synth.Options) string {
	b.Helper()
	var export bytes.Buffer
	if err := synth.Write(&export, o); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "export.xml")
	if err := os.WriteFile(path, export.Bytes(), 0o644); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkFleet is lint over 1,000 exports of 1 MB. It tells the rate beside that
// of the same exports one after the other on one core, for each core: 1 is
// perfect, at least 0.8 is wanted. And it tells the memory in use at its peak,
// which must not grow with the number of files.
func BenchmarkFleet(b *testing.B) {
	const files, kinds = 1000, 8
	dir := b.TempDir()
	for i := range kinds {
		path := writeExport(b, synth.Options{Seed: uint64(i), Size: 1_000_000, Story: synth.Aged, Faults: synth.MessyFaults})
		for n := i; n < files; n += kinds {
			if err := os.Link(path, filepath.Join(dir, fmt.Sprintf("%04d.xml", n))); err != nil {
				b.Fatal(err)
			}
		}
	}
	lint := func(name string) time.Duration {
		start := time.Now()
		if code := Main([]string{"tmgaudit", "lint", name, "--format", "json"}, strings.NewReader(""), io.Discard, io.Discard); code != exitFindings {
			b.Fatalf("exit %d", code)
		}
		return time.Since(start)
	}
	cores := runtime.GOMAXPROCS(0)
	for b.Loop() {
		b.StopTimer()
		runtime.GOMAXPROCS(1)
		var alone time.Duration
		for n := range 10 * kinds {
			alone += lint(filepath.Join(dir, fmt.Sprintf("%04d.xml", n)))
		}
		runtime.GOMAXPROCS(cores)
		peak := watchHeap()
		b.StartTimer()
		together := lint(dir)
		b.ReportMetric(alone.Seconds()/(10*kinds)*files/together.Seconds()/float64(cores), "x-single/core")
		b.ReportMetric(float64(peak())/1e6, "peak-MB")
	}
}

// watchHeap samples the memory in use until its result is called.
func watchHeap() (peak func() uint64) {
	runtime.GC()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var top uint64
		var m runtime.MemStats
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-tick.C:
				runtime.ReadMemStats(&m)
				top = max(top, m.HeapInuse)
			case <-stop:
				most <- top
				return
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-most
	}
}
