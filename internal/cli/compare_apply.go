package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/compare"
	"tmgaudit/fixer"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// applyOptions is what compare --apply-to asks for.
type applyOptions struct {
	compareOptions
	target   string   // the file that gets values: one of the two
	selected []string // patterns of what it gets
	force    bool
}

// parseApply reads the flags of compare --apply-to. There --select names changes,
// and all checks run.
func parseApply(c *cli.Context) (o applyOptions, err error) {
	o = applyOptions{target: c.String("apply-to"), selected: values(c, "select"), force: c.Bool("force")}
	o.compareOptions = compareOptions{
		inputs: c.Args().Slice(), outFile: c.String("output-file"), quiet: c.Bool("quiet"),
		compare: compare.Options{Only: values(c, "only"), Except: values(c, "except")},
	}
	for _, flag := range []string{"format", "output", "gold", "ignore", "defaults", "brief"} {
		if c.IsSet(flag) {
			return o, usagef(c, "--apply-to and --%s exclude each other; run compare once to look and once to apply", flag)
		}
	}
	switch {
	case c.Bool("dry-run") && o.outFile != "":
		return o, usagef(c, "--dry-run writes nothing; leave out -o")
	case len(o.selected) == 0:
		return o, usagef(c, "--apply-to needs --select PATTERN, which names what to carry; '*' names everything")
	case slices.Contains(slices.Concat(o.selected, o.compare.Only, o.compare.Except), ""):
		return o, usagef(c, "a PATTERN is empty; name a class, a property or a part of a path")
	case slices.Contains(o.inputs, ""):
		return o, usagef(c, "a file is an empty name")
	}
	if o.compare.Profile, err = parseProfile(c); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

// applyInputs are the file that gets values and the one that has them.
func applyInputs(c *cli.Context, o applyOptions) (to, from input, err error) {
	var all []input
	for _, arg := range o.inputs {
		all = append(all, expand([]string{arg})...)
	}
	same := func(in input) bool { return in.goesBy(o.target) }
	i := slices.IndexFunc(all, same)
	switch {
	case len(all) == 1 && i < 0:
		return single(o.target), all[0], nil
	case len(all) != 2 || i < 0:
		return to, from, usagef(c, "--apply-to %q is not one of two files; values are carried from one into the other", o.target)
	case same(all[1-i]) && all[i].path != all[1-i].path:
		return to, from, usagef(c, "both files are in %q; name one of them, as in --apply-to %q", o.target, all[i].path)
	case same(all[1-i]):
		return to, from, usagef(c, "both files are %q; there is nothing to carry", o.target)
	}
	return all[i], all[1-i], nil
}

// goesBy reports whether a name stands for the input: it is its own, or that of the
// archive that it is in.
func (in input) goesBy(name string) bool {
	key := pathKey(name)
	return pathKey(in.path) == key || in.member != nil && pathKey(in.file()) == key
}

// freeApplyOutput refuses an output that would overwrite something.
func freeApplyOutput(c *cli.Context, o applyOptions, inputs []input) error {
	if o.outFile == "" || o.outFile == "-" {
		return nil
	}
	if err := checkOutputs(c, []string{o.outFile}, inputs); err != nil {
		return err
	}
	if _, err := os.Lstat(o.outFile); !o.force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists; move it away or use --force", o.outFile)
	}
	return nil
}

// runApply carries the chosen values and writes the result, or shows the
// difference.
func runApply(c *cli.Context, s streams) (int, error) {
	o, err := parseApply(c)
	if err != nil {
		return 0, err
	}
	to, from, err := applyInputs(c, o)
	if err != nil {
		return 0, err
	}
	inputs := []input{to, from}
	if to.path == "-" && from.path == "-" {
		return 0, usagef(c, "standard input is named twice; it can be read once")
	}
	if err := freeApplyOutput(c, o, inputs); err != nil {
		return 0, err
	}
	collectAt(compareGC)
	docs, ok := readCompared(inputs, s)
	if !ok {
		return exitIO, nil
	}
	if err := patternsName(c, o.compareOptions, docs, s); err != nil {
		return 0, err
	}
	plan, left, err := carry(docs[0], docs[1], o)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", to.path, err)
	}
	if err := o.write(plan, to.path, s); err != nil {
		return 0, err
	}
	if !o.quiet {
		if err := o.tell(plan, left, to.path, s.err); err != nil {
			return 0, err
		}
	}
	if len(left) > 0 || plan.Count(fixer.Applied) < len(plan.Outcomes) || len(plan.Outcomes) == 0 {
		return exitFindings, nil
	}
	return exitOK, nil
}

// uncarried is a chosen change of which the kind says that it cannot be carried.
type uncarried struct {
	path, property, reason string
}

