package schema

import (
	"errors"
	"strings"
	"testing"

	"tmgaudit/internal/text"
)

func TestParseRefuses(t *testing.T) {
	long := strings.Repeat("x", 5000)
	for _, c := range []struct{ reason, source, at, message string }{
		{"an HTML page", `<html><body/></html>`, `<html>`, `not an ISA Server or TMG export: its root element is <html> without a namespace; expected <fpc4:Root xmlns:fpc4="` + Namespace + `">`},
		{"Root of nothing", `<Root/>`, `<Root/>`, `<Root> without a namespace`},
		{"Root in another namespace", `<a:Root xmlns:a="urn:x"/>`, `<a:Root xmlns:a="urn:x"/>`, `<a:Root> in namespace "urn:x"; expected <fpc4:Root`},
		{"another element of the namespace", `<a:Array xmlns:a="` + Namespace + `"/>`, "", `<a:Array> in namespace "` + Namespace + `"; expected`},
		{"a namespace that would break the line", `<Root xmlns="a&#10;b"/>`, "", `in namespace "a\nb"`},
		{"a root that would fill the screen", `<` + long + ` xmlns="` + long + `"/>`, "", strings.Repeat("x", 200) + `...> in namespace "`},
		{"nothing", ``, ``, "holds no element; expected a root element"},
		{"only a comment", `<!-- x -->`, ``, "expected a root element"},
		{"text", `hello`, `hello`, "text before the root element"},
		{"cut off in a list", rootTag + `<fpc4:L><fpc4:Str>`, ``, "the document ends inside <fpc4:Str>"},
		{"cut off in a value", rootTag + `<fpc4:P dt:dt="int">1`, ``, "the document ends inside <fpc4:P>"},
		{"cut off in a foreign element", rootTag + `<x><y>`, ``, "the document ends inside <y>"},
		{"cut off in an element without attributes", rootTag + `<fpc4:P>`, ``, "the document ends inside <fpc4:P>"},
		{"cut off in an object", rootTag, ``, "the document ends inside <fpc4:Root>"},
		{"a wrong end tag", rootTag + `<fpc4:A></fpc4:B>`, `</fpc4:B`, "</fpc4:B> closes <fpc4:A>"},
		{"a prefix that is not bound", rootTag + `<x:A/></fpc4:Root>`, `x:A`, `prefix "x" of x:A is not bound`},
		{"a DOCTYPE", `<!DOCTYPE a><a/>`, `<!DOCTYPE`, "DOCTYPE"},
		{"two roots", export("") + `<a/>`, `<`, "a second root element"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			f, err := text.Decode([]byte(c.source))
			if err != nil {
				t.Fatal(err)
			}
			_, err = Parse(f)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v, want an *Error", err)
			}
			if !strings.Contains(e.Error(), c.message) || len(e.Msg) > 1000 {
				t.Errorf("message %q, want %q", e.Msg, c.message)
			}
			if at := c.source[e.Span.Start:e.Span.End]; c.at != "" && at != c.at {
				t.Errorf("at %q, want %q", at, c.at)
			}
		})
	}
}
