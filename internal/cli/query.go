package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"tmgaudit/query"
	"tmgaudit/report"
)

// queryFormats are the formats of what a query finds.
var queryFormats = []string{"text", "json"}

func queryCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "query",
			Usage:     "print the parts of exports that a path selects",
			ArgsUsage: "PATH FILE...",
			Description: `PATH is a path of beevik/etree, a part of XPath: element names, * . .. and //,
with tests in brackets: [Name='Internal'], [@StorageName='FPC'], [TCPPort],
[text()='1'], [2]. The prefix fpc4: may be left out. Each match is printed with
its place, its path in names of the console, and its value; an object with its
properties. Secrets are not shown, nor can a test find them.

  tmgaudit query "//Network[Name='Internal']/WebListenerProperties" export.xml

Exit codes: 0 something matches, 1 nothing does, 2 wrong usage or a bad PATH, 3 an
input could not be read.`,
			Flags: []cli.Flag{formatFlag(queryFormats), outputFileFlag(), colourFlag()},
		},
		run: runQuery,
	}
}

func runQuery(c *cli.Context, s streams) (int, error) {
	if c.Args().Len() < 2 {
		return 0, usagef(c, "query takes a PATH and at least one FILE, got %d arguments", c.Args().Len())
	}
	path, err := query.Compile(c.Args().First())
	var bad *query.Error
	if errors.As(err, &bad) {
		return 0, usagef(c, "%v", bad)
	} else if err != nil {
		return 0, err
	}
	format, err := oneFormat(c, queryFormats)
	if err != nil {
		return 0, err
	}
	colour, err := parseColour(c)
	if err != nil {
		return 0, err
	}
	inputs := expand(c.Args().Tail())
	if out := outputFile(c); out != "" {
		if err := checkOutputs(c, []string{out}, inputs); err != nil {
			return 0, err
		}
	}
	q, unreadable := queryAll(path, inputs, s.in)
	err = writeResult(c, s, func(w io.Writer) error {
		if format == "json" {
			return report.QueryAsJSON(w, q, report.Options{})
		}
		return report.QueryText(w, q, report.Options{Color: coloured(colour, w, os.Getenv), Width: width(w)})
	})
	if outputFile(c) != "" || format == "json" || !isTerminal(s.out) {
		complainQuery(s.err, q)
	}
	switch {
	case err != nil:
		return 0, err
	case unreadable:
		return exitIO, nil
	case q.Matches() == 0:
		return exitFindings, nil
	}
	return exitOK, nil
}

func complainQuery(w io.Writer, q report.Query) {
	for i := range q.Files {
		if f := &q.Files[i]; f.Err != nil {
			fmt.Fprintf(w, "%s: %s\n", programName, f.Err.Line(f.Path))
		}
	}
}

// queryAll runs a path over the inputs, one after the other; the matches keep their
// documents in memory.
func queryAll(path *query.Path, inputs []input, stdin io.Reader) (q report.Query, unreadable bool) {
	q.Path = path.String()
	for _, in := range inputs {
		file := report.QueryFile{File: report.File{Path: in.path}}
		doc, bad := readDocument(in, stdin)
		if bad != nil {
			file.Err, unreadable = bad, true
		} else {
			file.Doc, file.Matches = doc, path.Find(doc)
		}
		q.Files = append(q.Files, file)
	}
	return q, unreadable
}
