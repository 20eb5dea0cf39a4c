package cli

import (
	"fmt"
	"time"

	"tmgaudit/report"
)

// lintRun is a run of lint. Files go from their reader through the settings into
// every report and are then forgotten.
type lintRun struct {
	lintOptions
	streams
	accepted *acceptance
	summary  report.Summary
	progress *progress // nil where it does not show
	reports  []report.Stream
	files    []*outFile
	complain bool // the user does not see unreadable inputs in the report
}

func newLintRun(o lintOptions, s streams) *lintRun {
	return &lintRun{
		lintOptions: o,
		streams:     s,
		accepted:    o.settings.accept(time.Now(), o.checks),
		complain:    o.outFile != "" || !o.format.Human || !isTerminal(s.out),
	}
}

// run lints the inputs into the outputs and, where no file takes the first report,
// onto standard output. Files are put in their places when all are whole.
func (r *lintRun) run(inputs []input, outputs []fileOf[report.Format]) (err error) {
	defer func() {
		for _, f := range r.files {
			f.discard()
		}
	}()
	if err := r.open(outputs); err != nil {
		return err
	}
	if !r.quiet && isTerminal(r.err) {
		r.progress = startProgress(r.err, len(inputs))
		defer r.progress.finish() // also when a worker panics
	}
	read := func(in input) report.File { return lintFile(in, r.checks, r.target, r.in) }
	err = eachFile(inputs, read, r.add)
	r.progress.finish()
	if err != nil {
		return err
	}
	return r.close()
}

func (r *lintRun) open(outputs []fileOf[report.Format]) error {
	head := report.Run{Version: versionName(), Checks: r.checks}
	for _, o := range outputs {
		f, err := newOutFile(o.path, newMode)
		if err != nil {
			return err
		}
		r.files = append(r.files, f)
		r.reports = append(r.reports, o.format.Open(f, head, report.Options{})) // without colour
	}
	if r.outFile == "" {
		r.reports = append(r.reports, r.format.Open(aboveLine{r}, head, terminalOptions(r.lintOptions, r.out)))
	}
	return nil
}

// aboveLine writes to standard output where the line of progress may stand.
type aboveLine struct{ r *lintRun }

func (a aboveLine) Write(p []byte) (n int, err error) {
	if len(p) == 0 || !isTerminal(a.r.out) {
		return a.r.out.Write(p)
	}
	a.r.progress.above(func() { n, err = a.r.out.Write(p) })
	return n, err
}

// add takes one file.
func (r *lintRun) add(f *report.File) error {
	r.accepted.file(f)
	r.summary.Add(f)
	if f.Err != nil && r.complain {
		r.progress.above(func() { fmt.Fprintf(r.err, "%s: %s\n", programName, f.Err.Line(f.Path)) })
	}
	for _, s := range r.reports {
		if err := s.Add(f); err != nil {
			return err
		}
	}
	r.progress.step()
	return nil
}

// close writes what is left and puts the files in their places.
func (r *lintRun) close() error {
	r.summary.Suppressed = r.accepted.suppressed
	for _, s := range r.reports {
		if err := s.Close(r.summary); err != nil {
			return err
		}
	}
	for len(r.files) > 0 {
		f := r.files[0]
		r.files = r.files[1:]
		if err := f.commit(); err != nil {
			return err
		}
	}
	return r.accepted.conclude(r.err)
}

func (r *lintRun) exit() int {
	switch {
	case r.summary.Unreadable > 0:
		return exitIO
	case r.summary.AtLeast(r.failOn) > 0:
		return exitFindings
	}
	return exitOK
}
