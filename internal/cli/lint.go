package cli

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/report"
)

// lintOptions is what the command line of lint asks for.
type lintOptions struct {
	inputs  []string // files, directories, globs and "-"
	checks  []*checks.Check
	failOn  checks.Severity
	format  report.Format
	outFile string // "" for standard output
	outputs []fileOf[report.Format]
	colour  string
	quiet   bool
	target  *checks.Target // of an import; nil when nobody asks
	settings
}

// neverFail is above every severity.
const neverFail = checks.Critical + 1

func lintCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "lint",
			Usage:     "report what is wrong with exports",
			ArgsUsage: "FILE...",
			Description: `FILE is an export, a directory (every *.xml and *.zip below it), a glob such as
exports/**/*.xml, or - for standard input. Flags may stand before or after files.
A ZIP archive is read in place: every *.xml in it, called ARCHIVE.zip!NAME, which
can be named as well.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 an
input could not be read or an output not be written (everything else was done,
and there may be findings too), 4 a fault of the program.`,
			Flags: lintFlags(),
		},
		run: func(c *cli.Context, s streams) (int, error) {
			o, err := parseLint(c)
			if err == nil {
				o.target, err = parseTarget(c, s)
			}
			if err != nil {
				return 0, err
			}
			return lint(c, o, s)
		},
	}
}

func lintFlags() []cli.Flag {
	return slices.Concat(settingsFlags(), targetFlags(), []cli.Flag{
		formatFlag(lintFormats.names()),
		outputFileFlag(),
		&cli.GenericFlag{Name: "output", Value: new(list), Usage: "write another report, `FORMAT=FILE` (repeatable)"},
		&cli.GenericFlag{Name: "select", Value: new(list), Usage: "run these `CHECKS` only: C001, C, a slug, slug*, a family (repeatable, or a,b)"},
		&cli.GenericFlag{Name: "ignore", Value: new(list), Usage: "leave these `CHECKS` out (repeatable, or a,b)"},
		&cli.StringFlag{Name: "fail-on", Value: "low", Usage: "exit with 1 for `SEVERITY` or worse: " + strings.Join(checks.Severities(), ", ") + ", never"},
		&cli.BoolFlag{Name: "defaults", DisableDefaultText: true, Usage: "list every property that differs from its documented default instead; that is no fault"},
		&cli.BoolFlag{Name: "summary", DisableDefaultText: true, Usage: "print a line for each file instead: its product, worst severity and counts"},
		colourFlag(),
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "print no summary and no progress"},
	})
}

func parseLint(c *cli.Context) (o lintOptions, err error) {
	o = lintOptions{inputs: c.Args().Slice(), outFile: outputFile(c), quiet: c.Bool("quiet")}
	if len(o.inputs) == 0 {
		return o, usagef(c, "no FILE is named; name exports or directories, or - for standard input")
	}
	if slices.Contains(o.inputs, "") {
		return o, usagef(c, "a FILE is an empty name")
	}
	if o.format, err = lintFormats.chosen(c); err != nil {
		return o, err
	}
	if o.outputs, err = lintFormats.outputs(c); err != nil {
		return o, err
	}
	if o.settings, err = parseSettings(c); err != nil {
		return o, err
	}
	if o.checks, err = parseChecks(c, o.config.Checks()); err != nil {
		return o, err
	}
	o.checks = o.config.Select(o.checks)
	if err = o.parseInstead(c); err != nil {
		return o, err
	}
	if o.failOn, err = parseFailOn(c, o.config.FailOn); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

// instead are the lists that take the place of findings, by their flag.
var instead = []struct {
	flag   string
	byName func(string) (report.Format, bool)
	names  string
}{
	{"defaults", report.InventoryByName, "text, compact or json"},
	{"summary", report.OverviewByName, "text, markdown, csv or json"},
}

// parseInstead takes the form of the list that a flag asks for.
func (o *lintOptions) parseInstead(c *cli.Context) error {
	if c.Bool("defaults") && c.Bool("summary") {
		return usagef(c, "--defaults and --summary exclude each other")
	}
	for _, list := range instead {
		if !c.Bool(list.flag) {
			continue
		}
		formats := []*report.Format{&o.format}
		for i := range o.outputs {
			formats = append(formats, &o.outputs[i].format)
		}
		for _, f := range formats {
			form, ok := list.byName(f.Name)
			if !ok {
				return usagef(c, "there is no %s form of --%s; expected %s", f.Name, list.flag, list.names)
			}
			*f = form
		}
	}
	if c.Bool("defaults") {
		o.checks = nil
	}
	return nil
}

// parseFailOn is the severity of the flag, else that of the configuration.
func parseFailOn(c *cli.Context, configured string) (checks.Severity, error) {
	name := c.String("fail-on")
	if !c.IsSet("fail-on") && configured != "" {
		name = configured
	}
	if name == "never" {
		return neverFail, nil
	}
	severity, err := checks.ParseSeverity(name)
	if err != nil {
		known := append(slices.Clone(checks.Severities()), "never")
		return 0, usagef(c, "--fail-on %q is unknown%s; expected one of %s", name, didYouMean(name, known), strings.Join(known, ", "))
	}
	return severity, nil
}

// lintGC lets the heap grow by this many per cent between collections: what lint
// holds is the exports and their models, which all live to the end, so room for
// garbage would be memory for nothing.
const lintGC = 10

// lint reads the inputs, writes the reports and says how it went.
func lint(c *cli.Context, o lintOptions, s streams) (int, error) {
	inputs := expand(o.inputs)
	outputs := o.outputs
	if o.outFile != "" {
		outputs = slices.Insert(slices.Clone(outputs), 0, fileOf[report.Format]{o.format, o.outFile})
	}
	written := pathsOf(outputs)
	if o.writeBaseline != "" {
		written = append(written, o.writeBaseline)
	}
	also := o.files
	if path := c.String("target-export"); path != "" {
		also = append(also, input{path: path})
	}
	if err := checkOutputs(c, written, slices.Concat(inputs, also)); err != nil {
		return 0, err
	}
	if len(inputs) <= runtime.GOMAXPROCS(0) {
		collectAt(lintGC)
	}
	r := newLintRun(o, s)
	err := r.run(inputs, outputs)
	if err != nil {
		return 0, fmt.Errorf("write report: %w", err)
	}
	if err := stopped(c, o.config); err != nil {
		return 0, err
	}
	return r.exit(), nil
}
