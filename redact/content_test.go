package redact

import (
	"regexp"
	"testing"
)

func TestContentTypes(t *testing.T) {
	for _, c := range []struct {
		value, want string // want is a form, "" for the same
		reason      string
	}{
		{"application/pdf", "", "registered"},
		{"application/x-msdownload", "", "in the predefined sets"},
		{"x-world/x-vrml", "", "in the predefined sets"},
		{"Application/HTA", "", "without regard to case"},
		{"audio/*", "", "all of a type"},
		{"application/vnd.ms-excel", "", "an office format"},
		{"application/vnd.ms-word.document.macroEnabled.12", "", "with macros"},
		{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", "an open one"},
		{"application/vnd.oasis.opendocument.text-master", "", "another"},
		{".exe", "", "an extension"},
		{".DOCX", "", "without regard to case"},
		{"application/x-contoso-invoice", `application/x-CODE`, "somebody's own"},
		{"application/contoso", `application/CODE`, "the same without a prefix"},
		{"application/vnd.contoso.invoice", `application/vnd\.CODE`, "a vendor's"},
		{"application/vnd.contoso+xml", `application/vnd\.CODE\+xml`, "a vendor's, with its structure"},
		{"application/x+contoso", `application/CODE\+CODE`, "what is no structure"},
		{"application/x-contoso*", `application/x-CODE\*`, "wildcards stay"},
		{"application/vnd.ms-contoso", `application/vnd\.CODE`, "not one of Microsoft's"},
		{"application/vnd.openxmlformats-contoso", `application/vnd\.CODE`, "not an office format"},
		{"contoso/*", `CODE/\*`, "a type that nobody has"},
		{".smith", `\.CODE`, "an extension that nobody has"},
		{".smi*", `\.CODE\*`, "with a wildcard"},
		{"application/pdf; owner=smith", `CODE`, "with parameters"},
	} {
		got := newRedactor().value(contentStrings, c.value)
		if c.want == "" {
			c.want = regexp.QuoteMeta(c.value)
		}
		form := regexp.MustCompile(`CODE`).ReplaceAllString(c.want, `[`+symbols+`A-Z]{10}`)
		if !regexp.MustCompile(`^` + form + `$`).MatchString(got) {
			t.Errorf("%s becomes %s: %s", c.value, got, c.reason)
		}
	}
}

// The content types of the predefined sets, which the samples have, stay.
func TestPredefinedContentTypes(t *testing.T) {
	for name, doc := range samples(t) {
		for o := range doc.All() {
			for _, entry := range o.Property(contentStrings).Entries() {
				if !contentType(entry) {
					t.Errorf("%s: %q is not kept", name, entry)
				}
			}
		}
	}
}
