package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange turns a command line as people write it into one that urfave/cli
// understands: the command first, then its flags, then "--" and everything else.
// "help COMMAND" and "--version" become what they mean.
func arrange(list []command, args []string) ([]string, error) {
	program, first, rest := args[0], args[1], args[2:]
	switch {
	case isHelp(first), first == "help" && len(rest) == 0:
		return []string{program, "--help"}, nil
	case first == "help":
		first, rest = rest[0], []string{"--help"}
	case first == "--version", first == "-version":
		first = "version"
	}
	if len(first) > 1 && first[0] == '-' {
		return nil, usageError{msg: fmt.Sprintf("%q stands before the command; expected one of %s", first, strings.Join(names(list), ", "))}
	}
	c, ok := find(list, first)
	if !ok {
		return nil, unknownCommand(list, first)
	}
	flags, operands, err := c.permute(rest)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(flags, isHelp) {
		return []string{program, c.Name, "--help"}, nil // with a file, the library looks for help on it
	}
	return slices.Concat([]string{program, c.Name}, flags, []string{"--"}, operands), nil
}

func isHelp(arg string) bool { return arg == "-h" || arg == "-help" || arg == "--help" }

// find is the command with that name.
func find(list []command, name string) (command, bool) {
	i := slices.IndexFunc(list, func(c command) bool { return c.HasName(name) })
	if i < 0 {
		return command{}, false
	}
	return list[i], true
}

// names are the commands that the help shows.
func names(list []command) []string {
	var names []string
	for _, c := range list {
		if !c.Hidden {
			names = append(names, c.Name)
		}
	}
	return names
}

func unknownCommand(list []command, name string) error {
	msg := fmt.Sprintf("command %q is unknown%s; expected one of %s", name, didYouMean(name, names(list)), strings.Join(names(list), ", "))
	if strings.ContainsAny(name, `./\*`) {
		msg += fmt.Sprintf(" (to audit a file: %s lint %s)", programName, name)
	}
	return usageError{msg: msg}
}

// permute parts the arguments of a command into flags, with their values, and
// the others, both in order. After "--" nothing is a flag, and "-" never is.
func (c command) permute(args []string) (flags, operands []string, err error) {
	takesValue := c.flags()
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			return flags, append(operands, args[i+1:]...), nil
		}
		if len(arg) < 2 || arg[0] != '-' {
			operands = append(operands, arg)
			continue
		}
		name, _, inline := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		value, known := takesValue[name]
		if !known {
			return nil, nil, c.unknownFlag(arg)
		}
		flags = append(flags, arg)
		if !value || inline {
			continue
		}
		if i++; i == len(args) {
			return nil, nil, usageError{command: c.Name, msg: fmt.Sprintf("flag %s needs a value", arg)}
		}
		flags = append(flags, args[i])
	}
	return flags, operands, nil
}

// flags are the names of the command's flags, without hyphens, and whether a
// value follows them.
func (c command) flags() map[string]bool {
	takesValue := map[string]bool{"h": false, "help": false}
	for _, f := range c.Flags {
		documented, ok := f.(cli.DocGenerationFlag)
		for _, name := range f.Names() {
			takesValue[name] = ok && documented.TakesValue()
		}
	}
	return takesValue
}

func (c command) unknownFlag(arg string) error {
	given, _, _ := strings.Cut(arg, "=")
	var known []string
	for name := range c.flags() {
		known = append(known, hyphens(name))
	}
	return usageError{command: c.Name, msg: fmt.Sprintf("flag %s is unknown%s", given, didYouMean(given, known))}
}

// hyphens is a flag as it is written.
func hyphens(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
