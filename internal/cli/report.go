package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/inventory"
	"tmgaudit/report"
)

// reportOptions is what the command line of report asks for.
type reportOptions struct {
	input   input
	only    []string
	format  report.ConfigurationFormat
	outputs []reportOutput // files and folders
	stdout  bool           // format goes to standard output
	colour  string
}

// reportOutput is a configuration in a file or a folder.
type reportOutput struct {
	fileOf[report.ConfigurationFormat]
}

func reportCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "report",
			Usage:     "write down the configuration of an export, for people",
			ArgsUsage: "FILE",
			Description: `The configuration itself, in names: for those who document it, review it or leave
the product. Nothing is judged; that is what lint does. What the file does not say
is "unknown", and sections that it cannot have are left out and named.

html is one page for a browser, with a drawing of the networks. text, markdown and
html show at most 1000 rows of a table and say how many there are; csv, xlsx and
json have all. csv is a file for each table, in a folder or, with a name that ends
in .zip, in an archive; it needs -o or --output. xlsx is not written to a terminal.

SECTION is one of ` + wrap(strings.Join(inventory.Names(), ", "), 70) + `.`,
			Flags: []cli.Flag{
				&cli.GenericFlag{Name: "only", Value: new(list), Usage: "write these `SECTION`s only (repeatable, or a,b)"},
				formatFlag(reportFormats.names()),
				&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output (-), for csv a folder or a .zip; without --format its ending, such as .xlsx, says which"},
				&cli.GenericFlag{Name: "output", Value: new(list), Usage: "write another report, `FORMAT=FILE` (repeatable)"},
				colourFlag(),
			},
		},
		run: func(c *cli.Context, s streams) (int, error) {
			o, err := parseReport(c)
			if err != nil {
				return 0, err
			}
			return runReport(o, s)
		},
	}
}

func parseReport(c *cli.Context) (o reportOptions, err error) {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return o, usagef(c, "report takes one FILE, got %d", c.Args().Len())
	}
	inputs := expand(c.Args().Slice())
	if len(inputs) != 1 {
		return o, usagef(c, "%q names %d files; report takes one", c.Args().First(), len(inputs))
	}
	o.input, o.stdout = inputs[0], true
	if o.only, err = parseSections(c); err != nil {
		return o, err
	}
	if o.format, err = reportFormat(c); err != nil {
		return o, err
	}
	files, err := reportFormats.outputs(c)
	if err != nil {
		return o, err
	}
	if path := outputFile(c); path != "" {
		files, o.stdout = slices.Insert(files, 0, fileOf[report.ConfigurationFormat]{o.format, path}), false
	}
	for _, f := range files {
		o.outputs = append(o.outputs, reportOutput{f})
	}
	if o.stdout && o.format.Write == nil {
		return o, usagef(c, "--format %s writes several files; name a folder or a .zip with -o", o.format.Name)
	}
	if err := checkReportOutputs(c, o); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

// reportFormat is the format that is chosen; an archive says csv.
func reportFormat(c *cli.Context) (report.ConfigurationFormat, error) {
	if !c.IsSet("format") && strings.EqualFold(filepath.Ext(outputFile(c)), ".zip") {
		return reportFormats.byName(c, "csv")
	}
	return reportFormats.chosen(c)
}

// parseSections are the sections that --only names, nil for all.
func parseSections(c *cli.Context) ([]string, error) {
	known := inventory.Names()
	only := splitList(values(c, "only"))
	for _, name := range only {
		if !slices.Contains(known, name) {
			return nil, usagef(c, "--only %q is no section%s; expected some of %s", name, didYouMean(name, known), strings.Join(known, ", "))
		}
	}
	return only, nil
}

// checkReportOutputs holds files to the rules of checkOutputs, and folders to those
// of a bundle.
func checkReportOutputs(c *cli.Context, o reportOptions) error {
	var files []string
	for _, out := range o.outputs {
		if !out.folder() {
			files = append(files, out.path)
		} else if strings.EqualFold(filepath.Ext(out.path), ".csv") {
			return usagef(c, "%q would be a folder, since csv is a file for each table; name a folder or a .zip", out.path)
		} else if err := freeFolder(out.path, "the tables"); err != nil {
			return usagef(c, "%v", err)
		}
	}
	return checkOutputs(c, files, []input{o.input})
}

// folder reports whether an output is a folder: several files, and no archive.
func (o reportOutput) folder() bool {
	return o.format.Files != nil && !strings.EqualFold(filepath.Ext(o.path), ".zip")
}

func runReport(o reportOptions, s streams) (int, error) {
	if o.stdout && o.format.Binary && isTerminal(s.out) {
		return 0, usageError{command: "report", msg: o.format.Name + " is nothing for a terminal; name a file with -o"}
	}
	collectAt(lintGC)
	doc, unreadable := readDocument(o.input, s.in)
	if unreadable != nil {
		return 0, errors.New(unreadable.Line(o.input.path))
	}
	r := report.Configuration{Version: versionName(), Path: o.input.path, Inventory: inventory.New(doc, o.only)}
	for _, out := range o.outputs {
		if err := out.write(r); err != nil {
			return 0, fmt.Errorf("write report: %w", err)
		}
	}
	if !o.stdout {
		return exitOK, nil
	}
	err := o.format.Write(s.out, r, report.Options{Color: coloured(o.colour, s.out, os.Getenv), Width: width(s.out)})
	if err != nil {
		return 0, fmt.Errorf("write report: %w", err)
	}
	return exitOK, nil
}

// write writes one output whole or not at all.
func (o reportOutput) write(r report.Configuration) error {
	switch {
	case o.format.Files == nil:
		return writeFile(o.path, func(w io.Writer) error { return o.format.Write(w, r, report.Options{}) })
	case o.folder():
		return inPlace(o.path, func(dir string) error { return writeTables(dir, o.format, r) })
	}
	return writeFile(o.path, func(w io.Writer) error { return zipTables(w, o.format, r) })
}
