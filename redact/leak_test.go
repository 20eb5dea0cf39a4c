package redact

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf16"

	"tmgaudit/internal/xmlspan"
	"tmgaudit/schema"
)

// valuesOf are the values and StorageNames of a document, the text of its foreign
// elements and its comments, collected without regard to what they are. Left out
// are numbers, the words that the rule keeps by name and what other tests look at.
func valuesOf(d *schema.Document) []string {
	var all []string
	add := func(s string) {
		if s = strings.TrimSpace(s); len(s) > 3 && !kept(s) {
			all = append(all, s)
		}
	}
	for o := range d.All() {
		if o.StorageName != o.Element {
			add(o.StorageName)
		}
		props := o.Properties()
		for i := range props {
			p := &props[i]
			if p.Type() == "int" || p.Type() == "boolean" || technical[p.Name] != nil || p.Name == "BlobData" || documented(p) {
				continue
			}
			add(p.Value())
			for _, e := range p.Entries() {
				add(e)
			}
		}
	}
	s := xmlspan.New(d.File.Text())
	var t xmlspan.Token
	for s.Next(&t) == nil {
		if raw := d.File.Text()[t.Span.Start:t.Span.End]; t.Kind == xmlspan.CData {
			add(string(raw[len("<![CDATA[") : len(raw)-len("]]>")]))
		} else if t.Kind == xmlspan.Comment {
			add(string(raw))
		}
	}
	return all
}

var (
	wordForm     = regexp.MustCompile(`[\pL\pN_-]{4,}`)
	wellKnownSID = regexp.MustCompile(`^S-1-5-(18|19|20|32-[0-9]+)$`)
	keptHere     = map[string]bool{"/public/*": true, `BUILTIN\Administrators`: true}
)

// kept reports whether the rule keeps a whole value.
func kept(s string) bool {
	return guidForm().MatchString(s) || versionForm().MatchString(s) || known(s) || contentType(s) || wellKnownSID.MatchString(s) || keptHere[s] ||
		strings.Trim(s, "0123456789.-+") == ""
}

// vocabulary is the words of kept values: "Domain" of "Domain Admins".
var vocabulary = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{"https": true, "http": true, "html": true, "isainfo": true, "using": true}
	for c := range constants() {
		for _, w := range wordForm.FindAllString(c, -1) {
			words[strings.ToLower(w)] = true
		}
	}
	return words
})

func wordsOf(values []string) map[string]bool {
	words := map[string]bool{}
	for _, v := range values {
		for _, w := range wordForm.FindAllString(v, -1) {
			w = strings.ToLower(w)
			if strings.Trim(w, "0123456789-") != "" && !vocabulary()[w] && !topLevel[w] {
				words[w] = true
			}
		}
	}
	return words
}

// addressesOf are the IPv4 addresses in a document that are not special.
func addressesOf(d *schema.Document) map[string]bool {
	s := newSurvey()
	s.document(d)
	p := newPlan(testKey, s)
	all := map[string]bool{}
	for a := range s.points {
		if !p.fixed(a) {
			all[address4(a).String()] = true
		}
	}
	return all
}

var quadForm = regexp.MustCompile(`[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+`)

var sidText = regexp.MustCompile(`S-1-5-21-[0-9]+-[0-9]+-[0-9]+`)

// No name, address, SID or domain of a sample is in its redacted copy.
func TestNothingIsLeft(t *testing.T) {
	for name, doc := range samples(t) {
		r, after := redacted(t, doc)
		noLeak(t, name, doc, r.Disk)
		addresses := addressesOf(doc)
		for _, a := range quadForm.FindAllString(string(after.File.Text()), -1) {
			if addresses[a] {
				t.Errorf("%s: the address %s is left", name, a)
			}
		}
		if s := string(r.Disk); strings.Contains(strings.ToLower(s), "contoso") {
			t.Errorf("%s: contoso is left", name)
		}
		for _, sid := range sidText.FindAllString(string(doc.File.Text()), -1) {
			if bytes.Contains(r.Disk, []byte(sid)) {
				t.Errorf("%s: %s is left", name, sid)
			}
		}
	}
}

// noLeak looks for the words of a document in the values of its copy, and for its
// longer values anywhere in them.
func noLeak(t *testing.T, name string, doc *schema.Document, disk []byte) {
	t.Helper()
	copied := valuesOf(parse(t, disk))
	before, after := wordsOf(valuesOf(doc)), wordsOf(copied)
	for w := range before {
		if after[w] {
			t.Errorf("%s: the word %q is left", name, w)
		}
	}
	all := strings.ToLower(strings.Join(copied, "\n"))
	for _, v := range valuesOf(doc) {
		if len(v) > 6 && !quadForm.MatchString(v) && strings.Contains(all, strings.ToLower(v)) {
			t.Errorf("%s: %q is left", name, v)
		}
	}
	if name == "messy-array.xml" && len(before) < 500 {
		t.Errorf("only %d words looked for", len(before))
	}
}

