package cli

import (
	"io"
	"os"
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
	format, err := oneFormat(c, explainFormats)
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
