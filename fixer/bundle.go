package fixer

import (
	"fmt"

	"tmgaudit/checks"
)

// Bundle is a plan with everything that a support engineer sends: the corrected
// file, the differences, import documents and scripts. The reports about it are
// made of it elsewhere.
type Bundle struct {
	Plan          *Plan
	Name          string // of the input, without a directory
	Changes       []Change
	Imports       []ImportDocument
	NotImportable []NotImportable
	DiffForm      DiffForm
	Files         []BundleFile // without the reports
	Scripts       Scripts
}

// BundleFile is one file of a bundle. Path is relative and has forward slashes.
type BundleFile struct {
	Path string
	What string // what it is for, one line
	Data []byte
}

// Bundle puts the bundle of a plan together. name is the base name of the input;
// checks are those that the plan was made with.
func (p *Plan) Bundle(name string, list []*checks.Check) (*Bundle, error) {
	b := &Bundle{Plan: p, Name: name, Changes: p.Changes()}
	b.add("corrected.xml", "the whole export with the changes and nothing else changed", p.Result())
	if err := b.differences(); err != nil {
		return nil, err
	}
	if err := b.scripts(name); err != nil {
		return nil, err
	}
	b.Imports, b.NotImportable = p.Imports(list)
	for i := range b.Imports {
		d := &b.Imports[i]
		b.add(d.Path, d.Object.Element+" alone, for an import", d.Data)
	}
	return b, nil
}

func (b *Bundle) add(path, what string, data []byte) {
	b.Files = append(b.Files, BundleFile{path, what, data})
}

// differences writes the way there and back. What patch cannot apply is named as
// a text.
func (b *Bundle) differences() error {
	forward, form, err := b.Plan.Diff("a/"+b.Name, "b/"+b.Name)
	if err != nil {
		return fmt.Errorf("make the difference: %w", err)
	}
	back, backForm, err := b.Plan.Rollback("a/"+b.Name, "b/"+b.Name)
	if err != nil {
		return fmt.Errorf("make the difference back: %w", err)
	}
	b.DiffForm = form
	b.add("changes"+extension(form), "the difference from the input to corrected.xml", forward)
	b.add("rollback"+extension(backForm), "the difference from corrected.xml back to the input", back)
	return nil
}

// scripts adds the scripts that change the running product, where there is a
// change that they can carry out.
func (b *Bundle) scripts(name string) (err error) {
	if b.Scripts, err = b.Plan.Scripts(name); err != nil {
		return err
	}
	if b.Scripted() {
		b.add("apply.vbs", "a script for the server that sets the values, without an import", b.Scripts.Apply)
		b.add("rollback.vbs", "a script for the server that sets the values back", b.Scripts.Rollback)
	}
	return nil
}

// Scripted reports whether the bundle has scripts.
func (b *Bundle) Scripted() bool { return b.Scripts.Apply != nil }

func extension(f DiffForm) string {
	if f == UnifiedDiff {
		return ".diff"
	}
	return ".txt"
}
