package cli

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"tmgaudit/report"
)

// colourModes are the values of --color.
var colourModes = []string{"auto", "always", "never"}

func colourFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Value: "auto", Usage: "colour standard output: `WHEN` is " + strings.Join(colourModes, ", ")}
}

func parseColour(c *cli.Context) (string, error) {
	mode := c.String("color")
	if !slices.Contains(colourModes, mode) {
		return "", usagef(c, "--color %q is unknown%s; expected one of %s", mode, didYouMean(mode, colourModes), strings.Join(colourModes, ", "))
	}
	return mode, nil
}

// coloured decides whether to colour what goes to w. A mode that was asked for
// wins over the environment (no-color.org, bixense.com/clicolors).
func coloured(mode string, w io.Writer, getenv func(string) string) bool {
	switch {
	case mode == "never":
		return false
	case mode == "always":
		enableColour(w)
		return true
	case getenv("NO_COLOR") != "":
		return false
	case getenv("CLICOLOR_FORCE") != "" && getenv("CLICOLOR_FORCE") != "0":
		enableColour(w)
		return true
	}
	return isTerminal(w) && getenv("TERM") != "dumb" && getenv("CLICOLOR") != "0" && enableColour(w)
}

// isTerminal reports whether a person looks at what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// terminalOptions suit a report to standard output.
func terminalOptions(o lintOptions, w io.Writer) report.Options {
	return report.Options{Color: coloured(o.colour, w, os.Getenv), Width: width(w), Quiet: o.quiet}
}

// width is the width of a report on w: that of the terminal within what reads
// well, 0 where there is none.
func width(w io.Writer) int {
	const least, most = 60, 140
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return 0
	}
	return min(max(columns, least), most)
}
