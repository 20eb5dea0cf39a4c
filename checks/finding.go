package checks

import (
	"fmt"
	"iter"

	"tmgaudit/internal/text"
	"tmgaudit/schema"
)

// Finding is a check's statement about one place in one export.
type Finding struct {
	Check    *Check
	Severity Severity // the check's, or less for this place
	Object   *schema.Object
	Property string // storage name, "" for a finding about the object itself
	Span     text.Span
	Message  string // one sentence, names quoted
	Value    string // as it may be shown, "" when there is none
	Expected string // "" when no value is expected
	Fix      *Fix   // nil when there is none
	Related  []Related
	Evidence []string // addresses for this place; the check's when nil
	HRESULT  string   // that an import stops with, "" when it does not or nobody has written with which
}

// Fix is a repair of one finding: edits of the decoded text, to be applied
// together or not at all.
type Fix struct {
	Safety Safety
	Title  string // a verb phrase
	Edits  []text.Edit
}

// Related is another place that a finding speaks of.
type Related struct {
	Object  *schema.Object
	Span    text.Span
	Message string
}

// Class is the COM class of the finding's object, "" when it is not known.
func (f *Finding) Class() string {
	if c := f.Object.Class(); c != nil {
		return c.Name
	}
	return ""
}

// Identity tells findings apart across versions of a file, whose lines differ: by
// check, by the place of the object in the storage, and by property.
type Identity struct {
	Code, Object, Property string
}

// Identity is that of f.
func (f *Finding) Identity() Identity {
	return Identity{f.Check.Code, f.Object.StoragePath(), f.Property}
}

// Pass is one run of one check over one document.
type Pass struct {
	Doc    *schema.Document
	Target *Target // what the export is to be imported to; nil when nobody asks
	check  *Check
	found  *[]Finding
	*shared
}

// Limit is the number above which the check fires.
func (p *Pass) Limit() int { return p.check.Limit }

// Objects yields the objects of an element whose values are the configuration's
// own, in document order.
func (p *Pass) Objects(element string) iter.Seq[*schema.Object] {
	return func(yield func(*schema.Object) bool) {
		for _, o := range p.Doc.Objects(element) {
			if o.Audited() && !yield(o) {
				return
			}
		}
	}
}

// Report states a finding. Check and Severity are filled in where they are not
// set; a finding without a span stands at the object's start tag.
func (p *Pass) Report(f Finding) {
	f.Check = p.check
	if f.Severity == 0 {
		f.Severity = p.check.Severity
	}
	if f.Span == (text.Span{}) {
		f.Span = f.Object.TagSpan()
	}
	*p.found = append(*p.found, f)
}

// Value states a finding about the value of a property. expected is the value
// that should stand there, "" when none can be named.
func (p *Pass) Value(prop *schema.Property, expected string, format string, args ...any) *Finding {
	p.Report(Finding{
		Object:   prop.Object(),
		Property: prop.Name,
		Span:     prop.ValueSpan(),
		Value:    prop.Display(),
		Expected: expected,
		Message:  fmt.Sprintf(format, args...),
	})
	return &(*p.found)[len(*p.found)-1]
}

// Set offers, as the fix of f, to write value into the property that f is about.
// The grade is the check's.
func (f *Finding) Set(prop *schema.Property, value string) {
	f.Fix = &Fix{
		Safety: f.Check.Safety,
		Title:  fmt.Sprintf("set %s to %s", prop.Name, value),
		Edits:  []text.Edit{prop.Set(value)},
	}
}

// Advise offers, as the fix of f, something that a person must do.
func (f *Finding) Advise(title string) {
	f.Fix = &Fix{Safety: Manual, Title: title}
}
