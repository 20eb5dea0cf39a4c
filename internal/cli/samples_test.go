package cli

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

var updateSamples = flag.Bool("update-samples", false, "rewrite the reports beside the samples")

// lintFrom runs lint in a directory as a user would.
func lintFrom(t *testing.T, dir string, args ...string) (code int, stdout string) {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	code = Main(append([]string{"tmgaudit", "lint"}, args...), strings.NewReader(""), &out, &errs)
	if code > exitFindings {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	return code, out.String()
}

// The report that stands beside each sample is what lint prints for it.
func TestSampleReports(t *testing.T) {
	dir, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil || len(names) == 0 {
		t.Fatal("no samples", err)
	}
	for _, path := range names {
		name := filepath.Base(path)
		_, got := lintFrom(t, dir, name)
		golden := strings.TrimSuffix(path, ".xml") + ".lint.txt"
		if *updateSamples {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: the report differs from %s; run go test ./internal/cli -update-samples and look at the change\n%s", name, filepath.Base(golden), got)
		}
	}
}

// The founding fault stands at its line, column and byte in every form that a
// file may have.
func TestFoundingFaultInEveryForm(t *testing.T) {
	source, err := os.ReadFile("../../samples/founding-case.xml")
	if err != nil {
		t.Fatal(err)
	}
	const element = "<fpc4:IntegratedAuthPersistSingleRequest dt:dt=\"boolean\">"
	lf := string(source)
	crlf := strings.ReplaceAll(lf, "\n", "\r\n")
	oneLine := strings.NewReplacer("\n", "", "\t", "").Replace(lf)
	utf16Label := func(s string) string { return strings.Replace(s, `encoding="UTF-8"`, `encoding="UTF-16"`, 1) }
	for _, form := range []struct {
		name, text string
		encode     func(string) []byte
		unit       int
	}{
		{"utf-8 lf", lf, plainBytes, 1},
		{"utf-8 crlf", crlf, plainBytes, 1},
		{"utf-8 one line", oneLine, plainBytes, 1},
		{"utf-8 bom", crlf, func(s string) []byte { return []byte("\uFEFF" + s) }, 1},
		{"utf-16le bom", utf16Label(crlf), utf16Bytes(false, true), 2},
		{"utf-16be bom", utf16Label(lf), utf16Bytes(true, true), 2},
		{"utf-16le", utf16Label(oneLine), utf16Bytes(false, false), 2},
		{"utf-16be", utf16Label(crlf), utf16Bytes(true, false), 2},
	} {
		t.Run(form.name, func(t *testing.T) {
			// The last one is the fault; the trap, an explicit 0, stands before it.
			at := strings.LastIndex(form.text, element+"1") + len(element)
			before := form.text[:at]
			line := 1 + strings.Count(before, "\n")
			column := 1 + len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))
			offset := len(form.encode(before)) // with the byte order mark
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "x.xml"), form.encode(form.text), 0o644); err != nil {
				t.Fatal(err)
			}
			code, out := lintFrom(t, dir, "x.xml", "--format", "json")
			var result struct {
				Files []struct {
					Findings []struct {
						Code     string
						Severity string
						Location struct{ Line, Column, Offset, Length int }
					}
				}
			}
			if err := json.Unmarshal([]byte(out), &result); err != nil {
				t.Fatal(err)
			}
			found := result.Files[0].Findings
			for len(found) > 1 && found[len(found)-1].Severity == "info" { // the rules behind it overlap, which is told
				found = found[:len(found)-1]
			}
			if code != exitFindings || len(found) != 1 || found[0].Code != "C001" {
				t.Fatalf("exit %d, findings %+v", code, found)
			}
			if l := found[0].Location; l.Line != line || l.Column != column || l.Offset != offset || l.Length != form.unit {
				t.Errorf("found at %+v, want line %d, column %d, byte %d, length %d", l, line, column, offset, form.unit)
			}
		})
	}
}

func plainBytes(s string) []byte { return []byte(s) }

// utf16Bytes encodes text as UTF-16; the byte order mark is part of the result.
func utf16Bytes(bigEndian, bom bool) func(string) []byte {
	return func(s string) []byte {
		if bom {
			s = "\uFEFF" + s
		}
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			if bigEndian {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return b
	}
}
