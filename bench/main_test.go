package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseSizes(t *testing.T) {
	for _, c := range []struct {
		list   string
		want   []size
		reason string
	}{
		{"1,20,200:3", []size{{1, 5}, {20, 5}, {200, 3}}, "rounds of its own"},
		{"7", []size{{7, 5}}, "one"},
		{"", nil, "none"},
		{"1,", nil, "an empty one"},
		{"0", nil, "nothing to read"},
		{"-1", nil, "negative"},
		{"5000", nil, "more than the program reads"},
		{"1:0", nil, "no round"},
		{"1:x", nil, "rounds that are no number"},
		{"1MB", nil, "a unit"},
	} {
		got, err := parseSizes(c.list, 5)
		if !slices.Equal(got, c.want) || (err != nil) != (c.want == nil) {
			t.Errorf("%s: parseSizes(%q) = %v, %v; expected %v", c.reason, c.list, got, err, c.want)
		}
	}
}

func TestSummarise(t *testing.T) {
	var samples []sample
	for _, n := range []time.Duration{9, 1, 5, 3} {
		samples = append(samples, sample{wall: n, cpu: n + 1, peak: int64(n)})
	}
	if got, want := summarise(samples), (summary{median: 3, fastest: 1, cpu: 4, peak: 3}); got != want {
		t.Errorf("got %+v, expected %+v", got, want)
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		d, base time.Duration
		files   int
		want    string
	}{{1, 2, 1, "0.50"}, {3, 2, 2, "0.75"}, {3, 0, 1, "-"}} {
		if got := ratio(c.d, c.base, c.files); got != c.want {
			t.Errorf("ratio(%d, %d, %d) = %s; expected %s", c.d, c.base, c.files, got, c.want)
		}
	}
}

func TestDotted(t *testing.T) {
	for version, want := range map[string]string{"20914": "2.9.14", "21303": "2.13.3", "20910": "2.9.10"} {
		if got := dotted(version); got != want {
			t.Errorf("dotted(%s) = %s; expected %s", version, got, want)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"-nope"}, {"-sizes", "x"}, {"-rounds", "0"}, {"-variants", "1,2"}, {"-shape", "round"}, {"-newline", "cr"},
		{"-read", "dom", os.DevNull}, {"-read", "etree", "no such file"}} {
		if err := run(args); err == nil {
			t.Errorf("run(%q): no error", args)
		}
	}
}

func TestPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "page.md")
	for _, figures := range []string{"| old |\n", "| new |\n"} {
		if figures == "| old |\n" {
			if err := os.WriteFile(path, []byte("# Speed\n"+pageStart+pageEnd+"by hand\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := place(path, figures); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(path)
	if want := "# Speed\n" + pageStart + "\n| new |\n\n" + pageEnd + "by hand\n"; err != nil || string(page) != want {
		t.Errorf("%v, page %q; expected %q", err, page, want)
	}
	if err := os.WriteFile(path, []byte("# Speed\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := place(path, "x"); err == nil || !strings.Contains(err.Error(), "has no lines") {
		t.Errorf("a page without the lines: %v", err)
	}
}

// The page of the repository has the part that the figures go to.
func TestPageOfTheRepository(t *testing.T) {
	page, err := os.ReadFile("../docs/performance.md")
	if err != nil || !strings.Contains(string(page), pageStart) || !strings.Contains(string(page), pageEnd) {
		t.Errorf("docs/performance.md: %v, or it lacks the marked part", err)
	}
}
