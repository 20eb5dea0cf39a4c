package checks

import (
	"tmgaudit/internal/text"
	"tmgaudit/schema"
	"tmgaudit/schema/catalog"
)

const persistPage = "https://learn.microsoft.com/en-us/previous-versions/windows/desktop/ff825682(v=vs.85)"

var typeContradictsProperty = &Check{
	Code:     "X002",
	Slug:     "form-type-contradicts-property",
	Severity: Info,
	Inferred: true,
	Title:    "The data type of a property is not the one that its COM type asks for",
	Why: "Exports write every property with the dt:dt of its type. Another one is the trace of a hand edit or of a program that wrote the " +
		"file; the import may refuse it or store the value in a form that the service does not read.",
	Remedy:   "Compare with an export of the same product, and correct the dt:dt when it is wrong.",
	Evidence: []string{persistPage, "https://github.com/spithash/TMG-Blacklist-Generator"},
	Fix:      Sometimes,
	Safety:   Unsafe,
	Bad: func() string {
		return listenerFragment("Internal", `
						<fpc4:TCPPort dt:dt="«string»">8080</fpc4:TCPPort>`)
	},
	Good: func() string {
		return listenerFragment("Internal", `
						<fpc4:TCPPort dt:dt="int">8080</fpc4:TCPPort>`)
	},
	Run: func(p *Pass) {
		for _, found := range p.survey().otherType {
			f := p.Value(found.Property, "", "%s of %q has dt:dt %q; %s.%s is a %s, which exports write as %q",
				found.Name, owner(found.Object()), found.Type(), found.fact.com.Class, found.fact.com.Name, found.fact.com.Type, found.fact.dt)
			f.Span, f.Value, f.Expected = found.TypeSpan(), found.Type(), found.fact.dt
			cite(f, found.fact.com)
			if dt := found.fact.dt; schema.Lexical(dt, found.Property.Value()) {
				f.Fix = &Fix{Safety: f.Check.Safety, Title: "set dt:dt of " + found.Name + " to " + dt, Edits: []text.Edit{found.SetType(dt)}}
			}
		}
	},
}

// cite puts the documentation of a property before the evidence of its check.
func cite(f *Finding, com *catalog.Property) {
	if isAddress(com.Source) {
		f.Evidence = append([]string{com.Source}, f.Check.Evidence...)
	}
}
