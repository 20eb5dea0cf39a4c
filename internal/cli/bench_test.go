package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
		if code := Main([]string{"tmgaudit", "lint", path, "--format", "json"}, strings.NewReader(""), &out, &errs); code != exitOK {
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
