package fixer

import (
	"errors"
	"fmt"
	"slices"

	"tmgaudit/checks"
	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Transfer is a single value that one object is to get from its partner in another
// document: the property of From, or its documented default where From does not
// write it out.
type Transfer struct {
	To, From *schema.Object
	Property string // storage name
}

// Edit is the edit of the document of To. The error says why there is none.
func (t Transfer) Edit() (text.Edit, error) { return t.edit(t.To) }

// edit is the edit of to, which is To or the same object in a later version of its
// document.
func (t Transfer) edit(to *schema.Object) (text.Edit, error) {
	was, with := to.Property(t.Property), t.From.Property(t.Property)
	switch {
	case to.Document().Kind == schema.KindISAInfo:
		return text.Edit{}, ErrISAInfo
	case to.Parent == nil:
		return text.Edit{}, errors.New("it belongs to the header of the file, which says what was exported by which program")
	case !to.Audited():
		return text.Edit{}, errors.New("the object is only a path to the exported item; its properties are dummies")
	case was.Secret() || with.Secret():
		return text.Edit{}, errors.New("it is a secret, which the product stores encrypted")
	case was.IsList() || with.IsList():
		return text.Edit{}, errors.New("it is a list; only single values are carried")
	}
	value, err := t.Value()
	if err != nil {
		return text.Edit{}, err
	}
	if was != nil {
		if !schema.Lexical(was.Type(), value) {
			return text.Edit{}, fmt.Errorf("%q is not of the type that the property has, %s", value, was.Type())
		}
		return was.Set(value), nil
	}
	dt, err := t.dataType()
	if err != nil {
		return text.Edit{}, err
	}
	return to.Insert(t.Property, dt, value), nil
}

// Value is the value that is carried, unescaped.
func (t Transfer) Value() (string, error) {
	if p := t.From.Property(t.Property); p != nil {
		return p.Value(), nil
	}
	was := t.To.Property(t.Property)
	if was == nil {
		return "", errors.New("neither side writes the property out")
	}
	if com := storedProperty(t.To, t.Property); com != nil && com.HasStoredDefault() {
		return com.StoredDefault, nil
	}
	if was.Type() == "string" { // one that is not stored reads as empty
		return "", nil
	}
	return "", errors.New("the other side does not write it out and no default is documented, so there is no value to carry")
}

// dataType is the type under which the property is added to To: that of From where
// it is one that exports use, else the documented one.
func (t Transfer) dataType() (string, error) {
	with := t.From.Property(t.Property)
	if slices.Contains(insertable, with.Type()) {
		return with.Type(), nil
	}
	if com := storedProperty(t.To, t.Property); com != nil && com.DT() != "" && schema.Lexical(com.DT(), with.Value()) {
		return com.DT(), nil
	}
	return "", errors.New("the property is not in the file and its type is not known, so it cannot be added")
}

// insertable are the data types with which a property may be added.
var insertable = []string{"string", "int", "boolean", "bin.hex"}

// Judge says what is wrong with a document into which values were carried, "" for
// nothing.
type Judge func(after *schema.Document, carried []Transfer) string

// Carry plans to give the objects of a document the values of their partners. Each
// To is an object of doc. A transfer that has no edit is an outcome with the status
// Manual; one with which the proof or the judge finds fault is withdrawn.
//
// Laws: every byte outside the edits is the input's, the result is of the same kind
// and product, and the judge finds no fault with it. Findings that a carried value brings are in Left: it is what the
// user asked for, so they withdraw nothing.
func Carry(doc *schema.Document, list []Transfer, run []*checks.Check, judge Judge) (*Plan, error) {
	if doc.Kind == schema.KindISAInfo {
		return nil, ErrISAInfo
	}
	c := &carrier{plan: &Plan{Before: doc, After: doc, Settled: true, Found: checks.Run(doc, run)}, judge: judge}
	for _, t := range list {
		if _, err := t.Edit(); err != nil {
			c.conclude(t, Manual, err.Error())
			continue
		}
		c.waiting = append(c.waiting, t)
	}
	for len(c.waiting) > 0 {
		batch := c.batch()
		c.accept(batch)
	}
	c.plan.Left = c.plan.Found
	if c.plan.Changed() {
		c.plan.Left = checks.Run(c.plan.After, run)
	}
	return c.plan, nil
}

// carrier works on a plan, batch by batch.
type carrier struct {
	plan    *Plan
	judge   Judge
	done    []Transfer // applied
	waiting []Transfer
}

// batch takes the waiting transfers whose edits can be made together. Several that
// are added at one place have to follow one another.
func (c *carrier) batch() []Transfer {
	if _, err := c.edits(c.waiting); err == nil {
		all := c.waiting
		c.waiting = nil
		return all
	}
	var batch, later []Transfer
	var edits []text.Edit
	for _, t := range c.waiting {
		e, err := t.edit(counterpart(t.To, c.plan.After))
		if err == nil {
			if merged, ok := text.Merge(edits, []text.Edit{e}); ok && !slices.Contains(edits, e) {
				edits, batch = merged, append(batch, t)
				continue
			}
		}
		later = append(later, t)
	}
	if len(batch) == 0 { // what had an edit before has none now: a bug, but no reason to turn forever
		batch, later = later[:1], later[1:]
	}
	c.waiting = later
	return batch
}

// edits are those of transfers in the document as it is now, sorted.
func (c *carrier) edits(list []Transfer) ([]text.Edit, error) {
	var all []text.Edit
	for _, t := range list {
		e, err := t.edit(counterpart(t.To, c.plan.After))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	merged, ok := text.Merge(all, nil)
	if !ok || len(merged) != len(list) {
		return nil, errors.New("another value rewrites the same place")
	}
	return merged, nil
}

// accept makes a batch part of the plan, or the parts of it that hold.
func (c *carrier) accept(batch []Transfer) {
	fault := c.attempt(batch)
	switch {
	case fault == "":
	case len(batch) == 1:
		c.conclude(batch[0], Withdrawn, fault)
	default:
		c.accept(batch[:len(batch)/2])
		c.accept(batch[len(batch)/2:])
	}
}

// attempt applies a batch to the document as it is now, and takes it over when
// everything holds. Else it says what does not.
func (c *carrier) attempt(batch []Transfer) string {
	edits, err := c.edits(batch)
	if err != nil {
		return err.Error()
	}
	doc, err := edited(c.plan.After, edits)
	if err != nil {
		return err.Error()
	}
	if was := c.plan.Before; doc.Kind != was.Kind || doc.Product != was.Product {
		return "the file would pass for another kind of export, or one of another product"
	}
	carried := slices.Concat(c.done, batch)
	for _, t := range batch {
		want, _ := t.Value()
		if got := counterpart(t.To, doc).Property(t.Property); got == nil || got.Value() != want {
			return "the value is not the same after it was written"
		}
	}
	if fault := c.judge(doc, carried); fault != "" {
		return fault
	}
	all, err := text.Compose(len(c.plan.Before.File.Text()), c.plan.Edits, edits)
	if err != nil {
		return err.Error()
	}
	c.plan.Edits, c.plan.After, c.done = all, doc, carried
	for _, t := range batch {
		c.conclude(t, Applied, "")
	}
	return ""
}

func (c *carrier) conclude(t Transfer, status Status, reason string) {
	c.plan.Outcomes = append(c.plan.Outcomes, Outcome{Title: t.title(), Object: t.To, Status: status, Reason: reason})
}

func (t Transfer) title() string {
	if t.To.Property(t.Property).Secret() || t.From.Property(t.Property).Secret() {
		return "carry " + t.Property
	}
	value, err := t.Value()
	if err != nil {
		return "carry " + t.Property
	}
	if value == "" {
		value = `""`
	}
	return "set " + t.Property + " to " + value
}

// counterpart is an object in a later version of its document, which has the same
// objects in the same places.
func counterpart(o *schema.Object, doc *schema.Document) *schema.Object {
	if o.Document() == doc {
		return o
	}
	if o.Parent == nil {
		return doc.Root
	}
	return counterpart(o.Parent, doc).Children()[slices.Index(o.Parent.Children(), o)]
}

// New are the findings of the result that the document had not before.
func (p *Plan) New() []checks.Finding {
	had := count(p.Found)
	var come []checks.Finding
	for i := range p.Left {
		id := p.Left[i].Identity()
		if had[id]--; had[id] < 0 {
			come = append(come, p.Left[i])
		}
	}
	return come
}
