package cli

import (
	"embed"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/checks"
	"tmgaudit/internal/config"
	"tmgaudit/inventory"
)

// The scripts ask the hidden command "complete" for the words that may follow.
// It gets the words typed so far, the last one perhaps empty, and prints one
// candidate a line; none means file names.
//
//go:embed completion
var scripts embed.FS

var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand() command {
	return command{
		Command: &cli.Command{
			Name:      "completion",
			Usage:     "print a script that completes commands and flags in a shell",
			ArgsUsage: "SHELL",
			Description: `SHELL is ` + strings.Join(shells, ", ") + `. To use it now and in every new shell:

bash:        tmgaudit completion bash > ~/.local/share/bash-completion/completions/tmgaudit
zsh:         tmgaudit completion zsh > "${fpath[1]}/_tmgaudit"
fish:        tmgaudit completion fish > ~/.config/fish/completions/tmgaudit.fish
powershell:  tmgaudit completion powershell | Out-String | Invoke-Expression   (in $PROFILE)`,
		},
		run: func(c *cli.Context, s streams) (int, error) {
			if c.NArg() != 1 {
				return 0, usagef(c, "completion takes one SHELL; expected one of %s", strings.Join(shells, ", "))
			}
			shell := c.Args().First()
			if !slices.Contains(shells, shell) {
				return 0, usagef(c, "shell %q is unknown%s; expected one of %s", shell, didYouMean(shell, shells), strings.Join(shells, ", "))
			}
			script, err := scripts.ReadFile("completion/" + shell)
			if err != nil {
				panic(err)
			}
			_, err = s.out.Write(script)
			return exitOK, err
		},
	}
}

func completeCommand() command {
	return command{
		Command: &cli.Command{Name: "complete", Hidden: true, Usage: "print what may follow; for the completion scripts"},
		run: func(c *cli.Context, s streams) (int, error) {
			for _, word := range candidates(commands(), c.Args().Slice()) {
				fmt.Fprintln(s.out, word)
			}
			return exitOK, nil
		},
	}
}

// candidates are the words that may stand in place of the last of words.
func candidates(list []command, words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	last, before := words[len(words)-1], words[:len(words)-1]
	var all []string
	if len(before) == 0 {
		all = append(names(list), "help")
	} else if c, ok := find(list, before[0]); ok {
		all = c.candidates(before, last)
	} else if before[0] == "help" && len(before) == 1 {
		all = names(list)
	}
	var fitting []string
	for _, word := range all {
		if strings.HasPrefix(word, last) {
			fitting = append(fitting, word)
		}
	}
	return fitting
}

// candidates are the flags of a command, or the values of the flag before.
func (c command) candidates(before []string, last string) []string {
	takesValue := c.flags()
	flag := strings.TrimLeft(before[len(before)-1], "-")
	if takesValue[flag] && len(before) > 1 {
		return c.valuesOf(flag)
	}
	if c.Name == "completion" && len(before) == 1 {
		return shells
	}
	if !strings.HasPrefix(last, "-") {
		return nil
	}
	if name, _, ok := strings.Cut(strings.TrimLeft(last, "-"), "="); ok {
		var words []string
		for _, v := range c.valuesOf(name) {
			words = append(words, hyphens(name)+"="+v)
		}
		return words
	}
	var flags []string
	for name := range takesValue {
		flags = append(flags, hyphens(name))
	}
	slices.Sort(flags)
	return flags
}

// valuesOf are the words that a flag of the command takes, where they are known.
func (c command) valuesOf(flag string) []string {
	switch flag {
	case "format":
		return c.formats()
	case "output":
		var words []string
		for _, name := range c.formats() {
			words = append(words, name+"=")
		}
		return words
	case "only":
		if c.Name == "report" {
			return inventory.Names()
		}
	case "select", "ignore":
		return checks.Selectors(knownChecks())
	case "fail-on":
		return append(slices.Clone(checks.Severities()), "never")
	case "color":
		return colourModes
	}
	return nil
}

// knownChecks are all checks, with those of the nearest configuration where it can
// be read.
func knownChecks() []*checks.Check {
	if path, ok := nearestConfig(); ok {
		if source, err := os.ReadFile(path); err == nil {
			if read, err := config.Parse(path, source); err == nil {
				return read.Checks()
			}
		}
	}
	return checks.All()
}

// formats are the formats of what the command writes.
func (c command) formats() []string {
	switch c.Name {
	case "compare":
		return compareFormats.names()
	case "report":
		return reportFormats.names()
	}
	return lintFormats.names()
}
