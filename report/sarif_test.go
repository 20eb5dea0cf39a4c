package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"tmgaudit/checks"
	"tmgaudit/fixer"
	"tmgaudit/internal/text"
)

var compiledSARIF = sync.OnceValues(func() (*jsonschema.Schema, error) {
	f, err := os.Open("testdata/sarif/sarif-2.1.0-rtm.5.json")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("sarif.json")
})

// validateSARIF holds a log against the schema and against what the schema does
// not say: indexes point to what they name, regions have a start, and messages
// hold neither placeholders nor links.
func validateSARIF(t *testing.T, log []byte) sarifRun {
	t.Helper()
	schema, err := compiledSARIF()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("not valid: %v", err)
	}
	var l sarifLog
	if err := json.Unmarshal(log, &l); err != nil {
		t.Fatal(err)
	}
	run := l.Runs[0]
	for i, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("result %d: rule %d is not %s", i, r.RuleIndex, r.RuleID)
		}
		checkMessage(t, r.Message)
		for _, l := range append(r.Locations, r.Related...) {
			checkLocation(t, run, l)
		}
	}
	for i, a := range run.Artifacts {
		if a.Location.Index != i {
			t.Errorf("artifact %d says that it is %d", i, a.Location.Index)
		}
	}
	return run
}

func checkLocation(t *testing.T, run sarifRun, l sarifLocation) {
	t.Helper()
	at := l.Physical.Artifact
	if at != run.Artifacts[at.Index].Location {
		t.Errorf("%+v is not the artifact that its index names", at)
	}
	if r := l.Physical.Region; r == nil || r.StartLine < 1 || r.StartColumn < 1 || r.CharOffset == nil || r.ByteOffset == nil {
		t.Errorf("the region %+v has no start", r)
	}
	if l.Message != nil {
		checkMessage(t, *l.Message)
	}
}

func checkMessage(t *testing.T, m sarifMessage) {
	t.Helper()
	left := strings.NewReplacer("{{", "", "}}", "").Replace(m.Text)
	if m.Text == "" || strings.ContainsAny(left, "{}") || strings.Contains(left, "](") {
		t.Errorf("message %q is empty or has a placeholder or a link", m.Text)
	}
}

func TestSARIFIsValid(t *testing.T) {
	for name, r := range goldenRuns(t) {
		t.Run(name, func(t *testing.T) {
			run := validateSARIF(t, written(t, "sarif", r))
			if got, want := len(run.Results), r.Summary().Findings; got != want {
				t.Errorf("%d results; expected %d", got, want)
			}
			if got, want := run.Invocations[0].Successful, r.Summary().Unreadable == 0; got != want {
				t.Errorf("successful %v; expected %v", got, want)
			}
		})
	}
	run := validateSARIF(t, written(t, "sarif", sampleRun(t, "messy-array.xml")))
	if got, want := len(run.Tool.Driver.Rules), len(checks.All()); got != want {
		t.Errorf("%d rules; expected every check that ran, %d", got, want)
	}
}

// forms are ways to write one text to disk.
var forms = map[string]func(string) []byte{
	"utf-8 lf":         func(s string) []byte { return []byte(s) },
	"utf-8 bom crlf":   func(s string) []byte { return []byte("\uFEFF" + strings.ReplaceAll(s, "\n", "\r\n")) },
	"utf-8 cr":         func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r")) },
	"utf-16le one row": func(s string) []byte { return littleEndian(strings.NewReplacer("\n", "", "\t", "").Replace(s)) },
	"utf-16le bom":     func(s string) []byte { return append([]byte{0xFF, 0xFE}, littleEndian(s)...) },
}

func littleEndian(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(strings.Replace(s, `encoding="UTF-8"`, `encoding="UTF-16"`, 1))) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// astral is a sample with characters of two code units before its findings.
func astral(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../samples/messy-array.xml")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.Replace(string(source), "ARRAY1<", "ARRAY\U0001F525\U0001F525<", 1)
	return strings.ReplaceAll(s, "<fpc4:IntegratedAuthPersistSingleRequest ", "<!-- \U0001F525ü --><fpc4:IntegratedAuthPersistSingleRequest ")
}

