package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"tmgaudit/internal/synth"
)

func TestParseSize(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"1MB", 1_000_000}, {"200mb", 200_000_000}, {"3KB", 3000}, {"1GB", 1_000_000_000}, {"12345", 12345},
		{"", 0}, {"MB", 0}, {"0", 0}, {"-1MB", 0}, {"1.5MB", 0}, {"999999999999999999GB", 0}, {"1TB", 0},
	} {
		got, err := parseSize(c.text)
		if got != c.want || (err != nil) != (c.want == 0) {
			t.Errorf("parseSize(%q) = %d, %v; want %d", c.text, got, err, c.want)
		}
	}
}

func TestRunWritesSamples(t *testing.T) {
	folder := t.TempDir()
	if err := run([]string{"-samples", folder}, nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range synth.Samples() {
		if _, err := os.Stat(filepath.Join(folder, s.Name)); err != nil {
			t.Error(err)
		}
	}
}

func TestRunWritesOneFile(t *testing.T) {
	var out bytes.Buffer
	args := []string{"-size", "300KB", "-newline", "crlf", "-oneline", "-shape", "list", "-seed", "7"}
	if err := run(args, &out); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "big.xml")
	if err := run(append(args, "-o", name), nil); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(file, out.Bytes()) {
		t.Error("-o and standard output differ")
	}
}

func TestRunRefusesWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"-size", "x"}, {"-shape", "round"}, {"-newline", "cr"}, {"extra"}, {"-nope"}, {"-o", filepath.Join(t.TempDir(), "no", "file.xml")}} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("run(%q): no error", args)
		}
	}
}
