package cli

import (
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/schema"
)

// targetFlags ask for the pre-flight of an import.
func targetFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "target", Usage: "say what an import to `RELEASE` would refuse or lose, with a checklist: " + strings.Join(checks.ReleaseNames(), ", ")},
		&cli.StringFlag{Name: "target-scope", Usage: "the import is started at this `LEVEL`: " + strings.Join(checks.ScopeNames, ", ")},
		&cli.StringFlag{Name: "target-data", Usage: "the import asks for this optional `DATA`: none, or a list of " + strings.Join(checks.OptionalDataNames, ", ")},
		&cli.StringFlag{Name: "target-export", Usage: "`FILE` is the target's own export, to be compared with"},
	}
}

// parseTarget is the target that the flags name, nil for none. The target's export
// is read here: without it nothing can be said.
func parseTarget(c *cli.Context, s streams) (*checks.Target, error) {
	wanted := checks.Import{Target: c.String("target"), Scope: c.String("target-scope"), Data: c.String("target-data"), Export: c.String("target-export")}
	switch {
	case wanted == checks.Import{}:
		return nil, nil
	case wanted.Target == "":
		return nil, usagef(c, "no --target is named, which the other --target flags speak of; expected one of %s", strings.Join(checks.ReleaseNames(), ", "))
	case c.Bool("defaults"):
		return nil, usagef(c, "--defaults and --target exclude each other")
	}
	var missing error
	target, err := wanted.Resolve(func(path string) (*schema.Document, error) {
		doc, unreadable := readDocument(single(path), s.in)
		if unreadable != nil {
			missing = errors.New(unreadable.Line(path))
		}
		return doc, missing
	})
	switch {
	case missing != nil:
		return nil, missing
	case err != nil:
		return nil, usagef(c, "%v", err)
	}
	return target, nil
}
