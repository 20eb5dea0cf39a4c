package xmlspan

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"unicode/utf8"
)

// pieces of markup, and characters that matter to a reader, for insertion.
var pieces = []string{
	"<", ">", "/", "/>", "</", "<a>", "</a>", "<b/>", "<p:x/>", "=", "\"", "'", " ", "\t", "\r\n", "\r", "x", "1", "-", ".", ":",
	"&", ";", "&amp;", "&#0;", "&#x41;", "&#xD800;", "&nbsp;", "&#", "]]>", "]]", "]", "<![CDATA[", "<![CDATA[x]]>", "<!--", "-->", "--",
	"<!-- c -->", "<!", "<?", "?>", "?", "<?xml", "<?xml version=\"1.0\"?>", "<?XML x?>", "<?p:i?>", "<!DOCTYPE a>", " b=\"1\"", " c='2'",
	" p:t='1'", " q:t=\"\"", "xmlns", "xmlns=\"\"", " xmlns:p=\"u\"", " xmlns:p=\"\"", " xmlns:q='b'", " xmlns:xml='u'", " xml:lang=''", "p:",
	"xmlns:", "xml:", " encoding=\"UTF-8\"", " standalone='yes'", "version", "1.1", "\x00", "\x0B", "\x7F", "\uFFFE", "\uFFFF", "\uFFFD",
	"\uFEFF", "é", "×", "\u0300", "·", "\u2028", "\u037E", "\U0001F600",
}

// mutant is base with one to three random changes.
func mutant(r *rand.Rand, base string) string {
	b := []byte(base)
	for range 1 + r.IntN(3) {
		b = mutate(r, b)
	}
	return string(b)
}

func mutate(r *rand.Rand, b []byte) []byte {
	i := r.IntN(len(b) + 1)
	j := min(len(b), i+1+r.IntN(12))
	head, mid, tail := string(b[:i]), string(b[i:j]), string(b[j:])
	switch r.IntN(8) {
	case 0: // delete a stretch
		return []byte(head + tail)
	case 1: // delete one byte
		return []byte(head + string(b[min(len(b), i+1):]))
	case 2: // repeat a stretch
		return []byte(head + mid + mid + tail)
	case 3: // cut off, seldom
		if r.IntN(4) == 0 {
			return b[:i]
		}
		return b
	case 4: // flip a bit of one byte
		if i < len(b) {
			b[i] ^= 1 << r.IntN(7)
		}
		return b
	case 5: // copy a stretch to another place
		k := r.IntN(len(b) + 1)
		return []byte(string(b[:k]) + mid + string(b[k:]))
	}
	return []byte(head + pieces[r.IntN(len(pieces))] + string(b[i:]))
}

// mutantCount is how many mutants a run makes: TMGAUDIT_MUTANTS, or 3,000.
func mutantCount(t *testing.T) int {
	v := os.Getenv("TMGAUDIT_MUTANTS")
	if v == "" {
		return 3000
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatalf("TMGAUDIT_MUTANTS is %q; expected a number", v)
	}
	return n
}

// TestMutants holds the laws, and the judgement of xmllint and encoding/xml, on
// random changes of small exports and of a sample. TMGAUDIT_SEED repeats or varies a run.
func TestMutants(t *testing.T) {
	sample, err := os.ReadFile("../../samples/tmg2010-network-internal.xml")
	if err != nil {
		t.Fatal(err)
	}
	bases := append([]string{string(sample)}, smallExports...)
	seed, _ := strconv.ParseUint(os.Getenv("TMGAUDIT_SEED"), 10, 64)
	r := rand.New(rand.NewPCG(seed, 1))
	var docs []string
	for range mutantCount(t) {
		docs = append(docs, mutant(r, bases[r.IntN(len(bases))]))
	}
	for _, src := range docs {
		if tokens, err := scanChecked(t, src); err == nil && utf8.ValidString(src) {
			compareWithGo(t, src, tokens)
			compareWithEtree(t, src, tokens)
		}
	}
	needXmllint(t)
	judge(t, docs)
}
