package cli

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

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
	outputs []output
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
			Description: `FILE is an export, a directory (every *.xml below it), a glob such as
exports/**/*.xml, or - for standard input. Flags may stand before or after files.

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
		&cli.StringFlag{Name: "format", Value: "text", Usage: "write `FORMAT` to standard output: " + strings.Join(formatNames(), ", ")},
		&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
		&cli.GenericFlag{Name: "output", Value: new(list), Usage: "write another report, `FORMAT=FILE` (repeatable)"},
		&cli.GenericFlag{Name: "select", Value: new(list), Usage: "run these `CHECKS` only: C001, C, a slug, slug*, a family (repeatable, or a,b)"},
		&cli.GenericFlag{Name: "ignore", Value: new(list), Usage: "leave these `CHECKS` out (repeatable, or a,b)"},
		&cli.StringFlag{Name: "fail-on", Value: "low", Usage: "exit with 1 for `SEVERITY` or worse: " + strings.Join(checks.Severities(), ", ") + ", never"},
		&cli.BoolFlag{Name: "defaults", DisableDefaultText: true, Usage: "list every property that differs from its documented default instead; that is no fault"},
		colourFlag(),
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "print no summary and no progress"},
	})
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

func parseLint(c *cli.Context) (o lintOptions, err error) {
	o = lintOptions{inputs: c.Args().Slice(), outFile: c.String("output-file"), quiet: c.Bool("quiet")}
	if len(o.inputs) == 0 {
		return o, usagef(c, "no FILE is named; name exports or directories, or - for standard input")
	}
	if slices.Contains(o.inputs, "") {
		return o, usagef(c, "a FILE is an empty name")
	}
	if o.format, err = parseFormat(c, c.String("format")); err != nil {
		return o, err
	}
	if o.outputs, err = parseOutputs(c, values(c, "output")); err != nil {
		return o, err
	}
	if o.checks, err = parseChecks(c); err != nil {
		return o, err
	}
	if o.settings, err = parseSettings(c); err != nil {
		return o, err
	}
	o.checks = o.config.Select(o.checks)
	if c.Bool("defaults") {
		if err = o.inventory(c); err != nil {
			return o, err
		}
	}
	if o.failOn, err = parseFailOn(c, o.config.FailOn); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

// inventory asks for the list of properties at other values than their defaults
// in place of findings.
func (o *lintOptions) inventory(c *cli.Context) error {
	o.checks = nil
	formats := []*report.Format{&o.format}
	for i := range o.outputs {
		formats = append(formats, &o.outputs[i].format)
	}
	for _, f := range formats {
		inventory, ok := report.InventoryByName(f.Name)
		if !ok {
			return usagef(c, "there is no %s form of --defaults; expected text, compact or json", f.Name)
		}
		*f = inventory
	}
	return nil
}

func parseFormat(c *cli.Context, name string) (report.Format, error) {
	f, ok := report.FormatByName(name)
	if !ok {
		return f, usagef(c, "format %q is unknown%s; expected one of %s", name, didYouMean(name, formatNames()), strings.Join(formatNames(), ", "))
	}
	return f, nil
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
const lintGC = 25

// lint reads the inputs, writes the reports and says how it went.
func lint(c *cli.Context, o lintOptions, s streams) (int, error) {
	inputs := expand(o.inputs)
	outputs := o.outputs
	if o.outFile != "" {
		outputs = append([]output{{o.format, o.outFile}}, outputs...)
	}
	if err := checkOutputs(c, outputs, inputs); err != nil {
		return 0, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(lintGC))
	r := report.Lint{Version: versionName(), Files: readAll(inputs, o, s), Checks: o.checks}
	r.Suppressed = o.settings.apply(r.Files, time.Now(), s.err)
	err := o.settings.keep(r.Files)
	if err == nil {
		err = writeReports(r, outputs)
	}
	if o.outFile == "" && err == nil {
		err = o.format.Write(s.out, r, terminalOptions(o, s.out))
	}
	if err != nil {
		return 0, fmt.Errorf("write report: %w", err)
	}
	if o.outFile != "" || !o.format.Human || !isTerminal(s.out) {
		complain(s.err, r)
	}
	return lintExit(r, o.failOn), nil
}

// complain names the unreadable inputs where the user would not see them in the
// report.
func complain(w io.Writer, r report.Lint) {
	for _, f := range r.Files {
		if f.Err != nil {
			fmt.Fprintf(w, "%s: %s\n", programName, f.Err.Line(f.Path))
		}
	}
}

func lintExit(r report.Lint, failOn checks.Severity) int {
	summary := r.Summary()
	switch {
	case summary.Unreadable > 0:
		return exitIO
	case summary.AtLeast(failOn) > 0:
		return exitFindings
	}
	return exitOK
}
