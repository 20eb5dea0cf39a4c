package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/beevik/etree"
)

// peer is a command that is measured. It reads one file, or two of the same
// size.
type peer struct {
	label string
	args  []string
	files int
	exits []int // exit codes that are no failure
}

// yardstick is what everything else is compared with.
const yardstick = "xmllint --noout"

// peers are the commands for one export, those that this machine has.
func (o options) peers(e export) ([]peer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	diff := filepath.Join(o.dir, "fix.diff")
	result := filepath.Join(o.dir, "fix.xml")
	all := []peer{
		{yardstick, []string{"xmllint", "--noout", e.path}, 1, []int{0}},
		{"xmllint --sax --noout", []string{"xmllint", "--sax", "--noout", e.path}, 1, []int{0}},
		{"tmgaudit lint", []string{o.program, "lint", "--quiet", "--format", "compact", e.path}, 1, []int{0, 1}},
		{"tmgaudit fix -o FILE --diff FILE", []string{o.program, "fix", "--unsafe", "--quiet", "--force", "-o", result, "--diff", diff, e.path}, 1, []int{0}},
		{"tmgaudit compare A B", []string{o.program, "compare", "--quiet", e.path, e.fixed}, 2, []int{0, 1}},
		{"diff -u A B", []string{"diff", "-u", e.path, e.fixed}, 2, []int{0, 1}},
		{"encoding/xml tokens", []string{self, "-read", "tokens", e.path}, 1, []int{0}},
		{"etree read", []string{self, "-read", "etree", e.path}, 1, []int{0}},
	}
	var here []peer
	for _, p := range all {
		if _, err := exec.LookPath(p.args[0]); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s is left out: %v\n", p.label, err)
			continue
		}
		here = append(here, p)
	}
	return here, nil
}

// readAs reads a file as one of the peers that are libraries does.
func readAs(library, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	switch library {
	case "etree":
		_, err = etree.NewDocument().ReadFrom(f)
		return err
	case "tokens":
		for d := xml.NewDecoder(f); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("reader %q is unknown; expected etree or tokens", library)
}
