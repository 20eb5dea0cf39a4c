package checks

import (
	"fmt"
	"strings"
	"testing"

	"tmgaudit/schema"
)

// What a check states of one file has a bound: a small archive holds millions of
// equal faults.
func TestMostFindings(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		fix     FixKind
		found   int
		listed  int
		leftOut int
	}{
		{"as many as are listed", Never, mostFindings, mostFindings, 0},
		{"one more", Never, mostFindings + 1, mostFindings, 1},
		{"many more", Never, 3 * mostFindings, mostFindings, 2 * mostFindings},
		{"what is not found is not fixed", Sometimes, 3 * mostFindings, 3 * mostFindings, 0},
		{"a bound for all that", Always, mostFixable + 2, mostFixable, 2},
	} {
		doc := inDocument(t, listenerFragment("Internal", ""))
		check := &Check{Code: "T001", Severity: High, Fix: tt.fix, Run: func(p *Pass) {
			for range tt.found {
				p.report(Finding{Object: p.Doc.Root, Message: "m"}).Advise("a")
			}
		}}
		got := Run(doc, []*Check{check})
		if len(got) != tt.listed {
			t.Errorf("%s: %d findings, want %d", tt.reason, len(got), tt.listed)
			continue
		}
		want := "m"
		if tt.leftOut > 0 {
			want = fmt.Sprintf("m (%d more findings of T001 are left out; correct those that are listed and look again)", tt.leftOut)
		}
		if last := got[len(got)-1]; last.Message != want || last.More != tt.leftOut || got[0].Message != "m" {
			t.Errorf("%s: the last is %q with %d, want %q", tt.reason, last.Message, last.More, want)
		}
	}
}

// One name is one finding, however many have it.
func TestCollisionsOfOneName(t *testing.T) {
	set := func(name, label string) string {
		return `<fpc4:URLSet StorageName="` + name + `" StorageType="1"><fpc4:Name dt:dt="string">` + label + `</fpc4:Name></fpc4:URLSet>`
	}
	for _, tt := range []struct {
		reason, sets string
		want         []string // the message up to ";", and the related places
	}{
		{"two", set("a", "A") + set("a", "B"), []string{`URLSet "B" has the StorageName of "A" + 1`}},
		{"three", set("a", "A") + set("a", "B") + set("a", "C"), []string{`URLSet "B" has the StorageName of "A", which 3 objects have + 2`}},
		{"two names", set("a", "A") + set("b", "B") + set("b", "C") + set("a", "D"),
			[]string{`URLSet "C" has the StorageName of "B" + 1`, `URLSet "D" has the StorageName of "A" + 1`}},
		{"more than few", strings.Repeat(set("a", "A"), fewChildren+1) + set("b", "B"), []string{`URLSet "A" has the StorageName of "A", which 9 objects have + 6`}},
		{"very many", strings.Repeat(set("a", "A"), 5000), []string{`URLSet "A" has the StorageName of "A", which 5000 objects have + 6`}},
	} {
		doc := inDocument(t, `<fpc4:RuleElements StorageName="RuleElements" StorageType="1"><fpc4:URLSets StorageName="URLSets" StorageType="1">`+
			tt.sets+`</fpc4:URLSets></fpc4:RuleElements>`)
		var got []string
		for _, f := range Run(doc, []*Check{storageNameCollision}) {
			said, _, _ := strings.Cut(f.Message, ";")
			got = append(got, fmt.Sprintf("%s + %d", said, len(f.Related)))
		}
		if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func inDocument(t *testing.T, fragment string) *schema.Document {
	t.Helper()
	source, _ := Document(fragment)
	return parse(t, source)
}