// The words of an export made of hostile values are gone as well, and the
// findings are the same.
func TestHostile(t *testing.T) {
	doc := parse(t, []byte(hostile))
	r, after := redacted(t, doc)
	sameFindings(t, "hostile", doc, after)
	noLeak(t, "hostile", doc, r.Disk)
	for _, word := range []string{"Zebra", "zebra", "ZEBRA", "hunter2", "10.9.8.7", "192.168.44", "2a00:1450", "198.41.0.4", hexUTF16("Zebra"), hexUTF16("zebra"), "1234567890", "d2029649"} {
		if bytes.Contains(r.Disk, []byte(word)) {
			t.Errorf("%s is left in\n%s", word, r.Disk)
		}
	}
	if bytes.Count(r.Disk, []byte("\n")) != strings.Count(hostile, "\n") {
		t.Error("lines have moved")
	}
	for _, stays := range []string{"S-1-5-32-544", "BUILTIN\\", "*.", ".co.uk", ":8443/", ".html", "/owa/*", "{0A1B2C3D-0000-4000-8000-00000000000A}", ">removed<", "C:\\Program Files\\", "-512<"} {
		if !bytes.Contains(r.Disk, []byte(stays)) {
			t.Errorf("%s has gone from\n%s", stays, r.Disk)
		}
	}
}

func hexUTF16(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return hex.EncodeToString(b)
}

func blobOf(name, value string) string {
	text := func(s string) string {
		h := hexUTF16(s + "\x00")
		n := len(h) / 2
		return hex.EncodeToString([]byte{byte(n), byte(n >> 8), 0, 0}) + h
	}
	return "01000000" + text(name) + "0800" + text(value)
}

var hostile = head + `<!-- Zebra's own comment
	in two lines --><?style href="http://zebra.co.uk/"?>
	<fpc4:Comment dt:dt="string">Zebra &amp; Sons &lt;zebra@zebra.co.uk&gt;</fpc4:Comment>
	<fpc4:Thing StorageName="ZEBRA-Zebra Admins" StorageType="1" Owner="Zebra">
		<fpc4:Name dt:dt="string">zebra@zebra.co.uk</fpc4:Name>
		<fpc4:Account dt:dt="string">BUILTIN\Administrators</fpc4:Account>
		<fpc4:AccountSid dt:dt="string">S-1-5-32-544</fpc4:AccountSid>
		<fpc4:Sid2 dt:dt="string">S-1-5-21-1234567890-1234567891-1234567892-512</fpc4:Sid2>
		<fpc4:Sid3 dt:dt="bin.hex">010500000000000515000000d2029649d3029649d402964900020000</fpc4:Sid3>
		<fpc4:AuditURL dt:dt="string">https://zebra:hunter2@www.zebra.co.uk:8443/Zebra/page.html?user=zebra#zebra</fpc4:AuditURL>
		<fpc4:Site dt:dt="string">*.zebra.co.uk</fpc4:Site>
		<fpc4:Mapping dt:dt="string">/owa/*</fpc4:Mapping>
		<fpc4:Directory dt:dt="string">C:\Program Files\Zebra\logs</fpc4:Directory>
		<fpc4:Share dt:dt="string">\\ZEBRA01\Zebra$\x.log</fpc4:Share>
		<fpc4:Phone dt:dt="string">4930123456789</fpc4:Phone>
		<fpc4:Six dt:dt="string">2a00:1450::17</fpc4:Six>
		<fpc4:Server dt:dt="string">10.9.8.7:8080</fpc4:Server>
		<fpc4:Odd dt:dt="int">Zebra</fpc4:Odd>
		<fpc4:Strange dt:dt="zebra">Zebra</fpc4:Strange>
		<fpc4:Untyped>Zebra</fpc4:Untyped>
		<fpc4:Ref1 dt:dt="string">{0A1B2C3D-0000-4000-8000-00000000000A}</fpc4:Ref1>
		<fpc4:Build dt:dt="string">7.0 Zebra</fpc4:Build>
		<fpc4:SharedSecret dt:dt="string">hunter2</fpc4:SharedSecret>
		<fpc4:Passphrase dt:dt="string"><![CDATA[hunter2]]></fpc4:Passphrase>
		<fpc4:Split dt:dt="string">Ze<!-- Zebra -->bra<![CDATA[ Zebra]]></fpc4:Split>
		<fpc4:Nested dt:dt="string">Zebra<fpc4:Inner Owner="Zebra">Zebra</fpc4:Inner></fpc4:Nested>
		<fpc4:Lines dt:dt="string">Zebra
			second line of Zebra
			&#90;ebra</fpc4:Lines>
		<fpc4:BlobData dt:dt="bin.hex">` + blobOf("ZebraKey", "Zebra's value") + `</fpc4:BlobData>
		<fpc4:Blob2 dt:dt="bin.hex">` + hexUTF16("Zebra") + `</fpc4:Blob2>
		<fpc4:HostStrings><fpc4:Str dt:dt="string">http://192.168.44.7/Zebra</fpc4:Str><fpc4:Str dt:dt="string">198.41.0.4/24</fpc4:Str>stray Zebra<fpc4:Str/></fpc4:HostStrings>
		Zebra's stray text
		<Zoo xmlns="http://zebra.co.uk/ns" owner="Zebra" password="hunter2">Zebra<Password>hunter2</Password><![CDATA[Zebra ]]]]><![CDATA[>]]></Zoo>
	</fpc4:Thing>
</fpc4:Root>
`

func TestAlphabetFormsNoWords(t *testing.T) {
	if strings.ContainsAny(symbols, "aeiouyl01") || len(letters) != 19 {
		t.Error(symbols)
	}
	for _, r := range symbols {
		if unicode.IsUpper(r) {
			t.Error(symbols)
		}
	}
	if _, err := netip.ParseAddr(newCoder(testKey).word(kindName, "x")); err == nil {
		t.Error("a pseudonym is an address")
	}
}
