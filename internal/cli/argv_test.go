package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

// sampleCommands are two commands with every kind of flag that the program has.
func sampleCommands(act func(*cli.Context, streams) (int, error)) []command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format"},
		&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}},
		&cli.GenericFlag{Name: "select", Value: new(list)},
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}},
	}
	return []command{
		{&cli.Command{Name: "lint", Flags: flags}, act},
		{&cli.Command{Name: "version"}, act},
	}
}

func TestArrange(t *testing.T) {
	tests := []struct{ in, want, reason string }{
		{"lint a", "lint -- a", "nothing to move"},
		{"lint a --format x b", "lint --format x -- a b", "flags after files, with their values"},
		{"lint a --format=x", "lint --format=x -- a", "an inline value brings no second word along"},
		{"lint a -q b", "lint -q -- a b", "a switch takes no value"},
		{"lint a --quiet=false b", "lint --quiet=false -- a b", "a switch may have an inline one"},
		{"lint --format -- a", "lint --format -- -- a", "a value may look like anything, as in getopt"},
		{"lint --select a --select b c", "lint --select a --select b -- c", "order of repeated flags"},
		{"lint - -q", "lint -q -- -", "- is an argument"},
		{"lint -- -q --format", "lint -- -q --format", "after -- nothing is a flag"},
		{"lint a -- -q", "lint -- a -q", "-- itself goes"},
		{"lint -o x a", "lint -o x -- a", "short flags"},
		{"lint a -h", "lint --help", "help wins"},
		{"lint help", "lint -- help", "a file may be called help"},
		{"help lint", "lint --help", "help as a command"},
		{"help", "--help", ""},
		{"-h", "--help", ""},
		{"--version", "version --", ""},
	}
	for _, tt := range tests {
		got, err := arrange(sampleCommands(nil), append([]string{"tmgaudit"}, strings.Fields(tt.in)...))
		if err != nil {
			t.Errorf("%s: %v (%s)", tt.in, err, tt.reason)
			continue
		}
		if diff := cmp.Diff(strings.Fields("tmgaudit "+tt.want), got); diff != "" {
			t.Errorf("%s (%s): -want +got\n%s", tt.in, tt.reason, diff)
		}
	}
}

func TestArrangeErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"lint --formt x", "flag --formt is unknown (did you mean --format?)"},
		{"lint --formt=x", "flag --formt is unknown (did you mean --format?)"},
		{"lint a --format", "flag --format needs a value"},
		{"lint -z", "flag -z is unknown"},
		{"lin a", `command "lin" is unknown (did you mean lint?)`},
		{"help lin", `command "lin" is unknown (did you mean lint?)`},
		{"-q lint", `"-q" stands before the command`},
		{"a.xml", "to audit a file: tmgaudit lint a.xml"},
	}
	for _, tt := range tests {
		_, err := arrange(sampleCommands(nil), append([]string{"tmgaudit"}, strings.Fields(tt.in)...))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v; expected one with %q", tt.in, err, tt.want)
		}
	}
}

// What arrange makes must mean the same to the library.
func TestLibraryReadsArranged(t *testing.T) {
	var format string
	var selected, operands []string
	act := func(c *cli.Context, s streams) (int, error) {
		format, selected, operands = c.String("format"), values(c, "select"), c.Args().Slice()
		return 7, nil
	}
	args := []string{"tmgaudit", "lint", "help", "--select", "a,b", "format", "--format", "--quiet", "--select=c", "--", "-q"}
	var out, errs bytes.Buffer
	code := run(sampleCommands(act), args, streams{nil, &out, &errs})
	if code != 7 || format != "--quiet" || out.Len()+errs.Len() > 0 {
		t.Errorf("exit code %d, format %q, output %q %q", code, format, out.String(), errs.String())
	}
	if diff := cmp.Diff([]string{"a,b", "c"}, selected); diff != "" {
		t.Error("values of --select: -want +got\n", diff)
	}
	if diff := cmp.Diff([]string{"help", "format", "-q"}, operands); diff != "" {
		t.Error("operands: -want +got\n", diff)
	}
}
