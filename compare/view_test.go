package compare

import (
	"slices"
	"strings"
	"testing"

	"tmgaudit/schema"
)

func TestFilters(t *testing.T) {
	a, b := parse(t, sample(t, "compare-works.xml")), parse(t, sample(t, "compare-broken.xml"))
	for _, tt := range []struct {
		only, except []string
		want         string // the last words of the changes
	}{
		{nil, nil, "1 Administrators:4 SQL01"},
		{[]string{"FPCWebListenerProperties"}, nil, "1"},
		{[]string{"weblistenerproperties"}, nil, "1"},
		{[]string{"IntegratedAuth*"}, nil, "1"},
		{[]string{"Networks/Internal"}, nil, "1"},
		{[]string{"networks/inter?al/*"}, nil, "1"},
		{[]string{"Networks/Intern"}, nil, ""},
		{[]string{"PolicyRules/Web*"}, nil, "Administrators:4"},
		{[]string{"Arrays/ARRAY1/RuleElements"}, nil, "SQL01"},
		{[]string{"FPCComputer", "PolicyRule"}, nil, "Administrators:4 SQL01"},
		{nil, []string{"PolicyRules", "FPCComputer"}, "1"},
		{nil, []string{"PolicyRules/*", "FPCComputer"}, "1"},
		{[]string{"Networks/*"}, []string{"Integrated*"}, ""},
	} {
		r := Documents(a, b, Options{Only: tt.only, Except: tt.except})
		var got []string
		for _, l := range lines(r.Changes) {
			words := strings.Fields(strings.ReplaceAll(l, ": 3 -> ", ":"))
			got = append(got, words[len(words)-1])
		}
		want := strings.Fields(tt.want)
		if len(got) != len(want) {
			t.Errorf("only %q, except %q: %q, want %q", tt.only, tt.except, got, want)
			continue
		}
		for _, w := range want {
			if !strings.Contains(strings.Join(got, " "), w) {
				t.Errorf("only %q, except %q: %q, want %q", tt.only, tt.except, got, want)
			}
		}
		if n := len(r.Changes); n == 0 && r.Summary.Causes > 0 {
			t.Errorf("only %q, except %q: findings of what was left out", tt.only, tt.except)
		}
	}
}

// A pattern may name what is the same in both documents; a mistyped one names
// nothing.
func TestUnnamed(t *testing.T) {
	docs := []*schema.Document{parse(t, sample(t, "compare-works.xml")), parse(t, sample(t, "compare-broken.xml"))}
	for _, tt := range []struct {
		pattern string
		named   bool
		near    string // one of the names of as many steps
		reason  string
	}{
		{"Networks/Intrenal", false, "Networks/Internal", "a part of a path, mistyped"},
		{"Networks/Intern", false, "Networks/Internal", "a part of a step"},
		{"FPCNetwrok", false, "FPCNetwork", "a class, mistyped"},
		{"TCPPrt", false, "TCPPort", "a property, mistyped"},
		{"Networks/Internal/TCPPort", false, "Internal/WebListenerProperties/TCPPort", "the property is of an object below"},
		{"/Networks/Internal/", true, "", "slashes at the ends do not count"},
		{"networks/inter?al", true, "", "in any case, with a wildcard"},
		{"FPCNetwork", true, "", "a class"},
		{"network", true, "", "an element"},
		{"TCPPort", true, "", "a property that is the same in both"},
		{"WebListenerProperties/TCP*", true, "", "a property of a path"},
		{"Networks*Port", true, "", "a star stands for slashes too"},
		{"ARRAY1", true, "", "in the second only"},
		{"Root/Build", true, "", "the header"},
		{"AutoDiscoveryPort", true, "", "documented, written in neither: the default in both"},
		{"Networks/Internal/AutoDiscoveryPort", true, "", "the same with a path"},
	} {
		got := Unnamed([]string{"*", tt.pattern}, docs)
		if (len(got) == 0) != tt.named || len(got) > 0 && got[0] != tt.pattern {
			t.Errorf("%q: %q name nothing: %s", tt.pattern, got, tt.reason)
		}
		if tt.near != "" && !slices.Contains(Named(tt.pattern, docs), tt.near) {
			t.Errorf("%q: %q is not among the names: %s", tt.pattern, tt.near, tt.reason)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, tt := range []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"a*c", "abbc", true}, {"a*c", "abcd", false},
		{"?", "ä", true}, {"?", "", false}, {"*a*b*", "xxaxxbxx", true}, {"**", "x", true},
		{strings.Repeat("*a", 50) + "b", strings.Repeat("a", 5000), false},
	} {
		if glob(tt.pattern, tt.s) != tt.want {
			t.Errorf("glob(%q, %q) is not %v", tt.pattern, tt.s, tt.want)
		}
	}
}

