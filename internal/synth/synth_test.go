package synth

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files in samples/")

const samplesFolder = "../../samples"

func generate(t testing.TB, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, o); err != nil {
		t.Fatalf("Write(%+v): %v", o, err)
	}
	return b.Bytes()
}

func TestSamplesAreWhatTheGeneratorWrites(t *testing.T) {
	for _, s := range Samples() {
		name := filepath.Join(samplesFolder, s.Name)
		want := generate(t, s.Options)
		if *update {
			if err := os.WriteFile(name, want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the generator writes; run go test ./internal/synth -update", s.Name)
		}
	}
}

func TestReadmeTellsEverySampleAndFault(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(samplesFolder, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Samples() {
		_, section, found := strings.Cut(string(readme), "## "+s.Name+"\n")
		if !found {
			t.Errorf("README.md has no section %q", s.Name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		for _, p := range PlantedFaults {
			told := strings.Contains(section, p.Object) && strings.Contains(section, p.Property)
			if planted := s.Options.Faults&p.Fault != 0; planted && !told {
				t.Errorf("README.md, %s: does not tell of %s %s", s.Name, p.Object, p.Property)
			}
		}
	}
}

// filled are documents with filler, in every form.
var filled = map[string]Options{
	"1 MB mixed CRLF": {Seed: 42, Story: WebAccess, Size: 1_000_000, Newline: CRLF},
	"1 MB lists":      {Seed: 42, Size: 1_000_000, Shape: Lists},
	"1 MB rules":      {Seed: 42, Size: 1_000_000, Shape: Rules, OneLine: true},
	"ISA 2006":        {Seed: 7, Product: ISA2006, Size: 2_000_000},
	"ISA 2004":        {Seed: 7, Product: ISA2004, Size: 2_000_000, Shape: Rules},
	"ISAInfo":         {Seed: 7, Kind: ISAInfo, Size: 2_000_000},
}

// big are documents that only tests of the bytes use.
var big = map[string]Options{
	"20 MB mixed": {Seed: 7, Story: WebAccess, Size: 20_000_000},
	"20 MB lists": {Seed: 7, Size: 20_000_000, Shape: Lists, Newline: CRLF},
	"20 MB rules": {Seed: 7, Size: 20_000_000, Shape: Rules},
}

func TestSizeIsWithinFivePercent(t *testing.T) {
	all := maps.Clone(filled)
	maps.Copy(all, big)
	for name, o := range all {
		got := int64(len(generate(t, o)))
		if diff := got - o.Size; diff > o.Size/20 || diff < -o.Size/20 {
			t.Errorf("%s: %d bytes, want %d", name, got, o.Size)
		}
	}
}

func TestMixedHasTheSharesOfRealExports(t *testing.T) {
	data := generate(t, big["20 MB mixed"])
	share := func(from, to string) float64 {
		start, end := bytes.Index(data, []byte(from)), bytes.LastIndex(data, []byte(to))
		return float64(end-start) / float64(len(data))
	}
	sets := share("<fpc4:URLSets", "</fpc4:DomainNameSets>")
	rules := share("<fpc4:PolicyRules", "</fpc4:PolicyRules>")
	if sets < 0.54 || sets > 0.60 || rules < 0.22 || rules > 0.28 {
		t.Errorf("sets %.2f, rules %.2f of the bytes; want 0.57 and 0.25", sets, rules)
	}
}

func TestSameOptionsGiveSameBytes(t *testing.T) {
	for name, o := range filled {
		if a, b := sha256.Sum256(generate(t, o)), sha256.Sum256(generate(t, o)); a != b {
			t.Errorf("%s: two runs differ", name)
		}
		o.Seed++
		if a, b := sha256.Sum256(generate(t, o)), sha256.Sum256(generate(t, filled[name])); a == b {
			t.Errorf("%s: another seed gives the same bytes", name)
		}
	}
}

func TestNewlinesAndOneLine(t *testing.T) {
	o := filled["1 MB mixed CRLF"]
	crlf := generate(t, o)
	if lf, cr := bytes.Count(crlf, []byte("\n")), bytes.Count(crlf, []byte("\r\n")); lf != cr || lf == 0 {
		t.Errorf("CRLF: %d line feeds, %d CRLF", lf, cr)
	}
	if n := bytes.Count(generate(t, filled["1 MB rules"]), []byte("\n")); n != 0 {
		t.Errorf("one line: %d line feeds", n)
	}
}

func TestWellFormed(t *testing.T) {
	for name, data := range documents(t) {
		d := xml.NewDecoder(bytes.NewReader(data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
}

func TestXmllintAccepts(t *testing.T) {
	tool, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
			t.Fatal("xmllint is not installed")
		}
		t.Skip("xmllint is not installed (Debian package libxml2-utils)")
	}
	for name, data := range documents(t) {
		c := exec.Command(tool, "--noout", "-")
		c.Stdin = bytes.NewReader(data)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func documents(t *testing.T) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, s := range Samples() {
		all[s.Name] = generate(t, s.Options)
	}
	for name, o := range filled {
		all[name] = generate(t, o)
	}
	return all
}

func TestOptionsThatDoNotGoTogether(t *testing.T) {
	for name, o := range map[string]Options{
		"enterprise of ISA 2006": {Product: ISA2006, Kind: Enterprise},
		"filled URL sets":        {Kind: URLSets, Size: 1 << 20},
		"unknown shape":          {Size: 1 << 20, Shape: 9},
		"unknown product":        {Product: 3},
		"unknown kind":           {Kind: -1},
	} {
		if err := Write(io.Discard, o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type brokenWriter struct{ left int }

var errFull = errors.New("disk full")

func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorIsReported(t *testing.T) {
	for _, left := range []int{0, 100_000, 900_000} {
		if err := Write(&brokenWriter{left}, filled["1 MB lists"]); !errors.Is(err, errFull) {
			t.Errorf("after %d bytes: %v, want %v", left, err, errFull)
		}
	}
}

// peakWriter remembers the biggest heap while a document passes through.
type peakWriter struct{ count, peak uint64 }

func (p *peakWriter) Write(b []byte) (int, error) {
	if p.count++; p.count%100 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		p.peak = max(p.peak, m.HeapAlloc)
	}
	return len(b), nil
}

func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 200 MB")
	}
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	p := &peakWriter{}
	if err := Write(p, Options{Seed: 42, Story: WebAccess, Size: 200_000_000}); err != nil {
		t.Fatal(err)
	}
	if grown := int64(p.peak) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("heap grew by %d MB while writing 200 MB", grown>>20)
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, shape := range map[string]Shape{"mixed": Mixed, "lists": Lists, "rules": Rules} {
		b.Run(name, func(b *testing.B) {
			o := Options{Seed: 42, Story: WebAccess, Size: 20_000_000, Shape: shape, Newline: CRLF}
			b.SetBytes(o.Size)
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
