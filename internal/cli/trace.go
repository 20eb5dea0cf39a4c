package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/policy"
	"tmgaudit/report"
	"tmgaudit/schema"
	captures "tmgaudit/trace" // "trace" is a function here
)

// traceOptions is what the command line of trace asks for.
type traceOptions struct {
	inputs  []string // captures, globs and "-"
	exports []string // configurations, of the firewall or of IIS
	failOn  checks.Severity
	format  report.TraceFormat
	outFile string // "" for standard output
	outputs []fileOf[report.TraceFormat]
	colour  string
	quiet   bool
}

func traceCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "trace",
			Usage:     "say what happened to authentication in a network capture or log",
			ArgsUsage: "CAPTURE...",
			Description: `CAPTURE is a HAR file, a pcap or pcapng capture, HTTP messages as text, or a
W3C log of IIS or of the ISA/TMG web proxy; its content decides. - is standard
input. TLS stays closed. Passwords, tickets, responses and cookies are never shown.

With --config-export, the suspects of each verdict are looked for in an export of
the firewall's configuration, in the network of the client; the network, listener
and rules that served the client are named. The applicationHost.config or
MetaBase.xml of a web server is read as well; the same words mean other things
there.

Exit codes: 0 nothing wrong was found, 1 a fault at or above --fail-on, 2 wrong
usage, 3 an input could not be read or an output not be written (everything else
was done), 4 a fault of the program.`,
			Flags: traceFlags(),
		},
		run: func(c *cli.Context, s streams) (int, error) {
			o, err := parseTrace(c)
			if err != nil {
				return 0, err
			}
			return runTrace(c, o, s)
		},
	}
}

func traceFlags() []cli.Flag {
	return []cli.Flag{
		&cli.GenericFlag{Name: "config-export", Aliases: []string{"export"}, Value: new(list), Usage: "look for the suspects in `FILE`: an export, or a configuration of IIS (repeatable)"},
		formatFlag(traceFormats.names()),
		outputFileFlag(),
		&cli.GenericFlag{Name: "output", Value: new(list), Usage: "write another report, `FORMAT=FILE` (repeatable)"},
		&cli.StringFlag{Name: "fail-on", Value: "low", Usage: "exit with 1 for faults of `SEVERITY` or worse: " + strings.Join(checks.Severities(), ", ") + ", never"},
		colourFlag(),
		&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, DisableDefaultText: true, Usage: "print no summary"},
	}
}

func parseTrace(c *cli.Context) (o traceOptions, err error) {
	o = traceOptions{inputs: c.Args().Slice(), exports: values(c, "config-export"), outFile: outputFile(c), quiet: c.Bool("quiet")}
	all := slices.Concat(o.inputs, o.exports)
	i := slices.Index(all, "-")
	switch {
	case len(o.inputs) == 0:
		return o, usagef(c, "no CAPTURE is named; name captures or logs, or - for standard input")
	case slices.Contains(all, ""):
		return o, usagef(c, "a file is an empty name")
	case i >= 0 && slices.Contains(all[i+1:], "-"):
		return o, usagef(c, "standard input is named twice; it can be read once")
	}
	if o.format, err = traceFormats.chosen(c); err != nil {
		return o, err
	}
	if o.outputs, err = traceFormats.outputs(c); err != nil {
		return o, err
	}
	if o.failOn, err = parseFailOn(c, ""); err != nil {
		return o, err
	}
	o.colour, err = parseColour(c)
	return o, err
}

// runTrace reads the captures and the configurations, writes the reports and says
// how it went.
func runTrace(c *cli.Context, o traceOptions, s streams) (int, error) {
	recorded, configs := captureInputs(o.inputs), expand(o.exports)
	outputs := o.outputs
	if o.outFile != "" {
		outputs = append([]fileOf[report.TraceFormat]{{o.format, o.outFile}}, outputs...)
	}
	if err := checkOutputs(c, pathsOf(outputs), slices.Concat(recorded, configs)); err != nil {
		return 0, err
	}
	r := report.Trace{Version: versionName(), Policies: map[*schema.Document][]*policy.Model{}}
	for _, in := range recorded {
		r.Captures = append(r.Captures, traceFile(in, s.in))
	}
	for _, in := range configs {
		addConfig(&r, in, s.in)
	}
	if err := writeTrace(r, o, outputs, s.out); err != nil {
		return 0, fmt.Errorf("write report: %w", err)
	}
	if o.outFile != "" || !o.format.Human || !isTerminal(s.out) {
		complainTrace(s.err, r)
	}
	switch summary := r.Summary(); {
	case summary.Unreadable > 0:
		return exitIO, nil
	case summary.AtLeast(o.failOn) > 0:
		return exitFindings, nil
	}
	return exitOK, nil
}

