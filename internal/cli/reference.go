package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"tmgaudit/internal/config"
)

// The reference is made from the commands, so that it says what the help says: as
// Markdown for docs/commands.md and as the manual page docs/tmgaudit.1.

// exitCode is a row of the reference.
type exitCode struct {
	code    int
	meaning string
}

// exitCodes are those of the program as a whole; the commands say what they mean
// for each.
var exitCodes = []exitCode{
	{exitOK, "nothing to report"},
	{exitFindings, "findings at or above --fail-on, differences, or fixes that are pending with --check"},
	{exitUsage, "wrong usage"},
	{exitIO, "an input could not be read, or an output not be written; everything else was done"},
	{exitFault, "a fault of the program"},
}

// conventions hold for every command.
const conventions = "Flags may stand before or after files; behind -- nothing is a flag. FILE may be a glob, which the program " +
	"expands itself, and - is standard input. Results go to standard output or to the file that -o names, everything else to standard error."

// flagText is a flag as the help shows it: its names with the value, and what it
// does.
func flagText(f cli.Flag) (names, usage string) {
	names, usage, _ = strings.Cut(f.String(), "\t")
	return names, strings.TrimSpace(usage)
}

// synopsis is how a command is called.
func synopsis(c command) string {
	s := programName + " " + c.Name
	if len(c.Flags) > 0 {
		s += " [flags]"
	}
	if c.ArgsUsage != "" {
		s += " " + c.ArgsUsage
	}
	return s
}

// shown are the commands that the help shows.
func shown(list []command) []command {
	var visible []command
	for _, c := range list {
		if !c.Hidden {
			visible = append(visible, c)
		}
	}
	return visible
}

// paragraph is a part of a description. Where lines are aligned it is shown as it
// stands.
type paragraph struct {
	text    string
	aligned bool
}

func paragraphs(description string) []paragraph {
	var list []paragraph
	for _, text := range strings.Split(strings.TrimSpace(description), "\n\n") {
		if text != "" {
			list = append(list, paragraph{text, strings.Contains(text, "  ")})
		}
	}
	return list
}

// Reference writes the command reference as Markdown.
func Reference(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Commands\n\n<!-- Made by go generate from the commands; do not edit. -->\n\n")
	fmt.Fprintf(&b, "    %s COMMAND [flags] [arguments]\n\n%s\n\n", programName, wrap(markdown(conventions), 120))
	for _, c := range shown(commands()) {
		fmt.Fprintf(&b, "- [%s](#%s): %s\n", c.Name, c.Name, markdown(c.Usage))
	}
	b.WriteString("\n`tmgaudit help COMMAND` prints the same on a terminal.\n\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, markdown(e.meaning))
	}
	for _, c := range shown(commands()) {
		markdownCommand(&b, c)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownCommand(b *strings.Builder, c command) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n    %s\n", c.Name, markdown(sentence(c.Usage)), synopsis(c))
	for _, p := range paragraphs(c.Description) {
		if p.aligned {
			fmt.Fprintf(b, "\n```\n%s\n```\n", p.text)
		} else {
			fmt.Fprintf(b, "\n%s\n", wrap(markdown(p.text), 120))
		}
	}
	if len(c.Flags) == 0 {
		return
	}
	b.WriteString("\n| flag | meaning |\n| --- | --- |\n")
	for _, f := range c.Flags {
		names, usage := flagText(f)
		fmt.Fprintf(b, "| `%s` | %s |\n", strings.ReplaceAll(names, ", ", "`, `"), markdown(usage))
	}
}

// markdown is text in which nothing is taken for markup.
func markdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `_`, `\_`, `<`, `\<`, "`", "\\`", `[`, `\[`, `|`, `\|`).Replace(s)
}

// sentence is the summary of a command as a sentence.
func sentence(s string) string {
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// wrap breaks text into lines of at most width bytes, where its words allow.
func wrap(s string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case column+1+len(word) > width && word != "-": // which would begin a list
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// ManPage writes the manual page, for man(1).
func ManPage(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, ".\\\" Made by go generate from the commands; do not edit.\n.TH %s 1\n", strings.ToUpper(programName))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", programName, roff(newApp(nil, streams{}, nil, new(int)).Usage))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n.I COMMAND\n[flags] [arguments]\n", programName)
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s\n.SH COMMANDS\n", roff(wrap(conventions, 80)))
	for _, c := range shown(commands()) {
		manCommand(&b, c)
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exitCodes {
		fmt.Fprintf(&b, ".TP\n.B %d\n%s\n", e.code, roff(e.meaning))
	}
	fmt.Fprintf(&b, ".SH FILES\n.TP\n.I %s\nsettings, in the current directory or above\n", roff(config.FileName))
	_, err := io.WriteString(w, b.String())
	return err
}

func manCommand(b *strings.Builder, c command) {
	fmt.Fprintf(b, ".SS %s\n%s\n.PP\n.B %s\n", roff(c.Name), roff(sentence(c.Usage)), roff(synopsis(c)))
	for _, p := range paragraphs(c.Description) {
		if p.aligned {
			fmt.Fprintf(b, ".PP\n.nf\n%s\n.fi\n", roff(p.text))
		} else {
			fmt.Fprintf(b, ".PP\n%s\n", roff(p.text))
		}
	}
	for _, f := range c.Flags {
		names, usage := flagText(f)
		fmt.Fprintf(b, ".TP\n.B %s\n%s\n", roff(names), roff(usage))
	}
}

// roff is text in which nothing is taken for a request or an escape.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, `-`, `\-`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
