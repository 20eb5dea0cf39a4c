package main

import (
	"bytes"
	"fmt"

	"tmgaudit/report"
	"tmgaudit/schema/catalog"
)

// catalogDocument prints what the program knows of the product: the settable
// properties of every class, with their defaults and places, and the errors of
// import and export.
func catalogDocument(b *bytes.Buffer) error {
	b.WriteString("# Catalogue\n\n" + made)
	fmt.Fprintf(b, "What the documentation of ISA Server and Forefront TMG says, as far as it is known: %d classes, %d enumerations, "+
		"%d predefined objects, %d predefined protocols, %d errors. `tmgaudit explain TOPIC` shows each with its source.\n\n",
		len(catalog.Classes()), len(catalog.Enums()), len(catalog.PredefinedObjects()), len(catalog.PredefinedProtocols()), len(catalog.ErrorCodes()))
	b.WriteString("The default is the documented COM default; \"in a file\" is how it stands in an export, where defaults are mostly " +
		"left out. An empty default means that none is documented. *console: no* means that only a script or an imported file sets the property.\n")
	for _, c := range catalog.Classes() {
		classTable(b, c)
	}
	errorTable(b)
	return nil
}

func classTable(b *bytes.Buffer, c *catalog.Class) {
	title := false
	for _, p := range c.Properties() {
		if p.Access != "rw" {
			continue
		}
		if !title {
			fmt.Fprintf(b, "\n## %s\n\n| property | type | default | in a file | range | console | stored as |\n| --- | --- | --- | --- | --- | --- | --- |\n", c.Name)
			title = true
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s |\n", p.Name, p.Type, report.MarkdownCell(p.Default), report.MarkdownCell(p.StoredDefault), report.MarkdownCell(p.RangeText), console(p), storedAs(p))
	}
}

func console(p *catalog.Property) string {
	if p.Console == "unknown" {
		return ""
	}
	return p.Console
}

func storedAs(p *catalog.Property) string {
	elements, child, evidence, ok := catalog.StorageName(p.Class, p.Name)
	if !ok || len(elements) == 0 {
		return ""
	}
	return fmt.Sprintf("%s/%s (%s)", elements[0], report.MarkdownCell(child), evidence)
}

func errorTable(b *bytes.Buffer) {
	b.WriteString("\n## Errors with a known meaning\n\n| HRESULT | symbol | meaning |\n| --- | --- | --- |\n")
	for _, e := range catalog.ErrorCodes() {
		if e.Meaning != "" {
			fmt.Fprintf(b, "| %s | %s | %s |\n", e.Hex, e.Symbol, report.MarkdownCell(e.Meaning))
		}
	}
}
