package schema

import (
	"bytes"
	"testing"

	"tmgaudit/internal/text"
)

// FuzzParse holds that no bytes make the reader or any accessor panic, and that
// what is read has its places right.
func FuzzParse(f *testing.F) {
	for _, c := range toleranceCases {
		f.Add([]byte(c.source()))
	}
	for name, source := range everyDocument(f) {
		if len(source) < 50_000 {
			f.Add([]byte(source))
		} else {
			f.Logf("%s is too large for a seed", name)
		}
	}
	f.Add([]byte(arrayExport(urlSets(urlSet(guidSet, "Set")) + reference(guidSet, "msFPCURLSet", "1") + reference(allUsers, "msFPCUserSet", "") +
		object("Ref", guidRef, property("Name", guidRef)+property("RefClass", "msFPCRef")) + property("Password", "x"))))
	f.Fuzz(func(t *testing.T, disk []byte) {
		file, err := text.Decode(disk)
		if err != nil {
			return
		}
		d, err := Parse(file)
		if err != nil {
			e, ok := err.(*Error)
			if !ok || e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > len(file.Text()) {
				t.Fatalf("error %#v", err)
			}
			return
		}
		checkSpans(t, d)
		same, err := file.Apply(nil)
		if err != nil || !bytes.Equal(same, disk) {
			t.Fatal("no edits change the file")
		}
		visitAll(t, d)
	})
}

// visitAll calls every accessor on every object and property.
func visitAll(t testing.TB, d *Document) {
	_, _, _ = d.Item(), d.Arrays(), d.Secrets(d.Root.Span())
	edited := false
	for o := range d.All() {
		if len(o.Path()) == 0 && o.Parent == nil {
			t.Fatal("the root has no path")
		}
		_, _, _, _, _ = o.Class(), o.Owner(), o.Users(), o.Label(), d.Named(o.Element, o.Name())
		rank(o)
		if o.Element == "Ref" {
			r := Ref{o}
			_, _, _, _ = r.Resolve(), r.Role(), r.Holder(), r.Label()
		}
		for i := range o.props {
			p := &o.props[i]
			_, _ = p.Bool()
			_, _ = p.Int()
			_, _, _ = p.Display(), p.COM(), p.Type()
			if !edited && !p.IsList() {
				edited = true
				checkEdit(t, p)
			}
		}
	}
}

// checkEdit sets one property and reads the result.
func checkEdit(t testing.TB, p *Property) {
	const value = `<&">` // in every encoding
	d := p.object.doc
	disk, err := d.File.Apply([]text.Edit{p.Set(value)})
	if err != nil {
		t.Fatal(err)
	}
	again := parse(t, string(disk))
	for o := range again.All() {
		if int(o.start) == int(p.object.start) {
			for i := range o.props {
				if q := &o.props[i]; q.start == p.start && q.Value() == value {
					return
				}
			}
		}
	}
	t.Fatalf("%s was set, but is not %q", p.Name, value)
}
