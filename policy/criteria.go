package policy

import (
	"slices"

	"tmgaudit/schema"
)

// ruleContents is what AppliesToContentMethod says: all content, or that of the
// content type sets.
func (e *elements) ruleContents(access *schema.Object) meaning {
	refs := slices.Collect(access.Refs("ContentTypeSetsUsed"))
	p := access.Property("AppliesToContentMethod")
	method, ok := p.Int()
	switch {
	case p == nil && len(refs) > 0:
		return unknownWithin(allNames, "it names content types but its AppliesToContentMethod is the default, all content")
	case p == nil || ok && method == 0:
		return known(allNames)
	case ok && method == 1 && len(refs) > 0:
		return e.contents.meaningOf(refs)
	}
	return unknownWithin(allNames, "its AppliesToContentMethod is %s", p.Value())
}

// hours are the hours of the rule's schedule. A rule that refers to a schedule
// without saying that it does not apply always is not understood.
func (e *elements) hours(o schema.PolicyRule) meaning {
	always, given := o.Property("AppliesAlways").Bool()
	ref, scheduled := o.Named("Ref", "ScheduleUsed")
	switch {
	case given && always, !scheduled && o.Property("AppliesAlways") == nil:
		return known(alwaysHours)
	case !scheduled:
		return unknownWithin(alwaysHours, "it does not apply always but has no schedule")
	case !given:
		return unknownWithin(alwaysHours, "it has a schedule but its AppliesAlways is the default, true")
	}
	s, ok := exported(schema.Ref{Object: ref})
	if !ok {
		return unresolved(schema.Ref{Object: ref}, alwaysHours)
	}
	hours, ok := ScheduleHours(s)
	switch {
	case !ok:
		return unknownWithin(alwaysHours, "%s is not 24 bytes, one an hour", describe(s))
	case hours.Empty():
		return meaning{empty: []string{describe(s)}}
	}
	return known(hours)
}

var allSourcePorts = Span(0, 65535)

// sourcePorts are the ports that the rule limits the source to; 0 is no limit.
func sourcePorts(o schema.PolicyRule) meaning {
	low, okLow := optionalPort(o, "LimitSourcePortLow")
	high, okHigh := optionalPort(o, "LimitSourcePortHigh")
	switch {
	case okLow && okHigh && low == 0 && high == 0:
		return known(allSourcePorts)
	case !okLow || !okHigh || low > high:
		return unknownWithin(allSourcePorts, "its limit of source ports is no range")
	}
	return known(Span(low, high))
}

func optionalPort(o schema.PolicyRule, name string) (uint64, bool) {
	p := o.Property(name)
	v, ok := p.Int()
	return uint64(v), p == nil || ok && v >= 0 && v <= 65535
}
