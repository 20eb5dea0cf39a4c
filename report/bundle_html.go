package report

import (
	_ "embed" // the template and its style
	"html/template"
	"io"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/fixer"
)

var (
	//go:embed templates/bundle.html
	bundlePage string
	//go:embed templates/bundle.css
	bundleStyle string
)

var bundleTemplate = pageTemplate("bundle", bundlePage, template.FuncMap{
	"prose":    proseHTML,
	"severity": func(s checks.Severity) string { return s.String() },
})

// BundleHTML writes the report of a bundle as one HTML file that needs nothing
// else: no network, no script.
func BundleHTML(w io.Writer, b *fixer.Bundle, version string) error {
	v := newBundleView(b, version)
	p := newPage("Remediation of "+v.Name, version, bundleStyle)
	p.Closing = "The checksums of all files stand in manifest.json."
	return bundleTemplate().Execute(w, struct {
		*bundleView
		Page page
	}{v, p})
}

// proseHTML is our own text with its `code` marked up.
func proseHTML(p prose) template.HTML {
	var b strings.Builder
	for i, piece := range strings.Split(string(p), "`") {
		if i%2 == 1 {
			b.WriteString("<code>" + template.HTMLEscapeString(piece) + "</code>")
		} else {
			b.WriteString(template.HTMLEscapeString(piece))
		}
	}
	return template.HTML(b.String())
}
