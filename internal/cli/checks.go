package cli

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/internal/config"
	"tmgaudit/report"
)

// checklists writes the list of checks, by format.
var checklists = map[string]func(io.Writer, []*checks.Check) error{
	"text":     report.ChecklistText,
	"json":     report.ChecklistAsJSON,
	"markdown": report.ChecklistMarkdown,
}

var checklistFormats = []string{"text", "json", "markdown"}

func checksCommand() command {
	return command{
		Command: &cli.Command{
			Name:        "checks",
			Usage:       "list what is looked for",
			Description: "The list can be narrowed by family and severity. Checks of your own, in " + config.FileName + ", are among them. 'tmgaudit explain CODE' tells all about one of the others.",
			Flags: append(configFlags(), []cli.Flag{
				&cli.StringFlag{Name: "family", Usage: "only checks of `FAMILY`: " + strings.Join(familyNames(), ", ") + ", or its letter"},
				&cli.StringFlag{Name: "severity", Usage: "only checks of `SEVERITY`: " + strings.Join(checks.Severities(), ", ")},
				formatFlag(checklistFormats),
				outputFileFlag(),
			}...),
		},
		run: runChecks,
	}
}

func runChecks(c *cli.Context, s streams) (int, error) {
	if c.Args().Present() {
		return 0, usagef(c, "argument %q is one too many; checks takes flags only", c.Args().First())
	}
	format, err := oneFormat(c, checklistFormats)
	if err != nil {
		return 0, err
	}
	read, err := parseConfig(c)
	if err != nil {
		return 0, err
	}
	list, err := narrow(c, read.Checks())
	if err != nil {
		return 0, err
	}
	return exitOK, writeResult(c, s, func(w io.Writer) error { return checklists[format](w, list) })
}

// narrow keeps the checks of the family and severity that the flags name.
func narrow(c *cli.Context, list []*checks.Check) ([]*checks.Check, error) {
	family, severity := c.String("family"), c.String("severity")
	if family != "" && !isFamily(family) {
		return nil, usagef(c, "family %q is unknown%s; expected one of %s", family, didYouMean(family, familyNames()), strings.Join(familyNames(), ", "))
	}
	if severity != "" {
		if _, err := checks.ParseSeverity(severity); err != nil {
			return nil, usagef(c, "%v", err)
		}
	}
	var kept []*checks.Check
	for _, check := range list {
		if (family == "" || ofFamily(check.Family(), family)) && (severity == "" || strings.EqualFold(check.Severity.String(), severity)) {
			kept = append(kept, check)
		}
	}
	return kept, nil
}

func familyNames() []string {
	var names []string
	for _, f := range checks.Families {
		names = append(names, f.Name)
	}
	return names
}

func isFamily(name string) bool {
	for _, f := range checks.Families {
		if ofFamily(f, name) {
			return true
		}
	}
	return false
}

// ofFamily reports whether name is the family's name or letter.
func ofFamily(f checks.Family, name string) bool {
	return strings.EqualFold(f.Name, name) || strings.EqualFold(string(f.Letter), name)
}
