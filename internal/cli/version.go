package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// version is set by the linker for a release: -X tmgaudit/internal/cli.version=1.2.3
var version string

func versionCommand() command {
	return command{
		Command: &cli.Command{Name: "version", Usage: "print the version"},
		run: func(c *cli.Context, s streams) (int, error) {
			if c.Args().Present() {
				return 0, usagef(c, "argument %q is one too many; version takes none", c.Args().First())
			}
			_, err := fmt.Fprintln(s.out, programName, versionLine())
			return exitOK, err
		},
	}
}

// versionName is the version alone: that of the release, of the module, or
// "devel".
func versionName() string {
	if version != "" {
		return strings.TrimPrefix(version, "v")
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return strings.TrimPrefix(info.Main.Version, "v")
	}
	return "devel"
}

// versionLine is the version and what it was built of and for.
func versionLine() string {
	about := []string{runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}
	if r := revision(); r != "" {
		about = append([]string{r}, about...)
	}
	return versionName() + " (" + strings.Join(about, ", ") + ")"
}

// revision is the commit that the program was built from, "" when not known.
func revision() string {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return ""
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	r := settings["vcs.revision"]
	r = r[:min(len(r), 12)]
	if r != "" && settings["vcs.modified"] == "true" {
		r += "-dirty"
	}
	return r
}
