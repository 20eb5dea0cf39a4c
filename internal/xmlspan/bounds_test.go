package xmlspan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tmgaudit/internal/text"
)

// nested is n elements within one another.
func nested(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }

// many is count pieces made by format, which takes one number.
func many(format string, count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// filled is a document with one token of size bytes between before and after.
func filled(before, after string, size int) string {
	return "<a>" + before + strings.Repeat("x", size-len(before)-len(after)) + after + "</a>"
}

// boundCases stand on both sides of each bound. bad is the place of the error.
var boundCases = []struct {
	src    string
	bad    text.Span
	want   string
	reason string
}{
	{src: nested(MaxDepth), reason: "as deep as allowed"},
	{src: strings.Repeat("<a>", MaxDepth) + "<b/>" + strings.Repeat("</a>", MaxDepth), reason: "an empty tag at the bottom"},
	{nested(MaxDepth + 1), text.Span{Start: 3 * MaxDepth, End: 3*MaxDepth + 3}, "more than 256 deep", "one level too deep"},
	{src: "<a>" + strings.Repeat("<b></b>", 3*MaxDepth) + "</a>", reason: "siblings are not depth"},
	{src: "<" + strings.Repeat("n", MaxName) + "/>", reason: "a name as long as allowed"},
	{"<" + strings.Repeat("n", MaxName+1) + "/>", text.Span{Start: 1, End: MaxName + 2}, "at most 50000", "a name too long"},
	{"<a " + strings.Repeat("n", MaxName+1) + "='1'/>", text.Span{Start: 3, End: MaxName + 4}, "at most 50000", "an attribute name too long"},
	{src: "<a" + many(" b%d=''", MaxAttrs) + "/>", reason: "as many attributes as allowed"},
	{"<a" + many(" b%03d=''", MaxAttrs) + " c=''/>", text.Span{Start: 0, End: 3 + 8*MaxAttrs}, "more than 1000 attributes", "one attribute too many"},
	{src: "<a>" + many("<b%d/>", MaxNames-1) + "</a>", reason: "as many names as allowed"},
	{"<a>" + many("<b%05d/>", MaxNames) + "</a>", text.Span{Start: 3 + 9*(MaxNames-1) + 1, End: 3 + 9*(MaxNames-1) + 7}, "more than 100000 different names", "one name too many"},
	{src: filled("", "", MaxToken), reason: "as much text as allowed"},
	{src: filled("<!--", "-->", MaxToken), reason: "a comment as long as allowed"},
	{src: filled("<![CDATA[", "]]>", MaxToken), reason: "a CDATA section as long as allowed"},
	{src: filled("<?p ", "?>", MaxToken), reason: "an instruction as long as allowed"},
	{src: filled("<b c='", "'/>", MaxToken), reason: "a value as long as allowed"},
	{filled("", "", MaxToken+1), text.Span{Start: 3, End: MaxToken + 4}, "at most 9900000", "too much text"},
	{filled("<!--", "-->", MaxToken+1), text.Span{Start: 3, End: MaxToken + 4}, "at most 9900000", "a comment too long"},
	{filled("<b c='", "'/>", MaxToken+1), text.Span{Start: 3, End: MaxToken + 4}, "at most 9900000", "a value too long"},
}

func TestBounds(t *testing.T) {
	for _, c := range boundCases {
		t.Run(c.reason, func(t *testing.T) {
			_, err := scan(New([]byte(c.src)))
			if c.want == "" && err != nil {
				t.Fatal(err)
			}
			if c.want != "" {
				e, ok := err.(*Error)
				if !ok || e.Span != c.bad || !strings.Contains(e.Msg, c.want) || !helpful.MatchString(e.Msg) {
					t.Errorf("got %v %+v; expected %q at %v", ok, e, c.want, c.bad)
				}
			}
		})
	}
}

// TestXmllintBounds holds that libxml2 accepts what lies just within our bounds.
func TestXmllintBounds(t *testing.T) {
	needXmllint(t)
	var docs []string
	for _, c := range boundCases {
		if c.want == "" {
			docs = append(docs, c.src)
		}
	}
	for i, v := range xmllint(t, docs) {
		if v.refused() {
			t.Errorf("xmllint refuses %.40q... (%d bytes): %s", docs[i], len(docs[i]), v)
		}
	}
}

// TestLongMessages holds that a message quotes no more than people read.
func TestLongMessages(t *testing.T) {
	long := strings.Repeat("é", 20_000)
	for _, src := range []string{"<" + long + ">", "<a>&" + long + ";</a>", "<a></" + long + ">", "<" + long + ":a/>",
		"<" + long + " b>", "<a>&#" + long + ";</a>", "<?xml version='" + long + "'?>", "<?xml version='1.0' encoding='" + long + "'?>",
		"<a " + long + "='1' " + long + "='1'/>", "<a " + long + ">", "<" + long + "></ >", "<?" + long + "=?>"} {
		if _, err := scanChecked(t, src); err == nil {
			t.Errorf("%.20q... is accepted", src)
		}
	}
}

// TestLinear holds that no construct costs more than its length: each document is
// a few megabytes that a quadratic reader needs minutes for.
func TestLinear(t *testing.T) {
	prefixes := "<a" + many(" xmlns:p%d='u'", MaxAttrs-1) + ">"
	for reason, src := range map[string]string{
		"many declarations in scope":   strings.Repeat(prefixes, 200) + strings.Repeat("<b/>", 500_000) + strings.Repeat("</a>", 200),
		"ampersands without semicolon": "<a>" + strings.Repeat("&amp;", 500_000) + "</a>",
		"brackets":                     "<a>" + strings.Repeat("]]", 1_000_000) + "</a>",
		"instructions":                 "<a>" + strings.Repeat("<?p?>", 500_000) + "</a>",
		"names":                        "<a>" + strings.Repeat(many("<c%d/>", 50_000), 8) + "</a>",
		"attributes":                   "<a>" + strings.Repeat("<b"+many(" c%d=''", MaxAttrs)+"/>", 400) + "</a>",
	} {
		start := time.Now()
		if _, err := scan(New([]byte(src))); err != nil {
			t.Errorf("%s: %v", reason, err)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %d bytes took %v", reason, len(src), took)
		}
	}
}
