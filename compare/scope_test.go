package compare

import (
	"slices"
	"strings"
	"testing"

	"tmgaudit/schema"
)

func (s *Scope) paths() string {
	var all []string
	for _, p := range s.Parts {
		all = append(all, p.Path())
	}
	return strings.Join(all, " ")
}

// Against an export of one object only that object is compared.
func TestScope(t *testing.T) {
	other := edited(t, "tmg2010-network-internal.xml", local, guid1, local, guid1, ">Internal<", ">Perimeter<")
	for _, tt := range []struct {
		reason  string
		a, b    []byte
		partial bool
		parts   string
		causes  int
		cures   string // the codes
	}{
		{"two arrays", sample(t, "founding-case.xml"), sample(t, "compare-works.xml"), false, "", 0, "C001"},
		{"an array and one of its networks", sample(t, "founding-case.xml"), sample(t, "tmg2010-network-internal.xml"),
			true, "Arrays/ARRAY1/NetConfig/Networks/Internal", 0, "C001"},
		{"nothing differs in the part", sample(t, "compare-works.xml"), sample(t, "tmg2010-network-internal.xml"),
			true, "Arrays/ARRAY2/NetConfig/Networks/Internal", 0, ""},
		{"an array and a collection", sample(t, "founding-case.xml"), sample(t, "tmg2010-urlsets.xml"), true, "Arrays/ARRAY1/RuleElements/URLSets", 0, ""},
		{"an array and another network", sample(t, "founding-case.xml"), other, true, "Arrays/{114AEA39-7E20-416F-8516-60C348008025}/NetConfig/Networks/Perimeter", 0, ""},
		{"the same export of one object", sample(t, "tmg2010-network-internal.xml"), sample(t, "tmg2010-network-internal.xml"), false, "", 0, ""},
		{"two objects of one kind", sample(t, "tmg2010-network-internal.xml"), other, false, "", 0, ""},
		{"an array and its enterprise", sample(t, "tmg2010-sp2-default.xml"), sample(t, "tmg2010-enterprise.xml"), true, "Arrays/ARRAY1", 1, ""},
	} {
		r := Documents(parse(t, tt.a), parse(t, tt.b), Options{})
		back := Documents(r.B, r.A, Options{})
		var cures []string
		for _, c := range r.Changes {
			for _, f := range c.Cures() {
				cures = append(cures, f.Check.Code)
			}
		}
		for _, f := range r.Cures {
			cures = append(cures, f.Check.Code)
		}
		if r.Scope.Partial != tt.partial || r.Scope.paths() != tt.parts {
			t.Errorf("%s: partial %v, compared %q", tt.reason, r.Scope.Partial, r.Scope.paths())
		}
		if got := strings.Join(cures, " "); got != tt.cures || r.Summary.Cures != len(cures) || r.Summary.Causes != tt.causes {
			t.Errorf("%s: cures %s, %+v", tt.reason, got, r.Summary)
		}
		if back.Scope.Partial != tt.partial || back.Scope.paths() != tt.parts {
			t.Errorf("%s, the other way round: partial %v, compared %q", tt.reason, back.Scope.Partial, back.Scope.paths())
		}
	}
}

// In a grid, a document that does not hold a part is not odd there and does not vote.
func TestScopeInGrid(t *testing.T) {
	works, broken, one := parse(t, sample(t, "compare-works.xml")), parse(t, sample(t, "compare-broken.xml")), parse(t, sample(t, "tmg2010-network-internal.xml"))
	g := Grid([]*schema.Document{works, broken, one}, -1, Options{})
	if g.Scopes[0].Partial || g.Scopes[1].Partial || g.Scopes[2].paths() != "Arrays/ARRAY2/NetConfig/Networks/Internal" {
		t.Errorf("scopes %+v", g.Scopes)
	}
	for i := range g.Rows {
		row := &g.Rows[i]
		last := row.Cells[2]
		if inside := slices.Contains(strings.Split(row.Object().Path(), "/"), "Internal"); last.Uncompared == inside {
			t.Errorf("%s %s: uncompared %v", row.Object().Path(), row.Property, last.Uncompared)
		}
		if last.Odd || last.Uncompared && last.Object != nil {
			t.Errorf("%s: the document that does not hold it has %+v", row.Object().Path(), last)
		}
	}
}
