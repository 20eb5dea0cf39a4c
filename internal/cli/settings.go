package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/internal/config"
	"tmgaudit/report"
)

// settings are what a configuration and a baseline change in a run of lint.
type settings struct {
	config        *config.Config
	baseline      *config.Baseline // nil for none
	writeBaseline string           // "" for none
	files         []input          // the files of both, unless they are written anew
}

func settingsFlags() []cli.Flag {
	return append(configFlags(),
		&cli.StringFlag{Name: "baseline", Usage: "do not count the findings that `FILE` knows"},
		&cli.StringFlag{Name: "write-baseline", Usage: "write the findings to `FILE`, to be known from then on"},
	)
}

func configFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "config", Usage: "read settings from `FILE` instead of the nearest " + config.FileName},
		&cli.BoolFlag{Name: "no-config", DisableDefaultText: true, Usage: "read no settings"},
	}
}

// parseSettings reads the configuration and the baseline that the flags name.
func parseSettings(c *cli.Context) (s settings, err error) {
	s.writeBaseline = c.String("write-baseline")
	if s.config, err = parseConfig(c); err != nil {
		return s, err
	}
	if path := configFile(c); path != "" {
		s.files = append(s.files, input{path: path})
	}
	if path := c.String("baseline"); path != "" {
		if s.writeBaseline == "" || pathKey(path) != pathKey(s.writeBaseline) {
			s.files = append(s.files, input{path: path})
		}
		s.baseline, err = readBaseline(c, path)
	}
	return s, err
}

// parseConfig reads the configuration that the flags name, or the nearest.
func parseConfig(c *cli.Context) (*config.Config, error) {
	if c.String("config") != "" && c.Bool("no-config") {
		return nil, usagef(c, "--config and --no-config exclude each other")
	}
	if path := configFile(c); path != "" {
		return readConfig(c, path)
	}
	return &config.Config{}, nil
}

// configFile is the file of the configuration, "" for none.
func configFile(c *cli.Context) string {
	if path := c.String("config"); path != "" || c.Bool("no-config") {
		return path
	}
	path, _ := nearestConfig()
	return path
}

func readConfig(c *cli.Context, path string) (*config.Config, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef(c, "configuration %s: %v", path, readError(err))
	}
	read, err := config.Parse(path, source)
	return read, configError(c, err)
}

// configError is an error of the configuration with all its lines.
func configError(c *cli.Context, err error) error {
	var bad *config.Error
	if !errors.As(err, &bad) {
		return err
	}
	lines := bad.Lines()
	return usageError{c.Command.Name, lines[0], lines[1:]}
}

// stopped is an error where checks of the user could not do their work: what they
// would have found is not known.
func stopped(c *cli.Context, read *config.Config) error { return configError(c, read.Stopped()) }

func readBaseline(c *cli.Context, path string) (*config.Baseline, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef(c, "baseline %s: %v", path, readError(err))
	}
	read, err := config.ParseBaseline(path, source)
	if err != nil {
		return nil, usagef(c, "%v", err)
	}
	return read, nil
}

// nearestConfig looks for a configuration in the current directory and above.
func nearestConfig() (string, bool) {
	dir, err := os.Getwd()
	for err == nil {
		path := filepath.Join(dir, config.FileName)
		if info, statErr := os.Stat(path); statErr == nil && info.Mode().IsRegular() {
			return path, true
		}
		above := filepath.Dir(dir)
		if above == dir {
			break
		}
		dir = above
	}
	return "", false
}

// acceptance is what is done to the findings of a run before they count.
type acceptance struct {
	settings
	filter     *config.Filter
	known      *config.Known    // nil without a baseline
	fresh      *config.Baseline // what is to be known from now on; nil when that is not wanted
	ran        []*checks.Check
	complete   bool // every input could be read
	suppressed int
}

// accept starts a run of some checks.
func (s settings) accept(today time.Time, ran []*checks.Check) *acceptance {
	a := &acceptance{settings: s, filter: s.config.NewFilter(today, ran), ran: ran, complete: true}
	if s.baseline != nil {
		a.known = s.baseline.Known()
	}
	if s.writeBaseline != "" {
		a.fresh = config.NewBaseline()
	}
	return a
}

// file takes suppressed and known findings out of a file.
func (a *acceptance) file(f *report.File) {
	a.complete = a.complete && f.Doc != nil
	var n int
	f.Findings, n = a.filter.Apply(f.Findings)
	a.suppressed += n
	if a.fresh != nil {
		a.fresh.Add(f.Findings) // with those that the old baseline knows
	}
	if a.known != nil {
		f.Findings, n = a.known.Apply(f.Findings)
		a.suppressed += n
	}
}

// conclude writes the baseline, and says on w what the suppressions and the old
// baseline turned out to be.
func (a *acceptance) conclude(w io.Writer) error {
	notes := a.filter.Notes()
	if a.known != nil && a.complete {
		notes = append(notes, a.known.Gone(a.ran)...)
	}
	for _, note := range notes {
		fmt.Fprintf(w, "%s: %s\n", programName, report.Printable(note))
	}
	if a.fresh == nil {
		return nil
	}
	b, err := a.fresh.JSON()
	if err != nil {
		return err
	}
	return writeFile(a.writeBaseline, put(b))
}

func configCommand() command {
	return command{
		Command: &cli.Command{
			Name:        "config",
			Usage:       "write a configuration to start from",
			ArgsUsage:   "init",
			Description: "config init writes " + config.FileName + " into the current directory. lint reads the nearest one, in the current directory or above.",
			Flags:       []cli.Flag{&cli.StringFlag{Name: "output-file", Aliases: []string{"o"}, Usage: "write to `FILE` instead of " + config.FileName + ", - for standard output"}},
		},
		run: func(c *cli.Context, s streams) (int, error) {
			if c.Args().Len() != 1 || c.Args().First() != "init" {
				return 0, usagef(c, "expected config init")
			}
			path := c.String("output-file")
			switch path {
			case "":
				path = config.FileName
			case "-":
				_, err := io.WriteString(s.out, config.Example)
				return exitOK, err
			}
			if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
				return 0, fmt.Errorf("%s exists; edit it, or move it away", path)
			}
			return exitOK, writeFile(path, put([]byte(config.Example)))
		},
	}
}
