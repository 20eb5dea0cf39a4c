package redact

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema"
)

// forms are ways to write one document.
var forms = map[string]func(string) []byte{
	"utf-8":    func(s string) []byte { return []byte(s) },
	"bom":      func(s string) []byte { return []byte("\uFEFF" + s) },
	"crlf":     func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) },
	"cr":       func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r")) },
	"one line": func(s string) []byte { return []byte(strings.NewReplacer("\n", "", "\t", "").Replace(s)) },
	"utf-16le": func(s string) []byte { return utf16Of(s, 0) },
	"utf-16be": func(s string) []byte { return utf16Of(s, 1) },
	"latin-1":  func(s string) []byte { return []byte(strings.Replace(s, "UTF-8", "iso-8859-1", 1)) },
}

func utf16Of(s string, high int) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + strings.Replace(s, "UTF-8", "UTF-16", 1))) {
		b = append(b, 0, 0)
		b[len(b)-2+high] = byte(u)
		b[len(b)-1-high] = byte(u >> 8)
	}
	return b
}

// In every form the copy has the form, the findings and the markup of the input,
// and says the same.
func TestForms(t *testing.T) {
	sources := map[string]string{"hostile": hostile, "founding": string(samples(t)["founding-case.xml"].File.Text()), "isainfo": string(samples(t)["isainfo-tmg1.xml"].File.Text())}
	for name, source := range sources {
		want, _ := redacted(t, parse(t, []byte(source)))
		for form, write := range forms {
			doc := parse(t, write(source))
			r, after := redacted(t, doc)
			sameFindings(t, name+" "+form, doc, after)
			sameMarkup(t, name+" "+form, doc, after)
			if form != "one line" && !bytes.Equal(r.Disk, write(string(want.Disk))) {
				t.Errorf("%s: as %s the copy differs", name, form)
			}
		}
	}
}

// sameMarkup compares the tokens of two documents: their kinds, names and number,
// and the white space between them.
func sameMarkup(t *testing.T, name string, before, after *schema.Document) {
	t.Helper()
	a, b := markup(before), markup(after)
	if len(a) != len(b) {
		t.Fatalf("%s: %d tags, want %d", name, len(b), len(a))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("%s: tag %d is %q, want %q", name, i, b[i], a[i])
		}
	}
}

func markup(d *schema.Document) []string {
	var all []string
	src := d.File.Text()
	s := xmlspan.New(src)
	var t xmlspan.Token
	for s.Next(&t) == nil {
		switch raw := string(src[t.Span.Start:t.Span.End]); {
		case t.Name != nil:
			all = append(all, t.Name.Raw)
			for _, a := range t.Attrs {
				all = append(all, a.Name.Raw)
			}
		case strings.TrimSpace(raw) == "", t.Kind == xmlspan.Declaration:
			all = append(all, raw)
		}
	}
	return all
}

// A copy of a copy is a copy.
func TestTwice(t *testing.T) {
	for name, doc := range samples(t) {
		_, once := redacted(t, doc)
		_, twice := redacted(t, once)
		sameFindings(t, name, doc, twice)
		sameMarkup(t, name, doc, twice)
	}
}

func TestKey(t *testing.T) {
	doc := samples(t)["founding-case.xml"]
	first, _ := redacted(t, doc)
	again, _ := redacted(t, doc)
	if !bytes.Equal(first.Disk, again.Disk) {
		t.Error("one key, two copies")
	}
	other, err := Make(doc, Options{Key: []byte("another key")})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(first.Disk, other.Disk) {
		t.Error("two keys, one copy")
	}
}

