package report

import (
	"crypto/sha256"
	_ "embed" // the template and its style
	"encoding/base64"
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

// bundleTemplate escapes what comes from an input by the place where it stands.
var bundleTemplate = template.Must(template.New("bundle").Funcs(template.FuncMap{
	"prose":    proseHTML,
	"isLink":   isLink,
	"severity": func(s checks.Severity) string { return s.String() },
	"path":     pathHTML,
}).Parse(bundlePage))

// BundleHTML writes the report of a bundle as one HTML file that needs nothing
// else: no network, no script. Its content security policy allows only the style
// that stands in it.
func BundleHTML(w io.Writer, b *fixer.Bundle, version string) error {
	sum := sha256.Sum256([]byte(bundleStyle))
	return bundleTemplate.Execute(w, struct {
		*bundleView
		Style  template.CSS
		Policy string
	}{
		newBundleView(b, version),
		template.CSS(bundleStyle),
		"default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	})
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

// pathHTML is a path that may be broken after a slash, its direction kept to
// itself.
func pathHTML(s string) template.HTML {
	return template.HTML("<bdi>" + strings.ReplaceAll(template.HTMLEscapeString(s), "/", "/<wbr>") + "</bdi>")
}

// isLink reports whether an address may be followed.
func isLink(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}
