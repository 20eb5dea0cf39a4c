package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// compareOptions is what the command line of compare asks for.
type compareOptions struct {
	inputs  []string // exports, in their order
	gold    string   // the one that the others are held against, "" for none
	compare compare.Options
	format  report.CompareFormat
	outFile string // "" for standard output
	outputs []fileOf[report.CompareFormat]
	colour  string
	brief   bool
	quiet   bool
}

func compareCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "compare",
			Usage:     "say how the configurations of two or more servers differ",
			ArgsUsage: "A B [C...]",
			Description: `A, B and C are exports; - is standard input. Objects are aligned by predefined
GUID, StorageName, name and content, and values are compared by what they mean:
a missing value is its documented default. What is bound to a server or a moment
is listed apart. Three or more files give a grid with a column for each.

A PATTERN names a class (FPCNetwork), a property, an element, or a part of a path
(Networks/Internal, PolicyRules/Web*); * and ? stand for any characters. One of
--only that names nothing in any of the files is wrong usage.

With --apply-to A the values of B that --select PATTERN names are carried into A:
single values, never secrets, lists, references or whole objects. Every byte but
those stays, and the result is compared with B again before it is written; without
-o the difference goes to standard output. With --apply-to B it is the other way.

Exit codes: 0 nothing that counts differs, 1 differences, 2 wrong usage, 3 an
input could not be read or an output not be written, 4 a fault of the program.
With --apply-to: 0 everything chosen is carried, 1 some of it is not, or nothing
that differs is named.`,
			Flags: compareFlags(),
		},
		run: func(c *cli.Context, s streams) (int, error) {
			if c.IsSet("apply-to") {
				return runApply(c, s)
			}
			o, err := parseCompare(c)
			if err != nil {
				return 0, err
			}
			return runCompare(c, o, s)
		},
	}
}

func compareFlags() []cli.Flag {
	return []cli.Flag{
		formatFlag(compareFormats.names()),
		outputFileFlag(),
		&cli.GenericFlag{Name: "output", Value: new(list), Usage: "write another report, `FORMAT=FILE` (repeatable)"},
		&cli.StringFlag{Name: "profile", Value: compare.Servers.String(), Usage: "what counts: `PROFILE` is servers (not what is bound to a server or a moment) or strict (everything)"},
		&cli.GenericFlag{Name: "only", Value: new(list), Usage: "compare what `PATTERN` names only (repeatable)"},
		&cli.GenericFlag{Name: "except", Value: new(list), Usage: "leave out what `PATTERN` names (repeatable)"},
		&cli.GenericFlag{Name: "select", Value: new(list), Usage: "run these `CHECKS` only: C001, C, a slug, slug*, a family (repeatable, or a,b); with --apply-to, the PATTERN of what to carry"},
		&cli.GenericFlag{Name: "ignore", Value: new(list), Usage: "leave these `CHECKS` out (repeatable, or a,b)"},
		&cli.StringFlag{Name: "gold", Usage: "hold all others against `FILE`, which need not be named again"},
		&cli.StringFlag{Name: "apply-to", Usage: "carry the values that --select names into `FILE`, one of the two; write the result to -o"},
		&cli.BoolFlag{Name: "force", DisableDefaultText: true, Usage: "with --apply-to, write over an existing output file"},
		&cli.BoolFlag{Name: "dry-run", DisableDefaultText: true, Usage: "with --apply-to, write nothing and show the difference, as without -o"},
		&cli.BoolFlag{Name: "defaults", DisableDefaultText: true, Usage: "also list values that are the documented default on both sides, written out on one only"},
		&cli.BoolFlag{Name: "brief", DisableDefaultText: true, Usage: "print one line for each difference"},
		colourFlag(),
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "print no summary"},
	}
}

