package schema

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tmgaudit/internal/text"
	"tmgaudit/internal/xmlspan"
)

func TestProblemsAreCapped(t *testing.T) {
	for _, c := range []struct {
		n, want int
		last    string
	}{
		{maxProblems, maxProblems, "has no dt:dt"},
		{maxProblems + 1, maxProblems + 1, "1 further problems of this file are not listed"},
		{5000, maxProblems + 1, "4800 further problems of this file are not listed"},
	} {
		d := parse(t, export(strings.Repeat(`<fpc4:P>1</fpc4:P>`, c.n)))
		if len(d.Problems) != c.want || !strings.Contains(d.Problems[len(d.Problems)-1].Message, c.last) {
			t.Errorf("%d problems: %d are listed, the last is %q", c.n, len(d.Problems), d.Problems[len(d.Problems)-1].Message)
		}
		if len(d.Root.props) != c.n {
			t.Errorf("%d of %d properties are read", len(d.Root.props), c.n)
		}
	}
}

func TestMessagesStayShort(t *testing.T) {
	long := strings.Repeat("é", 20_000)
	for _, source := range []string{`<fpc4:` + long + `/>`, `<fpc4:P dt:dt="` + long + `"/>`, `<fpc4:A StorageName="a" StorageType="` + long + `"/>`,
		`<fpc4:` + long + ` StorageName="a" StorageType="1">x</fpc4:` + long + `>`} {
		d := parse(t, export(source))
		if len(d.Problems) != 1 || len(d.Problems[0].Message) > 1000 {
			t.Errorf("%d problems, the first has %d bytes", len(d.Problems), len(d.Problems[0].Message))
		}
	}
}

func TestManyChildren(t *testing.T) {
	const n = 100_000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<fpc4:URLSet StorageName="%d" StorageType="1"><fpc4:Name dt:dt="string">set %d</fpc4:Name></fpc4:URLSet>`, i, i)
	}
	d := parse(t, export(single("URLSets", b.String())))
	sets := d.Objects("URLSets")[0]
	if len(sets.Children()) != n || len(d.Objects("URLSet")) != n {
		t.Fatalf("%d children, %d objects", len(sets.Children()), len(d.Objects("URLSet")))
	}
	for i, o := range sets.Children() {
		if want := fmt.Sprint(i); o.StorageName != want || o.Name() != "set "+want || o.Parent != sets || d.Objects("URLSet")[i] != o {
			t.Fatalf("child %d is %q, %q", i, o.StorageName, o.Name())
		}
	}
	if o := d.Named("URLSet", "set 99999"); len(o) != 1 || o[0].StorageName != "99999" {
		t.Errorf("by name: %v", o)
	}
}

func TestManyProperties(t *testing.T) {
	const n = 20_000
	o := parse(t, export(strings.Repeat(property("P", "x"), n)+property("Last", "y"))).Root
	if len(o.Properties()) != n+1 || o.Text("Last") != "y" || o.Property("Last").Object() != o {
		t.Errorf("%d properties, the last is %q", len(o.Properties()), o.Text("Last"))
	}
}

func TestManyEntries(t *testing.T) {
	const n = 200_000
	p := only(t, `<fpc4:L>`+strings.Repeat(`<fpc4:Str dt:dt="string">a</fpc4:Str>`, n)+`</fpc4:L>`)
	got := 0
	for range p.Entries() {
		got++
	}
	if p.Len() != n || got != n {
		t.Errorf("Len %d, %d entries", p.Len(), got)
	}
}

func TestDeepNesting(t *testing.T) {
	deep := func(n int) string {
		return export(strings.Repeat(`<fpc4:A StorageName="a" StorageType="0">`, n) + strings.Repeat(`</fpc4:A>`, n))
	}
	d := parse(t, deep(xmlspan.MaxDepth-1))
	n := 0
	for range d.All() {
		n++
	}
	if n != xmlspan.MaxDepth || len(d.Objects("A")[n-2].Path()) != 2*(n-1)-1 {
		t.Errorf("%d objects", n)
	}
	for _, source := range []string{deep(xmlspan.MaxDepth), export(strings.Repeat(`<fpc4:A>`, 1000)), export(strings.Repeat(`<a>`, 100_000))} {
		f, err := text.Decode([]byte(source))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Parse(f)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Msg, "nested more than 256 deep") {
			t.Errorf("error %v", err)
		}
	}
}
