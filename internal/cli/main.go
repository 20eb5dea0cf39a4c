// Package cli is the command line: flags, files, streams and exit codes. It is
// the only package that knows them; what it calls are functions on values.
//
// urfave/cli declares and parses the flags. What it does in its own way, and a
// user of other tools would not expect, is done here: the order of arguments,
// usage errors, exit codes, completion.
package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"tmgaudit/internal/lazy"
	"tmgaudit/report"
)

const programName = "tmgaudit"

// Exit codes of the program.
const (
	exitOK       = 0 // nothing to report
	exitFindings = 1 // findings at or above --fail-on
	exitUsage    = 2 // wrong usage
	exitIO       = 3 // an input could not be read, or an output not be written; all others were processed
	exitFault    = 4 // a fault of the program
)

// Main runs the program and returns its exit code. args[0] is its name. Results
// go to stdout, everything else to stderr. Where several codes apply, an
// unreadable input (3) comes before findings (1): the result is not complete.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	defer giveRoom()()
	return run(commands(), args, streams{stdin, stdout, stderr})
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// command is a command of the program: what urfave/cli knows of it, and what it
// does. run returns an exit code; an error is reported and decides itself.
type command struct {
	*cli.Command
	run func(*cli.Context, streams) (int, error)
}

// commands are all commands, in the order in which the help lists them. A new
// command is entered here.
func commands() []command {
	return []command{
		lintCommand(),
		fixCommand(),
		compareCommand(),
		reportCommand(),
		explainCommand(),
		simulateCommand(),
		traceCommand(),
		queryCommand(),
		redactCommand(),
		checksCommand(),
		configCommand(),
		completionCommand(),
		versionCommand(),
		completeCommand(),
	}
}

// run finds the command that args name and runs it.
func run(list []command, args []string, s streams) (code int) {
	defer func() {
		if p := recover(); p != nil {
			code = reportFault(s.err, args, p)
		}
	}()
	help := bufio.NewWriter(s.out) // it is written in small pieces
	defer help.Flush()
	app := newApp(list, s, help, &code)
	if len(args) < 2 {
		app.Setup()
		cli.HelpPrinter(s.err, cli.AppHelpTemplate, app)
		return exitUsage
	}
	ordered, err := arrange(list, args)
	if err == nil {
		err = app.Run(ordered)
	}
	if err != nil {
		return reportError(s.err, err)
	}
	return code
}

// newApp declares the program to urfave/cli, which writes its help. Running it sets code.
func newApp(list []command, s streams, help io.Writer, code *int) *cli.App {
	app := &cli.App{
		Name:            programName,
		HelpName:        programName,
		Usage:           "audit configuration exports of ISA Server and Forefront TMG",
		UsageText:       programName + " COMMAND [flags] [arguments]",
		Description:     "Run '" + programName + " help COMMAND' for the flags of a command.",
		Writer:          help,
		ErrWriter:       s.err,
		HideVersion:     true,
		HideHelpCommand: true,
		ExitErrHandler:  func(*cli.Context, error) {}, // else it ends the process
		OnUsageError:    onUsageError,
	}
	for _, c := range list {
		c.HideHelpCommand = true // else an argument "help" is taken for a subcommand
		c.OnUsageError = onUsageError
		c.Action = func(ctx *cli.Context) error {
			var err error
			*code, err = c.run(ctx, s)
			return err
		}
		app.Commands = append(app.Commands, c.Command)
	}
	return app
}

func onUsageError(c *cli.Context, err error, _ bool) error {
	msg := err.Error()
	if parts := badNumber().FindStringSubmatch(msg); parts != nil {
		msg = fmt.Sprintf("--%s %s is no number", parts[2], parts[1])
	}
	return usageError{command: c.Command.Name, msg: msg}
}

// badNumber is what package flag says of one, in its own form of flags.
var badNumber = lazy.Regexp(`^invalid value (".*") for flag -(\S+): parse error$`)

// usageError is a mistake in the command line.
type usageError struct {
	command string // "" when no command is known
	msg     string
	more    []string // lines below it
}

func (e usageError) Error() string { return e.msg }

func (e usageError) hint() string {
	if e.command == "" {
		return "run '" + programName + " --help'"
	}
	return "run '" + programName + " " + e.command + " --help'"
}

// usagef is a mistake in the arguments of a command.
func usagef(c *cli.Context, format string, args ...any) error {
	return usageError{command: c.Command.Name, msg: fmt.Sprintf(format, args...)}
}

// reportError says what went wrong and returns the exit code for it.
func reportError(w io.Writer, err error) int {
	fmt.Fprintf(w, "%s: %s\n", programName, report.Printable(err.Error()))
	var usage usageError
	if errors.As(err, &usage) {
		for _, line := range usage.more {
			fmt.Fprintln(w, report.Printable(line))
		}
		fmt.Fprintln(w, usage.hint())
		return exitUsage
	}
	return exitIO
}