func parseCompare(c *cli.Context) (o compareOptions, err error) {
	o = compareOptions{
		inputs: c.Args().Slice(), gold: c.String("gold"), outFile: outputFile(c),
		brief: c.Bool("brief"), quiet: c.Bool("quiet"),
		compare: compare.Options{Only: values(c, "only"), Except: values(c, "except"), Defaults: c.Bool("defaults")},
	}
	if slices.Contains(o.inputs, "") {
		return o, usagef(c, "a file is an empty name")
	}
	if slices.Contains(o.compare.Only, "") || slices.Contains(o.compare.Except, "") {
		return o, usagef(c, "a PATTERN is empty; name a class, a property or a part of a path")
	}
	for _, flag := range []string{"force", "dry-run"} {
		if c.IsSet(flag) {
			return o, usagef(c, "--%s stands with --apply-to only", flag)
		}
	}
	if o.compare.Profile, err = parseProfile(c); err != nil {
		return o, err
	}
	if o.format, err = compareFormats.chosen(c); err != nil {
		return o, err
	}
	if o.outputs, err = compareFormats.outputs(c); err != nil {
		return o, err
	}
	if o.compare.Checks, err = parseChecks(c, checks.All()); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

func parseProfile(c *cli.Context) (compare.Profile, error) {
	name := c.String("profile")
	i := slices.Index(compare.Profiles, name)
	if i < 0 {
		return 0, usagef(c, "--profile %q is unknown%s; expected one of %s", name, didYouMean(name, compare.Profiles), strings.Join(compare.Profiles, ", "))
	}
	return compare.Profile(i), nil
}

// compareInputs are the files to compare and the index of the gold one, -1 for
// none. Of two files the gold one is A. Unlike elsewhere, a file that is named
// twice stands twice.
func compareInputs(c *cli.Context, o compareOptions) ([]input, int, error) {
	var all []input
	for _, arg := range o.inputs {
		all = append(all, expand([]string{arg})...)
	}
	gold := -1
	if o.gold != "" {
		same := func(in input) bool { return in.goesBy(o.gold) }
		if gold = slices.IndexFunc(all, same); gold < 0 {
			all, gold = append(expand([]string{o.gold}), all...), 0
		} else if slices.ContainsFunc(all[gold+1:], func(in input) bool { return in.member != nil && same(in) }) {
			return nil, 0, usagef(c, "--gold %s holds several files; name one, as in %s", o.gold, all[gold].path)
		}
	}
	if len(all) < 2 {
		return nil, 0, usagef(c, "fewer than two files are named; compare needs two or more")
	}
	if len(all) == 2 && gold == 1 {
		all[0], all[1], gold = all[1], all[0], 0
	}
	stdin := func(in input) bool { return in.path == "-" }
	if i := slices.IndexFunc(all, stdin); i >= 0 && slices.ContainsFunc(all[i+1:], stdin) {
		return nil, 0, usagef(c, "standard input is named twice; it can be read once")
	}
	return all, gold, nil
}

// compareGC makes the collector run before garbage is a tenth of what is in use: the
// files themselves are most of it, and two of 200 MB are to fit into twice their size.
const compareGC = 10

// runCompare reads the inputs, compares them, writes the reports and says how it
// went.
func runCompare(c *cli.Context, o compareOptions, s streams) (int, error) {
	inputs, gold, err := compareInputs(c, o)
	if err != nil {
		return 0, err
	}
	if err := pairsOnly(c, o, len(inputs)); err != nil {
		return 0, err
	}
	outputs := o.outputs
	if o.outFile != "" {
		outputs = append([]fileOf[report.CompareFormat]{{o.format, o.outFile}}, outputs...)
	}
	if err := checkOutputs(c, pathsOf(outputs), inputs); err != nil {
		return 0, err
	}
	collectAt(compareGC)
	docs, ok := readCompared(inputs, s)
	if !ok {
		return exitIO, nil
	}
	if err := patternsName(c, o, docs, s); err != nil {
		return 0, err
	}
	r := compared(inputs, docs, gold, o)
	if err := writeCompared(r, o, outputs, s.out); err != nil {
		return 0, fmt.Errorf("write report: %w", err)
	}
	if r.Result != nil && r.Result.Same() || r.Grid != nil && r.Grid.Same() {
		return exitOK, nil
	}
	return exitFindings, nil
}

// pairsOnly refuses formats of two files for more of them.
func pairsOnly(c *cli.Context, o compareOptions, files int) error {
	formats := []report.CompareFormat{o.format}
	for _, out := range o.outputs {
		formats = append(formats, out.format)
	}
	for _, f := range formats {
		if f.Pair && files > 2 {
			return usagef(c, "format %s is of two files, got %d; name A and B", f.Name, files)
		}
	}
	return nil
}

// readCompared reads all inputs, a goroutine for each. It names those that cannot
// be read; without all of them there is nothing to compare.
func readCompared(inputs []input, s streams) (docs []*schema.Document, ok bool) {
	docs = make([]*schema.Document, len(inputs))
	bad := make([]*report.Unreadable, len(inputs))
	faults := make([]*fault, len(inputs))
	var readers sync.WaitGroup
	for i, in := range inputs {
		readers.Go(func() {
			defer catch(in.path, &faults[i])
			docs[i], bad[i] = readDocument(in, s.in)
		})
	}
	readers.Wait()
	ok = true
	for i := range inputs {
		if faults[i] != nil {
			panic(faults[i])
		}
		if bad[i] != nil {
			ok = false
			fmt.Fprintf(s.err, "%s: %s\n", programName, bad[i].Line(inputs[i].path))
		}
	}
	return docs, ok
}

// patternsName refuses a pattern of --only that names nothing in any file: nothing
// would be compared, without a word. Of --except, of which a script may hold a fixed
// list, it is only told.
func patternsName(c *cli.Context, o compareOptions, docs []*schema.Document, s streams) error {
	wrong := func(flag, pattern string) string {
		near := didYouMean(pattern, compare.Named(pattern, docs))
		return fmt.Sprintf("--%s %q names nothing in the files%s; expected a class, a property, an element or a part of a path, as in Networks/Internal", flag, pattern, near)
	}
	for _, pattern := range compare.Unnamed(o.compare.Only, docs) {
		return usagef(c, "%s", wrong("only", pattern))
	}
	for _, pattern := range compare.Unnamed(o.compare.Except, docs) {
		if !o.quiet {
			fmt.Fprintf(s.err, "%s: %s\n", programName, report.Printable(wrong("except", pattern)))
		}
	}
	return nil
}

func compared(inputs []input, docs []*schema.Document, gold int, o compareOptions) report.Compare {
	r := report.Compare{Version: versionName(), Profile: o.compare.Profile}
	for _, in := range inputs {
		r.Paths = append(r.Paths, in.path)
	}
	if len(docs) == 2 {
		r.Result = compare.Documents(docs[0], docs[1], o.compare)
	} else {
		r.Grid = compare.Grid(docs, gold, o.compare)
	}
	return r
}

// writeCompared writes the reports to files, which carry no colour, then that to
// standard output.
func writeCompared(r report.Compare, o compareOptions, outputs []fileOf[report.CompareFormat], stdout io.Writer) error {
	plain := report.CompareOptions{Options: report.Options{Quiet: o.quiet}, Brief: o.brief}
	for _, out := range outputs {
		err := writeFile(out.path, func(w io.Writer) error { return out.format.Write(w, r, plain) })
		if err != nil {
			return err
		}
	}
	if o.outFile != "" {
		return nil
	}
	plain.Options = report.Options{Color: coloured(o.colour, stdout, os.Getenv), Width: width(stdout), Quiet: o.quiet}
	return o.format.Write(stdout, r, plain)
}
