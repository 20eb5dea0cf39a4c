package cli

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/explain"
	"tmgaudit/report"
)

// explainFormats are the formats of an answer.
var explainFormats = []string{"text", "json"}

func explainCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "explain",
			Usage:     "say what is known about a check, property, class, error, ...",
			ArgsUsage: "TOPIC",
			Description: `TOPIC is a check (code or slug), Class.Property, a class, a property, a place in
an export (Network/WebListenerProperties/TCPPort), an enumeration or a member, a
predefined object or protocol (name or GUID), a CLSID, or an error (0xC0040357
or its symbol). Exit code 2 for an unknown topic.`,
			Flags: []cli.Flag{
				formatFlag(explainFormats),
				outputFileFlag(),
				colourFlag(),
			},
		},
		run: runExplain,
	}
}

func runExplain(c *cli.Context, s streams) (int, error) {
	if c.Args().Len() == 0 {
		return 0, usagef(c, "no TOPIC is named; name a check, a property, a class or an error")
	}
	format, err := oneOf(c, "format", explainFormats)
	if err != nil {
		return 0, err
	}
	colour, err := parseColour(c)
	if err != nil {
		return 0, err
	}
	topic := strings.Join(c.Args().Slice(), " ") // a name may hold spaces
	answers := explain.Lookup(topic)
	if len(answers) == 0 {
		return 0, usagef(c, "topic %q is unknown%s", topic, question(explain.Nearest(topic)))
	}
	return exitOK, writeResult(c, s, func(w io.Writer) error {
		if format == "json" {
			return report.ExplainAsJSON(w, topic, answers)
		}
		return report.ExplainText(w, answers, report.Options{Color: coloured(colour, w, os.Getenv), Width: width(w)})
	})
}

// question asks whether one of some names was meant, "" for none.
func question(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(names, ", ") + "?"
}

func formatFlag(formats []string) cli.Flag {
	return &cli.StringFlag{Name: "format", Value: formats[0], Usage: "write `FORMAT` to standard output: " + strings.Join(formats, ", ")}
}

func outputFileFlag() cli.Flag {
	return &cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"}
}

// oneOf is the value of a flag that must be one of a few words.
func oneOf(c *cli.Context, flag string, words []string) (string, error) {
	v := c.String(flag)
	if !slices.Contains(words, v) {
		return "", usagef(c, "--%s %q is unknown%s; expected one of %s", flag, v, didYouMean(v, words), strings.Join(words, ", "))
	}
	return v, nil
}

// writeResult writes to the file that -o names, whole or not at all, or else to
// standard output.
func writeResult(c *cli.Context, s streams, write func(io.Writer) error) error {
	if path := c.String("output-file"); path != "" {
		return writeFile(path, write)
	}
	return write(s.out)
}