// carry plans to give a the chosen values of b. left are the chosen changes that
// are not of a single value.
func carry(a, b *schema.Document, o applyOptions) (*fixer.Plan, []uncarried, error) {
	if a.Kind == schema.KindISAInfo {
		return nil, nil, fixer.ErrISAInfo
	}
	o.compare.Checks = []*checks.Check{}
	r := compare.Documents(a, b, o.compare)
	var list []fixer.Transfer
	var left []uncarried
	for i := range r.Changes {
		c := &r.Changes[i]
		if !slices.ContainsFunc(o.selected, func(p string) bool { return compare.Matches(p, c) }) {
			continue
		}
		if why := c.Uncarried(); why != "" {
			left = append(left, uncarried{c.Path(), c.Property, why})
			continue
		}
		list = append(list, fixer.Transfer{To: c.A.Object, From: c.B.Object, Property: c.Property})
	}
	plan, err := fixer.Carry(a, list, checks.All(), judge(a, b))
	return plan, left, err
}

// changeKey identifies a change while A is edited: its object of A by place, since
// the edits move it, that of B as it is.
type changeKey struct {
	kind            compare.Kind
	a               string
	b               *schema.Object
	property, entry string
	isEntry         bool
}

// everyChange counts how b differs from a, whatever the profile.
func everyChange(a, b *schema.Document) map[changeKey]int {
	r := compare.Documents(a, b, compare.Options{Profile: compare.Strict, Checks: []*checks.Check{}})
	all := make(map[changeKey]int, len(r.Changes))
	for i := range r.Changes {
		c := &r.Changes[i]
		all[changeKey{c.Kind, storagePlace(c.A.Object), c.B.Object, c.Property, c.Entry, c.IsEntry}]++
	}
	return all
}

func storagePlace(o *schema.Object) string {
	if o == nil {
		return ""
	}
	return o.StoragePath()
}

// judge holds a document into which values were carried against b: what was carried
// must not differ any more, and nothing must differ that did not before.
func judge(a, b *schema.Document) fixer.Judge {
	var before map[changeKey]int
	return func(after *schema.Document, carried []fixer.Transfer) string {
		if before == nil {
			before = everyChange(a, b)
		}
		now := everyChange(after, b)
		for _, t := range carried {
			key := changeKey{compare.Changed, storagePlace(t.To), t.From, t.Property, "", false}
			if now[key] > 0 {
				return fmt.Sprintf("%s still differs after it", t.Property)
			}
		}
		for key, n := range now {
			if n > before[key] {
				return "it makes something else differ: " + differing(key)
			}
		}
		return ""
	}
}

func differing(k changeKey) string {
	place := k.a
	if k.b != nil {
		place = k.b.Path()
	}
	return strings.TrimSuffix(place+"/"+k.property, "/")
}

// write puts the result where it is wanted, or the difference on standard output.
func (o applyOptions) write(p *fixer.Plan, path string, s streams) error {
	switch {
	case o.outFile == "-":
		return put(p.Result())(s.out)
	case o.outFile != "":
		return writeCopy(o.outFile, o.target, put(p.Result()))
	}
	diff, form, err := p.Diff(diffName("a", path), diffName("b", path))
	if err != nil {
		return fmt.Errorf("make the difference: %w", err)
	}
	if form != fixer.UnifiedDiff && !o.quiet {
		fmt.Fprintf(s.err, "%s: %s: %s\n", programName, report.Printable(path), strings.Replace(formNotes[form], " or --in-place", "", 1))
	}
	if isTerminal(s.out) || coloured(o.colour, s.out, os.Getenv) {
		return report.Diff(s.out, diff, report.Options{Color: coloured(o.colour, s.out, os.Getenv)})
	}
	return put(diff)(s.out)
}

// tell says what became of every chosen change, and which findings the result has
// that the file had not.
func (o applyOptions) tell(p *fixer.Plan, left []uncarried, path string, w io.Writer) error {
	var b bytes.Buffer
	for _, u := range left {
		place := strings.TrimSuffix(u.path+"/"+u.property, "/")
		fmt.Fprintf(&b, "%s: not carried: %s - %s\n", report.Printable(path), report.Printable(place), u.reason)
	}
	if len(left)+len(p.Outcomes) == 0 {
		fmt.Fprintf(&b, "%s: nothing that counts differs and is named by --select; compare without --apply-to lists what differs, --profile %s counts everything\n", programName, compare.Strict)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	options := report.Options{Color: coloured(o.colour, w, os.Getenv), Width: width(w)}
	return report.CarrySummary(w, path, p, len(left), o.outFile == "", options)
}
