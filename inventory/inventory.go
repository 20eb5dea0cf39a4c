// Package inventory is a configuration as tables: what a person who documents,
// reviews or leaves the product wants to read of it. It states what the file says,
// resolved to names, and judges nothing.
//
// A section is a function from a document to tables, in a file of its own; the
// list of sections is data. Rows are made when they are asked for, so that lists of
// a million entries need no memory. What the file does not say is "unknown".
package inventory

import (
	"iter"
	"slices"

	"tmgaudit/internal/text"
	"tmgaudit/policy"
	"tmgaudit/schema"
)

// Inventory is the configuration of one document, section by section.
type Inventory struct {
	Doc      *schema.Document
	Sections []Section
	LeftOut  []LeftOut // sections that were asked for and that the file cannot have
}

// Section is one subject of a configuration.
type Section struct {
	Name   string // as --only names it
	Title  string
	About  string // what it says and what it does not, one or two sentences
	Tables []Table
	Graphs []Graph // drawings of it, one an array; most have none
}

// LeftOut is a section that a file cannot have, since it is an export of something
// else.
type LeftOut struct {
	Name, Title, Reason string
}

// Table is one table of a section.
//
// Law: every row has a cell for each column.
type Table struct {
	Name    string // unique in an inventory, of letters and hyphens
	Title   string
	Note    string // what it leaves out, "" for nothing
	Home    bool   // its rows are the objects themselves, where links to them lead
	Columns []Column
	Rows    iter.Seq[Row] // can be walked again and again
}

// Column is a column of a table.
type Column struct {
	Name  string // for programs: lower case, words with underscores
	Title string
	List  bool // a cell may hold any number of items; of others it holds one
	Aside bool // has one value in the whole document, so that a person need not read it
}

// Row is a row of a table.
type Row struct {
	Object *schema.Object
	Span   text.Span // the place in the file that the row is about
	Cells  []Cell
}

// Cell is what stands in one place of a table.
type Cell []Item

// Item is a value or the name of an object. Nothing in it is a secret; it may hold
// any other character of the file.
type Item struct {
	Text   string
	Note   string         // what is to be said of it: "not set: the default"
	Object *schema.Object // that it names, nil for a plain value or what is not in the file
}

// section is how a section is made.
type section struct {
	name, title, about string
	needs              []string // elements of which the file must hold one
	lacks              string   // what is missing without, in words
	build              func(b *builder) []Table
	graphs             func(b *builder) []Graph // nil for most
}

// sections in the order in which a report has them. A new section is entered here.
var sections = []section{
	fileSection, arraySection, networkSection, networkRuleSection, topologySection, policySection, publishingSection, listenerSection,
	protocolSection, elementSection, usageSection, userSection, vpnSection, chainingSection, cacheSection, loggingSection, addInSection, scriptSection,
}

// Names are the names of all sections, in their order.
func Names() []string {
	var names []string
	for _, s := range sections {
		names = append(names, s.name)
	}
	return names
}

// New is the inventory of a document: the sections that only names, or all when it
// is empty.
func New(doc *schema.Document, only []string) *Inventory {
	b := &builder{doc: doc, models: policy.New(doc)}
	b.single = b.owners() < 2
	inv := &Inventory{Doc: doc}
	for _, s := range sections {
		switch {
		case len(only) > 0 && !slices.Contains(only, s.name):
		case !b.holds(s.needs):
			inv.LeftOut = append(inv.LeftOut, LeftOut{s.name, s.title, "the file holds no " + s.lacks})
		default:
			made := Section{Name: s.name, Title: s.title, About: s.about, Tables: s.build(b)}
			if s.graphs != nil {
				made.Graphs = s.graphs(b)
			}
			inv.Sections = append(inv.Sections, made)
		}
	}
	return inv
}
