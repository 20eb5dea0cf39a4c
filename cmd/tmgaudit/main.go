// Command tmgaudit reads configuration exports of Microsoft ISA Server and
// Forefront TMG, says what is wrong with them, and writes corrected files.
package main

import (
	"os"

	"tmgaudit/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args, os.Stdin, os.Stdout, os.Stderr)) }
