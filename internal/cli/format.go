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
	return &cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; without --format its ending, such as .json, says which"}
}

// endings are those of files whose format has another name.
var endings = map[string]string{"htm": "html", "md": "markdown"}

// formatName is the format that --format names. Where that is not in the command line,
// the ending of the file that is written may be one of the known formats.
func formatName(c *cli.Context, known []string) string {
	file := strings.ToLower(c.String("output-file"))
	ending := strings.TrimPrefix(filepath.Ext(file), ".")
	if strings.HasSuffix(file, ".sarif.json") {
		ending = "sarif"
	}
	if format, other := endings[ending]; other {
		ending = format
	}
	if slices.Contains(known, ending) && !c.IsSet("format") {
		return ending
	}
	return c.String("format")
}

// oneFormat is the format of a command that knows its formats by their names.
func oneFormat(c *cli.Context, known []string) (string, error) {
	name := formatName(c, known)
	if !slices.Contains(known, name) {
		return "", usagef(c, "--format %q is unknown%s; expected one of %s", name, didYouMean(name, known), strings.Join(known, ", "))
	}
	return name, nil
}

// writeResult writes to the file that -o names, whole or not at all, or else to
// standard output.
func writeResult(c *cli.Context, s streams, write func(io.Writer) error) error {
	if path := c.String("output-file"); path != "" {
		return writeFile(path, write)
	}
	return write(s.out)
}
