// Package build builds the program as it is released, for what releases it and for
// what measures it.
package build

import (
	"fmt"
	"os"
	"os/exec"
)

// Target is a system that the program is built for, in the words of Go.
type Target struct{ OS, Arch string }

func (t Target) String() string { return t.OS + "/" + t.Arch }

// Options say what is built.
type Options struct {
	Source  string // a folder of the repository, "" for the present one
	Target  Target
	Version string // that the program names
	Stamp   bool   // the program names its commit
	Out     string // the executable; a path that is not absolute begins in Source
}

// Program builds the program. What the machine has set does not count, and no path of
// it gets into the program. The pages that urfave/cli can make of commands are left
// out: what makes them is started with every run.
func Program(o Options) error {
	cmd := exec.Command("go", "build", "-mod=readonly", "-trimpath", fmt.Sprintf("-buildvcs=%t", o.Stamp), "-tags=urfave_cli_no_docs",
		"-ldflags=-s -w -X tmgaudit/internal/cli.version="+o.Version, "-o", o.Out, "tmgaudit/cmd/tmgaudit")
	cmd.Dir = o.Source
	cmd.Env = append(os.Environ(), "GOOS="+o.Target.OS, "GOARCH="+o.Target.Arch, "CGO_ENABLED=0",
		"GOENV=off", "GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0", "GOWORK=off")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, said)
	}
	return nil
}
