// Package synth generates configuration exports of ISA Server and Forefront TMG that look like real ones: the same
// elements, types, attribute order and layout, from a seed. It makes the files in samples/ and the big files of the
// benchmarks. Nothing in them comes from a real organisation: names are invented, addresses are from private and
// documentation ranges.
package synth

import (
	"fmt"
	"io"
	"strconv"
)

// Product is the program whose dialect a document is written in.
type Product int

// The products in the order of their releases, newest first: the zero value is what most exports come from.
const (
	TMG2010 Product = iota // Forefront TMG 2010 SP2
	ISA2006
	ISA2004
)

func (p Product) build() string { return [...]string{"7.0.9193.500", "5.0.5720.100", "4.0.2161.50"}[p] }

func (p Product) version() string { return [...]string{"7.0", "5.0", "4.0"}[p] }

// Kind is what a document holds.
type Kind int

// The kinds of export.
const (
	Array      Kind = iota // one standalone array
	Enterprise             // the root: an enterprise and one array that is joined to it
	Network                // the Internal network alone
	URLSets                // the collection of URL sets of an array
	ISAInfo                // what ISAInfo makes of an array
)

// Story is what an array's administrators did with it.
type Story int

// The stories.
const (
	Default   Story = iota // as after setup
	WebAccess              // web access for user sets, one published site
	Branch                 // a small branch office: access rules, mail and terminal server publishing
	Aged                   // years of rules of every kind
)

// Newline is the line end of a document.
type Newline string

// The line ends.
const (
	LF   Newline = "\n"
	CRLF Newline = "\r\n"
)

// Shape is what the bytes of a filled document are spent on.
type Shape int

// The shapes, with the share of URL and domain sets and of policy rules; the rest is other rule elements.
const (
	Mixed  Shape = iota // 57 % sets, 25 % rules
	Lists               // 90 % sets, 5 % rules
	Rules               // 12 % sets, 75 % rules
	Office              // 22 % sets, 70 % rules
)

func (s Shape) shares() (sets, rules int64) {
	table := [...][2]int64{{57, 25}, {90, 5}, {12, 75}, {22, 70}}
	return table[s][0], table[s][1]
}

// Options say which document to write. The zero value is a TMG 2010 SP2 array as after setup, with LF line ends.
type Options struct {
	Seed    uint64
	Product Product
	Kind    Kind
	Story   Story
	Size    int64 // bytes to aim at by filling the array with rules and sets; 0 adds nothing
	Shape   Shape // what Size is spent on
	Newline Newline
	OneLine bool // no white space between elements
	Faults  Faults
	Site    Site
}

// Write writes the document that the options describe. The same options give the same bytes on every platform.
// Memory is bounded whatever the size. The errors are those of w and of options that do not go together.
func Write(w io.Writer, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.Newline == "" {
		o.Newline = LF
	}
	g := newGenerator(w, o)
	if o.Size > 0 {
		g.plan = measure(o)
	}
	return g.document()
}

func (o Options) check() error {
	switch {
	case o.Product < TMG2010 || o.Product > ISA2004:
		return fmt.Errorf("synth: product %d is not known", o.Product)
	case o.Kind < Array || o.Kind > ISAInfo:
		return fmt.Errorf("synth: kind %d is not known", o.Kind)
	case o.Story < Default || o.Story > Aged:
		return fmt.Errorf("synth: story %d is not known", o.Story)
	case o.Shape < Mixed || o.Shape > Office:
		return fmt.Errorf("synth: shape %d is not known", o.Shape)
	case o.Site < HeadOffice || o.Site > SecondSite:
		return fmt.Errorf("synth: site %d is not known", o.Site)
	case o.Site == SecondSite && o.Story != WebAccess:
		return fmt.Errorf("synth: the second site has the web access story only")
	case o.Newline != "" && o.Newline != LF && o.Newline != CRLF:
		return fmt.Errorf("synth: newline %q is not known", o.Newline)
	case o.Faults&StorageNameClash != 0 && o.Story != Aged:
		return fmt.Errorf("synth: a storage name clash needs the aged story")
	case o.Story == Aged && o.Product != TMG2010:
		return fmt.Errorf("synth: the aged story is one of TMG 2010")
	case o.Product != TMG2010 && o.Kind != Array && o.Kind != ISAInfo:
		return fmt.Errorf("synth: kind %d is not known in the dialect of product %d", o.Kind, o.Product)
	case o.Size > 0 && o.Kind != Array && o.Kind != ISAInfo:
		return fmt.Errorf("synth: only an array can be filled to a size")
	}
	return nil
}