// captureInputs finds the captures that the arguments name. A directory is none:
// what is in it does not show by the names of the files.
func captureInputs(args []string) []input {
	var all []input
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			all = append(all, input{path: arg, err: fmt.Errorf("this is a directory; name the captures in it, for example with a glob")})
			continue
		}
		all = append(all, expand([]string{arg})...)
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(in input) bool {
		key := pathKey(in.path)
		again := seen[key] && in.err == nil
		seen[key] = true
		return again
	})
}

// traceFile reads one capture. A panic is raised again with the name of the file.
func traceFile(in input, stdin io.Reader) report.TraceCapture {
	var f *fault
	result := report.TraceCapture{Path: in.path}
	func() {
		defer catch(in.path, &f)
		capture, err := readCapture(in, stdin)
		if err != nil {
			result.Err = err.Error()
			return
		}
		result.Capture, result.Verdicts = capture, captures.Judge(capture)
	}()
	if f != nil {
		panic(f)
	}
	return result
}

// readCapture reads a capture as a stream, whatever its size.
func readCapture(in input, stdin io.Reader) (*captures.Capture, error) {
	f, err := openInput(in, stdin)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return captures.Read(f)
}

func openInput(in input, stdin io.Reader) (io.ReadCloser, error) {
	switch {
	case in.err != nil:
		return nil, in.err
	case in.member != nil:
		disk, err := in.bytes(stdin)
		return io.NopCloser(bytes.NewReader(disk)), err
	case in.path == "-":
		return io.NopCloser(stdin), nil
	}
	f, err := os.Open(in.path)
	if err != nil {
		return nil, readError(err)
	}
	if info, err := f.Stat(); err == nil && isDevice(info) {
		f.Close()
		return nil, errDevice
	}
	return f, nil
}

// maxServerConfig bounds a configuration of IIS, in bytes.
const maxServerConfig = 64 << 20

// addConfig reads a configuration, of IIS or of the firewall by its content, and
// runs the checks over the latter.
func addConfig(r *report.Trace, in input, stdin io.Reader) {
	disk, err := in.bytes(stdin)
	if err == nil && captures.IsIISConfig(disk[:min(len(disk), 4<<10)]) {
		r.Servers = append(r.Servers, serverConfig(in.path, disk))
		return
	}
	f := lintBytes(in.path, disk, err, checks.All(), nil)
	if f.Doc != nil {
		r.Policies[f.Doc] = policy.New(f.Doc)
	}
	r.Exports = append(r.Exports, f)
}

func serverConfig(path string, disk []byte) report.TraceIIS {
	s := report.TraceIIS{Path: path}
	err := tooLarge(int64(len(disk)), maxServerConfig, "no configuration of IIS")
	if err == nil {
		s.Config, err = captures.ReadIISConfig(disk)
	}
	if err != nil {
		s.Err = err.Error()
	}
	return s
}

// writeTrace writes the reports to files, which carry no colour, then that to
// standard output.
func writeTrace(r report.Trace, o traceOptions, outputs []fileOf[report.TraceFormat], stdout io.Writer) error {
	for _, out := range outputs {
		err := writeFile(out.path, func(w io.Writer) error { return out.format.Write(w, r, report.Options{Quiet: o.quiet}) })
		if err != nil {
			return err
		}
	}
	if o.outFile != "" {
		return nil
	}
	return o.format.Write(stdout, r, report.Options{Color: coloured(o.colour, stdout, os.Getenv), Width: width(stdout), Quiet: o.quiet})
}

// complainTrace names the unreadable inputs where the user would not see them in
// the report.
func complainTrace(w io.Writer, r report.Trace) {
	for _, c := range r.Captures {
		if c.Capture == nil {
			fmt.Fprintf(w, "%s: %s: error: %s\n", programName, report.Printable(c.Path), report.Printable(c.Err))
		}
	}
	for i := range r.Exports {
		if f := &r.Exports[i]; f.Err != nil {
			fmt.Fprintf(w, "%s: %s\n", programName, f.Err.Line(f.Path))
		}
	}
	for _, s := range r.Servers {
		if s.Config == nil {
			fmt.Fprintf(w, "%s: %s: error: %s\n", programName, report.Printable(s.Path), report.Printable(s.Err))
		}
	}
}
