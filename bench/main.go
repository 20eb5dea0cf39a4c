// Command bench measures the program beside others that read the same files:
// xmllint, GNU diff, etree and encoding/xml. It makes the files, builds the
// program, runs all of them in turn as processes of their own, and writes medians
// as Markdown. It judges nothing: times depend on the machine, and what counts
// are ratios within one run.
//
//	go run ./bench -out docs/performance.md
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tmgaudit/internal/build"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		os.Exit(2)
	}
}

// options is what the command line asks for.
type options struct {
	sizes    []size
	variants size
	starts   int
	shape    string
	newline  string
	oneLine  bool
	out      string
	program  string
	dir      string
}

func run(args []string) error {
	if len(args) == 3 && args[0] == "-read" {
		return readAs(args[1], args[2])
	}
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o.dir == "" {
		if o.dir, err = os.MkdirTemp("", "tmgaudit-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(o.dir)
	}
	if o.program == "" {
		o.program = filepath.Join(o.dir, "tmgaudit")
		here := build.Target{OS: runtime.GOOS, Arch: runtime.GOARCH}
		if err := build.Program(build.Options{Target: here, Version: "bench", Out: o.program}); err != nil {
			return err
		}
	}
	page, err := measure(o)
	if err != nil {
		return err
	}
	if o.out == "" {
		_, err = os.Stdout.WriteString(page)
		return err
	}
	return place(o.out, page)
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	sizes := flags.String("sizes", "1,20,200:3", "megabytes of the files, with `SIZE:ROUNDS` where the rounds differ")
	rounds := flags.Int("rounds", 5, "how often each command runs")
	variants := flags.String("variants", "20", "megabytes of the files of each shape and line end, 0 for none")
	flags.IntVar(&o.starts, "starts", 21, "how often the program is started for nothing but its help")
	flags.StringVar(&o.shape, "shape", "mixed", "what the files are full of: list, rule or mixed")
	flags.StringVar(&o.newline, "newline", "crlf", "line ends: lf or crlf")
	flags.BoolVar(&o.oneLine, "oneline", false, "no white space between elements")
	flags.StringVar(&o.out, "out", "", "write the figures into the marked part of this `page`, not to standard output")
	flags.StringVar(&o.program, "program", "", "measure this `executable` instead of building one")
	flags.StringVar(&o.dir, "dir", "", "keep the files in this `folder`")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if *rounds < 1 || o.starts < 0 {
		return o, fmt.Errorf("%d rounds and %d starts; expected at least one round", *rounds, o.starts)
	}
	if o.sizes, err = parseSizes(*sizes, *rounds); err != nil {
		return o, err
	}
	if *variants != "0" {
		all, err := parseSizes(*variants, *rounds)
		if err != nil || len(all) != 1 {
			return o, fmt.Errorf("-variants %q is not one size", *variants)
		}
		o.variants = all[0]
	}
	_, err = o.content(1)
	return o, err
}

// The figures stand between these lines of a page; all else is written by hand.
const (
	pageStart = "<!-- made by go run ./bench -->\n"
	pageEnd   = "<!-- end -->\n"
)

// place puts the figures into a page.
func place(path, figures string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(page), pageStart)
	_, after, closed := strings.Cut(rest, pageEnd)
	if !ok || !closed {
		return fmt.Errorf("%s has no lines %q and %q; put them where the figures belong", path, strings.TrimSpace(pageStart), strings.TrimSpace(pageEnd))
	}
	return os.WriteFile(path, []byte(before+pageStart+"\n"+figures+"\n"+pageEnd+after), 0o644)
}
