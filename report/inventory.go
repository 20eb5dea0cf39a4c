package report

import (
	"bufio"
	"fmt"
	"io"

	"tmgaudit/checks"
)

// The inventory of a lint result lists every property that differs from its
// documented default. It is no list of faults.

var inventoryFormats = []Format{
	{"text", "grouped by object", true, buffered(InventoryText)},
	{"compact", "one line for each property", true, buffered(InventoryCompact)},
	{"json", "everything, for programs", false, buffered(InventoryAsJSON)},
}

// InventoryByName finds the form of the inventory with a format's name.
func InventoryByName(name string) (Format, bool) {
	for _, f := range inventoryFormats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// InventoryText writes the inventory grouped by object.
func InventoryText(w io.Writer, r Lint, o Options) error {
	b := bufio.NewWriter(w)
	s := style{o.Color}
	for i := range r.Files {
		f := &r.Files[i]
		if f.Doc == nil {
			fmt.Fprintln(b, f.Err.Line(f.Path))
			continue
		}
		deviations := checks.Deviations(f.Doc)
		object := ""
		for k := range deviations {
			d := &deviations[k]
			if path := d.Object.Path(); path != object {
				object = path
				fmt.Fprintf(b, "%s\n", s.paint(bold, clip(path, mostPath)+" ("+d.COM.Class+")"))
			}
			start, _ := f.location(d.Span)
			fmt.Fprintf(b, "  %s %s = %s, default %s%s\n", s.paint(dim, fmt.Sprintf("%6d", start.Line)), Printable(d.Property),
				clip(d.Value, mostValue), quoteEmpty(d.Default), deviationNote(d))
		}
		if !o.Quiet {
			fmt.Fprintf(b, "%s: %s at another value than the documented default\n", Printable(f.Path), plural(len(deviations), "property value"))
		}
	}
	return b.Flush()
}

// deviationNote says where a value may come from.
func deviationNote(d *checks.Deviation) string {
	note := ""
	if d.Console() == "no" {
		note = "; not in the console"
	}
	if n := d.Note(); n != "" {
		note += "; " + n
	}
	return note
}

// InventoryCompact writes one line for each property.
func InventoryCompact(w io.Writer, r Lint, o Options) error {
	b := bufio.NewWriter(w)
	for i := range r.Files {
		f := &r.Files[i]
		if f.Doc == nil {
			fmt.Fprintln(b, f.Err.Line(f.Path))
			continue
		}
		deviations := checks.Deviations(f.Doc)
		for k := range deviations {
			d := &deviations[k]
			start, _ := f.location(d.Span)
			fmt.Fprintf(b, "%s: %s/%s = %s, default %s%s\n", place(f.Path, start), clip(d.Object.Path(), mostPath), Printable(d.Property),
				clip(d.Value, mostValue), quoteEmpty(d.Default), deviationNote(d))
		}
	}
	return b.Flush()
}

// InventoryJSON is the inventory as JSON.
type InventoryJSON struct {
	SchemaVersion int                 `json:"schema_version"`
	Tool          ToolJSON            `json:"tool"`
	Files         []InventoryFileJSON `json:"files"`
}

// InventoryFileJSON is the inventory of one input; Problem says why there is none.
type InventoryFileJSON struct {
	Path       string          `json:"path"`
	Deviations []DeviationJSON `json:"deviations"`
	Problem    string          `json:"problem"`
}

// DeviationJSON is one property that differs from its documented default.
type DeviationJSON struct {
	Object        string        `json:"object"`
	Class         string        `json:"class"`
	Property      string        `json:"property"`     // storage name
	COMProperty   string        `json:"com_property"` // its COM name
	Value         string        `json:"value"`
	Default       string        `json:"default"`        // as documented
	StoredDefault string        `json:"stored_default"` // as it would stand in a file
	Console       string        `json:"console"`        // yes, no or unknown
	Setup         bool          `json:"setup"`          // setup is documented to write this value
	Note          string        `json:"note"`
	Location      *LocationJSON `json:"location"`
}

// InventoryAsJSON writes the inventory as InventoryJSON.
func InventoryAsJSON(w io.Writer, r Lint, o Options) error {
	out := InventoryJSON{SchemaVersion: 1, Tool: ToolJSON{Name: "tmgaudit", Version: r.Version}, Files: []InventoryFileJSON{}}
	for i := range r.Files {
		f := &r.Files[i]
		file := InventoryFileJSON{Path: f.Path, Deviations: []DeviationJSON{}}
		if f.Doc == nil {
			file.Problem = f.Err.Line(f.Path)
			out.Files = append(out.Files, file)
			continue
		}
		for _, d := range checks.Deviations(f.Doc) {
			file.Deviations = append(file.Deviations, DeviationJSON{
				Object: d.Object.Path(), Class: d.COM.Class, Property: d.Property, COMProperty: d.COM.Name, Value: d.Value,
				Default: d.COM.Default, StoredDefault: d.Default, Console: d.Console(), Setup: d.Setup, Note: d.Note(),
				Location: locationJSON(f.location(d.Span)),
			})
		}
		out.Files = append(out.Files, file)
	}
	return writeJSON(w, out)
}
