package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/fixer"
	"tmgaudit/internal/config"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// fixOptions is what the command line of fix asks for.
type fixOptions struct {
	input    string
	config   *config.Config
	selected []*checks.Check
	unsafe   bool
	set      []fixer.Assignment
	check    bool
	inPlace  bool
	outFile  string // "" for none, "-" for standard output
	diffFile string // "" for none
	bundle   string // directory, "" for none
	force    bool
	quiet    bool
	colour   string
}

func fixCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "fix",
			Usage:     "correct an export: show the difference, or write it",
			ArgsUsage: "FILE",
			Description: `Without -o, --in-place or --bundle the corrected export is written nowhere: the
difference goes to standard output, or to the file of --diff. Safe fixes restore documented defaults and cannot widen who or what is
let through; others need --unsafe. Every fix is proven before anything is
written, or withdrawn. What became of each is told on standard error.

Exit codes: 0 done or nothing to do, 1 fixes are pending (with --check), 2 wrong
usage, 3 the file cannot be read or must not be fixed, or an output not be written.`,
			Flags: fixFlags(),
		},
		run: func(c *cli.Context, s streams) (int, error) {
			o, err := parseFix(c)
			if err != nil {
				return 0, err
			}
			return fix(c, o, s)
		},
	}
}

func fixFlags() []cli.Flag {
	return append(configFlags(), []cli.Flag{
		&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write the corrected export to `FILE`, - for standard output"},
		&cli.BoolFlag{Name: "in-place", DisableDefaultText: true, Usage: "replace FILE by the corrected export and keep FILE.bak"},
		&cli.StringFlag{Name: "diff", Usage: "write the difference to `FILE`"},
		&cli.StringFlag{Name: "bundle", Usage: "write everything for the change to the new directory `DIR`: corrected export, differences, import documents, scripts, reports"},
		&cli.BoolFlag{Name: "check", DisableDefaultText: true, Usage: "write nothing; exit with 1 when a fix is pending"},
		&cli.GenericFlag{Name: "select", Value: new(list), Usage: "fix the findings of these `CHECKS` only (repeatable, or a,b)"},
		&cli.GenericFlag{Name: "ignore", Value: new(list), Usage: "leave the findings of these `CHECKS` (repeatable, or a,b)"},
		&cli.BoolFlag{Name: "unsafe", DisableDefaultText: true, Usage: "also apply fixes that change what or whom the policy lets through, or need a decision"},
		&cli.GenericFlag{Name: "set", Value: new(list), Usage: "set a value by hand, `OBJECT/PROPERTY=VALUE` (repeatable)"},
		&cli.BoolFlag{Name: "force", DisableDefaultText: true, Usage: "write over existing output files and an older FILE.bak"},
		colourFlag(),
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "do not say what became of each fix"},
	}...)
}

func parseFix(c *cli.Context) (o fixOptions, err error) {
	o = fixOptions{
		unsafe: c.Bool("unsafe"), check: c.Bool("check"), inPlace: c.Bool("in-place"), outFile: c.String("output-file"),
		diffFile: c.String("diff"), bundle: c.String("bundle"), force: c.Bool("force"), quiet: c.Bool("quiet"), input: c.Args().First(),
	}
	switch {
	case c.Args().Len() != 1 || o.input == "":
		return o, usagef(c, "fix takes one FILE, got %d; name an export, or - for standard input", c.Args().Len())
	case o.inPlace && o.outFile != "":
		return o, usagef(c, "--in-place and -o exclude each other; name one place for the result")
	case o.inPlace && o.input == "-":
		return o, usagef(c, "standard input cannot be replaced; use -o FILE")
	case o.inPlace && o.bundle != "":
		return o, usagef(c, "--in-place and --bundle exclude each other; the bundle holds the corrected export")
	case o.check && (o.inPlace || o.outFile != "" || o.diffFile != "" || o.bundle != ""):
		return o, usagef(c, "--check writes nothing; leave out --in-place, -o, --diff and --bundle")
	}
	if o.config, err = parseConfig(c); err != nil {
		return o, err
	}
	if o.selected, err = parseChecks(c, o.config.Checks()); err != nil {
		return o, err
	}
	o.selected = o.config.Select(o.selected)
	for _, v := range values(c, "set") {
		a, err := fixer.ParseAssignment(v)
		if err != nil {
			return o, usagef(c, "--set: %v", err)
		}
		o.set = append(o.set, a)
	}
	o.colour, err = parseColour(c)
	return o, err
}

