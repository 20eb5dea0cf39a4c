// Command gen writes the documents that are made from the program itself:
// docs/checks.md from the checks, each with its examples and the output of
// running them, docs/catalog.md from the tables of the catalogue, docs/commands.md
// and the manual page from the commands, docs/tmgaudit.schema.json from the reader of
// the configuration.
// Run it with go generate.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"tmgaudit/internal/cli"
	"tmgaudit/internal/config"
)

// documents are the files that are made, by path from the top of the repository.
var documents = map[string]func(*bytes.Buffer) error{
	"docs/checks.md":   checksDocument,
	"docs/catalog.md":  catalogDocument,
	"docs/commands.md": func(b *bytes.Buffer) error { return cli.Reference(b) },
	"docs/tmgaudit.1":  func(b *bytes.Buffer) error { return cli.ManPage(b) },
	"docs/tmgaudit.schema.json": func(b *bytes.Buffer) error {
		s, err := config.Schema()
		b.Write(s)
		return err
	},
}

func main() {
	for path, write := range documents {
		var b bytes.Buffer
		err := write(&b)
		if err == nil {
			err = os.WriteFile(filepath.FromSlash(path), b.Bytes(), 0o644)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "gen %s: %v\n", path, err)
			os.Exit(1)
		}
	}
}