// Laws: in every form of a file, line and column, character offset and byte
// offset of a region say the same place; and the fixes, by characters or by
// bytes, give what the fixer writes.
func TestSARIFPlacesAndFixes(t *testing.T) {
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			disk := form(astral(t))
			f := checkedFile(t, "a.xml", disk, checks.All())
			run := validateSARIF(t, written(t, "sarif", Lint{Files: []File{f}}))
			for _, r := range run.Results {
				checkRegion(t, f.Doc.File, *r.Locations[0].Physical.Region, f.Doc.File.Text())
			}
			plan, err := fixer.Make(f.Doc, fixer.Options{Checks: checks.All(), Unsafe: true})
			if err != nil {
				t.Fatal(err)
			}
			byBytes, byChars := editsOf(t, run)
			if len(byBytes) < 5 {
				t.Fatalf("%d edits", len(byBytes))
			}
			if got, err := text.Apply(disk, byBytes); err != nil || !bytes.Equal(got, plan.Result()) {
				t.Errorf("by bytes: not what the fixer writes, error %v", err)
			}
			fixed, err := text.Decode(plan.Result())
			if err != nil {
				t.Fatal(err)
			}
			if got := applyUnits(f.Doc.File.Text(), byChars); got != string(fixed.Text()) {
				t.Error("by characters: not what the fixer writes")
			}
		})
	}
}

// checkRegion finds the bytes of a region in three ways.
func checkRegion(t *testing.T, f *text.File, r sarifRegion, decoded []byte) {
	t.Helper()
	units := utf16.Encode([]rune(string(decoded)))
	byChars := string(utf16.Decode(units[*r.CharOffset : *r.CharOffset+*r.CharLength]))
	disk, err := f.Encode(byChars)
	if err != nil || !bytes.Equal(disk, f.Disk()[*r.ByteOffset:*r.ByteOffset+*r.ByteLength]) {
		t.Errorf("characters say %q, bytes %q", disk, f.Disk()[*r.ByteOffset:*r.ByteOffset+*r.ByteLength])
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(decoded)), "\n")
	if r.StartLine != r.EndLine {
		return
	}
	line := utf16.Encode([]rune(lines[r.StartLine-1]))
	if byColumns := string(utf16.Decode(line[r.StartColumn-1 : r.EndColumn-1])); byColumns != byChars {
		t.Errorf("columns say %q, characters %q", byColumns, byChars)
	}
}

// editsOf is the replacements of all fixes, each once.
func editsOf(t *testing.T, run sarifRun) (byBytes, byChars []text.Edit) {
	t.Helper()
	seen := map[text.Edit]bool{}
	for _, r := range run.Results {
		for _, fix := range r.Fixes {
			for _, p := range fix.Changes[0].Replacements {
				d := p.Deleted
				var inserted sarifContent
				if p.Inserted != nil {
					inserted = *p.Inserted
				}
				raw, err := base64.StdEncoding.DecodeString(inserted.Binary)
				if err != nil {
					t.Fatal(err)
				}
				e := text.Edit{Span: text.Span{Start: *d.ByteOffset, End: *d.ByteOffset + *d.ByteLength}, New: string(raw)}
				if !seen[e] {
					seen[e] = true
					byBytes = append(byBytes, e)
					byChars = append(byChars, text.Edit{Span: text.Span{Start: *d.CharOffset, End: *d.CharOffset + *d.CharLength}, New: inserted.Text})
				}
			}
		}
	}
	return byBytes, byChars
}

// applyUnits applies edits that count UTF-16 code units, which do not overlap.
func applyUnits(src []byte, edits []text.Edit) string {
	units := utf16.Encode([]rune(string(src)))
	wide := make([]byte, len(units)) // a byte for each unit, to use Apply
	var marks []text.Edit
	for i, e := range edits {
		marks = append(marks, text.Edit{Span: e.Span, New: string(rune(i + 1))})
	}
	out, err := text.Apply(wide, marks)
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	at := 0
	for _, m := range string(out) {
		if m == 0 {
			continue
		}
		e := edits[m-1]
		b.WriteString(string(utf16.Decode(units[at:e.Start])) + e.New)
		at = e.End
	}
	return b.String() + string(utf16.Decode(units[at:]))
}