// fix plans, shows and writes.
func fix(c *cli.Context, o fixOptions, s streams) (int, error) {
	in := single(o.input)
	if o.inPlace && in.member != nil {
		return 0, usagef(c, "%s is inside an archive, which is never written; use -o FILE", in.path)
	}
	o.input = in.path
	if err := o.freeOutputs(c, in); err != nil {
		return 0, err
	}
	doc, unreadable := readDocument(in, s.in)
	if unreadable != nil {
		return 0, errors.New(unreadable.Line(o.input))
	}
	filter := o.config.NewFilter(time.Now(), o.selected)
	plan, err := fixer.Make(doc, fixer.Options{
		Checks:   o.config.Checks(),
		Accepted: filter.Accepts,
		Selected: func(c *checks.Check) bool { return slices.Contains(o.selected, c) },
		Unsafe:   o.unsafe,
		Set:      o.set,
	})
	if errors.Is(err, fixer.ErrISAInfo) {
		return exitIO, refuse(o, doc, err, s)
	} else if err != nil {
		return 0, usagef(c, "%v", err)
	}
	if err := stopped(c, o.config); err != nil {
		return 0, err
	}
	if err := o.write(plan, s); err != nil {
		return 0, err
	}
	if !o.quiet {
		options := report.Options{Color: coloured(o.colour, s.err, os.Getenv), Width: width(s.err)}
		if err := report.FixSummary(s.err, o.input, plan, o.dry(), options); err != nil {
			return 0, err
		}
	}
	switch {
	case !plan.Settled:
		return exitFault, nil
	case o.check && plan.Changed():
		return exitFindings, nil
	}
	return exitOK, nil
}

// refuse says why a file is not fixed, and what an audit finds in it.
func refuse(o fixOptions, doc *schema.Document, why error, s streams) error {
	fmt.Fprintf(s.err, "%s: %s: %v\n", programName, report.Printable(o.input), why)
	found := report.Lint{Files: []report.File{{Path: o.input, Doc: doc, Findings: checks.Run(doc, o.selected)}}}
	return report.Compact(s.err, found, report.Options{})
}

// freeOutputs refuses outputs that would overwrite something, before any work.
func (o fixOptions) freeOutputs(c *cli.Context, in input) error {
	var outputs []string
	for _, path := range []string{o.outFile, o.diffFile} {
		if path != "" && path != "-" {
			outputs = append(outputs, path)
		}
	}
	if o.inPlace {
		outputs = append(outputs, backupName(o.input))
	}
	if err := checkOutputs(c, outputs, []input{in}); err != nil {
		return err
	}
	if err := freeBundle(o.bundle); err != nil {
		return err
	}
	for _, path := range outputs {
		if _, err := os.Lstat(path); !o.force && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s exists; move it away or use --force", path)
		}
	}
	return nil
}

// dry reports whether the corrected export is written nowhere.
func (o fixOptions) dry() bool { return !o.inPlace && o.outFile == "" && o.bundle == "" }

func backupName(path string) string { return path + ".bak" }

// write puts the result and the difference where they are wanted.
func (o fixOptions) write(p *fixer.Plan, s streams) error {
	diff, form, err := p.Diff(diffName("a", o.input), diffName("b", o.input))
	if err != nil {
		return fmt.Errorf("make the difference: %w", err)
	}
	if form != fixer.UnifiedDiff && !o.quiet {
		fmt.Fprintf(s.err, "%s: %s: %s\n", programName, report.Printable(o.input), formNotes[form])
	}
	if o.bundle != "" {
		if err := o.writeBundle(p, s); err != nil {
			return fmt.Errorf("write the bundle: %w", err)
		}
	}
	if o.diffFile != "" {
		if err := writeCopy(o.diffFile, o.input, put(diff)); err != nil {
			return fmt.Errorf("write the difference: %w", err)
		}
	}
	switch {
	case o.inPlace:
		return o.replace(p)
	case o.outFile == "-":
		return put(p.Result())(s.out)
	case o.outFile != "":
		return writeCopy(o.outFile, o.input, put(p.Result()))
	case o.bundle != "":
		return nil
	case isTerminal(s.out) || coloured(o.colour, s.out, os.Getenv):
		return report.Diff(s.out, diff, report.Options{Color: coloured(o.colour, s.out, os.Getenv)})
	}
	return put(diff)(s.out)
}

// formNotes say why a difference is not a unified diff.
var formNotes = map[fixer.DiffForm]string{
	fixer.TextDiff: "the file is UTF-16, so the difference is of its text and cannot be applied with patch; use -o or --in-place",
	fixer.EditList: "a unified diff would repeat very long lines or show a secret, so the difference is a list of edits",
}

func put(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

// diffName is the name of a file in a diff, in the form that patch -p1 and git
// apply take off again.
func diffName(side, path string) string {
	if path == "-" {
		path = "export.xml"
	}
	if path = filepath.Clean(path); !filepath.IsLocal(path) {
		path = filepath.Base(path)
	}
	return side + "/" + filepath.ToSlash(path)
}

// replace puts the result in the place of the input, which is kept beside it. It
// refuses when the input changed since it was read.
func (o fixOptions) replace(p *fixer.Plan) error {
	if !p.Changed() {
		return nil
	}
	before := p.Before.File.Disk()
	now, err := os.ReadFile(o.input)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, before) {
		return fmt.Errorf("%s changed while it was being fixed; nothing was written, run fix again", o.input)
	}
	backup := backupName(o.input)
	_, missing := os.Lstat(backup)
	if err := writeCopy(backup, o.input, put(before)); err != nil {
		return fmt.Errorf("keep a copy: %w", err)
	}
	if err := writeFile(o.input, put(p.Result())); err != nil {
		if missing != nil { // the copy is new and of no use
			os.Remove(backup)
		}
		return fmt.Errorf("replace %s (is it open in another program?): %w", o.input, err)
	}
	return nil
}
