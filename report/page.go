package report

import (
	"crypto/sha256"
	_ "embed" // what the pages have in common
	"encoding/base64"
	"html/template"
	"strings"
	"sync"
)

var (
	//go:embed templates/page.html
	pageParts string
	//go:embed templates/page.css
	pageStyle string
	//go:embed templates/page.js
	pageFilters string
)

// page is what every HTML page has: one file that needs nothing else. Its content
// security policy allows the style and the script that stand in it, and nothing
// from elsewhere. The templates "head" and "foot" write it.
type page struct {
	Title, Version string // printable
	Closing        string // the last words of the page
	Policy         string
	Style          template.CSS
	Script         template.JS // "" for a page without script
}

// newPage is a page with style of its own after the common one.
func newPage(title, version, style string) page {
	style = pageStyle + style
	return page{
		Title: title, Version: Printable(version), Closing: "This page needs no network.",
		Style:  template.CSS(style),
		Policy: "default-src 'none'; style-src " + sourceHash(style) + "; base-uri 'none'; form-action 'none'",
	}
}

// filtered is p with a script of its own and the filters of page.js after it.
func (p page) filtered(script string) page {
	script += pageFilters
	p.Script = template.JS(script)
	p.Policy = strings.Replace(p.Policy, "; base-uri", "; script-src "+sourceHash(script)+"; base-uri", 1)
	return p
}

// sourceHash is how a content security policy names an inline style or script.
func sourceHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// pageTemplate is a page with the parts that all have, parsed when it is first asked
// for. It escapes what comes from an input by the place where it stands.
func pageTemplate(name, source string, own template.FuncMap) func() *template.Template {
	return sync.OnceValue(func() *template.Template {
		t := template.New(name).Funcs(template.FuncMap{"path": pathHTML, "isLink": isLink}).Funcs(own)
		return template.Must(template.Must(t.Parse(pageParts)).Parse(source))
	})
}

// pathHTML is a path that may be broken after a slash, its direction kept to
// itself.
func pathHTML(s string) template.HTML {
	return template.HTML("<bdi>" + strings.ReplaceAll(template.HTMLEscapeString(s), "/", "/<wbr>") + "</bdi>")
}

// isLink reports whether an address may be followed.
func isLink(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}
