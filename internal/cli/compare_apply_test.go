package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tmgaudit/compare"
	"tmgaudit/fixer"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

func sampleDocs(t *testing.T) map[string]*schema.Document {
	t.Helper()
	paths, err := filepath.Glob("../../samples/*.xml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	docs := map[string]*schema.Document{}
	for _, path := range paths {
		disk, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := text.Decode(disk)
		if err != nil {
			t.Fatal(err)
		}
		if docs[filepath.Base(path)], err = schema.Parse(file); err != nil {
			t.Fatal(err)
		}
	}
	return docs
}

// differences counts everything by which b differs from a.
func differences(a, b *schema.Document) int {
	n := 0
	for _, k := range everyChange(a, b) {
		n += k
	}
	return n
}

// Law: between any two samples, everything that can be carried is gone from the
// comparison afterwards, nothing has come, and carrying it again finds nothing to
// do.
func TestCarryBetweenSamples(t *testing.T) {
	docs := sampleDocs(t)
	o := applyOptions{selected: []string{"*"}}
	o.compare.Profile = compare.Strict
	applied := 0
	for nameA, a := range docs {
		for nameB, b := range docs {
			if nameA == nameB || a.Kind == schema.KindISAInfo {
				continue
			}
			plan, _, err := carry(a, b, o)
			if err != nil {
				t.Fatal(nameA, nameB, err)
			}
			n := plan.Count(fixer.Applied)
			applied += n
			if was, is := differences(a, b), differences(plan.After, b); is != was-n {
				t.Errorf("%s with the values of %s: %d differences, then %d, with %d carried", nameA, nameB, was, is, n)
			}
			disk, err := a.File.Apply(plan.Edits)
			if err != nil || !bytes.Equal(disk, plan.Result()) {
				t.Errorf("%s with the values of %s: the edits do not make the result: %v", nameA, nameB, err)
			}
			again, _, err := carry(plan.After, b, o)
			if err != nil || again.Changed() {
				t.Errorf("%s with the values of %s: the second time changes something: %v", nameA, nameB, err)
			}
		}
	}
	if applied < 100 {
		t.Errorf("only %d values were carried", applied)
	}
}

// The founding pair, both ways: one byte differs.
func TestCarryTheFoundingValue(t *testing.T) {
	docs := sampleDocs(t)
	works, broken := docs["compare-works.xml"], docs["compare-broken.xml"]
	for _, tt := range []struct {
		to, from *schema.Document
		value    string
		come     int
	}{
		{works, broken, "1", 1},
		{broken, works, "0", 0},
	} {
		plan, left, err := carry(tt.to, tt.from, applyOptions{selected: []string{"IntegratedAuthPersistSingleRequest"}})
		if err != nil || len(left) > 0 || plan.Count(fixer.Applied) != 1 {
			t.Fatal(err, left, plan)
		}
		before, after := tt.to.File.Disk(), plan.Result()
		at := plan.Edits[0].Span
		if len(plan.Edits) != 1 || len(before) != len(after) || string(after[at.Start:at.End]) != tt.value || len(plan.New()) != tt.come {
			t.Errorf("edits %+v, findings %v", plan.Edits, plan.New())
		}
		r := compare.Documents(plan.After, tt.from, compare.Options{})
		for i := range r.Changes {
			if r.Changes[i].Property != "" {
				t.Errorf("%s still differs", r.Changes[i].Property)
			}
		}
	}
}

func TestCarryIntoISAInfo(t *testing.T) {
	var out, errs bytes.Buffer
	dir := t.TempDir()
	code := Main([]string{"tmgaudit", "compare", "../../samples/isainfo-tmg1.xml", "../../samples/compare-works.xml",
		"--apply-to", "../../samples/isainfo-tmg1.xml", "--select", "*", "-o", filepath.Join(dir, "out.xml")}, strings.NewReader(""), &out, &errs)
	if code != exitIO || !strings.Contains(errs.String(), "ISAInfo") || out.Len() > 0 {
		t.Errorf("exit %d: %s", code, errs.String())
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Error("something was written")
	}
}
