package cli

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/redact"
	"tmgaudit/report"
	"tmgaudit/schema"
)

// redactOptions is what the command line of redact asks for.
type redactOptions struct {
	input   string
	outFile string // "-" for standard output
	mapFile string // "" for none
	key     []byte
	with    []string
	force   bool
	quiet   bool
}

// shortestKey is the fewest bytes of a key: pseudonyms under a key that can be
// guessed can be undone.
const shortestKey = 8

func redactCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "redact",
			Usage:     "write a copy of an export without names, addresses and secrets",
			ArgsUsage: "FILE",
			Description: `Names, texts, domains, accounts, SIDs, addresses, URLs, paths and hashes become
pseudonyms, secrets are removed. Structure, encoding and what lint finds stay the
same. Equal values have equal pseudonyms. Addresses keep their order, subnets their
masks, and private addresses stay private. GUIDs, ports, numbers and the product's
own words are kept.

Without --key every run has a random key, which is forgotten. With the same key
the same values have the same pseudonyms in every file; addresses too, where each
file is redacted --with the others. Whoever knows the key can test guesses: do not
hand it out, nor the file of --map.

Exit codes: 0 done, 2 wrong usage, 3 the file cannot be read or the copy not be
written.`,
			Flags: []cli.Flag{
				&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write the copy to `FILE`, - for standard output (required)"},
				&cli.StringFlag{Name: "key", Usage: "make pseudonyms from `STRING`, at least 8 bytes, instead of a random key"},
				&cli.GenericFlag{Name: "with", Value: new(list), Usage: "give addresses the pseudonyms that they have in `FILE`, too (repeatable)"},
				&cli.StringFlag{Name: "map", Usage: "write what stands for what to `FILE` (JSON, for its owner only)"},
				&cli.BoolFlag{Name: "force", DisableDefaultText: true, Usage: "write over existing output files"},
				&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "print no summary"},
			},
		},
		run: func(c *cli.Context, s streams) (int, error) {
			o, err := parseRedact(c)
			if err != nil {
				return 0, err
			}
			return exitOK, o.run(s)
		},
	}
}

func parseRedact(c *cli.Context) (o redactOptions, err error) {
	o = redactOptions{
		input: c.Args().First(), outFile: c.String("output-file"), mapFile: c.String("map"), key: []byte(c.String("key")),
		with: values(c, "with"), force: c.Bool("force"), quiet: c.Bool("quiet"),
	}
	switch {
	case c.Args().Len() != 1 || o.input == "":
		return o, usagef(c, "redact takes one FILE, got %d; name an export, or - for standard input", c.Args().Len())
	case o.outFile == "":
		return o, usagef(c, "-o is missing; name a file for the copy, or - for standard output")
	case o.mapFile == "-":
		return o, usagef(c, "--map needs a file; what stands for what is not for standard output")
	case c.IsSet("key") && len(o.key) < shortestKey:
		return o, usagef(c, "--key has %d bytes; take at least %d, since a short key can be guessed", len(o.key), shortestKey)
	}
	if n := slices.Index(append([]string{o.input}, o.with...), "-"); n >= 0 && slices.Contains(o.with[n:], "-") {
		return o, usagef(c, "standard input is named twice; it can be read once")
	}
	var outputs []string
	for _, path := range []string{o.outFile, o.mapFile} {
		if path != "" && path != "-" {
			outputs = append(outputs, path)
		}
	}
	var in []input
	for _, path := range append([]string{o.input}, o.with...) {
		in = append(in, single(path))
	}
	if err := checkOutputs(c, outputs, in); err != nil {
		return o, err
	}
	if len(o.key) == 0 {
		o.key = make([]byte, 32)
		rand.Read(o.key) // never fails
	}
	return o, nil
}

// run reads, redacts and writes.
func (o redactOptions) run(s streams) error {
	for _, path := range []string{o.outFile, o.mapFile} {
		if path == "" || path == "-" || o.force {
			continue
		}
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s exists; move it away or use --force", path)
		}
	}
	var docs []*schema.Document
	for _, path := range append([]string{o.input}, o.with...) {
		doc, unreadable := readDocument(single(path), s.in)
		if unreadable != nil {
			return errors.New(unreadable.Line(path))
		}
		docs = append(docs, doc)
	}
	result, err := redact.Make(docs[0], redact.Options{Key: o.key, With: docs[1:]})
	if err != nil {
		return err
	}
	if o.mapFile != "" {
		if err := writeMapping(o.mapFile, result.Mapping); err != nil {
			return fmt.Errorf("write the mapping: %w", err)
		}
	}
	if err := o.write(s, result.Disk); err != nil {
		return err
	}
	if !o.quiet {
		o.summary(s.err, result)
	}
	return nil
}

func (o redactOptions) write(s streams, disk []byte) error {
	if o.outFile == "-" {
		return put(disk)(s.out)
	}
	return writeFile(o.outFile, put(disk))
}

func (o redactOptions) summary(w io.Writer, r *redact.Result) {
	fmt.Fprintf(w, "%s: %s: %d values have pseudonyms; GUIDs, numbers and the product's own words are kept\n",
		programName, report.Printable(o.input), len(r.Mapping))
	if r.Stuck > 0 {
		fmt.Fprintf(w, "%s: %d addresses stay as they are: their neighbours leave no other place in the order\n", programName, r.Stuck)
	}
	if n := len(r.Unknown); n > 0 {
		fmt.Fprintf(w, "%s: %d names of elements, attributes or instructions are not the product's and stay, look at them: %s\n",
			programName, n, firstOf(r.Unknown, shownNames))
	}
}

// shownNames is how many names a summary shows, shownBytes how much of each.
const (
	shownNames = 5
	shownBytes = 80
)

// firstOf is the first names of a list, made printable.
func firstOf(names []string, most int) string {
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		if len(name) > shownBytes {
			name = strings.ToValidUTF8(name[:shownBytes], "") + "..."
		}
		shown = append(shown, report.Printable(name))
	}
	if len(names) > most {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
}

// mappingJSON is the file of --map.
type mappingJSON struct {
	SchemaVersion int            `json:"schema_version"`
	Entries       []redact.Entry `json:"entries"`
}

// writeMapping writes a file that only its owner may read, from its first byte
// on.
func writeMapping(path string, entries []redact.Entry) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return writeTo(f, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(mappingJSON{1, entries})
	})
}
