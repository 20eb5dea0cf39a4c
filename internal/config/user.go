package config

import (
	"slices"
	"strconv"
	"strings"

	"tmgaudit/checks"
	"tmgaudit/internal/usercheck"
)

// userCheck is a check of the file with the places of what was written.
type userCheck struct {
	*usercheck.Check
	entry checkEntry
}

// userChecks reads the checks of the file. They come first: everything else may
// name them.
func (r *reader) userChecks(d document) {
	taken := map[string]int{}
	for _, e := range d.Checks {
		definition, ok := r.definition(e)
		check, faults := usercheck.Make(definition)
		for _, f := range faults {
			r.userFault(e, f)
		}
		for _, name := range []scalar{e.Code, e.Name} {
			if line, twice := taken[name.text]; twice && name.text != "" {
				r.fault(name, "%q is the check of line %d already; give each its own", name.text, line)
			}
			taken[name.text] = name.line
		}
		if ok && len(faults) == 0 {
			r.config.own = append(r.config.own, userCheck{check, e})
		}
	}
	slices.SortStableFunc(r.config.own, func(a, b userCheck) int { return strings.Compare(a.Code, b.Code) })
	r.config.list = slices.Clone(checks.All())
	for _, own := range r.config.own {
		r.config.list = append(r.config.list, own.Check.Check)
	}
}

// thresholds puts checks with other limits in the place of those that have one.
// Everything that the file says of checks after this is of the new ones.
func (r *reader) thresholds(d document) {
	for _, p := range d.Thresholds {
		i := slices.IndexFunc(r.config.list, func(c *checks.Check) bool {
			return c.Limit > 0 && (strings.EqualFold(c.Code, p.key.text) || strings.EqualFold(c.Slug, p.key.text))
		})
		limit, err := strconv.Atoi(p.value.text)
		switch {
		case i < 0:
			r.fault(p.key, "thresholds: %q is no check with a threshold; expected one of %s", p.key.text, strings.Join(limited(), ", "))
		case err != nil || limit < 1:
			r.fault(first(p.value, p.key), "the threshold of %s is %q; expected a number from 1 on", p.key.text, p.value.text)
		default:
			changed := *r.config.list[i]
			changed.Limit = limit
			r.config.list[i] = &changed
		}
	}
}

// limited are the codes and slugs of the checks that have a threshold.
func limited() []string {
	var words []string
	for _, c := range checks.All() {
		if c.Limit > 0 {
			words = append(words, c.Code, c.Slug)
		}
	}
	return words
}

func (r *reader) definition(e checkEntry) (d usercheck.Definition, ok bool) {
	ok = true
	d = usercheck.Definition{
		Code: e.Code.text, Name: e.Name.text, Title: e.Title.text, Message: strings.TrimSpace(e.Message.text), Why: strings.TrimSpace(e.Why.text),
		Remedy: strings.TrimSpace(e.Remedy.text), Class: e.Class.text, When: e.When.text, Path: e.Path.text, Property: e.Property.text,
	}
	for _, s := range e.Evidence {
		d.Evidence = append(d.Evidence, s.text)
	}
	severity, err := checks.ParseSeverity(e.Severity.text)
	if err != nil {
		r.fault(first(e.Severity, e.anchor()), "%v", err)
		ok = false
	}
	d.Severity = severity
	if e.Fix != nil {
		fix, err := newFix(*e.Fix)
		if err != "" {
			r.fault(first(e.Fix.Safety, e.Fix.Value, e.Fix.Property, e.anchor()), "%s", err)
			ok = false
		}
		d.Fix = fix
	}
	return d, ok
}

// newFix reads a fix, which is unsafe where it does not say.
func newFix(e fixEntry) (fix *usercheck.Fix, fault string) {
	fix = &usercheck.Fix{Property: e.Property.text, Value: e.Value.text, Safety: checks.Unsafe}
	if e.Value.line == 0 {
		return fix, "the fix has no value; expected value: VALUE"
	}
	switch e.Safety.text {
	case "", checks.Unsafe.String():
	case checks.Safe.String():
		fix.Safety = checks.Safe
	case checks.Manual.String():
		fix.Safety = checks.Manual
	default:
		return fix, "safety is \"" + e.Safety.text + "\"; expected safe, unsafe or manual"
	}
	return fix, ""
}

// anchor is a place of the entry, for what is missing in it.
func (e checkEntry) anchor() scalar {
	return first(e.Code, e.Name, e.Title, e.Class, e.When, e.Path, e.Severity, e.Property, e.Message, e.Why, e.Remedy)
}

// first is the first of some scalars that is there.
func first(list ...scalar) scalar {
	for _, s := range list {
		if s.line > 0 {
			return s
		}
	}
	return scalar{}
}

// field is what was written in a field of a definition.
func (e checkEntry) field(f usercheck.Field) scalar {
	fields := map[usercheck.Field]scalar{
		usercheck.FieldCode: e.Code, usercheck.FieldName: e.Name, usercheck.FieldTitle: e.Title, usercheck.FieldMessage: e.Message,
		usercheck.FieldWhy: e.Why, usercheck.FieldRemedy: e.Remedy, usercheck.FieldEvidence: first(e.Evidence...),
		usercheck.FieldClass: e.Class, usercheck.FieldWhen: e.When, usercheck.FieldPath: e.Path, usercheck.FieldProperty: e.Property,
	}
	if e.Fix != nil {
		fields[usercheck.FieldFixProperty], fields[usercheck.FieldFixValue] = e.Fix.Property, e.Fix.Value
	}
	return first(fields[f], e.anchor())
}

func (r *reader) userFault(e checkEntry, f *usercheck.Fault) {
	s := e.field(f.Field)
	line, column := s.position(r.faults.source, f.Offset)
	r.faults.at(line, column, "%s", f.Msg)
}

// Stopped is an error for the checks of the file that could not do their work, nil
// where all could.
func (c *Config) Stopped() error {
	r := reader{faults: newFaults(c.Name, c.source)}
	for _, own := range c.own {
		if f := own.Stopped(); f != nil {
			r.userFault(own.entry, f)
		}
	}
	return r.faults.error()
}