// A value has the same pseudonym wherever it stands, in whatever file; different
// values have different ones. Case is told apart as in the input.
func TestPseudonyms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[\p{L}0-9 .@\\/:&<-]{1,20}`), 2, 8).Draw(t, "words")
		one, two := newRedactor(), newRedactor()
		for _, w := range words {
			if a, b := one.value("Name", w), two.value("Name", w); a != b {
				t.Fatalf("%q becomes %q and %q", w, a, b)
			}
		}
		for _, v := range words {
			for _, w := range words {
				a, b := one.value("Name", v), one.value("Name", w)
				if (v == w) != (a == b) {
					t.Fatalf("%q and %q become %q and %q", v, w, a, b)
				}
			}
		}
	})
}

func newRedactor() *Redactor {
	return &Redactor{codes: newCoder(testKey), addresses: &addressMap{used: map[string]string{}}}
}

func TestValues(t *testing.T) {
	r := newRedactor()
	same := func(a, b string) {
		t.Helper()
		if !strings.EqualFold(a, b) {
			t.Errorf("%q and %q differ", a, b)
		}
	}
	host, account := r.value("DNSName", "fw01.contoso.example"), r.value("UserName", `CONTOSO\admin`)
	label, _, _ := strings.Cut(host, ".")
	same(label, r.value("Name", "FW01"))
	domain, _, _ := strings.Cut(account, `\`)
	same(domain, strings.Split(host, ".")[1])
	if key, _, _ := strings.Cut(r.storageName("CONTOSO-Staff"), "-"); key != domain {
		t.Errorf("the domain is %q in a StorageName, %q in an account", key, domain)
	}
	for _, c := range []struct{ name, value, reason string }{
		{"Name", "Internal", "a predefined network"},
		{"Name", "{0A1B2C3D-0000-4000-8000-00000000000A}", "a GUID"},
		{"Unknown", "42", "a number"},
		{"Unknown", "true", "a boolean"},
		{"Build", "7.0.9193.500", "a version"},
		{"Site", "*", "a wildcard"},
		{"Site", "*.com", "a suffix"},
		{"Site", "www.example", "nothing but known labels"},
		{"Path", "/*", "no name in it"},
		{"ContentStrings", "application/pdf", "a media type"},
		{"ContentStrings", ".exe", "an extension"},
		{"Sid", "S-1-5-18", "a well-known SID"},
		{"Name", "  ", "blank"},
	} {
		if got := r.value(c.name, c.value); got != c.value {
			t.Errorf("%s %q becomes %q: %s", c.name, c.value, got, c.reason)
		}
	}
	for _, c := range []struct{ name, value, reason string }{
		{"Name", "4711", "a personnel number"},
		{"Description", "0", "a description"},
		{"Build", "Contoso", "a technical property in another form"},
		{"ContentStrings", "application/vnd.contoso.invoice", "a vendor's media type"},
		{"Site", "*.microsoft", "a top-level domain may be a name"},
	} {
		if got := r.value(c.name, c.value); got == c.value {
			t.Errorf("%s %q stays: %s", c.name, c.value, c.reason)
		}
	}
}

func TestStyles(t *testing.T) {
	for _, c := range []struct {
		word string
		want style
	}{
		{"dc01", lower}, {"DC01", upper}, {"Bad sites", sentence}, {"Bad", sentence}, {"Bad Sites", title}, {"bAD", mixed}, {"4711", lower}, {"Über uns", sentence},
	} {
		if got := styleOf(c.word); got != c.want {
			t.Errorf("%q is %d, want %d", c.word, got, c.want)
		}
	}
}

func TestMapping(t *testing.T) {
	doc := parse(t, []byte(hostile))
	r, _ := redacted(t, doc)
	found := false
	for _, e := range r.Mapping {
		if strings.Contains(e.Original, "hunter2") && e.Kind != "account" {
			t.Errorf("a secret is in the mapping: %v", e)
		}
		if e.Original == e.Pseudonym {
			t.Errorf("%v stays", e)
		}
		found = found || e.Original == "zebra" && len(e.Pseudonym) == codeLength
	}
	if !found {
		t.Errorf("zebra is not in %v", r.Mapping)
	}
}

// A SID has the same domain in text and in binary form.
func TestBinarySID(t *testing.T) {
	doc := parse(t, []byte(hostile))
	_, after := redacted(t, doc)
	thing := after.Root.Children()[0]
	parts := strings.Split(thing.Text("Sid2"), "-")
	var want []byte
	want = append(want, 1, 5, 0, 0, 0, 0, 0, 5)
	for _, p := range append(parts[3:7:7], "512") {
		want = binary.LittleEndian.AppendUint32(want, parseDecimal(p))
	}
	if got := thing.Text("Sid3"); got != hex.EncodeToString(want) {
		t.Errorf("%s, want %x", got, want)
	}
}

// No input makes it fail in another way than by an error.
func FuzzMake(f *testing.F) {
	f.Add([]byte(hostile))
	f.Add([]byte(ranges([]interval{{ip(10, 0), ip(10, 255), 8}, {ip(10, 256), ip(10, 511), -1}, {0, ip(255, 1<<24-1), -1}})))
	for _, doc := range samples(f) {
		if src := doc.File.Disk(); len(src) < 20_000 {
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, disk []byte) {
		doc, err := read(disk)
		if err != nil {
			return
		}
		if _, err := Make(doc, Options{Key: testKey}); err != nil && !errors.Is(err, ErrCollision) {
			t.Fatal(err)
		}
	})
}
