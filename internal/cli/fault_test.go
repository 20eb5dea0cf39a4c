package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/report"
)

func TestPanicIsAFault(t *testing.T) {
	var errs bytes.Buffer
	act := func(*cli.Context, streams) (int, error) { panic("table \x1b[2J broken") }
	code := run(sampleCommands(act), []string{"tmgaudit", "lint", "a.xml"}, streams{nil, &bytes.Buffer{}, &errs})
	if code != exitFault {
		t.Errorf("exit code %d; expected %d", code, exitFault)
	}
	for _, want := range []string{`internal error: table \x1b[2J broken`, "Please report it", "version: ", "command: tmgaudit lint a.xml", "fault_test.go:"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("message lacks %q:\n%s", want, errs.String())
		}
	}
}

// A panic in a worker would end the process without a word from us.
func TestPanicInWorkerIsAFault(t *testing.T) {
	var errs bytes.Buffer
	broken := &checks.Check{Code: "C999", Run: func(*checks.Pass) { panic("no such row") }}
	act := func(_ *cli.Context, s streams) (int, error) {
		read := func(in input) report.File { return lintFile(in, []*checks.Check{broken}, nil, s.in) }
		eachFile([]input{{path: "testdata/exports/clean.xml"}, {path: "missing"}}, read, func(*report.File) error { return nil })
		return exitOK, nil
	}
	code := run(sampleCommands(act), []string{"tmgaudit", "lint"}, streams{nil, &bytes.Buffer{}, &errs})
	if code != exitFault {
		t.Errorf("exit code %d; expected %d", code, exitFault)
	}
	if strings.Count(errs.String(), "\n") > 20 || strings.Contains(errs.String(), `\n`) {
		t.Errorf("message is not short:\n%s", errs.String())
	}
	if _, at, _ := strings.Cut(errs.String(), "  at:"); !strings.Contains(strings.SplitN(at, "\n", 2)[0], "fault_test.go:") {
		t.Errorf("the place is not named first:\n%s", errs.String())
	}
	for _, want := range []string{"no such row\n", "input:   testdata/exports/clean.xml"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("message lacks %q:\n%s", want, errs.String())
		}
	}
}

func TestErrorsDecideTheExitCode(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{usageError{command: "lint", msg: "wrong"}, exitUsage},
		{errors.New("disk full"), exitIO},
		{nil, exitFindings},
	}
	for _, tt := range tests {
		var out, errs bytes.Buffer
		act := func(*cli.Context, streams) (int, error) { return exitFindings, tt.err }
		code := run(sampleCommands(act), []string{"tmgaudit", "lint", "x"}, streams{nil, &out, &errs})
		if code != tt.want || out.Len() > 0 {
			t.Errorf("%v: exit code %d, standard output %q; expected %d and none", tt.err, code, out.String(), tt.want)
		}
	}
}

// A broken pipe or a full disk must not look like success.
func TestStandardOutputFails(t *testing.T) {
	var errs bytes.Buffer
	for _, format := range lintFormats.names() {
		code := Main([]string{"tmgaudit", "lint", "--format", format, "testdata/exports/founding.xml"}, nil, full{}, &errs)
		if code != exitIO {
			t.Errorf("%s: exit code %d; expected %d", format, code, exitIO)
		}
	}
	if !strings.Contains(errs.String(), "write report: disk full") {
		t.Errorf("standard error is %q", errs.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }
