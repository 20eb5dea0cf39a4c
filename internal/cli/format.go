package cli

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/report"
)

func formatFlag(formats []string) cli.Flag {
	return &cli.StringFlag{Name: "format", Value: formats[0], Usage: "write `FORMAT` to standard output: " + strings.Join(formats, ", ")}
}

func outputFileFlag() cli.Flag {
	return &cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output (-); without --format its ending, such as .json, says which"}
}

// endings are those of files by which people know a format, or a kind of file that no
// report is.
var endings = map[string]string{
	"csv": "csv", "htm": "html", "html": "html", "json": "json", "markdown": "markdown", "md": "markdown", "sarif": "sarif", "xlsx": "xlsx",
	"docx": "docx", "pdf": "pdf", "xls": "xls", "xml": "xml", "yaml": "yaml", "yml": "yaml", "zip": "zip",
}

// outputFile is the file that -o names, "" for standard output.
func outputFile(c *cli.Context) string {
	if path := c.String("output-file"); path != "-" {
		return path
	}
	return ""
}

// formatName is the format that --format names. Where that is not in the command line,
// the ending of the file that is written says it, and one that says something else is
// an error.
func formatName(c *cli.Context, known []string) (string, error) {
	path := outputFile(c)
	file := strings.ToLower(path)
	format, told := endings[strings.TrimPrefix(filepath.Ext(file), ".")]
	switch {
	case c.IsSet("format") || !told || slices.Contains(c.Args().Slice(), path): // an input is refused as one
		return c.String("format"), nil
	case strings.HasSuffix(file, ".sarif.json"):
		format = "sarif"
	case strings.HasSuffix(file, ".junit.xml"):
		format = "junit"
	}
	if !slices.Contains(known, format) {
		return "", usagef(c, "%q ends in %s, and %s writes no such file; name the format with --format, one of %s", path, filepath.Ext(path), c.Command.Name, strings.Join(known, ", "))
	}
	return format, nil
}

// family is the formats of one kind of result.
type family[F any] struct {
	all     []F
	name    func(F) string
	example string // of FORMAT=FILE
}

// fileOf is a result in a file, in one format of a family.
type fileOf[F any] struct {
	format F
	path   string
}

var (
	lintFormats    = family[report.Format]{report.Formats(), func(f report.Format) string { return f.Name }, "json=findings.json"}
	compareFormats = family[report.CompareFormat]{report.CompareFormats(), func(f report.CompareFormat) string { return f.Name }, "json=differences.json"}
	traceFormats   = family[report.TraceFormat]{report.TraceFormats(), func(f report.TraceFormat) string { return f.Name }, "html=trace.html"}
	reportFormats  = family[report.ConfigurationFormat]{report.ConfigurationFormats(), func(f report.ConfigurationFormat) string { return f.Name }, "html=configuration.html"}
)

func (f family[F]) names() []string {
	var names []string
	for _, format := range f.all {
		names = append(names, f.name(format))
	}
	return names
}

func (f family[F]) byName(c *cli.Context, name string) (F, error) {
	for _, format := range f.all {
		if f.name(format) == name {
			return format, nil
		}
	}
	var none F
	return none, usagef(c, "format %q is unknown%s; expected one of %s", name, didYouMean(name, f.names()), strings.Join(f.names(), ", "))
}

// chosen is the format of standard output or of the file of -o.
func (f family[F]) chosen(c *cli.Context) (format F, err error) {
	name, err := formatName(c, f.names())
	if err != nil {
		return format, err
	}
	return f.byName(c, name)
}

// outputs are the files that --output FORMAT=FILE names.
func (f family[F]) outputs(c *cli.Context) ([]fileOf[F], error) {
	var all []fileOf[F]
	for _, v := range values(c, "output") {
		name, path, ok := strings.Cut(v, "=")
		if !ok || path == "" {
			return nil, usagef(c, "--output %q names no file; expected FORMAT=FILE, for example %s", v, f.example)
		}
		if path == "-" {
			return nil, usagef(c, "--output %q names standard output; use --format %s for it", v, name)
		}
		format, err := f.byName(c, name)
		if err != nil {
			return nil, err
		}
		all = append(all, fileOf[F]{format, path})
	}
	return all, nil
}

// pathsOf are the paths of files.
func pathsOf[F any](files []fileOf[F]) []string {
	var paths []string
	for _, f := range files {
		paths = append(paths, f.path)
	}
	return paths
}

// oneFormat is the format of a command that knows its formats by their names.
func oneFormat(c *cli.Context, known []string) (string, error) {
	name, err := formatName(c, known)
	if err != nil {
		return "", err
	}
	if !slices.Contains(known, name) {
		return "", usagef(c, "--format %q is unknown%s; expected one of %s", name, didYouMean(name, known), strings.Join(known, ", "))
	}
	return name, nil
}

// writeResult writes to the file that -o names, whole or not at all, or else to
// standard output.
func writeResult(c *cli.Context, s streams, write func(io.Writer) error) error {
	if path := outputFile(c); path != "" {
		return writeFile(path, write)
	}
	return write(s.out)
}