// generator is the state of one document.
type generator struct {
	source
	w       *writer
	product Product
	kind    Kind
	story   story
	plan    plan
	fill    filler
	isaInfo bool
	joined  bool // the array belongs to an enterprise
	// arrayLevel is false while the enterprise's own objects are written.
	arrayLevel bool
	identity
	rank int // of the next policy rule
}

func newGenerator(out io.Writer, o Options) *generator {
	g := &generator{
		source:     newSource(o.Seed),
		w:          newWriter(out, string(o.Newline), o.OneLine),
		product:    o.Product,
		kind:       o.Kind,
		isaInfo:    o.Kind == ISAInfo,
		joined:     o.Kind == Enterprise,
		arrayLevel: true,
		identity:   identities[o.Site],
	}
	g.story = g.tell(o)
	return g
}

func (g *generator) tmg() bool       { return g.product == TMG2010 }
func (g *generator) arrayID() string { return g.guid(kindArray, 0) }

func itoa(n int) string { return strconv.Itoa(n) }

// document writes the whole file.
func (g *generator) document() error {
	w := g.w
	w.declare(g.isaInfo)
	switch g.kind {
	case Enterprise:
		w.root("1")
		g.header(exportItem{clsidRoot, "FPC", 1})
		g.enterprise()
		w.singleton("Arrays")
		g.array()
		w.close()
	case Network:
		w.root("0")
		g.header(exportItem{clsidNetwork, netInternal, 0})
		g.skeleton("NetConfig", "Networks")
		g.network(&g.networks()[0])
		g.closeSkeleton(2)
	case URLSets:
		w.root("0")
		g.header(exportItem{clsidURLSets, "URLSets", 0})
		g.skeleton("RuleElements")
		g.urlSets()
		g.closeSkeleton(1)
	default:
		w.root("0")
		g.header(exportItem{clsidArray, g.arrayID(), 0})
		w.openAs("Arrays", "Arrays", "0")
		g.array()
		w.close()
	}
	return w.end()
}

// skeleton opens the ancestors of a single exported object.
func (g *generator) skeleton(path ...string) {
	g.w.openAs("Arrays", "Arrays", "0")
	g.skeletonArray()
	for _, p := range path {
		g.w.openAs(p, p, "0")
	}
}

func (g *generator) closeSkeleton(path int) {
	for range path + 2 {
		g.w.close()
	}
}

// CLSIDs of exported items (the coclass of the exported object).
const (
	clsidRoot    = "{6EB6B56F-AC96-4B2F-9DD6-678ECAD5789D}"
	clsidArray   = "{E603489F-FA78-41CA-ADFE-EDC572C944DE}"
	clsidNetwork = "{07E8B656-A441-4079-8B40-64610F47B82B}"
	clsidURLSets = "{D6C38DA0-C96C-4894-8C6C-6A2EA0121BE2}"
)

type exportItem struct {
	clsid, storageName string
	scope              int
}

// header writes the properties of Root. ISA files have only those that Microsoft's viewer reads.
func (g *generator) header(item exportItem) {
	w := g.w
	w.header("Build", "string", g.product.build())
	comment := ""
	optional := "12"
	if g.isaInfo {
		comment = g.identity.array + ` configuration exported by CONTOSO\admin using ISAInfo.js 1.0.2161.24`
		optional = "6"
	}
	w.header("Comment", "string", comment)
	switch g.product {
	case ISA2006:
		w.header("Edition", "int", "32")
		w.header("IsaXmlVersion", "string", "5.30")
	case ISA2004:
		w.header("Edition", "int", "80")
		w.header("IsaXmlVersion", "string", "4.0")
	default:
		w.header("Edition", "int", "32")
		w.header("EnterpriseLevel", "int", "2")
		w.header("ExportItemClassCLSID", "string", item.clsid)
		w.header("ExportItemCompatibilityVersion", "int", "4")
		w.header("ExportItemScope", "int", itoa(item.scope))
		w.header("ExportItemStorageName", "string", item.storageName)
		w.header("IsaXmlVersion", "string", "9.0")
	}
	w.header("OptionalData", "int", optional)
	w.header("Upgrade", "boolean", "0")
	if g.tmg() {
		mode := "0"
		if g.kind == Enterprise {
			mode = "1"
		}
		w.header("ConfigurationMode", "int", mode)
	}
}
