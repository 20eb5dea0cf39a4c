package cli

import (
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
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
