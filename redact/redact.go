// Package redact writes a copy of an export that says nothing about whose it is:
// names, addresses, domains, accounts and texts become pseudonyms, secrets go,
// and what the checks look at stays.
//
// Laws, held by the tests:
//
//   - only values change: elements, objects, properties, list entries, encoding
//     and line ends are those of the input
//   - equal values have equal pseudonyms, different values different ones; with
//     the same key also in another file (addresses: see Options.With)
//   - addresses keep their order, subnets their masks, private ones stay private
//   - the checks find the same at the same objects
//
// What is kept is listed, never what is replaced: see Redactor.value for the
// rule.
package redact

import (
	"errors"
	"fmt"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Options says how to redact.
type Options struct {
	// Key makes the pseudonyms. Whoever knows it can test guesses, so it is a
	// secret; the same key gives the same pseudonyms in every file.
	Key []byte

	// With are further exports whose addresses count, too. Address pseudonyms
	// keep the order of all addresses, so they depend on which there are: two
	// files get the same only when each is redacted with the other.
	With []*schema.Document
}

// Redactor redacts one document.
type Redactor struct {
	codes     *coder
	addresses *addressMap
	doc       *schema.Document
	edits     []text.Edit
	handled   []text.Span // of the text, by the model
	strangers strangers
}

// Result is a redacted export.
type Result struct {
	Disk    []byte  // the file, in the encoding of the input
	Mapping []Entry // what stands for what, sorted; never part of Disk
	Stuck   int     // private addresses that have no other place in their order

	// Unknown are the names that no table knows and that stay, since they are the
	// structure: "<element>", "@attribute", "<?target?>", each once, in their order.
	Unknown []string
}

// ErrCollision says that two values would get one pseudonym, which no fixed key
// excludes. It is next to impossible, but the findings would change.
var ErrCollision = errors.New("two values have one pseudonym under this key; use another key")

// errUnseen keeps an address without a pseudonym from being written.
var errUnseen = errors.New("redact: an address has no pseudonym (a bug)")

// Make redacts a document.
func Make(doc *schema.Document, o Options) (*Result, error) {
	seen := surveyOf(append([]*schema.Document{doc}, o.With...))
	r := run(doc, o.Key, seen)
	if len(r.addresses.unseen) > 0 { // written in a way that the survey does not read: once more, with them
		for _, a := range r.addresses.unseen {
			seen.see(a)
		}
		r = run(doc, o.Key, seen)
	}
	if len(r.addresses.unseen) > 0 {
		return nil, errUnseen
	}
	if r.codes.collision {
		return nil, ErrCollision
	}
	disk, err := doc.File.Apply(r.edits)
	if err != nil {
		return nil, fmt.Errorf("redact: %w", err)
	}
	if err := sameShape(doc, disk); err != nil {
		return nil, fmt.Errorf("redact: %w", err)
	}
	return &Result{Disk: disk, Mapping: r.mapping(), Stuck: r.addresses.stuck, Unknown: r.strangers.all}, nil
}

// run makes the edits with pseudonyms for the addresses that were seen.
func run(doc *schema.Document, key []byte, seen *survey) *Redactor {
	r := &Redactor{codes: newCoder(key), addresses: newAddressMap(key, seen), doc: doc, strangers: strangers{seen: map[[2]string]bool{}}}
	r.model()
	r.rest()
	return r
}

// sameShape proves that the result is an export with the same objects and
// properties as the input.
func sameShape(before *schema.Document, disk []byte) error {
	file, err := text.Decode(disk)
	if err != nil {
		return fmt.Errorf("the result cannot be decoded: %w", err)
	}
	after, err := schema.Parse(file)
	if err != nil {
		return fmt.Errorf("the result is no export any more: %w", err)
	}
	if file.Encoding() != before.File.Encoding() || file.BOM() != before.File.BOM() || len(before.Foreign) != len(after.Foreign) {
		return errors.New("the result has another form than the input")
	}
	return sameObjects(before.Root, after.Root)
}

func sameObjects(a, b *schema.Object) error {
	props, others := a.Properties(), b.Properties()
	if a.Element != b.Element || a.Storage != b.Storage || len(props) != len(others) || len(a.Children()) != len(b.Children()) {
		return differ(a)
	}
	for i := range props {
		p, q := &props[i], &others[i]
		if p.Name != q.Name || knownType(p) != knownType(q) || p.Len() != q.Len() || p.IsList() != q.IsList() {
			return differ(a)
		}
	}
	for i, c := range a.Children() {
		if err := sameObjects(c, b.Children()[i]); err != nil {
			return err
		}
	}
	return nil
}

func differ(o *schema.Object) error {
	return fmt.Errorf("the result differs in more than values at <%s> (a bug)", o.Element)
}

// knownType is the data type of a property, "" for one that exports do not use.
func knownType(p *schema.Property) string {
	if dt := p.Type(); dataTypes[dt] {
		return dt
	}
	return ""
}
