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
	More     int      // findings of the check that follow this one and are left out, see Check.Most
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
	spare  Finding // the last one that was left out
	more   int     // that were left out
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
// set; a finding without a span stands at the object's start tag. What comes after
// the most that the check may state is counted only.
func (p *Pass) Report(f Finding) { p.report(f) }

// report is Report and returns the finding, for more to be said of it.
func (p *Pass) report(f Finding) *Finding {
	f.Check = p.check
	if f.Severity == 0 {
		f.Severity = p.check.Severity
	}
	if f.Span == (text.Span{}) {
		f.Span = f.Object.TagSpan()
	}
	if len(*p.found) >= p.check.Most() {
		p.more++
		p.spare = f
		return &p.spare
	}
	*p.found = append(*p.found, f)
	return &(*p.found)[len(*p.found)-1]
}

// LeaveOut counts n findings that are not stated, because there are too many.
func (p *Pass) LeaveOut(n int) { p.more += n }

// conclude says at the last finding how many there are more.
func (p *Pass) conclude() {
	if p.more == 0 || len(*p.found) == 0 {
		return
	}
	last := &(*p.found)[len(*p.found)-1]
	last.More = p.more
	last.Message += fmt.Sprintf(" (%d more findings of %s are left out; correct those that are listed and look again)", p.more, p.check.Code)
}

// Value states a finding about the value of a property. expected is the value
// that should stand there, "" when none can be named.
func (p *Pass) Value(prop *schema.Property, expected string, format string, args ...any) *Finding {
	return p.report(Finding{
		Object:   prop.Object(),
		Property: prop.Name,
		Span:     prop.ValueSpan(),
		Value:    prop.Display(),
		Expected: expected,
		Message:  fmt.Sprintf(format, args...),
	})
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
