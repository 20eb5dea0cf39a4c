package compare

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// noChecks leaves the findings out.
var noChecks = []*checks.Check{}

func parse(t testing.TB, disk []byte) *schema.Document {
	t.Helper()
	f, err := text.Decode(disk)
	if err != nil {
		t.Fatal(err)
	}
	d, err := schema.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	disk, err := os.ReadFile(filepath.Join("../samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return disk
}

// samples are the names of all samples.
func samples(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("../samples/*.xml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no samples", err)
	}
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}

// line is a change in one line: what a test holds against what it wants.
func line(c *Change) string {
	s := c.Kind.String() + " " + c.Path()
	if c.Property != "" {
		s += " " + c.Property
	}
	if c.IsEntry {
		s += " [" + c.Entry + "]"
	}
	switch {
	case c.Kind == Moved:
		s += fmt.Sprintf(": %d -> %d", c.A.Position, c.B.Position)
	case c.Kind == Changed:
		s += ": " + c.A.Value + " -> " + c.B.Value
	}
	return s
}

func lines(list []Change) []string {
	var all []string
	for i := range list {
		all = append(all, line(&list[i]))
	}
	return all
}

// everything is all changes, those that do not count included.
func everything(r *Result) []Change { return slices.Concat(r.Changes, r.Apart) }

// Law: a document has no differences from itself.
func TestNothingDiffersFromItself(t *testing.T) {
	for _, name := range samples(t) {
		a, b := parse(t, sample(t, name)), parse(t, sample(t, name))
		for _, o := range []Options{{}, {Profile: Strict, Defaults: true}} {
			r := Documents(a, b, o)
			if all := everything(r); len(all)+len(r.Defaults)+len(r.Causes)+len(r.Cures) > 0 || !r.Same() {
				t.Errorf("%s: %q, causes %d, cures %d", name, lines(all), len(r.Causes), len(r.Cures))
			}
		}
		if g := Grid([]*schema.Document{a, b, a}, -1, Options{Checks: noChecks}); !g.Same() || g.Apart > 0 {
			t.Errorf("%s: a grid has %d rows", name, len(g.Rows))
		}
	}
}

// mirrored is the kind seen from the other side.
func (k Kind) mirrored() Kind {
	switch k {
	case Added:
		return Removed
	case Removed:
		return Added
	}
	return k
}

// mirrorKey is a change in a form that its mirror image has too.
func mirrorKey(c *Change, mirrored bool) string {
	a, b, kind := &c.A, &c.B, c.Kind
	if mirrored {
		a, b, kind = b, a, kind.mirrored()
	}
	side := func(s *Side) string {
		path := "-"
		if s.Object != nil {
			path = s.Object.Path()
		}
		var found []string
		for _, f := range s.Findings {
			found = append(found, f.Check.Code+" "+f.Message)
		}
		return fmt.Sprint(path, s.Span, s.Value, s.Present, s.Default, s.Secret, s.Position, found)
	}
	return fmt.Sprint(kind, c.Property, c.Entry, side(a), side(b), c.Apart != nil)
}

func mirrorKeys(list []Change, mirrored bool) []string {
	var keys []string
	for i := range list {
		keys = append(keys, mirrorKey(&list[i], mirrored))
	}
	slices.Sort(keys)
	return keys
}

func checkMirror(t *testing.T, what string, a, b *schema.Document, o Options) {
	t.Helper()
	there, back := Documents(a, b, o), Documents(b, a, o)
	for _, x := range [][2][]Change{{there.Changes, back.Changes}, {there.Apart, back.Apart}} {
		if diff := cmp.Diff(mirrorKeys(x[0], false), mirrorKeys(x[1], true)); diff != "" {
			t.Errorf("%s: not mirrored\n%s", what, diff)
		}
	}
	if len(there.Causes) != len(back.Cures) || len(there.Cures) != len(back.Causes) {
		t.Errorf("%s: findings %d %d, mirrored %d %d", what, len(there.Causes), len(there.Cures), len(back.Cures), len(back.Causes))
	}
}

// Law: the other way round, everything is mirrored.
func TestMirror(t *testing.T) {
	names := samples(t)
	for i, x := range names {
		for _, y := range names[i+1:] {
			checkMirror(t, x+" and "+y, parse(t, sample(t, x)), parse(t, sample(t, y)), Options{})
		}
	}
}

func TestFoundingStory(t *testing.T) {
	r := Documents(parse(t, sample(t, "compare-works.xml")), parse(t, sample(t, "compare-broken.xml")), Options{})
	want := []string{
		"changed Arrays/ARRAY2/NetConfig/Networks/Internal/WebListenerProperties IntegratedAuthPersistSingleRequest: 0 -> 1",
		"moved Arrays/ARRAY2/ArrayPolicy/PolicyRules/Web and FTP for Administrators: 3 -> 4",
		"added Arrays/ARRAY1/RuleElements/ComputerSets/Servers/Computers/SQL01",
	}
	if diff := cmp.Diff(want, lines(r.Changes)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	first := &r.Changes[0]
	if severity, ok := first.Worst(); !ok || severity != checks.Critical || first.Causes()[0].Check.Code != "C001" {
		t.Errorf("the first change causes %v", first.Causes())
	}
	if r.Summary != (Summary{Added: 1, Changed: 1, Moved: 1, Apart: 12, Causes: 1}) {
		t.Errorf("summary %+v", r.Summary)
	}
	strict := Documents(r.A, r.B, Options{Profile: Strict})
	if len(strict.Changes) != len(r.Changes)+len(r.Apart) || len(strict.Apart) > 0 {
		t.Errorf("strict: %d changes, %d apart", len(strict.Changes), len(strict.Apart))
	}
}

// edited is a sample with replacements, which must each be possible.
func edited(t testing.TB, name string, oldnew ...string) []byte {
	t.Helper()
	s := string(sample(t, name))
	for i := 0; i < len(oldnew); i += 2 {
		if !strings.Contains(s, oldnew[i]) {
			t.Fatalf("%s does not hold %q", name, oldnew[i])
		}
		s = strings.Replace(s, oldnew[i], oldnew[i+1], 1)
	}
	return []byte(s)
}
