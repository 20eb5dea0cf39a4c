package schema

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/beevik/etree"
)

// pieces are what a shape is made of. A start tag opens an element that "/"
// closes; the document is closed where the shape ends.
var pieces = []string{
	"/", "/", "/",
	`<fpc4:A StorageName="a" StorageType="1">`, `<fpc4:A StorageName="b" StorageType="0">`, `<fpc4:URLSets StorageType="2">`, `<fpc4:A>`,
	`<fpc4:Password StorageName="p" StorageType="1">`, `<fpc4:Password>`, `<fpc4:P dt:dt="int">`, `<fpc4:P dt:dt="odd"/>`, `<fpc4:P/>`,
	`<fpc4:URLStrings>`, `<fpc4:URLStrings/>`, `<fpc4:Str dt:dt="string">`, `<fpc4:Str/>`, `<Str>`, `<x>`, `<x/>`, `<fpc4:Name dt:dt="string">`,
	`<fpc4:Ref StorageName="{0A1B2C3D-0000-4000-8000-00000000000A}" StorageType="1">`, `<fpc4:Enterprise StorageName="e" StorageType="1">`,
	`<fpc4:RefClass dt:dt="string">msFPCRef</fpc4:RefClass>`, `<fpc4:Name dt:dt="string">{0A1B2C3D-0000-4000-8000-00000000000A}</fpc4:Name>`,
	"text", " \n", "&amp;", "<![CDATA[<]]>", "<!-- c -->", "<?pi?>",
}

// shaped makes a well-formed export of pieces, one a byte.
func shaped(shape []byte) string {
	var b strings.Builder
	var open []string
	for _, c := range shape {
		piece := pieces[int(c)%len(pieces)]
		switch name, tag := strings.CutPrefix(piece, "<"); {
		case piece == "/" && len(open) > 0:
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		case piece == "/" || len(open) > 100:
		case tag && !strings.ContainsAny(name[:1], "!?") && !strings.Contains(piece, "/"):
			open = append(open, strings.Fields(strings.TrimSuffix(name, ">"))[0])
			fallthrough
		default:
			b.WriteString(piece)
		}
	}
	for len(open) > 0 {
		b.WriteString("</" + open[len(open)-1] + ">")
		open = open[:len(open)-1]
	}
	return export(b.String())
}

// checkShape holds that every well-formed export is read, and that all its
// elements and text are in the model or in a problem.
func checkShape(t testing.TB, source string) {
	d := parse(t, source)
	checkSpans(t, d)
	visitAll(t, d)
	if len(d.Problems) >= maxProblems {
		return
	}
	holdsAll(t, readTree(t, d.File.Text()), d.Root)
}

func holdsAll(t testing.TB, e *etree.Element, o *Object) {
	parts, elements := partsOf(o), e.ChildElements()
	if len(parts) != len(elements) || e.Tag != o.Element {
		t.Fatalf("%s: %d parts, etree has %d elements", o.Element, len(parts), len(elements))
	}
	stray := false
	for _, p := range o.doc.Problems {
		stray = stray || strings.HasPrefix(p.Message, "text stands between the properties of <"+o.Element+">")
	}
	if strings.TrimSpace(textOf(e)) != "" && !stray {
		t.Fatalf("%s: text %q is lost", o.Element, textOf(e))
	}
	for i, p := range parts {
		c := elements[i]
		switch {
		case p.object != nil:
			holdsAll(t, c, p.object)
		case p.foreign != nil && c.Tag == p.foreign.Name:
		case p.foreign != nil || c.Tag != p.property.Name:
			t.Fatalf("%s: part %d is not <%s>", o.Element, i, c.Tag)
		case p.property.IsList():
			if len(c.ChildElements()) != p.property.Len() {
				t.Fatalf("%s: %d entries of %d", c.Tag, p.property.Len(), len(c.ChildElements()))
			}
		case len(c.ChildElements()) == 0 && textOf(c) != p.property.Value():
			t.Fatalf("%s: value %q, etree has %q", c.Tag, p.property.Value(), textOf(c))
		}
	}
}

func TestEveryShapeIsRead(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	for range 3000 {
		shape := make([]byte, r.IntN(60))
		for i := range shape {
			shape[i] = byte(r.IntN(len(pieces)))
		}
		checkShape(t, shaped(shape))
	}
}

func FuzzShapes(f *testing.F) {
	f.Add([]byte{3, 9, 24, 0, 12, 14, 24, 0, 15, 24, 0, 17, 28, 0, 6, 24, 11, 0})
	f.Fuzz(func(t *testing.T, shape []byte) {
		if len(shape) < 500 {
			checkShape(t, shaped(shape))
		}
	})
}
