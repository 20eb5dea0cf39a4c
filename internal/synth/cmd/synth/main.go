// Command synth writes the sample exports, or one big export for benchmarks.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tmgaudit/internal/synth"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "synth:", err)
		}
		os.Exit(2)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("synth", flag.ContinueOnError)
	samples := flags.String("samples", "", "write all samples into this `folder`")
	size := flags.String("size", "1MB", "`bytes` of a big export; KB, MB and GB are powers of ten")
	newline := flags.String("newline", "lf", "line ends: lf or crlf")
	oneLine := flags.Bool("oneline", false, "no white space between elements")
	shape := flags.String("shape", "mixed", "what the bytes are spent on: list, rule or mixed")
	seed := flags.Uint64("seed", 42, "`number` that decides names and GUIDs")
	output := flags.String("o", "-", "`file` to write, - is standard output")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *samples != "" {
		return writeSamples(*samples)
	}
	o := synth.Options{Seed: *seed, Story: synth.WebAccess, OneLine: *oneLine}
	var err error
	if o.Size, err = parseSize(*size); err != nil {
		return err
	}
	if o.Newline, err = choose(*newline, map[string]synth.Newline{"lf": synth.LF, "crlf": synth.CRLF}); err != nil {
		return err
	}
	if o.Shape, err = choose(*shape, map[string]synth.Shape{"list": synth.Lists, "rule": synth.Rules, "mixed": synth.Mixed}); err != nil {
		return err
	}
	if *output == "-" {
		return synth.Write(stdout, o)
	}
	return writeFile(*output, o)
}

func choose[T any](word string, table map[string]T) (T, error) {
	v, ok := table[strings.ToLower(word)]
	if !ok {
		return v, fmt.Errorf("unknown value %q", word)
	}
	return v, nil
}

func parseSize(s string) (int64, error) {
	units := []struct {
		suffix string
		factor int64
	}{{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"", 1}}
	for _, u := range units {
		if digits, ok := strings.CutSuffix(strings.ToUpper(s), u.suffix); ok {
			n, err := strconv.ParseInt(digits, 10, 64)
			if err != nil || n <= 0 || n > 1<<40/u.factor {
				return 0, fmt.Errorf("size %q is not a number of bytes", s)
			}
			return n * u.factor, nil
		}
	}
	panic("synth: the empty suffix matches every size")
}

func writeSamples(folder string) error {
	for _, s := range synth.Samples() {
		if err := writeFile(filepath.Join(folder, s.Name), s.Options); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(name string, o synth.Options) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(f)
	if err := errors.Join(synth.Write(buffered, o), buffered.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