// Findings stand at the change that causes or cures them; what changes from one bad
// value to another does neither.
func TestFindings(t *testing.T) {
	const port = `<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>`
	network := `<fpc4:NetworkType dt:dt="int">4</fpc4:NetworkType>`
	base := sample(t, "compare-broken.xml")
	better := edited(t, "compare-broken.xml", `<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">1<`, `<fpc4:IntegratedAuthPersistSingleRequest dt:dt="boolean">0<`)
	bad := edited(t, "compare-broken.xml", network, `<fpc4:AutoDiscoveryPort dt:dt="int">70000</fpc4:AutoDiscoveryPort>`+network)
	worse := edited(t, "compare-broken.xml", network, `<fpc4:AutoDiscoveryPort dt:dt="int">70001</fpc4:AutoDiscoveryPort>`+network)
	for _, tt := range []struct {
		reason        string
		a, b          []byte
		causes, cures int
	}{
		{"cured", base, better, 0, 1},
		{"caused", better, base, 1, 0},
		{"from bad to worse", bad, worse, 0, 0},
		{"nothing to do with it", base, edited(t, "compare-broken.xml", port, strings.Replace(port, "8080", "8081", 1)), 0, 0},
	} {
		r := Documents(parse(t, tt.a), parse(t, tt.b), Options{})
		if r.Summary.Causes != tt.causes || r.Summary.Cures != tt.cures || len(r.Changes) != 1 {
			t.Errorf("%s: %+v %q", tt.reason, r.Summary, lines(r.Changes))
			continue
		}
		if len(r.Changes[0].Causes()) != tt.causes || len(r.Changes[0].Cures()) != tt.cures {
			t.Errorf("%s: the change causes %d and cures %d", tt.reason, len(r.Changes[0].Causes()), len(r.Changes[0].Cures()))
		}
	}
}

func TestGrid(t *testing.T) {
	works, broken, third := parse(t, sample(t, "compare-works.xml")), parse(t, sample(t, "compare-broken.xml")), parse(t, sample(t, "founding-case.xml"))
	odd := func(g *GridResult) string {
		var b strings.Builder
		for _, row := range g.Rows {
			for _, c := range row.Cells {
				if c.Odd {
					b.WriteString("*")
				} else {
					b.WriteString(".")
				}
			}
			b.WriteString(" ")
		}
		return b.String()
	}
	for _, tt := range []struct {
		docs []*schema.Document
		gold int
		want string
	}{
		{[]*schema.Document{works, broken, third}, -1, "*.. *.. *.. "},
		{[]*schema.Document{broken, works, third}, -1, ".*. .*. .*. "},
		{[]*schema.Document{broken, works, third}, 1, "*.* *.* *.* "},
		{[]*schema.Document{works, works, broken, third}, -1, ".... .... .... "},
		{[]*schema.Document{works, broken}, 0, ".* .* .* "},
	} {
		g := Grid(tt.docs, tt.gold, Options{})
		if got := odd(g); got != tt.want {
			t.Errorf("odd %q, want %q", got, tt.want)
		}
		if g.Rows[0].Property != "IntegratedAuthPersistSingleRequest" {
			t.Errorf("the first row is of %q", g.Rows[0].Property)
		}
		for i, doc := range tt.docs {
			for j := range g.Rows {
				if c := &g.Rows[j].Cells[i]; c.Object != nil && c.Object.Document() != doc {
					t.Errorf("row %d, document %d: the object is of another", j, i)
				}
			}
		}
	}
}
